"""Finds in any design the layouts and the room that cover and slides need."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Native
from pptx.slide import SlideLayout, SlideMaster

from dashboard.exports.pptx.markup import EMU, Box

TITLES = frozenset({KIND.TITLE, KIND.CENTER_TITLE})
BELOW = frozenset({KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER})
BODIES = frozenset({KIND.BODY, KIND.OBJECT})

NARROWEST = 320.0
LOWEST = 220.0
"""Room without which no chart can be read."""
MARGIN = 30.0
USUAL_SIZE = 44.0
KNOWN = frozenset(
    [
        "arial",
        "calibri",
        "calibri light",
        "aptos",
        "aptos display",
        "helvetica",
        "inter",
        "liberation sans",
        "carlito",
        "segoe ui",
        "times new roman",
        "garamond",
        "cambria",
        "corbel",
        "gill sans mt",
        "open sans",
        "noto sans",
    ]
)


@dataclass(frozen=True)
class Layouts:
    """`title` is where a slide's title stands, `area` the room for all else, `size` the design's
    own size of titles; `number` the index of its place for slide numbers, "" without one;
    `stretch` how wide its letters may be, to Arial's."""

    cover: SlideLayout
    content: SlideLayout
    width: float
    height: float
    title: Box
    area: Box
    size: float
    number: str
    stretch: float


def layouts_of(native: Native) -> Layouts | None:
    """None when no layout has a title and room beside it."""
    width, height = _points(native.slide_width), _points(native.slide_height)
    best: Layouts | None = None
    cover = None
    least = 99
    for layout in (one for master in native.slide_masters for one in master.slide_layouts):
        kinds = {holder.placeholder_format.type for holder in _holders(layout)}
        if KIND.CENTER_TITLE in kinds and KIND.SUBTITLE in kinds and cover is None:
            cover = layout
        others = len([1 for h in _holders(layout) if _is_content(h.placeholder_format.type)])
        if others >= least:
            continue
        found = _content(layout, width, height)
        if found is not None:
            best, least = found, others
    if best is None:
        return None
    return best if cover is None else Layouts(**{**best.__dict__, "cover": cover})


def _holders(page: Any) -> list[Any]:
    """The placeholders of a master or layout."""
    return list(page.placeholders)


def _is_content(kind: object) -> bool:
    return kind not in TITLES and kind not in BELOW


def _content(layout: SlideLayout, width: float, height: float) -> Layouts | None:
    title = _place(layout, TITLES, width, height)
    if title is None or title.w < NARROWEST * 0.6 or title.h < 20:
        return None
    area = _area(layout, title, width, height)
    if area is None:
        return None
    numbers = [h for h in _holders(layout) if h.placeholder_format.type == KIND.SLIDE_NUMBER]
    number = str(numbers[0].placeholder_format.idx) if numbers else ""
    return Layouts(
        layout,
        layout,
        width,
        height,
        title,
        area,
        _title_size(layout.slide_master),
        number,
        _stretch(layout.slide_master),
    )


def _place(
    layout: SlideLayout, kinds: frozenset[object], width: float, height: float
) -> Box | None:
    """Where a placeholder stands; a layout without a place of its own takes its master's."""
    slide = Box(0, 0, width, height)
    for holder in (*_holders(layout), *_holders(layout.slide_master)):
        if holder.placeholder_format.type in kinds:
            values = (holder.left, holder.top, holder.width, holder.height)
            if any(value is None for value in values):
                continue
            box = Box(*(_points(value) for value in values))
            if _inside(box, slide):
                return box
    return None


def _inside(box: Box, slide: Box) -> bool:
    return box.x >= -1 and box.y >= -1 and box.right <= slide.w + 1 and box.bottom <= slide.h + 1


def _area(layout: SlideLayout, title: Box, width: float, height: float) -> Box | None:
    """The design's room for text where it has one; else the slide's, above or below the title."""
    body = _place(layout, BODIES, width, height)
    tops = [place.y for place in _feet(layout) if place.y > title.bottom]
    foot = min([height - MARGIN * 0.6, *tops])
    whole = Box(MARGIN, MARGIN * 0.6, width - 2 * MARGIN, foot - MARGIN * 0.6)
    rooms = [whole]
    if body is not None and body.w >= NARROWEST:
        # The body's width, but all the height there is: charts and tables need it.
        rooms.insert(0, Box(body.x, whole.y, body.w, whole.h))
    for room in rooms:
        for part in _beside(room, title):
            if part.w >= NARROWEST and part.h >= LOWEST:
                return part
    return None


def _beside(room: Box, title: Box) -> Iterator[Box]:
    """The room without the title: below it, above it."""
    if title.bottom <= room.y or title.y >= room.bottom:
        yield room
        return
    yield Box(room.x, title.bottom + 4, room.w, room.bottom - title.bottom - 4)
    yield Box(room.x, room.y, room.w, title.y - room.y - 4)


def _feet(layout: SlideLayout) -> Iterator[Box]:
    for holder in (*_holders(layout), *_holders(layout.slide_master)):
        values = (holder.left, holder.top, holder.width, holder.height)
        if holder.placeholder_format.type in BELOW and None not in values:
            yield Box(*(_points(value) for value in values))


def _title_size(master: SlideMaster) -> float:
    found = master._element.find(".//{*}titleStyle/{*}lvl1pPr/{*}defRPr")
    size = found.get("sz") if found is not None else None
    return int(size) / 100 if size else USUAL_SIZE


def _stretch(master: SlideMaster) -> float:
    """1 for fonts known to be no wider than Arial; more, to be safe, for any other."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob.decode("utf-8", "replace")
    fonts = {name.lower() for name in re.findall(r'<a:latin typeface="([^"+]*)"', theme)}
    return 1.0 if fonts <= KNOWN else 1.18


def _points(value: int | None) -> float:
    return (value or 0) / EMU
