"""A place on a page for a string of HTML made by the server.

Tables, matrices and drawings reach the page as one string: as components, one a cell, they
would take seconds to appear.
"""

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.dependencies import MATCH
from dash.development.base_component import Component

from dashboard.components.attributes import data


def slot(index: str, markup: str, name: str = "") -> list[Component]:
    """The store with the markup, and the empty place it fills. `markup` must be escaped by
    its template; `index` is unique on the page."""
    return [
        dcc.Store(id={"index": index, "type": "html"}, data=markup),
        html.Div(
            id={"index": index, "type": "slot"},
            className=name,
            disable_n_clicks=True,
            **data(slot=index),
        ),
    ]


def callbacks(app: Dash) -> None:
    """Fills every slot, on every page, when its markup arrives."""
    app.clientside_callback(
        ClientsideFunction("dakar", "fill"),
        # Never written to; without an output Dash does not call for parts that come later.
        Output({"index": MATCH, "type": "slot"}, "title"),
        Input({"index": MATCH, "type": "html"}, "data"),
        State({"index": MATCH, "type": "slot"}, "id"),
    )
