"""Turns the grid of a recognised sheet into rows by column key, and says what it left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from loaders.entries import (
    NAMED_CELLS,
    Cell,
    Grid,
    Kind,
    RawRow,
    SheetRows,
    column_letters,
    listed_addresses,
)
from loaders.headings import (
    Headings,
    Level,
    Names,
    find_headings,
    levels_of,
    names_of,
    nearest,
    text_of,
    word_of,
)
from schemas.content import Content
from schemas.country import folded
from schemas.findings import Finding
from schemas.framework import Framework
from schemas.layout import FORM_COLUMNS
from schemas.template import ColumnType, Need, Shape, Sheet, Template

_ANSWER, _PREVIOUS = "answer", "previous"
_FORM_ALIASES: Mapping[str, tuple[str, ...]] = {
    "key": ("Code", "Chave", "Clave"),
    "label_fr": ("Libellé", "Pergunta", "Pregunta"),
    _PREVIOUS: ("Resposta anterior", "Respuesta anterior"),
    _ANSWER: ("Réponse", "Answer", "Resposta", "Respuesta"),
}
"""Other headers of the columns of a form sheet, which the template does not list."""

_NUMBERED = re.compile(r"(?:objectif|objective|objetivo|obj|theme|tema)?\s*(?:n|no|nr)?\s*(\d+)")
_CORNERS = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def read_table(
    grid: Grid, sheet: Sheet, template: Template, framework: Framework
) -> tuple[SheetRows, list[Finding]]:
    """The rows of a table or fixed sheet that hold more than a formula.

    Findings: column-missing, ignored-column, ignored-cells, hidden-rows-read,
    merged-cells-read, objective-row-missing, objective-row-double.
    """
    headings = find_headings(grid, names_of(sheet))
    data = {n: cells for n, cells in grid.rows.items() if n >= headings.first_row}
    letters = {key: column_letters(column) for key, column in headings.columns.items()}
    rows = [_raw_row(n, cells, headings.columns, letters) for n, cells in data.items()]
    live = {c.key for c in sheet.columns if c.type is not ColumnType.FORMULA}
    filled = [row for row in rows if live & row.cells.keys()]
    findings: list[Finding] = []
    if sheet.shape is Shape.FIXED:
        filled, findings = _fixed_rows(filled, grid, sheet, template, framework)
    if filled or sheet.shape is Shape.FIXED:
        findings = _missing_columns(sheet, headings) + findings
    findings += _ignored_columns(grid, headings)
    named = {*headings.columns.values(), *headings.ignored}
    left_out = [c for cells in data.values() for c in cells.values() if c.column not in named]
    findings += _ignored_cells(grid, left_out)
    findings += hidden_rows_read(grid, [row.number for row in filled])
    findings += _merged(grid, headings.first_row, set(headings.columns.values()))
    return SheetRows(sheet.code, grid.title, headings.columns, tuple(filled)), findings


@lru_cache(maxsize=8)
def form_names(content: Content) -> tuple[Names, ...]:
    """How the columns of a form sheet are headed: as the writer prints them, or an alias."""
    spoken = tuple(content.words.values())
    return tuple(
        Names(
            column,
            tuple(words(f"writer.form.{column.replace('_', '-')}") for words in spoken),
            _FORM_ALIASES.get(column, ()),
        )
        for column in FORM_COLUMNS
    )


def read_form(
    grid: Grid, sheet: Sheet, names: tuple[Names, ...]
) -> tuple[SheetRows, list[Finding]]:
    """The answers of a form sheet as one row; a question is known by its key or label, the
    column of the answers by its `names` (see `form_names`).

    Findings: column-missing (for a required question or for all answers), ignored-cells,
    hidden-rows-read, merged-cells-read.
    """
    headings = find_headings(grid, names)
    levels = levels_of(names_of(sheet))
    aside = {headings.columns.get(_ANSWER), headings.columns.get(_PREVIOUS)}
    answers = headings.columns.get(_ANSWER)
    places: dict[str, str] = {}
    cells: dict[str, Cell] = {}
    numbers: dict[str, int] = {}
    left_out: list[Cell] = []
    for number, row in grid.rows.items():
        key = _question(row, aside, levels) if number >= headings.first_row else None
        answer = row.get(answers) if answers is not None else None
        if key is None or key in places:
            left_out += [answer] if answer and number >= headings.first_row else []
        elif answers is not None:
            places[key], numbers[key] = f"{column_letters(answers)}{number}", number
            if answer is not None:
                cells[key] = answer
    findings = _missing_questions(sheet, places, headings)
    findings += _ignored_cells(grid, left_out)
    findings += hidden_rows_read(grid, [numbers[key] for key in cells])
    if answers is not None:
        findings += _merged(grid, headings.first_row, {answers})
    first = min(numbers.values(), default=headings.first_row)
    columns = dict.fromkeys(places, answers or 0)
    answered = RawRow(first, cells, places)
    return SheetRows(sheet.code, grid.title, columns, (answered,)), findings


def resembles(grid: Grid, sheet: Sheet) -> bool:
    """Whether a sheet known by its name alone, "Contacts" say, also looks like the template's:
    two of its columns, or two of its questions, are there."""
    names = names_of(sheet)
    if sheet.shape is Shape.FORM:
        levels = levels_of(names)
        asked = {_question(row, set(), levels) for row in grid.rows.values()}
        return len(asked - {None}) >= 2
    return len(find_headings(grid, names).columns) >= 2


def _raw_row(
    number: int,
    cells: Mapping[int, Cell],
    columns: Mapping[str, int],
    letters: Mapping[str, str],
) -> RawRow:
    digits = str(number)
    return RawRow(
        number,
        {key: cells[column] for key, column in columns.items() if column in cells},
        {key: letter + digits for key, letter in letters.items()},
    )


# Fixed rows


@dataclass(frozen=True)
class _Fixed:
    """A row that the framework prescribes."""

    code: str
    names: frozenset[str]


def _fixed_rows(
    rows: Sequence[RawRow], grid: Grid, sheet: Sheet, template: Template, framework: Framework
) -> tuple[list[RawRow], list[Finding]]:
    """The row of each objective or theme, its identity cell holding the plain code. Of two rows
    for one, neither is chosen: both are left out."""
    expected = _expected(sheet, template, framework)
    found: dict[str, RawRow] = {}
    findings, strangers, double = [], [], set()
    identity = str(sheet.identity)
    for row in rows:
        one = _identified(row, identity, expected)
        if one is None:
            strangers += [cell for cell in row.cells.values() if cell.formula is None]
        elif one.code in found:
            place = row.places.get(identity, f"A{row.number}")
            text = text_of(row.cells.get(identity))
            params = {"objective": one.code}
            double.add(one.code)
            findings.append(Finding("objective-row-double", grid.title, place, text, params))
        else:
            column = grid_column(row, identity)
            cell = Cell(row.number, column, Kind.TEXT, one.code)
            found[one.code] = replace(row, cells={**row.cells, identity: cell})
    for one in expected:
        if one.code not in found:
            params = {"objective": one.code}
            findings.append(Finding("objective-row-missing", grid.title, params=params))
    kept = [row for code, row in found.items() if code not in double]
    return kept, findings + _ignored_cells(grid, strangers)


def grid_column(row: RawRow, key: str) -> int:
    """The column number of a key's cell, 1 when the sheet lost the column."""
    cell = row.cells.get(key)
    return cell.column if cell is not None else 1


