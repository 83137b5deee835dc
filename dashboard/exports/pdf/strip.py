"""Turns one row of a country's strip into a small drawing of the scale, for a printed table."""

from dashboard.drawings.canvas import Canvas, diamond
from dashboard.figures.chart import Chart, Point

WIDTH, HEIGHT = 150, 26
INSET = 9.0
SCALE = 100.0
STEPS = 5
GLYPH = 14.0
APART = 6.0
"""Two marks of a row stand this far above and below the line, so that none hides the other."""


def strip_row(chart: Chart, category: str) -> tuple[str, str]:
    """The drawing (SVG) and the sentences of its marks: the country's own level by its sign, the
    mean of its measures by a diamond between its bounds."""
    marks = [point for _, point in chart.points_of(category)]
    placed = [point for point in marks if point.value is not None]
    canvas, middle = Canvas(themed=False), HEIGHT / 2
    canvas.line(INSET, middle, WIDTH - INSET, middle, "line")
    for step in range(STEPS):
        x = _at(step * SCALE / (STEPS - 1))
        canvas.line(x, middle - 3, x, middle + 3, "line")
    for place, point in enumerate(placed):
        away = 0.0 if len(placed) == 1 else APART if place else -APART
        _mark(canvas, point, middle + away)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}">{"".join(canvas.parts)}</svg>'
    )
    return svg, ". ".join(point.sentence for point in marks)


def _mark(canvas: Canvas, point: Point, y: float) -> None:
    x = _at(point.value or 0.0)
    if point.low is not None and point.high is not None:
        canvas.line(_at(point.low), y, _at(point.high), y, "ink", 1.5)
    if point.look == "mark":
        diamond(canvas, x, y, 5.0, point.hollow)
    else:
        canvas.circle(x, y, GLYPH / 2, "paper")
        canvas.glyph(x, y, point.look, GLYPH, "ink")


def _at(value: float) -> float:
    return INSET + value / SCALE * (WIDTH - 2 * INSET)
