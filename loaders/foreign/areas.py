"""Turns a sheet's merged areas into the cell whose value each of their places shows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from loaders.entries import Cell, Grid, Kind
from loaders.headings import text_of
from loaders.values import is_blank

_CORNERS = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
MOST_PLACES = 20_000
"""Places of merged areas that are looked at; a sheet with more is read as if it had none."""


@dataclass(frozen=True)
class Area:
    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


@dataclass(frozen=True)
class Sheet:
    """A grid whose merged areas are known. `rows` holds the filled cells in which something is
    seen."""

    grid: Grid

    @cached_property
    def rows(self) -> Mapping[int, Mapping[int, Cell]]:
        seen: dict[int, Mapping[int, Cell]] = {}
        for row, cells in self.grid.rows.items():
            blank = [column for column, cell in cells.items() if _may_be_blank(cell)]
            filled = {c: cells[c] for c in cells if c not in blank} if blank else cells
            if filled:
                seen[row] = filled
        return seen

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        found = []
        for text in self.grid.merged:
            corners = _CORNERS.fullmatch(text)
            if corners is not None:
                left, right = _number(corners[1]), _number(corners[3])
                found.append(Area(int(corners[2]), left, int(corners[4]), right))
        return tuple(found)

    @cached_property
    def _owners(self) -> Mapping[tuple[int, int], Area]:
        owners: dict[tuple[int, int], Area] = {}
        filled = [a for a in self.areas if a.left in self.rows.get(a.top, {})]
        for area in filled:
            if len(owners) + area.size > MOST_PLACES:
                continue
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    owners.setdefault((row, column), area)
        return owners

    def area_at(self, row: int, column: int) -> Area | None:
        """The merged area over this place whose first cell is filled."""
        return self._owners.get((row, column))

    def shown(self, row: int, column: int) -> Cell | None:
        """The cell a reader sees at this place: its own, or that of the area over it."""
        own = self.rows.get(row, {}).get(column)
        if own is not None:
            return own
        area = self.area_at(row, column)
        return self.rows[area.top][area.left] if area is not None else None

    def heading(self, header: tuple[int, int], column: int) -> str:
        """The heading of a column: what stands over it in the header's rows, from above."""
        return " ".join(self.heading_rows(header, column))

    def heading_rows(self, header: tuple[int, int], column: int) -> tuple[str, ...]:
        """The parts of a heading, the lowest last."""
        texts: list[str] = []
        for row in range(header[0], header[1] + 1):
            text = " ".join(text_of(self.shown(row, column)).split())
            if text and text not in texts:
                texts.append(text)
        return tuple(texts)

    def ticked(self, header: tuple[int, int], cell: Cell) -> Cell:
        """A ticked cell as if the lowest heading over it stood in it."""
        parts = self.heading_rows(header, cell.column)
        return Cell(cell.row, cell.column, Kind.TEXT, parts[-1] if parts else "")

    def headed(self, header: tuple[int, int]) -> tuple[int, ...]:
        """The columns over which a heading stands."""
        columns = {c for r in range(header[0], header[1] + 1) for c in self._columns_of(r)}
        return tuple(sorted(columns))

    def _columns_of(self, row: int) -> Iterator[int]:
        yield from self.rows.get(row, {})
        for area in self.areas:
            is_filled = area.left in self.rows.get(area.top, {})
            if is_filled and area.top <= row <= area.bottom and area.right - area.left < 200:
                yield from range(area.left, area.right + 1)


def _may_be_blank(cell: Cell) -> bool:
    """Whether nothing is seen in a cell; a text that begins with a letter is seen."""
    value = cell.value
    return isinstance(value, str) and not value[:1].isalnum() and is_blank(cell)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
