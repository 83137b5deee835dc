"""Works out the room a slide has: what its words take of 1920 x 1080 pixels, what is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.drawings.canvas import text_width, wrapped

WIDTH, HEIGHT = 1920, 1080
SIDE = 64
INNER = WIDTH - 2 * SIDE
LEAST = 24
"""No words on a slide are smaller (design/look.md)."""

TITLE, TITLE_LINE = 44, 50
OTHER, OTHER_LINE = 28, 36
SUBTITLE, SUBTITLE_LINE = 26, 34
FOOT_LINE = 32
QR = 148
"""Side of the code, with its quiet zone, and the room beside it."""

BOLD = 1.06
ABOVE = 36 + 42
"""The margin at the top and the line that names the point of the agenda."""
GAPS = 20 + 14 + 13 + 26
"""Above and below the body, the rule of the foot, the margin at the bottom."""

ROW_LINE = 30
ROW_PAD = 13
"""What a row of a table takes besides its lines of text."""
MOST_LINES = 9
LARGE, LARGE_LINE = 30, 38
"""Words of a table with few rows."""
LARGE_LINES = 3
"""A table has large words when each row has at least so many lines of them."""

CELLS = (60, 52, 46, 40, 34, 30, 27)
"""Heights that a cell of a matrix may have; each is a class of the style sheet."""

FACT, FACT_LINE, FACT_PAD = 28, 35, 21
FACT_NAME = 560
GUTTER = 32


@dataclass(frozen=True)
class Spoken:
    """The words round a slide's body; `other` is the title in the second language, `foot` the
    lines above the stamp."""

    title: str
    other: str
    subtitle: str
    foot: tuple[str, ...]
    stamp: str
    address: str


def lines(text: str, size: float, width: float = INNER) -> int:
    """How many lines a text takes; never fewer than a browser needs."""
    return len(wrapped(text, width, size, most=99)) if text else 0


def body_height(spoken: Spoken) -> int:
    """Pixels left for the chart or the table. The second title counts, shown or not: nothing
    moves when it is switched on."""
    taken = (
        lines(spoken.title, TITLE * BOLD) * TITLE_LINE
        + lines(spoken.other, OTHER) * OTHER_LINE
        + lines(spoken.subtitle, SUBTITLE) * SUBTITLE_LINE
    )
    return HEIGHT - ABOVE - taken - GAPS - _foot_height(spoken)


def _foot_height(spoken: Spoken) -> int:
    """The lines of coverage and source, and below them the stamp; at least the code's height."""
    said = sum(lines(one, LEAST, INNER - QR) for one in spoken.foot if one)
    beside = text_width(spoken.address, LEAST) + GUTTER
    said += lines(spoken.stamp, LEAST, INNER - QR - beside)
    return max(said * FOOT_LINE, QR - 8)


def facts_height(facts: Iterable[tuple[str, str]]) -> int:
    """Labelled texts, one below the other."""
    width = INNER - FACT_NAME - GUTTER
    tall = 0
    for name, text in facts:
        most = max(lines(name, FACT, FACT_NAME), lines(text, FACT, width))
        tall += most * FACT_LINE + FACT_PAD
    return tall


@dataclass(frozen=True)
class Rows:
    """How a table uses its room: lines each row may have, whether its words are large, the
    height of a matrix's cells, lines that a heading may have."""

    lines: int = 1
    is_large: bool = False
    cell: int = CELLS[-1]
    head: int = 2


def rows_of_text(
    height: int, rows: int, headings: Sequence[tuple[str, bool]], band_lines: int
) -> Rows:
    """Large words where they leave every row some lines; a row has at least one line. Of each
    heading is said whether its column holds numbers."""
    columns = len(headings)
    narrow = INNER / max(columns, 1) * NARROWED
    takes = (
        lines(one, LEAST * BOLD, min(narrow, FOR_NUMBERS) if is_number else narrow)
        for one, is_number in headings
    )
    head = min(MOST_HEAD, max(takes, default=1))
    rows = max(rows, 1)
    left = height - rows * ROW_PAD - 16
    large = (left - (head + band_lines) * LARGE_LINE) // (rows * LARGE_LINE)
    if large >= LARGE_LINES and columns <= MANY_COLUMNS:
        return Rows(min(MOST_LINES, large), True, head=head)
    small = (left - (head + band_lines) * ROW_LINE) // (rows * ROW_LINE)
    return Rows(max(1, min(MOST_LINES, small)), head=head)


MANY_COLUMNS = 5
MOST_HEAD = 5
NARROWED = 0.7
"""Columns of numbers are narrower than the others: their headings take more lines."""
FOR_NUMBERS = INNER * 0.07 - 24
"""What the style sheet leaves the words of a column of numbers."""


def rows_of_matrix(height: int, rows: int, legend: int) -> Rows:
    """The highest cells that fit; `legend` is its number of lines."""
    left = height - MATRIX_HEAD - legend * FOOT_LINE - 8
    fits = (cell for cell in CELLS if (cell + 3) * rows <= left)
    return Rows(cell=next(fits, CELLS[-1]))


MATRIX_HEAD = 100
"""Bands of two lines, and the names of the columns."""