def _expected(sheet: Sheet, template: Template, framework: Framework) -> list[_Fixed]:
    printed = template.lists.get(str(sheet.identity), {})

    def names(code: str, *texts: Mapping[str, str]) -> frozenset[str]:
        entry = [printed[code].label] if code in printed else []
        return frozenset(folded(word) for text in (*texts, *entry) for word in text.values())

    if sheet.fixed_rows == "objectives":
        return [
            _Fixed(o.code, names(o.code, o.wording.text, o.short))
            for o in framework.objectives.values()
        ]
    return [
        _Fixed(t.workbook_code, names(t.workbook_code, t.wording.text, t.short))
        for t in framework.themes.values()
    ]


def _identified(row: RawRow, identity: str, expected: Sequence[_Fixed]) -> _Fixed | None:
    """By the code before " · ", by the number behind a word, then by a label in any cell."""
    text = word_of(row.cells.get(identity))
    code = folded(text.split("·")[0])
    numbered = _NUMBERED.fullmatch(code)
    for one in expected:
        if code == folded(one.code) or (numbered and numbered[1].lstrip("0") == one.code):
            return one
    texts = [text, *(word_of(c) for c in row.cells.values())]
    for word in (folded(t) for t in texts if t):
        for one in expected:
            if word in one.names:
                return one
    return None


