"""Turns findings that say the same thing of many cells into one group, and its sentence."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.content import Content
from schemas.findings import Finding, Severity
from schemas.findings_text import PARAMS, Sentence, message, shown_params
from schemas.wording import Words

MOST_PLACES = 8
"""Pieces of `places` that a sentence names; the others are counted."""
MOST_VALUES = 3
LONGEST_VALUE = 24

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_SLOT = "\ue000"
"""Stands for the values while the sentence is made: a character that no sentence holds."""
_WITHOUT_QUOTES = frozenset({"error-value"})
"""Codes whose sentence shows the value bare."""


@dataclass(frozen=True)
class Group:
    """Findings that differ in place and value only. `column` is the finding's column
    ("measures.level"), else the letters of its cells, else "". `places` names each cell once:
    "F12:F40", "F12, F15"; "" when the findings name no cell."""

    code: str
    severity: Severity
    sheet: str
    column: str
    places: str
    findings: tuple[Finding, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells, each once, in the order of `places`."""
        return expanded(self.places)

    @property
    def values(self) -> tuple[str, ...]:
        """The texts read, each once, in the order of the file."""
        return tuple(dict.fromkeys(finding.value for finding in self.findings))


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Every finding in exactly one group; groups and their findings keep the order given."""
    found: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        found.setdefault(_likeness(finding), []).append(finding)
    return tuple(_group(members) for members in found.values())


def _group(members: Sequence[Finding]) -> Group:
    first = members[0]
    places = compressed(finding.cell for finding in members if finding.cell)
    return Group(first.code, first.severity, first.sheet, _column(first), places, tuple(members))


def _likeness(finding: Finding) -> tuple[str, ...]:
    """What two findings of one group have in common: everything their sentence is made of."""
    params = {name: finding.params.get(name) for name in PARAMS.get(finding.code, ())}
    said = json.dumps(params, sort_keys=True, default=str)
    # An empty cell that holds a formula is told something else.
    is_formula = finding.code == "required-empty" and finding.value.startswith("=")
    return finding.code, finding.sheet, _column(finding), said, str(is_formula)


def _column(finding: Finding) -> str:
    named = str(finding.params.get("column") or "")
    match = _ADDRESS.fullmatch(finding.cell)
    return named or (match[1] if match else "")


def compressed(cells: Iterable[str]) -> str:
    """A1 addresses as a short text: rows that follow one another in a column become a range;
    whatever is no address of one cell comes last, as it is."""
    given = dict.fromkeys(cells)
    matches = [match for match in map(_ADDRESS.fullmatch, given) if match]
    known = sorted({(len(m[1]), m[1], int(m[2])) for m in matches})
    pieces: list[str] = []
    start = 0
    for end in range(1, len(known) + 1):
        first, last = known[start], known[end - 1]
        if end < len(known) and known[end] == (*last[:2], last[2] + 1):
            continue
        alone = first == last
        pieces.append(f"{first[1]}{first[2]}" + ("" if alone else f":{last[1]}{last[2]}"))
        start = end
    return ", ".join([*pieces, *(one for one in given if not _ADDRESS.fullmatch(one))])


def expanded(places: str) -> tuple[str, ...]:
    """ "F12:F14, F20" -> F12, F13, F14, F20: the reverse of `compressed`."""
    return tuple(cell for piece in places.split(", ") if piece for cell in _cells(piece))


def _cells(piece: str) -> Iterator[str]:
    first, _, last = piece.partition(":")
    begin, end = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
    if begin is None or end is None or begin[1] != end[1]:
        yield piece
        return
    for row in range(int(begin[2]), int(end[2]) + 1):
        yield f"{begin[1]}{row}"


def short_places(group: Group, words: Words) -> str:
    """The places, of which a long list names only the first: "F12, F15, … (and 20 more)"."""
    pieces = group.places.split(", ")
    if len(pieces) <= MOST_PLACES:
        return group.places
    named = ", ".join(pieces[:MOST_PLACES])
    rest = len(group.cells) - len(expanded(named))
    return words.count("findings-group.more-places", rest, places=named)


def cells_counted(group: Group, words: Words) -> str:
    """How many cells: "29 cells"; "" when the findings name none."""
    return words.count("findings-group.cells", len(group.cells)) if group.places else ""


def shown_values(group: Group) -> str:
    """The values read, for a table: "x; y; z", of which a long list names only the first."""
    values = [value for value in group.values if value]
    shown = "; ".join(_cut(value) if len(values) > 1 else value for value in values[:MOST_VALUES])
    return f"{shown}; …" if len(values) > MOST_VALUES else shown


def group_message(group: Group, words: Words, content: Content) -> Sentence:
    """The sentence of the whole group; that of its finding when there is one only.

    Raises KeyError for an unknown code.
    """
    first = group.findings[0]
    if len(group.findings) == 1:
        return message(first, words, content)
    slot = f"={_SLOT}" if first.value.startswith("=") else _SLOT
    sentence = message(replace(first, value=slot), words, content)
    values = _values_said(group, words)

    def filled(part: str) -> str:
        return part.replace(slot, values)

    parts = (filled(sentence.what), filled(sentence.rule), filled(sentence.todo))
    return Sentence(_where(group, words, content), *parts)


def _values_said(group: Group, words: Words) -> str:
    """The values as they stand between the quotes of a sentence."""
    shown = [_cut(value) or words("finding.empty") for value in group.values]
    if len(shown) > MOST_VALUES:
        shown = [*shown[:MOST_VALUES], "…"]
    between = ", " if group.code in _WITHOUT_QUOTES else words("findings-group.between-values")
    return between.join(shown)


def _cut(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1].rstrip() + "…"


def _where(group: Group, words: Words, content: Content) -> str:
    first = group.findings[0]
    if not group.places or len(group.cells) == 1:
        return message(first, words, content).where
    label = shown_params(first, words, content)["column"] if first.params.get("column") else ""
    key = "findings-group.where-column" if label else "findings-group.where"
    return words.count(
        key,
        len(group.cells),
        sheet=group.sheet,
        places=short_places(group, words),
        column=label,
    )
