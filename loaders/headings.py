"""Turns the first rows of a sheet into the places of its columns, wherever they stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rapidfuzz import fuzz, process

from loaders.entries import Cell, Grid
from schemas.country import folded
from schemas.template import Sheet

SEARCHED_ROWS = 40
"""Headings are looked for in so many filled rows."""
LONGEST_HEADER = 400
"""Characters; a longer text is an answer, and is not compared with anything."""
_FURNITURE_ROWS = 6
_LONGEST_HELP = 600
_LIKENESS = 70.0
"""Percent; below, no header is offered as the one that may be meant."""


@dataclass(frozen=True)
class Names:
    """How a column may be headed: its machine key to the letter, else labels, else aliases."""

    key: str
    labels: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    help: tuple[str, ...] = ()


@dataclass(frozen=True)
class Headings:
    """`columns`: key -> column number. `ignored`: column number -> header nobody knows.
    `first_row`: the first row below headers, help and marks."""

    columns: Mapping[str, int]
    ignored: Mapping[int, str]
    first_row: int


@dataclass(frozen=True)
class Level:
    """One way of naming columns: words as `spelled` -> keys, in the template's order."""

    spelled: Callable[[str], str]
    keys: Mapping[str, Sequence[str]]

    def of(self, word: str) -> Sequence[str]:
        return self.keys.get(self.spelled(word), ())


@lru_cache(maxsize=256)
def names_of(sheet: Sheet) -> tuple[Names, ...]:
    """The names of a sheet's columns, or of a form's questions."""
    return tuple(
        Names(c.key, tuple(c.label.values()), c.aliases, tuple(c.help.values()))
        for c in sheet.columns
    )


def text_of(cell: Cell | None) -> str:
    """The cell as a label or key: 4.0 is "4"; an empty cell is ""."""
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return str(cell.value).strip()


def word_of(cell: Cell | None) -> str:
    """The cell as something that may be a header, "" when it is too long for one."""
    text = text_of(cell)
    return text if len(text) <= LONGEST_HEADER else ""


def find_headings(grid: Grid, names: tuple[Names, ...]) -> Headings:
    """Columns by machine key, then by label, then by alias; never by position. Of two columns
    that could be the same one, the first is it and the second is ignored."""
    levels = levels_of(names)
    words = _header_rows(grid, levels, len(names))
    rows = list(words)
    columns: dict[str, int] = {}
    used: set[int] = set()
    for level in levels:
        for row in rows:
            for number, word in words[row].items():
                key = next((k for k in level.of(word) if k not in columns), None)
                if key is not None and number not in used:
                    columns[key] = number
                    used.add(number)
    ignored: dict[int, str] = {}
    for row in rows:
        for number, cell in grid.rows[row].items():
            if number not in used:
                ignored.setdefault(number, text_of(cell)[:LONGEST_HEADER])
    return Headings(columns, ignored, _first_row(grid, rows, names, columns))


def nearest(names: Names, headers: Iterable[str]) -> str:
    """The header that most resembles a missing column, "" when none does."""
    known = [folded(text) for text in (*names.labels, *names.aliases, names.key)]
    best, likeness = "", _LIKENESS
    for header in headers:
        found = process.extractOne(folded(header), known, scorer=fuzz.ratio)
        if found is not None and found[1] > likeness:
            best, likeness = header, found[1]
    return best


@lru_cache(maxsize=256)
def levels_of(names: tuple[Names, ...]) -> tuple[Level, ...]:
    """Machine keys first, then labels (also both languages in one cell), then aliases."""
    keys: dict[str, list[str]] = {}
    labels: dict[str, list[str]] = {}
    aliases: dict[str, list[str]] = {}
    for n in names:
        keys[n.key] = [n.key]
        together = (" ".join(n.labels), " ".join(reversed(n.labels)))
        for label in {folded(text) for text in (*n.labels, *together)}:
            labels.setdefault(label, []).append(n.key)
        for alias in {folded(text) for text in n.aliases}:
            aliases.setdefault(alias, []).append(n.key)
    # A machine key counts to the letter: "Title" is a header, "title" the key of a column.
    return Level(str, keys), Level(folded, labels), Level(folded, aliases)


def _header_rows(grid: Grid, levels: Sequence[Level], known: int) -> dict[int, Mapping[int, str]]:
    """Rows in which at least two cells name columns, and these are half of the filled cells
    or half of the `known` columns; with the words of their cells."""
    found: dict[int, Mapping[int, str]] = {}
    keys, others = levels[0].keys, {word for level in levels[1:] for word in level.keys}
    for row, cells in islice(grid.rows.items(), SEARCHED_ROWS):
        words = {number: word_of(cell) for number, cell in cells.items()}
        named = sum(word in keys or folded(word) in others for word in words.values())
        if named >= 2 and 2 * named >= min(len(cells), known):
            found[row] = words
    first = next(iter(found), 0)
    return {row: words for row, words in found.items() if row - first <= SEARCHED_ROWS}


def _first_row(
    grid: Grid, header_rows: Sequence[int], names: Sequence[Names], columns: Mapping[str, int]
) -> int:
    """The row after headers, help and marks; 1 when the sheet has no header at all."""
    if not header_rows:
        return 1
    last = header_rows[-1]
    below = [row for row in range(last + 1, last + 1 + _FURNITURE_ROWS) if row in grid.rows]
    for row in below:
        if not _is_furniture(grid.rows[row], names, columns):
            break
        last = row
    # A row of marks under all columns ends the heading, whatever became of the help above it,
    # and whatever somebody noted beside it.
    places = set(columns.values())
    own = {r: {n: c for n, c in grid.rows[r].items() if n in places} for r in below}
    marked = [r for r in below if _is_marks(own[r]) and 2 * len(own[r]) > len(columns)]
    return max(last, *marked[-1:], 0) + 1


def _is_marks(cells: Mapping[int, Cell]) -> bool:
    """Signs without a letter or digit, and nothing that is calculated."""
    if any(cell.formula is not None for cell in cells.values()):
        return False
    return not any(c.isalnum() for cell in cells.values() for c in text_of(cell))


def _is_furniture(
    cells: Mapping[int, Cell], names: Sequence[Names], columns: Mapping[str, int]
) -> bool:
    """Marks, or help texts under their headers."""
    if _is_marks(cells):
        return True
    helped = 0
    for n in names:
        printed = folded(text_of(cells.get(columns.get(n.key, 0)))[:_LONGEST_HELP])
        helped += any(len(h) >= 8 and folded(h) in printed for h in n.help)
    return 2 * helped >= len(cells)
