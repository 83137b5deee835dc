"""Collects the shapes of one slide, in reading order, and puts them on it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.slide import Slide

from dashboard.exports.pptx.markup import (
    NAMESPACES,
    Box,
    Run,
    edge,
    fill_of,
    ink_on,
    is_textured,
    paragraph,
    place,
    plain,
    solid,
)
from dashboard.figures import style
from schemas.wording import Words

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
MARKS = {"mark": "diamond", "hollow-mark": "diamond", "hollow-ring": "ellipse"}
"""Samples of marks: name -> form."""
FIRST_ID = 10
"""Ids of shapes below are those of placeholders."""


class Sheet:
    """A slide being filled. `number` is unique in the presentation: it names the chart's parts."""

    def __init__(self, slide: Slide, words: Words, number: int) -> None:
        self.slide = slide
        self.words = words
        self.lang = lang_of(words)
        self._number = number
        self._parts: list[str] = []
        self._next = FIRST_ID
        self._charts = 0

    def run(self, text: str, size: float = 14.0, *, bold: bool = False, paint: str = "ink") -> Run:
        return Run(text, self.lang, size, bold, paint)

    def _named(self, kind: str, alt: str = "", title: str = "") -> str:
        """Number, unique name, and the alternative text of a shape."""
        self._next += 1
        said = f' descr="{plain(alt)}"' if alt else ""
        named = f' title="{plain(title)}"' if title else ""
        return f'<p:cNvPr id="{self._next}" name="{kind} {self._next}"{said}{named}/>'

    def add(self, markup: str) -> None:
        self._parts.append(markup)

    def text(
        self,
        box: Box,
        paragraphs: Sequence[str],
        *,
        anchor: str = "t",
        wrap: bool = True,
        kind: str = "Text",
    ) -> None:
        """A text box without margins; `anchor`: t, ctr or b."""
        fold = "square" if wrap else "none"
        self.add(
            f'<p:sp><p:nvSpPr>{self._named(kind)}<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
            f'<p:spPr>{place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            f"<a:noFill/></p:spPr>"
            f"<p:txBody>{_body(anchor, fold)}{''.join(paragraphs)}</p:txBody></p:sp>"
        )

    def shape(
        self,
        box: Box,
        look: str,
        paragraphs: Sequence[str] = (),
        *,
        form: str = "rect",
        border: str = "cell-border",
        alt: str = "",
    ) -> None:
        """A shape in a look of style.FILLS."""
        said = "".join(paragraphs) or "<a:p/>"
        self.add(
            f"<p:sp><p:nvSpPr>{self._named('Shape', alt)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
            f'<p:spPr>{place(box)}<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>'
            f"{fill_of(look)}{edge(border)}</p:spPr>"
            f"<p:txBody>{_body('ctr', 'none')}{said}</p:txBody></p:sp>"
        )

    def mark(self, box: Box, form: str, paint: str) -> None:
        """A sample of a mark of a scatter chart."""
        self.add(
            f"<p:sp><p:nvSpPr>{self._named('Mark')}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
            f'<p:spPr>{place(box)}<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>'
            f"{solid(paint)}{edge('ink')}</p:spPr></p:sp>"
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], paint: str) -> None:
        box = Box(start[0], start[1], end[0] - start[0], end[1] - start[1])
        self.add(
            f"<p:cxnSp><p:nvCxnSpPr>{self._named('Line')}<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>"
            f'<p:spPr>{place(box)}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
            f"{edge(paint, 1.5)}</p:spPr></p:cxnSp>"
        )

    def slant(self, upper: tuple[float, float], lower: tuple[float, float], line: str) -> None:
        """A line in the look `line` (its markup), down to the right or to the left."""
        left, wide = min(upper[0], lower[0]), abs(lower[0] - upper[0])
        box = place(Box(left, upper[1], wide, lower[1] - upper[1]))
        if lower[0] < upper[0]:
            box = box.replace("<a:xfrm>", '<a:xfrm flipH="1">', 1)
        self.add(
            f"<p:cxnSp><p:nvCxnSpPr>{self._named('Line')}<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>"
            f'<p:spPr>{box}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{line}</p:spPr></p:cxnSp>'
        )

    @contextmanager
    def group(self, box: Box, alt: str, kind: str = "Group") -> Iterator[None]:
        """What is added inside is one group with an alternative text."""
        inner = place(box).replace("</a:xfrm>", "")
        x, y, w, h = (round(value * 12_700) for value in (box.x, box.y, box.w, box.h))
        child = f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{w}" cy="{h}"/></a:xfrm>'
        self.add(
            f"<p:grpSp><p:nvGrpSpPr>{self._named(kind, alt)}<p:cNvGrpSpPr/><p:nvPr/>"
            f"</p:nvGrpSpPr><p:grpSpPr>{inner}{child}</p:grpSpPr>"
        )
        yield
        self.add("</p:grpSp>")

    def chart(self, box: Box, space: bytes, workbook: bytes, alt: str, title: str) -> None:
        """A chart with its workbook inside."""
        self._charts += 1
        name = f"{self._number}{'' if self._charts == 1 else f'_{self._charts}'}"
        package = self.slide.part.package
        part = ChartPart.load(
            PackURI(f"/ppt/charts/chart{name}.xml"), CONTENT_TYPE.DML_CHART, package, space
        )
        book = EmbeddedXlsxPart(
            PackURI(f"/ppt/embeddings/workbook{name}.xlsx"),
            CONTENT_TYPE.SML_SHEET,
            package,
            workbook,
        )
        # The markup names its workbook rId1: the first relation of the part.
        part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        rel = self.slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        graphic = f'<c:chart xmlns:c="{CHART}" r:id="{rel}"/>'
        self._frame(box, CHART, graphic, "Chart", alt, title)

    def table(self, box: Box, markup: str, alt: str, title: str) -> None:
        self._frame(box, TABLE, markup, "Table", alt, title)

    def _frame(self, box: Box, uri: str, graphic: str, kind: str, alt: str, title: str) -> None:
        self.add(
            f"<p:graphicFrame><p:nvGraphicFramePr>{self._named(kind, alt, title)}"
            '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
            f"</p:nvGraphicFramePr>{place(box, 'p')}"
            f'<a:graphic><a:graphicData uri="{uri}">{graphic}</a:graphicData></a:graphic>'
            "</p:graphicFrame>"
        )

    def picture(self, box: Box, image: bytes, alt: str) -> None:
        _, rel = self.slide.part.get_or_add_image_part(BytesIO(image))
        self.add(
            f"<p:pic><p:nvPicPr>{self._named('Picture', alt)}"
            '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>'
            f'<p:blipFill><a:blip r:embed="{rel}"/><a:stretch><a:fillRect/></a:stretch>'
            f"</p:blipFill>"
            f'<p:spPr>{place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )

    def number(self, holder: str, box: Box, shown: int) -> None:
        """The number of the slide as a field; `holder`: index of the design's own place for it,
        "" where it has none."""
        field = (
            f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
            f'<a:rPr lang="{self.lang}"/><a:t>{shown}</a:t></a:fld>'
        )
        if holder:
            kind = f'<p:ph type="sldNum" sz="quarter" idx="{holder}"/>'
            shape, body = "<p:spPr/>", "<a:bodyPr/><a:lstStyle/>"
            said = f"<a:p>{field}</a:p>"
        else:
            kind = ""
            shape = f'<p:spPr>{place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
            body = _body("b", "square")
            sized = field.replace("<a:rPr ", '<a:rPr sz="1200" ')
            said = f'<a:p><a:pPr algn="r"/>{sized}</a:p>'
        self.add(
            f"<p:sp><p:nvSpPr>{self._named('Slide Number')}<p:cNvSpPr/><p:nvPr>{kind}</p:nvPr>"
            f"</p:nvSpPr>{shape}<p:txBody>{body}{said}</p:txBody></p:sp>"
        )

    def close(self) -> None:
        """Puts everything on the slide."""
        tree = self.slide.shapes._spTree
        for shape in parse_xml(f"<p:spTree {NAMESPACES}>{''.join(self._parts)}</p:spTree>"):
            tree.append(shape)


def lang_of(words: Words) -> str:
    """ "fr-FR": the language a spelling checker is told."""
    return str(words.locale).replace("_", "-")


def swatch(sheet: Sheet, box: Box, look: str, size: float) -> None:
    """A sample of a look, with its code where colour alone would say it."""
    if look in MARKS:
        middle = Box(box.x + box.w / 2 - 6, box.y + box.h / 2 - 6, 12, 12)
        sheet.mark(middle, MARKS[look], "half" if look.startswith("hollow") else "ink")
        return
    mark = code_of(look)
    said = [paragraph(sheet.run(mark, size, bold=True, paint=ink_on(look)), align="ctr")]
    sheet.shape(box, look, said if mark and not is_textured(look) else ())


def code_of(look: str) -> str:
    """0 to 4 for a level, "?" for no information; "" where the pattern says it."""
    return look if look in style.LEVELS else {"NI": "?"}.get(look, "")


def _body(anchor: str, fold: str) -> str:
    return (
        f'<a:bodyPr wrap="{fold}" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"'
        ' rtlCol="0"><a:noAutofit/></a:bodyPr><a:lstStyle/>'
    )
