"""Draws charts of places on the scale as native scatter charts: strips, dumbbells, dots."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.exports.pptx.markup import (
    LINE,
    NOTE,
    Box,
    edge,
    fill_of,
    ink_on,
    paragraph,
    solid,
    wide_of,
)
from dashboard.exports.pptx.sheet import Sheet, code_of, swatch
from dashboard.exports.pptx.space import (
    ACROSS,
    DOWN,
    chart_space,
    shown,
    value_axis,
    written_label,
)
from dashboard.exports.pptx.tiles import add_series_key
from dashboard.exports.pptx.workbook import Grid
from dashboard.figures import style
from dashboard.figures.chart import Category, Chart, Kind, Point, Series

Path = tuple[tuple[float, float], ...]
"""Corners of a line: place on the scale, height in rows from below."""

SCALE = 100.0
HEADING = 0.8
"""Height of a group's heading, in rows."""
APART = 0.25
"""Two marks of a row stand this far from its line, in rows."""
TALLEST = 52.0
MARK = 15
SMALL_MARK = 12
"""Where rows are low."""
DOT = 8.0
PILE = 24
"""Values are piled to the nearest of so many steps of the scale."""


@dataclass(frozen=True)
class Rows:
    """Places of the rows, from the top: `middles` in rows, `step` points each."""

    frame: Box
    plot: Box
    middles: dict[str, float]
    headings: tuple[tuple[str, float], ...]
    total: float
    size: float

    @property
    def step(self) -> float:
        return self.plot.h / self.total

    @property
    def mark(self) -> int:
        """Points across a mark."""
        return MARK if self.step >= 22 else min(SMALL_MARK, max(round(self.step), 5))

    def height(self, code: str, shift: float = 0) -> float:
        """A row's place on the upright axis, which counts from below."""
        return self.total - self.middles[code] - shift


def place_rows(chart: Chart, box: Box, most: float = TALLEST) -> Rows:
    middles: dict[str, float] = {}
    headings: list[tuple[str, float]] = []
    y, group = 0.0, ""
    for category in chart.categories:
        if category.group and category.group != group:
            group = category.group
            headings.append((group, y))
            y += HEADING
        middles[category.code] = y + 0.5
        y += 1
    total = y or 1.0
    ticks = 20.0 if chart.ticks else 0.0
    foot = NOTE * LINE + 8 if chart.axis else 6.0
    step = min((box.h - ticks - foot) / total, most)
    size = 16.0 if step >= 44 else 14.0 if step >= 21 else min(NOTE, max(step * 0.85, 7.0))
    widest = max((wide_of(c.label, size) for c in chart.categories), default=0)
    labels = min(widest, box.w * (0.34 if step >= 2.4 * size else 0.42)) + 26
    notes = max((wide_of(c.note, NOTE) for c in chart.categories), default=0)
    plot = Box(
        box.x + labels,
        box.y + ticks,
        box.w - labels - (notes + 26 if notes else 26),
        step * total,
    )
    frame = Box(box.x, box.y, box.w, plot.bottom + 6 - box.y)
    return Rows(frame, plot, middles, tuple(headings), total, size)


def add_strip(sheet: Sheet, chart: Chart, box: Box) -> None:
    """Marks of each row at their place; a whisker from low to high, or a line between two
    readings. A row without a number says so in its own place."""
    box = box.below(add_series_key(sheet, chart, box))
    rows = place_rows(chart, box)
    words, grid = sheet.words, Grid(sheet.words("export.sheet"))
    shifts = {c.code: _shift(chart, rows, c) for c in chart.categories}
    drawn = []
    spans = _spans(chart)
    if spans:
        is_pair = chart.kind is Kind.DUMBBELL
        heights = {code: rows.height(code, 0 if is_pair else shifts[code]) for code, *_ in spans}
        paths = [((x1, heights[code]), (x2, heights[code])) for code, x1, x2 in spans]
        line = edge("cell-border", 3 if is_pair else 1.5)
        drawn.append(_paths(sheet, grid, 0, words("pptx.span"), paths, line))
    for place, series in enumerate(chart.series):
        points = [point for point in series.points if point.value is not None]
        labels = {c.code: c.label for c in chart.categories}
        grid.texts("", [labels[point.category] for point in points])
        across = grid.numbers(series.label, [point.value for point in points])
        name = grid.head()
        places = [
            round(rows.height(p.category, shifts[p.category] * (1 if place else -1)), 4)
            for p in points
        ]
        down = grid.numbers(words("pptx.row"), places)
        drawn.append(_series(len(drawn), name, _marks(series, points, rows.mark), across, down))
    _finish(sheet, chart, rows, grid, drawn)
    _blanks(sheet, chart, rows, shifts)


