"""The page of gaps: kinds with their counts, the list, and the same list for a file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.attributes import aria
from dashboard.components.exhibit import exhibit_html
from dashboard.components.links import link_of
from dashboard.components.slot import slot
from dashboard.context import Context, View
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.gaps import CODE, GapList, gap_list
from dashboard.queries import Source
from dashboard.queries.contacts import networks
from dashboard.queries.gaps import KINDS, gaps_of
from schemas.country import Round

COVERAGE = "coverage"
"""The tab with the matrix of answers instead of the list."""


def round_of(view: View, context: Context) -> Round:
    """The round of the address; else the one other pages show; else the latest one that
    countries are asked to report to."""
    rounds = context.content.rounds
    if view.filters.round in rounds:
        return rounds[view.filters.round]
    if view.shown is not None:
        return view.shown.round
    return max((one for one in rounds.values() if one.asked), key=lambda one: one.period_to)


def gaps_for(view: View, context: Context, today: date, *, whole: bool = False) -> GapList:
    """What is missing, as far as this person may know it."""
    person, content = view.person, context.content
    source = Source(context.reader, view.consents)
    code = round_of(view, context).code
    contacts: Mapping[str, Sequence[str]] = {}
    if person.may(Right.CONTACTS):
        contacts = {one.country: one.missing for one in networks(source, content, today)}

    def sees(iso3: str) -> bool:
        return person.may(Right.DESK, iso3)

    found = gaps_of(source, content, code, today, sees=sees, contacts=contacts)
    filters = replace(view.filters, round=code)
    ask = Ask(CODE, source, content, view.words, filters)
    return gap_list(ask, found, today, sees, whole=whole)


def gap_box(view: View, found: GapList) -> Component:
    """The list in a box like any exhibit's, with files for who may read it."""
    query = urlencode({**view.query, "lang": view.language})
    addresses = {ending: f"/desk/gaps.{ending}?{query}" for ending in ("csv", "xlsx")}
    markup = exhibit_html(found.built, view.words, link_of(view), addresses=addresses)
    return html.Div(slot(CODE, markup, "exhibit"), className="exhibit-place")


def kind_tabs(view: View, found: GapList) -> Component:
    """One link a kind with how many there are; the current one is said to be so."""
    words = view.words
    shown = {kind: n for kind, n in found.figures if n or kind != "contact"}
    total = sum(shown.values())
    current = view.filters.kind if view.filters.kind in KINDS else ""
    current = COVERAGE if view.filters.tab == COVERAGE else current
    links = [_tab(view, "", words("gaps.kind.all"), total, current == "")]
    links += [
        _tab(view, kind, words(f"gaps.kind.{kind}"), n, kind == current)
        for kind, n in shown.items()
    ]
    coverage = view.filters.query(kind="", page=1, tab=COVERAGE)
    links.append(_link(view, coverage, [words("gaps.coverage.tab")], current == COVERAGE))
    return html.Nav(links, className="tabs counted", **aria(label=words("gaps.kinds")))


def _tab(view: View, kind: str, label: str, n: int, is_current: bool) -> Component:
    query = view.filters.query(kind=kind, page=1, tab="")
    return _link(view, query, [html.Strong(view.words.number(n)), " ", label], is_current)


def _link(view: View, query: str, text: list[Component | str], is_current: bool) -> Component:
    attributes = aria(current="page") if is_current else {}
    return html.A(text, href=href("gaps", view.language, query), **attributes)


def own_workbook(view: View, context: Context) -> list[Component]:
    """A focal point's way to his country's workbook for this round."""
    person, words = view.person, view.words
    country = context.content.countries.get(person.only_country or "")
    if country is None or not person.may(Right.TEMPLATE, country.iso3):
        return []
    code = round_of(view, context).code
    text = words("gaps.workbook", country=words.text(country.name))
    address = f"/desk/rounds/{code}/templates/{country.iso3}.xlsx"
    return [html.P(html.A(text, href=address, className="button", download=""))]
