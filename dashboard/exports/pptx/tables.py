"""Turns a table into a native one: real cells that fit a slide, header row flagged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.exports.pptx.markup import (
    EMU,
    LINE,
    NOTE,
    Box,
    Run,
    edge,
    fill_of,
    ink_on,
    is_textured,
    lines_of,
    paragraph,
    shortened,
    wide_of,
)
from dashboard.exports.pptx.sheet import Sheet, code_of
from dashboard.exports.pptx.tiles import add_key, looks_in
from dashboard.figures.chart import Chart
from dashboard.figures.style import ANSWER_ORDER, FILLS

STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""No style, no grid: every cell says how it looks."""

TRIES = (
    *((size, 9, 3.0, True) for size in (16.0, 15.0, 14.0, 13.0)),
    *((12.0, most, 0.0, True) for most in (9, 4, 3)),
    *((12.0, most, 0.0, False) for most in (3, 2, 1)),
    # Only somebody's own, smaller design comes to this.
    *((size, 1, 0.0, False) for size in (11.0, 10.0, 9.0, 8.0, 7.0)),
)
"""What is given up in turn until a table fits: size, lines of a cell, space, second lines."""
PAD = 5.0
TALLEST = 34.0
RIGHT = frozenset({ColumnKind.NUMBER, ColumnKind.SHARE, ColumnKind.DATE})
WORDY = frozenset({ColumnKind.HEADER, ColumnKind.TEXT})


@dataclass(frozen=True)
class Cell:
    """What a native cell shows. `span`: columns it covers, 0 when another covers it."""

    text: str
    note: str = ""
    look: str = ""
    align: str = "l"
    bold: bool = False
    quiet: bool = False
    span: int = 1


