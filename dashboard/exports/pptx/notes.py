"""Writes what a presenter may say under a slide: facts, coverage, caveat, source, hash, data."""

from pptx.oxml import parse_xml
from pptx.slide import Slide as NativeSlide

from dashboard.exhibits import BuiltExhibit
from dashboard.exports.pptx.markup import NAMESPACES, plain
from dashboard.exports.pptx.sheet import lang_of
from dashboard.figures.chart import Kind
from dashboard.meetings import Deck, Slide

AS_SHAPES = frozenset({Kind.TILES, Kind.TILE_MAP})
"""Charts without a workbook: the notes hold their numbers."""

MOST_LINES = 80


def add_notes(native: NativeSlide, slide: Slide, deck: Deck) -> None:
    frame = native.notes_slide.notes_text_frame
    if frame is None:
        return
    lang = lang_of(deck.words)
    said = "".join(_paragraph(line, lang) for line in note_lines(slide, deck))
    body = parse_xml(f"<p:txBody {NAMESPACES}><a:bodyPr/><a:lstStyle/>{said}</p:txBody>")
    old = frame._txBody
    old.getparent().replace(old, body)


def note_lines(slide: Slide, deck: Deck) -> list[str]:
    """Facts first, each with its dash; empty strings part the sections."""
    words, notes, built = deck.words, slide.notes, slide.built
    lines = [f"– {fact}" for fact in notes.facts]
    lines += [line for line in (notes.coverage, notes.caveat) if line]
    if built is not None and built.remark:
        lines.append(built.remark)
    if notes.written:
        lines += ["", *notes.written.splitlines()]
    if slide.problem:
        lines += ["", slide.problem]
    lines.append("")
    if built is not None:
        lines.append(built.source_line)
    lines.append(deck.stamp.line)
    if deck.stamp.sha256:
        lines.append(words("pptx.notes.hash", hash=deck.stamp.sha256))
    if slide.address:
        lines.append(slide.address)
    if built is not None:
        lines += _data(built, deck)
    return lines


def _data(built: BuiltExhibit, deck: Deck) -> list[str]:
    """The table behind tiles; what the columns of codes mean."""
    table, words = built.table, deck.words
    if built.chart is not None and built.chart.kind in AS_SHAPES:
        rows = [" · ".join(cell.text for cell in row if cell.text) for row in table.rows]
        return ["", words("pptx.notes.data"), *rows[:MOST_LINES]]
    if table.is_matrix:
        heads = [c.title for c in table.columns if c.title and c.title != c.label]
        return ["", words("pptx.notes.columns"), *heads] if heads else []
    return []


def _paragraph(line: str, lang: str) -> str:
    run = f'<a:r><a:rPr lang="{lang}" dirty="0"/><a:t>{plain(line)}</a:t></a:r>' if line else ""
    return f'<a:p>{run}<a:endParaRPr lang="{lang}" dirty="0"/></a:p>'
