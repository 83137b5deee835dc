"""Measures without an objective, what is suggested for each, and a person's decision."""

from collections.abc import Sequence

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.components import mapping as parts
from dashboard.components.slot import slot
from dashboard.context import Context, View
from dashboard.queries.acceptance import acceptance, decided_in
from dashboard.queries.placements import (
    Placements,
    Proposals,
    overtaken,
    page_of,
    place_in,
    placements,
    queue,
    with_proposals,
)
from dashboard.shell.view import source_of
from loaders import desk
from schemas.database.audit import now

FILTERS = ()

PAGE_SIZE = 25


def title(view: View, context: Context) -> str:
    return view.words("page.mapping")


def lead(view: View, context: Context) -> str:
    waiting = _found(view, context).waiting
    return view.words.count("mapping.lead", len(waiting)) if waiting else ""


def body(view: View, context: Context) -> Sequence[Component]:
    at = parts.Desk(view, context, _found(view, context))
    tab = parts.tab_of(view)
    shown = {"decided": _decided, "figures": _figures}.get(tab, _queue)(at)
    since = now() - parts.TOLD_FOR
    replaced = overtaken(source_of(context, view.person.consents), view.person.name, since)
    head = parts.tabs(at, len(at.found.waiting)) + parts.told(at, replaced)
    return slot("mapping", head + shown)


def _found(view: View, context: Context) -> Placements:
    return placements(source_of(context, view.person.consents))


def _queue(at: parts.Desk) -> Markup:
    view, filters = at.view, at.view.filters
    propose = _Propose(at.context)
    waiting = queue(
        at.found,
        propose,
        order=at.names.alphabetical(at.context.content.countries),
        countries=filters.countries,
        round_code=filters.round,
        band=filters.kind,
    )
    bar = parts.filters(at)
    key = desk.read_key(filters.measure)
    asked = [one for one in at.found.measures if one.key == key]
    is_list = parts.tab_of(view) == "list"
    if not waiting and (is_list or not asked):
        is_filtered = bool(at.found.waiting)
        return (bar if is_filtered else Markup("")) + parts.empty(at, is_filtered)
    if is_list:
        return bar + parts.listed(at, page_of(waiting, propose, filters.page, PAGE_SIZE))
    (one,) = with_proposals([asked[0] if asked else waiting[0]], propose)
    return bar + parts.focus(at, one, place_in(waiting, one.key))


def _decided(at: parts.Desk) -> Markup:
    return parts.decided(at)


def _figures(at: parts.Desk) -> Markup:
    framework = at.view.framework
    held = decided_in(at.found.held, at.context.content, framework.code)
    return parts.figures(at, acceptance(held, tuple(framework.objectives)))


class _Propose:
    """Proposals for measures, kept by title: a filter by confidence asks for them again and
    again."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def __call__(self, measures: Sequence[desk.OpenMeasure]) -> Sequence[Proposals]:
        return [self._of(one) for one in measures]

    def _of(self, one: desk.OpenMeasure) -> Proposals:
        content, memo = self.context.content, self.context.memo
        framework = content.framework_of(one.round).code if one.round in content.rounds else ""
        return memo.answer(
            ("proposals", framework, one.titles),
            lambda: desk.propose(content, [one.titles], framework)[0],
        )
