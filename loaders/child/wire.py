"""Turns a workbook, or the refusal of one, into the JSON that a child sends, and back.

A sheet is sent as columns of numbers: each text of the file stands once, and cells name it by its
number. That is a third of what cells one by one would be, and equal texts are one object again.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from loaders.entries import Cell, Grid, Kind, Unreadable, Workbook
from schemas.findings import Finding

_KINDS = tuple(Kind)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_DATE = _NUMBERS[Kind.DATE]


def line(value: Mapping[str, Any]) -> bytes:
    """The value as one line of JSON."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


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
    """Parallel lists, one entry a cell. A text is its number, counted from the first one met;
    a formula's number is one higher, 0 for none."""
    cells = [cell for row in grid.rows.values() for cell in row.values()]
    return {
        "title": grid.title,
        "rows": [cell.row for cell in cells],
        "columns": [cell.column for cell in cells],
        "kinds": [_NUMBERS[cell.kind] for cell in cells],
        "values": [_plain_value(cell, texts) for cell in cells],
        "formats": [texts.setdefault(cell.number_format, len(texts)) for cell in cells],
        "formulas": [
            0 if cell.formula is None else 1 + texts.setdefault(cell.formula, len(texts))
            for cell in cells
        ],
        "hidden": sorted(grid.hidden_rows),
        "merged": grid.merged,
    }


def _plain_value(cell: Cell, texts: dict[str, int]) -> Any:
    value = cell.value
    if isinstance(value, datetime):
        value = value.isoformat()
    return [texts.setdefault(value, len(texts))] if isinstance(value, str) else value


def _grid_of(plain: Mapping[str, Any], texts: list[str]) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    names = ("rows", "columns", "kinds", "values", "formats", "formulas")
    for row, column, kind, value, number_format, formula in zip(
        *(plain[name] for name in names), strict=True
    ):
        read = texts[value[0]] if isinstance(value, list) else value
        if kind == _DATE and isinstance(read, str):
            read = datetime.fromisoformat(read)
        cells = rows.get(row)
        if cells is None:
            cells = rows[row] = {}
        cells[column] = Cell(
            row,
            column,
            _KINDS[kind],
            read,
            texts[number_format],
            texts[formula - 1] if formula else None,
        )
    return Grid(plain["title"], rows, frozenset(plain["hidden"]), tuple(plain["merged"]))


def _plain_finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "value": finding.value,
        "params": dict(finding.params),
    }
