"""Renders the choice of countries to compare: chips, a field to add one, and others nearby.

Everything is a link or a plain GET form, so the choice is whole in the address and works without
a script.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria, data
from dashboard.context import Context, View
from dashboard.exhibits.compare import MOST, PAIR
from dashboard.filters import RENAMED
from dashboard.queries import Source, reports
from schemas.content import Content
from schemas.country import REGIONS, folded

ADD = "add"
"""Name in the address: countries typed into the field, which join those chosen."""

COUNTRIES = ("countries", *(old for old, name in RENAMED.items() if name == "countries"))
LIST = "compare-names"


@dataclass(frozen=True)
class Choice:
    """`chosen` countries (ISO3) by the reader's alphabet; those `beyond` the six that fit;
    `unknown` names as they stand in the address."""

    chosen: tuple[str, ...]
    beyond: tuple[str, ...]
    unknown: tuple[str, ...]


def choice(view: View, context: Context) -> Choice:
    """The countries an address names: by code, or by a name or alias in any language."""
    content = context.content
    texts = [view.query[name] for name in (*COUNTRIES, ADD) if view.query.get(name)]
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for text in texts:
        for name in _names(text, content):
            iso3 = content.country_names.get(folded(name))
            (found if iso3 else unknown)[iso3 or name[:40]] = None
    known = tuple(found)
    return Choice(
        _alphabetical(view, content, known[:MOST]),
        _alphabetical(view, content, known[MOST:]),
        tuple(unknown),
    )


def _names(text: str, content: Content) -> list[str]:
    """A name with a comma of its own is one name."""
    if folded(text) in content.country_names:
        return [text]
    return [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]


def _alphabetical(view: View, content: Content, countries: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(countries, key=lambda iso3: folded(_name(view, content, iso3))))


def _name(view: View, content: Content, iso3: str) -> str:
    return view.words.text(content.countries[iso3].name)


def chooser(view: View, context: Context, found: Choice) -> Component:
    """The countries chosen, each with its way out; the field; countries of the same regions."""
    words = view.words
    parts = [*_notices(view, context.content, found), *_chips(view, context.content, found)]
    if len(found.chosen) < MOST:
        parts += [_form(view, context, found), *_peers(view, context.content, found)]
    else:
        parts.append(html.P(words("compare.full"), className="small"))
    parts += _silent(view, context, found)
    return html.Section([html.H2(words("compare.chooser")), *parts], className="compare-chooser")


def _notices(view: View, content: Content, found: Choice) -> list[Component]:
    words = view.words
    said = []
    if found.unknown:
        names = words.listed(list(found.unknown))
        said.append(words.count("compare.unknown", len(found.unknown), names=names))
    if found.beyond:
        names = words.listed([_name(view, content, iso3) for iso3 in found.beyond])
        said.append(words.count("compare.beyond", len(found.beyond), names=names))
    return [html.P(one, className="notice", role="status") for one in said]


def _chips(view: View, content: Content, found: Choice) -> list[Component]:
    words = view.words
    if not found.chosen:
        return [html.P(words("compare.invite.none"))]
    chips: list[Component] = [_chip(view, content, found.chosen, iso3) for iso3 in found.chosen]
    listed = html.Ul(chips, className="chips", **aria(label=words("compare.chosen")))
    if len(found.chosen) < PAIR:
        return [listed, html.P(words("compare.invite.one"))]
    return [listed]


def _chip(view: View, content: Content, chosen: Sequence[str], iso3: str) -> Component:
    name = _name(view, content, iso3)
    others = tuple(one for one in chosen if one != iso3)
    remove = html.A(
        "×",
        href=_with(view, others),
        className="chip-remove",
        title=view.words("compare.remove", country=name),
        **aria(label=view.words("compare.remove", country=name)),
    )
    link = html.A(name, href=view.link("country", country=iso3))
    return html.Li([link, remove])


def _with(view: View, countries: tuple[str, ...]) -> str:
    """The same view of other countries."""
    return f"?{view.filters.query(countries=countries)}"


def _form(view: View, context: Context, found: Choice) -> Component:
    """What is chosen already, and the other filters, go along unseen."""
    words, content = view.words, context.content
    kept = replace(view.filters, countries=found.chosen)
    hidden = [
        dbc.Input(id=f"compare-{name}", type="hidden", name=name, value=value)
        for name, value in parse_qsl(kept.query())
    ]
    field: dict[str, Any] = {"type": "text", "size": "sm", "debounce": True}
    return html.Form(
        [
            *hidden,
            html.Label(
                [
                    html.Span(words("compare.add")),
                    dbc.Input(
                        id="compare-add",
                        name=ADD,
                        value="",
                        list=LIST,
                        placeholder=words("compare.add.placeholder"),
                        **field,
                    ),
                    html.Datalist(
                        [
                            html.Option(value=_name(view, content, iso3))
                            for iso3 in _alphabetical(view, content, content.countries)
                            if iso3 not in found.chosen
                        ],
                        id=LIST,
                    ),
                ],
                className="filter",
            ),
            html.Button(words("compare.add.submit"), type="submit", className="button"),
        ],
        action="",
        method="get",
        className="compare-add",
        **data(filters="true"),
    )


def _peers(view: View, content: Content, found: Choice) -> list[Component]:
    """Partner states of the regions of those chosen, by alphabet: never by what they answered."""
    if view.shown is None:
        return []
    words = view.words
    partners = content.partners(view.shown.round.code)
    near = {content.countries[iso3].region for iso3 in found.chosen} or set(REGIONS)
    groups: list[Component] = []
    for region in (one for one in REGIONS if one in near):
        inside = [
            iso3
            for iso3 in _alphabetical(view, content, partners)
            if content.countries[iso3].region == region and iso3 not in found.chosen
        ]
        if inside:
            groups.append(_peers_of(view, content, found.chosen, region, inside))
    title = words("compare.peers" if found.chosen else "compare.browse")
    return [html.Div([html.P(title, className="small"), *groups], className="peers")]


def _peers_of(
    view: View, content: Content, chosen: tuple[str, ...], region: str, inside: Sequence[str]
) -> Component:
    words = view.words
    head = words(
        "compare.peers.region", region=words(f"region.{region}"), n=words.number(len(inside))
    )
    links = [
        html.Li(
            html.A(
                name := _name(view, content, iso3),
                href=_with(view, (*chosen, iso3)),
                title=words("compare.peers.add", country=name),
            )
        )
        for iso3 in inside
    ]
    return html.Details([html.Summary(head), html.Ul(links, className="peer-list")])


def _silent(view: View, context: Context, found: Choice) -> list[Component]:
    """Of each country without a report in this round, the rounds in which it has one."""
    if view.shown is None or not found.chosen:
        return []
    words = view.words
    # A preview has no such page: what is published, or what a snapshot froze.
    source = Source(context.reader, view.consents, None, view.snapshot)
    known = {one.round.code: set(reports(source, one.round.code)["country"]) for one in view.rounds}
    shown = view.shown.round.code
    lines: list[Component] = []
    for iso3 in found.chosen:
        if iso3 in known.get(shown, set()):
            continue
        others = [one for one in view.rounds if iso3 in known[one.round.code]]
        text = words("compare.no-report", country=_name(view, context.content, iso3))
        if not others:
            lines.append(html.Li([text, " ", words("compare.no-other-round")]))
            continue
        links: list[Any] = []
        for one in others:
            query = view.filters.query(countries=found.chosen, round=one.round.code)
            links += [", ", html.A(words.text(one.round.name), href=f"?{query}")]
        lines.append(html.Li([text, " ", words("compare.other-rounds"), " ", *links[1:], "."]))
    return [html.Ul(lines, className="small silent-countries")] if lines else []


def nodes(view: View) -> Component:
    """What the spread of the groups is of: all objectives, a pillar, an objective."""
    words, framework, filters = view.words, view.framework, view.filters
    asked = (filters.pillar, filters.objective)
    choices = [
        (words("chart.overall"), "", ""),
        *((words.text(one.short), one.code, "") for one in framework.pillars.values()),
        *(
            (f"{code}. {words.text(one.short)}", "", code)
            for code, one in framework.objectives.items()
        ),
    ]
    links = []
    for label, pillar, objective in choices:
        query = filters.query(pillar=pillar, objective=objective)
        is_shown = (pillar, objective) == asked or (objective and objective == filters.objective)
        current = aria(current="true") if is_shown else {}
        links.append(html.Li(html.A(label, href=f"?{query}", **current)))
    listed = html.Ul(links, className="node-list")
    return html.Nav(listed, className="nodes", **aria(label=words("compare.groups.node")))
