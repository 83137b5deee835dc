"""Draws a slope chart as a native line chart: two categories, then and now, a series a line."""

from collections.abc import Sequence

from dashboard.drawings.spread import spread
from dashboard.drawings.svg_slope import Slope, slopes_of
from dashboard.exports.pptx.markup import (
    LINE,
    NOTE,
    Box,
    lines_of,
    paragraph,
    plain,
    solid,
    wide_of,
)
from dashboard.exports.pptx.sheet import Sheet, code_of, swatch
from dashboard.exports.pptx.space import ACROSS, DOWN, chart_space, value_axis
from dashboard.exports.pptx.workbook import Grid
from dashboard.figures import style
from dashboard.figures.chart import Chart, Series

HEAD = 20.0
"""Of the names of the two rounds, above the plot."""
FIGURE = 26.0
LEAD = 26.0
KEY = 20.0
SIZES = (16.0, 14.0, 13.0, NOTE, 11.0, 10.0)
SYMBOLS = {"up": "triangle", "down": "square", "ring": "circle"}
"""Office has no triangle that stands on its tip."""


def add_slope(sheet: Sheet, chart: Chart, box: Box) -> None:
    """Lines in the look of their verdict; levels left of them, and right of them the value, the
    name and the note of each, moved apart."""
    slopes = slopes_of(chart)
    box = box.below(_key(sheet, chart.series, box))
    levels = max((wide_of(tick.label, NOTE) for tick in chart.ticks), default=0) + 34
    names = box.w * 0.44
    left = box.x + levels + FIGURE + 14
    plot = Box(left, box.y + HEAD, box.right - names - left, box.h - HEAD - 10)
    frame = Box(box.x, box.y, plot.right + 10 - box.x, box.h)
    low, high = _reach(chart)
    _lines(sheet, chart, slopes, frame, plot)
    said = [*(tick.label for tick in chart.ticks), *(one.category.label for one in slopes)]
    with sheet.group(box, sheet.words("pptx.labels", labels=", ".join(said)), "Labels"):
        _scale(sheet, chart, plot, box.x)
        _figures(sheet, slopes, plot, (low, high))
        _names(sheet, slopes, plot, Box(plot.right, box.y, names, box.h), (low, high))


def _key(sheet: Sheet, looks: Sequence[Series], box: Box) -> float:
    """Samples of the looks with their words; the height they took."""
    said = sheet.words("pptx.key", entries=", ".join(one.label for one in looks))
    x = box.x
    with sheet.group(Box(box.x, box.y, box.w, KEY), said, "Key"):
        for one in looks:
            if one.look not in style.STROKES:
                continue
            stroke = style.STROKES[one.look]
            lean = {"up": 4.0, "down": -4.0}.get(stroke.mark, 0.0)
            _sample(sheet, one.look, (x, box.y + 9 + lean), (x + 22, box.y + 9 - lean))
            wide = wide_of(one.label, NOTE) + 8
            run = paragraph(sheet.run(one.label, NOTE))
            sheet.text(Box(x + 32, box.y + 1, wide, 16), [run], anchor="ctr", wrap=False)
            x += 32 + wide + 14
    return KEY + 4


def _sample(sheet: Sheet, look: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    stroke = style.STROKES[look]
    form = {"up": "triangle", "down": "rect"}.get(stroke.mark, "ellipse")
    # A line's box has no negative height: one that falls to the right is drawn from its top.
    upper, lower = (start, end) if start[1] <= end[1] else (end, start)
    sheet.slant(upper, lower, _edge(look))
    sheet.mark(Box(end[0] - 3.5, end[1] - 3.5, 7, 7), form, stroke.paint)


def _edge(look: str) -> str:
    stroke = style.STROKES[look]
    dash = '<a:prstDash val="dash"/>' if stroke.dash else ""
    return f'<a:ln w="{round(stroke.width * 12700)}">{solid(stroke.paint)}{dash}</a:ln>'


def _reach(chart: Chart) -> tuple[float, float]:
    values = [tick.value for tick in chart.ticks] or [0.0, 100.0]
    return min(values), max(values)


def _lines(sheet: Sheet, chart: Chart, slopes: Sequence[Slope], frame: Box, plot: Box) -> None:
    low, high = _reach(chart)
    grid = Grid(sheet.words("export.sheet"))
    ends = grid.texts("", [tick.label for tick in chart.marks] or ["1", "2"])
    drawn = "".join(
        _series(place, one, grid, ends, bool(chart.broken)) for place, one in enumerate(slopes)
    )
    markup = (
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'{drawn}<c:marker val="1"/><c:axId val="{ACROSS}"/><c:axId val="{DOWN}"/></c:lineChart>'
    )
    steps = [b.value - a.value for a, b in zip(chart.ticks, chart.ticks[1:], strict=False)]
    axes = _ends_axis() + value_axis(
        DOWN, ACROSS, low=low, high=high, step=steps[0] if steps else 25.0, grid=True
    )
    space = chart_space(frame, plot, markup, axes, sheet.lang, size=NOTE)
    sheet.chart(frame, space, grid.workbook(), chart.alt, chart.title)


def _series(place: int, one: Slope, grid: Grid, ends: str, is_cut: bool) -> str:
    values = grid.numbers(one.category.label, one.ends)
    stroke = style.STROKES[one.look]
    line = "<a:ln><a:noFill/></a:ln>" if is_cut else _edge(one.look)
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{grid.head()}'
        f"<c:spPr>{line}</c:spPr>{_marker('circle', stroke.paint, 7)}"
        f'<c:dPt><c:idx val="1"/>{_marker(SYMBOLS[stroke.mark], stroke.paint, 9)}'
        f'<c:bubble3D val="0"/><c:spPr>{line}</c:spPr></c:dPt>'
        f'<c:cat>{ends}</c:cat><c:val>{values}</c:val><c:smooth val="0"/></c:ser>'
    )


