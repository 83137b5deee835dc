"""Technical assistance: what is needed, what is offered, and what became of it."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS: tuple[str, ...] = ("round", "region", "direction")


def title(view: View, context: Context) -> str:
    return view.words("page.assistance")


def lead(view: View, context: Context) -> str:
    return view.words("assistance.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [exhibit(view, context, code, primary=i == 0) for i, code in enumerate(("assistance",))]
