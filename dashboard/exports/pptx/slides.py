"""Fills a slide: heading, title, subtitle, chart or table, coverage and source, stamp, QR code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml
from pptx.slide import Slide as NativeSlide

from dashboard.exhibits import BuiltExhibit
from dashboard.exports.imprint import mark
from dashboard.exports.pptx.bars import add_bars, add_gantt, add_stacked
from dashboard.exports.pptx.layouts import Layouts
from dashboard.exports.pptx.markup import (
    BODY,
    LINE,
    NAMESPACES,
    NOTE,
    Box,
    Run,
    fitting,
    lines_of,
    paragraph,
    place,
    sentences,
    shortened,
    wide_of,
)
from dashboard.exports.pptx.scatter import add_dots, add_strip
from dashboard.exports.pptx.sheet import Sheet
from dashboard.exports.pptx.slope import add_slope
from dashboard.exports.pptx.tables import add_matrix, add_table
from dashboard.exports.pptx.tiles import add_tile_map, add_tiles
from dashboard.exports.qr import qr_png
from dashboard.figures.chart import Chart, Kind
from dashboard.meetings import Deck, Slide

Adder = Callable[[Sheet, Chart, Box], None]

ADDERS: Mapping[Kind, Adder] = {
    Kind.STACKED: add_stacked,
    Kind.BARS: add_bars,
    Kind.GANTT: add_gantt,
    Kind.STRIP: add_strip,
    Kind.DUMBBELL: add_strip,
    Kind.DOTS: add_dots,
    Kind.TILES: add_tiles,
    Kind.TILE_MAP: add_tile_map,
    Kind.MATRIX: add_matrix,
    Kind.SLOPE: add_slope,
}

LARGEST_TITLE = 28.0
"""A title is a sentence: larger letters are for words alone."""
OWN_SIZES = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
SECOND = 15.0
QR = 70.0
FOOT = NOTE * LINE
ROOMY = 400.0
"""Height from which a design has room for two lines of each subtitle."""
MARKED = "accent"
FACT_SIZES = (BODY, 13.0, NOTE)
FACT_GAP = 3.0
FACTS_SHARE = 0.5
"""Of the body, what stands beside the numbers may take so much."""
DENSE = 12
"""Rows of a table beside which there is no room for a note."""


@dataclass(frozen=True)
class Places:
    """Where things stand on this slide; `title` None: where the design has it."""

    heading: Box
    title: Box | None
    qr: Box
    area: Box
    title_room: Box


def fill(
    native: NativeSlide,
    slide: Slide,
    deck: Deck,
    layouts: Layouts,
    *,
    number: int,
    is_own: bool,
    second: Run | None = None,
) -> None:
    """`number`: of the slide in the presentation. `second`: the title in another language."""
    sheet = Sheet(native, deck.words, number)
    title = slide.built.title if slide.built else slide.heading or slide.problem
    places = _places(layouts, title, is_own, bool(slide.address))
    set_title(native, title, sheet.lang, layouts, places.title_room, places.title)
    heading = sheet.run(_heading(slide, deck), BODY, bold=True, paint="link")
    if not is_own:
        heading = sheet.run(heading.text, BODY, bold=True, paint="ink-2")
    room = places.heading
    cut = shortened(heading.text, room.w / 1.06, BODY, 1)
    sheet.text(room, [paragraph(sheet.run(cut, BODY, bold=True, paint=heading.paint))])
    area = places.area
    area = area.below(_second_lines(sheet, slide, area, places.qr, second))
    foot = _foot(slide, deck, area)
    _body(sheet, slide, Box(area.x, area.y, area.w, foot - area.y - 8))
    _add_foot(sheet, slide, deck, layouts, area, foot, is_own)
    if slide.address:
        alt = sheet.words("pptx.qr", address=slide.address)
        sheet.picture(places.qr, qr_png(slide.address), alt)
    sheet.number(layouts.number, _number_box(area), number)
    sheet.close()


def set_title(
    native: NativeSlide, title: str, lang: str, layouts: Layouts, room: Box, own: Box | None
) -> None:
    """Writes the title placeholder; only a title too long for the design gets a size."""
    holder: Any = native.shapes.title
    first = min(layouts.size, LARGEST_TITLE)
    sizes = tuple(size for size in OWN_SIZES if size < first)
    size, _ = fitting(title, room, (first, *sizes), bold=True)
    sized = "" if size == layouts.size else f' sz="{round(size * 100)}"'
    run = paragraph(Run(title, lang)).partition("<a:t>")[2].partition("</a:t>")[0]
    body = parse_xml(
        f"<p:txBody {NAMESPACES}><a:bodyPr><a:normAutofit/></a:bodyPr><a:lstStyle/><a:p><a:r>"
        f'<a:rPr lang="{lang}"{sized} dirty="0"/><a:t>{run}</a:t></a:r></a:p></p:txBody>'
    )
    old = holder._element.txBody
    old.getparent().replace(old, body)
    if own is not None:
        properties = holder._element.spPr
        for child in list(properties):
            properties.remove(child)
        properties.append(parse_xml(place(own).replace("<a:xfrm>", f"<a:xfrm {NAMESPACES}>")))


def _places(layouts: Layouts, title: str, is_own: bool, has_qr: bool) -> Places:
    """In our own design the title takes the lines it needs; in another it stays where it is."""
    if is_own:
        room = layouts.title if has_qr else Box(44, 44, 872, 62)
        _, height = fitting(title, room, (layouts.size, *OWN_SIZES[1:]), bold=True)
        top = 44 + height + 6
        return Places(
            Box(44, 22, room.w, BODY * LINE),
            Box(room.x, room.y, room.w, height + 4),
            Box(layouts.width - 44 - QR, 22, QR, QR),
            Box(44, top, layouts.width - 88, layouts.height - 12 - top),
            room,
        )
    area = layouts.area
    side = (60.0 if area.h >= ROOMY else 48.0) if has_qr else 0
    heading = Box(area.x, area.y, area.w - side - 8, BODY * LINE)
    qr = Box(area.right - side, area.y, side, side)
    return Places(heading, None, qr, area.below(BODY * LINE + 2), layouts.title)


def _heading(slide: Slide, deck: Deck) -> str:
    words = deck.words
    if slide.country:
        text = words("pptx.annex", heading=slide.heading)
    else:
        # A line without a name of its own is called like its finding, which stands below.
        own = slide.built is None or slide.heading != slide.built.title
        key = "pptx.heading" if own and slide.heading else "pptx.heading.plain"
        text = words(key, number=slide.number, heading=slide.heading)
    if slide.label:
        text = f"{text} · {slide.label}"
    if slide.parts > 1:
        text = f"{text} ({slide.part}/{slide.parts})"
    return text


def _second_lines(sheet: Sheet, slide: Slide, area: Box, qr: Box, second: Run | None) -> float:
    """The other language's title and what is measured; the height they took."""
    width = area.w - (qr.w + 8 if qr.bottom > area.y else 0)
    used = 0.0
    if second is not None and second.text:
        lines = 2 if area.h >= ROOMY else 1
        most = Box(area.x, area.y, width, lines * SECOND * LINE)
        size, height = fitting(second.text, most, (SECOND, 14.0, 13.0, NOTE))
        height = min(height, lines * size * LINE)
        run = Run(shortened(second.text, width, size, lines), second.lang, size, paint="ink-2")
        sheet.text(Box(area.x, area.y, width, height), [paragraph(run)], kind="Subtitle")
        used += height + 2
    if slide.built is not None and slide.built.subtitle:
        lines = 2 if area.h >= ROOMY else 1
        most = Box(area.x, area.y, width, lines * BODY * LINE)
        size, height = fitting(slide.built.subtitle, most, (BODY, 13.0, NOTE))
        height = min(height, lines * size * LINE)
        run = sheet.run(shortened(slide.built.subtitle, width, size, lines), size)
        sheet.text(Box(area.x, area.y + used, width, height), [paragraph(run)])
        used += height + 2
    if qr.bottom > area.y:
        used = max(used, qr.bottom - area.y)
    return used + 8