def _marker(symbol: str, paint: str, size: int) -> str:
    fill = solid("half" if symbol == "circle" else paint)
    line = f'<a:ln w="19050">{solid(paint)}</a:ln>'
    return (
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/>'
        f"<c:spPr>{fill}{line}</c:spPr></c:marker>"
    )


def _ends_axis() -> str:
    """The two rounds; their names stand above the plot."""
    return (
        f'<c:catAx><c:axId val="{ACROSS}"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="1"/><c:axPos val="b"/><c:numFmt formatCode="@" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        f'<c:crossAx val="{DOWN}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="60"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _y(plot: Box, value: float, reach: tuple[float, float]) -> float:
    low, high = reach
    return plot.bottom - (min(max(value, low), high) - low) / ((high - low) or 1) * plot.h


def _scale(sheet: Sheet, chart: Chart, plot: Box, left: float) -> None:
    """The levels left of the plot, the two rounds above it, and why lines are cut, inside it."""
    reach = _reach(chart)
    for tick in chart.ticks:
        y = _y(plot, tick.value, reach)
        if code_of(tick.look):
            swatch(sheet, Box(left, y - 8, 22, 16), tick.look, NOTE)
        run = paragraph(sheet.run(tick.label, NOTE, paint="ink-2"))
        sheet.text(Box(left + 28, y - 8, plot.x - left - 60, 16), [run], anchor="ctr", wrap=False)
    for tick, x in zip(chart.marks[:2], (plot.x, plot.right), strict=False):
        wide = wide_of(tick.label, NOTE, True) + 10
        run = paragraph(sheet.run(tick.label, NOTE, bold=True), align="ctr")
        # The second one ends at its scale: names begin right of it.
        begin = x - wide / 2 if x == plot.x else x - wide + 8
        sheet.text(Box(begin, plot.y - HEAD, wide, 16), [run], wrap=False)
    if chart.broken:
        x, middle = plot.x + plot.w / 2, plot.y + plot.h / 2
        for shift in (-3, 3):
            sheet.slant((x + shift + 3, middle - 34), (x + shift - 3, middle - 22), _edge("steady"))
        room = plot.w - 20
        tall = lines_of(chart.broken, room, NOTE) * NOTE * LINE
        run = paragraph(sheet.run(chart.broken, NOTE, paint="ink-2"), align="ctr")
        sheet.text(Box(plot.x + 10, middle - 18, room, tall), [run])


def _figures(sheet: Sheet, slopes: Sequence[Slope], plot: Box, reach: tuple[float, float]) -> None:
    """The values then."""
    wanted = [_y(plot, one.ends[0], reach) for one in slopes]
    places = spread(wanted, [NOTE * LINE] * len(slopes), plot.y - 8, plot.bottom + 8)
    for one, y in zip(slopes, places, strict=True):
        run = paragraph(sheet.run(one.then.label, NOTE, paint="ink-2"), align="r")
        box = Box(plot.x - FIGURE - 8, y - NOTE * LINE / 2, FIGURE, NOTE * LINE)
        sheet.text(box, [run], anchor="ctr", wrap=False)


def _names(
    sheet: Sheet, slopes: Sequence[Slope], plot: Box, box: Box, reach: tuple[float, float]
) -> None:
    """Value, name and note in one line, in the largest letters with which all stand apart."""
    room = box.w - LEAD - FIGURE
    texts = [" ".join((one.category.label, one.category.note)).strip() for one in slopes]
    for size in SIZES:
        heights = [lines_of(plain(text), room, size, True) * size * LINE + 3 for text in texts]
        if sum(heights) <= box.h:
            break
    wanted = [_y(plot, one.ends[1], reach) for one in slopes]
    places = spread(wanted, heights, box.y, box.bottom)
    for one, tall, wish, y in zip(slopes, heights, wanted, places, strict=True):
        upper, lower = sorted(((plot.right + 7, wish), (plot.right + LEAD - 3, y)), key=_height)
        sheet.slant(upper, lower, f'<a:ln w="6350">{solid("line")}</a:ln>')
        claims = one.look != "steady"
        value = paragraph(sheet.run(one.now.label, size, bold=claims))
        top = y - tall / 2
        sheet.text(Box(plot.right + LEAD, top, FIGURE, tall), [value], wrap=False)
        name = sheet.run(f"{one.category.label} ", size, bold=claims)
        note = sheet.run(one.category.note, size, paint="ink-2")
        line = paragraph(name, note) if one.category.note else paragraph(name)
        sheet.text(Box(plot.right + LEAD + FIGURE, top, room, tall), [line])


def _height(point: tuple[float, float]) -> float:
    return point[1]
