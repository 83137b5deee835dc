"""A table as a frozen description: what a page, a slide, Excel, CSV and the API all print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dashboard.figures.chart import Target

Value = str | float | int | None


class ColumnKind(StrEnum):
    """HEADER names the row. LEVEL cells hold an answer's code and draw its glyph. SHARE cells
    hold 0 to 1 and draw a bar. TEXT goes left, NUMBER right; DATE values are ISO dates."""

    HEADER = "header"
    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    LEVEL = "level"
    DATE = "date"


@dataclass(frozen=True)
class TableColumn:
    """`label` heads the column, `title` says it at length, `band` is the heading above several
    columns. `target` sorts by the column; `sorted` says that it is."""

    key: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    title: str = ""
    band: str = ""
    target: Target | None = None
    sorted: bool = False


@dataclass(frozen=True)
class TableCell:
    """`value` is what exports write: a code, a number, a fraction, an ISO date, None when blank.
    `text` is what a page shows. `look` is a code of style.FILLS, `sentence` the cell in words,
    `note` a quiet second line. `hollow`: the level stands on little."""

    value: Value = None
    text: str = ""
    look: str = ""
    sentence: str = ""
    note: str = ""
    hollow: bool = False
    target: Target | None = None


Row = tuple[TableCell, ...]


@dataclass(frozen=True)
class Pager:
    """Which part of `total` rows the table holds; pages count from 1."""

    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class Table:
    """`groups`: heading and number of rows of each group, in order; empty without headings.
    `foot` rows sum up. `is_matrix`: a grid to walk cell by cell."""

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[Row, ...]
    groups: tuple[tuple[str, int], ...] = ()
    foot: tuple[Row, ...] = ()
    is_matrix: bool = False
    pager: Pager | None = None

    @property
    def grouped(self) -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """Heading -> its rows; one part with an empty heading when there are none."""
        if not self.groups:
            return (("", self.rows),)
        parts, start = [], 0
        for heading, length in self.groups:
            parts.append((heading, self.rows[start : start + length]))
            start += length
        return tuple(parts)

    @property
    def bands(self) -> tuple[tuple[str, int], ...]:
        """Heading and number of columns of each run of columns with the same band."""
        runs: list[tuple[str, int]] = []
        for column in self.columns:
            if runs and runs[-1][0] == column.band:
                runs[-1] = (column.band, runs[-1][1] + 1)
            else:
                runs.append((column.band, 1))
        return tuple(runs) if any(column.band for column in self.columns) else ()


def joined(pages: Sequence[Table]) -> Table:
    """The pages of one table as one, without a pager; a group that goes on over the end of a
    page is one group."""
    rows = tuple(row for page in pages for row in page.rows)
    groups: list[tuple[str, int]] = []
    for heading, length in (group for page in pages for group in page.groups):
        if groups and groups[-1][0] == heading:
            groups[-1] = (heading, groups[-1][1] + length)
        else:
            groups.append((heading, length))
    return replace(pages[0], rows=rows, groups=tuple(groups), pager=None)
