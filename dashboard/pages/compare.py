"""Two to six countries side by side, and groups of countries side by side."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.compare import ADD, COUNTRIES, choice, chooser, nodes
from dashboard.context import Context, View
from dashboard.shell.frame import empty_state
from dashboard.shell.parts import exhibit

FILTERS = ("round", "basis")
QUERY = (ADD, *COUNTRIES)


def title(view: View, context: Context) -> str:
    return view.words("page.compare")


def lead(view: View, context: Context) -> str:
    return view.words("compare.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    words = view.words
    if view.shown is None:
        return [empty_state(words("overview.empty"), words("page.upload"), view.link("upload"))]
    has_levels = view.shown.round.asked
    found = choice(view, context)
    view = replace(view, filters=replace(view.filters, countries=found.chosen))
    codes = ("compare", "differences") if len(found.chosen) > 1 else ("compare",)
    shown = codes if found.chosen else ()
    everyone: dict[str, Any] = {"countries": (), "region": ""}
    if not has_levels:
        # There is no level to set side by side, which is said once.
        return [
            chooser(view, context, found),
            exhibit(view, context, "group-means", primary=True, **everyone),
        ]
    return [
        chooser(view, context, found),
        *(exhibit(view, context, code, primary=i == 0) for i, code in enumerate(shown)),
        html.Section(
            [html.H2(words("compare.groups")), html.P(words("compare.groups.lead"))],
            className="part-head",
        ),
        exhibit(view, context, "group-means", **everyone),
        nodes(view),
        exhibit(view, context, "groups", **everyone),
    ]
