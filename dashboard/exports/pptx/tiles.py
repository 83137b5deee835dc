"""Draws charts of equal tiles as grouped native shapes, and the key of looks beside tables."""

from collections.abc import Iterable, Sequence

from dashboard.exports.pptx.markup import (
    LINE,
    NOTE,
    Box,
    ink_on,
    is_textured,
    lines_of,
    paragraph,
    wide_of,
)
from dashboard.exports.pptx.sheet import Sheet, code_of, swatch
from dashboard.figures.chart import Category, Chart, Kind, Point

GAP = 4.0
BETWEEN = 14.0
SMALLEST = 37.0
LARGEST = 46.0
KEY_LINE = 20.0
NARROWER = 0.94
"""Letters of Arial, to the estimate's."""


def add_tiles(sheet: Sheet, chart: Chart, box: Box) -> None:
    """One tile a country, in rows beside the name of their category, which says n of N."""
    box = box.below(add_series_key(sheet, chart, box))
    size = 16.0
    widest = max((wide_of(c.label, size, True) for c in chart.categories), default=0)
    labels = min(widest, box.w * 0.28)
    area = Box(box.x + labels + 20, box.y, box.w - labels - 20, box.h)
    wide = _tile_width(chart, area.w)
    across = _across(area.w, wide)
    rows = {c.code: -(-len(chart.points_of(c.code)) // across) or 1 for c in chart.categories}
    free = area.h - BETWEEN * (len(rows) - 1)
    tall = min(max(free / (sum(rows.values()) or 1) - GAP, 14.0), wide * 0.9)
    heights = {}
    for category in chart.categories:
        lines = lines_of(category.label, labels, size, True) * size + NOTE
        heights[category.code] = max(rows[category.code] * (tall + GAP), lines * LINE)
    free = (area.h - sum(heights.values())) / (max(len(heights) - 1, 1))
    between = min(max(free, 0), BETWEEN)
    with sheet.group(box, chart.alt, "Tiles"):
        y = box.y
        for category in chart.categories:
            height = heights[category.code]
            _label(sheet, category, Box(box.x, y, labels, height), size)
            for place, (_, point) in enumerate(chart.points_of(category.code)):
                row, column = divmod(place, across)
                x, top = area.x + column * (wide + GAP), y + row * (tall + GAP)
                _tile(sheet, Box(x, top, wide, tall), point)
            y += height + between


def _across(width: float, tile: float) -> int:
    return max(1, int((width + GAP) // (tile + GAP)))


def _tile_width(chart: Chart, width: float) -> float:
    """The largest of the tiles that need the fewest rows."""
    counts = [len(chart.points_of(category.code)) for category in chart.categories]

    def rows(tile: float) -> int:
        return sum(-(-count // _across(width, tile)) for count in counts)

    sizes = [LARGEST - step for step in range(int(LARGEST - SMALLEST) + 1)]
    return min(sizes, key=lambda tile: (rows(tile), -tile))


def _label(sheet: Sheet, category: Category, box: Box, size: float) -> None:
    parts = [paragraph(sheet.run(category.label, size, bold=True))]
    if category.note:
        parts.append(paragraph(sheet.run(category.note, NOTE, paint="ink-2")))
    sheet.text(box, parts)


def _tile(sheet: Sheet, box: Box, point: Point) -> None:
    """The country's code, and the code of its answer where colour alone would say it."""
    code = code_of(point.look)
    said = f"{point.label} {code}" if code else point.label
    look = "hollow" if point.hollow else point.look
    bold = not is_textured(point.look)
    run = sheet.run(said, NOTE, bold=bold, paint=ink_on(look))
    sheet.shape(box, look, [paragraph(run, align="ctr")], form="roundRect", alt=point.sentence)


def add_tile_map(sheet: Sheet, chart: Chart, box: Box) -> None:
    """Every country one tile of the same size, at its place."""
    used = add_key(sheet, [(series.look, series.label) for series in chart.series], box)
    box = box.below(used + 6)
    points = [point for series in chart.series for point in series.points]
    first = min(point.column for point in points)
    lowest = min(point.row for point in points)
    columns = max(point.column for point in points) - first + 1
    rows = max(point.row for point in points) - lowest + 1
    wide, tall = min(box.w / columns, 62.0), min(box.h / rows, 40.0)
    left = box.x + (box.w - columns * wide) / 2
    with sheet.group(box, chart.alt, "Map"):
        for point in points:
            x, y = left + (point.column - first) * wide, box.y + (point.row - lowest) * tall
            _tile(sheet, Box(x, y, wide - 3, tall - 2.5), point)


def add_key(sheet: Sheet, entries: Sequence[tuple[str, str]], box: Box) -> float:
    """Samples of looks with their words, in lines from the top; the height they took."""
    if not entries:
        return 0
    placed, x, y = [], box.x, box.y
    for look, label in entries:
        wide = 22 + 5 + wide_of(label, NOTE) * NARROWER + 9
        if x > box.x and x + wide - 9 > box.right:
            x, y = box.x, y + KEY_LINE
        placed.append((look, label, x, y))
        x += wide
    height = y + KEY_LINE - box.y
    said = sheet.words("pptx.key", entries=", ".join(label for _, label in entries))
    with sheet.group(Box(box.x, box.y, box.w, height), said, "Key"):
        for look, label, left, top in placed:
            swatch(sheet, Box(left, top + 1, 22, 16), look, NOTE)
            wide = wide_of(label, NOTE) + 8
            said_run = paragraph(sheet.run(label, NOTE))
            sheet.text(Box(left + 27, top + 1, wide, 16), [said_run], anchor="ctr", wrap=False)
    return height


def add_series_key(sheet: Sheet, chart: Chart, box: Box) -> float:
    """The key of a chart that has one, with the space below it."""
    is_marks = chart.kind in (Kind.STRIP, Kind.DUMBBELL)
    entries = []
    for series in chart.series:
        form = "mark" if series.look == "mark" else "ring" if is_marks else ""
        hollow = f"hollow-{form}" if form else "hollow"
        entries.append((hollow if series.hollow else series.look, series.label))
    used = add_key(sheet, entries if chart.legend else [], box)
    return used + 10 if used else 0


def looks_in(found: Iterable[str], order: Sequence[str]) -> list[str]:
    """The looks that occur, in the order of the scale."""
    there = set(found)
    return [look for look in order if look in there]
