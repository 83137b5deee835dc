"""Turns findings into the first sheet of an annotated file: one group a row, with its links."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from loaders.entries import SHEET_STEP
from loaders.writing.look import BAND, FONT, HEADER_REQUIRED, INK, LINE, LINK
from loaders.writing.page import lines
from loaders.writing.printing import safe_text
from schemas.content import Content
from schemas.findings import Finding, Severity
from schemas.findings_groups import (
    Group,
    group_message,
    grouped,
    shown_values,
)
from schemas.layout import REMARKS_SHEET
from schemas.wording import Words

COLOURS: Mapping[Severity, str] = {
    Severity.ERROR: "F9C9BC",
    Severity.WARNING: "FFE7A8",
    Severity.INFO: "D6E6F5",
}
"""Colours of annotated cells, the worst first. The workbook uses them for nothing else, so that
a second check can take them away again."""

FIRST_COLUMN = 2
"""Column A is a margin: A1 holds the sheet's key."""
WIDTHS = {"severity": 16, "sheet": 26, "cell": 15, "value": 30}
MARGIN_WIDTH = 3
MESSAGE_WIDTH = 62
LONGEST_VALUE = 500
MOST_PLACES = 6
HEADER_ROW = 6
TALLEST = 400
"""Points; Excel shows no row taller than 409."""

_Row = dict[str, Any]
_Cells = list[list[Any]]
_WRAPPED = '<alignment horizontal="left" vertical="top" wrapText="1" indent="1"/>'
_MIDDLE = '<alignment vertical="center" indent="1"/>'


def remarks_page(
    findings: Sequence[Finding], content: Content, given_ids: Mapping[int, str]
) -> dict[str, Any]:
    """The sheet as `loaders.marking` writes it: looks, widths, rows, filter, frozen head."""
    words = list(content.words.values())
    columns = _columns(words)
    order = list(Severity)
    groups = sorted(grouped(findings), key=lambda one: order.index(one.severity))
    rows = [*_head(words, findings, columns), _headings(words, columns)]
    rows += [_remark(group, content, columns) for group in groups]
    last = chr(64 + FIRST_COLUMN + len(columns) - 1)
    wanted = f"B{HEADER_ROW}:{last}{len(rows)}" if groups else ""
    if given_ids:
        rows += [_row(), *_ids(words, findings, content, given_ids)]
    return {
        "title": REMARKS_SHEET,
        "looks": _looks(),
        "widths": [MARGIN_WIDTH, *(width for _, width in columns)],
        "rows": rows,
        "frozen": HEADER_ROW,
        "filter": wanted,
    }


def _looks() -> dict[str, tuple[str, str, str, str]]:
    """Font, fill, border and alignment of each kind of cell."""
    line = f'<border><left/><right/><top/><bottom style="thin">{_rgb(LINE)}</bottom></border>'
    band = _fill(BAND)
    return {
        "key": (_font(8, BAND), band, "", ""),
        "band": ("", band, "", ""),
        "title": (_font(16, "#FFFFFF", is_bold=True), band, "", _MIDDLE),
        "lead": (_font(11, INK), "", "", _MIDDLE),
        "head": (_font(11, INK, is_bold=True), _fill(HEADER_REQUIRED), line, _WRAPPED),
        "plain": (_font(11, INK), "", line, _WRAPPED),
        "link": (_font(11, LINK, is_underlined=True), "", line, _WRAPPED),
        "section": (_font(13, BAND, is_bold=True), "", "", ""),
        "id": (_font(11, INK, is_bold=True), "", "", _WRAPPED),
        **{
            severity.value: (_font(11, INK), _fill(colour), line, _WRAPPED)
            for severity, colour in COLOURS.items()
        },
    }


def _font(size: int, colour: str, is_bold: bool = False, is_underlined: bool = False) -> str:
    marks = ("<b/>" if is_bold else "") + ("<u/>" if is_underlined else "")
    return f'<font>{marks}<sz val="{size}"/>{_rgb(colour)}<name val="{FONT}"/></font>'


def _rgb(colour: str) -> str:
    return f'<color rgb="FF{colour.removeprefix("#")}"/>'


def _fill(colour: str) -> str:
    rgb = f'rgb="FF{colour.removeprefix("#")}"'
    return (
        f'<fill><patternFill patternType="solid"><fgColor {rgb}/><bgColor indexed="64"/>'
        "</patternFill></fill>"
    )


def _row(cells: Iterable[Sequence[Any]] = (), height: float = 0) -> _Row:
    return {
        "height": height,
        "cells": [[c, look, safe_text(t), link] for c, look, t, link in cells],
    }


def _columns(words: Sequence[Words]) -> list[tuple[str, int]]:
    """Heading names and widths: severity, sheet, cell, a message in each language, value."""
    messages = [(f"message-{language.language}", MESSAGE_WIDTH) for language in words]
    place = [(name, WIDTHS[name]) for name in ("severity", "sheet", "cell")]
    return [*place, *messages, ("value", WIDTHS["value"])]


