"""Turns a country's own file and its findings into the same file with coloured, commented cells.

What is said is put together here; the file itself is opened by `loaders.marking`, in a child.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from loaders.entries import Unreadable
from loaders.writing.printing import safe_text
from loaders.writing.remarks import COLOURS, remarks_page
from schemas.content import Content
from schemas.findings import Finding, Severity
from schemas.findings_text import message
from schemas.wording import Words

LONGEST_REMARK = 2_400
"""Characters of a comment that still fit on a screen; the first sheet says it all."""

_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}", re.ASCII)
_ORDER = list(Severity)

Marker = Callable[[bytes, Mapping[str, Any]], bytes]
"""Writes a plan into a file: in this process, or in a child."""


def annotated(
    original: bytes,
    findings: Sequence[Finding],
    content: Content,
    given_ids: Mapping[int, str],
    mark: Marker,
) -> bytes | None:
    """The file with its findings, or None when it cannot be opened again within the limits.
    `given_ids`: row number of the sheet of measures -> id given to a new measure."""
    languages = list(content.words.values())
    author = " / ".join(dict.fromkeys(words("writer.remarks.author") for words in languages))
    marks: dict[str, dict[str, tuple[str, str]]] = {}
    known: dict[str, str] = {}
    for (sheet, address), group in _by_cell(findings).items():
        severity = group[0].severity.value
        marks.setdefault(sheet, {})[address] = (severity, _said(group, content, author, known))
    plan = {
        "marks": marks,
        "colours": {severity.value: colour for severity, colour in COLOURS.items()},
        "author": author,
        "page": remarks_page(findings, content, given_ids),
    }
    try:
        return mark(original, plan)
    except Unreadable:
        return None


def _by_cell(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Findings of one cell, worst first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.sheet and _ADDRESS.fullmatch(finding.cell):
            groups.setdefault((finding.sheet, finding.cell), []).append(finding)
    for group in groups.values():
        group.sort(key=lambda finding: _ORDER.index(finding.severity))
    return groups


def _said(group: Sequence[Finding], content: Content, author: str, known: dict[str, str]) -> str:
    """The comment of a cell: each finding in every language, under our name."""
    remarks = (_in_all(finding, content, known) for finding in group)
    text = safe_text(f"{author}\n" + "\n\n".join(remarks))
    if len(text) <= LONGEST_REMARK:
        return text
    return text[: LONGEST_REMARK - 1].rstrip() + "…"


def _in_all(finding: Finding, content: Content, known: dict[str, str]) -> str:
    """The finding in every language. `known` keeps what was said before: in a long file many
    cells are told the same."""
    key = repr((finding.code, finding.value, sorted(finding.params.items())))
    if key not in known:
        known[key] = "\n".join(_short(finding, words, content) for words in content.words.values())
    return known[key]


def _short(finding: Finding, words: Words, content: Content) -> str:
    """The sentence without its place: the comment already stands there."""
    sentence = message(finding, words, content)
    return " ".join(part for part in (sentence.what, sentence.rule, sentence.todo) if part)
