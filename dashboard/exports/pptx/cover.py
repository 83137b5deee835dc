"""Fills the first slide: the meeting, its place and days, what the numbers are of."""

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.slide import Slide as NativeSlide

from dashboard.exports.pptx.base import COVER_TEXT, COVER_TITLE, MARGIN
from dashboard.exports.pptx.layouts import Layouts
from dashboard.exports.pptx.markup import EMU, LINE, NOTE, Box, Run, fitting, paragraph
from dashboard.exports.pptx.sheet import Sheet, lang_of
from dashboard.exports.pptx.slides import QR, set_title
from dashboard.exports.qr import qr_png
from dashboard.meetings import Deck

SIZES = (34.0, 30.0, 28.0, 26.0, 24.0)


def fill_cover(
    native: NativeSlide, deck: Deck, layouts: Layouts, other: Deck | None, *, is_own: bool
) -> None:
    sheet = Sheet(native, deck.words, 1)
    title, area = _rooms(native, layouts, is_own)
    set_title(native, deck.title, sheet.lang, layouts, title, None)
    drop_holders(native)
    parts = []
    if other is not None:
        size, _ = fitting(other.title, area, (18.0, 16.0))
        parts.append(paragraph(Run(other.title, lang_of(other.words), size, paint="ink-2")))
    for text, size, bold in (
        (f"{deck.place} · {deck.when}", 18.0, True),
        (deck.round_name, 16.0, False),
        (deck.stamp.line, 16.0, False),
    ):
        parts.append(paragraph(sheet.run(text, size, bold=bold), before=8))
    if deck.mark:
        parts.append(
            paragraph(
                sheet.run(deck.mark, 16, bold=True, paint="accent" if is_own else "ink"), before=8
            )
        )
    if is_own:
        product = sheet.run(deck.words("shell.product"), 16, bold=True, paint="link")
        sheet.text(Box(MARGIN, 52, 600, 22), [paragraph(product)], kind="Product")
    sheet.text(area, parts, kind="Meeting")
    if deck.address:
        box = Box(layouts.width - MARGIN - QR, layouts.height - QR - 40, QR, QR)
        sheet.picture(box, qr_png(deck.address), sheet.words("pptx.qr", address=deck.address))
        short = deck.address.partition("://")[2]
        run = sheet.run(short, NOTE, paint="ink-2")
        line = Box(box.x - 320, box.bottom - NOTE * LINE, 312, NOTE * LINE)
        sheet.text(line, [paragraph(run, align="r")], kind="Address")
    sheet.close()


def _rooms(native: NativeSlide, layouts: Layouts, is_own: bool) -> tuple[Box, Box]:
    """Where the title stands and where the rest does."""
    if is_own:
        return COVER_TITLE, COVER_TEXT
    title = _box(native.shapes.title) or layouts.title
    holders = [h for h in native.placeholders if h.placeholder_format.type == KIND.SUBTITLE]
    text = _box(holders[0]) if holders else None
    return title, text if text is not None and text.y > title.bottom - 8 else layouts.area


def _box(shape: object) -> Box | None:
    values = [getattr(shape, name, None) for name in ("left", "top", "width", "height")]
    known = [value / EMU for value in values if value is not None]
    return Box(*known) if len(known) == len(values) else None


def drop_holders(native: NativeSlide) -> None:
    """Takes away the places of a layout that stay empty: they would ask to be clicked."""
    for holder in list(native.placeholders):
        if holder.placeholder_format.type not in (KIND.TITLE, KIND.CENTER_TITLE):
            holder._element.getparent().remove(holder._element)
