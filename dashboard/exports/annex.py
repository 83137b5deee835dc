"""Turns a deck and its whole exhibits into the workbook that goes with them."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import xlsxwriter

from dashboard.exports.sheet_charts import add_chart
from dashboard.exports.sheets import (
    A4,
    LONGEST,
    MADE,
    Sheet,
    Styles,
    height_of,
    new_book,
    write_exhibit,
)
from dashboard.figures.style import ACCENT, BORDER, INK_2, LINE, LINK
from dashboard.meetings import Deck, Slide
from schemas.wording import Words

LONGEST_NAME = 31
"""Characters of a sheet's name."""

NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDTHS = (6, 66, 70, 54, 40)
"""Characters of the columns of the contents: number, item, finding, coverage, address."""


def annex_of(deck: Deck, whole: Sequence[Slide]) -> bytes:
    """The workbook: contents, then a sheet for each whole exhibit with imprint, data and, where
    the exhibit has one, a native chart. `whole`: see dashboard/meetings/whole.py; a line that
    has no exhibit stands in the contents with its reason."""
    words, stream = deck.words, BytesIO()
    with new_book(stream) as book:
        book.set_properties({"title": deck.title, "comments": deck.stamp.line, "created": MADE})
        styles = Styles(book)
        names = sheet_names(whole, words("annex.contents"))
        contents = Sheet(book.add_worksheet(words("annex.contents")), styles, words)
        _write_contents(contents, deck, whole, names)
        for number, slide in enumerate(whole):
            if number in names:
                _write_sheet(book, styles, deck, slide, names[number])
    return stream.getvalue()


def sheet_names(whole: Sequence[Slide], *taken: str) -> dict[int, str]:
    """Place of a line -> the name of its sheet: at most 31 characters, none of []:*?/\\, none
    twice whatever the case. Lines without an exhibit have none."""
    used = {name.casefold() for name in (*taken, "history")}
    names: dict[int, str] = {}
    for place, slide in enumerate(whole):
        if slide.built is None:
            continue
        lead = f"{slide.number} " if slide.number else ""
        name = _cut(lead + slide.heading, LONGEST_NAME) or str(place + 1)
        number = 1
        while name.casefold() in used:
            number += 1
            end = f" ({number})"
            name = _cut(lead + slide.heading, LONGEST_NAME - len(end)) + end
        used.add(name.casefold())
        names[place] = name
    return names


def _cut(text: str, most: int) -> str:
    """At most so many characters, cut between words where that keeps half of them."""
    clean = "".join(c if c.isprintable() else " " for c in text.translate(NOT_IN_NAMES))
    clean = " ".join(clean.split()).strip("'")
    if len(clean) <= most:
        return clean
    cut = clean[: most - 1]
    whole, _, _ = cut.rpartition(" ")
    return (whole if len(whole) > most // 2 else cut).rstrip(" ,;:'’") + "…"


def _write_contents(
    sheet: Sheet, deck: Deck, whole: Sequence[Slide], names: Mapping[int, str]
) -> None:
    page, styles, words = sheet.page, sheet.styles, sheet.words
    quiet = styles(font_color=INK_2)
    page.write_string(0, 0, deck.title[:LONGEST], styles(bold=True, font_size=14))
    lines = [
        (" · ".join(part for part in (deck.place, deck.when) if part), quiet),
        (deck.mark, styles(bold=True, font_color=ACCENT)),
        (words("annex.round", round=deck.round_name), quiet),
        (deck.stamp.line, quiet),
        (words("annex.hash", hash=deck.stamp.sha256) if deck.stamp.is_frozen else "", quiet),
        (words("annex.how"), quiet),
    ]
    at = 1
    for text, style in lines:
        if text:
            page.write_string(at, 0, text[:LONGEST], style)
            at += 1
    at += 1
    head = styles(bold=True, bottom=1, bottom_color=BORDER)
    for column, (key, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(at, column, words(f"annex.column.{key}"), head)
    page.freeze_panes(at + 1, 0)
    for place, slide in enumerate(whole):
        at += 1
        _write_line(sheet, slide, names.get(place, ""), at)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)


HEADS = ("number", "item", "finding", "coverage", "address")


def _write_line(sheet: Sheet, slide: Slide, name: str, at: int) -> None:
    page, styles = sheet.page, sheet.styles
    text = styles(text_wrap=True, valign="top", bottom=1, bottom_color=LINE)
    if slide.number:
        number = styles(valign="top", align="left", bottom=1, bottom_color=LINE)
        page.write_number(at, 0, slide.number, number)
    else:
        page.write_blank(at, 0, None, text)
    if name:
        link = styles(
            font_color=LINK, underline=1, text_wrap=True, valign="top", bottom=1, bottom_color=LINE
        )
        page.write_url(at, 1, _inside(name), link, slide.heading[:LONGEST])
    else:
        page.write_string(at, 1, slide.heading[:LONGEST], text)
    built = slide.built
    said = (built.title, built.coverage, slide.address) if built is not None else ("", "", "")
    finding = " ".join(part for part in (said[0], slide.problem) if part)
    page.set_row(at, height_of((slide.heading, finding, *said[1:]), WIDTHS[1:]))
    for column, value in enumerate((finding, *said[1:]), start=2):
        page.write_string(at, column, value[:LONGEST], text)


def _inside(name: str) -> str:
    quoted = name.replace("'", "''")
    return f"internal:'{quoted}'!A1"


def _write_sheet(
    book: xlsxwriter.Workbook, styles: Styles, deck: Deck, slide: Slide, name: str
) -> None:
    built = slide.built
    if built is None:
        return
    page = book.add_worksheet(name)
    sheet = Sheet(page, styles, deck.words, is_live=True)
    lines = (_agenda_line(slide, deck.words), deck.stamp.line, slide.address)
    places = write_exhibit(sheet, built, more=[line for line in lines if line])
    link = styles(font_color=LINK, underline=1)
    back = deck.words("annex.contents")
    page.write_url(places.top - 1, 0, _inside(back), link, deck.words("annex.back"))
    if built.chart is not None:
        add_chart(book, sheet, built.chart, built.table, places)


def _agenda_line(slide: Slide, words: Words) -> str:
    if not slide.number:
        return ""
    return words("annex.item", number=slide.number, heading=slide.heading)
