"""Makes the product's own design: a blank 16:9 presentation with a master and two layouts."""

import re
from functools import lru_cache
from io import BytesIO

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Native
from pptx.util import Pt

from dashboard.exports.pptx.markup import NAMESPACES, Box, edge, place, solid
from dashboard.figures import style

WIDTH, HEIGHT = 960.0, 540.0
MARGIN = 44.0
FONT = "Calibri"
"""In every Office; LibreOffice brings letters of the same widths. Narrower than our estimates."""

TITLE = Box(MARGIN, 44, 788, 62)
NUMBER = Box(WIDTH - MARGIN - 48, 514, 48, 16)
COVER_TITLE = Box(MARGIN + 28, 112, WIDTH - 2 * MARGIN - 60, 128)
COVER_TEXT = Box(MARGIN + 28, 254, WIDTH - 2 * MARGIN - 60, 170)

THEME = {
    "dk1": style.INK,
    "lt1": style.PAPER,
    "dk2": style.INK_2,
    "lt2": style.ROW_LINE,
    "accent1": style.LINK,
    "accent2": style.NEUTRAL,
    "accent3": style.LEVELS["2"],
    "accent4": style.LEVELS["3"],
    "accent5": style.LEVELS["4"],
    "accent6": style.ACCENT,
    "hlink": style.LINK,
    "folHlink": style.LINK,
}


def own_design() -> bytes:
    """The bytes of the blank presentation, made once a process."""
    return _made()


@lru_cache(maxsize=1)
def _made() -> bytes:
    blank = Presentation()
    blank.slide_width, blank.slide_height = Pt(WIDTH), Pt(HEIGHT)
    _theme(blank)
    for layout in list(blank.slide_layouts):
        if layout.name not in ("Title Slide", "Title Only"):
            blank.slide_layouts.remove(layout)
    _master(blank)
    cover, content = blank.slide_layouts
    _shapes(cover, _cover())
    _shapes(content, _content())
    stream = BytesIO()
    blank.save(stream)
    return stream.getvalue()


def _theme(blank: Native) -> None:
    part = blank.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = part.blob.decode()
    for name, value in THEME.items():
        theme = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{value[1:]}"/></a:{name}>',
            theme,
            flags=re.DOTALL,
        )
    part._blob = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FONT}"', theme).encode()


def _master(blank: Native) -> None:
    master = blank.slide_master
    styles = master._element.find(".//{*}titleStyle/{*}lvl1pPr")
    styles.set("algn", "l")
    styles.find("{*}defRPr").set("sz", "2600")
    styles.find("{*}defRPr").set("b", "1")
    body = Box(MARGIN, 130, WIDTH - 2 * MARGIN, 370)
    _shapes(
        master,
        _holder(2, "Title", "title", TITLE, "t")
        + _holder(3, "Text", "body", body, "t")
        + _number(4),
    )


def _cover() -> str:
    bar = (
        '<p:sp><p:nvSpPr><p:cNvPr id="9" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{place(Box(MARGIN, 112, 6, 312))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"{solid('link')}{edge()}</p:spPr></p:sp>"
    )
    subtitle = _holder(3, "Subtitle", "subTitle", COVER_TEXT, "t", ' idx="1"')
    return bar + _holder(2, "Title", "ctrTitle", COVER_TITLE, "b") + subtitle


def _content() -> str:
    return _holder(2, "Title", "title", TITLE, "t") + _number(4)


def _holder(number: int, name: str, kind: str, box: Box, anchor: str, index: str = "") -> str:
    mark = ' idx="1"' if kind == "body" else index
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name} {number}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}"{mark}/></p:nvPr>'
        f'</p:nvSpPr><p:spPr>{place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        "<a:noAutofit/></a:bodyPr><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )


def _number(number: int) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Slide Number {number}"/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        '<p:nvPr><p:ph type="sldNum" sz="quarter" idx="12"/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{place(NUMBER)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        '<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/>'
        '<a:lstStyle><a:lvl1pPr algn="r"><a:defRPr sz="1200">'
        f"{solid('ink-2')}</a:defRPr></a:lvl1pPr></a:lstStyle>"
        '<a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
        '<a:rPr lang="en-GB"/><a:t>‹#›</a:t></a:fld></a:p></p:txBody></p:sp>'
    )


def _shapes(page: object, markup: str) -> None:
    """Replaces what stands on a master or layout."""
    tree = page.shapes._spTree  # type: ignore[attr-defined]
    for old in list(tree)[2:]:
        tree.remove(old)
    for shape in parse_xml(f"<p:spTree {NAMESPACES}>{markup}</p:spTree>"):
        tree.append(shape)
