"""A chart as a frozen description: what is shown, at which place, in which words; no drawing."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The closed set of charts; each has one drawing in drawings/.

    STACKED 100 % bars, one a category. BARS counts from zero. STRIP one line a category with
    several marks and a whisker. DUMBBELL the same with the marks joined. DOTS one dot a country
    piled at its value, over the band between the quartiles. TILES one tile a country, in rows
    by category. TILE_MAP one tile a country at its place on the map. MATRIX one cell a category
    and series. GANTT one bar from `low` to `high` (days) a category, open where one is None;
    `value` marks the planned end where the bar ends on another day.
    """

    STACKED = "stacked"
    BARS = "bars"
    STRIP = "strip"
    DUMBBELL = "dumbbell"
    DOTS = "dots"
    TILES = "tiles"
    TILE_MAP = "tile-map"
    MATRIX = "matrix"
    GANTT = "gantt"
    SLOPE = "slope"


class Unit(StrEnum):
    """POINTS 0 to 100 of the scale, COUNT things, SHARE 0 to 1, DAY a date as its ordinal."""

    POINTS = "points"
    COUNT = "count"
    SHARE = "share"
    DAY = "day"


@dataclass(frozen=True)
class Target:
    """Where a mark or cell leads: a page's key (dashboard/addresses.py) with its path values,
    and changes of the filters. `address` is used instead for a page outside the product."""

    page: str
    values: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    address: str = ""


Link = Callable[[Target], str]
"""Makes the address of a target, in the reader's language and with his filters."""


def to(page: str, query: dict[str, str] | None = None, **values: str) -> Target:
    """A target inside the product: to("country", country="SEN")."""
    return Target(page, tuple(values.items()), tuple((query or {}).items()))


@dataclass(frozen=True)
class Category:
    """A row (or cell row) of a chart. `note` stands at the row's end, `group` above the first
    row of each group. `sign`: a code of style.GLYPHS drawn before the note, or ""."""

    code: str
    label: str
    note: str = ""
    group: str = ""
    target: Target | None = None
    sign: str = ""


@dataclass(frozen=True)
class Point:
    """One mark. `category`: the code of its row. `value`: its place or length in the chart's
    unit, None when there is no number. `look`: a code of style.FILLS (a level, a non-answer or
    a neutral look). `sentence` says all of it in words. `low`, `high`: whisker or span.
    `column`, `row`: place of a tile on the map, from 0.
    """

    category: str
    value: float | None
    look: str
    sentence: str
    label: str = ""
    low: float | None = None
    high: float | None = None
    hollow: bool = False
    faint: bool = False
    target: Target | None = None
    column: int = 0
    row: int = 0


@dataclass(frozen=True)
class Series:
    """Marks of one meaning; `look` draws its entry in the legend."""

    code: str
    label: str
    look: str
    points: tuple[Point, ...]
    hollow: bool = False


@dataclass(frozen=True)
class Tick:
    value: float
    label: str
    look: str = ""


@dataclass(frozen=True)
class Band:
    """Quartiles of a category: from `low` to `high`, `middle` the median."""

    category: str
    low: float
    high: float
    middle: float
    sentence: str


@dataclass(frozen=True)
class Chart:
    """`code` is the exhibit's; `title` and `alt` are plain sentences. `axis` names the axis with
    its unit. `legend`: whether series are named above the chart. `marks` name days of a GANTT,
    or the two ends (0 and 1) of a SLOPE, whose lines `broken` cuts: it says why in a word or two.
    """

    code: str
    kind: Kind
    unit: Unit
    categories: tuple[Category, ...]
    series: tuple[Series, ...]
    title: str
    alt: str
    axis: str = ""
    ticks: tuple[Tick, ...] = ()
    bands: tuple[Band, ...] = ()
    marks: tuple[Tick, ...] = ()
    legend: bool = True
    broken: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(series.points for series in self.series)

    @property
    def has_links(self) -> bool:
        return any(c.target for c in self.categories) or any(
            point.target for series in self.series for point in series.points
        )

    def points_of(self, category: str) -> tuple[tuple[Series, Point], ...]:
        """The marks of a category, in the order of the series."""
        return tuple(
            (series, point)
            for series in self.series
            for point in series.points
            if point.category == category
        )
