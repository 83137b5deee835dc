"""What moved between two rounds, over the countries that can be compared."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import built, exhibit, section

FILTERS: tuple[str, ...] = ("round", "against", "basis", "region")

SECTIONS = (
    ("trend.matrix", "transitions"),
    ("trend.moves", "moves"),
    ("trend.measures", "carried"),
)
"""Below the slope chart: words of a heading, and an exhibit."""


def title(view: View, context: Context) -> str:
    return view.words("page.trend")


def lead(view: View, context: Context) -> str:
    return view.words("trend.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    """The slope chart, whose title is the finding, then what it stands on; where there is nothing
    to compare, the reason alone."""
    every: dict[str, Any] = {"pillar": "", "objective": ""}
    slope = exhibit(view, context, "trend", primary=True, **every)
    if built(view, context, "trend", **every).is_empty:
        return [slope]
    more = (("trend.detail", "change"), ("trend.narrower", "transitions"))
    return [
        slope,
        *(
            section(view.words(heading), exhibit(view, context, code, **every))
            for heading, code in SECTIONS
        ),
        html.Ul(
            [
                html.Li(html.A(view.words(key), href=view.link("exhibit", exhibit=code)))
                for key, code in more
            ]
        ),
    ]
