"""Two to six countries side by side, and groups of countries side by side."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS: tuple[str, ...] = ("round", "basis", "countries")


def title(view: View, context: Context) -> str:
    return view.words("page.compare")


def lead(view: View, context: Context) -> str:
    return view.words("compare.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [exhibit(view, context, code, primary=i == 0) for i, code in enumerate(("countries",))]
