"""Turns an exhibit into a workbook of one sheet: its imprint, its data, the key of its codes."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.exhibits.base import BuiltExhibit
from dashboard.exhibits.table import ColumnKind, Row, TableCell, TableColumn
from dashboard.exports.imprint import imprint, mark
from dashboard.exports.written import written
from dashboard.figures.style import ACCENT, BORDER, INK_2, LEVELS, LINE, ON_LEVELS
from schemas.wording import Words

LONGEST = 32_000
"""Characters of one Excel cell, which holds 32,767 at most."""

WIDTHS = {
    ColumnKind.HEADER: 44,
    ColumnKind.TEXT: 40,
    ColumnKind.NUMBER: 12,
    ColumnKind.SHARE: 14,
    ColumnKind.LEVEL: 9,
    ColumnKind.DATE: 12,
}
HEAD_HEIGHT = 32
"""Points of the row of heads: two lines; other programs do not grow a wrapped row."""

ALIGNED = {
    ColumnKind.LEVEL: "center",
    ColumnKind.NUMBER: "right",
    ColumnKind.SHARE: "right",
    ColumnKind.DATE: "right",
}
NUMBER_FORMATS = {ColumnKind.NUMBER: "0", ColumnKind.SHARE: "0%", ColumnKind.DATE: "yyyy-mm-dd"}
MADE = datetime(2000, 1, 1)
"""Date of every file's properties, so that the same data give the same bytes."""


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Arial", **properties})
        return self._made[key]


def xlsx_of(built: BuiltExhibit, words: Words, filters: str = "") -> bytes:
    """The workbook's bytes. Text is written as text, whatever it begins with; a fraction keeps
    its digits and shows as an integer; a level is a number on its colour."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": built.title, "comments": built.source_line, "created": MADE})
        styles = _Styles(book)
        sheet = book.add_worksheet(words("export.sheet"))
        top = _write_imprint(sheet, styles, imprint(built, words, filters), mark(built, words))
        end = _write_table(sheet, styles, built, top)
        end = _write_key(sheet, styles, built, words, end + 1)
        _write_facts(sheet, styles, built, end + 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
    return stream.getvalue()


def _write_imprint(sheet: Worksheet, styles: _Styles, lines: Sequence[str], said: str) -> int:
    """Writes the lines above the table; the row of the table's heads."""
    for number, line in enumerate(lines):
        if number == 0:
            style = styles(bold=True, font_size=14)
        elif said and line.startswith(said):
            style = styles(bold=True, font_color=ACCENT)
        else:
            style = styles(font_color=INK_2)
        sheet.write_string(number, 0, line[:LONGEST], style)
    return len(lines) + 1


def _write_table(sheet: Worksheet, styles: _Styles, built: BuiltExhibit, top: int) -> int:
    """Writes heads, groups, rows and foot; the first free row below."""
    table = built.table
    for place, column in enumerate(table.columns):
        align = ALIGNED.get(column.kind, "left")
        head = styles(
            bold=True, text_wrap=True, valign="top", align=align, bottom=1, bottom_color=BORDER
        )
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(top, place, (column.label or column.title)[:LONGEST], head)
        if column.title and column.title != column.label:
            sheet.write_comment(top, place, column.title[:LONGEST])
    sheet.set_row(top, HEAD_HEIGHT)
    at = top + 1
    for heading, rows in table.grouped:
        if heading:
            sheet.write_string(at, 0, heading[:LONGEST], styles(bold=True, font_color=INK_2))
            at += 1
        for row in rows:
            at = _write_row(sheet, styles, table.columns, row, at)
    if table.rows and not table.groups:
        sheet.autofilter(top, 0, at - 1, len(table.columns) - 1)
    for row in table.foot:
        at = _write_row(sheet, styles, table.columns, row, at, bold=True)
    sheet.freeze_panes(top + 1, 1)
    return at


def _write_row(
    sheet: Worksheet,
    styles: _Styles,
    columns: Sequence[TableColumn],
    row: Row,
    at: int,
    bold: bool = False,
) -> int:
    """Writes one row; the next free row. A text longer than a cell goes on below it."""
    lines = 1
    for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
        style = _style(styles, column, cell, bold)
        value = written(column, cell)
        if value is None or value == "":
            sheet.write_blank(at, place, None, style)
        elif column.kind is ColumnKind.DATE and isinstance(value, str):
            sheet.write_datetime(at, place, datetime.fromisoformat(value), style)
        elif isinstance(value, (int, float)):
            sheet.write_number(at, place, value, style)
        elif column.kind is ColumnKind.LEVEL and value in LEVELS:
            sheet.write_number(at, place, int(value), style)
        else:
            pieces = [value[i : i + LONGEST] for i in range(0, len(value), LONGEST)]
            for offset, piece in enumerate(pieces):
                sheet.write_string(at + offset, place, piece, style)
            lines = max(lines, len(pieces))
    return at + lines


def _style(styles: _Styles, column: TableColumn, cell: TableCell, bold: bool) -> Format:
    properties: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": LINE}
    if bold or column.kind is ColumnKind.HEADER:
        properties["bold"] = True
    if column.kind in NUMBER_FORMATS:
        properties["num_format"] = NUMBER_FORMATS[column.kind]
    elif column.kind is ColumnKind.TEXT:
        properties["text_wrap"] = True
    elif column.kind is ColumnKind.LEVEL:
        properties |= {"align": "center", "num_format": "0"}
    level = cell.look if cell.look in LEVELS else ""
    if level:
        ground = {"bg_color": LEVELS[level], "font_color": ON_LEVELS[level]}
        properties |= ground | {"border": 1, "border_color": BORDER}
    return styles(**properties)


def _write_key(
    sheet: Worksheet, styles: _Styles, built: BuiltExhibit, words: Words, at: int
) -> int:
    """What the codes of levels and non-answers mean, for the codes that occur; the next row."""
    kinds = [column.kind for column in built.table.columns]
    codes = {
        cell.value
        for row in (*built.table.rows, *built.table.foot)
        for kind, cell in zip(kinds, row, strict=True)
        if kind is ColumnKind.LEVEL and isinstance(cell.value, str)
    }
    known = [code for code in sorted(codes) if f"chart.answer.{code}" in words.keys]
    for offset, code in enumerate(known):
        sentence = f"{code} – {words(f'chart.answer.{code}')}"
        sheet.write_string(at + offset, 0, sentence, styles(font_color=INK_2))
    return at + len(known)


def _write_facts(sheet: Worksheet, styles: _Styles, built: BuiltExhibit, at: int) -> None:
    """The texts beside the numbers: label, text, where it comes from."""
    for offset, fact in enumerate(built.facts):
        said = f"{fact.text} ({fact.note})" if fact.note else fact.text
        sheet.write_string(at + offset, 0, fact.label[:LONGEST], styles(bold=True))
        sheet.write_string(at + offset, 1, said[:LONGEST], styles())
