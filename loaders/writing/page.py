"""Turns a value into a worksheet cell, and a worksheet into a page: title, protection, print."""

from datetime import date
from functools import lru_cache
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from loaders.entries import column_letters
from loaders.writing.look import Look
from loaders.writing.printing import LONGEST, both
from schemas.layout import MARK_ROW
from schemas.reading import Text

A4 = 9
ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_hyperlinks": True,
    "sort": True,
    "autofilter": True,
}
"""What the light protection leaves to everybody."""


class Page(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet written faster, with rows that start at a height and still grow.

    Its formulas are all of Excel 2010: looking for newer functions to rename would take most of
    the time of a workbook with a live check in each row. Its cells are named by numbers only,
    and most of them are texts with a format: the shortest ways for these are taken.
    """

    write_string = Worksheet._write_string
    write_number = Worksheet._write_number
    write_blank = Worksheet._write_blank
    write_formula = Worksheet._write_formula

    def __init__(self) -> None:
        super().__init__()
        self._growing: set[int] = set()

    def start_row(self, row: int, height: float) -> None:
        """The height of a row (counted from 0) until somebody types more into it."""
        self.set_row(row, height)
        self._growing.add(row + 1)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell).__name__ == "String" and cell.format:
            address, style = f"{column_letters(col + 1)}{row + 1}", cell.format._get_xf_index()
            self.fh.write(f'<c r="{address}" s="{style}" t="s"><v>{cell.string}</v></c>')
        else:
            super()._write_cell(row, col, cell)

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        if tag == "row" and dict(attributes)["r"] in self._growing:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


def new_page(book: Workbook, name: str) -> Page:
    """Adds a worksheet at the end of the book."""
    page: Page = book.add_worksheet(name, Page)
    return page


def put_value(page: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    """Writes a value as what it is; text is never taken for a formula, a link or a number.

    Raises ValueError for a text no cell can hold.
    """
    if isinstance(value, date):
        page.write_datetime(row, column, value, style)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, column, value, style)
    else:
        text = str(value)
        if len(text) > LONGEST:
            raise ValueError(f"a cell holds at most {LONGEST} characters, not {len(text)}")
        page.write_string(row, column, text, style)


@lru_cache(maxsize=8192)
def lines(text: str, width: float) -> int:
    """Lines a wrapped text takes in a cell that holds `width` of its characters."""
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(len(wrap(part, max(int(width), 4))) or 1 for part in text.split("\n"))


def put_title(page: Worksheet, key: str, title: Text, look: Look, key_style: str) -> None:
    """Row 1: the sheet's key in A1, by which it is recognised, and its title."""
    page.set_row(0, 34, look["band"])
    page.write_string(0, 0, key, look[key_style])
    page.write_string(0, 1, both(title), look["band_title"])


def set_up(page: Worksheet, key: str, is_protected: bool = True, across: int = 1) -> None:
    """Light protection, no grid lines, and a landscape A4 print with its header repeated, the
    whole width on `across` pages."""
    if is_protected:
        page.protect("", dict(ALLOWED))
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(across, 0)
    page.print_across()
    page.repeat_rows(0, MARK_ROW - 1)
    page.set_footer(f"&L&8{key}&R&8&P / &N")
