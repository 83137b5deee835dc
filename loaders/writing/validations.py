"""Turns a column into what the spreadsheet itself says while somebody types: prompts, drop-downs,
warnings that never block, and colours for wrong or awaited cells."""

from collections.abc import Mapping
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from xlsxwriter.worksheet import Worksheet

from loaders.entries import column_letters
from loaders.writing.look import Look
from loaders.writing.printing import DATES, both
from loaders.writing.rowcheck import (
    DONE,
    Reference,
    list_name,
    outside_list,
    references,
    required_now,
)
from schemas.content import Content
from schemas.layout import FIRST_DATA_ROW
from schemas.template import Column, ColumnType, Sheet
from schemas.wording import Words

LONGEST_TITLE = 32
LONGEST_MESSAGE = 255
LAST_ROW = 2000
"""Rows below have no drop-down; the reader takes them all the same."""

_HIGHEST = 10**12


def clipped(text: str, longest: int) -> str:
    """The text, cut at a word and ended by an ellipsis when it is too long."""
    if len(text) <= longest:
        return text
    words = text[: longest - 1].rsplit(" ", 1)
    return (words[0] if len(words[0]) > longest // 2 else text[: longest - 1]).rstrip() + "…"


@lru_cache(maxsize=512)
def validation(column: Column, content: Content) -> Mapping[str, Any]:
    """The data validation of an input column: XlsxWriter options, warning style."""
    kind, options = _criterion(column)
    words = content.words
    params = {"limit": column.max_length, "lowest": options.get("minimum", options.get("value"))}
    options |= {
        "error_type": "warning",
        "error_title": clipped(_say(words, f"writer.{kind}.title", " / "), LONGEST_TITLE),
        "error_message": clipped(
            _say(words, f"writer.{kind}.message", "\n", **params), LONGEST_MESSAGE
        ),
    }
    if column.type is not ColumnType.TEXT:
        half = (LONGEST_MESSAGE - 1) // 2
        options["input_title"] = clipped(both(column.label), LONGEST_TITLE)
        options["input_message"] = "\n".join(
            dict.fromkeys(clipped(text, half) for text in column.help.values())
        )[:LONGEST_MESSAGE]
    return options


@lru_cache(maxsize=8)
def keep_out(content: Content) -> Mapping[str, Any]:
    """A warning for a printed cell of a sheet that is left unprotected."""
    words = content.words
    return {
        "validate": "custom",
        "value": "=FALSE",
        "error_type": "warning",
        "error_title": clipped(_say(words, "writer.locked.title", " / "), LONGEST_TITLE),
        "error_message": clipped(_say(words, "writer.locked.message", "\n"), LONGEST_MESSAGE),
    }


def _criterion(column: Column) -> tuple[str, dict[str, Any]]:
    if column.type is ColumnType.LIST:
        return "outside-list", {"validate": "list", "source": f"={list_name(str(column.list))}"}
    if column.type is ColumnType.DATE:
        first, last = (datetime.combine(day, time()) for day in DATES)
        between = {"criteria": "between", "minimum": first, "maximum": last}
        return "not-a-date", {"validate": "date", **between}
    if column.type in (ColumnType.INTEGER, ColumnType.NUMBER):
        whole = column.type is ColumnType.INTEGER
        between = {
            "criteria": "between",
            "minimum": 0 if column.lowest is None else column.lowest,
            "maximum": _HIGHEST if column.highest is None else column.highest,
        }
        kind = "not-whole" if whole else "not-a-number"
        return kind, {"validate": "integer" if whole else "decimal", **between}
    return "too-long", {"validate": "length", "criteria": "<=", "value": column.max_length}


def _say(words: Mapping[str, Words], key: str, between: str, **params: Any) -> str:
    return between.join(language(key, **params) for language in words.values())


def colour_table(page: Worksheet, sheet: Sheet, look: Look, last_row: int) -> None:
    """Live colours of a table: values outside their list, cells the row check still awaits."""
    keys = [c.key for c in sheet.columns]
    top, bottom = FIRST_DATA_ROW - 1, last_row - 1
    check = f"$A{FIRST_DATA_ROW}" if "row_check" in keys[:1] else None
    for number, column in enumerate(sheet.columns):
        if not column.is_input:
            continue
        area = (top, number, bottom, number)
        letters = f"${column_letters(number + 1)}{FIRST_DATA_ROW}"
        if column.type is ColumnType.LIST:
            formula = f"={outside_list(column, letters)}"
            page.conditional_format(*area, _when(formula, look, "wrong"))
        awaited = required_now(sheet, column, references(sheet, FIRST_DATA_ROW))
        if check is not None and awaited is not None:
            formula = f'=({check}<>"")*({check}<>"{DONE}")*{awaited}'
            page.conditional_format(*area, _when(formula, look, "to_fill"))
    if check is not None:
        area = (top, 0, bottom, 0)
        page.conditional_format(*area, _when(f'={check}="{DONE}"', look, "done"))
        page.conditional_format(*area, _when(f'={check}<>""', look, "to_do"))


def colour_answer(
    page: Worksheet, sheet: Sheet, column: Column, at: Reference, place: tuple[int, int], look: Look
) -> None:
    """The same colours for the answer cell of one question of a form; `place` counts from 0."""
    area = (*place, *place)
    if column.type is ColumnType.LIST:
        formula = f"={outside_list(column, at(column.key))}"
        page.conditional_format(*area, _when(formula, look, "wrong"))
    awaited = required_now(sheet, column, at)
    if column.is_input and awaited is not None:
        page.conditional_format(*area, _when(f"={awaited}", look, "to_fill"))


def _when(formula: str, look: Look, mark: str) -> dict[str, Any]:
    return {"type": "formula", "criteria": formula, "format": look[mark]}
