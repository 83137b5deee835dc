"""Somebody's own design: used as it is where it can be, refused with a reason where it cannot."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches, Pt
from sqlalchemy import Engine

from dashboard.exports.pptx import DesignError, check_design, pptx_of
from dashboard.exports.pptx.design import LARGEST
from dashboard.meetings import Deck, Item, deck_of
from dashboard.queries import Source
from schemas.content import Content
from schemas.database.engine import writer_engine

MAIN = b"presentationml.presentation.main+xml"
CODES = {
    "too-large", "old-format", "encrypted", "unsafe", "macros", "strict", "no-presentation",
    "no-layout", "damaged",
}  # fmt: skip
PERSON = "Canary Person"


def saved(presentation: Any) -> bytes:
    stream = BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def design() -> bytes:
    """Four to three, cream, with a slide, notes, a link on its master and a name on it."""
    made = Presentation()
    master = made.slide_master
    master.background.fill.solid()
    master.background.fill.fore_color.rgb = RGBColor(0xFD, 0xF6, 0xE3)
    slide = made.slides.add_slide(made.slide_layouts[0])
    slide.shapes.title.text = PERSON
    slide.notes_slide.notes_text_frame.text = PERSON
    link = master.part.relate_to("https://tracker.example/", RELATIONSHIP_TYPE.HYPERLINK, True)
    title = master.placeholders[0]._element
    named = title.xpath(".//p:cNvPr")[0]
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    hyperlink = named.makeelement(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}hlinkClick",
        {f"{{{namespace}}}id": link},
    )
    named.append(hyperlink)
    made.core_properties.author = PERSON
    made.core_properties.comments = PERSON
    return saved(made)


def changed(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The archive with its parts changed, and more parts ("__" for "/")."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, content in more.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def as_kind(data: bytes, kind: bytes) -> bytes:
    return changed(data, lambda _, part: part.replace(MAIN, kind))


def refused(data: bytes) -> str:
    with pytest.raises(DesignError) as caught:
        check_design(data)
    return caught.value.code


@pytest.fixture
def deck(migrated_sqlite: Path, tmp_path: Path, content: Content) -> Iterator[Deck]:
    file = tmp_path / "design.db"
    shutil.copy(migrated_sqlite, file)
    engine: Engine = writer_engine(f"sqlite:///{file}")
    words = content.words["fr"]
    items = [Item("1", "pillars"), Item("2", "reporting-status")]
    meeting = content.meetings["session-4"]
    yield deck_of(Source(engine, ("PUB",)), content, words, meeting, items=items, base="http://a")
    engine.dispose()


@pytest.mark.parametrize("kind", ["presentation", "template", "slideshow"])
def test_size_master_and_theme_are_the_designs(deck: Deck, content: Content, kind: str) -> None:
    data = as_kind(design(), f"presentationml.{kind}.main+xml".encode())
    check_design(data)
    native = Presentation(BytesIO(pptx_of(deck, content, design=data)))
    assert (native.slide_width, native.slide_height) == (Inches(10), Inches(7.5))
    assert str(native.slide_master.background.fill.fore_color.rgb) == "FDF6E3"
    titles = [slide.shapes.title.text for slide in native.slides]
    assert titles == [deck.title, *(s.built.title for s in deck.slides if s.built is not None)]
    for slide in native.slides:
        kinds = [holder.placeholder_format.type for holder in slide.placeholders]
        assert len(kinds) <= 2, "places that stay empty ask to be clicked"
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= native.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= native.slide_height


def test_nothing_of_the_designs_own_content_stays(deck: Deck, content: Content) -> None:
    data = changed(
        design(),
        lambda _, part: part.replace(b"</p:presentation>", b"<p:extLst/></p:presentation>"),
    )
    made = pptx_of(deck, content, design=data)
    archive = ZipFile(BytesIO(made))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert PERSON.encode() not in everything and b"tracker.example" not in everything
    assert b"hlinkClick" not in archive.read("ppt/slideMasters/slideMaster1.xml")
    assert b"p:extLst" not in archive.read("ppt/presentation.xml")
    names = archive.namelist()
    assert len(names) == len(set(names))
    slides = [name for name in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    assert len(slides) == 1 + len(deck.slides)
    for name in names:
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in archive.read(name)


def test_a_layout_is_chosen_by_its_places_not_its_name(deck: Deck, content: Content) -> None:
    made = Presentation()
    for layout in made.slide_layouts:
        layout._element.cSld.set("name", "x")
    native = Presentation(BytesIO(pptx_of(deck, content, design=saved(made))))
    used = native.slides[1].slide_layout
    kinds = {int(h.placeholder_format.type) for h in used.placeholders}
    assert 1 in kinds and not kinds & {2, 7}, "the one with a title and no places for text"


def test_a_title_below_leaves_the_room_above(deck: Deck, content: Content) -> None:
    made = Presentation()
    for page in (made.slide_master, *made.slide_layouts):
        for holder in page.placeholders:
            if int(holder.placeholder_format.type) in (1, 3):
                holder.left, holder.top = Inches(0.5), Inches(6.1)
                holder.width, holder.height = Inches(9), Inches(0.8)
    native = Presentation(BytesIO(pptx_of(deck, content, design=saved(made))))
    slide = native.slides[1]
    top = slide.shapes.title.top
    others = [s for s in slide.shapes if s.has_text_frame and not s.is_placeholder]
    assert others and all(shape.top + shape.height <= top for shape in others)


def test_what_is_no_presentation_is_refused(content: Content) -> None:
    whole = design()
    assert refused(b"") == "damaged"
    assert refused(b"GIF89a") == "damaged"
    assert refused(whole[: len(whole) // 2]) == "damaged"
    assert refused(b"PK" + b"\0" * (LARGEST + 1)) == "too-large"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "old-format"
    sealed = "EncryptedPackage".encode("utf-16-le")
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + sealed) == "encrypted"
    assert refused(as_kind(whole, b"wordprocessingml.document.main+xml")) == "no-presentation"
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    assert refused(stream.getvalue()) == "no-presentation"


def test_what_could_do_harm_is_refused() -> None:
    whole = design()
    assert refused(changed(whole, lambda _, part: part, ppt__vbaProject_dot_bin=b"x")) == "macros"
    macro = b"application/vnd.ms-powerpoint.template.macroEnabled.main+xml"
    full = b"application/vnd.openxmlformats-officedocument." + MAIN
    assert refused(changed(whole, lambda _, part: part.replace(full, macro))) == "macros"
    bomb = b"\0" * (210 * 1024 * 1024)
    assert refused(changed(whole, lambda _, part: part, ppt__media__a_dot_png=bomb)) == "unsafe"
    many = {f"ppt__media__{number}_dot_png": b"" for number in range(4_100)}
    assert refused(changed(whole, lambda _, part: part, **many)) == "unsafe"
    entity = b'<!DOCTYPE a [<!ENTITY x "y">]>'
    declared = changed(
        whole, lambda name, part: entity + part if name == "ppt/presentation.xml" else part
    )
    assert refused(declared) == "unsafe"
    old, strict = (
        b"http://schemas.openxmlformats.org/presentationml/2006/main",
        (b"http://purl.oclc.org/ooxml/presentationml/main"),
    )
    assert refused(changed(whole, lambda _, part: part.replace(old, strict))) == "strict"


def test_markup_is_bounded_and_declares_nothing_wherever_it_hides() -> None:
    """The list of types may call any part markup, and a declaration may stand far below."""
    whole = design()
    large = b"<a>" + b"<b/>" * (7 * 1024 * 1024) + b"</a>"
    assert refused(changed(whole, lambda _, part: part, ppt__x_dot_xml=large)) == "unsafe"
    assert refused(changed(whole, lambda _, part: part, ppt__x_dot_bin=large)) == "unsafe"
    entity = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    for name in ("ppt__x_dot_xml", "ppt__slideMasters__slideMaster9_dot_dat"):
        for lead in (b"", b"<!--" + b" " * 9_000 + b"-->", b"\xef\xbb\xbf\n"):
            planted = changed(whole, lambda _, part: part, **{name: lead + entity})
            assert refused(planted) == "unsafe", (name, lead[:4])
    wide = changed(whole, lambda _, part: part, ppt__x_dot_xml=entity.decode().encode("utf-16"))
    assert refused(wide) == "unsafe"
    odd = changed(whole, lambda _, part: part, **{"..__..__etc__evil": b"x", "__abs": b"x"})
    check_design(odd)


def test_a_design_without_a_title_or_room_is_refused() -> None:
    made = Presentation()
    for layout in list(made.slide_layouts):
        if layout.name != "Blank":
            made.slide_layouts.remove(layout)
    for holder in list(made.slide_master.placeholders):
        holder._element.getparent().remove(holder._element)
    assert refused(saved(made)) == "no-layout"
    small = Presentation()
    small.slide_width, small.slide_height = Pt(200), Pt(100)
    assert refused(saved(small)) == "no-layout"


@given_any(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    assert refused(data) in CODES
    assert refused(b"PK\x03\x04" + data) in CODES


@pytest.mark.parametrize("seed", range(30))
def test_damaged_designs_raise_nothing_else(seed: int, deck: Deck, content: Content) -> None:
    """Bytes of the archive, then of the markup inside it, changed at random."""
    chance = random.Random(seed)
    whole = bytearray(design())
    for _ in range(chance.randint(1, 8)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)

    def spoilt(name: str, part: bytes) -> bytes:
        if not name.endswith((".xml", ".rels")) or chance.random() > 0.15:
            return part
        at = chance.randrange(len(part))
        if chance.random() < 0.5:
            words = re.findall(rb"[A-Za-z]{3,}", part)
            return part.replace(chance.choice(words), b"zz", 1)
        return part[:at] + bytes([chance.randrange(256)]) + part[at + 1 :]

    for data in (bytes(whole), changed(design(), spoilt)):
        try:
            check_design(data)
        except DesignError as error:
            assert error.code in CODES and error.key in content.words["fr"].keys
        else:
            Presentation(BytesIO(pptx_of(deck, content, design=data)))


def test_every_refusal_has_words(content: Content) -> None:
    for words in content.words.values():
        assert {f"pptx.design.{code}" for code in CODES} <= words.keys
