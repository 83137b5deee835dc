"""Turns a slope chart into a plain dict for plotly.js: a trace a line, names moved apart."""

from collections.abc import Sequence
from typing import Any

from dashboard.drawings.canvas import wrapped
from dashboard.drawings.spread import spread
from dashboard.drawings.svg_slope import Slope, slopes_of
from dashboard.figures import style
from dashboard.figures.chart import Chart

LINE = 17
"""Pixels of a line of a name."""
ROOM = 150
"""Of a name: it is the same drawing on a telephone."""
MARGINS = {"l": 84, "r": 36 + ROOM, "t": 56, "b": 16}
TALL = 320
SYMBOLS = {"up": "triangle-up", "down": "triangle-down", "ring": "circle-open"}


def slope_figure(chart: Chart) -> dict[str, Any]:
    """{"data": [...], "layout": {...}}: then at 0, now at 1, names right of it."""
    slopes = slopes_of(chart)
    values = [tick.value for tick in chart.ticks] or [0.0, 100.0]
    low, high = min(values), max(values)
    names = [wrapped(f"{one.now.label}  {one.category.label}", ROOM, style.SMALL) for one in slopes]
    tall = max(TALL, sum(_height(name) for name in names))
    layout = {
        "height": tall + MARGINS["t"] + MARGINS["b"],
        "margin": MARGINS,
        "font": {"family": style.FONT, "size": style.SMALL, "color": style.INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": chart.legend,
        "legend": {"orientation": "h", "y": 1.1, "yanchor": "bottom", "traceorder": "normal"},
        "hoverlabel": {"bgcolor": style.INK, "font": {"color": style.PAPER}},
        "xaxis": {
            "fixedrange": True,
            "range": [-0.06, 1.02],
            "side": "top",
            "tickvals": [0, 1],
            "ticktext": [tick.label for tick in chart.marks[:2]],
            "gridcolor": style.LINE,
            "zeroline": False,
        },
        "yaxis": {
            "fixedrange": True,
            "range": [low, high],
            "tickvals": values,
            "ticktext": [tick.label for tick in chart.ticks],
            "gridcolor": style.ROW_LINE,
            "zeroline": False,
        },
        "annotations": [*_names(slopes, names, (high - low) / tall, (low, high)), *_break(chart)],
    }
    labels = {one.look: one.label for one in chart.series}
    firsts = {one.look: one for one in reversed(slopes)}
    data = [_trace(one, chart, labels, is_first=firsts[one.look] is one) for one in slopes]
    return {"data": data, "layout": layout}


def _trace(one: Slope, chart: Chart, labels: dict[str, str], *, is_first: bool) -> dict[str, Any]:
    stroke = style.STROKES[one.look]
    paint = style.TOKENS[stroke.paint]
    return {
        "type": "scatter",
        "mode": "markers" if chart.broken else "lines+markers",
        "name": labels.get(one.look, one.category.label),
        "legendgroup": one.look,
        "showlegend": is_first,
        "x": [0, 1],
        "y": list(one.ends),
        "hovertext": [one.then.sentence, one.now.sentence],
        "hoverinfo": "text",
        "cliponaxis": False,
        "line": {"color": paint, "width": stroke.width, "dash": "dash" if stroke.dash else "solid"},
        "marker": {"symbol": ["circle-open", SYMBOLS[stroke.mark]], "size": 10, "color": paint},
    }


def _height(name: Sequence[str]) -> float:
    return LINE * len(name) + 6


def _names(
    slopes: Sequence[Slope], names: Sequence[Sequence[str]], step: float, reach: tuple[float, float]
) -> list[dict[str, Any]]:
    """Value and name of each line right of the plot, with a thin line from its end. `step`: of
    the scale to a pixel."""
    ends = [one.ends[1] for one in slopes]
    heights = [_height(name) * step for name in names]
    # Heights run downwards, values upwards.
    places = spread([-value for value in ends], heights, -reach[1], -reach[0])
    return [
        {
            "x": 1,
            "y": value,
            "ax": 24,
            "ay": round((place + value) / step, 1),
            "xanchor": "left",
            "text": _text(name, one.look),
            "align": "left",
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 0.75,
            "arrowcolor": style.LINE,
            "standoff": 7,
        }
        for one, name, value, place in zip(slopes, names, ends, places, strict=True)
    ]


def _text(lines: Sequence[str], look: str) -> str:
    """Plotly reads some markup in texts: what could begin it is written out."""
    signs = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    said = "<br>".join("".join(signs.get(sign, sign) for sign in line) for line in lines)
    return f"<b>{said}</b>" if look != "steady" else said


def _break(chart: Chart) -> list[dict[str, Any]]:
    """Why no line joins the two rounds, between them."""
    place = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False}
    return [place | {"text": f"// {chart.broken}"}] if chart.broken else []