def _body(sheet: Sheet, slide: Slide, box: Box) -> None:
    built = slide.built
    if built is None or built.is_empty:
        said = built.note if built is not None else slide.problem if slide.heading else ""
        if not said:
            return
        size, height = fitting(said, box, (22.0, 20.0, 18.0, 16.0, BODY))
        sheet.text(Box(box.x, box.y + 24, box.w * 0.8, height), [paragraph(sheet.run(said, size))])
        return
    if built.figures:
        _figures(sheet, built, box)
        return
    if built.facts:
        box = box.below(_facts(sheet, built, box))
    if built.chart is not None:
        ADDERS[built.chart.kind](sheet, built.chart, box)
    elif built.table.rows:
        add_table(sheet, built.table, box, built.alt)


def _figures(sheet: Sheet, built: BuiltExhibit, box: Box) -> None:
    """Key figures side by side: the number, its name, what it covers."""
    wide = box.w / max(len(built.figures), 1)
    for number, one in enumerate(built.figures):
        parts = [
            paragraph(sheet.run(one.figure, 48, bold=True)),
            paragraph(sheet.run(one.label, 20), before=4),
            paragraph(sheet.run(one.coverage, BODY, paint="ink-2"), before=4),
        ]
        sheet.text(Box(box.x + number * wide, box.y + 36, wide - 24, 170), parts)


