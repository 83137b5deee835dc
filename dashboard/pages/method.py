"""How every number is made: scale, bases, coverage, bounds, missing answers."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("method.title")


def lead(view: View, context: Context) -> str:
    return view.words("method.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [html.Div([], className="prose")]
