"""A priority theme as a second dimension: its own answer beside the linked objective."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import crumbs, exhibit, section

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
    shown = _shown(view, code)
    return [
        way,
        *(exhibit(view, context, name, primary=i == 0, theme=code) for i, name in enumerate(shown)),
        _further(view, code),
    ]


def _shown(view: View, code: str) -> tuple[str, ...]:
    """Nobody was asked about themes in a round without levels."""
    if view.shown is None or not view.shown.round.asked:
        return ("theme-measures",)
    chain = ("data-decisions",) if view.framework.themes[code].decisions else ()
    return ("theme-answers", "theme-participation", *chain, "theme-needs", "theme-measures")


def _further(view: View, code: str) -> Component:
    words, objective = view.words, view.framework.themes[code].objective
    practices = f"{view.link('practices')}{'&' if view.filters.kept().query() else '?'}"
    of_objective = words("theme.to-practices.objective", code=objective)
    links = [
        html.Li(html.A(words("theme.to-practices"), href=f"{practices}theme={code}")),
        html.Li(html.A(of_objective, href=f"{practices}objective={objective}")),
        html.Li(html.A(words("theme.to-assistance"), href=view.link("assistance"))),
    ]
    return section(words("theme.further"), html.Ul(links))
