"""What was done so that everybody can read and use the pages, and the known limits."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("accessibility.title")


def lead(view: View, context: Context) -> str:
    return view.words("accessibility.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    words = view.words
    return [
        html.Div(
            [
                html.H2(words("accessibility.done")),
                html.Ul([html.Li(words(f"accessibility.done.{i}")) for i in range(1, 6)]),
                html.H2(words("accessibility.keys")),
                html.Ul([html.Li(words(f"accessibility.keys.{i}")) for i in range(1, 4)]),
                html.H2(words("accessibility.limits")),
                html.Ul([html.Li(words(f"accessibility.limits.{i}")) for i in range(1, 3)]),
            ],
            className="prose",
        )
    ]
