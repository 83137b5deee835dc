"""Draws charts of places on the scale as SVG: strips, dumbbells and piles of dots."""

from collections import defaultdict
from itertools import pairwise

from dashboard.drawings.canvas import Canvas, diamond, number, text_width
from dashboard.drawings.rows import NARROW_BELOW, Frame, place_rows
from dashboard.figures import style
from dashboard.figures.chart import Chart, Kind, Point

ROW = 36.0
APART = 8.0
"""Two marks of a row stand this far above and below its line, so that none hides the other."""
DIAMOND = 9.0
"""Two diamonds nearer than this hide each other."""

SCALE = 100.0
BINS = 24
"""Values between two levels are piled to the nearest of 24 steps of the scale."""


def draw_strip(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """One line a row: whisker, mean of measures (a diamond), own level (its glyph)."""
    head = top + _axis_height(chart)
    heights = {category.code: ROW * canvas.room.air for category in chart.categories}
    frame = place_rows(canvas, chart, width, head, heights, inset=14)
    _scale(canvas, chart, frame, top)
    for category in chart.categories:
        marks = [point for _, point in chart.points_of(category.code)]
        middle = frame.middles[category.code]
        canvas.line(frame.left, middle, frame.right, middle, "row-line")
        _join(canvas, chart, frame, marks, middle)
        for place, point in enumerate(marks):
            y = middle + _shift(chart, frame, place, marks) * canvas.room.mark(1)
            with canvas.mark(point.sentence, point.target):
                if point.value is None:
                    _blank(canvas, frame, point, y)
                else:
                    _whisker(canvas, frame, point, y)
                    _mark(canvas, frame.at(point.value / SCALE), y, point)
    return frame.bottom


def _shift(chart: Chart, frame: Frame, place: int, marks: list[Point]) -> float:
    """Marks joined by a line stay on it unless one would hide the other."""
    if len(marks) < 2:
        return 0
    values = [point.value for point in marks if point.value is not None]
    if chart.kind is Kind.DUMBBELL and (len(values) < 2 or _has_room(frame, marks)):
        return 0
    return -APART if place == 0 else APART


def _has_room(frame: Frame, marks: list[Point]) -> bool:
    """Whether two marks can be told apart on one line; diamonds may touch each other."""
    values = [point.value for point in marks if point.value is not None]
    across = frame.at((max(values) - min(values)) / SCALE) - frame.left
    return across > (DIAMOND if all(point.look == "mark" for point in marks) else style.MARK)


def _join(canvas: Canvas, chart: Chart, frame: Frame, marks: list[Point], middle: float) -> None:
    values = [point.value for point in marks if point.value is not None]
    if chart.kind is Kind.DUMBBELL and len(values) > 1 and _has_room(frame, marks):
        canvas.line(
            frame.at(min(values) / SCALE),
            middle,
            frame.at(max(values) / SCALE),
            middle,
            "cell-border",
            3,
        )


def _whisker(canvas: Canvas, frame: Frame, point: Point, middle: float) -> None:
    if point.low is None or point.high is None or point.high - point.low < 0.5:
        return
    x1, x2 = frame.at(point.low / SCALE), frame.at(point.high / SCALE)
    canvas.line(x1, middle, x2, middle, "cell-border", 1.5)
    canvas.line(x1, middle - 5, x1, middle + 5, "cell-border", 1.5)
    canvas.line(x2, middle - 5, x2, middle + 5, "cell-border", 1.5)


def _mark(canvas: Canvas, x: float, middle: float, point: Point) -> None:
    if point.look == "mark":
        diamond(canvas, x, middle, canvas.room.mark(7), point.hollow)
        return
    size = canvas.room.mark(style.MARK)
    canvas.circle(x, middle, size / 2 + 2, "paper")
    canvas.glyph(x, middle, point.look, size, "ink")


def _blank(canvas: Canvas, frame: Frame, point: Point, middle: float) -> None:
    """A row without a number says so in its own place: a textured box and the word."""
    x = frame.left - 10
    canvas.rect(x, middle - 9, 24, 18, point.look, radius=2)
    if style.FILLS[point.look].texture == "plain":
        canvas.glyph(x + 12, middle, point.look, 14, "ink")
    canvas.text(
        x + 30,
        middle + style.SMALL * 0.35,
        point.label,
        size=style.SMALL,
        paint="ink-2",
        halo=True,
    )


def _axis_height(chart: Chart) -> float:
    return 46.0 if chart.ticks else 0


def _scale(canvas: Canvas, chart: Chart, frame: Frame, top: float) -> None:
    """The five levels above the plot by glyph, and by word where there is room."""
    room = (frame.right - frame.left) / max(len(chart.ticks) - 1, 1)
    widest = max((text_width(tick.label, style.SMALL) for tick in chart.ticks), default=0)
    has_words = widest < room - 6 and widest / 2 <= frame.left
    for tick in chart.ticks:
        x = frame.at(tick.value / SCALE)
        canvas.line(x, top + 40, x, frame.bottom, "row-line")
        with canvas.mark(tick.label):
            if tick.look in style.LEVELS:
                canvas.rect(x - 12, top, 24, 20, tick.look, radius=3)
                canvas.glyph(x, top + 10, tick.look, 14, style.FILLS[tick.look].ink)
            if has_words:
                canvas.text(
                    x,
                    top + 35,
                    tick.label,
                    size=style.SMALL,
                    anchor="middle",
                    paint="ink-2",
                )


def draw_dots(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """One dot a country, piled at its value; behind them the quartiles and the median."""
    head = top + _axis_height(chart)
    plot = width * (0.9 if width < NARROW_BELOW else 0.5)
    across = {c.code: _across(_piles(chart, c.code), plot) for c in chart.categories}
    heights = {}
    for category in chart.categories:
        tallest = max((len(pile) for pile in _piles(chart, category.code).values()), default=0)
        rows = -(-tallest // across[category.code])
        heights[category.code] = max(
            30.0 * canvas.room.air, rows * (style.DOT + 1) + 14 * canvas.room.air
        )
    inset = max(across.values(), default=1) * (style.DOT + 1) / 2 + 2
    frame = place_rows(canvas, chart, width, head, heights, inset=inset)
    _scale(canvas, chart, frame, top)
    for category in chart.categories:
        _quartiles(canvas, chart, frame, category.code, heights[category.code])
        for value, pile in _piles(chart, category.code).items():
            _pile(
                canvas, frame, frame.at(value / SCALE), category.code, pile, across[category.code]
            )
    return frame.bottom


def _piles(chart: Chart, category: str) -> dict[float, list[Point]]:
    """Value (to the nearest step of the scale) -> its points."""
    piles: dict[float, list[Point]] = defaultdict(list)
    for _, point in chart.points_of(category):
        if point.value is not None:
            piles[round(point.value / SCALE * BINS) / BINS * SCALE].append(point)
    return piles


def _across(piles: dict[float, list[Point]], plot: float) -> int:
    """How many dots stand side by side: what fits between two neighbouring piles."""
    places = sorted(piles)
    gaps = [right - left for left, right in pairwise(places)]
    gap = min(gaps, default=SCALE / 4)
    return max(1, int(gap / SCALE * plot * 0.75 / (style.DOT + 1)))


def _quartiles(canvas: Canvas, chart: Chart, frame: Frame, code: str, height: float) -> None:
    for band in chart.bands:
        if band.category != code:
            continue
        x1, x2 = frame.at(band.low / SCALE) - 6, frame.at(band.high / SCALE) + 6
        y1, y2 = frame.middles[code] - height / 2, frame.middles[code] + height / 2
        x = frame.at(band.middle / SCALE)
        with canvas.mark(band.sentence):
            canvas.path(
                f"M{number(x1)} {number(y1)}H{number(x2)}V{number(y2)}H{number(x1)}z", "band"
            )
            canvas.line(x, y1, x, y2, "ink", 2)


def _pile(
    canvas: Canvas, frame: Frame, x: float, code: str, pile: list[Point], across: int
) -> None:
    """Rows of dots centred on the value and on the row."""
    step = style.DOT + 1
    rows = -(-len(pile) // across)
    top = frame.middles[code] - (rows - 1) * step / 2
    for place, point in enumerate(pile):
        row, column = divmod(place, across)
        in_row = min(across, len(pile) - row * across)
        with canvas.mark(point.sentence, point.target):
            canvas.circle(
                x + (column - (in_row - 1) / 2) * step,
                top + row * step,
                style.DOT / 2 - 0.75,
                style.FILLS[point.look].ground,
                "cell-border" if not point.faint else "line",
                1,
            )
