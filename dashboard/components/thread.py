"""The page of what partners share: threads in three columns, then who names what, and how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.addresses import Located, href
from dashboard.auth import Right
from dashboard.components.attributes import aria
from dashboard.components.exhibit import agenda_address, exhibit_box, exhibit_parts
from dashboard.components.links import link_of
from dashboard.components.slot import slot
from dashboard.components.table import environment, page_target
from dashboard.context import Context, View
from dashboard.exhibits import build
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.frames import Frames
from dashboard.exhibits.shared_items import (
    TABS,
    label_of,
    language_note,
    linked,
    objective_of,
    place_of,
    theme_of,
)
from dashboard.exhibits.thread import CODE, Board, Unit, board, link_said
from dashboard.figures.chart import Target, to
from dashboard.queries import Source
from dashboard.queries.exchange import CHALLENGE, PRACTICE, SOLUTION, SharedItem
from dashboard.queries.threads import Common, subject_of

LONG = 420
"""Characters of a text that are read at once; the rest unfolds."""

OTHERS = ("common-challenges", "exchange")
"""Exhibits below the thread; the pages of their tables are those of their own page."""

Ways = Sequence[tuple[str, str]]
"""Texts with their addresses."""


@dataclass(frozen=True)
class Card:
    """One item as it is read: `notes` are quiet lines, `rest` the end of a long text."""

    title: str
    language: str
    country: str
    address: str
    text: str
    rest: str
    conditions: str
    about: Ways
    notes: tuple[str, ...]
    present: bool


def asked_of(view: View, context: Context, source: Source) -> Ask:
    """The question of the page: its filters, its round, one set of frames for all of it."""
    shown = view.shown.round.code if view.shown is not None else view.filters.round
    frozen = view.snapshot.code if view.snapshot is not None else ""
    filters = replace(view.filters, round=shown, snapshot=frozen)
    return Ask(CODE, source, context.content, view.words, filters, Frames(source))


def thread_parts(view: View, ask: Ask) -> list[Component]:
    """Tabs, the thread, and the exhibits below it."""
    found = board(ask)
    built = build(CODE, ask.source, ask.content, ask.words, ask.filters, ask.frames)
    link, agenda = link_of(view), agenda_address(built, view)
    head = exhibit_parts(built, view.words, link, ("head",), agenda=agenda)
    foot = exhibit_parts(built, view.words, link, ("note", "foot"))
    markup = head + (_markup(view, ask, found) if found.units else "") + foot
    place = slot(CODE, markup, "exhibit primary thread-exhibit")
    return [
        _tabs(view),
        _below(view),
        html.Div(place, className="exhibit-place"),
        *_others(view, ask),
    ]


def _others(view: View, ask: Ask) -> list[Component]:
    boxes: list[Component] = []
    for code in OTHERS:
        filters = replace(ask.filters, page=1)
        built = build(code, ask.source, ask.content, ask.words, filters, ask.frames)
        own = replace(view, located=Located("exhibit", view.language, {"exhibit": code}))
        boxes.append(html.Div(exhibit_box(built, own), id=code, className="thread-below"))
    return boxes


def _tabs(view: View) -> Component:
    """All of it, what has no answer yet, what countries wish to present."""
    words = view.words
    current = view.filters.tab if view.filters.tab in TABS else ""
    links = []
    for tab in ("", *TABS):
        address = href("practices", view.language, view.filters.query(tab=tab, page=1))
        state = aria(current="page") if tab == current else {}
        links.append(html.A(words(f"practices.tab.{tab or 'all'}"), href=address, **state))
    return html.Nav(links, className="tabs", **aria(label=words("practices.tabs")))


def _below(view: View) -> Component:
    """To the exhibits below a thread of many lines."""
    names = [(code, view.words(f"exhibit-page.{code}")) for code in OTHERS]
    links = [html.Li(html.A(name, href=f"#{code}")) for code, name in names]
    label = view.words("practices.below")
    return html.Nav(
        [html.Span(label), html.Ul(links)], className="thread-ways small", **aria(label=label)
    )


def _markup(view: View, ask: Ask, found: Board) -> str:
    loose = [item for unit in found.units if unit.group is None for item in unit.items]
    return (
        environment()
        .get_template("thread.html")
        .render(
            threads=[_thread(view, ask, one, one.group) for one in found.units if one.group],
            loose=_columns(view, ask, loose) if loose else None,
            words=view.words,
            link=link_of(view),
            found=found,
            page_target=page_target,
            kinds=(PRACTICE, SOLUTION),
        )
    )


def _thread(view: View, ask: Ask, unit: Unit, group: Common) -> Mapping[str, object]:
    """The challenge once, with who names it; its texts unfold where several countries do."""
    link, names, words = link_of(view), ask.names, view.words
    countries = [
        (names.country(iso3), link(to("country", country=iso3)))
        for iso3 in names.alphabetical(group.countries)
    ]
    cards = [_card(view, ask, one) for one in unit.challenges]
    return {
        "label": label_of(ask, group),
        "language": _label_language(view, ask, group),
        "countries": countries,
        "named": words.count("practices.named", len(countries)),
        "texts": words.count("practices.texts", len(cards)),
        "cards": cards,
        "about": [(text, link(target)) for text, target in _about_group(ask, group)],
        "is_alone": len(group.challenges) == 1,
        "is_answered": unit.is_answered,
        "is_continued": unit.is_continued,
        "answers": _columns(view, ask, unit.replies),
        "naming": _naming(view, group.challenges[0]),
    }


def _about_group(ask: Ask, group: Common) -> list[tuple[str, Target]]:
    """The objectives and themes that those who name it state, each once."""
    found = (way for one in group.challenges for way in _about(ask, one))
    return list(dict.fromkeys(found))


def _label_language(view: View, ask: Ask, group: Common) -> str:
    """The language of what a group is told by: a name of ours is in the reader's own."""
    if group.names:
        return view.language
    label = label_of(ask, group)
    said = (one for one in group.challenges if label in (one.title, one.text, one.item_id))
    return _language(view, next(said, group.challenges[0]))


