"""Where: one equal tile a country, no borders drawn."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS = ("round", "basis", "objective")


def title(view: View, context: Context) -> str:
    return view.words("map.title")


def lead(view: View, context: Context) -> str:
    return view.words("map.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    code = "objective-tiles" if view.filters.objective else "tile-map"
    return [exhibit(view, context, code, primary=True)]
