"""Turns one clean row into the columns of one table; what has no column goes to `extra`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import String

from loaders.entries import Row
from schemas.database.models import Base, Report
from schemas.template import NONE_CODE

Entry = Mapping[str, Any]
"""Column of schemas/database/models.py -> value."""

PRIVATE = frozenset({"author_name", "contact", "im_contact"})
"""Columns that name a person: kept apart inside `extra`, so that no view shows them by habit."""

_NONE_MEANS_EMPTY = frozenset({"theme", "roadmap_action", "flag"})
PRINTED_ONLY = frozenset(
    {
        "row_check",
        "pillar",
        "label_fr",
        "label_en",
        "linked_objective",
        "n_measures",
        "mean_measures",
        "country",
        "iso3",
        "round",
        "ta_status",
        "prev_answer",
        "prev_level",
    }
)
"""Columns that the program prints for the reader of the sheet."""

_LOWER_CASE = frozenset({"theme"})
_SET_BY_STORAGE = frozenset({"id", "report_id", "cells", "extra", "sheet", "row"})


def place(row: Row, table: type[Base], **names: str) -> dict[str, Any]:
    """The row's values by column of `table`. `names`: template column -> another table column.

    `cells` names the A1 address of each value and of each cell whose content was an error.
    """
    values, extra = _split(row, _lengths(table), names)
    return {
        **dict.fromkeys(_lengths(table)),
        **values,
        "sheet": row.title,
        "row": row.number,
        "cells": _cells(row, names),
        "extra": extra,
    }


def absent(table: type[Base]) -> dict[str, Any]:
    """A row that the file does not have."""
    columns: dict[str, Any] = dict.fromkeys(_lengths(table))
    return {**columns, "sheet": "", "row": 0, "cells": {}, "extra": {}}


def report_columns(form: Row | None) -> dict[str, Any]:
    """The report's own columns from its identification sheet; all empty without one."""
    names = {"report_lang": "language"}
    taken = ("language", "period_from", "period_to", "report_type", "institution", "summary")
    columns: dict[str, Any] = dict.fromkeys(taken)
    if form is None:
        return {**columns, "extra": {}, "cells": {}}
    lengths = {key: length for key, length in _lengths(Report).items() if key in taken}
    values, extra = _split(form, lengths, names)
    cells = {"sheet": form.title, **_cells(form, names)}
    extra.pop("consent", None)
    return {**columns, **values, "extra": extra, "cells": cells}


@cache
def _lengths(table: type[Base]) -> Mapping[str, int | None]:
    """Column -> most characters it holds, of the columns that a row may fill."""
    return {
        column.name: column.type.length if isinstance(column.type, String) else None
        for column in table.__table__.columns
        if column.name not in _SET_BY_STORAGE
    }


def _split(
    row: Row, lengths: Mapping[str, int | None], names: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    private: dict[str, Any] = {}
    for key, given in row.values.items():
        value = stored_code(key, given)
        column = names.get(key, key)
        if value is None or key in PRINTED_ONLY:
            continue
        if key in PRIVATE:
            private[key] = value
        elif column in lengths and _fits(value, lengths[column]):
            values[column] = value
        else:
            extra[key] = _as_json(value)
    return values, extra | ({"private": private} if private else {})


def stored_code(key: str, value: Any) -> Any:
    """The value as a table keeps it; None for an entry that says none."""
    if value == NONE_CODE and key in _NONE_MEANS_EMPTY:
        return None
    if isinstance(value, tuple):
        return ";".join(value) or None
    return value.lower() if key in _LOWER_CASE else value


def _fits(value: Any, length: int | None) -> bool:
    """Codes come from lists and always fit; what a person typed by hand may not."""
    return length is None or not isinstance(value, str) or len(value) <= length


def _as_json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _cells(row: Row, names: Mapping[str, str]) -> dict[str, str]:
    filled = {*row.values, *row.faulty} - PRINTED_ONLY
    return {names.get(key, key): address for key, address in row.places.items() if key in filled}
