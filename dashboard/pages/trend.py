"""What moved between two rounds, over the countries that can be compared."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS: tuple[str, ...] = ("round", "basis", "region")


def title(view: View, context: Context) -> str:
    return view.words("page.trend")


def lead(view: View, context: Context) -> str:
    return view.words("trend.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [exhibit(view, context, code, primary=i == 0) for i, code in enumerate(("change",))]
