"""Turns the code lists into the visible, locked sheet the drop-downs look at."""

from xlsxwriter import Workbook

from loaders.entries import column_letters
from loaders.writing.look import Look
from loaders.writing.order import Order
from loaders.writing.page import Page, lines, new_page, put_title, set_up
from loaders.writing.printing import both
from loaders.writing.rowcheck import list_name
from schemas.layout import LISTS_SHEET
from schemas.reading import Text

NAME_ROW = 3
KEY_ROW = 4
FIRST_ENTRY_ROW = 5
FIRST_COLUMN = 2
"""Column A is a margin: A1 holds the sheet's key."""

NARROWEST, WIDEST = 24, 96


def write_lists(book: Workbook, order: Order, look: Look) -> None:
    """Adds the sheet of every list of the template and of the countries, each a named range."""
    page = new_page(book, LISTS_SHEET)
    page.set_column(0, 0, 4)
    put_title(
        page,
        LISTS_SHEET,
        {k: w("writer.lists.title") for k, w in order.content.words.items()},
        look,
        "band_hidden",
    )
    number = FIRST_COLUMN
    for name, entries in order.template.lists.items():
        shown = [entry.shown for entry in entries.values()]
        _column(page, number, _heading(order, name), name, shown, look)
        letters = column_letters(number)
        last = FIRST_ENTRY_ROW + len(shown) - 1
        area = f"='{LISTS_SHEET}'!${letters}${FIRST_ENTRY_ROW}:${letters}${last}"
        book.define_name(list_name(name), area)
        number += 1
    heading = {k: w("writer.lists.countries") for k, w in order.content.words.items()}
    countries = [f"{c.iso3} · {both(c.name)}" for c in order.content.countries.values()]
    _column(page, number, both(heading), "iso3", countries, look)
    _row_heights(page, order)
    page.freeze_panes(FIRST_ENTRY_ROW - 1, FIRST_COLUMN - 1)
    set_up(page, LISTS_SHEET, across=5)
    page.repeat_rows(0, KEY_ROW - 1)


def _column(page: Page, number: int, heading: str, key: str, shown: list[str], look: Look) -> None:
    width = min(max(NARROWEST, max(map(len, shown)) + 2), WIDEST)
    page.set_column(number - 1, number - 1, width)
    page.write_string(NAME_ROW - 1, number - 1, heading, look["head"])
    page.write_string(KEY_ROW - 1, number - 1, key, look["list_key"])
    for row, text in enumerate(shown, start=FIRST_ENTRY_ROW):
        page.write_string(row - 1, number - 1, text, look["list_entry"])


def _row_heights(page: Page, order: Order) -> None:
    """A row is as tall as its longest entry needs; most need one line."""
    lists = [list(entries.values()) for entries in order.template.lists.values()]
    for row in range(max(map(len, lists))):
        shown = [entries[row].shown for entries in lists if row < len(entries)]
        tallest = max(lines(text, WIDEST * 1.1) for text in shown)
        page.set_row(FIRST_ENTRY_ROW - 1 + row, 3 + 15 * tallest)
    page.set_row(NAME_ROW - 1, 48)


def _heading(order: Order, name: str) -> str:
    """The question that offers the list, the first one where several do."""
    labels: list[Text] = [
        column.label
        for sheet in order.template.sheets.values()
        for column in sheet.columns
        if column.list == name and column.is_input
    ]
    return both(labels[0]) if labels else name
