"""Turns a workbook that is not our template into a proposal of how its tables are read."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from loaders.entries import Cell, Workbook, column_letters
from loaders.foreign.areas import Sheet
from loaders.foreign.bodies import Body, sort_rows
from loaders.foreign.columns import Guess, propose_columns
from loaders.foreign.headers import Header, find_headers, folded_headings
from loaders.foreign.known import Known
from loaders.foreign.layout import TICKED, WORD_LISTS, ForeignLayout, TableLayout
from loaders.foreign.objectives import NOTHING, Named, named_in
from loaders.foreign.values import is_percentage, is_tick, values_of
from loaders.headings import text_of
from loaders.values import printed
from loaders.values.currencies import read_currency
from schemas.country import folded

MOST_WORDS = 60
"""Distinct words of a column that are listed; a column with more holds no words but texts."""
LONGEST_WORD = 80
SHOWN_ROWS = 15
LONGEST_SHOWN = 120
_DEEDS = ("objective", "level", "start", "end_planned", "end_actual", "amount", "result", "mtype")
"""Columns that speak of something done; a list of persons has none."""


@dataclass(frozen=True)
class Remembered:
    """What was decided for an earlier file of the country. `headings`: folded headings of each
    table; `columns`: folded heading -> role; `objectives`: folded sheet title or section ->
    objective."""

    headings: tuple[frozenset[str], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    objectives: Mapping[str, str] = field(default_factory=dict)
    consent: str = ""
    filled_down: bool = False


@dataclass(frozen=True)
class ColumnLook:
    """A column as a person sees it: its heading and what it is taken for."""

    number: int
    heading: str
    guess: Guess

    @property
    def letters(self) -> str:
        return column_letters(self.number)


@dataclass(frozen=True)
class RowLook:
    """A row that is no measure, with its text."""

    row: int
    text: str


@dataclass(frozen=True)
class TableLook:
    """A proposed table with what a person needs to judge it. `sample`: row -> column -> text of
    the first rows, those of the header included. `sections` and `left_out` are named rows,
    `measures` how many rows are read."""

    layout: TableLayout
    columns: tuple[ColumnLook, ...]
    sample: Mapping[int, Mapping[int, str]]
    sections: tuple[RowLook, ...]
    left_out: tuple[RowLook, ...]
    measures: int
    named: Named = NOTHING
    last_measure: int = 0


@dataclass(frozen=True)
class SheetLook:
    """A sheet of the file: its name, the headers read (none: not read), and its first rows."""

    title: str
    headers: tuple[Header, ...]
    sample: Mapping[int, Mapping[int, str]]


@dataclass(frozen=True)
class WordLook:
    """A distinct word of a column (`list`: level, mtype, theme), where it first stands, how often,
    and the code proposed. A percentage is shown and never converted."""

    list: str
    word: str
    sheet: str
    place: str
    count: int
    code: str
    is_percentage: bool = False

    @property
    def key(self) -> str:
        """The word as a layout names it."""
        return folded(self.word) or self.word


@dataclass(frozen=True)
class Proposal:
    """`layout` holds every proposal but the codes of words, which a person confirms; those of
    `words` that are remembered are in it already. `is_known`: a remembered layout was used."""

    layout: ForeignLayout
    tables: tuple[TableLook, ...]
    sheets: tuple[SheetLook, ...]
    words: tuple[WordLook, ...]
    is_known: bool = False


def propose(
    workbook: Workbook,
    known: Known,
    *,
    remembered: Remembered | None = None,
    headers: Mapping[str, Sequence[Header]] | None = None,
    roles: Mapping[tuple[str, int], Mapping[int, str]] | None = None,
) -> Proposal:
    """Every sheet's tables. `headers`, by sheet title, are those a person named instead of the
    ones found here; `roles`, by sheet and first header row, are columns he has decided: the rows
    are sorted by them, and the words listed are those of his columns."""
    memory = remembered or Remembered()
    tables: list[TableLook] = []
    sheets: list[SheetLook] = []
    opened = {grid.title: Sheet(grid) for grid in workbook.grids}
    for grid in workbook.grids:
        sheet = opened[grid.title]
        if headers is None:
            found = find_headers(sheet, known, memory.headings)
        else:
            found = _possible(headers.get(grid.title, ()), sheet)
        own: list[TableLook] = []
        for header, last in _extents(found, sheet):
            decided = (roles or {}).get((grid.title, header[0]))
            since = own[-1].last_measure if own else 0
            own.append(_table(sheet, header, last, since, known, memory, decided))
        # A table nobody asked for and in which nothing can be a measure is a sheet not read.
        kept = [t for t in own if headers is not None or _may_be_measures(t)]
        tables += kept
        used = tuple(table.layout.header for table in kept)
        sheets.append(SheetLook(grid.title, used, _sample(sheet, _first_rows(sheet, used), None)))
    words = _words(opened, tables, known)
    layout = ForeignLayout(
        tuple(table.layout for table in tables),
        {name: dict(codes) for name, codes in memory.words.items()},
        memory.consent,
        memory.filled_down,
    )
    is_known = bool(set(memory.headings) & {_headings_of(t) for t in tables})
    return Proposal(layout, tuple(tables), tuple(sheets), words, is_known)


def fingerprint_of(headings: Iterable[frozenset[str]]) -> str:
    """Names a layout by the headings of its tables, whatever their order."""
    texts = sorted({json.dumps(sorted(one), ensure_ascii=False) for one in headings})
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def remembered_of(workbook: Workbook, layout: ForeignLayout) -> Remembered:
    """What the next file of the country may be read by, out of a layout chosen for this one."""
    grids = {grid.title: Sheet(grid) for grid in workbook.grids}
    headings: list[frozenset[str]] = []
    columns: dict[str, str] = {}
    objectives: dict[str, str] = {}
    for table in layout.tables:
        sheet = grids[table.sheet]
        headings.append(folded_headings(sheet, table.header))
        for column, role in table.columns.items():
            text = sheet.heading(table.header, column)
            if text:
                columns.setdefault(folded(text) or text, role)
        if table.objective:
            objectives[folded(table.sheet)] = table.objective
        for row, objective in table.sections.items():
            objectives[folded(_row_text(sheet, row))] = objective
    return Remembered(
        tuple(dict.fromkeys(headings)),
        columns,
        layout.words,
        objectives,
        layout.consent,
        layout.filled_down,
    )


def _headings_of(table: TableLook) -> frozenset[str]:
    return frozenset(folded(c.heading) or c.heading for c in table.columns if c.heading)


def _may_be_measures(table: TableLook) -> bool:
    """Rows with a title, unless they are a list of persons: addresses, and nothing done."""
    roles = {role for role in table.layout.columns.values() if role}
    contacts = sum(column.guess.reason == "contact" for column in table.columns)
    is_of_persons = contacts >= 2 and not any(role in _DEEDS for role in roles)
    return bool(table.measures) and _titled(table) and not is_of_persons


def _titled(table: TableLook) -> bool:
    return any(role.startswith("title_") for role in table.layout.columns.values())


def _possible(headers: Sequence[Header], sheet: Sheet) -> tuple[Header, ...]:
    """The headers a person named that stand in the sheet, from above, none inside another."""
    found: list[Header] = []
    for first, last in sorted(set(headers)):
        is_filled = any(row in sheet.rows for row in range(first, min(last, first + 2) + 1))
        if first <= last <= first + 2 and is_filled and (not found or first > found[-1][1]):
            found.append((first, last))
    return tuple(found)


def _extents(headers: Sequence[Header], sheet: Sheet) -> Iterator[tuple[Header, int]]:
    """Each header with the last row of its table: the sheet's, or the one before the next."""
    last = max(sheet.rows, default=0)
    for number, header in enumerate(headers):
        following = headers[number + 1][0] if number + 1 < len(headers) else last + 1
        yield header, following - 1


