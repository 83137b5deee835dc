"""The state of play in ten seconds: who answered, how far, and where."""

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import data
from dashboard.components.changed import whole_section
from dashboard.components.glance import NAME, chosen, glance
from dashboard.context import Context, View
from dashboard.shell.filter_bar import Asked
from dashboard.shell.frame import empty_state
from dashboard.shell.parts import built, exhibit, further, section
from dashboard.shell.view import source_for

FILTERS = ("round", "basis", "region")
QUERY = (NAME,)


def asked(view: View) -> Asked:
    """The country of the address is looked at beside all others; it narrows nothing."""
    return Asked(replace(view, filters=replace(view.filters, countries=())), FILTERS)


def title(view: View, context: Context) -> str:
    return view.words("overview.title")


def lead(view: View, context: Context) -> str:
    if view.shown is None:
        return ""
    who = built(view, context, "reporting-status").title
    if not view.shown.round.asked:
        return view.words("overview.lead.public", who=who)
    where = built(view, context, "scorecard", view="level").title
    return view.words("overview.lead", who=who, where=where)


def body(view: View, context: Context) -> Sequence[Component]:
    words = view.words
    if view.shown is None or not view.shown.reports:
        return [empty_state(words("overview.empty"), words("page.upload"), view.link("upload"))]
    if not view.shown.round.asked:
        return [
            exhibit(view, context, "key-figures"),
            exhibit(view, context, "public-status", primary=True),
            section(words("overview.who"), exhibit(view, context, "reporting-status")),
        ]
    return [
        exhibit(view, context, "key-figures"),
        _measured("bars", exhibit(view, context, "pillars", primary=True)),
        *whole_section(view, context, source_for(view, context)),
        html.Div(
            [
                exhibit(view, context, "reporting-status"),
                _measured("map", exhibit(view, context, "tile-map")),
            ],
            className="columns",
        ),
        _glance(view, context),
        further(
            (words("overview.to-scorecard"), view.link("scorecard")),
            (words("late-measures.link"), view.narrowed("measures", tab="late")),
            (words("overview.to-bulletin"), view.link("bulletin")),
        ),
        _measured("heat", exhibit(view, context, "scorecard", view="level")),
    ]


def _glance(view: View, context: Context) -> Component:
    iso3 = chosen(view, context)
    strip = built(view, context, "country-strip", countries=(iso3,)) if iso3 else None
    return glance(view, context, strip)


def _measured(chart: str, box: Component) -> Component:
    """The box under the name by which those who measure pages look for it."""
    return html.Div(box, **data(bench=chart))
