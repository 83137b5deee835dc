"""A priority theme as a second dimension: its own answer beside the linked objective."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import crumbs, exhibit

FILTERS = ("round", "basis", "region")


def title(view: View, context: Context) -> str:
    theme = view.framework.themes[view.located.values["theme"]]
    return view.words.text(theme.wording.text)


def lead(view: View, context: Context) -> str:
    theme = view.framework.themes[view.located.values["theme"]]
    objective = view.framework.objectives[theme.objective]
    label = view.words.text(objective.wording.text)
    return view.words("theme.lead", code=objective.code, label=label)


def body(view: View, context: Context) -> Sequence[Component]:
    words, code = view.words, view.located.values["theme"]
    objective = view.framework.themes[code].objective
    way = crumbs(
        (words("page.overview"), view.link("overview")),
        (words("objective.short", code=objective), view.link("objective", objective=objective)),
        label=words("shell.crumbs"),
    )
    asked = view.shown is not None and view.shown.round.asked
    shown = ("theme-answers", "theme-measures") if asked else ("theme-measures",)
    return [
        way,
        *(exhibit(view, context, name, primary=i == 0, theme=code) for i, name in enumerate(shown)),
    ]
