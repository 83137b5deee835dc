"""One objective: how countries answer, where, and what the Roadmap asked for."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import crumbs, exhibit, further

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
    ways = further(
        (words("objective.to-measures"), view.narrowed("measures", objective=code)),
        (words("objective.to-practices"), view.narrowed("practices", objective=code)),
        (words("objective.to-roadmap"), view.link("exhibit", exhibit="roadmap-matrix")),
    )
    return [way, *exhibits, ways]
