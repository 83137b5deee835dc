"""What changed since the round before, as a section of a page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.changed import (
    country_notes,
    country_sentence,
    of_country,
    whole,
    whole_sentences,
)
from dashboard.queries import Source
from schemas.country import Round

T = TypeVar("T")


def whole_section(view: View, context: Context, source: Source) -> Sequence[Component]:
    """The sentences about all partners inside the filters; nothing where nothing is compared."""
    ask = _ask(view, context, source)
    found = _kept(view, context, "whole", lambda: whole(ask))
    if found is None:
        return ()
    lines = [html.P(text) for text in whole_sentences(ask, found)]
    return (_section(view, found.before, found.hidden, *lines),)


def country_section(view: View, context: Context, source: Source, iso3: str) -> Sequence[Component]:
    """The sentence about one country, then its reasons; nothing without two reports of it."""
    ask = _ask(view, context, source)
    found = _kept(view, context, iso3, lambda: of_country(ask, iso3))
    if found is None:
        return ()
    notes = country_notes(ask, found)
    listed = [html.Ul([html.Li(text) for text in notes])] if notes else []
    told = html.P(country_sentence(ask, found))
    return (_section(view, found.before, found.hidden, told, *listed),)


def _section(view: View, before: Round, hidden: int, *parts: Component) -> Component:
    words = view.words
    kept_back = [html.P(words.count("exhibit.not-shown", hidden), className="small")]
    title = html.H2(words("changed.title", before=words.text(before.name)))
    way = html.P(html.A(words("changed.to-trend"), href=view.link("trend")), className="small")
    return html.Section([title, *parts, *(kept_back if hidden else ()), way], className="changed")


def _ask(view: View, context: Context, source: Source) -> Ask:
    filters = view.filters
    if view.shown is not None:
        filters = replace(filters, round=view.shown.round.code)
    return Ask("changed", source, context.content, view.words, filters)


def _kept(view: View, context: Context, what: str, find: Callable[[], T | None]) -> T | None:
    """Found once, until the data change; of a preview nothing is kept."""
    if view.preview is not None or view.shown is None:
        return find() if view.shown is not None else None
    filters = replace(view.filters, round=view.shown.round.code)
    key = ("changed", what, filters, view.language, view.consents, view.data_version)
    return context.memo.answer(key, find)
