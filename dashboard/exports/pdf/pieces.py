"""Turns exhibits into what the templates print: texts, tables and drawings by name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.drawings.canvas import Canvas, Room
from dashboard.drawings.svg import svg_of
from dashboard.exhibits.base import BuiltExhibit
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell
from dashboard.exports.imprint import mark
from dashboard.exports.qr import qr_svg
from dashboard.figures import style
from dashboard.figures.chart import Chart, Kind
from schemas.country import folded
from schemas.wording import Words

TEXT_WIDTH = 493.2
"""Points between the margins of a page: 174 mm."""

HIGHEST = {Kind.TILE_MAP: 400.0}
DEFAULT_HIGHEST = 560.0
"""Points of a chart that still leave room for its heading on the page."""

PIXELS = {Kind.TILES: 640, Kind.TILE_MAP: style.MAP_WIDE}
"""Width of a drawing in its own units, so that its smallest text prints at SMALLEST or more."""
DEFAULT_PIXELS = 796
SMALLEST = 8.0

LONG = 8
"""Rows from which a drawing is squeezed a little."""
SQUEEZED = 0.66

REGIONS = {"fr": "FR", "en": "GB"}

CELL = (40, 22)
CHIP = (20, 16)


@dataclass
class Album:
    """The drawings of one document by name; the same drawing is kept once."""

    drawings: dict[str, str] = field(default_factory=dict)

    def look(self, code: str, hollow: bool = False, size: tuple[int, int] = CHIP) -> str:
        """The name of a look's sample: ground, texture and glyph; "" for a code without one."""
        if code not in style.FILLS:
            return ""
        width, height = size
        name = f"{code}-{width}{'-hollow' if hollow else ''}"
        if name not in self.drawings:
            self.drawings[name] = _framed(_sample(code, hollow, width, height), width, height)
        return name

    def chart(self, chart: Chart) -> dict[str, Any]:
        """A chart as wide as the page lets it be, with its alternative text."""
        pixels = PIXELS.get(chart.kind, DEFAULT_PIXELS)
        air = SQUEEZED if len(chart.categories) >= LONG else 1.0
        room = Room(air=air, least=SMALLEST * pixels / TEXT_WIDTH)
        svg = svg_of(chart, pixels, themed=False, room=room)
        found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
        wide, high = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
        width = min(TEXT_WIDTH, HIGHEST.get(chart.kind, DEFAULT_HIGHEST) * wide / high)
        name = f"chart-{len(self.drawings)}"
        self.drawings[name] = svg
        return {"name": name, "width": width, "alt": chart.alt}

    def codes(self, chart: Chart, names: Mapping[str, str]) -> list[dict[str, str]]:
        """What the tiles' codes stand for, by the alphabet of their names; none elsewhere."""
        if chart.kind not in (Kind.TILES, Kind.TILE_MAP):
            return []
        found = {point.label for series in chart.series for point in series.points}
        known = sorted((folded(names[code]), code) for code in found if code in names)
        return [{"code": code, "name": names[code]} for _, code in known]

    def qr(self, address: str) -> str:
        """The name of the address's QR code; "" without an address."""
        if not address:
            return ""
        name = f"qr-{len(self.drawings)}"
        self.drawings[name] = qr_svg(address)
        return name


def _sample(code: str, hollow: bool, width: int, height: int) -> Canvas:
    canvas = Canvas(themed=False)
    canvas.rect(0, 0, width, height, code, radius=2)
    ink = style.FILLS[code].ink
    if hollow:
        canvas.rect(4, 4, width - 8, height - 8, "hollow", radius=1, bordered=False)
        ink = "ink"
    if code in style.GLYPHS and style.FILLS[code].texture == "plain":
        canvas.glyph(width / 2, height / 2, code, min(14, height - 4), ink)
    return canvas


def _framed(canvas: Canvas, width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {width + 2} {height + 2}"'
        f' width="{width + 2}" height="{height + 2}">{"".join(canvas.parts)}</svg>'
    )


def common(words: Words) -> dict[str, Any]:
    """What every template needs: language, colours and the words of its own."""
    names = ("paper", "line", "row-line", "ink", "ink-2", "link", "accent", "cell-border", "band")
    own = {
        key.removeprefix("pdf.say.").replace("-", "_"): words(key)
        for key in words.keys
        if key.startswith("pdf.say.")
    }
    return {
        "lang": words.language,
        "region": REGIONS.get(words.language),
        "colours": {name.replace("-", "_"): style.TOKENS[name] for name in names},
        "say": own,
    }


def table_piece(table: Table, album: Album, *, signs: bool = False) -> dict[str, Any]:
    """A table with its bands, groups and foot; in a matrix a level fills its cell. `signs`: a
    column of an answer is headed by its sign alone, where a chart above names it."""
    return {
        "caption": table.caption,
        "matrix": table.is_matrix,
        "columns": [
            {
                "label": c.label or c.title,
                "kind": c.kind.value,
                "look": album.look(c.key) if signs and c.kind is ColumnKind.NUMBER else "",
            }
            for c in table.columns
        ],
        "bands": [{"label": label, "span": span} for label, span in table.bands],
        "groups": [
            {"label": label, "rows": [_row(row, table, album) for row in rows]}
            for label, rows in table.grouped
        ],
        "foot": [_row(row, table, album) for row in table.foot],
    }


def _row(row: Row, table: Table, album: Album) -> list[dict[str, Any]]:
    return [_cell(cell, table, album) for cell in row]


def _cell(cell: TableCell, table: Table, album: Album) -> dict[str, Any]:
    fills = table.is_matrix and not cell.text
    return {
        "text": cell.text,
        "note": cell.note,
        "look": album.look(cell.look, cell.hollow, CELL if fills else CHIP),
        "alt": cell.sentence or cell.text,
    }


def legend(codes: Iterable[str], words: Words, album: Album) -> list[dict[str, str]]:
    """Sample and word of each answer in use, in the order of the scale."""
    used = set(codes)
    return [
        {"look": album.look(code), "word": words(f"chart.answer.{code}")}
        for code in (*style.LEVELS, *style.NON_ANSWERS)
        if code in used
    ]


def answers_in(table: Table) -> set[str]:
    """The answers a matrix shows by their sign alone."""
    if not table.is_matrix:
        return set()
    return {cell.look for row in (*table.rows, *table.foot) for cell in row if cell.look}


def figures_piece(built: BuiltExhibit) -> list[dict[str, str]]:
    return [
        {"figure": one.figure, "label": one.label, "coverage": one.coverage}
        for one in built.figures
    ]


def facts_piece(built: BuiltExhibit, album: Album) -> list[dict[str, str]]:
    return [
        {"label": one.label, "text": one.text, "look": album.look(one.look), "note": one.note}
        for one in built.facts
    ]


def foot_lines(built: BuiltExhibit, words: Words) -> Mapping[str, str]:
    """What stands quietly below: n of N, what is kept back, the source, the mark."""
    return {
        "coverage": built.coverage,
        "not_shown": built.not_shown,
        "source": built.source_line,
        "mark": mark(built, words),
    }


def all_looks(words: Words, album: Album) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The whole scale, and the answers that are no level."""
    return {
        "levels": legend(style.LEVELS, words, album),
        "others": legend(style.NON_ANSWERS, words, album),
    }
