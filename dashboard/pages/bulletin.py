"""A digest of what was published over a period, to read and to copy."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View

FILTERS: tuple[str, ...] = ()


def title(view: View, context: Context) -> str:
    return view.words("page.bulletin")


def lead(view: View, context: Context) -> str:
    return view.words("bulletin.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return []
