"""One exhibit by itself, with its own filters: where short addresses and QR codes lead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.addresses import href
from dashboard.components.attributes import data
from dashboard.context import Context, View
from dashboard.exhibits import EXHIBITS
from dashboard.pages.fuller import FULLER, NEEDED, ONE_COUNTRY
from dashboard.shell import parts
from dashboard.shell.filter_bar import CONTROLS, Asked
from dashboard.shell.frame import empty_state

FILTERS = ("round",)


def asked(view: View) -> Asked:
    """The exhibit's own filters, as far as there is a control for them; what it cannot do
    without is chosen."""
    code, filters = _code(view), view.filters
    needed = (NEEDED[code],) if code in NEEDED else ()
    known = {
        "objective": view.framework.objectives,
        "pillar": view.framework.pillars,
        "theme": view.framework.themes,
    }
    first: dict[str, Any] = {one: getattr(filters, one) or next(iter(known[one])) for one in needed}
    filters = replace(filters, **first)
    if code in ONE_COUNTRY:
        filters = replace(filters, countries=filters.countries[:1])
        needed = (*needed, "countries")
    heeded = {"round", *EXHIBITS[code].filters}
    names = tuple(name for name in CONTROLS if name in heeded)
    return Asked(replace(view, filters=filters), names, needed)


def title(view: View, context: Context) -> str:
    name = view.words(f"exhibit-page.{_code(view)}")
    subject = _subject(view, context)
    return view.words("exhibit-page.of", name=name, subject=subject) if subject else name


def lead(view: View, context: Context) -> str:
    return view.words(f"exhibit-page.{_code(view)}.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    words, code = view.words, _code(view)
    if view.shown is None:
        return [empty_state(words("overview.empty"), words("page.upload"), view.link("upload"))]
    if code in ONE_COUNTRY and not view.filters.countries:
        way = words("exhibit-page.choose-way")
        return [empty_state(words("exhibit-page.choose"), way, view.link("countries"))]
    return [parts.exhibit(view, context, code, primary=True), _ways(view)]


def _ways(view: View) -> Component:
    """To the page that shows more of it, and the address of this view to take along."""
    words, fuller = view.words, _fuller(view)
    copy = html.Button(
        words("exhibit-page.copy"),
        type="button",
        **data(copy="address", copied=words("exhibit-page.copied")),
    )
    links = [html.A(words("exhibit-page.fuller"), href=fuller)] if fuller else []
    return html.P([*links, copy], className="own-page")


def _fuller(view: View) -> str:
    """The address of the fuller page; "" where there is none, or none for these filters."""
    key, filters = FULLER.get(_code(view), ""), view.filters
    every: Mapping[str, dict[str, Any]] = {
        "country": {"country": filters.countries[0] if filters.countries else ""},
        "evidence": {
            "country": filters.countries[0] if filters.countries else "",
            "objective": filters.objective,
        },
        "pillar": {"pillar": filters.pillar},
        "objective": {"objective": filters.objective},
        "theme": {"theme": filters.theme},
    }
    if key == "compare":
        kept = replace(filters.kept(), countries=filters.countries)
        return href(key, view.language, kept.query())
    values = every.get(key, {})
    return view.link(key, **values) if key and all(values.values()) else ""


def _subject(view: View, context: Context) -> str:
    """What the filters that the exhibit heeds make it about: a country, an objective, a pillar
    or a theme."""
    words, filters, framework = view.words, view.filters, view.framework
    heeded = EXHIBITS[_code(view)].filters
    said = []
    if _code(view) in ONE_COUNTRY and filters.countries:
        said.append(words.text(context.content.countries[filters.countries[0]].name))
    if "pillar" in heeded and filters.pillar:
        said.append(words.text(framework.pillars[filters.pillar].short))
    if "objective" in heeded and filters.objective:
        short = words.text(framework.objectives[filters.objective].short)
        said.append(f"{filters.objective}. {short}")
    if "theme" in heeded and filters.theme:
        said.append(words.text(framework.themes[filters.theme].short))
    return ", ".join(said)


def _code(view: View) -> str:
    return view.located.values["exhibit"]
