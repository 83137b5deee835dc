"""Draws charts of lengths as native bars: shares of 100 %, counts, spans between two days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.exports.pptx.markup import (
    LINE,
    NOTE,
    Box,
    ink_on,
    is_textured,
    paragraph,
    solid,
    wide_of,
)
from dashboard.exports.pptx.sheet import Sheet, code_of
from dashboard.exports.pptx.space import (
    ACROSS,
    DOWN,
    category_axis,
    chart_space,
    filled,
    hidden_label,
    shown,
    text,
    unfilled,
    value_axis,
    written_label,
)
from dashboard.exports.pptx.tiles import add_key, add_series_key, looks_in
from dashboard.exports.pptx.workbook import Grid
from dashboard.figures.chart import Category, Chart, Point, Unit
from dashboard.figures.style import ANSWER_ORDER

TALLEST = 92.0
"""Height of a row where there is room."""
GAP = 45
"""Between two bars, in percent of a bar."""
SERIAL = date(1899, 12, 30).toordinal()
"""Day 0 of a spreadsheet."""
TICKS = 20.0
SIGNS = {"ON": "▲", "RISK": "◆", "OFF": "▼", "ND": "–"}


@dataclass(frozen=True)
class Bars:
    """Places of a bar chart: `slots` are its rows from the top, None above a group."""

    frame: Box
    plot: Box
    slots: tuple[Category | None, ...]
    size: float

    @property
    def step(self) -> float:
        return self.plot.h / max(len(self.slots), 1)

    def values(self, points: Sequence[Point]) -> list[float | None]:
        found = {point.category: point.value for point in points}
        return [found.get(slot.code) if slot else None for slot in self.slots]

    def looks(self, points: Sequence[Point]) -> dict[int, Point]:
        found = {point.category: point for point in points}
        places = enumerate(self.slots)
        return {at: found[slot.code] for at, slot in places if slot and slot.code in found}


def _slots(chart: Chart) -> tuple[Category | None, ...]:
    slots: list[Category | None] = []
    group = ""
    for category in chart.categories:
        if category.group and category.group != group:
            slots.append(None)
            group = category.group
        slots.append(category)
    return tuple(slots)


def place_bars(chart: Chart, box: Box, head: float = 0, foot: float = 0) -> Bars:
    """`head`, `foot`: height kept free above and below the bars."""
    slots = _slots(chart)
    tall = min((box.h - head - foot) / max(len(slots), 1), TALLEST)
    size = 16.0 if tall >= 44 else 14.0 if tall >= 26 else NOTE
    widest = max((wide_of(c.label, size) for c in chart.categories), default=0)
    # A label that wraps needs room for its lines in its row.
    labels = min(widest, max(box.w * 0.32, widest / max(int(tall / (size * LINE)), 1) * 1.25))
    labels = min(labels, box.w * 0.5) + 14
    notes = max((wide_of(_signed(c), NOTE) for c in chart.categories), default=0)
    plot = Box(
        box.x + labels,
        box.y + head,
        box.w - labels - (notes + 12 if notes else 6),
        tall * len(slots),
    )
    frame = Box(box.x, box.y, box.w, plot.bottom + 4 - box.y)
    return Bars(frame, plot, slots, size)


def _signed(category: Category) -> str:
    """The note with its sign as a letter that Office's own fonts have."""
    return f"{SIGNS.get(category.sign, '')} {category.note}".strip()


def add_stacked(sheet: Sheet, chart: Chart, box: Box) -> None:
    """Each row is 100 % of its own total; the counts are the numbers behind it."""
    box = box.below(add_series_key(sheet, chart, box))
    bars = place_bars(chart, box)
    grid = Grid(sheet.words("export.sheet"))
    cats = _categories(grid, bars)
    totals = [
        sum(point.value or 0 for _, point in chart.points_of(slot.code)) if slot else 0
        for slot in bars.slots
    ]
    drawn = []
    for place, series in enumerate(chart.series):
        values = bars.values(series.points)
        numbers = grid.numbers(series.label, values)
        shares = [
            (value or 0) / total if total else 0
            for value, total in zip(values, totals, strict=True)
        ]
        rooms = [share * bars.plot.w - 4 for share in shares]
        labels = _labels(series.look, values, rooms, bars.size)
        drawn.append(_series(grid, place, filled(series.look), "", labels, cats, numbers))
    plot = _bar_chart("percentStacked", drawn, overlap=100)
    _finish(sheet, chart, bars, grid, plot, value_axis(ACROSS, DOWN))


