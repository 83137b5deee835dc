"""What is missing or awaited in a round, country by country."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.addresses import href
from dashboard.components.gaps import (
    COVERAGE,
    gap_box,
    gaps_for,
    kind_tabs,
    own_workbook,
    round_of,
)
from dashboard.context import Context, View
from dashboard.shell.frame import empty_state
from dashboard.shell.parts import exhibit

FILTERS = ("round", "region", "countries")


def title(view: View, context: Context) -> str:
    return view.words("gaps.page.title")


def lead(view: View, context: Context) -> str:
    return view.words("gaps.page.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    words, shown = view.words, round_of(view, context)
    if not shown.asked:
        return [empty_state(words("gaps.not-asked", round=words.text(shown.name)))]
    found = gaps_for(view, context, date.today())
    tabs = kind_tabs(view, found)
    if view.filters.tab == COVERAGE:
        return [tabs, exhibit(view, context, "scorecard", view="coverage", basis="declared")]
    return [tabs, *own_workbook(view, context), gap_box(view, found), _beside(view)]


def _beside(view: View) -> Component:
    """To what is asked about besides: passed ends of all countries, and levels that differ."""
    kept = view.filters.kept()
    late = href("measures", view.language, kept.query(tab="late"))
    differ = href("exhibit", view.language, kept.query(), exhibit="self-assessment")
    return html.P(
        [
            html.A(view.words("late-measures.link"), href=late),
            " · ",
            html.A(view.words("exhibit-page.self-assessment"), href=differ),
        ]
    )
