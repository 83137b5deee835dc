"""Draws charts of lengths as SVG: 100 % bars, bars of counts, bars between two days."""

from collections.abc import Callable

from dashboard.drawings.canvas import Canvas, number, text_width
from dashboard.drawings.rows import Frame, place_rows
from dashboard.figures import style
from dashboard.figures.chart import Category, Chart, Point, Series

OPEN = 14.0
"""Pixels in which a bar without a known first or last day leads on."""


def _even(chart: Chart, height: float) -> dict[str, float]:
    return {category.code: height for category in chart.categories}


def _thick(canvas: Canvas) -> float:
    """The height of a bar; a count still has room in a squeezed one."""
    return max(style.BAR_HEIGHT * canvas.room.air, style.SMALL + 8)


def draw_stacked(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """Each row is 100 % of its own total; the count stands in every part that has room."""
    frame = place_rows(canvas, chart, width, top, _even(chart, _thick(canvas)))
    for category in chart.categories:
        marks = chart.points_of(category.code)
        total = sum(point.value or 0 for _, point in marks)
        if total:
            _stack(canvas, frame, category, marks, total)
    return frame.bottom


def _stack(
    canvas: Canvas,
    frame: Frame,
    category: Category,
    marks: tuple[tuple[Series, Point], ...],
    total: float,
) -> None:
    thick = _thick(canvas)
    y = frame.middles[category.code] - thick / 2
    done = 0.0
    for _, point in marks:
        if not point.value:
            continue
        x1, x2 = frame.at(done / total), frame.at((done + point.value) / total)
        done += point.value
        with canvas.mark(point.sentence, point.target):
            canvas.rect(x1, y, x2 - x1, thick, point.look)
            _inside(canvas, x1, x2, y + thick / 2, point)


def _inside(canvas: Canvas, x1: float, x2: float, level: float, point: Point) -> None:
    """The count where it fits; a white part without texture is told apart by its glyph."""
    needs = text_width(point.label, style.SMALL) + 6
    middle, room = (x1 + x2) / 2, x2 - x1
    has_glyph = point.look in ("NI", "C")
    if has_glyph and room >= needs + 16:
        canvas.glyph(middle - needs / 2, level, point.look, 14, "ink")
        _count(canvas, middle + 8, level, point)
    elif has_glyph and room >= 14:
        canvas.glyph(middle, level, point.look, 12, "ink")
    elif room >= needs and not has_glyph:
        _count(canvas, middle, level, point)


def _count(canvas: Canvas, x: float, level: float, point: Point) -> None:
    fill = style.FILLS[point.look]
    canvas.text(
        x,
        level + style.SMALL * 0.35,
        point.label,
        size=style.SMALL,
        anchor="middle",
        paint=fill.ink,
        halo=fill.texture != "plain",
    )


def draw_bars(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """Counts from zero, the number at the end of its bar."""
    frame = place_rows(canvas, chart, width, top, _even(chart, _thick(canvas) - 6))
    points = [point for series in chart.series for point in series.points]
    most = max((point.value or 0 for point in points), default=0) or 1
    room = max((text_width(point.label, style.SMALL) for point in points), default=0) + 8
    scale = (frame.right - frame.left - room) / most
    height = _thick(canvas) - 6
    for point in points:
        middle = frame.middles[point.category]
        length = (point.value or 0) * scale
        with canvas.mark(point.sentence, point.target):
            if length:
                canvas.rect(
                    frame.left, middle - height / 2, length, height, point.look, bordered=False
                )
            canvas.text(
                frame.left + length + 6, middle + style.SMALL * 0.35, point.label, size=style.SMALL
            )
    canvas.line(frame.left, frame.top, frame.left, frame.bottom, "cell-border")
    return frame.bottom


def draw_gantt(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """Bars between two days with the glyph of the level; a line marks a day such as today."""
    head = top + 24
    frame = place_rows(canvas, chart, width, head, _even(chart, 20), inset=8)
    days = [day for s in chart.series for p in s.points for day in (p.low, p.high, p.value) if day]
    days += [mark.value for mark in chart.marks]
    if not days:
        return frame.bottom
    first, last = min(days), max(max(days), min(days) + 1)

    def at(day: float) -> float:
        return frame.at((day - first) / (last - first))

    for tick in chart.ticks:
        if first <= tick.value <= last:
            canvas.line(at(tick.value), head - 4, at(tick.value), frame.bottom)
            _day_text(canvas, at(tick.value), head - 10, width, tick.label, "ink-2")
    for series in chart.series:
        for point in series.points:
            _span(canvas, frame, point, at)
    for mark in chart.marks:
        canvas.line(at(mark.value), head - 4, at(mark.value), frame.bottom, "accent", 1.5)
        _day_text(canvas, at(mark.value), frame.bottom + 16, width, mark.label, "accent")
    return frame.bottom + (20 if chart.marks else 0)


def _day_text(canvas: Canvas, x: float, y: float, width: float, label: str, paint: str) -> None:
    """In the middle of its line, or as near as the edges of the drawing let it."""
    half = text_width(label, style.SMALL) / 2
    middle = max(half, min(x, width - half))
    canvas.text(middle, y, label, size=style.SMALL, anchor="middle", paint=paint)


def _span(canvas: Canvas, frame: Frame, point: Point, at: Callable[[float], float]) -> None:
    if point.low is None and point.high is None:
        return
    middle = frame.middles[point.category]
    x1 = frame.left if point.low is None else at(point.low)
    x2 = frame.right if point.high is None else at(point.high)
    x2 = max(x2, x1 + 6.0)
    fill = style.FILLS[point.look]
    with canvas.mark(point.sentence, point.target):
        left = x1 + (OPEN if point.low is None else 0)
        right = x2 - (OPEN if point.high is None else 0)
        canvas.rect(left, middle - 10, max(right - left, 2.0), 20, point.look, radius=2)
        if point.low is None:
            _open(canvas, left, -OPEN, middle)
        if point.high is None:
            _open(canvas, right, OPEN, middle)
        if x2 - x1 > 20 and fill.texture == "plain":
            canvas.glyph(left + 10, middle, point.look, 12, fill.ink)
        if point.value is not None:
            canvas.line(at(point.value), middle - 13, at(point.value), middle + 13, "ink", 2)


def _open(canvas: Canvas, x: float, step: float, middle: float) -> None:
    """The end of a bar whose day is not known: two strokes that lead on."""
    for part in (0.45, 1.0):
        reach = x + step * part
        canvas.path(
            f"M{number(reach - step * 0.4)} {number(middle - 8)}L{number(reach)} {number(middle)}"
            f"L{number(reach - step * 0.4)} {number(middle + 8)}",
            stroke="cell-border",
            width=2,
        )