def _columns(view: View, ask: Ask, items: Sequence[SharedItem]) -> Mapping[str, list[Card]]:
    """Kind -> its cards; "" for items that do not say their kind."""
    known = (PRACTICE, SOLUTION)
    by_kind: dict[str, list[Card]] = {"": [], **{kind: [] for kind in known}}
    for kind, group in groupby(items, key=lambda one: one.kind or ""):
        by_kind[kind if kind in known else ""] += [_card(view, ask, one) for one in group]
    return by_kind


def _card(view: View, ask: Ask, one: SharedItem) -> Card:
    words, link = view.words, link_of(view)
    text, rest = _cut(one.text or "")
    country = to("country", country=one.country)
    notes = [language_note(ask, one), place_of(ask, one)]
    if one.kind != CHALLENGE and subject_of(one) not in linked(ask).answers:
        notes.insert(0, link_said(ask, one))
    if one.countries:
        notes.insert(0, words("practices.concerned", countries=one.countries))
    return Card(
        one.title or one.item_id,
        _language(view, one),
        ask.names.country(one.country),
        link(country),
        text,
        rest,
        one.conditions or "",
        [(text, link(target)) for text, target in _about(ask, one)],
        tuple(note for note in notes if note),
        one.present == "Y",
    )


def _language(view: View, one: SharedItem) -> str:
    """The language of the text, for its `lang`; the page's own where it is not stated."""
    stated = (one.lang or "").lower()
    return stated if stated.isalpha() and len(stated) == len("fr") else view.language


def _about(ask: Ask, one: SharedItem) -> list[tuple[str, Target]]:
    objective, theme = objective_of(ask, one), theme_of(ask, one)
    found = []
    if objective:
        found.append((ask.names.objective(objective), to("objective", objective=objective)))
    if theme:
        found.append((ask.names.theme(theme), to("theme", theme=theme)))
    return found


def _naming(view: View, one: SharedItem) -> str:
    """Where an analyst tells the challenge with others; "" for everybody else."""
    if view.snapshot is not None or not view.person.may(Right.PLACE):
        return ""
    query = {**view.query, "tell": f"{one.country}:{one.item_id}"}
    return naming_address(view, query)


def naming_address(view: View, query: Mapping[str, str]) -> str:
    """The page with the form at which challenges are told as one."""
    kept = {name: value for name, value in query.items() if name != "told"}
    return f"{href('practices', view.language, urlencode(kept))}#naming"


def _cut(text: str) -> tuple[str, str]:
    """The text in two parts, cut between words."""
    if len(text) <= LONG:
        return text, ""
    start = text[:LONG].rsplit(maxsplit=1)[0]
    return start, text[len(start) :].lstrip()
