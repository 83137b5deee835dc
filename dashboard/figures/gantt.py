"""Dated measures become bars between two days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Tick, Unit
from dashboard.figures.names import Names, Texts

COMPLETED = "4"


@dataclass(frozen=True)
class Dated:
    """A measure with at least one of its days. `planned` is its planned end where it ended on
    another day; `pace` the word for its pace, "" without one."""

    category: Category
    answer: str
    start: date | None
    end: date | None
    planned: date | None = None
    pace: str = ""


def measures_gantt(
    dated: Sequence[Dated], mark: tuple[date, str] | None, names: Names, texts: Texts
) -> Chart:
    """One bar a measure, with the glyph of its level; open where a day is not known. `mark`: a
    day and its word, such as the end of the period."""
    days = [day for one in dated for day in (one.start, one.end) if day is not None]
    days += [mark[0]] if mark and days else []
    years = range(min(days).year, max(days).year + 1) if days else range(0)
    step = max(1, -(-len(years) // 6))
    points = tuple(_point(one, names, mark[0] if mark else None) for one in dated)
    return Chart(
        code=texts.code,
        kind=Kind.GANTT,
        unit=Unit.DAY,
        categories=tuple(one.category for one in dated),
        series=(Series("measures", names.words("chart.measures-count"), "count", points),)
        if points
        else (),
        title=texts.title,
        alt=texts.alt,
        ticks=tuple(Tick(date(year, 1, 1).toordinal(), str(year)) for year in years[::step]),
        marks=(Tick(mark[0].toordinal(), mark[1]),) if mark else (),
        legend=False,
    )


def _point(one: Dated, names: Names, day: date | None) -> Point:
    end = one.end
    if end is None and one.answer == COMPLETED and day is not None and one.start is not None:
        # Completed on a day nobody gave: by the marked one at the latest.
        end = max(day, one.start)
    return Point(
        one.category.code,
        one.planned.toordinal() if one.planned else None,
        one.answer,
        _sentence(one, names),
        low=one.start.toordinal() if one.start else None,
        high=end.toordinal() if end else None,
        target=one.category.target,
    )


def _sentence(one: Dated, names: Names) -> str:
    """All of the bar in words."""
    words = names.words
    said = words(
        "chart.span",
        row=one.category.label,
        answer=names.answer(one.answer),
        start=words.date(one.start) if one.start else words("chart.unknown-day"),
        end=words.date(one.end) if one.end else words("chart.unknown-day"),
    )
    if one.planned:
        said = words("chart.span.planned", span=said, date=words.date(one.planned))
    return words("chart.span.pace", span=said, pace=one.pace) if one.pace else said
