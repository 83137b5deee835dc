"""Countries become equal tiles: in rows by region, or at their place on the map."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Unit, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Names, Texts
from dashboard.figures.style import ANSWER_ORDER


def reporting_tiles(
    frame: pd.DataFrame,
    categories: Sequence[Category],
    names: Names,
    texts: Texts,
    *,
    is_asked: bool = True,
) -> Chart:
    """Who has a published report. `frame`: [country, region, look, date], look `published` or
    `waiting`, in the order the tiles stand; categories are the regions. Where nobody `is_asked`
    for a report, a country is in the sample or it is not."""
    series = []
    suffix = "" if is_asked else ".public"
    for look in ("published", "waiting"):
        if (frame["look"] == look).any():
            series.append((look, names.words(f"chart.{look}{suffix}")))
    points = {
        look: tuple(_status(row, suffix, names) for row in rows_of(frame[frame["look"] == look]))
        for look, _ in series
    }
    return Chart(
        code=texts.code,
        kind=Kind.TILES,
        unit=Unit.COUNT,
        categories=tuple(categories),
        series=tuple(Series(look, label, look, points[look]) for look, label in series),
        title=texts.title,
        alt=texts.alt,
    )


def _status(row: Any, suffix: str, names: Names) -> Point:
    iso3 = str(row.country)
    sentence = names.words(
        f"chart.report.{row.look}{suffix}", country=names.country(iso3), date=str(row.date)
    )
    return Point(
        str(row.region),
        1,
        str(row.look),
        sentence,
        label=iso3,
        target=to("country", country=iso3) if row.look == "published" else None,
    )


def tile_map(frame: pd.DataFrame, objective: str, names: Names, texts: Texts) -> Chart:
    """Each country at its place. `frame`: [country, look, hollow]; `objective` "" for the mean
    of all. A tile leads to the country, or to the evidence behind its answer."""
    series = []
    for look in ANSWER_ORDER:
        rows = frame[frame["look"] == look]
        if len(rows):
            points = tuple(_place(row, objective, names) for row in rows_of(rows))
            series.append(Series(look, _label(look, objective, names), look, points))
    return Chart(
        code=texts.code,
        kind=Kind.TILE_MAP,
        unit=Unit.POINTS,
        categories=(),
        series=tuple(series),
        title=texts.title,
        alt=texts.alt,
    )


def _label(look: str, objective: str, names: Names) -> str:
    """Over all objectives, a country without a mean gave too few answers, or none."""
    return names.words("chart.too-few") if look == "NR" and not objective else names.answer(look)


def _place(row: Any, objective: str, names: Names) -> Point:
    iso3 = str(row.country)
    column, line = names.content.tiles[iso3]
    about = names.objective(objective) if objective else names.words("chart.overall")
    sentence = names.words(
        "chart.country-answer",
        country=names.country(iso3),
        row=about,
        answer=_label(str(row.look), objective, names),
    )
    target = (
        to("evidence", country=iso3, objective=objective)
        if objective
        else to("country", country=iso3)
    )
    return Point(
        "",
        None,
        str(row.look),
        sentence,
        label=iso3,
        hollow=bool(row.hollow),
        target=target,
        column=column,
        row=line,
    )
