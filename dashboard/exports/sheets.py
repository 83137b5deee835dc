"""Turns an exhibit into a sheet of a workbook: its imprint, its data, the key of its codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dashboard.exhibits.base import BuiltExhibit
from dashboard.exhibits.table import ColumnKind, Row, TableCell, TableColumn
from dashboard.exports.imprint import imprint, mark
from dashboard.exports.written import written
from dashboard.figures.style import ACCENT, BAND, BORDER, INK_2, LEVELS, LINE, ON_LEVELS
from schemas.wording import Words

LONGEST = 32_000
"""Characters of one Excel cell, which holds 32,767 at most."""

WIDTHS = {
    ColumnKind.HEADER: 44,
    ColumnKind.TEXT: 40,
    ColumnKind.NUMBER: 14,
    ColumnKind.SHARE: 14,
    ColumnKind.LEVEL: 9,
    ColumnKind.DATE: 12,
}
LINE_HEIGHT = 15
MOST_LINES = 12
FILLED = 0.87
"""Points of a line of text, and how many lines a row grows to, and the share of a line that words
fill: other programs than Excel do not grow a wrapped row by themselves."""

ALIGNED = {
    ColumnKind.LEVEL: "center",
    ColumnKind.NUMBER: "right",
    ColumnKind.SHARE: "right",
    ColumnKind.DATE: "right",
}
NUMBER_FORMATS = {ColumnKind.NUMBER: "0", ColumnKind.SHARE: "0%", ColumnKind.DATE: "yyyy-mm-dd"}
A4 = 9
"""Excel's number of the paper."""

