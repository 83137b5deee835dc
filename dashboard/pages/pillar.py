"""One pillar, or the cross-cutting objective: its objectives and how countries spread."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import crumbs, exhibit, section
from schemas.framework import CROSS_CUTTING

FILTERS = ("round", "basis", "region")


def title(view: View, context: Context) -> str:
    pillar = view.framework.pillars[view.located.values["pillar"]]
    label = view.words.text(pillar.wording.text)
    if pillar.code == CROSS_CUTTING:
        return label
    return view.words("pillar.title", code=pillar.code, label=label)


def lead(view: View, context: Context) -> str:
    return ""


def body(view: View, context: Context) -> Sequence[Component]:
    words, code = view.words, view.located.values["pillar"]
    links = [
        html.Li(
            html.A(
                f"{o.code}. {words.text(o.wording.text)}",
                href=view.link("objective", objective=o.code),
            )
        )
        for o in view.framework.objectives_of(code)
    ]
    parts: list[Component] = [
        crumbs((words("page.overview"), view.link("overview")), label=words("shell.crumbs")),
        exhibit(view, context, "pillar-objectives", primary=True, pillar=code),
    ]
    if view.shown is not None and view.shown.round.asked:
        parts.append(exhibit(view, context, "pillar-countries", pillar=code))
        parts.append(exhibit(view, context, "priorities", pillar=code))
        every = view.link("exhibit", exhibit="priorities")
        parts.append(html.P(html.A(words("pillar.to-priorities"), href=every)))
    return [*parts, section(words("pillar.objectives"), html.Ul(links))]
