"""Turns a workbook, or the refusal of one, into the JSON that a child sends, and back.

A sheet is sent as columns of numbers: each text of the file stands once, and cells name it by its
number. That is a third of what cells one by one would be, and equal texts are one object again.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from loaders.entries import Cell, Grid, Kind, Unreadable, Workbook
from schemas.findings import Finding

_KINDS = {kind.value: kind for kind in Kind}
_TEXTS = frozenset({Kind.TEXT, Kind.ERROR})
_COLUMNS = ("rows", "columns", "kinds", "values", "formats", "formulas")
"""The fields of a cell, in their order."""
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=datetime.isoformat)


def line(value: Mapping[str, Any]) -> bytes:
    """The value as one line of JSON."""
    return _encode.encode(value).encode("utf-8", "surrogatepass") + b"\n"


def refusal_line(finding: Finding) -> bytes:
    return line({"refused": _plain_finding(finding)})


def workbook_line(workbook: Workbook) -> bytes:
    texts: dict[str, int] = {}
    grids = [_plain_grid(grid, texts) for grid in workbook.grids]
    return line(
        {
            "texts": list(texts),
            "grids": grids,
            "properties": dict(workbook.properties),
            "remarks": [_plain_finding(finding) for finding in workbook.remarks],
        }
    )


def workbook_of(answer: bytes) -> Workbook:
    """Raises Unreadable for a refusal; ValueError, LookupError or TypeError for what no child
    of ours would send."""
    plain = json.loads(answer)
    if "refused" in plain:
        raise Unreadable(Finding(**plain["refused"]))
    texts = plain["texts"]
    grids = tuple(_grid_of(grid, texts) for grid in plain["grids"])
    return Workbook(grids, plain["properties"], tuple(Finding(**f) for f in plain["remarks"]))


def _plain_grid(grid: Grid, texts: dict[str, int]) -> dict[str, Any]:
    """Parallel lists, one entry a cell. A text is its number, counted from the first one met."""

    def numbered(given: Iterable[Any]) -> list[Any]:
        return [texts.setdefault(v, len(texts)) if isinstance(v, str) else v for v in given]

    fields = [*zip(*(cell for row in grid.rows.values() for cell in row.values()), strict=True)]
    columns = dict(zip(_COLUMNS, fields or [()] * len(_COLUMNS), strict=True))
    numbers = {name: numbered(columns[name]) for name in ("values", "formats", "formulas")}
    return {
        **columns,
        **numbers,
        "title": grid.title,
        "hidden": sorted(grid.hidden_rows),
        "merged": grid.merged,
    }


def _grid_of(plain: Mapping[str, Any], texts: list[str]) -> Grid:
    kinds = [_KINDS[kind] for kind in plain["kinds"]]
    pairs = zip(kinds, plain["values"], strict=True)
    fields = (
        plain["rows"],
        plain["columns"],
        kinds,
        [_value_of(kind, value, texts) for kind, value in pairs],
        [texts[number] for number in plain["formats"]],
        [None if number is None else texts[number] for number in plain["formulas"]],
    )
    rows: dict[int, dict[int, Cell]] = {}
    for cell in map(Cell, *fields):
        rows.setdefault(cell.row, {})[cell.column] = cell
    return Grid(plain["title"], rows, frozenset(plain["hidden"]), tuple(plain["merged"]))


def _value_of(kind: Kind, value: Any, texts: list[str]) -> Any:
    if value is None:
        return None
    if kind in _TEXTS:
        return texts[value]
    return datetime.fromisoformat(value) if kind is Kind.DATE else value


def _plain_finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "value": finding.value,
        "params": dict(finding.params),
    }