def _facts(sheet: Sheet, built: BuiltExhibit, box: Box) -> float:
    """What is said beside the numbers: whole in smaller letters before anything is cut."""
    said = [(f"{fact.label} – ", fact.text) for fact in built.facts]
    stands_alone = built.chart is None and not built.table.rows
    most = box.h * (1 if stands_alone else FACTS_SHARE)
    size = next((one for one in FACT_SIZES if _facts_height(said, box.w, one) <= most), NOTE)
    if _facts_height(said, box.w, size) > most:
        lines = max(1, int(most / len(said) / (size * LINE)))
        said = [
            (label, shortened(label + text, box.w, size, lines)[len(label) :])
            for label, text in said
        ]
    parts = [
        paragraph(sheet.run(label, size, bold=True), sheet.run(text, size), before=FACT_GAP)
        for label, text in said
    ]
    height = _facts_height(said, box.w, size)
    sheet.text(Box(box.x, box.y, box.w, height), parts)
    return height + 8


def _facts_height(said: Sequence[tuple[str, str]], width: float, size: float) -> float:
    """Of labels, in bold, and texts behind them."""
    lines = sum(lines_of(label + text, width / 1.03, size) for label, text in said)
    return lines * size * LINE + len(said) * FACT_GAP


def foot_lines(slide: Slide, deck: Deck, width: float, is_roomy: bool) -> list[tuple[str, str]]:
    """Coverage, what is not shown, source, the mark; each with its colour. Of a long note, the
    sentences that fit two lines: the speaker has all of it."""
    words, built = deck.words, slide.built
    lines = []
    if built is not None and not built.is_empty:
        first = [built.coverage, built.not_shown]
        if slide.left_out:
            first.append(words.count("pptx.left-out", slide.left_out))
        lines.append((" · ".join(part for part in first if part), "ink"))
        if is_roomy and (len(built.table.rows) < DENSE or built.chart is not None):
            lines.append((sentences(built.note, width, NOTE, 2), "ink-2"))
    if built is not None:
        lines.append((built.source_line, "ink-2"))
        said = mark(built, words)
        if said:
            meaning = words(f"provenance.{built.provenance}.meaning")
            lines.append((f"{said}. {meaning}", MARKED))
    if built is not None and slide.problem:
        lines.append((slide.problem, MARKED))
    return [line for line in lines if line[0]]


def _stamped(deck: Deck, slide: Slide, width: float) -> tuple[str, str, int]:
    """The stamp and the short address, and the lines they take together."""
    short = slide.address.partition("://")[2]
    both = wide_of(deck.stamp.line, NOTE) + wide_of(short, NOTE) + 80
    return deck.stamp.line, short, 1 if both <= width else 2


def _foot(slide: Slide, deck: Deck, area: Box) -> float:
    """Where the lines at the bottom begin."""
    lines = sum(
        lines_of(text, area.w, NOTE) for text, _ in foot_lines(slide, deck, area.w, area.h >= ROOMY)
    )
    _, _, stamped = _stamped(deck, slide, area.w)
    return area.bottom - (lines + stamped) * FOOT - 4


def _add_foot(
    sheet: Sheet, slide: Slide, deck: Deck, layouts: Layouts, area: Box, top: float, is_own: bool
) -> None:
    stamp, short, lines = _stamped(deck, slide, area.w)
    said = [
        # On a ground we do not know, our own colour may not be read.
        paragraph(
            sheet.run(
                text, NOTE, bold=paint == MARKED and not is_own, paint=paint if is_own else "ink"
            )
        )
        for text, paint in foot_lines(slide, deck, area.w, area.h >= ROOMY)
    ]
    bottom = area.bottom - lines * FOOT
    if said:
        sheet.text(Box(area.x, top, area.w, bottom - top), said, kind="Source")
    free = 0 if layouts.number else 50
    sheet.text(
        Box(area.x, bottom, area.w - 60, FOOT),
        [paragraph(sheet.run(stamp, NOTE, paint="ink-2"))],
        kind="Stamp",
    )
    if short:
        wide = wide_of(short, NOTE) + 8
        side = "r" if lines == 1 else "l"
        left = area.right - wide - max(free, 56) if lines == 1 else area.x
        sheet.text(
            Box(left, area.bottom - FOOT, wide, FOOT),
            [paragraph(sheet.run(short, NOTE, paint="ink-2"), align=side)],
            wrap=False,
            kind="Address",
        )


def _number_box(area: Box) -> Box:
    return Box(area.right - 44, area.bottom - FOOT, 44, FOOT)
