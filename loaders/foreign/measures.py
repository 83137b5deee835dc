"""Turns one row of a country's own table into a row of the template's sheet of measures."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from loaders.entries import Cell, Kind, Meaning, RawRow, column_letters, row_number
from loaders.foreign.areas import Sheet
from loaders.foreign.checked import word_codes
from loaders.foreign.known import Known
from loaders.foreign.layout import (
    COLUMN_OF,
    FLAGS,
    LEFT_OUT,
    OTHER_LANGUAGE,
    TICKED,
    TITLES,
    ForeignLayout,
    TableLayout,
)
from loaders.foreign.money import money_of
from loaders.foreign.objectives import named_in
from loaders.foreign.values import is_percentage, is_tick
from loaders.headings import text_of
from loaders.values import printed
from loaders.values.lists import nearest
from schemas.country import folded
from schemas.template import Template

_NEW = "NEW"
_FILLED = frozenset(
    [
        "objective",
        "theme",
        "mtype",
        "level",
        "lead",
        "partners",
        "countries",
        "donor",
        "start",
        "end_planned",
        "end_actual",
        "year",
    ]
)
"""Columns in which a merged cell stands for each of its rows; a title or an amount does not."""


@dataclass
class Left:
    """What was not read of a sheet, while it is read."""

    cells: dict[str, list[Cell]] = field(default_factory=dict)
    columns: dict[int, Cell] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def add(self, reason: str, cells: Iterable[Cell]) -> None:
        found = list(cells)
        if found:
            self.cells.setdefault(reason, []).extend(found)


@dataclass(frozen=True)
class Reader:
    """What the rows of one table are read with. `number` is the sheet's place among those read,
    from 1. `refused`: places ("sheet title!A1") whose interpretation is not accepted."""

    sheet: Sheet
    number: int
    table: TableLayout
    layout: ForeignLayout
    known: Known
    refused: frozenset[str]

    def heading(self, column: int) -> str:
        return self.sheet.heading(self.table.header, column)

    def place(self, row: int, column: int) -> str:
        return f"{column_letters(column)}{row}"


@dataclass(frozen=True)
class Said:
    """An objective that holds for many rows, and where it is said ("" for the sheet's name)."""

    code: str
    place: str = ""


@dataclass
class _Row:
    """A row while it is put together."""

    cells: dict[str, Cell] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, Meaning] = field(default_factory=dict)


def read_row(
    reader: Reader, number: int, section: Said, above: Cell | None, left: Left
) -> tuple[RawRow, Cell | None]:
    """The row, and the objective cell that an empty one below it repeats."""
    made, own = _Row(), reader.sheet.rows[number]
    for column, role in reader.table.columns.items():
        if role == LEFT_OUT:
            if column in own:
                left.columns.setdefault(column, own[column])
            continue
        if role == TICKED:
            continue
        key = COLUMN_OF[role]
        made.places[key] = reader.place(number, column)
        cell = own.get(column) or _merged(reader, number, column, key)
        if cell is not None:
            made.cells[key] = cell
    left.add("aside", (own[column] for column in own if column not in reader.table.columns))
    if reader.layout.filled_down and "objective" in made.places:
        above = made.cells.get("objective") or above
        if above is not None:
            made.cells["objective"] = above
    _ticks(made, reader, number, left)
    _titles(made, reader)
    _objective(made, reader, section, left)
    _words(made, reader)
    _money(made, reader)
    _fixed(made, "update_type", _NEW, reader.known.template, "update")
    title = reader.table.sheet
    at = row_number(reader.number, number)
    return RawRow(at, made.cells, made.places, title, made.meanings), above


def _merged(reader: Reader, row: int, column: int, key: str) -> Cell | None:
    """The cell of a merged area that reaches down to this row."""
    if key not in _FILLED:
        return None
    area = reader.sheet.area_at(row, column)
    if area is None or area.left != column or area.top <= reader.table.header[1]:
        return None
    return reader.sheet.shown(row, column)


def _ticks(made: _Row, reader: Reader, number: int, left: Left) -> None:
    """The status over the one column that is ticked. Two ticks, or what is no tick, are named and
    say nothing."""
    columns = [column for column, role in reader.table.columns.items() if role == TICKED]
    own = reader.sheet.rows[number]
    filled = [own[column] for column in columns if column in own]
    if columns:
        made.places["level"] = reader.place(number, filled[0].column if filled else columns[0])
    if len(filled) == 1 and is_tick(filled[0], reader.known.words):
        made.cells["level"] = reader.sheet.ticked(reader.table.header, filled[0])
    else:
        left.add("ticks", filled)


