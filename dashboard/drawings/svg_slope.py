"""Draws a slope chart as SVG: two upright scales, a line a category, names that never meet."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.drawings.canvas import Canvas, text_width, wrapped
from dashboard.drawings.rows import NARROW_BELOW
from dashboard.drawings.spread import spread
from dashboard.figures import style
from dashboard.figures.chart import Category, Chart, Point

LINE = 17.0
"""Height of a line of a name."""
BETWEEN = 5.0
"""Between two names."""
TALL, NARROW_TALL = 300.0, 380.0
LEAD, NARROW_LEAD = 30.0, 20.0
"""Between the end of a line and its name."""
FIGURE = 28.0
"""Room of a number of three digits."""


@dataclass(frozen=True)
class Slope:
    """One line: its category, its look, then and now."""

    category: Category
    look: str
    then: Point
    now: Point

    @property
    def ends(self) -> tuple[float, float]:
        return self.then.value or 0.0, self.now.value or 0.0


@dataclass(frozen=True)
class Plot:
    """Where the two scales stand, how far from them the names, and what they reach from and to."""

    left: float
    right: float
    lead: float
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low or 1)
        return self.bottom - share * (self.bottom - self.top)


@dataclass(frozen=True)
class Name:
    """What stands at the end of a line: its name and its note, each in lines."""

    label: tuple[str, ...]
    note: tuple[str, ...]

    @property
    def tall(self) -> float:
        return (len(self.label) + len(self.note)) * LINE


def slopes_of(chart: Chart) -> list[Slope]:
    """The lines of a slope chart in the order of its categories: of each series, the first two
    points of a category, when both have a value."""
    found = []
    for category in chart.categories:
        for series in chart.series:
            points = [p for p in series.points if p.category == category.code][:2]
            if len(points) == 2 and all(point.value is not None for point in points):
                look = series.look if series.look in style.STROKES else "steady"
                found.append(Slope(category, look, *points))
    return found


def draw_slope(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """The names of the two ends, the levels at the left, the lines, and at their right end the
    value, the name and the note of each."""
    slopes = slopes_of(chart)
    is_narrow = width < NARROW_BELOW
    scale = _scale_width(chart, is_narrow)
    left = scale + FIGURE + (14 if is_narrow else 22)
    room = width * (0.46 if is_narrow else 0.42)
    lead = NARROW_LEAD if is_narrow else LEAD
    right = width - room - FIGURE - lead
    size = style.SMALL if is_narrow else style.TEXT
    names = [_name(one, room, size, canvas.room.air < 1) for one in slopes]
    heights = [name.tall + BETWEEN for name in names]
    head = top + _heads(canvas, chart, left, right, top) + style.SPACE
    tall = max(sum(heights), (NARROW_TALL if is_narrow else TALL) * canvas.room.air)
    values = [tick.value for tick in chart.ticks] or [0.0, 100.0]
    plot = Plot(left, right, lead, head + 10, head + tall - 10, min(values), max(values))
    _scale(canvas, chart, plot, is_narrow)
    if chart.broken:
        _break(canvas, chart.broken, plot)
    # What moved lies above what did not.
    for one in sorted(slopes, key=lambda one: one.look != "steady"):
        then, now = (plot.y(value) for value in one.ends)
        with canvas.mark(f"{one.then.sentence} – {one.now.sentence}", one.category.target):
            canvas.stroke((left, then), (right, now), one.look, bool(chart.broken))
    _figures(canvas, plot, slopes)
    places = spread([plot.y(one.ends[1]) for one in slopes], heights, head, head + tall)
    for one, name, middle in zip(slopes, names, places, strict=True):
        _label(canvas, plot, one, name, middle, size)
    return head + tall


def _scale_width(chart: Chart, is_narrow: bool) -> float:
    if is_narrow or not chart.ticks:
        return 26.0
    return 32 + max(text_width(tick.label, style.SMALL) for tick in chart.ticks)


def _name(one: Slope, room: float, size: float, is_tight: bool) -> Name:
    """The lines of a name, and of its note, which is the quiet part; squeezed, the note stands
    behind the name where there is room."""
    note = one.category.note
    wide = size * (1.06 if size > style.SMALL else 1)
    if is_tight and text_width(f"{one.category.label}  {note}", wide) <= room:
        return Name((f"{one.category.label}  {note}".rstrip(),), ())
    lines = wrapped(one.category.label, room, wide, 3)
    return Name(tuple(lines), tuple(wrapped(note, room, style.SMALL, 2)) if note else ())


def _heads(canvas: Canvas, chart: Chart, left: float, right: float, top: float) -> float:
    """The two rounds above their scales; the height they took."""
    most = 0
    for tick, x in zip(chart.marks[:2], (left, right), strict=False):
        lines = wrapped(tick.label, (right - left) * 0.95, style.SMALL)
        half = max(text_width(line, style.SMALL, True) for line in lines) / 2
        for place, line in enumerate(lines):
            y = top + 12 + place * LINE
            middle = max(x, half)
            canvas.text(middle, y, line, size=style.SMALL, anchor="middle", bold=True)
        most = max(most, len(lines))
    return most * LINE


def _scale(canvas: Canvas, chart: Chart, plot: Plot, is_narrow: bool) -> None:
    """The levels as lines across, named at the left."""
    for x in (plot.left, plot.right):
        canvas.line(x, plot.top - 6, x, plot.bottom + 6, "line")
    for tick in chart.ticks:
        y = plot.y(tick.value)
        canvas.line(plot.left, y, plot.right, y, "row-line")
        with canvas.mark(tick.label):
            if tick.look in style.LEVELS:
                canvas.rect(0, y - 10, 24, 20, tick.look, radius=3)
                canvas.glyph(12, y, tick.look, 14, style.FILLS[tick.look].ink)
            if not is_narrow:
                canvas.text(30, y + 4.5, tick.label, size=style.SMALL, paint="ink-2")


def _break(canvas: Canvas, words: str, plot: Plot) -> None:
    """Two short strokes across the middle of each scale line, and why, above them."""
    x = (plot.left + plot.right) / 2
    for y in (plot.top - 2, plot.bottom + 2):
        for shift in (-3, 3):
            canvas.line(x + shift - 3, y + 6, x + shift + 3, y - 6, "ink-2", 1.5)
    middle = (plot.top + plot.bottom) / 2
    room = plot.right - plot.left - 24
    lines = wrapped(words, room, style.SMALL)
    canvas.lines(x, middle, lines, size=style.SMALL, anchor="middle", paint="ink-2")


def _figures(canvas: Canvas, plot: Plot, slopes: Sequence[Slope]) -> None:
    """The values then, left of their scale."""
    wanted = [plot.y(one.ends[0]) for one in slopes]
    places = spread(wanted, [15.0] * len(slopes), plot.top - 10, plot.bottom + 10)
    for one, wish, y in zip(slopes, wanted, places, strict=True):
        if abs(wish - y) > 2:
            canvas.line(plot.left - 16, y, plot.left - 5, wish, "line")
        x = plot.left - 20
        canvas.text(x, y + 4.5, one.then.label, size=style.SMALL, anchor="end", paint="ink-2")


def _label(canvas: Canvas, plot: Plot, one: Slope, name: Name, middle: float, size: float) -> None:
    """Value, name and note; a thin line leads to them where they had to move. There is no room
    for heavy letters where all are small."""
    y, x = plot.y(one.ends[1]), plot.right + plot.lead
    canvas.line(plot.right + 8, y, x - 4, middle)
    y = middle - (name.tall - LINE) / 2 + 5
    target = one.category.target
    bold = one.look != "steady" and size > style.SMALL
    canvas.text(x, y, one.now.label, size=size, bold=bold)
    paint = "link" if target and canvas.link else "ink"
    with canvas.mark(target=target):
        for line in name.label:
            canvas.text(x + FIGURE, y, line, size=size, paint=paint, bold=bold)
            y += LINE
        for line in name.note:
            canvas.text(x + FIGURE, y, line, size=style.SMALL, paint="ink-2")
            y += LINE
