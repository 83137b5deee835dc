"""Every measure, filtered, sorted, searched and paged by the database: as a list, over time, and
those whose planned end has passed."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.addresses import href
from dashboard.components.attributes import aria
from dashboard.context import Context, View
from dashboard.shell.filter_bar import Asked
from dashboard.shell.parts import exhibit

FILTERS = ("round", "region", "objective", "theme", "level", "status", "countries", "q")

FEWER = ("round", "region", "objective", "theme", "countries")
"""What the schedule and the planned ends are narrowed by."""

TABS: Mapping[str, str] = {"": "measures", "schedule": "schedule", "late": "late-measures"}
"""Tab -> the exhibit it shows."""


def asked(view: View) -> Asked:
    return Asked(view, FILTERS if _tab(view) == "" else FEWER)


def title(view: View, context: Context) -> str:
    return view.words("measures.title")


def lead(view: View, context: Context) -> str:
    return view.words("measures.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    shown = exhibit(view, context, TABS[_tab(view)], primary=True)
    return [_tabs(view), shown] if _has_dates(view) else [shown]


def _tab(view: View) -> str:
    """The tab asked for; where nobody was asked to report there are no dates to show."""
    return view.filters.tab if view.filters.tab in TABS and _has_dates(view) else ""


def _has_dates(view: View) -> bool:
    return view.shown is not None and view.shown.round.asked


def _tabs(view: View) -> Component:
    words, current = view.words, _tab(view)
    links = []
    for tab in TABS:
        query = view.filters.query(tab=tab, page=1, level="", status="", q="", sort="")
        attributes = aria(current="page") if tab == current else {}
        label = words(f"measures.tab.{tab or 'list'}")
        links.append(html.A(label, href=href("measures", view.language, query), **attributes))
    return html.Nav(links, className="tabs", **aria(label=words("measures.tabs")))