def _shift(chart: Chart, rows: Rows, category: Category) -> float:
    marks = chart.points_of(category.code)
    if len(marks) < 2:
        return 0
    values = [point.value for _, point in marks if point.value is not None]
    gap = max(values, default=0) - min(values, default=0)
    apart = len(values) > 1 and gap / SCALE * rows.plot.w > MARK + 4
    return 0 if chart.kind is Kind.DUMBBELL and (apart or len(values) < 2) else APART


def _spans(chart: Chart) -> list[tuple[str, float, float]]:
    """Row, left and right end of each line: between two readings, or from low to high."""
    if chart.kind is Kind.DUMBBELL:
        pairs = [
            (c.code, [p.value for _, p in chart.points_of(c.code) if p.value is not None])
            for c in chart.categories
        ]
        return [(code, min(values), max(values)) for code, values in pairs if len(values) > 1]
    return [
        (point.category, point.low, point.high)
        for series in chart.series
        for point in series.points
        if point.low is not None and point.high is not None and point.high - point.low >= 0.5
    ]


def _paths(
    sheet: Sheet, grid: Grid, number: int, name: str, paths: Sequence[Path], line: str
) -> str:
    """A series that draws lines; a blank keeps them apart. Error bars would say the same, but
    LibreOffice does not draw them."""
    ends: list[float | None] = []
    places: list[float | None] = []
    for path in paths:
        ends += [*(x for x, _ in path), None]
        places += [*(round(y, 4) for _, y in path), None]
    across = grid.numbers(name, ends[:-1])
    head = grid.head()
    down = grid.numbers(sheet.words("pptx.row"), places[:-1])
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{head}<c:spPr>{line}</c:spPr>'
        '<c:marker><c:symbol val="none"/></c:marker>'
        f'<c:xVal>{across}</c:xVal><c:yVal>{down}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def _marks(series: Series, points: Sequence[Point], size: int) -> str:
    """A series' marks: circles in the colour of their level with its code, or diamonds."""
    form = "diamond" if series.look == "mark" else "circle"
    parts, labels = [], []
    for place, point in enumerate(points):
        look = "hollow" if point.hollow else point.look
        if point.look == "mark" and not point.hollow:
            continue
        parts.append(f'<c:dPt><c:idx val="{place}"/>{_marker(form, look, size)}</c:dPt>')
        if code_of(point.look) and not point.hollow:
            labels.append(
                written_label(place, code_of(point.look), min(NOTE, size), ink_on(point.look))
            )
    # LibreOffice heeds a point's own mark only where its size is not that of its series.
    first = _marker(form, "hollow" if series.hollow else series.look, size - 1)
    said = f"<c:dLbls>{''.join(labels)}{shown(False)}</c:dLbls>" if labels else ""
    return f"{first}{''.join(parts)}{said}"


def _marker(form: str, look: str, size: int) -> str:
    fill = solid("half") if look == "hollow" else fill_of(look)
    line = edge("ink" if form == "diamond" else "cell-border", 1.25 if form == "diamond" else 1)
    across = size if form != "diamond" else size - 2
    return (
        f'<c:marker><c:symbol val="{form}"/><c:size val="{across}"/>'
        f"<c:spPr>{fill}{line}</c:spPr></c:marker>"
    )


