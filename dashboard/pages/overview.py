"""The state of play in ten seconds: who answered, how far, and where."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.changed import whole_section
from dashboard.context import Context, View
from dashboard.shell.frame import empty_state
from dashboard.shell.parts import built, exhibit, further, section
from dashboard.shell.view import source_for

FILTERS = ("round", "basis", "region")


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
        exhibit(view, context, "pillars", primary=True),
        *whole_section(view, context, source_for(view, context)),
        html.Div(
            [exhibit(view, context, "reporting-status"), exhibit(view, context, "tile-map")],
            className="columns",
        ),
        further(
            (words("overview.to-scorecard"), view.link("scorecard")),
            (words("late-measures.link"), view.narrowed("measures", tab="late")),
            (words("overview.to-bulletin"), view.link("bulletin")),
        ),
    ]
