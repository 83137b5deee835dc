"""Turns a sheet into the rows its headings stand in, one to three for each of its tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from loaders.entries import Cell, Kind
from loaders.foreign.areas import Sheet
from loaders.foreign.columns import LONGEST_HEADING, guesses_of, is_heading
from loaders.foreign.known import Known
from loaders.foreign.objectives import named_in
from loaders.headings import text_of
from schemas.country import folded
from schemas.foreign import TITLE

SEARCHED = 80
"""Filled rows in which the first header is looked for."""

_ENOUGH = 1.1
"""Together the two best headings of a row must be so sure."""
_LONGEST_WORD = 60
_FEWEST = 3
_MOST_TABLES = 30
"""Tables of one sheet that are proposed; rows of further headers belong to the last of them."""
_MOST_COLUMNS = 60
"""Columns by which a header is known; the others are read all the same."""
_LEAST_SHARE = 0.4
_MOST_ROWS = 3
"""Rows that one header may take."""

Header = tuple[int, int]
"""First and last row of headings."""


@dataclass(frozen=True)
class _Scored:
    header: Header
    score: float
    roles: int
    has_title: bool


def find_headers(
    sheet: Sheet, known: Known, remembered: Iterable[frozenset[str]] = ()
) -> tuple[Header, ...]:
    """The headers of a sheet, from above; none when no row looks like one. A header that is
    `remembered` (its folded headings) is found before any other."""
    first = _remembered(sheet, tuple(remembered)) or _first(sheet, known)
    if first is None:
        return ()
    return (first, *_further(sheet, first, known))


def folded_headings(sheet: Sheet, header: Header) -> frozenset[str]:
    """The headings as they are compared with those of other files."""
    texts = (sheet.heading(header, column) for column in sheet.headed(header))
    return frozenset(folded(text) or text for text in texts if text)


def headers_at(row: int) -> tuple[Header, ...]:
    """The headers that may begin in a row."""
    return tuple((row, row + more) for more in range(_MOST_ROWS))


def _remembered(sheet: Sheet, known: Sequence[frozenset[str]]) -> Header | None:
    if not known:
        return None
    for row in islice(sheet.rows, SEARCHED):
        for header in headers_at(row):
            if folded_headings(sheet, header) in known:
                return header
    return None


def _first(sheet: Sheet, known: Known) -> Header | None:
    rows = (_scored(sheet, (row, row), known) for row in islice(sheet.rows, SEARCHED))
    scored = [one for one in rows if one is not None]
    if not scored:
        return _single(sheet, known) or _by_shape(sheet, known)
    best = max(scored, key=lambda one: one.score)
    # Of several tables the upper one is first, unless what stands there are two labels of a
    # title block ("Pays", "Année") over a table.
    first = next(one for one in scored if one is best or _comes_first(one, best, sheet, known))
    return _with_second(sheet, first, known).header


def _comes_first(one: _Scored, best: _Scored, sheet: Sheet, known: Known) -> bool:
    cells = sheet.rows[one.header[0]]
    return one.score >= _LEAST_SHARE * best.score and one.has_title and _heads(cells, known)


def _scored(sheet: Sheet, header: Header, known: Known) -> _Scored | None:
    """How much the texts over the columns are headings; None when they are not."""
    roles: dict[str, float] = {}
    wordy = 0
    columns = sheet.headed(header)[:_MOST_COLUMNS]
    for column in columns:
        text = sheet.heading(header, column)
        if not _may_head(sheet.shown(header[1], column) or sheet.shown(header[0], column)):
            wordy += 1
            continue
        for guess in guesses_of(text, known.words)[:1]:
            roles[guess.role] = max(roles.get(guess.role, 0.0), guess.confidence)
    if len(roles) < 2 or 2 * wordy > len(columns):
        return None
    score = sum(roles.values())
    surest = sum(sorted(roles.values(), reverse=True)[:2])
    return _Scored(header, score, len(roles), TITLE in roles) if surest >= _ENOUGH else None


def _may_head(cell: Cell | None) -> bool:
    """A short text; a date or a number heads nothing, a long text is an answer."""
    if cell is None or cell.kind is not Kind.TEXT:
        return False
    return len(text_of(cell)) <= LONGEST_HEADING


def _with_second(sheet: Sheet, best: _Scored, known: Known) -> _Scored:
    """The header with the rows above or below it, where headings stand in two rows or three."""
    first, last = best.header
    if last - first + 1 >= _MOST_ROWS:
        return best
    for pair, whole in (
        ((first - 1, first), (first - 1, last)),
        ((last, last + 1), (first, last + 1)),
    ):
        if not _belongs_together(sheet, pair, known):
            continue
        both = _scored(sheet, whole, known)
        if both is not None and (both.roles >= best.roles or _is_joined(sheet, pair)):
            return _with_second(sheet, both, known)
    return best


def _belongs_together(sheet: Sheet, pair: Header, known: Known) -> bool:
    """Two rows are one header when a merged area joins them, or groups columns of the lower."""
    upper, lower = pair
    if upper not in sheet.rows or lower not in sheet.rows:
        return False
    below = sheet.rows[lower]
    joined = _is_joined(sheet, pair)
    if not all(_may_stand_below(cell, joined) for cell in below.values()):
        return False
    if any(_speaks_of_objective(cell, known) for cell in below.values()):
        return False
    grouped = False
    for area in sheet.areas:
        spans = area.top == area.bottom == upper and area.left < area.right
        under = [c for c in below if area.left <= c <= area.right]
        whole = len(sheet.rows[upper]) == 1 and area.right - area.left + 1 >= len(below)
        grouped |= spans and len(under) >= 2 and not whole
    if joined or grouped:
        return True
    if len(sheet.rows[upper]) < 2:
        return False
    above = sheet.rows[upper]
    free = {c for c in below if c not in above}
    if not free or len(below) < 2 or above.keys() <= below.keys():
        return False  # what stands over a row that is whole by itself is a title
    if _are_groups(above, below):
        return True
    named = [c for c in below if is_heading(text_of(below[c]), known.words)]
    # Without merged cells: the lower row names columns that the upper one leaves open.
    return bool(free & set(named)) and 2 * len(named) > len(below)


def _are_groups(above: Mapping[int, Cell], below: Mapping[int, Cell]) -> bool:
    """Whether the lower row parts headings of the upper one: each of its runs begins under one
    and goes on over columns that the upper row leaves open."""
    starts = {c for c in below if c - 1 not in below or c in above}
    parted = all(c in above and c + 1 in below and c + 1 not in above for c in starts)
    texts = {folded(text_of(cell)) for cell in below.values()}
    return parted and min(below) > min(above) and (len(texts) == len(below) or len(starts) > 1)


def _is_joined(sheet: Sheet, pair: Header) -> bool:
    """Whether a merged heading stands in both rows."""
    filled = (area for area in sheet.areas if area.left in sheet.rows.get(area.top, {}))
    upper, lower = pair
    return any(
        area.top <= upper and area.bottom >= lower and area.bottom - area.top < _MOST_ROWS
        for area in filled
    )


def _may_stand_below(cell: Cell, joined: bool) -> bool:
    """A short text; in a row that is joined to the headings above also a year."""
    if joined and cell.kind is Kind.NUMBER and isinstance(cell.value, float):
        return 1990 <= cell.value <= 2050
    return _may_head(cell) and len(text_of(cell)) <= _LONGEST_WORD


def _speaks_of_objective(cell: Cell, known: Known) -> bool:
    """ "Objectif 3" is a value, however short; "Objectif" heads a column."""
    return bool(named_in(text_of(cell), known)) and not is_heading(text_of(cell), known.words)


def _single(sheet: Sheet, known: Known) -> Header | None:
    """A list of measures: one heading that is, to the letter, the word for them."""
    for row in islice(sheet.rows, SEARCHED):
        cells = [c for c in sheet.rows[row].values() if is_heading(text_of(c), known.words)]
        titles = [c for c in cells if guesses_of(text_of(c), known.words)[0].role == "title"]
        if not titles:
            continue
        column = titles[0].column
        below = [c[column] for r, c in sheet.rows.items() if r > row and column in c]
        named = sum(is_heading(text_of(cell), known.words) for cell in below)
        # Headings one below the other are those of a table that was turned: it is not read.
        if len(below) >= 2 and 2 * named < len(below):
            return (row, row)
    return None


def _by_shape(sheet: Sheet, known: Known) -> Header | None:
    """A row of short texts over many filled ones, in words nobody listed."""
    rows = dict(islice(sheet.rows.items(), SEARCHED))
    widest = max((len(cells) for cells in rows.values()), default=0)
    for row, cells in rows.items():
        if len(cells) < _FEWEST or len(cells) < 0.6 * widest:
            continue
        below = [r for r in islice(rows, SEARCHED) if r > row and len(rows[r]) >= 0.4 * len(cells)]
        texts = [text_of(cell) for cell in cells.values()]
        is_short = all(_may_head(c) and len(text_of(c)) <= 40 for c in cells.values())
        is_new = len({folded(t) for t in texts}) == len(texts)
        is_turned = _is_turned(sheet, row, min(cells), known)
        if (
            below
            and is_short
            and is_new
            and not is_turned
            and not _is_data(cells, rows[below[0]], known)
        ):
            return (row, row)
        return None
    return None


def _is_turned(sheet: Sheet, row: int, column: int, known: Known) -> bool:
    """Whether headings stand one below the other, those of a table that was turned."""
    below = [cells[column] for r, cells in sheet.rows.items() if r > row and column in cells]
    named = sum(is_heading(text_of(cell), known.words) for cell in below)
    return named >= 2 and 2 * named >= len(below)


def _is_data(cells: Mapping[int, Cell], below: Mapping[int, Cell], known: Known) -> bool:
    """Whether a row of texts holds values: a status word, an objective, digits, or nothing
    else than the row below it, when that is of texts too."""
    texts = [text_of(cell) for cell in cells.values()]
    if any(known.code_of("level", text) or known.code_of("mtype", text) for text in texts):
        return True
    if any(named_in(text, known) or any(c.isdigit() for c in text) for text in texts):
        return True
    lengths = [len(text_of(cell)) for cell in below.values()]
    only_texts = all(cell.kind is Kind.TEXT for cell in below.values())
    return only_texts and max(lengths, default=0) <= max(map(len, texts), default=0)


def _further(sheet: Sheet, first: Header, known: Known) -> list[Header]:
    """Headers of further tables below; the same headings again are no new table."""
    found: list[Header] = []
    seen = {folded_headings(sheet, first)}
    for row, cells in sheet.rows.items():
        last = found[-1] if found else first
        if len(found) + 1 >= _MOST_TABLES:
            break
        if row <= last[1] + 1 or not _heads(cells, known):
            continue
        scored = _scored(sheet, (row, row), known)
        if scored is None:
            continue
        header = _with_second(sheet, scored, known).header
        if header[0] <= last[1]:
            header = (row, row)
        if folded_headings(sheet, header) not in seen:
            found.append(header)
    return found


def _heads(cells: Mapping[int, Cell], known: Known) -> bool:
    """At least two cells, and half of all, are headings to the letter: data seldom are."""
    named = sum(
        cell.kind is Kind.TEXT and is_heading(text_of(cell), known.words) for cell in cells.values()
    )
    return named >= 2 and 2 * named >= len(cells)