def add_bars(sheet: Sheet, chart: Chart, box: Box) -> None:
    """Bars from zero with the number at their end; several series stand side by side."""
    box = box.below(add_series_key(sheet, chart, box))
    bars = place_bars(chart, box)
    grid = Grid(sheet.words("export.sheet"))
    cats = _categories(grid, bars)
    form = "0%" if chart.unit is Unit.SHARE else "0"
    drawn = []
    most = 0.0
    for place, series in enumerate(chart.series):
        values = bars.values(series.points)
        most = max(most, *(value or 0 for value in values))
        numbers = grid.numbers(series.label, values)
        points = "".join(
            f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
            f"{filled(point.look, '')}</c:dPt>"
            for at, point in bars.looks(series.points).items()
            if point.look != series.look
        )
        labels = (
            f'<c:dLbls><c:numFmt formatCode="{form}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
            f'{text(bars.size)}<c:dLblPos val="outEnd"/>{shown()}</c:dLbls>'
        )
        drawn.append(_series(grid, place, filled(series.look, ""), points, labels, cats, numbers))
    plot = _bar_chart("clustered", drawn, overlap=0)
    # Room for the number behind the longest bar.
    axis = value_axis(ACROSS, DOWN, high=(most or 1) * 1.08)
    _finish(sheet, chart, bars, grid, plot, axis)


def add_gantt(sheet: Sheet, chart: Chart, box: Box) -> None:
    """Bars between two days: an unseen one up to the first day, then the days between."""
    there = looks_in((p.look for series in chart.series for p in series.points), ANSWER_ORDER)
    key = [(look, sheet.words(f"chart.answer.{look}")) for look in there]
    box = box.below(add_key(sheet, key, box) + 4)
    bars = place_bars(chart, box, head=TICKS, foot=TICKS if chart.marks else 0)
    words, grid = sheet.words, Grid(sheet.words("export.sheet"))
    cats = _categories(grid, bars)
    points = [point for series in chart.series for point in series.points]
    days = [day for p in points for day in (p.low, p.high, p.value) if day is not None]
    days += [mark.value for mark in chart.marks]
    first, last = min(days), max(max(days), min(days) + 1)
    spans = bars.looks(points)
    starts = [_start(spans.get(at), first) for at in range(len(bars.slots))]
    lengths = [_length(spans.get(at), first, last) for at in range(len(bars.slots))]
    before = grid.numbers(
        words("pptx.gantt.start"), [day and day - SERIAL for day in starts], "yyyy-mm-dd"
    )
    unseen = _series(grid, 0, unfilled(), "", "", cats, before)
    long = grid.numbers(words("pptx.gantt.days"), lengths)
    looks = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"{filled(point.look)}</c:dPt>"
        for at, point in spans.items()
    )
    coded = "".join(
        written_label(at, code_of(point.look), NOTE, ink_on(point.look))
        for at, point in spans.items()
        if code_of(point.look)
    )
    codes = f"<c:dLbls>{coded}{shown(False)}</c:dLbls>" if coded else ""
    seen = _series(grid, 1, filled("count"), looks, codes, cats, long)
    plot = _bar_chart("stacked", [unseen, seen], overlap=100)
    axis = value_axis(ACROSS, DOWN, low=first - SERIAL, high=last - SERIAL)
    _finish(sheet, chart, bars, grid, plot, axis)
    _days(sheet, chart, bars, first, last)


def _start(point: Point | None, first: float) -> float | None:
    if point is None or (point.low is None and point.high is None):
        return None
    return first if point.low is None else point.low


def _length(point: Point | None, first: float, last: float) -> float | None:
    """Days of a bar, to the edge where it is open; a short one is as thin as can be seen."""
    start = _start(point, first)
    if point is None or start is None:
        return None
    end = last if point.high is None else point.high
    return max(end - start, round((last - first) / 100), 1)


def _days(sheet: Sheet, chart: Chart, bars: Bars, first: float, last: float) -> None:
    """Years above the bars, and a line at each marked day."""
    plot = bars.plot
    said = [tick.label for tick in chart.ticks] + [mark.label for mark in chart.marks]
    with sheet.group(bars.frame, ", ".join(said), "Scale"):
        for tick in chart.ticks:
            if first <= tick.value <= last:
                x = plot.x + (tick.value - first) / (last - first) * plot.w
                run = sheet.run(tick.label, NOTE, paint="ink-2")
                sheet.text(Box(x - 30, plot.y - TICKS, 60, 16), [paragraph(run, align="ctr")])
        for mark in chart.marks:
            x = plot.x + (mark.value - first) / (last - first) * plot.w
            wide = wide_of(mark.label, NOTE) + 8
            sheet.line((x, plot.y - 2), (x, plot.bottom + 2), "accent")
            left = min(max(x - wide / 2, bars.frame.x), bars.frame.right - wide)
            run = sheet.run(mark.label, NOTE, paint="accent")
            sheet.text(Box(left, plot.bottom + 2, wide, 16), [paragraph(run, align="ctr")])
        _open_ends(sheet, chart, bars, first, last)