def _table(
    sheet: Sheet,
    header: Header,
    last: int,
    since: int,
    known: Known,
    memory: Remembered,
    decided: Mapping[int, str] | None,
) -> TableLook:
    below = _columns_below(sheet, header, last)
    columns = sorted({*sheet.headed(header), *below})
    headings = {column: sheet.heading(header, column) for column in columns}
    values = {column: values_of(below.get(column, ()), known) for column in columns}
    lowest = {c: sheet.heading_rows(header, c)[1:][-1:] for c in columns}
    guesses = propose_columns(headings, values, known, memory.columns, lowest)
    # A column a person decided that the table does not have is left aside.
    roles = {c: (decided or {}).get(c, guess.role) for c, guess in guesses.items()}
    body = sort_rows(sheet, header, last, roles, known)
    named = _named_above(sheet, header, since, known)
    layout = TableLayout(
        sheet=sheet.grid.title,
        header=header,
        last=last,
        columns=roles,
        objective=memory.objectives.get(folded(sheet.grid.title), named.objective),
        sections={
            row: memory.objectives.get(folded(_row_text(sheet, row)), one.objective)
            for row, one in body.sections.items()
        },
        left_out=body.left_out,
        currency=_currency_of(headings, roles),
    )
    return _look(sheet, layout, headings, guesses, body, named)


