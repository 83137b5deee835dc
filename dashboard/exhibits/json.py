"""Turns an exhibit into JSON values: codes and fractions, with its words beside them."""

from dataclasses import fields
from typing import Any

from dashboard.exhibits.base import BuiltExhibit
from dashboard.exhibits.stamp import Stamp
from dashboard.exhibits.table import Row, Table
from dashboard.filters import NAMES, Filters


def exhibit_json(built: BuiltExhibit, filters: Filters) -> dict[str, Any]:
    """`rows` and `foot` are objects by column key; a blank is null, a level is its code.
    `snapshot` is null unless the numbers are those of one."""
    return {
        "code": built.code,
        "title": built.title,
        "subtitle": built.subtitle,
        "coverage": built.coverage,
        "not_shown": built.not_shown,
        "source": built.source_line,
        "note": built.note,
        "remark": built.remark,
        "alt": built.alt,
        "provenance": built.provenance,
        "snapshot": stamp_json(built.stamp),
        "filters": filters_json(filters),
        "figures": [
            {"label": one.label, "value": one.value, "coverage": one.coverage}
            for one in built.figures
        ],
        "facts": [{"label": one.label, "text": one.text, "note": one.note} for one in built.facts],
        **table_json(built.table),
    }


def stamp_json(stamp: Stamp | None) -> dict[str, str] | None:
    """Name and hash of a snapshot."""
    if stamp is None:
        return None
    return {"name": stamp.name, "short": stamp.short, "sha256": stamp.sha256}


def table_json(table: Table) -> dict[str, Any]:
    keys = [column.key for column in table.columns]
    pager = table.pager
    return {
        "columns": [
            {"key": c.key, "label": c.label, "title": c.title, "kind": c.kind.value}
            for c in table.columns
        ],
        "rows": [_object(keys, row) for row in table.rows],
        "foot": [_object(keys, row) for row in table.foot],
        "groups": [{"label": label, "rows": n} for label, n in table.groups],
        "page": pager and {"page": pager.page, "pages": pager.pages, "total": pager.total},
    }


def filters_json(filters: Filters) -> dict[str, Any]:
    """The filters that are set, by their names in an address."""
    return {
        NAMES.get(field.name, field.name): list(value) if isinstance(value, tuple) else value
        for field in fields(filters)
        if (value := getattr(filters, field.name)) != field.default
        or field.name in ("round", "basis")
    }


def _object(keys: list[str], row: Row) -> dict[str, Any]:
    return {key: cell.value for key, cell in zip(keys, row, strict=True)}