@dataclass(frozen=True)
class Plan:
    """A table laid out: sizes in points. `tight`: cells have no space above and below."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float
    pad: float


def add_table(sheet: Sheet, table: Table, box: Box, alt: str) -> None:
    """The table, with the key of its levels above where cells hold codes only."""
    looks = looks_in(
        (cell.look for row in (*table.rows, *table.foot) for cell in row if not cell.text),
        ANSWER_ORDER,
    )
    key = [(look, sheet.words(f"chart.answer.{look}")) for look in looks]
    box = box.below(add_key(sheet, key, box) + (4 if key else 0))
    heads = [_band(table)] if table.bands else []
    heads.append(tuple(_head(column) for column in table.columns))
    body = [_row(table.columns, row, table.is_matrix) for row in table.rows]
    foot = [_row(table.columns, row, table.is_matrix, bold=True) for row in table.foot]
    kinds = tuple(column.kind for column in table.columns)
    plan = plan_of((*heads, *body, *foot), len(heads), kinds, box)
    _place(sheet, plan, box, alt, table.caption)


def add_matrix(sheet: Sheet, chart: Chart, box: Box) -> None:
    """A chart of cells: rows by series, in a native table."""
    looks = looks_in((p.look for series in chart.series for p in series.points), ANSWER_ORDER)
    key = [(look, sheet.words(f"chart.answer.{look}")) for look in looks]
    box = box.below(add_key(sheet, key, box) + 4)
    head = (Cell("", bold=True), *(Cell(s.label, align="ctr", bold=True) for s in chart.series))
    rows = [head]
    for category in chart.categories:
        found = {series.code: point for series, point in chart.points_of(category.code)}
        cells = [
            Cell(code_of(found[s.code].look), look=found[s.code].look, align="ctr")
            if s.code in found
            else Cell("")
            for s in chart.series
        ]
        rows.append((Cell(category.label, bold=True), *cells))
    kinds = (ColumnKind.HEADER, *(ColumnKind.LEVEL for _ in chart.series))
    _place(sheet, plan_of(rows, 1, kinds, box), box, chart.alt, chart.title)


def _band(table: Table) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for band, span in table.bands:
        cells.append(Cell(band, align="ctr" if band else "l", quiet=True, span=span))
        cells += [Cell("", span=0)] * (span - 1)
    return tuple(cells)


def _head(column: TableColumn) -> Cell:
    return Cell(column.label or column.title, align=_align(column.kind), bold=True)


def _align(kind: ColumnKind) -> str:
    return "ctr" if kind is ColumnKind.LEVEL else "r" if kind in RIGHT else "l"


def _row(
    columns: Sequence[TableColumn], row: Row, is_matrix: bool, bold: bool = False
) -> tuple[Cell, ...]:
    return tuple(
        _cell(column, cell, is_matrix, bold) for column, cell in zip(columns, row, strict=True)
    )


def _cell(column: TableColumn, cell: TableCell, is_matrix: bool, bold: bool) -> Cell:
    heavy = bold or (column.kind is ColumnKind.HEADER and not cell.look)
    if column.kind is not ColumnKind.LEVEL:
        # Of numbers, those of a matrix may stand on a ground.
        look = cell.look if is_matrix and cell.look in FILLS else ""
        return Cell(cell.text, cell.note, look, _align(column.kind), heavy)
    look = cell.look if cell.look in FILLS else ""
    # On the ground of a level a quiet second line could not be read.
    note = "" if is_matrix or look else cell.note
    return Cell(cell.text or code_of(look), note, look, "ctr", bold)


def plan_of(
    rows: Sequence[tuple[Cell, ...]], heads: int, kinds: Sequence[ColumnKind], box: Box
) -> Plan:
    """The largest text with which all rows fit; at the smallest, long texts are shortened."""
    for size, most, pad, has_notes in TRIES:
        bare = [tuple(c if has_notes else replace(c, note="") for c in row) for row in rows]
        widths = _widths(bare, heads, kinds, box.w, size)
        cut = [tuple(_cut(c, widths, at, size, most) for at, c in enumerate(r)) for r in bare]
        heights = [_height(row, widths, size, pad) for row in cut]
        if sum(heights) <= box.h:
            break
    room = box.h / max(len(heights), 1)
    tall = min(room, TALLEST)
    # Rows grow evenly into the room that is left, none beyond what reads as a row.
    spare = max(box.h - sum(heights), 0)
    wanted = [max(tall - height, 0) for height in heights]
    share = min(spare / (sum(wanted) or 1), 1)
    heights = [height + want * share for height, want in zip(heights, wanted, strict=True)]
    return Plan(tuple(cut), heads, tuple(widths), tuple(heights), size, pad)


def _widths(
    rows: Sequence[tuple[Cell, ...]],
    heads: int,
    kinds: Sequence[ColumnKind],
    whole: float,
    size: float,
) -> list[float]:
    """Columns as wide as their words; where that is too wide, the widest give way first; room
    that is left goes to levels of a matrix, else to texts."""
    natural, least = [], []
    for at in range(len(kinds)):
        texts = [(row[at].text, row[at].bold) for row in rows[heads:]]
        texts += [(row[at].note, False) for row in rows[heads:]]
        head = rows[heads - 1][at].text
        longest = max((wide_of(w, size, b) for t, b in texts for w in t.split()), default=0)
        over = [row[at].text for row in rows[: heads - 1] if row[at].span == 1]
        longest = max(
            [
                longest,
                *(wide_of(band, size) for band in over),
                *(wide_of(word, size, True) for word in head.split()),
            ]
        )
        wide = max((wide_of(text, size, bold) for text, bold in texts), default=0)
        # A long head goes in lines above short numbers.
        wide = max(wide, longest, wide_of(head, size, True) / 2.5)
        natural.append(wide + 2 * PAD + 2)
        least.append(min(longest + 2 * PAD + 2, whole * 0.25))
    levels = [at for at, kind in enumerate(kinds) if kind is ColumnKind.LEVEL]
    common = sorted(natural[place] for place in levels)[-2:][0] if levels else 0
    for at in levels:
        natural[at] = max(natural[at], common)
    if sum(natural) > whole:
        return _squeezed(natural, least, whole)
    grows = (
        levels
        if len(levels) > len(kinds) / 2
        else [at for at, kind in enumerate(kinds) if kind in WORDY]
    )
    has_text = any(kind is ColumnKind.TEXT for kind in kinds)
    most = 1e9 if has_text or len(grows) > 3 else 160.0
    return _grown(natural, grows, whole, most)


def _grown(
    natural: Sequence[float], grows: Sequence[int], whole: float, most: float
) -> list[float]:
    """The columns that grow become as equal as they can, none by more than `most`."""
    free = whole - sum(wide for at, wide in enumerate(natural) if at not in grows)
    low, high = 0.0, whole
    for _ in range(30):
        level = (low + high) / 2
        used = sum(max(natural[at], min(level, natural[at] + most)) for at in grows)
        low, high = (level, high) if used <= free else (low, level)
    return [
        max(wide, min(low, wide + most)) if at in grows else wide for at, wide in enumerate(natural)
    ]


def _squeezed(natural: Sequence[float], least: Sequence[float], whole: float) -> list[float]:
    """No column wider than the one cap that lets all fit, none under its longest word."""
    low, high = 0.0, max(natural)
    for _ in range(30):
        cap = (low + high) / 2
        fits = sum(max(floor, min(n, cap)) for n, floor in zip(natural, least, strict=True))
        low, high = (cap, high) if fits <= whole else (low, cap)
    widths = [max(floor, min(n, low)) for n, floor in zip(natural, least, strict=True)]
    over = max(sum(widths) / whole, 1)
    return [wide / over for wide in widths]


def _room(widths: Sequence[float], at: int, span: int) -> float:
    return sum(widths[at : at + max(span, 1)]) - 2 * PAD


def _cut(cell: Cell, widths: Sequence[float], at: int, size: float, most: int) -> Cell:
    room = _room(widths, at, cell.span)
    if cell.quiet and lines_of(cell.text, room, size) > 1 and size <= NOTE:
        # "Pillar 2: Irregular migration" over narrow columns: its number says enough.
        return replace(cell, text=shortened(cell.text.partition(":")[0].strip(), room, size, 1))
    text = shortened(cell.text, room, size, most)
    # A second line is whole or absent: half a reference leads nowhere.
    note = cell.note if lines_of(cell.note, room, NOTE) == 1 else ""
    return Cell(text, note, cell.look, cell.align, cell.bold, cell.quiet, cell.span)


def _height(row: Sequence[Cell], widths: Sequence[float], size: float, pad: float) -> float:
    tallest = 0.0
    for at, cell in enumerate(row):
        room = _room(widths, at, cell.span)
        lines = lines_of(cell.text, room, size, cell.bold) if cell.text else 1
        note = NOTE * LINE if cell.note else 0
        tallest = max(tallest, lines * size * LINE + note)
    return tallest + 2 * pad


def _place(sheet: Sheet, plan: Plan, box: Box, alt: str, title: str) -> None:
    grid = "".join(f'<a:gridCol w="{round(wide * EMU)}"/>' for wide in plan.widths)
    rows = []
    for number, (row, height) in enumerate(zip(plan.rows, plan.heights, strict=True)):
        is_head = number < plan.heads
        cells = "".join(_markup(sheet, plan, cell, is_head) for cell in row)
        rows.append(f'<a:tr h="{round(height * EMU)}">{cells}</a:tr>')
    markup = (
        f'<a:tbl><a:tblPr firstRow="1" firstCol="1"><a:tableStyleId>{STYLE}</a:tableStyleId>'
        f"</a:tblPr><a:tblGrid>{grid}</a:tblGrid>{''.join(rows)}</a:tbl>"
    )
    place = Box(box.x, box.y, sum(plan.widths), sum(plan.heights))
    sheet.table(place, markup, alt, title)


def _markup(sheet: Sheet, plan: Plan, cell: Cell, is_head: bool) -> str:
    merged = f' gridSpan="{cell.span}"' if cell.span > 1 else ' hMerge="1"' if not cell.span else ""
    paint = "ink-2" if cell.quiet else ink_on(cell.look) if cell.look else "ink"
    heavy = cell.bold or bool(cell.look and not is_textured(cell.look))
    said = [paragraph(Run(cell.text, sheet.lang, plan.size, heavy, paint), align=cell.align)]
    if cell.note:
        said.append(paragraph(Run(cell.note, sheet.lang, NOTE, False, "ink-2"), align=cell.align))
    across, down = round(PAD * EMU), round(plan.pad * EMU)
    return (
        f"<a:tc{merged}><a:txBody><a:bodyPr/><a:lstStyle/>{''.join(said)}</a:txBody>"
        f'<a:tcPr marL="{across}" marR="{across}" marT="{down}" marB="{down}" anchor="ctr">'
        f"{_borders(cell, is_head)}{fill_of(cell.look) if cell.look else '<a:noFill/>'}"
        "</a:tcPr></a:tc>"
    )


def _borders(cell: Cell, is_head: bool) -> str:
    """A level has a border of 3 : 1 all around; other cells a line below."""
    around = edge("cell-border", 0.75)
    if cell.look:
        sides = dict.fromkeys(("lnL", "lnR", "lnT", "lnB"), around)
    else:
        below = edge("cell-border", 1) if is_head and not cell.quiet else edge("line", 0.75)
        sides = {"lnL": edge(), "lnR": edge(), "lnT": edge(), "lnB": below}
    return "".join(
        line.replace("<a:ln", f"<a:{side}", 1).replace("</a:ln>", f"</a:{side}>")
        for side, line in sides.items()
    )
