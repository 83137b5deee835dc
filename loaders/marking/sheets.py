"""Turns a sheet's part into the same part with some cells in another style."""

import re
from collections.abc import Collection, Iterable, Mapping

from loaders.entries import column_letters
from loaders.marking.splice import Edits, Tag, prefix_at, prefixed, scan
from loaders.marking.styles import Styles

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+\d+):([A-Z]+\d+)[\"']")
_FOLLOWING = """legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts
extLst AlternateContent"""
_AFTER_DRAWING = frozenset(_FOLLOWING.split())
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Place = tuple[int, int]
"""Row and column, from 1."""


def place_of(address: str) -> Place | None:
    """ "F12" -> (12, 6); None for anything else."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def address_of(place: Place) -> str:
    return f"{column_letters(place[1])}{place[0]}"


def first_of_merged(data: bytes, places: Iterable[Place]) -> dict[Place, Place]:
    """Each place, and the first cell of the merged range it lies in, or itself."""
    ranges = []
    for first, last in _MERGED.findall(data):
        top_left, bottom_right = place_of(first.decode()), place_of(last.decode())
        if top_left and bottom_right:
            ranges.append((*top_left, *bottom_right))
    found = {}
    for row, column in places:
        holders = (r for r in ranges if r[0] <= row <= r[2] and r[1] <= column <= r[3])
        top, left, _, _ = next(holders, (row, column, row, column))
        found[row, column] = (top, left)
    return found


class _Painter:
    """Follows a sheet cell by cell, and writes down what is to be changed."""

    def __init__(
        self, data: bytes, styles: Styles, severities: Mapping[Place, str], clears: bool
    ) -> None:
        self.edits = Edits(data)
        self._styles, self._severities, self._clears = styles, severities, clears
        self._open: dict[int, list[int]] = {}
        for row, column in sorted(severities):
            self._open.setdefault(row, []).append(column)
        self._rows = sorted(self._open)
        self._columns: list[tuple[int, int, int]] = []
        self._row = self._column = 0
        self._row_style: int | None = None
        self._row_at = -1
        self._is_widened = False
        self._prefix = ""
        self._sheet_data = -1

    def start(self, tag: Tag) -> None:
        if tag.name == "c" and tag.depth == 3:
            self._cell(tag)
        elif tag.name == "row" and tag.depth == 2:
            self._begin_row(tag)
        elif tag.name == "sheetData" and tag.depth == 1:
            self._sheet_data = tag.at
            self._prefix = prefix_at(self.edits.data, tag.at)
        elif tag.name == "col" and tag.depth == 2:
            given = tag.attributes
            if given.get("style"):
                span = (_whole(given.get("min")), _whole(given.get("max")), _whole(given["style"]))
                self._columns.append(span)
        elif tag.name == "sheetView" and tag.attributes.get("tabSelected") in ("1", "true"):
            self.edits.set(tag.at, tabSelected="0")

    def end(self, name: str, began: int, ended: int) -> None:
        if name == "row" and began == self._row_at:
            new = self._cells(self._take_columns(None))
            if new:
                self.edits.append(began, ended, new, spans=None)
            self._row_at = -1
        elif name == "sheetData" and began == self._sheet_data:
            new = self._new_rows(None)
            if new:
                self.edits.append(began, ended, new)

    def _begin_row(self, tag: Tag) -> None:
        self._row = _whole(tag.attributes.get("r")) or self._row + 1
        self._column, self._row_at = 0, tag.at
        new = self._new_rows(self._row)
        if new:
            self.edits.insert(tag.at, new)
        is_styled = tag.attributes.get("customFormat") in ("1", "true")
        self._row_style = _whole(tag.attributes.get("s")) if is_styled else None

    def _cell(self, tag: Tag) -> None:
        place = place_of(tag.attributes.get("r", ""))
        self._column = place[1] if place else self._column + 1
        new = self._cells(self._take_columns(self._column))
        if new:
            self.edits.insert(tag.at, new)
        style = _whole(tag.attributes.get("s"))
        severity = self._severities.get((self._row, self._column))
        if severity is not None:
            columns = self._open.get(self._row, [])
            if self._column in columns:
                columns.remove(self._column)
            self.edits.set(tag.at, s=str(self._styles.coloured(style, severity)))
        elif self._clears and style in self._styles.ours:
            self.edits.set(tag.at, s=str(self._styles.cleared(style)))

    def _take_columns(self, before: int | None) -> list[int]:
        """The columns of this row that are still to be coloured, up to one."""
        columns = self._open.get(self._row, [])
        taken = [one for one in columns if before is None or one < before]
        if taken:
            self._open[self._row] = columns[len(taken) :]
        return taken

    def _cells(self, columns: Collection[int]) -> bytes:
        """Cells that were never written look, and are locked, as their row or column says."""
        markup = []
        for column in columns:
            styles = (s for low, high, s in self._columns if low <= column <= high)
            inherited = next(styles, 0) if self._row_style is None else self._row_style
            severity = self._severities[self._row, column]
            style = self._styles.coloured(inherited, severity)
            markup.append(f'<c r="{column_letters(column)}{self._row}" s="{style}"/>')
        return prefixed("".join(markup), self._prefix)

    def _new_rows(self, before: int | None) -> bytes:
        """Rows that are not in the file and stand before row `before`, or at the end."""
        here, style = self._row, self._row_style
        markup = b""
        while self._rows and (before is None or self._rows[0] <= before):
            row = self._rows.pop(0)
            if row == before or not self._open.get(row):
                continue
            self._row, self._row_style = row, None
            cells = self._cells(self._take_columns(None))
            opening, closing = prefixed(f'<row r="{row}">', self._prefix), b"</"
            closing += f"{self._prefix}row>".encode()
            markup += opening + cells + closing
        self._row, self._row_style = here, style
        return markup


def painted(
    data: bytes, styles: Styles, severities: Mapping[Place, str], clears: bool = False
) -> bytes:
    """The sheet with these cells coloured and no longer the chosen one; with `clears`, cells
    that an earlier check coloured get their own look back."""
    painter = _Painter(data, styles, severities, clears)
    scan(data, painter.start, painter.end)
    return painter.edits.applied()


def with_drawing(data: bytes, relation: str) -> bytes:
    """The sheet pointing to the drawing that holds the boxes of its comments."""
    edits = Edits(data)
    markup = f'<legacyDrawing xmlns:r="{_RELATIONS}" r:id="{relation}"/>'

    prefix = ""

    def start(tag: Tag) -> None:
        nonlocal prefix
        if tag.depth == 0:
            prefix = prefix_at(data, tag.at)
        elif tag.depth == 1 and tag.name in _AFTER_DRAWING and not edits.changes:
            edits.insert(tag.at, prefixed(markup, prefix))

    def end(name: str, began: int, ended: int) -> None:
        if name == "worksheet" and not edits.changes:
            edits.append(began, ended, prefixed(markup, prefix))

    scan(data, start, end)
    return edits.applied()


def _whole(text: str | None) -> int:
    try:
        return int(float(text or 0))
    except (ValueError, OverflowError):
        return 0
