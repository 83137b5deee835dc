"""Draws a chart as large as a given place allows, its words never smaller than a given size."""

import re
from collections.abc import Hashable, Iterator
from itertools import chain

from dashboard.drawings.canvas import Room
from dashboard.drawings.svg import svg_of
from dashboard.figures import style
from dashboard.figures.chart import Chart, Kind

SHARES = (0.72, 0.86, 1.0)
"""Shares of the widest drawing that are tried, the narrowest first: it is enlarged most."""

AIRS = (1.8, 1.5, 1.25, 1.1, 1.0)
TIGHT = (0.85, 0.7, 0.64, 0.6, 0.55, 0.5)

BORDER = 3
"""Pixels that svg_of adds to a width, and one for rounding."""

MOST_KEPT = 500

_HEIGHT = re.compile(r'height="([\d.]+)"')

_Found = tuple[int, float]
_found: dict[Hashable, _Found] = {}
"""Rows of the same names -> the width and air that fitted: an annex draws the same rows for
every country."""


def fitted(chart: Chart, width: float, height: float, least: float) -> str:
    """The chart for a place of width x height pixels, as an SVG that is to be shown at the whole
    width; its words are then `least` pixels high or more. It is enlarged as far as its height
    allows, then given air; what is too high even so is squeezed, and at last left too high."""
    rows = tuple((category.label, category.group) for category in chart.categories)
    names = tuple(series.label for series in chart.series)
    key = (chart.kind, rows, names, chart.axis, width, height, least)
    widest = int(width * style.SMALL / least) - BORDER
    kept = [_found[key]] if key in _found else []
    svg = ""
    for drawn, air in chain(kept, _tries(chart, widest, width, height)):
        svg, tall = _drawn(chart, drawn, width, height, air)
        if tall <= height:
            if len(_found) < MOST_KEPT:
                _found[key] = (drawn, air)
            break
    return svg


def _tries(chart: Chart, widest: int, width: float, height: float) -> Iterator[_Found]:
    """Widths and airs, the best first. A map chooses its own height."""
    if chart.kind is Kind.TILE_MAP:
        yield widest, 1.0
        return
    if _drawn(chart, widest, width, height, 1.0)[1] <= height:
        for share in SHARES:
            for air in AIRS:
                yield int(widest * share), air
    for air in TIGHT:
        yield widest, air


def _drawn(chart: Chart, drawn: int, width: float, height: float, air: float) -> tuple[str, float]:
    """The drawing, and how high it is when shown `width` wide."""
    scale = width / (drawn + BORDER - 1)
    room = Room(air, height / scale - 2 * BORDER, style.SMALL)
    svg = svg_of(chart, drawn, room=room)
    found = _HEIGHT.search(svg)
    assert found is not None  # noqa: S101  every drawing says its height
    return svg, float(found.group(1)) * scale
