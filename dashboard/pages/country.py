"""One country on one page: its answers, its measures, and where each number stands."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import crumbs, exhibit

FILTERS = ("round",)


def title(view: View, context: Context) -> str:
    return view.words.text(context.content.countries[view.located.values["country"]].name)


def lead(view: View, context: Context) -> str:
    return ""


def body(view: View, context: Context) -> Sequence[Component]:
    words, iso3 = view.words, view.located.values["country"]
    way = crumbs((words("page.countries"), view.link("countries")), label=words("shell.crumbs"))
    asked = view.shown is not None and view.shown.round.asked
    shown = ("country-strip", "country-measures") if asked else ("country-measures",)
    return [
        way,
        *(
            exhibit(view, context, name, primary=i == 0, countries=(iso3,))
            for i, name in enumerate(shown)
        ),
    ]
