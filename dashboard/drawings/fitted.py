"""Draws a chart as large as a given place allows, its words never smaller than a given size."""

import re

from dashboard.drawings.canvas import Room
from dashboard.drawings.svg import svg_of
from dashboard.figures import style
from dashboard.figures.chart import Chart, Kind

"""Shares of the widest drawing that are tried, the narrowest first: it is enlarged most."""

SHARES = (0.58, 0.66, 0.76, 0.88)
AIRS = (1.35, 1.15, 1.0)
TIGHT = (0.85, 0.7, 0.64, 0.6, 0.55, 0.5)

_HEIGHT = re.compile(r'height="([\d.]+)"')


def fitted(chart: Chart, width: float, height: float, least: float) -> str:
    """The chart for a place of width x height pixels, as an SVG that is to be shown at the whole
    width; its words are then `least` pixels high or more. It is enlarged as far as its height
    allows, then given air; what is too high even so is squeezed, and at last left too high."""
    widest = int(width * style.SMALL / least) - BORDER
    if chart.kind is Kind.TILE_MAP:
        return _drawn(chart, widest, width, height)[0]
    drawn, tall = _drawn(chart, widest, width, height)
    if tall > height:
        return _squeezed(chart, widest, width, height) or drawn
    for share in SHARES:
        larger, tall = _drawn(chart, int(widest * share), width, height)
        if tall <= height:
            return _aired(chart, int(widest * share), width, height) or larger
    return _aired(chart, widest, width, height) or drawn


BORDER = 3
"""Pixels that svg_of adds to a width, and one for rounding."""


def _aired(chart: Chart, drawn: int, width: float, height: float) -> str:
    for air in AIRS:
        svg, tall = _drawn(chart, drawn, width, height, air)
        if tall <= height:
            return svg
    return ""


def _squeezed(chart: Chart, drawn: int, width: float, height: float) -> str:
    svg = ""
    for air in TIGHT:
        svg, tall = _drawn(chart, drawn, width, height, air)
        if tall <= height:
            break
    return svg


def _drawn(
    chart: Chart, drawn: int, width: float, height: float, air: float = 1.0
) -> tuple[str, float]:
    """The drawing, and how high it is when shown `width` wide."""
    scale = width / (drawn + BORDER - 1)
    room = Room(air, height / scale - 2 * BORDER, style.SMALL)
    svg = svg_of(chart, drawn, room=room)
    found = _HEIGHT.search(svg)
    assert found is not None  # noqa: S101  every drawing says its height
    return svg, float(found.group(1)) * scale