MADE = datetime(2000, 1, 1)
"""Date of every file's properties, so that the same data give the same bytes."""


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Arial", **properties})
        return self._made[key]

    def conditional(self, **properties: Any) -> Format:
        """A format for a rule: it says nothing of the font, which the cell keeps."""
        key = (("", "rule"), *sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


@dataclass(frozen=True)
class Sheet:
    """A sheet being written. `is_live`: the colours of levels are rules, so that a level that
    somebody changes changes its colour; without it they are fixed."""

    page: Worksheet
    styles: Styles
    words: Words
    is_live: bool = False


@dataclass(frozen=True)
class Places:
    """Where an exhibit stands, rows from 0: `top` its heads, `rows` each row of the table in
    order (without headings of groups and foot), `end` the first free row."""

    top: int
    rows: tuple[int, ...]
    end: int


def new_book(stream: BytesIO) -> xlsxwriter.Workbook:
    """A workbook in which text is text, whatever it begins with."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(stream, options)


def write_exhibit(
    sheet: Sheet, built: BuiltExhibit, filters: str = "", more: Sequence[str] = ()
) -> Places:
    """Writes imprint (`more` lines below it), table, key of codes and facts. The row above the
    heads stays free. A fraction keeps its digits and shows as an integer; a level is a number on
    its colour."""
    lines = [*imprint(built, sheet.words, filters), *more]
    top = _write_imprint(sheet, lines, mark(built, sheet.words))
    rows, end = _write_table(sheet, built, top)
    end = _write_key(sheet, built, end + 1)
    end = _write_facts(sheet, built, end + 1)
    page = sheet.page
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    return Places(top, rows, end)


def _write_imprint(sheet: Sheet, lines: Sequence[str], said: str) -> int:
    """Writes the lines above the table; the row of the table's heads."""
    styles = sheet.styles
    for number, line in enumerate(lines):
        if number == 0:
            style = styles(bold=True, font_size=14)
        elif said and line.startswith(said):
            style = styles(bold=True, font_color=ACCENT)
        else:
            style = styles(font_color=INK_2)
        sheet.page.write_string(number, 0, line[:LONGEST], style)
    return len(lines) + 1


def _write_table(sheet: Sheet, built: BuiltExhibit, top: int) -> tuple[tuple[int, ...], int]:
    """Writes heads, groups, rows and foot; where each row stands, and the first free row."""
    table, page, styles = built.table, sheet.page, sheet.styles
    _write_heads(sheet, table.columns, top)
    at, places = top + 1, []
    for heading, rows in table.grouped:
        if heading:
            page.write_string(at, 0, heading[:LONGEST], styles(bold=True, font_color=INK_2))
            at += 1
        for row in rows:
            places.append(at)
            at = _write_row(sheet, table.columns, row, at, is_live=sheet.is_live)
    if table.rows and not table.groups:
        page.autofilter(top, 0, at - 1, len(table.columns) - 1)
    if table.rows and sheet.is_live:
        _colour_levels(sheet, table.columns, top + 1, at - 1)
    for row in table.foot:
        at = _write_row(sheet, table.columns, row, at, bold=True)
    page.freeze_panes(top + 1, 1)
    return tuple(places), at


def _write_heads(sheet: Sheet, columns: Sequence[TableColumn], top: int) -> None:
    page, styles = sheet.page, sheet.styles
    for place, column in enumerate(columns):
        align = ALIGNED.get(column.kind, "left")
        head = styles(
            bold=True, text_wrap=True, valign="top", align=align, bottom=1, bottom_color=BORDER
        )
        page.set_column(place, place, WIDTHS[column.kind])
        page.write_string(top, place, (column.label or column.title)[:LONGEST], head)
        if column.title and column.title != column.label:
            page.write_comment(top, place, column.title[:LONGEST])
    heads = [column.label or column.title for column in columns]
    widths = [WIDTHS[column.kind] for column in columns]
    page.set_row(top, max(2 * LINE_HEIGHT, height_of(heads, widths)))


def _colour_levels(sheet: Sheet, columns: Sequence[TableColumn], first: int, last: int) -> None:
    """A rule for each level over each run of columns of levels. An empty cell is no 0."""
    kinds = [column.kind is ColumnKind.LEVEL for column in columns]
    for start, end in _runs(kinds):
        cell = xl_rowcol_to_cell(first, start)
        for level, ground in LEVELS.items():
            colours = {"bg_color": ground, "font_color": ON_LEVELS[level]}
            rule = {
                "type": "formula",
                "criteria": f"=AND(ISNUMBER({cell}),{cell}={level})",
                "format": sheet.styles.conditional(**colours),
            }
            sheet.page.conditional_format(first, start, last, end, rule)


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last place of each run of what is true."""
    start = None
    for place, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = place
        elif not flag and start is not None:
            yield start, place - 1
            start = None


def height_of(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Points of a row whose texts are wrapped in columns of so many characters."""
    lines = max(
        (
            sum(ceil(len(line) / (FILLED * width)) or 1 for line in text.splitlines())
            for text, width in zip(texts, widths, strict=True)
        ),
        default=1,
    )
    return LINE_HEIGHT * max(1, min(lines, MOST_LINES))


def _write_row(
    sheet: Sheet,
    columns: Sequence[TableColumn],
    row: Row,
    at: int,
    bold: bool = False,
    is_live: bool = False,
) -> int:
    """Writes one row; the next free row. A text longer than a cell goes on below it."""
    page, lines = sheet.page, 1
    texts = [written(column, cell) for column, cell in zip(columns, row, strict=True)]
    wrapped = [text if isinstance(text, str) else "" for text in texts]
    height = height_of(wrapped, [WIDTHS[column.kind] for column in columns])
    if height > LINE_HEIGHT:
        page.set_row(at, height)
    for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
        style = _style(sheet.styles, column, cell, bold, is_live)
        value = written(column, cell)
        if value is None or value == "":
            page.write_blank(at, place, None, style)
        elif column.kind is ColumnKind.DATE and isinstance(value, str):
            page.write_datetime(at, place, datetime.fromisoformat(value), style)
        elif isinstance(value, (int, float)):
            page.write_number(at, place, value, style)
        elif column.kind is ColumnKind.LEVEL and value in LEVELS:
            page.write_number(at, place, int(value), style)
        else:
            pieces = [value[i : i + LONGEST] for i in range(0, len(value), LONGEST)]
            for offset, piece in enumerate(pieces):
                page.write_string(at + offset, place, piece, style)
            lines = max(lines, len(pieces))
    return at + lines


def _style(
    styles: Styles, column: TableColumn, cell: TableCell, bold: bool, is_live: bool
) -> Format:
    properties: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": LINE}
    if bold or column.kind is ColumnKind.HEADER:
        properties["bold"] = True
    if column.kind in NUMBER_FORMATS:
        properties["num_format"] = NUMBER_FORMATS[column.kind]
    elif column.kind in (ColumnKind.TEXT, ColumnKind.HEADER):
        properties["text_wrap"] = True
        properties |= {"indent": 1} if column.kind is ColumnKind.TEXT else {}
    elif column.kind is ColumnKind.LEVEL:
        properties |= {"align": "center", "num_format": "0"}
    if column.kind is ColumnKind.NUMBER and cell.look == "band":
        properties["bg_color"] = BAND
    level = cell.look if cell.look in LEVELS else ""
    if level:
        properties |= {"border": 1, "border_color": BORDER}
    if level and not (is_live and column.kind is ColumnKind.LEVEL):
        properties |= {"bg_color": LEVELS[level], "font_color": ON_LEVELS[level]}
    return styles(**properties)


def _write_key(sheet: Sheet, built: BuiltExhibit, at: int) -> int:
    """What the codes of levels and non-answers mean, for the codes that occur; the next row."""
    words = sheet.words
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
        sheet.page.write_string(at + offset, 0, sentence, sheet.styles(font_color=INK_2))
    return at + len(known)


def _write_facts(sheet: Sheet, built: BuiltExhibit, at: int) -> int:
    """The texts beside the numbers: label, text, where it comes from; the next row."""
    page, styles = sheet.page, sheet.styles
    for offset, fact in enumerate(built.facts):
        said = f"{fact.text} ({fact.note})" if fact.note else fact.text
        page.write_string(at + offset, 0, fact.label[:LONGEST], styles(bold=True))
        page.write_string(at + offset, 1, said[:LONGEST], styles())
    return at + len(built.facts)
