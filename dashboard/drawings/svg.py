"""Turns a chart into one self-contained, accessible, responsive SVG string."""

from collections.abc import Callable, Mapping
from html import escape

from dashboard.drawings.canvas import PAGE, Canvas, Room, number, wrapped
from dashboard.drawings.rows import draw_legend
from dashboard.drawings.svg_bars import draw_bars, draw_gantt, draw_stacked
from dashboard.drawings.svg_dots import draw_dots, draw_strip
from dashboard.drawings.svg_slope import draw_slope
from dashboard.drawings.svg_tiles import draw_matrix, draw_tile_map, draw_tiles
from dashboard.figures import style
from dashboard.figures.chart import Chart, Kind, Link

Drawing = Callable[[Canvas, Chart, float, float], float]
"""Draws below a height, returns where the drawing ends."""

DRAWINGS: Mapping[Kind, Drawing] = {
    Kind.STACKED: draw_stacked,
    Kind.BARS: draw_bars,
    Kind.GANTT: draw_gantt,
    Kind.STRIP: draw_strip,
    Kind.DUMBBELL: draw_strip,
    Kind.DOTS: draw_dots,
    Kind.TILES: draw_tiles,
    Kind.TILE_MAP: draw_tile_map,
    Kind.MATRIX: draw_matrix,
    Kind.SLOPE: draw_slope,
}


def svg_of(
    chart: Chart,
    width: int = style.WIDE,
    *,
    link: Link | None = None,
    themed: bool = True,
    css_class: str = "",
    room: Room = PAGE,
) -> str:
    """The chart `width` pixels wide; the height follows from what it holds.

    `link` makes addresses; without it nothing is a link. `themed` colours follow the page's
    custom properties; unthemed ones are plain values, with the font named, for paper.
    A chart with links is a group, because an image may not hold links. `room` says how tightly
    its rows stand.
    """
    canvas = Canvas(link, themed, room)
    top = draw_legend(canvas, chart, width)
    if chart.axis:
        for line in wrapped(chart.axis, width, style.SMALL):
            canvas.text(0, top + 11, line, size=style.SMALL, paint="ink-2")
            top += 18
        top += 8
    height = DRAWINGS[chart.kind](canvas, chart, width, top) + 2
    role = "group" if link and chart.has_links else "img"
    box = f"-1 -1 {number(width + 2)} {number(height + 2)}"
    font = "" if themed else f' font-family="{style.FONT}"'
    named = f' class="{css_class}"' if css_class else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{number(width + 2)}"'
        f' height="{number(height + 2)}" role="{role}" aria-label="{escape(chart.title)}"'
        f"{font}{named}>"
        f"<desc>{escape(chart.alt)}</desc>{''.join(canvas.parts)}</svg>"
    )
