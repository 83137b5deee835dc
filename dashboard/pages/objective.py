"""One objective: how countries answer, where, and what the Roadmap asked for."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import crumbs, exhibit

FILTERS = ("round", "basis", "region")


def title(view: View, context: Context) -> str:
    objective = view.framework.objectives[view.located.values["objective"]]
    label = view.words.text(objective.wording.text)
    return view.words("objective.title", code=objective.code, label=label)


def lead(view: View, context: Context) -> str:
    return ""


def body(view: View, context: Context) -> Sequence[Component]:
    words, code = view.words, view.located.values["objective"]
    pillar = view.framework.pillars[view.framework.objectives[code].pillar]
    way = crumbs(
        (words("page.overview"), view.link("overview")),
        (words.text(pillar.short), view.link("pillar", pillar=pillar.code)),
        label=words("shell.crumbs"),
    )
    if view.shown is None or not view.shown.round.asked:
        shown: tuple[str, ...] = ("public-status", "objective-roadmap")
    else:
        shown = ("objective-distribution", "objective-tiles", "objective-roadmap")
    if any(one.objective == code for one in view.framework.actions.values()):
        shown = (*shown, "roadmap-matrix")
    exhibits = [
        exhibit(view, context, name, primary=i == 0, objective=code) for i, name in enumerate(shown)
    ]
    listed = f"{view.link('measures')}{'&' if view.filters.kept().query() else '?'}objective={code}"
    matrix = view.link("exhibit", exhibit="roadmap-matrix")
    links = [
        html.Li(html.A(words("objective.to-measures"), href=listed)),
        html.Li(html.A(words("objective.to-roadmap"), href=matrix)),
    ]
    return [way, *exhibits, html.Ul(links)]