def _fixed(made: _Row, key: str, code: str, template: Template, name: str) -> None:
    """A value that no cell holds, as the template would print it: nothing is asked about it."""
    made.cells[key] = Cell(0, 0, Kind.TEXT, template.lists[name][code].shown)


def _titles(made: _Row, reader: Reader) -> None:
    """The language of a title in another one; and where a missing title is asked for."""
    roles = set(reader.table.columns.values())
    other = next((role for role in OTHER_LANGUAGE if role in roles), None)
    if other is not None and "title_other" in made.cells:
        code = OTHER_LANGUAGE[other]
        _fixed(made, "lang_other", code, reader.known.template, "lang_other")
    keys = [COLUMN_OF[role] for role in TITLES if role in roles]
    if keys and not any(key in made.cells for key in keys):
        made.places.setdefault("title_fr", made.places[keys[0]])


def _objective(made: _Row, reader: Reader, section: Said, left: Left) -> None:
    """The row's own objective, else that of its section or table. What names none is left empty
    for an analyst, and its cell is named."""
    cell = made.cells.pop("objective", None)
    title = next((made.places[k] for k in _TITLE_KEYS if k in made.places), "")
    printed_form = reader.known.vocabulary.lists["objective"].printed
    if cell is not None and (cell.kind is Kind.ERROR or cell.value is None):
        made.cells["objective"] = cell
        return
    if cell is not None:
        text = text_of(cell)
        code = "" if is_percentage(cell) else named_in(text, reader.known).objective
        made.places["objective"] = cell.address
        if code:
            made.cells["objective"] = cell
            if text not in printed_form:
                made.meanings["objective"] = Meaning(code)
        else:
            left.add("objective", [cell])
        return
    made.places.setdefault("objective", title)
    if section.code:
        _fixed(made, "objective", section.code, reader.known.template, "objective")
        made.places["objective"] = section.place or made.places["objective"]


_TITLE_KEYS = ("title_fr", "title_en", "title_other")


def _words(made: _Row, reader: Reader) -> None:
    """Status words count only as the person confirmed them; words of types and themes may also
    be the template's own."""
    for name in ("mtype", "theme"):
        cell = made.cells.get(name)
        code = _confirmed(reader, name, cell) if cell is not None else ""
        if code:
            made.meanings[name] = Meaning(code)
    cell = made.cells.get("level")
    if cell is None or cell.kind is Kind.ERROR or cell.value is None:
        return
    code = "" if is_percentage(cell) else _confirmed(reader, "level", cell)
    if code in FLAGS:
        # It says that the measure stands still, and not how far it had come: that is asked.
        made.cells["flag"], made.meanings["flag"] = cell, Meaning(code)
        made.places["flag"] = cell.address
        made.meanings["level"] = Meaning("", is_given=False)
    elif code:
        made.meanings["level"] = Meaning(code)
    else:
        made.meanings["level"] = Meaning(_near_level(cell, reader.known), is_given=False)


def _confirmed(reader: Reader, name: str, cell: Cell) -> str:
    """The code a person gave the word; one that the column's list does not have counts for none,
    whatever the layout says."""
    word = printed(cell)
    code = reader.layout.words.get(name, {}).get(folded(word) or word, "")
    return code if code in word_codes(name, reader.known) else ""


def _near_level(cell: Cell, known: Known) -> str:
    """The level proposed for a word or a share, "" for none."""
    if is_percentage(cell):
        return nearest(printed(cell), known.vocabulary.lists["answer"])
    code = known.code_of("level", printed(cell)[:120])
    return "" if code in FLAGS else code


def _money(made: _Row, reader: Reader) -> None:
    """Amount and currency out of one cell, or the currency that the heading states; an amount in
    thousands or millions is asked about, for it is not the number that stands in the cell."""
    cell = made.cells.get("amount")
    if cell is None or "currency" in made.cells:
        return
    made.places.setdefault("currency", made.places["amount"])
    word = money_of(cell)
    if word:
        made.cells["currency"] = Cell(cell.row, cell.column, Kind.TEXT, word)
    elif reader.table.currency:
        made.cells["currency"] = Cell(cell.row, cell.column, Kind.TEXT, reader.table.currency)
