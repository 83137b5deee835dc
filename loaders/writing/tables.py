"""Turns a table or fixed sheet of the template into a worksheet: header, cells, live help."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook

from loaders.entries import column_letters
from loaders.writing.fixed import FIXED_ROWS
from loaders.writing.formulas import FORMULAS, ROW
from loaders.writing.look import NEED_MARKS, Look
from loaders.writing.order import Order
from loaders.writing.page import Page, lines, new_page, put_title, put_value, set_up
from loaders.writing.printing import printed
from loaders.writing.validations import LAST_ROW, colour_table, keep_out, validation
from schemas.layout import (
    FIRST_DATA_ROW,
    FIRST_HEADER_ROW,
    HELP_ROW,
    KEY_ROW,
    MARK_ROW,
    OTHER_HEADER_ROW,
)
from schemas.template import Column, ColumnType, Need, Shape, Sheet

FROZEN_WIDTH = 96
"""Identifying columns stay in sight while they take no more than this."""
PRINTED_WIDTH = 200
"""Column units that are still legible on one landscape A4 page."""
CHARACTERS, HELP_CHARACTERS = 1.15, 1.42
"""Characters, and small characters, in one unit of column width."""
INDENT = 2
"""Characters lost to the margins of a cell."""
HELP_LINES = 7
WIDEST_FOR_HELP = 24

Row = Mapping[str, Any]


def write_table(book: Workbook, order: Order, sheet: Sheet, look: Look) -> None:
    """Adds the worksheet of a table or fixed sheet, its rows filled as the order says."""
    page = new_page(book, sheet.key)
    _columns(page, sheet, look)
    _header(page, sheet, look)
    rows = _rows(order, sheet)
    if order.prepared:
        rows += [{}] * (sheet.prepared_rows - len(rows))
    writer = _Rows(page, order, sheet, look)
    for number, row in enumerate(rows, start=FIRST_DATA_ROW):
        writer.write(number, row)
    last = FIRST_DATA_ROW + len(rows) - 1
    lowest = last if sheet.shape is Shape.FIXED else max(last, LAST_ROW)
    _live_help(page, order, sheet, lowest)
    colour_table(page, sheet, look, lowest)
    frozen = _frozen(sheet)
    page.freeze_panes(FIRST_DATA_ROW - 1, frozen)
    page.repeat_columns(0, frozen - 1)
    page.autofilter(MARK_ROW - 1, 0, max(last, FIRST_DATA_ROW) - 1, len(sheet.columns) - 1)
    shown = sum(_width(column) for column in sheet.columns if not column.folded)
    across = max(1, round(shown / PRINTED_WIDTH))
    set_up(page, sheet.key, is_protected=not _has_folded(sheet), across=across)


def _columns(page: Page, sheet: Sheet, look: Look) -> None:
    """Widths, folded groups and, on tables, the format of every cell nobody has written yet."""
    for number, column in enumerate(sheet.columns):
        style = look[_style(column)] if sheet.shape is Shape.TABLE else None
        options = {"level": 1, "hidden": True} if column.folded else {}
        page.set_column(number, number, _width(column), style, options)
    if _has_folded(sheet):
        after = len(sheet.columns)
        page.set_column(after, after, 4, None, {"collapsed": True})


def _header(page: Page, sheet: Sheet, look: Look) -> None:
    put_title(page, sheet.key, sheet.title, look, "band_key")
    page.set_row(KEY_ROW - 1, None, None, {"hidden": True})
    for number, column in enumerate(sheet.columns):
        need = {Need.REQUIRED: "_required", Need.LOCKED: "_locked"}.get(column.need, "")
        first, *rest = column.label.values()
        locked = "_locked" if column.need is Need.LOCKED else ""
        page.write_string(KEY_ROW - 1, number, column.key, look["machine"])
        page.write_string(FIRST_HEADER_ROW - 1, number, first, look[f"head{need}"])
        page.write_string(OTHER_HEADER_ROW - 1, number, " / ".join(rest), look[f"head_other{need}"])
        page.write_string(HELP_ROW - 1, number, _help(column), look[f"help{locked}"])
        page.write_string(MARK_ROW - 1, number, NEED_MARKS[column.need], look[f"mark{locked}"])
    for header_row, height in _header_heights(sheet).items():
        page.set_row(header_row - 1, height)


@lru_cache(maxsize=64)
def _header_heights(sheet: Sheet) -> Mapping[int, int]:
    """Row -> the height in which all its headers are seen."""
    firsts = [next(iter(c.label.values())) for c in sheet.columns]
    others = [" / ".join([*c.label.values()][1:]) for c in sheet.columns]
    helps = [_help(c) for c in sheet.columns]
    return {
        FIRST_HEADER_ROW: 3 + 15 * _most_lines(sheet, firsts, 1.0),
        OTHER_HEADER_ROW: 3 + 15 * _most_lines(sheet, others, 1.05),
        HELP_ROW: 6 + 12 * _most_lines(sheet, helps, HELP_CHARACTERS),
        MARK_ROW: 18,
    }


def _help(column: Column) -> str:
    return "\n".join(column.help.values())


def _most_lines(sheet: Sheet, texts: Sequence[str], characters: float) -> int:
    """Lines of the fullest header cell, with so many characters in a unit of column width."""
    return max(
        lines(text, _width(column) * characters - INDENT)
        for column, text in zip(sheet.columns, texts, strict=True)
    )


@lru_cache(maxsize=1024)
def _width(column: Column) -> int:
    """The template's width, or more where the printed help would become a tall ribbon."""
    width = column.width
    while (
        width < WIDEST_FOR_HELP
        and lines(_help(column), width * HELP_CHARACTERS - INDENT) > HELP_LINES
    ):
        width += 1
    return width


