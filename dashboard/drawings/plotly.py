"""Turns a chart into a plain dict for plotly.js: traces of the cartesian bundle only."""

from collections import Counter
from typing import Any

from dashboard.drawings.plotly_slope import slope_figure
from dashboard.figures import style
from dashboard.figures.chart import Chart, Kind, Point, Series

ROW_PIXELS = 46
TRACES = ("bar", "scatter")
"""The only trace types used; the vendored bundle draws them."""

PATTERNS = {"hatch": "/", "dots": "."}

DRAWN = (Kind.STACKED, Kind.BARS, Kind.STRIP, Kind.DUMBBELL, Kind.DOTS, Kind.SLOPE)
"""Kinds with an interactive drawing. Tiles, matrices and spans are better as SVG and HTML,
where each mark is a link."""


SPREAD, CLOSEST = 0.84, 0.12
"""How much of a row's height dots of one value may take, and the most between two of them."""


def figure_of(chart: Chart) -> dict[str, Any]:
    """{"data": [...], "layout": {...}} without plotly's default template.

    Raises ValueError for a kind that has no interactive drawing.
    """
    if chart.kind not in DRAWN:
        raise ValueError(f"{chart.kind} has no interactive drawing")
    if chart.kind is Kind.SLOPE:
        return slope_figure(chart)
    if chart.kind in (Kind.STACKED, Kind.BARS):
        data = [_bar(chart, series) for series in chart.series]
    else:
        data = [_marks(chart, series) for series in chart.series]
    return {"data": data, "layout": _layout(chart)}


def _labels(chart: Chart) -> dict[str, str]:
    return {category.code: category.label for category in chart.categories}


def _bar(chart: Chart, series: Series) -> dict[str, Any]:
    fill = style.FILLS[series.look]
    return {
        "type": "bar",
        "orientation": "h",
        "name": series.label,
        "y": [_labels(chart)[point.category] for point in series.points],
        "x": [point.value for point in series.points],
        "text": [point.label for point in series.points],
        "textposition": "inside" if chart.kind is Kind.STACKED else "outside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": style.TOKENS[fill.ink]} if chart.kind is Kind.STACKED else {},
        "hovertext": [point.sentence for point in series.points],
        "hoverinfo": "text",
        "marker": _marker(series.look),
        "cliponaxis": False,
    }


def _marker(look: str) -> dict[str, Any]:
    fill = style.FILLS[look]
    marker: dict[str, Any] = {
        "color": style.TOKENS[fill.ground],
        "line": {"color": style.BORDER, "width": 1},
    }
    if fill.texture in PATTERNS:
        marker["pattern"] = {
            "shape": PATTERNS[fill.texture],
            "fgcolor": style.BORDER,
            "bgcolor": style.TOKENS[fill.ground],
            "size": style.HATCH_STEP,
            "solidity": 0.15,
        }
    return marker


def _marks(chart: Chart, series: Series) -> dict[str, Any]:
    points = [point for point in series.points if point.value is not None]
    is_mark = series.look == "mark"
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "name": series.label,
        "y": _heights(chart, points),
        "x": [point.value for point in points],
        "hovertext": [point.sentence for point in points],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {
            "size": style.DOT if chart.kind is Kind.DOTS else style.MARK - 4,
            "symbol": [_symbol(point, is_mark) for point in points],
            "color": [_colour(point, is_mark) for point in points],
            "opacity": 0.7 if chart.kind is Kind.DOTS else 1,
            "line": {"color": style.INK, "width": 1.5},
        },
    }
    if any(point.low is not None for point in points):
        trace["error_x"] = _whiskers(points)
    return trace


def _heights(chart: Chart, points: list[Point]) -> list[float]:
    """The row of each mark, from 0. Dots of one value lie beside each other about their row,
    so that each can be pointed at."""
    rows = {category.code: float(row) for row, category in enumerate(chart.categories)}
    if chart.kind is not Kind.DOTS:
        return [rows[point.category] for point in points]
    places = Counter((point.category, point.value) for point in points)
    taken: Counter[tuple[str, float | None]] = Counter()
    heights = []
    for point in points:
        key = (point.category, point.value)
        step = min(SPREAD / places[key], CLOSEST)
        heights.append(rows[point.category] + (taken[key] - (places[key] - 1) / 2) * step)
        taken[key] += 1
    return heights


def _symbol(point: Point, is_mark: bool) -> str:
    shape = "diamond" if is_mark else "circle"
    return f"{shape}-open" if point.hollow else shape


def _colour(point: Point, is_mark: bool) -> str:
    return style.INK if is_mark else style.TOKENS[style.FILLS[point.look].ground]


def _whiskers(points: list[Point]) -> dict[str, Any]:
    ends = [(point.value or 0, point.low, point.high) for point in points]
    return {
        "type": "data",
        "symmetric": False,
        "array": [(high - value) if high is not None else 0 for value, _, high in ends],
        "arrayminus": [(value - low) if low is not None else 0 for value, low, _ in ends],
        "color": style.BORDER,
        "thickness": 1.5,
        "width": 5,
    }


def _layout(chart: Chart) -> dict[str, Any]:
    has_scale = bool(chart.ticks)
    axis: dict[str, Any] = {
        "fixedrange": True,
        "zeroline": False,
        "showgrid": has_scale,
        "gridcolor": style.ROW_LINE,
        "showticklabels": has_scale,
    }
    if has_scale:
        axis |= {
            "range": [-4, 104],
            "side": "top",
            "tickvals": [tick.value for tick in chart.ticks],
            "ticktext": [tick.label for tick in chart.ticks],
        }
    layout: dict[str, Any] = {
        "height": ROW_PIXELS * max(len(chart.categories), 1) + 90,
        "margin": {"l": 8, "r": 48, "t": 56, "b": 8},
        "font": {"family": style.FONT, "size": style.SMALL, "color": style.INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": chart.legend,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "hoverlabel": {"bgcolor": style.INK, "font": {"color": style.PAPER}},
        "xaxis": axis,
        "yaxis": {"fixedrange": True, "automargin": True, **_rows(chart)},
        "shapes": _bands(chart),
    }
    if chart.kind is Kind.STACKED:
        layout |= {"barmode": "stack", "barnorm": "percent"}
        layout["xaxis"]["range"] = [0, 100.5]
    return layout


def _rows(chart: Chart) -> dict[str, Any]:
    """Bars stand on names, marks on numbers: dots need places beside their row."""
    labels = [category.label for category in chart.categories]
    if chart.kind in (Kind.STACKED, Kind.BARS):
        return {"autorange": "reversed", "categoryorder": "array", "categoryarray": labels}
    return {
        "range": [len(labels) - 0.5, -0.5],
        "tickvals": list(range(len(labels))),
        "ticktext": labels,
        "zeroline": False,
        "showgrid": False,
    }


def _bands(chart: Chart) -> list[dict[str, Any]]:
    """The quartiles behind the dots, one box a row."""
    rows = [category.code for category in chart.categories]
    return [
        {
            "type": "rect",
            "layer": "below",
            "x0": band.low,
            "x1": band.high,
            "y0": rows.index(band.category) - 0.4,
            "y1": rows.index(band.category) + 0.4,
            "fillcolor": style.BAND,
            "line": {"width": 0},
        }
        for band in chart.bands
        if band.category in rows
    ]