# Questions of a form


def _question(
    row: Mapping[int, Cell], aside: set[int | None], levels: Sequence[Level]
) -> str | None:
    """The question a row asks: by the key in any cell but the answers', then by its label."""
    words = [word_of(cell) for column, cell in row.items() if column not in aside]
    for level in levels:
        for word in words:
            keys = level.of(word)
            if keys:
                return keys[0]
    return None


def _missing_questions(
    sheet: Sheet, places: Mapping[str, str], headings: Headings
) -> list[Finding]:
    if not places:
        first = next((c for c in sheet.columns if c.is_input), sheet.columns[0])
        return [_column_missing(sheet, first.key, "")]
    return [
        _column_missing(sheet, column.key, nearest(names, headings.ignored.values()))
        for column, names in zip(sheet.columns, names_of(sheet), strict=True)
        if column.need is Need.REQUIRED and column.key not in places
    ]


# What was left out, and what was read although it is easily overlooked


def _missing_columns(sheet: Sheet, headings: Headings) -> list[Finding]:
    return [
        _column_missing(sheet, column.key, nearest(names, headings.ignored.values()))
        for column, names in zip(sheet.columns, names_of(sheet), strict=True)
        if column.need in (Need.REQUIRED, Need.CONDITIONAL) and column.key not in headings.columns
    ]


def _column_missing(sheet: Sheet, key: str, likely: str) -> Finding:
    params = {"column": f"{sheet.code}.{key}", "nearest": likely}
    return Finding("column-missing", sheet.key, params=params)


def _ignored_columns(grid: Grid, headings: Headings) -> list[Finding]:
    rows = range(1, headings.first_row)
    findings = []
    for column, header in headings.ignored.items():
        row = next(r for r in rows if column in grid.rows.get(r, {}))
        place = f"{column_letters(column)}{row}"
        findings.append(Finding("ignored-column", grid.title, place, header, {"header": header}))
    return findings


def _ignored_cells(grid: Grid, cells: Iterable[Cell]) -> list[Finding]:
    """One finding for all of them, at the first one."""
    left_out = sorted(cells, key=lambda c: (c.row, c.column))
    if not left_out:
        return []
    first = left_out[0]
    shown = [cell.address for cell in left_out[:NAMED_CELLS]]
    params = {"cells": listed_addresses(shown, len(left_out))}
    return [Finding("ignored-cells", grid.title, first.address, text_of(first), params)]


def hidden_rows_read(grid: Grid, rows: Iterable[int]) -> list[Finding]:
    """One finding for the hidden rows among those that were read."""
    hidden = sorted(grid.hidden_rows.intersection(rows))
    if not hidden:
        return []
    return [Finding("hidden-rows-read", grid.title, params={"rows": spans(hidden)})]


def spans(numbers: Sequence[int]) -> str:
    """7, 9-12"""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def _merged(grid: Grid, first_row: int, columns: set[int]) -> list[Finding]:
    """Merged cells among the answers: the value stands in the first cell only."""
    areas = [area for area in grid.merged if _touches(area, first_row, columns)]
    if not areas:
        return []
    params = {"cells": ", ".join(areas)}
    return [Finding("merged-cells-read", grid.title, areas[0].split(":")[0], params=params)]


def _touches(area: str, first_row: int, columns: set[int]) -> bool:
    corners = _CORNERS.fullmatch(area)
    if corners is None:
        return False
    left, right = _number(corners[1]), _number(corners[3])
    return int(corners[4]) >= first_row and any(left <= c <= right for c in columns)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
