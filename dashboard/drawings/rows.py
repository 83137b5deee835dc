"""Places the rows of a chart: labels, group headings, notes and the plot between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.drawings.canvas import Canvas, text_width, wrapped
from dashboard.figures import style
from dashboard.figures.chart import Category, Chart

NARROW_BELOW = 520
"""Under this width in pixels a label stands above its row, not beside it."""

HEADING = 34.0
LABEL_LINE = 18.0
SIGN = 12
"""The sign before a row's note."""


@dataclass(frozen=True)
class Frame:
    """The plot: its left and right edge, the top and middle of each row, where it ends."""

    left: float
    right: float
    top: float
    bottom: float
    tops: Mapping[str, float]
    middles: Mapping[str, float]
    is_narrow: bool

    def at(self, share: float) -> float:
        """The x of a share (0 to 1) of the plot's width."""
        return self.left + share * (self.right - self.left)


def place_rows(
    canvas: Canvas,
    chart: Chart,
    width: float,
    top: float,
    heights: Mapping[str, float],
    inset: float = 0,
) -> Frame:
    """Draws labels, notes and headings; `heights`: category -> height of its marks. `inset`
    keeps marks at the ends of the scale inside the drawing."""
    is_narrow = width < NARROW_BELOW
    labels = _label_width(chart, width * canvas.room.labels)
    notes = max((_note_width(c) for c in chart.categories), default=0)
    left = inset if is_narrow else labels + 2 * style.SPACE + inset
    right = width - inset if is_narrow else width - (notes + style.SPACE if notes else 1) - inset
    y = top
    tops: dict[str, float] = {}
    middles: dict[str, float] = {}
    group = ""
    for category in chart.categories:
        if category.group and category.group != group:
            group = category.group
            y = _heading(canvas, group, width, y, first=not tops)
        if is_narrow:
            y = _label_above(canvas, category, width, y)
        height = heights[category.code]
        lines = [] if is_narrow else wrapped(category.label, labels, style.TEXT)
        height = max(height, len(lines) * LABEL_LINE)
        tops[category.code], middles[category.code] = y, y + height / 2
        if not is_narrow:
            with canvas.mark(target=category.target):
                paint = "link" if category.target and canvas.link else "ink"
                canvas.lines(0, y + height / 2, lines, paint=paint)
            _note(canvas, category, width, y + height / 2)
        y += height + canvas.room.gap
    return Frame(left, right, top, y - canvas.room.gap, tops, middles, is_narrow)


def _label_width(chart: Chart, most: float) -> float:
    widest = max((text_width(c.label, style.TEXT) for c in chart.categories), default=0)
    return min(widest, most)


def _heading(canvas: Canvas, group: str, width: float, y: float, first: bool) -> float:
    if canvas.room.is_tight:
        if not first:
            canvas.line(0, y, width, y)
        return y if first else y + style.SPACE / 2
    y = y if first else y + style.SPACE
    for line in wrapped(group, width, style.SMALL):
        canvas.text(0, y + 13, line, size=style.SMALL, paint="ink-2", bold=True)
        y += LABEL_LINE
    canvas.line(0, y + 2, width, y + 2)
    return y + style.SPACE + 2


def _label_above(canvas: Canvas, category: Category, width: float, y: float) -> float:
    note = _note_width(category)
    room = width - (note + style.SPACE if note else 0)
    lines = wrapped(category.label, room, style.TEXT)
    with canvas.mark(target=category.target):
        paint = "link" if category.target and canvas.link else "ink"
        for place, line in enumerate(lines):
            canvas.text(0, y + 13 + place * LABEL_LINE, line, paint=paint, halo=True)
    _note(canvas, category, width, y + 13 - style.SMALL * 0.35)
    return y + len(lines) * LABEL_LINE


def _note_width(category: Category) -> float:
    return text_width(category.note, style.SMALL) + (SIGN + 4 if category.sign else 0)


def _note(canvas: Canvas, category: Category, width: float, middle: float) -> None:
    if category.note:
        y = middle + style.SMALL * 0.35
        canvas.text(width, y, category.note, size=style.SMALL, anchor="end", paint="ink-2")
    if category.sign:
        x = width - _note_width(category) + SIGN / 2
        canvas.glyph(x, middle, category.sign, SIGN, "ink-2")


def draw_legend(canvas: Canvas, chart: Chart, width: float) -> float:
    """Names the series above the chart, in lines; the height it took."""
    if not chart.legend:
        return 0
    x, middle = 0.0, 10.0
    for series in chart.series:
        step = 20 + 6 + text_width(series.label, style.SMALL)
        if x and x + step > width:
            x, middle = 0.0, middle + 24
        canvas.swatch(x, middle, series.look, series.hollow)
        for place, line in enumerate(wrapped(series.label, width - 26, style.SMALL)):
            middle += 18 if place else 0
            canvas.text(x + 26, middle + style.SMALL * 0.35, line, size=style.SMALL)
        x += step + 2 * style.SPACE
    return middle + 10 + 2 * style.SPACE * min(1.0, canvas.room.air)
