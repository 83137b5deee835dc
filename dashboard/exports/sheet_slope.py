"""Turns a slope chart into a native line chart of a sheet: two rows of cells, a line a column."""

from typing import Any

from dashboard.drawings.svg_slope import Slope, slopes_of
from dashboard.exhibits.table import Table
from dashboard.exports.sheet_blocks import FONT, Made, Place, cells_range, quiet, write_block
from dashboard.exports.sheets import Places
from dashboard.figures.chart import Chart
from dashboard.figures.style import INK, PAPER, STROKES, TOKENS

SYMBOLS = {"up": "triangle", "down": "square", "ring": "circle"}


def draw_slope(place: Place, chart: Chart, _table: Table, _places: Places) -> Made:
    """Lines in the look of their verdict, cut where the two rounds differ; each bears its code
    and its value at its end, and its name in the legend."""
    native = place.book.add_chart({"type": "line"})
    slopes = slopes_of(chart)
    ends = [tick.label for tick in chart.marks[:2]] or ["1", "2"]
    heads = [one.category.label for one in slopes]
    cells = write_block(place, ends, heads, [one.ends for one in slopes])
    for one, column in zip(slopes, cells.columns, strict=True):
        series = {
            "name": one.category.label,
            "categories": cells_range(place, cells.first, cells.last, cells.names),
            "values": cells_range(place, cells.first, cells.last, column),
        }
        native.add_series(series | _drawn(one, bool(chart.broken)))
    values = [tick.value for tick in chart.ticks] or [0.0, 100.0]
    native.set_y_axis(
        {**quiet(), "min": min(values), "max": max(values), "major_unit": 25, "num_format": "0",
         "label_position": "low"}
    )  # fmt: skip
    native.set_x_axis({"num_font": {**FONT, "color": INK}, "position_axis": "on_tick"})
    native.set_plotarea({"layout": {"x": 0.06, "y": 0.05, "width": 0.42, "height": 0.82}})
    return Made(native, heads, legend={"position": "right"})


def _drawn(one: Slope, is_cut: bool) -> dict[str, Any]:
    stroke = STROKES[one.look]
    paint = TOKENS[stroke.paint]
    line: dict[str, Any] = {"color": paint, "width": stroke.width}
    if stroke.dash:
        line["dash_type"] = "dash"
    ground = PAPER if stroke.mark == "ring" else paint
    said = f"{one.category.code} · {one.now.label}"
    return {
        "line": {"none": True} if is_cut else line,
        "marker": {
            "type": SYMBOLS[stroke.mark],
            "size": 7,
            "fill": {"color": ground},
            "border": {"color": paint},
        },
        "data_labels": {
            "value": True,
            "position": "right",
            "font": FONT,
            "custom": [{"delete": True}, {"value": said, "font": FONT}],
        },
    }
