"""Turns a chart into a native chart of a sheet, beside the table, on cells that can be edited."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter

from dashboard.exhibits.table import ColumnKind, Table
from dashboard.exports.sheets import LONGEST, Places, Sheet
from dashboard.figures.chart import Category, Chart, Kind, Point, Series
from dashboard.figures.style import BORDER, FILLS, INK, INK_2, LINE, NEUTRAL, TOKENS

WIDTH = 840
"""Pixels of a chart; a column that nobody set has 64."""

COLUMN = 64
ROW = 34
AROUND = 130
"""Pixels of a category, and of what stands above and below all of them."""

SMALLEST = 260
TALLEST = 1400
LABELS = 0.36
"""Share of the width that the names of the rows may take."""

PILE = 0.045
"""Part of a row between two marks at one value."""

MOST_LETTERS = 60
PATTERNS: Mapping[str, str] = {"hatch": "wide_upward_diagonal", "dots": "percent_10"}
FONT = {"name": "Arial", "size": 9, "color": INK_2}
DAY_ZERO = date(1899, 12, 30).toordinal()
"""Excel counts days from here."""


@dataclass(frozen=True)
class _Place:
    """Where a chart is being put: `column` is the first one right of the table, `data` the first
    one right of the chart, where its numbers stand when they are not in the table."""

    book: xlsxwriter.Workbook
    sheet: Sheet
    top: int
    column: int
    data: int


def add_chart(
    book: xlsxwriter.Workbook, sheet: Sheet, chart: Chart, table: Table, places: Places
) -> None:
    """Draws it right of the table. Bars stand on the cells of the table where these hold their
    numbers, else, like all others, on a block of cells right of the chart."""
    column = len(table.columns) + 1
    data = column + WIDTH // COLUMN + 2
    place = _Place(book, sheet, places.top, column, data)
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


@dataclass(frozen=True)
class _Made:
    native: Any
    rows: Sequence[str]
    has_legend: bool = True
    legend: Mapping[str, Any] = field(default_factory=dict)


def _height(rows: int) -> int:
    return min(TALLEST, max(SMALLEST, AROUND + ROW * rows))


# Bars


def _stacked(place: _Place, chart: Chart, table: Table, places: Places) -> _Made:
    """100 % bars with their counts written in them."""
    native = place.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    _add_bars(native, place, chart, table, places)
    native.set_x_axis({"num_format": "0%", **_quiet()})
    _name_rows(native)
    return _Made(native, [category.label for category in chart.categories])


def _bars(place: _Place, chart: Chart, table: Table, places: Places) -> _Made:
    native = place.book.add_chart({"type": "bar"})
    _add_bars(native, place, chart, table, places)
    native.set_x_axis({"min": 0, "num_format": "0", **_quiet()})
    _name_rows(native)
    return _Made(native, [category.label for category in chart.categories], len(chart.series) > 1)


def _add_bars(native: Any, place: _Place, chart: Chart, table: Table, places: Places) -> None:
    values = {
        one.code: {point.category: point.value for point in one.points} for one in chart.series
    }
    cells = _cells_of_table(chart, values, table, places)
    if cells is None:
        grid = [[values[one.code].get(c.code) for c in chart.categories] for one in chart.series]
        heads = [one.label for one in chart.series]
        labels = [category.label for category in chart.categories]
        cells = _write_block(place, labels, heads, grid)
    for series, column in zip(chart.series, cells.columns, strict=True):
        native.add_series(
            {
                "name": series.label,
                "categories": _range(place, cells.first, cells.last, cells.names),
                "values": _range(place, cells.first, cells.last, column),
                "gap": 45,
                **_filled(series.look),
                "data_labels": _numbers(series.look),
            }
        )


@dataclass(frozen=True)
class _Cells:
    """Rows `first` to `last`, the column of the names, and one column for each series."""

    first: int
    last: int
    names: int
    columns: Sequence[int]


def _cells_of_table(
    chart: Chart,
    values: Mapping[str, Mapping[str, float | None]],
    table: Table,
    places: Places,
) -> _Cells | None:
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
    return _Cells(places.rows[0], places.rows[count - 1], 0, columns)


def _write_block(
    place: _Place,
    labels: Sequence[str],
    heads: Sequence[str],
    columns: Sequence[Sequence[float | None]],
    num_format: str = "General",
) -> _Cells:
    """Writes names and numbers right of the chart, each series a column."""
    page, styles = place.sheet.page, place.sheet.styles
    page.set_column(place.data, place.data, 44)
    page.write_string(
        place.top, place.data, place.sheet.words("annex.chart-data"), styles(font_color=INK_2)
    )
    for offset, label in enumerate(labels, start=1):
        page.write_string(place.top + offset, place.data, label[:LONGEST], styles())
    for column, (head, numbers) in enumerate(zip(heads, columns, strict=True), start=1):
        at = place.data + column
        page.write_string(place.top, at, head[:LONGEST], styles(bold=True, text_wrap=True))
        for offset, number in enumerate(numbers, start=1):
            if number is not None:
                style = styles(num_format=num_format)
                page.write_number(place.top + offset, at, number, style)
    first = place.top + 1
    used = [place.data + number for number in range(1, len(heads) + 1)]
    return _Cells(first, first + max(len(labels), 1) - 1, place.data, used)


# Tiles: as many countries as there are tiles


def _tiles(place: _Place, chart: Chart, _table: Table, _places: Places) -> _Made:
    """A bar of the number of tiles: of each category by look, or of each look."""
    if not chart.categories:
        return _tile_totals(place, chart)
    native = place.book.add_chart({"type": "bar", "subtype": "stacked"})
    grid = [
        [sum(p.category == c.code for p in one.points) for c in chart.categories]
        for one in chart.series
    ]
    labels = [category.label for category in chart.categories]
    cells = _write_block(place, labels, [one.label for one in chart.series], grid)
    for series, column in zip(chart.series, cells.columns, strict=True):
        native.add_series(
            {
                "name": series.label,
                "categories": _range(place, cells.first, cells.last, cells.names),
                "values": _range(place, cells.first, cells.last, column),
                "gap": 45,
                **_filled(series.look),
                "data_labels": _numbers(series.look),
            }
        )
    native.set_x_axis({"min": 0, "num_format": "0", **_quiet()})
    _name_rows(native)
    return _Made(native, labels)


def _tile_totals(place: _Place, chart: Chart) -> _Made:
    native = place.book.add_chart({"type": "bar"})
    labels = [one.label for one in chart.series]
    heads = [place.sheet.words("annex.countries")]
    cells = _write_block(place, labels, heads, [[len(one.points) for one in chart.series]])
    native.add_series(
        {
            "name": heads[0],
            "categories": _range(place, cells.first, cells.last, cells.names),
            "values": _range(place, cells.first, cells.last, cells.columns[0]),
            "gap": 45,
            "points": [_filled(one.look) for one in chart.series],
            "data_labels": {"value": True, "font": FONT},
        }
    )
    native.set_x_axis({"min": 0, "num_format": "0", **_quiet()})
    _name_rows(native)
    return _Made(native, labels, has_legend=False)


# Marks on a scale


def _marks(place: _Place, chart: Chart, _table: Table, _places: Places) -> _Made:
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
            **_quiet(),
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
    return _Made(native, list(rows), legend={"delete_series": [0]})


def _ends(chart: Chart) -> tuple[float, float]:
    values = [
        value
        for series in chart.series
        for point in series.points
        for value in (point.value, point.low, point.high)
        if value is not None
    ]
    return min([0, *values]), max([*values, *(tick.value for tick in chart.ticks), 1])


def _add_names(native: Any, place: _Place, categories: Sequence[Category], low: float) -> int:
    """The names of the rows; the next free column."""
    numbers: list[float | None] = [*map(float, range(1, len(categories) + 1))]
    starts: list[float | None] = [low] * len(categories)
    words = place.sheet.words
    heads = [words("annex.start"), words("annex.row")]
    labels = [category.label for category in categories]
    cells = _write_block(place, labels, heads, [starts, numbers])
    native.add_series(
        {
            "name": words("annex.rows"),
            "categories": _range(place, cells.first, cells.last, cells.columns[0]),
            "values": _range(place, cells.first, cells.last, cells.columns[1]),
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
    place: _Place,
    data: int,
    series: Series,
    points: Sequence[Point],
    rows: Mapping[str, int],
) -> None:
    at = _Place(place.book, place.sheet, place.top, place.column, data)
    names = [_named(place, p) for p in points]
    heights = _piled(points, rows)
    below = [_distance(point.value, point.low) for point in points]
    above = [_distance(point.high, point.value) for point in points]
    words = place.sheet.words
    heads = [series.label, words("annex.row"), words("annex.lower"), words("annex.upper")]
    has_whiskers = any(below) or any(above)
    columns: list[Sequence[float | None]] = [[p.value for p in points], heights]
    columns += [[p.low for p in points], [p.high for p in points]] if has_whiskers else []
    cells = _write_block(at, names, heads[: len(columns)], columns)
    marker = {"type": "diamond" if series.look == "mark" else "circle", "size": 9}
    looks = {(point.look, point.hollow) for point in points}
    given: dict[str, Any] = {
        "name": series.label,
        "categories": _range(place, cells.first, cells.last, cells.columns[0]),
        "values": _range(place, cells.first, cells.last, cells.columns[1]),
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


def _named(place: _Place, point: Point) -> str:
    return point.sentence or place.sheet.words("annex.row")


def _distance(high: float | None, low: float | None) -> float:
    return high - low if high is not None and low is not None else 0.0


def _dotted(look: str, is_hollow: bool) -> dict[str, Any]:
    ground = TOKENS[FILLS[look].ground] if look in FILLS else NEUTRAL
    fill = {"color": TOKENS["paper"] if is_hollow else ground}
    return {"fill": fill, "border": {"color": INK, "width": 1}}


# Days


def _gantt(place: _Place, chart: Chart, _table: Table, _places: Places) -> _Made:
    """Bars from day to day: an invisible part up to the first day, then the visible one."""
    native = place.book.add_chart({"type": "bar", "subtype": "stacked"})
    words = place.sheet.words
    labels = [category.label for category in chart.categories]
    starts: list[float | None] = []
    lengths: list[float | None] = []
    for category in chart.categories:
        spans = [point for _, point in chart.points_of(category.code)]
        days = [day for p in spans for day in (p.low, p.high) if day is not None]
        starts.append(min(days) - DAY_ZERO if days else None)
        lengths.append(max(1.0, max(days) - min(days)) if days else None)
    heads = [words("annex.start"), words("annex.days")]
    cells = _write_block(place, labels, heads, [starts, lengths])
    for number, column in enumerate(cells.columns):
        shown: dict[str, Any] = {"fill": {"color": NEUTRAL}}
        native.add_series(
            {
                "name": heads[number],
                "categories": _range(place, cells.first, cells.last, cells.names),
                "values": _range(place, cells.first, cells.last, column),
                "gap": 60,
                **(shown if number else {"fill": {"none": True}, "border": {"none": True}}),
            }
        )
    known = [day for day in starts if day is not None]
    least = {"min": min(known) - 30} if known else {}
    native.set_x_axis({"num_format": "yyyy", **least, **_quiet()})
    _name_rows(native)
    return _Made(native, labels, has_legend=False)


# What all have in common


def _range(place: _Place, first: int, last: int, column: int) -> list[Any]:
    return [place.sheet.page.get_name(), first, column, last, column]


def _filled(look: str) -> dict[str, Any]:
    """Fill or pattern of a look, with a thin line that tells neighbours apart."""
    fill = FILLS.get(look, FILLS["count"])
    ground, border = TOKENS[fill.ground], {"color": BORDER, "width": 0.75}
    if fill.texture == "plain":
        return {"fill": {"color": ground}, "border": border}
    pattern = {"pattern": PATTERNS[fill.texture], "fg_color": INK_2, "bg_color": ground}
    return {"pattern": pattern, "border": border}


def _numbers(look: str) -> dict[str, Any]:
    """A bar's number in it; a nought is not written."""
    fill = FILLS.get(look, FILLS["count"])
    font = {**FONT, "color": TOKENS[fill.ink]}
    if fill.texture != "plain":
        return {"value": True, "num_format": "0;;;", "font": font, "fill": {"color": "#ffffff"}}
    return {"value": True, "num_format": "0;;;", "font": font}


def _quiet() -> dict[str, Any]:
    return {
        "num_font": FONT,
        "line": {"none": True},
        # Rows run downwards: the other side of the axis of names is the foot.
        "label_position": "high",
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.75}},
    }


def _name_rows(native: Any) -> None:
    """The first category stands at the top."""
    native.set_y_axis(
        {"reverse": True, "num_font": {**FONT, "color": INK}, "line": {"color": LINE}}
    )
    native.show_blanks_as("gap")


_DRAWN: Mapping[Kind, Callable[[_Place, Chart, Table, Places], _Made]] = {
    Kind.STACKED: _stacked,
    Kind.BARS: _bars,
    Kind.STRIP: _marks,
    Kind.DUMBBELL: _marks,
    Kind.DOTS: _marks,
    Kind.TILES: _tiles,
    Kind.TILE_MAP: _tiles,
    Kind.MATRIX: _tiles,
    Kind.GANTT: _gantt,
}
