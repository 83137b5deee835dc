"""Turns the bytes of an untrusted file into cells that know their sheet and address.

The sheets are read here, element by element, in one pass that gives a formula and its stored
result together. Libraries were measured and lose or change cells (a wrong `<dimension>`, error
values, `_x000D_` escapes, merged cells) or give up the whole file for one bad number.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from loaders.container import open_container, too_large
from loaders.entries import (
    NAMED_CELLS,
    Cell,
    Grid,
    Kind,
    Unreadable,
    Workbook,
    column_letters,
    listed_addresses,
)
from loaders.markup import MAIN, damaged, walk
from loaders.parts import MAX_FORMATS, MAX_TEXT, Book, read_book, unescaped
from schemas.findings import Finding

MAX_CELLS = 300_000
MAX_CHARACTERS = 5_000_000
"""Of all texts together: one text may stand in many cells and is sent with each."""
LAST_ROW, LAST_COLUMN = 6_000, 200
"""Filled cells beyond are named in a finding and not read: no report reaches so far."""
MAX_MERGED = 2_000
LONGEST_FORMULA = 250
"""Characters of a formula that are kept: enough for a remark. Our own row checks are longer."""

_SHEET_ROWS, _SHEET_COLUMNS = 1_048_576, 16_384
_LONGEST_NUMBER = 60
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_LETTERS = re.compile(r"[A-Z]{1,3}")
_RANGE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}[1-9][0-9]{0,6}")
_DAY_ZERO = datetime(1899, 12, 30)
_DAY_ZERO_1904 = datetime(1904, 1, 1)
_FALSE_LEAP_DAY = 60
"""29 February 1900 exists in Excel only; days before it are one later than counted."""

_ROW, _CELL, _VALUE = f"{MAIN} row", f"{MAIN} c", f"{MAIN} v"
_FORMULA, _INLINE, _TEXT, _ASIDE = f"{MAIN} f", f"{MAIN} is", f"{MAIN} t", f"{MAIN} rPh"
_MERGED = f"{MAIN} mergeCell"

_TRUTH: Mapping[str, bool] = {"1": True, "0": False, "true": True, "false": False}
_Single = str | float | bool | datetime


def read_workbook(content: bytes, name: str) -> Workbook:
    """All filled cells of an .xlsx file, as they stand in it: nothing converted or guessed.

    Raises Unreadable with the file-scope finding that refuses the file; `name` is its value.
    Meant for our own files; those of others go through `loaders.child.read_in_child`.
    """
    container = open_container(content, name)
    try:
        book = read_book(container)
        grids, remarks, room = [], [], _Room(MAX_CELLS, MAX_CHARACTERS)
        for sheet in book.sheets:
            listener = _SheetReader(sheet.title, book, room)
            walk(container.part(sheet.part), listener)
            grids.append(listener.grid())
            remarks.extend(listener.remarks())
    except Unreadable as refusal:
        finding = refusal.finding
        raise Unreadable(Finding(finding.code, value=name, params=finding.params)) from refusal
    if book.is_1904:
        remarks.insert(0, Finding("date-system-1904"))
    return Workbook(tuple(grids), book.properties, tuple(remarks))


@dataclass
class _Room:
    """What the sheets of one file may still hold, together."""

    cells: int
    characters: int

    def take(self, characters: int) -> None:
        """One more cell, of so many characters."""
        self.cells -= 1
        self.characters -= characters
        if self.cells < 0:
            raise too_large(f"{MAX_CELLS} cells")
        if self.characters < 0:
            raise too_large(f"{MAX_CHARACTERS} characters")


class _Columns(dict[str, int]):
    """The letters of a column -> its number, worked out when first met; 0 for no column."""

    def __missing__(self, letters: str) -> int:
        number = 0
        if not _LETTERS.fullmatch(letters):
            return number
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        self[letters] = number
        return number


_columns = _Columns()


class _SheetReader:
    """Listens to one sheet and collects its filled cells."""

    def __init__(self, title: str, book: Book, room: _Room) -> None:
        self.title = title
        self._room = room
        self._texts: Sequence[str] = book.texts
        self._formats = book.formats
        self._dates = book.dated
        self._day_zero = _DAY_ZERO_1904 if book.is_1904 else _DAY_ZERO
        self._rows: dict[int, dict[int, Cell]] = {}
        self._hidden: set[int] = set()
        self._merged: list[str] = []
        self._outside: list[tuple[int, int]] = []
        self._outside_count = 0
        self._row = 0
        self._row_digits = "0"
        self._styles: dict[str, tuple[str, bool]] = {}
        self._attributes: Mapping[str, str] = {}
        # Addresses are worked out for filled cells only: prepared rows are mostly empty.
        self._address: str | None = None
        self._steps = 0
        self._pieces: list[str] | None = None
        self._aside = self._inside = False
        self._value: str | None = None
        self._formula: str | None = None
        self._inline: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == _CELL:
            self._attributes = attributes
            address = attributes.get("r")
            if address is None:
                self._steps += 1
            else:
                self._address, self._steps = address, 0
        elif tag in (_VALUE, _FORMULA):
            self._pieces = []
        elif tag == _TEXT:
            self._pieces = [] if self._inside and not self._aside else None
        elif tag == _ROW:
            self._start_row(attributes)
        elif tag == _INLINE:
            self._inside = True
        elif tag == _ASIDE:
            self._aside = True
        elif tag == _MERGED and len(self._merged) < MAX_MERGED:
            area = attributes.get("ref", "")
            if _RANGE.fullmatch(area):
                self._merged.append(area)

    def text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        if tag == _CELL:
            if self._value is not None or self._formula is not None or self._inline:
                self._end_cell()
        elif tag == _VALUE:
            self._value = self._collected()
        elif tag == _FORMULA:
            self._formula = self._collected()
        elif tag == _TEXT:
            self._inline.append(self._collected())
        elif tag == _INLINE:
            self._inside = False
        elif tag == _ASIDE:
            self._aside = False

    def grid(self) -> Grid:
        rows = {row: dict(sorted(self._rows[row].items())) for row in sorted(self._rows)}
        return Grid(self.title, rows, frozenset(self._hidden), tuple(self._merged))

    def remarks(self) -> list[Finding]:
        """One finding for all cells outside the area that is read, at the first of them."""
        if not self._outside:
            return []
        shown = [f"{column_letters(column)}{row}" for row, column in self._outside]
        params = {"cells": listed_addresses(shown, self._outside_count)}
        return [Finding("ignored-cells", self.title, shown[0], params=params)]

    def _collected(self) -> str:
        text = "".join(self._pieces or ())
        self._pieces = None
        return text

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        given = attributes.get("r")
        self._row = self._row + 1 if given is None else _whole(given)
        self._address, self._steps = None, 0
        if not 1 <= self._row <= _SHEET_ROWS:
            raise damaged("address")
        self._row_digits = str(self._row)
        if self._row <= LAST_ROW and attributes.get("hidden") in ("1", "true"):
            self._hidden.add(self._row)

    def _column(self) -> int:
        """The column of the cell just read: its own, or so many behind the last that has one."""
        column = self._steps
        if self._address is not None:
            letters = self._address.removesuffix(self._row_digits)
            number = _columns[letters]
            if not number or letters == self._address:
                raise damaged("address")
            column += number
        if column > _SHEET_COLUMNS:
            raise damaged("address")
        return column

    def _end_cell(self) -> None:
        kind, read, code = self._read(self._value)
        formula = self._formula
        self._value = self._formula = None
        self._inline = []
        if formula is None and (read is None or (isinstance(read, str) and not read.strip())):
            return
        self._room.take(
            (len(read) if isinstance(read, str) else 0) + (len(formula) if formula else 0)
        )
        row, column = self._row, self._column()
        if row > LAST_ROW or column > LAST_COLUMN:
            self._outside_count += 1
            if len(self._outside) < NAMED_CELLS:
                self._outside.append((row, column))
            return
        cells = self._rows.setdefault(row, {})
        if column in cells:
            raise damaged("address")
        shown = None if formula is None else "=" + formula[:LONGEST_FORMULA]
        cells[column] = Cell(row, column, kind, read, code, shown)

    def _read(self, value: str | None) -> tuple[Kind, str | float | bool | datetime | None, str]:
        """What the cell holds; a value its own type does not allow is an error value, so that
        it is never taken for an empty cell nor for something else."""
        stored = self._attributes.get("t", "n")
        code, dated = self._style(self._attributes.get("s", ""))
        if stored == "inlineStr":
            return Kind.TEXT, self._checked("".join(self._inline)), code
        if stored == "str" and value is not None:
            return Kind.TEXT, self._checked(value), code
        plain = "" if value is None else value.strip()
        if not plain:
            return Kind.TEXT, None, code
        if stored == "s":
            return Kind.TEXT, self._shared(plain), code
        return (*self._single(stored, plain, dated), code)

    def _style(self, given: str) -> tuple[str, bool]:
        """The number format of a style, and whether it shows a date."""
        known = self._styles.get(given)
        if known is None:
            style = int(given) if given.isdecimal() and len(given) < 7 else 0
            code = self._formats[style] if style < len(self._formats) else "General"
            known = code, style < len(self._dates) and self._dates[style]
            if len(self._styles) < MAX_FORMATS:
                self._styles[given] = known
        return known

    def _single(self, stored: str, plain: str, dated: bool) -> tuple[Kind, _Single]:
        """A cell that holds one number, date or truth value."""
        if stored == "b" and plain in _TRUTH:
            return Kind.BOOLEAN, _TRUTH[plain]
        day = _iso_date(plain) if stored == "d" else None
        if day is not None:
            return Kind.DATE, day
        number = self._number(plain, dated) if stored == "n" else None
        if number is not None:
            return Kind.DATE if dated else Kind.NUMBER, number
        return Kind.ERROR, plain[:_LONGEST_NUMBER]

    def _checked(self, text: str) -> str:
        if len(text) > MAX_TEXT:
            raise too_large(f"{MAX_TEXT} characters")
        return unescaped(text)

    def _shared(self, value: str) -> str:
        is_index = value.isascii() and value.isdecimal() and len(value) <= 9
        number = int(value) if is_index else len(self._texts)
        if number >= len(self._texts):
            raise damaged("texts")
        return self._texts[number]

    def _number(self, text: str, dated: bool) -> float | datetime | None:
        """The number, or the moment it stands for; None when it is neither."""
        number = _finite(text)
        if number is None or not dated:
            return number
        first_day = 0 if self._day_zero == _DAY_ZERO_1904 else 1
        # Below one day there is a time but no date.
        if number < first_day or (first_day and int(number) == _FALSE_LEAP_DAY):
            return None
        days = number + 1 if first_day and number < _FALSE_LEAP_DAY else number
        try:
            moment = self._day_zero + timedelta(days=days, milliseconds=500)
        except OverflowError:
            return None
        return moment.replace(microsecond=0)


def _finite(text: str) -> float | None:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if isfinite(number) else None


def _whole(text: str) -> int:
    """A row number; some programs write 7.0."""
    number = _finite(text)
    if number is None or not number.is_integer():
        raise damaged("address")
    return int(number)


def _iso_date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
