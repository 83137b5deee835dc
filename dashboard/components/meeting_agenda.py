"""Turns the lines of an agenda into a list to read, and into the form that changes it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from dashboard.addresses import href
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.filters import Filters
from dashboard.meetings import Item, Slide, agenda_json, deck_of
from dashboard.queries import Source
from loaders import desk
from schemas.meeting import Meeting

TITLE_LENGTH = 200
"""Characters of what the agenda calls a line."""

FilterWords = Callable[[str, Filters], str]
"""(code of an exhibit, its filters) -> the filters as a sentence."""


@dataclass(frozen=True)
class Line:
    """A line of the agenda as it is shown: `slide` is its first of `slides`, `filters` are in
    words."""

    item: Item
    slide: Slide
    slides: int
    filters: str


@dataclass(frozen=True)
class Edited:
    """What the form shows beside the lines: `seen` is the number of the agenda it was made from;
    after a conflict, `theirs` holds what somebody else saved, by key, and `added` the keys of
    lines only he has. `unsaved`: the form holds what was typed and not kept."""

    seen: int
    unsaved: bool = False
    theirs: Mapping[str, Item] = field(default_factory=dict)
    added: frozenset[str] = frozenset()


def lines_of(
    view: View,
    context: Context,
    source: Source,
    meeting: Meeting,
    items: Sequence[Item],
    said: FilterWords,
) -> tuple[Line, ...]:
    """Each line with its finding, kept until data, agenda or audience change."""
    content, words = context.content, view.words
    key = (
        "meeting-lines",
        meeting.code,
        json.dumps(agenda_json(items), sort_keys=True),
        view.language,
        source.consents,
        view.filters.snapshot,
        view.data_version,
    )
    slides = context.memo.answer(
        key, lambda: deck_of(source, content, words, meeting, items=items).slides
    )
    default = source.snapshot.round if source.snapshot is not None else meeting.round
    lines = []
    for item in items:
        own = [slide for slide in slides if slide.item == item.key]
        filters, _ = item.filters(default, content)
        lines.append(Line(item, own[0], len(own), said(item.exhibit, filters)))
    return tuple(lines)


def agenda_list(view: View, lines: Sequence[Line]) -> Markup:
    """The agenda to read."""
    html = environment().get_template("meeting_agenda.html")
    return Markup(html.render(words=view.words, lines=lines, edited=None))  # noqa: S704  autoescaped


def agenda_form(
    view: View, context: Context, meeting: Meeting, lines: Sequence[Line], edited: Edited
) -> Markup:
    """The agenda to change: order, titles and notes in every language; one form, which works
    without a script."""
    html = environment().get_template("meeting_agenda.html")
    return Markup(  # noqa: S704  autoescaped
        html.render(
            words=view.words,
            lines=lines,
            edited=edited,
            languages=context.content.languages,
            action=f"/desk/meetings/{meeting.code}/agenda",
            back=href("meeting", view.language, meeting=meeting.code),
            title_length=TITLE_LENGTH,
            notes_length=desk.LONGEST,
        )
    )
