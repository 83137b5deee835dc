"""Turns the rows below a header into measures, sections, and rows that are no measures."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from loaders.entries import Cell, Kind
from loaders.foreign.areas import Sheet
from loaders.foreign.headers import Header
from loaders.foreign.known import Known
from loaders.foreign.layout import LEFT_OUT, TITLES
from loaders.foreign.objectives import NOTHING, Named, named_in, speaks_of_one
from loaders.headings import text_of
from schemas.country import folded

_LABEL_LENGTH = 80
"""A total or a note says so in few letters."""
_POINT = re.compile(r"\(?(?:\d+(?:[.\-]\d+)*|[ivxlc]+|[a-z])[.)°]*", re.IGNORECASE)
"""The number of a point: 1, 1.2, II, a)."""


@dataclass(frozen=True)
class Body:
    """Rows by what they are. `sections`: row -> what it names; `left_out`: row -> reason."""

    measures: tuple[int, ...] = ()
    sections: Mapping[int, Named] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Table:
    sheet: Sheet
    header: Header
    roles: Mapping[int, str]
    known: Known
    headings: Mapping[int, str]

    @property
    def titles(self) -> set[int]:
        return {column for column, role in self.roles.items() if role in TITLES}

    def cells(self, row: int) -> Mapping[int, Cell]:
        """The filled cells of a row that stand in the table."""
        own = self.sheet.rows.get(row, {})
        return {column: cell for column, cell in own.items() if column in self.roles}

    def said(self, row: int) -> Mapping[int, Cell]:
        """The filled cells of a row without the number of its point, which stands first."""
        cells = self.cells(row)
        first = next(iter(cells))
        is_point = self.roles[first] == LEFT_OUT and _POINT.fullmatch(text_of(cells[first]).strip())
        return {c: cells[c] for c in cells if c != first} or cells if is_point else cells


def sort_rows(
    sheet: Sheet, header: Header, last: int, roles: Mapping[int, str], known: Known
) -> Body:
    """What each filled row from the header to `last` is."""
    headings = {column: folded(sheet.heading(header, column)) for column in roles}
    table = _Table(sheet, header, roles, known, headings)
    rows = [r for r in sheet.rows if header[1] < r <= last and table.cells(r)]
    left_out: dict[int, str] = {}
    sections: dict[int, Named] = {}
    measures: list[int] = []
    for row in rows:
        reason = _reason(row, table, is_first=not measures and not sections)
        named = NOTHING if reason else _section(row, table)
        if reason:
            left_out[row] = reason
        elif named is not None:
            sections[row] = named
        else:
            measures.append(row)
    _end(table, measures, sections, left_out)
    return Body(tuple(measures), sections, left_out)


def _reason(row: int, table: _Table, is_first: bool) -> str:
    """Why a row is no measure, whatever stands around it; "" when it may be one."""
    cells = table.cells(row)
    if _is_header_again(cells, table):
        return "repeated"
    if is_first and _are_column_numbers(cells):
        return "numbers"
    said = table.said(row)
    first = next(iter(said.values()))
    label = folded(text_of(first)[:_LABEL_LENGTH])
    words = table.known.words
    if _begins(label, words.totals) and _only_sums(cells, first):
        return "total"
    texts = [c for c in cells.values() if c.kind is Kind.TEXT]
    if len(cells) <= 2 and len(texts) == len(cells) and _begins(label, words.notes):
        return "note"
    if len(said) == 1 and len(table.roles) > 1 and _begins(label, words.subheadings):
        return "" if named_in(text_of(first), table.known) else "section"
    if len(cells) == 1 and text_of(first).lstrip()[:1] in ("*", "¹", "²", "†", "("):
        return "note"
    return ""


def _is_header_again(cells: Mapping[int, Cell], table: _Table) -> bool:
    same = sum(folded(text_of(cell)) == table.headings[c] != "" for c, cell in cells.items())
    if table.header[0] != table.header[1]:
        rows = range(table.header[0], table.header[1] + 1)
        shown = {c: {folded(text_of(table.sheet.shown(r, c))) for r in rows} for c in cells}
        same = sum(folded(text_of(cell)) in shown[c] - {""} for c, cell in cells.items())
    return same >= 2 and same == len(cells)


def _are_column_numbers(cells: Mapping[int, Cell]) -> bool:
    """1 2 3 ... under the headings, or a b c, or (1) (2) (3)."""
    texts = [text_of(cell).strip(" ().[]").casefold() for cell in cells.values()]
    if len(texts) < 3:
        return False
    numbered = [str(n) for n in range(1, len(texts) + 1)]
    return texts in (numbered, [chr(96 + n) for n in range(1, min(len(texts), 26) + 1)])


def _begins(label: str, known: Iterable[str]) -> bool:
    return any(label == word or label.startswith(f"{word} ") for word in known)


def _only_sums(cells: Mapping[int, Cell], first: Cell) -> bool:
    """Besides its label a total has numbers and short words (a currency), and no status."""
    others = [cell for cell in cells.values() if cell is not first]
    if not others:
        return len(text_of(first).split()) <= 4
    texts = [text_of(c) for c in others if c.kind is Kind.TEXT and c.formula is None]
    return all(len(t) <= 5 or re.fullmatch(r"[\d\s.,]+\D{0,8}", t) for t in texts)


def _section(row: int, table: _Table) -> Named | None:
    """What a heading of rows names; None for a row that is no heading. A lone text is one when
    it names an objective or pillar, lies over several columns, or stands outside the titles."""
    cells = table.said(row)
    is_numbered = len(cells) < len(table.cells(row))
    distinct = {folded(text_of(cell)) for cell in cells.values()}
    first = next(iter(cells.values()))
    text = " ".join(text_of(cell) for cell in cells.values())
    if len(cells) == 1 or len(distinct) == 1:
        named = named_in(text_of(first), table.known)
        area = table.sheet.area_at(row, first.column)
        is_wide = area is not None and area.right > area.left
        is_aside = bool(table.titles) and first.column not in table.titles and not is_numbered
        is_text = first.kind is Kind.TEXT
        has_others = len(table.roles) > 1
        if is_text and has_others and (named or is_wide or is_aside):
            return named
        if is_text and has_others and speaks_of_one(text, table.known):
            return NOTHING
        return None
    # "Objectif 4" and its label in two cells, and nothing else.
    if len(cells) == 2 and all(cell.kind is Kind.TEXT for cell in cells.values()):
        named = named_in(text, table.known)
        is_head = named_in(text_of(first), table.known) == named and named
        return named if is_head and not _has_status(cells, table) else None
    return None


def _has_status(cells: Mapping[int, Cell], table: _Table) -> bool:
    return any(table.roles[c] in ("level", "lead", "start") for c in cells)


def _end(
    table: _Table, measures: list[int], sections: dict[int, Named], left_out: dict[int, str]
) -> None:
    """Moves what stands below the last measure to the notes: headings of nothing, signatures,
    keys of signs."""
    if not measures:
        return
    usual = median(len(table.cells(row)) for row in measures)
    for row in sorted([*measures, *sections], reverse=True):
        if row in sections:
            del sections[row]
        elif len(measures) > 1 and _is_below_the_end(row, measures[-2], usual, table):
            measures.pop()
        else:
            return
        left_out[row] = "note"


def _is_below_the_end(row: int, before: int, usual: float, table: _Table) -> bool:
    """A thin row behind an empty one, or one of a single cell that is no title. `before` is the
    measure above it, `usual` how many cells a row has."""
    cells = table.cells(row)
    if len(cells) >= 3 and len(cells) > 0.5 * usual:
        return False
    is_apart = any(between not in table.sheet.rows for between in range(before + 1, row))
    if not set(cells) & table.titles:
        return is_apart or len(cells) == 1
    return is_apart and usual >= 3 and len(cells) <= max(1.0, 0.5 * usual)
