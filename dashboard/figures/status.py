"""What countries say becomes one row a status, with a tile a country."""

from collections.abc import Mapping, Sequence

from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Unit, to
from dashboard.figures.names import Names, Texts


def status_tiles(
    rows: Mapping[str, Sequence[str]],
    categories: Sequence[Category],
    looks: Mapping[str, str],
    names: Names,
    texts: Texts,
) -> Chart:
    """`rows`: code of a category -> its countries (ISO3), in the order their tiles stand. `looks`:
    code of a category -> that of its tiles, `count` where there is none."""
    series = []
    for category in categories:
        look = looks.get(category.code, "count")
        points = tuple(
            Point(
                category.code,
                1,
                look,
                names.words("chart.country-is", country=names.country(iso3), row=category.label),
                label=iso3,
                target=to("country", country=iso3),
            )
            for iso3 in rows.get(category.code, ())
        )
        if points:
            series.append(Series(category.code, category.label, look, points))
    return Chart(
        code=texts.code,
        kind=Kind.TILES,
        unit=Unit.COUNT,
        categories=tuple(categories),
        series=tuple(series),
        title=texts.title,
        alt=texts.alt,
        legend=False,
    )
