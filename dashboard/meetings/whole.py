"""Turns a deck into whole exhibits, as a workbook holds them: every row of every page."""

from dataclasses import replace

from dashboard.addresses import href
from dashboard.exhibits import Frames, build
from dashboard.exhibits.base import BuiltExhibit
from dashboard.filters import Filters
from dashboard.meetings.deck import Deck, Slide, notes_of
from dashboard.queries import Source
from schemas.content import Content

MEASURES = "measures"
"""The list of all measures of the round: slides that hold only some lead to it."""

MOST_PAGES = 400
"""Pages of one exhibit in a file; its note says when there are more."""


def whole_of(
    source: Source, content: Content, deck: Deck, *, with_measures: bool = True
) -> tuple[Slide, ...]:
    """Each line of the agenda once, its exhibit not cut; then the measures of the round that the
    source's audience may see, as a line without a number (`with_measures`). A line that cannot be
    shown keeps its `problem`."""
    lines = [_full(source, content, deck, slide) for slide in deck.whole]
    return (*lines, _measures(source, content, deck)) if with_measures else tuple(lines)


def _full(source: Source, content: Content, deck: Deck, slide: Slide) -> Slide:
    if slide.built is None:
        return slide
    return replace(slide, built=all_pages(source, content, deck, slide.built))


def all_pages(source: Source, content: Content, deck: Deck, first: BuiltExhibit) -> BuiltExhibit:
    """The exhibit with the rows of all its pages."""
    pager, words = first.table.pager, deck.words
    if pager is None or pager.pages == 1:
        return first
    rows, frames = list(first.table.rows), Frames(source)
    for page in range(2, min(pager.pages, MOST_PAGES) + 1):
        filters = replace(first.filters, page=page)
        rows += build(first.code, source, content, words, filters, frames).table.rows
    note = first.note
    if len(rows) < pager.total:
        cut = words.count("export.cut", len(rows), total=words.number(pager.total))
        note = f"{note} {cut}".strip()
    table = replace(first.table, rows=tuple(rows), pager=None)
    return replace(first, table=table, note=note)


def _measures(source: Source, content: Content, deck: Deck) -> Slide:
    filters = Filters(round=deck.round)
    built = build(MEASURES, source, content, deck.words, filters)
    full = all_pages(source, content, deck, built)
    frozen = source.snapshot.code if source.snapshot is not None else ""
    path = href(
        "exhibit", deck.language, replace(filters, snapshot=frozen).query(), exhibit=MEASURES
    )
    return Slide(0, MEASURES, deck.words("annex.measures"), full, notes_of(full), path)