def _series(place: int, name: str, marks: str, across: str, down: str) -> str:
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{name}'
        f'<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr>{marks}'
        f'<c:xVal>{across}</c:xVal><c:yVal>{down}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def add_dots(sheet: Sheet, chart: Chart, box: Box) -> None:
    """One dot a country at its value, piled; behind them the quartiles and the median."""
    box = box.below(add_series_key(sheet, chart, box))
    rows = place_rows(chart, box, most=90)
    words, grid = sheet.words, Grid(sheet.words("export.sheet"))
    labels = {c.code: c.label for c in chart.categories}
    if chart.bands:
        _bands(sheet, chart, rows, grid)
    drawn: list[str] = []
    for series in chart.series:
        points = [point for point in series.points if point.value is not None]
        grid.texts("", [labels[point.category] for point in points])
        grid.numbers(series.label, [point.value for point in points])
        name = grid.head()
        places = _piled(rows, points)
        across = grid.numbers(words("pptx.column"), [x for x, _ in places])
        down = grid.numbers(words("pptx.row"), [y for _, y in places])
        looks = "".join(
            f'<c:dPt><c:idx val="{at}"/>{_marker("circle", point.look, round(DOT))}</c:dPt>'
            for at, point in enumerate(points)
            if point.look != series.look
        )
        marks = _marker("circle", series.look, round(DOT)) + looks
        drawn.append(_series(len(drawn), name, marks, across, down))
    _finish(sheet, chart, rows, grid, drawn)


def _bands(sheet: Sheet, chart: Chart, rows: Rows, grid: Grid) -> None:
    """Behind the dots, a box from quartile to quartile and a line at the median: shapes, for
    LibreOffice leaves out lines beside so many dots. Their numbers stand in the workbook."""
    labels = {c.code: c.label for c in chart.categories}
    grid.texts("", [labels[band.category] for band in chart.bands])
    grid.numbers(sheet.words("pptx.quartile.first"), [band.low for band in chart.bands])
    grid.numbers(sheet.words("pptx.median"), [band.middle for band in chart.bands])
    grid.numbers(sheet.words("pptx.quartile.third"), [band.high for band in chart.bands])
    plot, tall = rows.plot, rows.step * 0.84
    with sheet.group(plot, " ".join(band.sentence for band in chart.bands), "Quartiles"):
        for band in chart.bands:
            left, right, x = (
                plot.x + value / SCALE * plot.w for value in (band.low, band.high, band.middle)
            )
            y = plot.y + rows.middles[band.category] * rows.step - tall / 2
            sheet.mark(Box(left - 6, y, right - left + 12, tall), "rect", "band")
            sheet.line((x, y), (x, y + tall), "ink")


