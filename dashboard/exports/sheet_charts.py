"""Turns a chart into a native chart of a sheet, beside the table, on cells that can be edited."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import xlsxwriter

from dashboard.exhibits.table import ColumnKind, Table
from dashboard.exports.sheet_blocks import (
    FONT,
    Cells,
    Made,
    Place,
    cells_range,
    filled,
    name_rows,
    numbers_in,
    quiet,
    write_block,
)
from dashboard.exports.sheet_marks import draw_marks
from dashboard.exports.sheet_slope import draw_slope
from dashboard.exports.sheets import Places, Sheet
from dashboard.figures.chart import Chart, Kind
from dashboard.figures.style import NEUTRAL

WIDTH = 840
"""Pixels of a chart; a column that nobody set has 64."""

COLUMN = 64

ROW = 34

AROUND = 130
"""Pixels of a category, and of what stands above and below all of them."""

SMALLEST = 260

TALLEST = 1400

DAY_ZERO = date(1899, 12, 30).toordinal()
"""Excel counts days from here."""


def add_chart(
    book: xlsxwriter.Workbook, sheet: Sheet, chart: Chart, table: Table, places: Places
) -> None:
    """Draws it right of the table. Bars stand on the cells of the table where these hold their
    numbers, else, like all others, on a block of cells right of the chart."""
    column = len(table.columns) + 1
    data = column + WIDTH // COLUMN + 2
    place = Place(book, sheet, places.top, column, data)
    made = _DRAWN[chart.kind](place, chart, table, places)
    rows = len(made.rows)
    made.native.set_title({"none": True})
    made.native.set_size({"width": WIDTH, "height": _height(rows)})
    made.native.set_chartarea({"border": {"none": True}})
    if not (chart.legend and made.has_legend):
        made.native.set_legend({"none": True})
    else:
        made.native.set_legend({"position": "bottom", "font": FONT, **made.legend})
    sheet.page.insert_chart(
        place.top, column, made.native, {"object_position": 3, "description": chart.alt}
    )
    sheet.page.print_area(0, 0, max(places.end, places.top + 24), data - 1)


def _height(rows: int) -> int:
    return min(TALLEST, max(SMALLEST, AROUND + ROW * rows))


# Bars


def _stacked(place: Place, chart: Chart, table: Table, places: Places) -> Made:
    """100 % bars with their counts written in them."""
    native = place.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    _add_bars(native, place, chart, table, places)
    native.set_x_axis({"num_format": "0%", **quiet()})
    name_rows(native)
    return Made(native, [category.label for category in chart.categories])


def _bars(place: Place, chart: Chart, table: Table, places: Places) -> Made:
    native = place.book.add_chart({"type": "bar"})
    _add_bars(native, place, chart, table, places)
    native.set_x_axis({"min": 0, "num_format": "0", **quiet()})
    name_rows(native)
    return Made(native, [category.label for category in chart.categories], len(chart.series) > 1)


def _add_bars(native: Any, place: Place, chart: Chart, table: Table, places: Places) -> None:
    values = {
        one.code: {point.category: point.value for point in one.points} for one in chart.series
    }
    cells = _cells_of_table(chart, values, table, places)
    if cells is None:
        grid = [[values[one.code].get(c.code) for c in chart.categories] for one in chart.series]
        heads = [one.label for one in chart.series]
        labels = [category.label for category in chart.categories]
        cells = write_block(place, labels, heads, grid)
    for series, column in zip(chart.series, cells.columns, strict=True):
        native.add_series(
            {
                "name": series.label,
                "categories": cells_range(place, cells.first, cells.last, cells.names),
                "values": cells_range(place, cells.first, cells.last, column),
                "gap": 45,
                **filled(series.look),
                "data_labels": numbers_in(series.look),
            }
        )


def _cells_of_table(
    chart: Chart,
    values: Mapping[str, Mapping[str, float | None]],
    table: Table,
    places: Places,
) -> Cells | None:
    """The cells of the table, when its first rows are the chart's categories and each series
    stands in a column of its own with the same numbers; else None."""
    count = len(chart.categories)
    rows = table.rows[:count]
    if table.groups or len(rows) < count or not count:
        return None
    if any(
        (row[0].text or row[0].value) != category.label
        for row, category in zip(rows, chart.categories, strict=True)
    ):
        return None
    columns = []
    for series in chart.series:
        wanted = [values[series.code].get(category.code) or 0 for category in chart.categories]
        fitting = [
            at
            for at, column in enumerate(table.columns)
            if column.kind is ColumnKind.NUMBER
            and column.key in (series.code, *(("n",) if len(chart.series) == 1 else ()))
            and [row[at].value or 0 for row in rows] == wanted
        ]
        if not fitting:
            return None
        columns.append(fitting[0])
    return Cells(places.rows[0], places.rows[count - 1], 0, columns)


# Tiles: as many countries as there are tiles


def _tiles(place: Place, chart: Chart, _table: Table, _places: Places) -> Made:
    """A bar of the number of tiles: of each category by look, or of each look."""
    if not chart.categories:
        return _tile_totals(place, chart)
    native = place.book.add_chart({"type": "bar", "subtype": "stacked"})
    grid = [
        [sum(p.category == c.code for p in one.points) for c in chart.categories]
        for one in chart.series
    ]
    labels = [category.label for category in chart.categories]
    cells = write_block(place, labels, [one.label for one in chart.series], grid)
    for series, column in zip(chart.series, cells.columns, strict=True):
        native.add_series(
            {
                "name": series.label,
                "categories": cells_range(place, cells.first, cells.last, cells.names),
                "values": cells_range(place, cells.first, cells.last, column),
                "gap": 45,
                **filled(series.look),
                "data_labels": numbers_in(series.look),
            }
        )
    native.set_x_axis({"min": 0, "num_format": "0", **quiet()})
    name_rows(native)
    return Made(native, labels)


def _tile_totals(place: Place, chart: Chart) -> Made:
    native = place.book.add_chart({"type": "bar"})
    labels = [one.label for one in chart.series]
    heads = [place.sheet.words("annex.countries")]
    cells = write_block(place, labels, heads, [[len(one.points) for one in chart.series]])
    native.add_series(
        {
            "name": heads[0],
            "categories": cells_range(place, cells.first, cells.last, cells.names),
            "values": cells_range(place, cells.first, cells.last, cells.columns[0]),
            "gap": 45,
            "points": [filled(one.look) for one in chart.series],
            "data_labels": {"value": True, "font": FONT},
        }
    )
    native.set_x_axis({"min": 0, "num_format": "0", **quiet()})
    name_rows(native)
    return Made(native, labels, has_legend=False)


# Days


def _gantt(place: Place, chart: Chart, _table: Table, _places: Places) -> Made:
    """Bars from day to day: an invisible part up to the first day, then the visible one."""
    native = place.book.add_chart({"type": "bar", "subtype": "stacked"})
    words = place.sheet.words
    labels = [category.label for category in chart.categories]
    starts: list[float | None] = []
    lengths: list[float | None] = []
    every = [d for s in chart.series for p in s.points for d in (p.low, p.high) if d is not None]
    every += [mark.value for mark in chart.marks]
    for category in chart.categories:
        spans = [point for _, point in chart.points_of(category.code)]
        is_dated = any(day is not None for p in spans for day in (p.low, p.high))
        # A bar without a known first or last day reaches to the edge.
        days = [min(every) if p.low is None else p.low for p in spans if is_dated]
        days += [max(every) if p.high is None else p.high for p in spans if is_dated]
        starts.append(min(days) - DAY_ZERO if days else None)
        lengths.append(max(1.0, max(days) - min(days)) if days else None)
    heads = [words("annex.start"), words("annex.days")]
    cells = write_block(place, labels, heads, [starts, lengths])
    for number, column in enumerate(cells.columns):
        shown: dict[str, Any] = {"fill": {"color": NEUTRAL}}
        native.add_series(
            {
                "name": heads[number],
                "categories": cells_range(place, cells.first, cells.last, cells.names),
                "values": cells_range(place, cells.first, cells.last, column),
                "gap": 60,
                **(shown if number else {"fill": {"none": True}, "border": {"none": True}}),
            }
        )
    known = [day for day in starts if day is not None]
    least = {"min": min(known) - 30} if known else {}
    native.set_x_axis({"num_format": "yyyy", **least, **quiet()})
    name_rows(native)
    return Made(native, labels, has_legend=False)


_DRAWN: Mapping[Kind, Callable[[Place, Chart, Table, Places], Made]] = {
    Kind.STACKED: _stacked,
    Kind.BARS: _bars,
    Kind.STRIP: draw_marks,
    Kind.DUMBBELL: draw_marks,
    Kind.DOTS: draw_marks,
    Kind.TILES: _tiles,
    Kind.TILE_MAP: _tiles,
    Kind.MATRIX: _tiles,
    Kind.GANTT: _gantt,
    Kind.SLOPE: draw_slope,
}
