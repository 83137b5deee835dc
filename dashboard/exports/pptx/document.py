"""Puts cover, slides and annex into one file, in a design, with properties and fixed dates."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pptx.presentation import Presentation as Native

from dashboard.exports.pptx.base import own_design
from dashboard.exports.pptx.cover import drop_holders, fill_cover
from dashboard.exports.pptx.design import DAMAGED, DesignError, open_design
from dashboard.exports.pptx.markup import STRETCH, Run
from dashboard.exports.pptx.notes import add_notes
from dashboard.exports.pptx.sheet import lang_of
from dashboard.exports.pptx.slides import fill
from dashboard.meetings import Deck, Slide
from schemas.content import Content

MADE = datetime(2000, 1, 1)
"""Date of every file's properties and parts, so that the same data give the same bytes."""

PACKED = (".xlsx", ".png", ".jpg", ".jpeg")
"""Parts that are compressed already."""


def pptx_of(
    deck: Deck, content: Content, *, other: Deck | None = None, design: bytes | None = None
) -> bytes:
    """A cover, a slide for each of the deck's, then its annex. `other`: the same deck in another
    language, whose titles stand as subtitles. `design`: a .pptx or .potx whose master, theme and
    size are used. Raises DesignError when it cannot be."""
    slides = (*deck.slides, *deck.annex)
    titles = (*other.slides, *other.annex) if other is not None else ()
    return _made(deck, content, slides, other, titles, design, with_cover=True)


def country_of(
    deck: Deck,
    content: Content,
    iso3: str,
    *,
    other: Deck | None = None,
    design: bytes | None = None,
) -> bytes:
    """Only the pair of slides of one country of the deck's annex. Raises KeyError for a country
    that is not in it, DesignError as above."""
    slides = [slide for slide in deck.annex if slide.country == iso3]
    if not slides:
        raise KeyError(iso3)
    titles = [s for s in other.annex if s.country == iso3] if other is not None else []
    return _made(deck, content, slides, other, titles, design, with_cover=False)


def check_design(data: bytes) -> None:
    """Raises DesignError, and nothing else, for bytes that cannot serve as a design."""
    design = open_design(data)
    try:
        for layout in (design.layouts.cover, design.layouts.content):
            native = design.native.slides.add_slide(layout)
            if native.shapes.title is None:
                raise DesignError("no-layout")
        stream = BytesIO()
        design.native.save(stream)
        open_design(stream.getvalue())
    except DAMAGED as error:
        raise DesignError("damaged") from error


def _made(
    deck: Deck,
    content: Content,
    slides: Sequence[Slide],
    other: Deck | None,
    titles: Sequence[Slide],
    design: bytes | None,
    *,
    with_cover: bool,
) -> bytes:
    found = open_design(own_design() if design is None else design)
    is_own = design is None
    native = found.native
    STRETCH.set(found.layouts.stretch)
    framework = content.frameworks[content.rounds[deck.round].framework]
    _describe(native, deck, slides if not with_cover else (), deck.words.text(framework.name))
    if with_cover:
        page = native.slides.add_slide(found.layouts.cover)
        fill_cover(page, deck, found.layouts, other, is_own=is_own)
    for place, slide in enumerate(slides):
        page = native.slides.add_slide(found.layouts.content)
        drop_holders(page)
        second = _second(other, titles, place)
        number = place + 1 + with_cover
        fill(page, slide, deck, found.layouts, number=number, is_own=is_own, second=second)
        add_notes(page, slide, deck)
    return _packed(native)


def _second(other: Deck | None, titles: Sequence[Slide], place: int) -> Run | None:
    if other is None or place >= len(titles):
        return None
    slide = titles[place]
    title = slide.built.title if slide.built is not None else slide.heading
    return Run(title, lang_of(other.words))


def _describe(native: Native, deck: Deck, slides: Sequence[Slide], category: str) -> None:
    """Title and subject; the product as author, and no person."""
    product = deck.words("shell.product")
    core = native.core_properties
    core.title = slides[0].heading[:250] if slides else deck.title[:250]
    core.subject = deck.stamp.line[:250]
    core.category = category[:250]
    core.author = product
    core.last_modified_by = product
    core.language = lang_of(deck.words)
    core.created = core.modified = MADE


def _packed(native: Native) -> bytes:
    """The file with a fixed date on every part."""
    stream, packed = BytesIO(), BytesIO()
    native.save(stream)
    with ZipFile(stream) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            is_packed = name.endswith(PACKED)
            entry.compress_type = ZIP_STORED if is_packed else ZIP_DEFLATED
            target.writestr(entry, source.read(name), compresslevel=6)
    return packed.getvalue()
