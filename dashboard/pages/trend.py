"""What moved between two rounds, over the countries that can be compared."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import built, exhibit, section

FILTERS: tuple[str, ...] = ("round", "against", "basis", "region")

SECTIONS = (
    ("trend.matrix", ("transitions",)),
    ("trend.detail", ("change",)),
    ("trend.measures", ("carried",)),
    ("trend.moves", ("moves",)),
)
"""Below the slope chart: words of a heading, and exhibits."""


def title(view: View, context: Context) -> str:
    return view.words("page.trend")


def lead(view: View, context: Context) -> str:
    return view.words("trend.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    """The finding in one sentence, then what it stands on; where there is nothing to compare,
    the reason alone."""
    every: dict[str, Any] = {"pillar": "", "objective": ""}
    change = built(view, context, "change", **every)
    slope = exhibit(view, context, "trend", primary=True, **every)
    if change.is_empty:
        return [slope]
    own = html.A(view.words("trend.narrower"), href=view.link("exhibit", exhibit="transitions"))
    return [
        html.P(change.said[0], className="finding"),
        slope,
        *(
            section(view.words(heading), *(exhibit(view, context, one, **every) for one in codes))
            for heading, codes in SECTIONS
        ),
        html.P(own),
    ]