def _look(
    sheet: Sheet,
    layout: TableLayout,
    headings: Mapping[int, str],
    guesses: Mapping[int, Guess],
    body: Body,
    named: Named,
) -> TableLook:
    rows = [r for r in sheet.rows if layout.header[0] <= r <= layout.last][:SHOWN_ROWS]
    return TableLook(
        layout=layout,
        columns=tuple(ColumnLook(c, headings[c], guesses[c]) for c in headings),
        sample=_sample(sheet, rows, tuple(headings)),
        sections=tuple(RowLook(row, _row_text(sheet, row)) for row in body.sections),
        left_out=tuple(RowLook(row, _row_text(sheet, row)) for row in body.left_out),
        measures=len(body.measures),
        named=named,
        last_measure=max(body.measures, default=layout.header[1]),
    )


def _columns_below(sheet: Sheet, header: Header, last: int) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = {}
    for row, cells in sheet.rows.items():
        if header[1] < row <= last:
            for column, cell in cells.items():
                found.setdefault(column, []).append(cell)
    return found


def _named_above(sheet: Sheet, header: Header, since: int, known: Known) -> Named:
    """The objective or pillar of a whole table: named by the sheet, or just above the header and
    below the last measure of the table before."""
    found = named_in(sheet.grid.title, known)
    above = [row for row in sheet.rows if since < row < header[0]][-4:]
    for row in reversed(above):
        for cell in sheet.rows[row].values():
            named = named_in(text_of(cell), known)
            if named.objective and not found.objective:
                return named
    return found


def _currency_of(headings: Mapping[int, str], roles: Mapping[int, str]) -> str:
    """The currency that the heading of the amounts names, "" for none or an ambiguous one."""
    for column, role in roles.items():
        if role != "amount":
            continue
        words = headings[column].replace("(", " ").replace(")", " ").split()
        for word in words:
            code = read_currency(word.strip(".,;:[]")).value
            if code and (len(word) > 1 or word in "€£₦₵"):
                return str(code)
    return ""


def _words(
    sheets: Mapping[str, Sheet], tables: Sequence[TableLook], known: Known
) -> tuple[WordLook, ...]:
    """The distinct words of status, type and theme columns, in the order of the file."""
    found: dict[tuple[str, str], WordLook] = {}
    for table in tables:
        skipped = {*table.layout.left_out, *table.layout.sections}
        named = [(c, r) for c, r in table.layout.columns.items() if r in WORD_LISTS]
        ticked = [c for c, r in table.layout.columns.items() if r == TICKED]
        sheet = sheets[table.layout.sheet]
        for row, cells in sheet.rows.items():
            if not table.layout.header[1] < row <= table.layout.last or row in skipped:
                continue
            for column, name in named:
                if column in cells:
                    _count(found, name, table.layout.sheet, cells[column], known)
            ticks = [cells[c] for c in ticked if c in cells and is_tick(cells[c], known.words)]
            for cell in ticks:
                word = sheet.ticked(table.layout.header, cell)
                _count(found, "level", table.layout.sheet, word, known)
    counts = {name: sum(key[0] == name for key in found) for name in WORD_LISTS}
    return tuple(look for key, look in found.items() if counts[key[0]] <= MOST_WORDS)


def _count(
    found: dict[tuple[str, str], WordLook], name: str, sheet: str, cell: Cell, known: Known
) -> None:
    word = printed(cell)
    key = (name, folded(word) or word)
    seen = found.get(key)
    if seen is not None:
        found[key] = replace(seen, count=seen.count + 1)
        return
    share = is_percentage(cell)
    code = "" if share or len(word) > LONGEST_WORD else known.code_of(name, word)
    found[key] = WordLook(name, word[:LONGEST_WORD], sheet, cell.address, 1, code, share)


def _first_rows(sheet: Sheet, headers: Sequence[Header]) -> list[int]:
    """The rows shown of a sheet in which no table was found."""
    return [] if headers else list(sheet.rows)[:SHOWN_ROWS]


def _sample(
    sheet: Sheet, rows: Sequence[int], columns: Sequence[int] | None
) -> dict[int, dict[int, str]]:
    return {
        row: {
            column: printed(cell)[:LONGEST_SHOWN]
            for column, cell in sheet.rows[row].items()
            if columns is None or column in columns
        }
        for row in rows
    }


def _row_text(sheet: Sheet, row: int) -> str:
    texts = [printed(cell) for cell in sheet.rows.get(row, {}).values()]
    return " · ".join(texts)[:LONGEST_SHOWN]
