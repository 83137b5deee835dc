"""Draws charts of equal tiles as SVG: who reported, the tile map, a matrix."""

from dashboard.drawings.canvas import Canvas, text_width, wrapped
from dashboard.drawings.rows import LABEL_LINE
from dashboard.figures import style
from dashboard.figures.chart import Category, Chart, Point


def _tile_size(canvas: Canvas) -> float:
    """A tile whose code is no smaller than the smallest words."""
    return max(style.TILE, canvas.room.least / LETTERS)


LETTERS = 0.31
"""Size of the code in a tile, as a share of it."""

LARGEST = 0.36
"""The largest code, as a share of a tile that shows a glyph below it."""


def draw_tiles(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """Rows of tiles under the label of their category, which says n of N."""
    wide = width >= 520
    names = [text_width(c.label, style.TEXT, True) for c in chart.categories]
    notes = [text_width(c.note, style.SMALL) for c in chart.categories]
    labels = min(max([*names, *notes], default=0), width / 3)
    left = labels + 2 * style.SPACE if wide else 0.0
    size = _tile_size(canvas)
    step = size + style.TILE_GAP
    across = max(1, int((width - left + style.TILE_GAP) // step))
    y = lowest = top
    for category in chart.categories:
        points = [point for _, point in chart.points_of(category.code)]
        if wide:
            lowest = _label_beside(canvas, category, y, labels)
        else:
            y = _label_above(canvas, category, width, y)
        for place, point in enumerate(points):
            row, column = divmod(place, across)
            _tile(canvas, left + column * step, y + row * step, size, point)
        y = max(lowest, y + -(-max(len(points), 1) // across) * step) + canvas.room.gap
    return y - canvas.room.gap


def _label_beside(canvas: Canvas, category: Category, y: float, width: float) -> float:
    """The height where the label and its note end."""
    for line in wrapped(category.label, width, style.TEXT * 1.06):
        canvas.text(0, y + 15, line, bold=True)
        y += LABEL_LINE
    canvas.text(0, y + 15, category.note, size=style.SMALL, paint="ink-2")
    return y + LABEL_LINE


def _label_above(canvas: Canvas, category: Category, width: float, y: float) -> float:
    canvas.text(width, y + 13, category.note, size=style.SMALL, anchor="end", paint="ink-2")
    room = width - text_width(category.note, style.SMALL) - style.SPACE
    for line in wrapped(category.label, room, style.TEXT * 1.06):
        canvas.text(0, y + 13, line, bold=True)
        y += LABEL_LINE
    return y + 4


def _tile(canvas: Canvas, x: float, y: float, size: float, point: Point) -> None:
    """The country's code, and under it the glyph of its answer."""
    fill = style.FILLS[point.look]
    has_glyph = point.look in style.GLYPHS and fill.texture == "plain"
    ink = "ink" if point.hollow else fill.ink
    with canvas.mark(point.sentence, point.target, point.label, about=point.label):
        canvas.rect(x, y, size, size, point.look, radius=3)
        if point.hollow:
            canvas.rect(x + 4, y + 4, size - 8, size - 8, "hollow", radius=2, bordered=False)
        small = max(size * LETTERS, canvas.room.least)
        upper = 0.4 if small <= size * LARGEST else 0.48
        canvas.text(
            x + size / 2,
            y + size * (upper if has_glyph else 0.61),
            point.label,
            size=small,
            anchor="middle",
            paint=ink,
            bold=True,
            halo=fill.texture != "plain",
        )
        if has_glyph:
            canvas.glyph(x + size / 2, y + size * (upper + 0.32), point.look, size * 0.36, ink)


def draw_tile_map(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """Every country one tile of the same size, at its place."""
    points = [point for series in chart.series for point in series.points]
    if not points:
        return top
    first = min(point.column for point in points)
    columns = max(point.column for point in points) - first + 1
    lowest = min(point.row for point in points)
    rows = max(point.row for point in points) - lowest + 1
    step = min(48.0, width / columns, (canvas.room.height - top) / rows)
    gap = max(2.0, step * 0.08)
    is_low = canvas.room.least > (step - gap) * LARGEST
    across = min(step * 2, width / columns) if is_low else step
    left = (width - columns * across + gap) / 2
    for point in points:
        x, y = left + (point.column - first) * across, top + (point.row - lowest) * step
        if is_low:
            _low_tile(canvas, x, y, (across - gap, step - gap), point)
        else:
            _tile(canvas, x, y, step - gap, point)
    return top + rows * step


def _low_tile(canvas: Canvas, x: float, y: float, size: tuple[float, float], point: Point) -> None:
    """The code with the glyph beside it, where a tile has no height for both."""
    width, height = size
    fill = style.FILLS[point.look]
    has_glyph = point.look in style.GLYPHS and fill.texture == "plain"
    ink = "ink" if point.hollow else fill.ink
    with canvas.mark(point.sentence, point.target, point.label, about=point.label):
        canvas.rect(x, y, width, height, point.look, radius=3)
        if point.hollow:
            canvas.rect(x + 3, y + 3, width - 6, height - 6, "hollow", radius=2, bordered=False)
        canvas.text(
            x + width * (0.36 if has_glyph else 0.5),
            y + height / 2 + canvas.room.least * 0.35,
            point.label,
            size=canvas.room.least,
            anchor="middle",
            paint=ink,
            bold=True,
            halo=fill.texture != "plain",
        )
        if has_glyph:
            glyph = min(height * 0.6, width * 0.26)
            canvas.glyph(x + width * 0.82, y + height / 2, point.look, glyph, ink)


def draw_matrix(canvas: Canvas, chart: Chart, width: float, top: float) -> float:
    """Rows by columns of cells with glyphs, for paper and the projector; a page uses a table."""
    labels = min(max((text_width(c.label, style.TEXT) for c in chart.categories), default=0), 190)
    left = labels + 2 * style.SPACE
    step = min(64.0, (width - left) / max(len(chart.series), 1))
    for place, series in enumerate(chart.series):
        canvas.text(
            left + place * step + step / 2,
            top + 14,
            series.label,
            size=style.SMALL,
            anchor="middle",
            paint="ink-2",
            bold=True,
        )
    y = top + 24
    group = ""
    for category in chart.categories:
        if category.group and category.group != group:
            group = category.group
            canvas.text(0, y + 17, group, size=style.SMALL, paint="ink-2", bold=True)
            y += 26
        lines = wrapped(category.label, labels, style.TEXT, most=2)
        canvas.lines(0, y + style.CELL_HEIGHT / 2, lines)
        for place, series in enumerate(chart.series):
            for point in (p for p in series.points if p.category == category.code):
                _cell(canvas, left + place * step, y, step - 3, point)
        y += style.CELL_HEIGHT + 3
    return y


def _cell(canvas: Canvas, x: float, y: float, width: float, point: Point) -> None:
    fill = style.FILLS[point.look]
    with canvas.mark(point.sentence, point.target):
        canvas.rect(x, y, width, style.CELL_HEIGHT, point.look, radius=2)
        if fill.texture == "plain" and point.look in style.GLYPHS:
            canvas.glyph(x + width / 2, y + style.CELL_HEIGHT / 2, point.look, 16, fill.ink)
