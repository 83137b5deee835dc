"""Turns marks on a scale into a native chart of a sheet: a scatter with a line a row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.exhibits.table import Table
from dashboard.exports.sheet_blocks import (
    FONT,
    Made,
    Place,
    cells_range,
    quiet,
    write_block,
)
from dashboard.exports.sheets import Places
from dashboard.figures.chart import Category, Chart, Point, Series
from dashboard.figures.style import FILLS, INK, INK_2, NEUTRAL, TOKENS

LABELS = 0.36
"""Share of the width that the names of the rows may take."""

PILE = 0.045
"""Part of a row between two marks at one value."""

MOST_LETTERS = 60


def draw_marks(place: Place, chart: Chart, _table: Table, _places: Places) -> Made:
    """One line a category; marks at their value, whiskers as error bars. An axis of a scatter
    chart has no names: a row of invisible marks at its foot bears them."""
    native = place.book.add_chart({"type": "scatter"})
    rows = {category.code: number for number, category in enumerate(chart.categories, start=1)}
    low, high = _ends(chart)
    data = place.data
    data = _add_names(native, place, chart.categories, low)
    for series in chart.series:
        points = [p for p in series.points if p.value is not None and p.category in rows]
        if points:
            _add_marks(native, place, data, series, points, rows)
            data += 5
    native.set_x_axis(
        {
            "min": low,
            "max": high,
            "num_format": "0",
            "name": chart.axis,
            "name_font": {**FONT, "bold": False},
            **quiet(),
        }
    )
    native.set_y_axis(
        {
            "min": 0.5,
            "max": len(rows) + 0.5,
            "reverse": True,
            "visible": False,
            "major_gridlines": {"visible": False},
        }
    )
    native.set_plotarea({"layout": {"x": LABELS, "y": 0.03, "width": 0.6, "height": 0.78}})
    # The series that bears the names of the rows is none to be named itself.
    return Made(native, list(rows), legend={"delete_series": [0]})


def _ends(chart: Chart) -> tuple[float, float]:
    values = [
        value
        for series in chart.series
        for point in series.points
        for value in (point.value, point.low, point.high)
        if value is not None
    ]
    return min([0, *values]), max([*values, *(tick.value for tick in chart.ticks), 1])


def _add_names(native: Any, place: Place, categories: Sequence[Category], low: float) -> int:
    """The names of the rows; the next free column."""
    numbers: list[float | None] = [*map(float, range(1, len(categories) + 1))]
    starts: list[float | None] = [low] * len(categories)
    words = place.sheet.words
    heads = [words("annex.start"), words("annex.row")]
    labels = [category.label for category in categories]
    cells = write_block(place, labels, heads, [starts, numbers])
    native.add_series(
        {
            "name": words("annex.rows"),
            "categories": cells_range(place, cells.first, cells.last, cells.columns[0]),
            "values": cells_range(place, cells.first, cells.last, cells.columns[1]),
            "marker": {"type": "none"},
            "line": {"none": True},
            "data_labels": {
                "value": True,
                "position": "left",
                "font": FONT,
                "custom": [{"value": _short(label), "font": FONT} for label in labels],
            },
        }
    )
    return place.data + 4


def _short(label: str) -> str:
    return label if len(label) <= MOST_LETTERS else label[: MOST_LETTERS - 1].rstrip() + "…"


def _add_marks(
    native: Any,
    place: Place,
    data: int,
    series: Series,
    points: Sequence[Point],
    rows: Mapping[str, int],
) -> None:
    at = Place(place.book, place.sheet, place.top, place.column, data)
    names = [_named(place, p) for p in points]
    heights = _piled(points, rows)
    below = [_distance(point.value, point.low) for point in points]
    above = [_distance(point.high, point.value) for point in points]
    words = place.sheet.words
    heads = [series.label, words("annex.row"), words("annex.lower"), words("annex.upper")]
    has_whiskers = any(below) or any(above)
    columns: list[Sequence[float | None]] = [[p.value for p in points], heights]
    columns += [[p.low for p in points], [p.high for p in points]] if has_whiskers else []
    cells = write_block(at, names, heads[: len(columns)], columns)
    marker = {"type": "diamond" if series.look == "mark" else "circle", "size": 9}
    looks = {(point.look, point.hollow) for point in points}
    given: dict[str, Any] = {
        "name": series.label,
        "categories": cells_range(place, cells.first, cells.last, cells.columns[0]),
        "values": cells_range(place, cells.first, cells.last, cells.columns[1]),
        "marker": marker | _dotted(points[0].look, points[0].hollow),
        "line": {"none": True},
    }
    if len(looks) > 1:
        given["points"] = [_dotted(point.look, point.hollow) for point in points]
    if has_whiskers:
        given["x_error_bars"] = {
            "type": "custom",
            "plus_values": above,
            "minus_values": below,
            "line": {"color": INK_2, "width": 1},
        }
    native.add_series(given)


def _piled(points: Sequence[Point], rows: Mapping[str, int]) -> list[float]:
    """The height of each mark; those at one value stand upon each other."""
    found: Counter[tuple[str, float | None]] = Counter()
    heights = []
    for point in points:
        spot = (point.category, point.value)
        heights.append(rows[point.category] - min(PILE * found[spot], 0.8))
        found[spot] += 1
    return heights


def _named(place: Place, point: Point) -> str:
    return point.sentence or place.sheet.words("annex.row")


def _distance(high: float | None, low: float | None) -> float:
    return high - low if high is not None and low is not None else 0.0


def _dotted(look: str, is_hollow: bool) -> dict[str, Any]:
    ground = TOKENS[FILLS[look].ground] if look in FILLS else NEUTRAL
    fill = {"color": TOKENS["paper"] if is_hollow else ground}
    return {"fill": fill, "border": {"color": INK, "width": 1}}
