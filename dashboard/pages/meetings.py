"""The calendar: meetings as held and as planned, each with its agenda."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("meetings.title")


def lead(view: View, context: Context) -> str:
    return view.words("meetings.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return []