def _rows(order: Order, sheet: Sheet) -> list[Row]:
    """The rows to write. Fixed rows are the framework's; given rows add their answers, and a
    given row the framework does not know follows at the end."""
    given: Sequence[Row] = order.rows.get(sheet.code, ())
    if sheet.fixed_rows is None or sheet.identity is None:
        return list(given)
    answers = {str(row[sheet.identity]).upper(): row for row in given}
    rows: list[Row] = []
    for fixed in FIXED_ROWS[sheet.fixed_rows](order.framework):
        rows.append({**answers.pop(fixed[sheet.identity], {}), **fixed})
    return [*rows, *answers.values()]


class _Rows:
    """Writes the data rows of one sheet; each formula is made once and moved from row to row."""

    def __init__(self, page: Page, order: Order, sheet: Sheet, look: Look) -> None:
        self.page, self.order, self.sheet = page, order, sheet
        self.widths = [_width(column) * CHARACTERS - INDENT for column in sheet.columns]
        self.styles = [look[_style(column)] for column in sheet.columns]
        computed = [
            (index, FORMULAS[column.key])
            for index, column in enumerate(sheet.columns)
            if column.type is ColumnType.FORMULA
        ]
        self.formulas = [
            (index, formula, formula.text(order, sheet), look[formula.style])
            for index, formula in computed
        ]

    def write(self, number: int, row: Row) -> None:
        """Row `number` of the sheet, counted from 1; an empty mapping leaves it to be filled."""
        template, countries = self.order.template, self.order.content.countries
        tallest = 1
        for index, column in enumerate(self.sheet.columns):
            if column.type is ColumnType.FORMULA:
                continue
            value = printed(row.get(column.key), column, template, countries)
            if value is not None and value != "":
                put_value(self.page, number - 1, index, value, self.styles[index])
                if isinstance(value, str):
                    tallest = max(tallest, lines(value, self.widths[index]))
            elif self.sheet.shape is Shape.FIXED:
                self.page.write_blank(number - 1, index, None, self.styles[index])
        if tallest > 1 or self.sheet.shape is Shape.FIXED:
            self.page.start_row(number - 1, 3 + 15 * tallest)
        for index, formula, text, style in self.formulas:
            result = formula.result(self.order, self.sheet, row)
            formula_text = text.replace(ROW, str(number))
            self.page.write_formula(number - 1, index, formula_text, style, result)


def _style(column: Column) -> str:
    kinds = {
        ColumnType.DATE: "date",
        ColumnType.INTEGER: "number",
        ColumnType.NUMBER: "number",
        ColumnType.FORMULA: "number",
    }
    return kinds.get(column.type, "text") + ("" if column.is_input else "_locked")


def _live_help(page: Page, order: Order, sheet: Sheet, lowest: int) -> None:
    for number, column in enumerate(sheet.columns):
        area = (FIRST_DATA_ROW - 1, number, lowest - 1, number)
        if column.is_input:
            page.data_validation(*area, validation(column, order.content))
        elif _has_folded(sheet):
            page.data_validation(*area, keep_out(order.content))
    page.ignore_errors(
        {"number_stored_as_text": f"A{FIRST_DATA_ROW}:{column_letters(len(sheet.columns))}{lowest}"}
    )


def _frozen(sheet: Sheet) -> int:
    """How many leading columns stay in sight: as many as fit, at least the row check."""
    width, count = 0, 0
    for column in sheet.columns:
        width += _width(column)
        if width > FROZEN_WIDTH:
            break
        count += 1
    return max(count, 1)


def _has_folded(sheet: Sheet) -> bool:
    return any(column.folded for column in sheet.columns)
