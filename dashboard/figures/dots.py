"""Values of countries become piles of dots over the band between the quartiles."""

from collections.abc import Sequence

import pandas as pd

from dashboard.figures.chart import Band, Category, Chart, Kind, Point, Series, Unit, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Names, Texts
from dashboard.figures.scale import level_ticks


def country_dots(
    values: pd.DataFrame,
    groups: pd.DataFrame,
    categories: Sequence[Category],
    names: Names,
    texts: Texts,
) -> Chart:
    """One row a node. `values`: [country, node, value, level]; `groups`: [node, median, q1, q3].
    Dots carry no name on paper: the chart shows the spread, not an order of countries."""
    codes = [category.code for category in categories]
    points = [
        Point(
            str(row.node),
            float(row.value),
            str(row.level),
            names.words(
                "chart.country-value",
                country=names.country(str(row.country)),
                row=names.node(str(row.node)),
                answer=names.answer(str(row.level)),
                value=names.words.number(row.value),
            ),
            target=to("country", country=str(row.country)),
        )
        for row in rows_of(values)
        if row.node in codes and pd.notna(row.value)
    ]
    bands = [
        Band(
            str(row.node),
            float(row.q1),
            float(row.q3),
            float(row.median),
            names.words(
                "chart.quartiles",
                row=names.node(str(row.node)),
                q1=names.words.number(row.q1),
                q3=names.words.number(row.q3),
                median=names.words.number(row.median),
            ),
        )
        for row in rows_of(groups)
        if row.node in codes and pd.notna(row.q1)
    ]
    return Chart(
        code=texts.code,
        kind=Kind.DOTS,
        unit=Unit.POINTS,
        categories=tuple(categories),
        series=(Series("countries", names.words("chart.countries"), "count", tuple(points)),)
        if points
        else (),
        title=texts.title,
        alt=texts.alt,
        ticks=level_ticks(names),
        bands=tuple(bands),
        legend=False,
        axis=names.words("chart.dots-key"),
    )
