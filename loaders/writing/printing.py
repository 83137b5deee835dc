"""Turns clean values into what a person choosing from the drop-downs would leave in a cell."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.country import Country
from schemas.reading import Text
from schemas.template import Column, ColumnType, Template

LONGEST = 32_767
"""Characters a cell of a workbook can hold."""

DATES = (date(1990, 1, 1), date(2050, 12, 31))
"""Outside these days the workbook itself asks whether a date is meant."""


_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def both(text: Text) -> str:
    """Every language of a text on one line: FR / EN (once when they are the same)."""
    return " / ".join(dict.fromkeys(text.values()))


def printed(
    value: Any, column: Column, template: Template, countries: Mapping[str, Country]
) -> Any:
    """A code as `code · FR / EN`, countries by their French names; anything else unchanged.

    A value that is no code of the list is printed as it is, as a person might type it.
    """
    if column.type is ColumnType.LIST and column.list is not None:
        entry = template.lists[column.list].get(str(value))
        return value if entry is None else entry.shown
    if isinstance(value, tuple | list):
        return "; ".join(_country_name(str(item), countries) for item in value)
    return value


def safe_text(text: str) -> str:
    """The text as any workbook can hold it: characters no file may carry are shown as "\ufffd"."""
    return _IMPOSSIBLE.sub("\ufffd", text)[:LONGEST]


def code_of(value: Any) -> str:
    """The code of a printed entry: the text before " ·", in capitals, "" for an empty cell."""
    return "" if value is None else str(value).split(" ·", 1)[0].strip().upper()


def _country_name(code: str, countries: Mapping[str, Country]) -> str:
    country = countries.get(code)
    return code if country is None else next(iter(country.name.values()))
