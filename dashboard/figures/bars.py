"""Counts become bars from zero."""

from collections.abc import Sequence

import pandas as pd

from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Unit
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Names, Texts


def count_bars(
    frame: pd.DataFrame,
    categories: Sequence[Category],
    names: Names,
    texts: Texts,
    counted: str = "measures",
) -> Chart:
    """One bar a category, in the categories' order. `frame`: [code, n]; a category without a
    row counts zero. `counted`: what the words call the things counted."""
    counts = {str(row.code): int(row.n) for row in rows_of(frame)}
    points = tuple(
        Point(
            category.code,
            counts.get(category.code, 0),
            "count",
            names.words.count(
                f"chart.{counted}-of", counts.get(category.code, 0), row=category.label
            ),
            label=names.words.number(counts.get(category.code, 0)),
            target=category.target,
        )
        for category in categories
    )
    return Chart(
        code=texts.code,
        kind=Kind.BARS,
        unit=Unit.COUNT,
        categories=tuple(categories),
        series=(Series(counted, names.words(f"chart.{counted}-count"), "count", points),)
        if any(counts.values())
        else (),
        title=texts.title,
        alt=texts.alt,
        legend=False,
    )
