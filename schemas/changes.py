"""What differs between two versions of a report: rows and cells, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What became of a row. `silent`: a measure that was there and is no longer mentioned,
    which is asked about; `removed`: any other row that is gone."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    SILENT = "silent"


@dataclass(frozen=True)
class CellChange:
    """`column` is the template's key. Values are those of a clean row; None: empty."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RowChange:
    """`sheet` is the sheet's code; `row` the id of the row: a measure's, an objective's code,
    "" in a form. `cells` are in the template's order. `known`: the row as it is after, or as it
    was when it is gone."""

    sheet: str
    row: str
    kind: Kind
    cells: tuple[CellChange, ...]
    known: Mapping[str, Any] = field(default_factory=dict)

    def changed(self, column: str) -> CellChange | None:
        return next((cell for cell in self.cells if cell.column == column), None)


@dataclass(frozen=True)
class Difference:
    """What is different in the version `after` (SEN-dakar-2013-v2) of `round` against `before`,
    another version of that round or of an earlier one."""

    before: str
    after: str
    round: str
    template: str
    rows: tuple[RowChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.rows
