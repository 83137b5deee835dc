"""Turns paragraphs and tables in a stated language into a Word document in the house style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run as DocxRun

from loaders.writing.look import BAND, FONT, HEADER_REQUIRED, INK, LINE, SECOND
from loaders.writing.printing import safe_text
from loaders.writing.said import Run, Said
from schemas.wording import LOCALES

MARGIN, TOP = Mm(22), Mm(25)
A4 = (Mm(210), Mm(297))
WIDTH = Length(A4[0] - 2 * MARGIN)
_EVERY_SCRIPT = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")


@dataclass(frozen=True)
class _Look:
    """A paragraph's look: sizes and spaces in points."""

    size: float
    colour: str
    bold: bool = False
    before: float = 0
    after: float = 0


class Letter:
    """A document that is written from top to bottom, in one language after another.

    `language` says in which language the next words are, so that a spell check knows. `footer`
    stands on every page, beside its number.
    """

    def __init__(
        self, product: str, title: str, reference: str, made_on: date, footer: str = ""
    ) -> None:
        self._document = _document()
        self.language = ""
        self._is_next = False
        core = self._document.core_properties
        core.title, core.subject, core.author = title, reference, product
        core.last_modified_by, core.comments, core.keywords = product, "", ""
        core.created = core.modified = datetime.combine(made_on, time())
        section = self._document.sections[0]
        _tabbed(section.header.paragraphs[0], product, reference)
        _numbered(section.footer.paragraphs[0], footer)

    def text(self, said: Said, style: str = "Normal") -> None:
        """A paragraph in a style of Word's, or one of `_STYLES`."""
        paragraph = self._document.add_paragraph(style=style)
        if self._is_next:
            paragraph.paragraph_format.page_break_before = True
            self._is_next = False
        self._said(paragraph, said)

    def steps(self, said: Sequence[str]) -> None:
        """Numbered lines; the numbers are typed, so that each list begins with 1."""
        for number, one in enumerate(said, start=1):
            self.text(f"{number}.\t{one}", "Step")

    def next_part(self) -> None:
        """The next paragraph begins a new page."""
        self._is_next = True

    def table(
        self,
        headings: Sequence[str],
        rows: Sequence[Sequence[Said]],
        shares: Sequence[int],
        least: Length | None = None,
    ) -> None:
        """A table whose head stands on every page; `shares` divide the width. `least` is the
        height of a row in which somebody is to write."""
        table = self._document.add_table(rows=1, cols=len(headings))
        table.autofit = False
        _ruled(table, ("top", "bottom", "insideH", *(("insideV",) if least else ())))
        widths = [Length(int(WIDTH * share / sum(shares))) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        self._row(table.rows[0], headings, widths, style="Table Head")
        _marked(table.rows[0], "w:tblHeader")
        for row in rows:
            added = table.add_row()
            if least is not None:
                added.height, added.height_rule = least, WD_ROW_HEIGHT_RULE.AT_LEAST
            self._row(added, row, widths, style="Table Text")
        # Word needs a paragraph between a table and what follows.
        self._document.add_paragraph(style="Gap")

    def to_bytes(self) -> bytes:
        stream = BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _row(self, row: _Row, texts: Sequence[Said], widths: Sequence[Length], style: str) -> None:
        _marked(row, "w:cantSplit")
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = style
            self._said(paragraph, text)
            if style == "Table Head":
                _shaded(cell, HEADER_REQUIRED)

    def _said(self, paragraph: Paragraph, said: Said) -> None:
        for one in (Run(said),) if isinstance(said, str) else said:
            run = paragraph.add_run(safe_text(one.text))
            if one.quiet:
                run.font.color.rgb = RGBColor.from_string(SECOND.removeprefix("#"))
            if one.language or self.language:
                _tagged(run, one.language or self.language)


def _document() -> DocumentType:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = TOP
    styles = document.styles
    normal = styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101  the library's own template has it
    _dressed(normal, _Look(10.5, INK, after=6))
    normal.paragraph_format.line_spacing = 1.15
    for name, look in _STYLES.items():
        known = name in [style.name for style in styles]
        style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)  # noqa: S101  all of ours are
        style.base_style = normal
        _dressed(style, look)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Lead"):
        styles[name].paragraph_format.keep_with_next = True
    step = styles["Step"].paragraph_format
    step.left_indent, step.first_line_indent = Mm(7), -Mm(7)
    step.tab_stops.add_tab_stop(Mm(7))
    styles["Point Source"].paragraph_format.left_indent = Mm(9)
    point = styles["Point"].paragraph_format
    point.left_indent, point.first_line_indent, point.keep_with_next = Mm(9), -Mm(9), True
    point.tab_stops.add_tab_stop(Mm(9))
    styles["Address"].paragraph_format.keep_with_next = True
    styles["Right"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document


_STYLES = {
    "Title": _Look(13, BAND, True, before=18, after=14),
    "Cover Title": _Look(20, BAND, True, before=6, after=4),
    "Heading 1": _Look(12, BAND, True, before=16, after=4),
    "Heading 2": _Look(11, BAND, True, before=12, after=3),
    "Heading 3": _Look(10.5, INK, True, before=8, after=2),
    "Lead": _Look(10.5, INK, after=6),
    "Address": _Look(10.5, INK),
    "Right": _Look(10.5, INK, before=8, after=8),
    "Quiet": _Look(9, SECOND, after=4),
    "Fact": _Look(10.5, INK, after=2),
    "Draft": _Look(12, BAND, True, after=0),
    "Step": _Look(10.5, INK, after=3),
    "Point": _Look(10.5, INK, before=2, after=1),
    "Point Source": _Look(9, SECOND, after=5),
    "Table Head": _Look(9, INK, True, before=2, after=2),
    "Table Text": _Look(9, INK, before=2, after=2),
    "Gap": _Look(4, INK),
    "Header": _Look(8.5, SECOND),
    "Footer": _Look(8.5, SECOND),
}
"""The paragraphs of a letter, by the name Word shows."""


def _dressed(style: ParagraphStyle, look: _Look) -> None:
    font = style.font
    font.name, font.size, font.bold = FONT, Pt(look.size), look.bold
    font.color.rgb = RGBColor.from_string(look.colour.removeprefix("#"))
    style.paragraph_format.space_before = Pt(look.before)
    style.paragraph_format.space_after = Pt(look.after)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        # The template's styles point to a theme's font, which would win over ours.
        if "heme" in name:
            del fonts.attrib[name]
    for script in _EVERY_SCRIPT:
        fonts.set(qn(script), FONT)
    for line in style.element.xpath("w:pPr/w:pBdr"):
        line.getparent().remove(line)


def _tabbed(paragraph: Paragraph, left: str, right: str) -> None:
    """Two texts on a line, at either margin."""
    for old in paragraph.style.element.xpath("w:pPr/w:tabs"):  # type: ignore[union-attr]
        old.getparent().remove(old)
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(safe_text(f"{left}\t{right}"))


def _tagged(run: DocxRun, code: str) -> None:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LOCALES.get(code, code).replace("_", "-"))
    run._element.get_or_add_rPr().append(language)


def _numbered(paragraph: Paragraph, footer: str) -> None:
    """Page / pages, at the right."""
    if footer:
        _tabbed(paragraph, footer, "")
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _ruled(table: Table, sides: Sequence[str]) -> None:
    """Light lines; between columns only where a cell is to be written in."""
    borders = OxmlElement("w:tblBorders")
    for side in sides:
        borders.append(_with(OxmlElement(f"w:{side}"), val="single", sz="4", color=LINE[1:]))
    table._tbl.tblPr.append(borders)


def _shaded(cell: _Cell, colour: str) -> None:
    shade = _with(OxmlElement("w:shd"), val="clear", color="auto", fill=colour[1:])
    cell._tc.get_or_add_tcPr().append(shade)


def _marked(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _with(element: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