def _head(
    words: Sequence[Words], findings: Sequence[Finding], columns: Sequence[tuple[str, int]]
) -> list[_Row]:
    """The title and, in each language, what there is to do."""
    title = " / ".join(language("writer.remarks.title") for language in words)
    band = [
        [column, "band", "", ""] for column in range(FIRST_COLUMN + 1, FIRST_COLUMN + len(columns))
    ]
    rows = [_row([[1, "key", REMARKS_SHEET, ""], [FIRST_COLUMN, "title", title, ""], *band], 34)]
    lead = "writer.remarks.lead" if findings else "writer.remarks.none"
    for language in words:
        said = f"{language(lead)} {_counts(findings, language)}".strip()
        rows.append(_row([[FIRST_COLUMN, "lead", said, ""]], 20))
    return [*rows, *(_row() for _ in range(HEADER_ROW - 1 - len(rows)))]


def _headings(words: Sequence[Words], columns: Sequence[tuple[str, int]]) -> _Row:
    cells: _Cells = []
    for number, (name, _) in enumerate(columns, start=FIRST_COLUMN):
        heading = " / ".join(dict.fromkeys(w(f"writer.remarks.{name}") for w in words))
        cells.append([number, "head", heading, ""])
    return _row(cells, 34)


def _counts(findings: Sequence[Finding], language: Words) -> str:
    found = [finding.severity for finding in findings]
    said = [
        language.count(f"writer.remarks.{severity.value}s", found.count(severity))
        for severity in Severity
        if severity in found
    ]
    return f"({language.listed(said)})" if said else ""


def _remark(group: Group, content: Content, columns: Sequence[tuple[str, int]]) -> _Row:
    words = list(content.words.values())
    severity = _in_all(words, f"writer.remarks.{group.severity.value}")
    place = group.sheet or _in_all(words, "writer.remarks.whole-file")
    value = shown_values(group)
    if len(value) > LONGEST_VALUE:
        value = value[:LONGEST_VALUE] + "…"
    said = [group_message(group, language, content).text for language in words]
    texts = [severity, place, _cells_said(group), *said, value]
    links: list[Any] = ["" for _ in texts]
    if group.sheet:
        # A range of cells is chosen as a whole; of several ranges, the first.
        first = group.places.split(", ")[0]
        links[1] = [[group.sheet], first or "A1"]
        links[2] = [[group.sheet], first] if first else ""
    tallest = max(
        lines(text, width * 1.2 - 2) for text, (_, width) in zip(texts, columns, strict=True)
    )
    looks = [group.severity.value, *("link" if link else "plain" for link in links[1:])]
    cells = [
        [FIRST_COLUMN + number, look, text, link]
        for number, (look, text, link) in enumerate(zip(looks, texts, links, strict=True))
    ]
    return _row(cells, min(3 + 15 * max(1, tallest), TALLEST))


def _cells_said(group: Group) -> str:
    """The cells of the group, of which a long list names the first; the sentence counts them."""
    pieces = group.places.split(", ")
    return ", ".join([*pieces[:MOST_PLACES], *(["…"] if len(pieces) > MOST_PLACES else [])])


def _in_all(words: Sequence[Words], key: str, **params: object) -> str:
    return " / ".join(dict.fromkeys(language(key, **params) for language in words))


def _ids(
    words: Sequence[Words],
    findings: Sequence[Finding],
    content: Content,
    given_ids: Mapping[int, str],
) -> list[_Row]:
    """The ids given to new measures, below the remarks, each with a link to its row."""
    sheets = _measure_sheets(findings, content)
    rows = [_row([[FIRST_COLUMN, "section", _in_all(words, "writer.remarks.given-ids"), ""]])]
    own = _own_sheets(findings)
    for number, measure_id in sorted(given_ids.items()):
        # Rows of a country's own table name their sheet in their number.
        place, line = divmod(number, SHEET_STEP)
        titles = own[place - 1 : place] if place else []
        label = " · ".join([*titles, _in_all(words, "writer.remarks.row", n=line)])
        link = [titles or sheets, f"A{line}"]
        rows.append(
            _row([[FIRST_COLUMN, "id", measure_id, ""], [FIRST_COLUMN + 1, "link", label, link]])
        )
    return rows


def _own_sheets(findings: Sequence[Finding]) -> list[str]:
    """The sheets that hold a country's own table, in their order; none for our template."""
    found = (finding for finding in findings if finding.code == "foreign-table")
    return [str(title) for finding in found for title in finding.params.get("titles", ())]


def _measure_sheets(findings: Sequence[Finding], content: Content) -> list[str]:
    """What the file may call its sheet of measures: the title that findings name, or the key."""
    named = [
        finding.sheet
        for finding in findings
        if str(finding.params.get("column") or "").startswith("measures.")
    ]
    keys = [t.sheets["measures"].key for t in content.templates.values() if "measures" in t.sheets]
    return list(dict.fromkeys([*named, *keys]))
