"""The evidence behind one cell: the answer, its measures, down to sheet and cell."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import crumbs, exhibit

FILTERS = ("round",)


def title(view: View, context: Context) -> str:
    country = context.content.countries[view.located.values["country"]]
    objective = view.framework.objectives[view.located.values["objective"]]
    return view.words(
        "evidence.title",
        country=view.words.text(country.name),
        code=objective.code,
        label=view.words.text(objective.short),
    )


def lead(view: View, context: Context) -> str:
    objective = view.framework.objectives[view.located.values["objective"]]
    return view.words.text(objective.wording.text)


def body(view: View, context: Context) -> Sequence[Component]:
    words, values = view.words, view.located.values
    country = context.content.countries[values["country"]]
    way = crumbs(
        (words("page.scorecard"), view.link("scorecard")),
        (words.text(country.name), view.link("country", country=country.iso3)),
        label=words("shell.crumbs"),
    )
    one = {"countries": (country.iso3,), "objective": values["objective"]}
    return [way, exhibit(view, context, "objective-evidence", primary=True, **one)]
