"""Turns an exhibit into parts that each fit a slide: rows by group, categories in order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from dashboard.exhibits import BuiltExhibit
from dashboard.exhibits.table import ColumnKind, Table
from dashboard.figures.chart import Chart, Kind

T = TypeVar("T")

MOST_ROWS = 16
"""Rows of codes and numbers on one slide."""

MOST_TEXTS = 8
"""Rows with columns of text."""

MOST_BANDED = 14
"""Rows of codes and numbers below a line of bands."""

MOST_CATEGORIES = 12
"""Lines of a chart."""

MOST_PARTS = 8
"""Slides of one line of the agenda; what is beyond stands in the workbook."""

MOST_BESIDE = 8
"""Labelled texts beside numbers; more of them, such as the wording of every action, have a slide
of their own before the numbers."""

MOST_GROUPS = 4
"""Groups of tiles that leave room for two labelled texts or more."""

LONG = frozenset({Kind.STACKED, Kind.BARS, Kind.STRIP, Kind.DUMBBELL, Kind.GANTT})
"""Charts that grow with their categories."""


@dataclass(frozen=True)
class Part:
    """`label` is the heading of the rows' group, "" without one; `left_out` rows stand on no
    slide."""

    built: BuiltExhibit
    label: str = ""
    left_out: int = 0


def parts_of(built: BuiltExhibit) -> tuple[Part, ...]:
    """The same parts in every language: they depend on counts and kinds, not on words. What is
    said beside the numbers stands on the first part alone."""
    first, *others = _cut(built)
    if built.table.rows and _stand_apart(first.built):
        table = replace(built.table, rows=(), groups=(), foot=(), pager=None)
        others.insert(0, first)
        first = Part(replace(built, chart=None, table=table))
    return (first, *(replace(part, built=replace(part.built, facts=())) for part in others))


def _stand_apart(first: BuiltExhibit) -> bool:
    """Whether what is said beside the numbers leaves them too little room. Each text is taken
    as two lines."""
    texts, table = len(first.facts), first.table
    if texts < 2:
        return False
    if first.chart is not None:
        is_tall = first.chart.kind is Kind.TILES and len(first.chart.categories) > MOST_GROUPS
        return texts > MOST_BESIDE or is_tall
    has_texts = any(_is_text(table, at) for at in _columns(table))
    lines = 0 if has_texts or table.is_matrix else len(table.rows) + 2 * texts
    return texts > MOST_BESIDE or lines > (MOST_BANDED if table.bands else MOST_ROWS)


def _cut(built: BuiltExhibit) -> tuple[Part, ...]:
    if built.chart is not None:
        parts = [Part(replace(built, chart=chart)) for chart in _charts(built.chart)]
        if built.chart.kind is Kind.GANTT:
            parts[-1] = replace(parts[-1], left_out=_beyond(built.table))
        return tuple(parts)
    if not built.table.rows:
        return (Part(built),)
    tables = list(_tables(built.table))
    kept = tables[:MOST_PARTS]
    left_out = sum(len(table.rows) for _, table in tables[MOST_PARTS:])
    left_out += _beyond(built.table)
    parts = [Part(replace(built, table=table), label) for label, table in kept]
    return (*parts[:-1], replace(parts[-1], left_out=left_out))


def _beyond(table: Table) -> int:
    """Rows of further pages."""
    return table.pager.total - len(table.rows) if table.pager is not None else 0


def first_rows(built: BuiltExhibit, most: int) -> Part:
    """One part with the first rows, as a table."""
    table = built.table
    left_out = max(0, len(table.rows) - most) + _beyond(table)
    short = replace(table, rows=table.rows[:most], groups=(), foot=(), pager=None)
    return Part(replace(built, chart=None, table=short), left_out=left_out)


def _charts(chart: Chart) -> Iterator[Chart]:
    if chart.kind not in LONG or len(chart.categories) <= MOST_CATEGORIES:
        yield chart
        return
    for categories in _shared_out(chart.categories, MOST_CATEGORIES):
        codes = {category.code for category in categories}
        series = tuple(
            replace(one, points=tuple(p for p in one.points if p.category in codes))
            for one in chart.series
        )
        bands = tuple(band for band in chart.bands if band.category in codes)
        yield replace(chart, categories=categories, series=series, bands=bands)


def _tables(table: Table) -> Iterator[tuple[str, Table]]:
    """Groups stay apart; the foot, which sums up all rows, stands under the last part."""
    numbers = MOST_BANDED if table.bands and not table.is_matrix else MOST_ROWS
    most = MOST_TEXTS if any(_is_text(table, at) for at in _columns(table)) else numbers
    pieces = [
        (heading, rows) for heading, group in table.grouped for rows in _shared_out(group, most)
    ]
    for number, (heading, rows) in enumerate(pieces, start=1):
        foot = table.foot if number == len(pieces) else ()
        yield heading, replace(table, rows=rows, groups=(), foot=foot, pager=None)


def _columns(table: Table) -> range:
    return range(1, len(table.columns))


def _is_text(table: Table, at: int) -> bool:
    return table.columns[at].kind is ColumnKind.TEXT


def _shared_out(items: tuple[T, ...], most: int) -> Iterator[tuple[T, ...]]:
    """Parts of nearly the same length, none longer than `most`."""
    count = -(-len(items) // most)
    start = 0
    for number in range(count):
        end = start + (len(items) - start) // (count - number)
        yield items[start:end]
        start = end
