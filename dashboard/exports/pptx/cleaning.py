"""Takes out of a presentation what is not its look: slides, links, notes, names of persons."""

from collections.abc import Iterator

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.opc.package import Part, XmlPart
from pptx.presentation import Presentation as Native

_OF_PRESENTATION = frozenset({REL.SLIDE_MASTER, REL.THEME, REL.TABLE_STYLES})
_OF_PAGES = frozenset({REL.SLIDE_MASTER, REL.SLIDE_LAYOUT, REL.THEME, REL.IMAGE})
_OF_PACKAGE = frozenset({REL.OFFICE_DOCUMENT, REL.CORE_PROPERTIES})

_KEPT = ("sldMasterIdLst", "sldSz", "notesSz", "kinsoku", "defaultTextStyle")
"""Of the presentation's own part. Lists of sections, shows and comments name slides that go."""

_SHAPES = ("sp", "pic", "graphicFrame", "cxnSp", "grpSp", "contentPart", "AlternateContent")
_MOVING = ("timing", "transition", "hf", "custDataLst", "controls")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def emptied(native: Native) -> None:
    """Leaves masters, layouts, themes and pictures. Nothing leads outside or to a slide."""
    part = native.part
    root = part._element
    for child in list(root):
        if _name(child) not in _KEPT:
            root.remove(child)
    for attribute in ("removePersonalInfoOnSave", "bookmarkIdSeed", "firstSlideNum"):
        root.attrib.pop(attribute, None)
    for rel in list(part.rels.values()):
        if rel.is_external or rel.reltype not in _OF_PRESENTATION:
            part.rels.pop(rel.rId)
    package = part.package
    for rel in list(package._rels.values()):
        if rel.is_external or rel.reltype not in _OF_PACKAGE:
            package._rels.pop(rel.rId)
    _anonymous(native)
    for page in _pages(native):
        _clean(page)


def _anonymous(native: Native) -> None:
    """Who made the design, and when, is not said of what is made with it."""
    core = native.core_properties
    for child in list(core._element):
        core._element.remove(child)


def _pages(native: Native) -> Iterator[Part]:
    for master in native.slide_masters:
        yield master.part
        yield from (layout.part for layout in master.slide_layouts)
        yield from (
            rel.target_part
            for rel in master.part.rels.values()
            if not rel.is_external and rel.reltype == REL.THEME
        )


def _clean(page: Part) -> None:
    gone = {
        rel.rId for rel in page.rels.values() if rel.is_external or rel.reltype not in _OF_PAGES
    }
    if isinstance(page, XmlPart):
        _unlink(page._element, gone)
    elif gone:
        # A theme is kept as bytes.
        root = etree.fromstring(page.blob, etree.XMLParser(resolve_entities=False))
        _unlink(root, gone)
        page._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    for rid in gone:
        page.rels.pop(rid)


def _unlink(root: etree._Element, gone: set[str]) -> None:
    """Takes out what names a relation that goes: a link, a linked picture, else the shape."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if _name(element) in _MOVING:
            _remove(element)
            continue
        named = [
            key
            for key, value in element.attrib.items()
            if str(key).startswith(_RELATION) and (value in gone or value == "")
        ]
        if not named:
            continue
        if _name(element) == "blip":
            for key in named:
                del element.attrib[key]
        else:
            _remove(element if _name(element).startswith("hlink") else _shape_of(element))


def _shape_of(element: etree._Element) -> etree._Element:
    for above in element.iterancestors():
        if _name(above) in _SHAPES:
            return above
    return element


def _remove(element: etree._Element) -> None:
    above = element.getparent()
    if above is not None:
        above.remove(element)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
