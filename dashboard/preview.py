"""Turns the rows of a dry run into tables a person can look at before loading them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from loaders import Result
from schemas.content import Content
from schemas.template import Column, ColumnType, Sheet, Template
from schemas.wording import Words

SHOWN = ("objectives", "measures", "themes", "exchange", "assistance", "profiles")
"""Sheets of a preview. Contacts are personal data: whoever sent them has them in the file."""

MOST_ROWS = 100


def preview_json(result: Result, words: Words, content: Content) -> list[dict[str, Any]]:
    """For each sheet with rows: {"title", "columns": [label], "rows": [[text]]}; at most 100 rows
    of a sheet, and only columns in which something stands."""
    if result.template is None or not result.rows:
        return []
    template = content.templates[result.template]
    tables = []
    for code in SHOWN:
        rows, sheet = result.rows.get(code, ()), template.sheets[code]
        keys = {key for row in rows for key in row.values}
        columns = [c for c in sheet.columns if c.key in keys and (c.is_input or _names(c, sheet))]
        if any(column.is_input for column in columns):
            tables.append(
                {
                    "title": words.count("preview.title", len(rows), sheet=words.text(sheet.title)),
                    "columns": [words.text(column.label) for column in columns],
                    "rows": [
                        [shown_value(row.get(c.key), c, template, words, content) for c in columns]
                        for row in rows[:MOST_ROWS]
                    ],
                }
            )
    return tables


def _names(column: Column, sheet: Sheet) -> bool:
    return column.key == sheet.identity


def shown_value(
    value: Any, column: Column, template: Template, words: Words, content: Content
) -> str:
    """A clean value of a column as a reader's language writes it; "" for an empty cell."""
    if value is None:
        return ""
    if column.type is ColumnType.LIST and column.list is not None:
        entry = template.lists[column.list].get(str(value))
        return words.text(entry.label) if entry is not None else str(value)
    if isinstance(value, date):
        return words.date(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return words.listed([_country(str(code), words, content) for code in value])
    return words.number(value, 2) if isinstance(value, float) else str(value)


def _country(code: str, words: Words, content: Content) -> str:
    country = content.countries.get(code)
    return words.text(country.name) if country is not None else code
