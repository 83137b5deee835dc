"""The Support Project: its three areas, its meetings, and what the platform holds of each."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View

FILTERS: tuple[str, ...] = ()


def title(view: View, context: Context) -> str:
    return view.words("page.support-project")


def lead(view: View, context: Context) -> str:
    return view.words("support-project.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return []