def _open_ends(sheet: Sheet, chart: Chart, bars: Bars, first: float, last: float) -> None:
    """An arrow where a bar has no known first or last day, a line at a planned end that the bar
    does not end on."""
    plot = bars.plot
    points = [point for series in chart.series for point in series.points]
    for at, point in bars.looks(points).items():
        y = plot.y + at * bars.step
        for day, x, sign in ((point.low, plot.x, "◂"), (point.high, plot.right - 14, "▸")):
            if day is None and (point.low, point.high) != (None, None):
                run = sheet.run(sign, NOTE, paint=ink_on(point.look))
                box = Box(x, y, 14, bars.step)
                sheet.text(box, [paragraph(run, align="ctr")], anchor="ctr", wrap=False)
        if point.value is not None:
            x = plot.x + (point.value - first) / (last - first) * plot.w
            sheet.line((x, y + 2), (x, y + bars.step - 2), "ink")


def _categories(grid: Grid, bars: Bars) -> str:
    return grid.texts("", [slot.label if slot else "" for slot in bars.slots])


def _labels(look: str, values: Sequence[float | None], rooms: Sequence[float], size: float) -> str:
    """The value of each part that has room, smaller where it must be; on a pattern it stands on
    paper. What is not available is marked by "?" where there is room for it."""
    ground = solid("paper") if is_textured(look) else "<a:noFill/>"
    mark = "? " if code_of(look) == "?" else ""
    form = "&quot;? &quot;0" if mark else "0"
    points = []
    for at, (value, room) in enumerate(zip(values, rooms, strict=True)):
        said = f"{value or 0:.0f}"
        if wide_of(mark + said, size) <= room:
            continue
        if value is None or wide_of(said, NOTE) > room:
            points.append(hidden_label(at))
        else:
            points.append(_label(f'<c:dLbl><c:idx val="{at}"/>', "0", ground, NOTE, look, "dLbl"))
    return _label(f"<c:dLbls>{''.join(points)}", form, ground, size, look, "dLbls")


def _label(start: str, form: str, ground: str, size: float, look: str, tag: str) -> str:
    return (
        f'{start}<c:numFmt formatCode="{form}" sourceLinked="0"/><c:spPr>{ground}</c:spPr>'
        f'{text(size, ink_on(look))}<c:dLblPos val="ctr"/>{shown()}</c:{tag}>'
    )


def _series(
    grid: Grid, place: int, look: str, points: str, labels: str, cats: str, numbers: str
) -> str:
    """A series whose numbers are the last column of the grid."""
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{grid.head()}{look}'
        f'<c:invertIfNegative val="0"/>{points}{labels}'
        f"<c:cat>{cats}</c:cat><c:val>{numbers}</c:val></c:ser>"
    )


def _bar_chart(grouping: str, series: Sequence[str], overlap: int) -> str:
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
        f'{"".join(series)}<c:gapWidth val="{GAP}"/><c:overlap val="{overlap}"/>'
        f'<c:axId val="{DOWN}"/><c:axId val="{ACROSS}"/></c:barChart>'
    )


def _finish(sheet: Sheet, chart: Chart, bars: Bars, grid: Grid, plot: str, axis: str) -> None:
    axes = category_axis(bars.size) + axis
    space = chart_space(bars.frame, bars.plot, plot, axes, sheet.lang, size=bars.size)
    sheet.chart(bars.frame, space, grid.workbook(), chart.alt, chart.title)
    beside = [c for c in chart.categories if c.note or c.group]
    if not beside:
        return
    said = ", ".join(dict.fromkeys(t for c in beside for t in (c.group, c.note) if t))
    with sheet.group(bars.frame, said, "Labels"):
        _beside(sheet, bars)


def _beside(sheet: Sheet, bars: Bars) -> None:
    """Headings of groups, and the note at the end of each row."""
    y = bars.plot.y
    for at, slot in enumerate(bars.slots):
        row = Box(bars.frame.x, y, bars.frame.w, bars.step)
        if slot is None:
            following = bars.slots[at + 1]
            group = following.group if following else ""
            run = sheet.run(group, max(bars.size - 2, NOTE), bold=True, paint="ink-2")
            sheet.text(row, [paragraph(run)], anchor="b")
        elif slot.note:
            run = sheet.run(_signed(slot), NOTE, paint="ink-2")
            wide = bars.frame.right - bars.plot.right - 6
            box = Box(bars.plot.right + 6, y, wide, bars.step)
            sheet.text(box, [paragraph(run, align="r")], anchor="ctr", wrap=False)
        y += bars.step
