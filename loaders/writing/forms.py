"""Turns a form sheet of the template into a worksheet: one question a row."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook

from loaders.writing.look import NEED_MARKS, Look
from loaders.writing.order import Order
from loaders.writing.page import Page, new_page, put_title, put_value, set_up
from loaders.writing.printing import printed
from loaders.writing.rowcheck import Reference
from loaders.writing.validations import colour_answer, validation
from schemas.layout import (
    FIRST_DATA_ROW,
    FIRST_HEADER_ROW,
    FORM_COLUMNS,
    HELP_ROW,
    KEY_ROW,
    MARK_ROW,
    OTHER_HEADER_ROW,
)
from schemas.template import Column, ColumnType, Sheet

WIDTHS: Mapping[str, int] = {
    "key": 14,
    "label_fr": 34,
    "label_en": 34,
    "previous": 30,
    "answer": 52,
    "need": 12,
    "help": 64,
}
ANSWER = FORM_COLUMNS.index("answer")
PREVIOUS = FORM_COLUMNS.index("previous")

Values = Mapping[str, Any]


def write_form(book: Workbook, order: Order, sheet: Sheet, look: Look) -> None:
    """Adds the worksheet of a form sheet: questions, previous answers, answers, help."""
    page = new_page(book, sheet.key)
    previous = order.previous.get(sheet.code, {})
    for number, key in enumerate(FORM_COLUMNS):
        hidden = key == "key" or (key == "previous" and not previous)
        page.set_column(number, number, WIDTHS[key], None, {"hidden": hidden})
    _header(page, order, sheet, look)
    answers = {**(_identity(order) if "iso3" in _keys(sheet) else {}), **_answers(order, sheet)}
    for row, column in enumerate(sheet.columns, start=FIRST_DATA_ROW):
        _question(page, row, column, look)
        _previous(page, order, row, column, previous, look)
        _answer(page, order, row, column, answers, look)
        if column.is_input:
            at = _references(sheet)
            colour_answer(page, sheet, column, at, (row - 1, ANSWER), look)
            options = validation(column, order.content)
            page.data_validation(row - 1, ANSWER, row - 1, ANSWER, options)
    page.freeze_panes(FIRST_DATA_ROW - 1, ANSWER)
    page.ignore_errors({"number_stored_as_text": f"A{FIRST_DATA_ROW}:G{row}"})
    set_up(page, sheet.key)


def _keys(sheet: Sheet) -> list[str]:
    return [column.key for column in sheet.columns]


@lru_cache(maxsize=16)
def _references(sheet: Sheet) -> Reference:
    rows = {c.key: row for row, c in enumerate(sheet.columns, start=FIRST_DATA_ROW)}
    return lambda key: f"$E${rows[key]}"


def _identity(order: Order) -> Values:
    """What the file itself knows of the report it is for."""
    reporting = order.reporting
    known: dict[str, Any] = {"iso3": order.country, "round": order.round}
    if order.country:
        known["country"] = next(iter(order.content.countries[order.country].name.values()))
    if reporting is not None:
        known |= {"period_from": reporting.period_from, "period_to": reporting.period_to}
    return known


def _answers(order: Order, sheet: Sheet) -> Values:
    return {key: v for key, v in order.form_values(sheet.code).items() if v is not None}


def _header(page: Page, order: Order, sheet: Sheet, look: Look) -> None:
    put_title(page, sheet.key, sheet.title, look, "band_hidden")
    page.set_row(KEY_ROW - 1, None, None, {"hidden": True})
    first, *others = order.content.words.values()
    for number, key in enumerate(FORM_COLUMNS):
        need = {"answer": "_required", "previous": "_locked"}.get(key, "")
        heading = f"writer.form.{key.replace('_', '-')}"
        page.write_string(KEY_ROW - 1, number, key, look["machine"])
        page.write_string(FIRST_HEADER_ROW - 1, number, first(heading), look[f"head{need}"])
        other = " / ".join(words(heading) for words in others)
        page.write_string(OTHER_HEADER_ROW - 1, number, other, look[f"head_other{need}"])
        page.write_blank(HELP_ROW - 1, number, None, look["help"])
        page.write_blank(MARK_ROW - 1, number, None, look["mark"])
    for number, words in enumerate(order.content.words.values(), start=1):
        page.write_string(HELP_ROW - 1, number, words("writer.form.advice"), look["help"])
    page.set_row(HELP_ROW - 1, 30)
    page.set_row(MARK_ROW - 1, 6)


def _question(page: Page, row: int, column: Column, look: Look) -> None:
    first, *others = column.label.values()
    page.write_string(row - 1, 0, column.key, look["machine"])
    page.write_string(row - 1, 1, first, look["question"])
    page.write_string(row - 1, 2, " / ".join(others), look["question_other"])
    page.write_string(row - 1, ANSWER + 1, NEED_MARKS[column.need], look["question_mark"])
    help_text = "\n".join(column.help.values())
    page.write_string(row - 1, ANSWER + 2, help_text, look["question_help"])
    page.start_row(row - 1, 66 if column.max_length > 250 else 32)


def _previous(
    page: Page, order: Order, row: int, column: Column, previous: Values, look: Look
) -> None:
    value = printed(previous.get(column.key), column, order.template, order.content.countries)
    style = look["form_date_locked" if column.type is ColumnType.DATE else "form_text_locked"]
    _put(page, row - 1, PREVIOUS, value, style)


def _answer(
    page: Page, order: Order, row: int, column: Column, answers: Values, look: Look
) -> None:
    """An identity cell the program does not know is left open, so that anybody can fill it."""
    value = printed(answers.get(column.key), column, order.template, order.content.countries)
    kinds = {ColumnType.DATE: "date", ColumnType.INTEGER: "number", ColumnType.NUMBER: "number"}
    is_open = column.is_input or value is None or value == ""
    style = f"form_{kinds.get(column.type, 'text')}" + ("" if is_open else "_locked")
    _put(page, row - 1, ANSWER, value, look[style])


def _put(page: Page, row: int, column: int, value: Any, style: Any) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    else:
        put_value(page, row, column, value, style)