def _piled(rows: Rows, points: Sequence[Point]) -> list[tuple[float, float]]:
    """Place of each dot on both axes: those of one value stand around it, in rows no higher
    than the chart's, so that none hides another."""
    keys = [(point.category, round((point.value or 0) / SCALE * PILE)) for point in points]
    piles = Counter(keys)
    high = max(1, int(rows.step * 0.84 // (DOT + 1)))
    aside, down = (DOT + 1) / rows.plot.w * SCALE, (DOT + 1) / rows.step
    placed: Counter[tuple[str, int]] = Counter()
    places = []
    for key, point in zip(keys, points, strict=True):
        across = -(-piles[key] // high)
        lines = -(-piles[key] // across)
        line, column = divmod(placed[key], across)
        placed[key] += 1
        in_line = min(across, piles[key] - line * across)
        # A pile at an end of the scale stands inside it: a mark beyond would not be drawn.
        half = (in_line - 1) / 2 * aside
        middle = min(max(point.value or 0, half), SCALE - half)
        x = middle - half + column * aside
        y = rows.height(point.category, (line - (lines - 1) / 2) * down)
        places.append((round(x, 4), round(y, 4)))
    return places


def _finish(sheet: Sheet, chart: Chart, rows: Rows, grid: Grid, drawn: Sequence[str]) -> None:
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{"".join(drawn)}<c:axId val="{ACROSS}"/><c:axId val="{DOWN}"/></c:scatterChart>'
    )
    steps = [right.value - left.value for left, right in pairwise(chart.ticks)]
    axes = value_axis(
        ACROSS, DOWN, high=SCALE, step=steps[0] if steps else 25.0, grid=True
    ) + value_axis(DOWN, ACROSS, high=rows.total)
    space = chart_space(rows.frame, rows.plot, plot, axes, sheet.lang, size=NOTE)
    sheet.chart(rows.frame, space, grid.workbook(), chart.alt, chart.title)
    said = [*(c.label for c in chart.categories), *(tick.label for tick in chart.ticks)]
    with sheet.group(rows.frame, sheet.words("pptx.labels", labels=", ".join(said)), "Labels"):
        _labels(sheet, chart, rows)
        _ticks(sheet, chart, rows)


def _labels(sheet: Sheet, chart: Chart, rows: Rows) -> None:
    """Names of the rows left of the plot, notes right of it, headings above their groups."""
    plot, frame = rows.plot, rows.frame
    for heading, at in rows.headings:
        box = Box(frame.x, plot.y + at * rows.step, plot.x - frame.x - 14, HEADING * rows.step)
        run = sheet.run(heading, min(rows.size, NOTE), bold=True, paint="ink-2")
        sheet.text(box, [paragraph(run)], anchor="b")
    for category in chart.categories:
        y = plot.y + (rows.middles[category.code] - 0.5) * rows.step
        box = Box(frame.x, y, plot.x - frame.x - 20, rows.step)
        sheet.text(box, [paragraph(sheet.run(category.label, rows.size))], anchor="ctr")
        if category.note:
            box = Box(plot.right + 14, y, frame.right - plot.right - 14, rows.step)
            run = sheet.run(category.note, min(rows.size, NOTE), paint="ink-2")
            sheet.text(box, [paragraph(run, align="r")], anchor="ctr", wrap=False)


def _ticks(sheet: Sheet, chart: Chart, rows: Rows) -> None:
    """What the scale's lines mean, above them; what a dot is, below the plot."""
    plot = rows.plot
    wide = plot.w / max(len(chart.ticks) - 1, 1)
    halves = [wide_of(f"0 {tick.label}", NOTE) * 0.47 for tick in chart.ticks]
    meet = any(left + right > wide for left, right in pairwise(halves))
    for tick in chart.ticks:
        x = plot.x + tick.value / SCALE * plot.w
        code = code_of(tick.look)
        # Where words would meet, the level's code stands alone.
        said = f"{code} {tick.label}" if code else tick.label
        run = sheet.run(code if code and meet else said, NOTE, paint="ink-2")
        box = Box(x - wide / 2, plot.y - 20, wide, 16)
        sheet.text(box, [paragraph(run, align="ctr")], wrap=False)
    if chart.axis:
        run = sheet.run(chart.axis, NOTE, paint="ink-2")
        sheet.text(Box(rows.frame.x, plot.bottom + 8, rows.frame.w, 16), [paragraph(run)])


def _blanks(sheet: Sheet, chart: Chart, rows: Rows, shifts: dict[str, float]) -> None:
    """Answers that are no level: a sample of the pattern and the word, at the row's beginning."""
    blank = [
        (place, point)
        for place, series in enumerate(chart.series)
        for point in series.points
        if point.value is None and point.look in style.FILLS
    ]
    if not blank:
        return
    said = ", ".join(dict.fromkeys(point.label for _, point in blank))
    with sheet.group(rows.plot, said, "Blanks"):
        for place, point in blank:
            shift = shifts[point.category] * (1 if place else -1)
            y = rows.plot.y + (rows.middles[point.category] + shift) * rows.step
            swatch(sheet, Box(rows.plot.x - 10, y - 7, 22, 14), point.look, NOTE)
            run = sheet.run(point.label, NOTE, paint="ink-2")
            wide = wide_of(point.label, NOTE) + 4
            sheet.text(Box(rows.plot.x + 17, y - 8, wide, 16), [paragraph(run)], wrap=False)
