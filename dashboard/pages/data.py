"""All that is published, as files and over the read API, with its dictionary."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View

FILTERS: tuple[str, ...] = ()


def title(view: View, context: Context) -> str:
    return view.words("page.data")


def lead(view: View, context: Context) -> str:
    return view.words("data.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return []
