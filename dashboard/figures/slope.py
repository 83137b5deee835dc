"""Means of two rounds become a slope chart: one line each, its look the verdict."""

from collections.abc import Sequence

import pandas as pd

from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Tick, Unit
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Names, Texts
from dashboard.figures.scale import level_ticks
from dashboard.figures.style import STROKES

MOST_LINES = 15
"""More lines than that cannot be told apart."""

NARROWEST = 50.0
"""Points that the scale spans at least: two levels."""


def means_slope(
    frame: pd.DataFrame,
    categories: Sequence[Category],
    ends: tuple[str, str],
    names: Names,
    texts: Texts,
    broken: str = "",
) -> Chart:
    """One line a category from then to now, in points. `frame`: [code, before, after, look], the
    looks those of style.STROKES. Of more than MOST_LINES, those that claim something come
    first. `ends` name the two rounds; `broken` says, in a word or two, why no line joins them."""
    found = {str(row.code): row for row in rows_of(frame)}
    known = [category for category in categories if category.code in found]
    # A stable sort: inside each half the framework's order stays.
    chosen = sorted(known, key=lambda one: found[one.code].look == "steady")[:MOST_LINES]
    shown = [category for category in known if category in chosen]
    series = []
    for look in STROKES:
        points = [
            _point(one, float(getattr(found[one.code], end)), label, names)
            for one in shown
            if found[one.code].look == look
            for end, label in zip(("before", "after"), ends, strict=True)
        ]
        if points:
            label = names.words(f"chart.slope.{look}")
            series.append(Series(look, label, look, tuple(points)))
    values = [point.value or 0.0 for one in series for point in one.points]
    return Chart(
        code=texts.code,
        kind=Kind.SLOPE,
        unit=Unit.POINTS,
        categories=tuple(shown),
        series=tuple(series),
        title=texts.title,
        alt=texts.alt,
        ticks=_ticks(values, names),
        marks=tuple(Tick(float(place), label) for place, label in enumerate(ends)),
        broken=broken,
    )


def _point(category: Category, value: float, reading: str, names: Names) -> Point:
    words = names.words
    shown = words.number(value)
    sentence = words("chart.mean-then", row=category.label, reading=reading, value=shown)
    return Point(category.code, value, "mark", sentence, label=shown)


def _ticks(values: Sequence[float], names: Names) -> tuple[Tick, ...]:
    """Whole levels around the values, two steps of the scale at least."""
    every = level_ticks(names)
    if not values:
        return every
    low = max(tick.value for tick in every if tick.value <= min(values))
    high = min(tick.value for tick in every if tick.value >= max(values))
    low = max(0.0, min(low, high - NARROWEST))
    high = min(100.0, max(high, low + NARROWEST))
    return tuple(tick for tick in every if low <= tick.value <= high)
