"""The review as most people begin with Dash: one callback a chart, each reads what it needs."""

import dash_ag_grid as dag
import pandas as pd
import plotly.graph_objects as go
import review
from dash import Dash, Input, Output, callback, dcc, html

app = Dash(__name__, title="Review")
server = app.server

app.layout = html.Main(
    [
        html.H1("Review"),
        dcc.Graph(id="matrix"),
        dcc.Graph(id="pillars"),
        dcc.Graph(id="tiles"),
        dcc.Dropdown(review.countries(), "France", id="country", clearable=False),
        dcc.Graph(id="profile"),
        dag.AgGrid(
            id="table",
            columnDefs=[{"field": name, "filter": True} for name in review.measures().columns],
            dashGridOptions={"pagination": True},
        ),
    ]
)


@callback(Output("matrix", "figure"), Input("matrix", "id"))
def draw_matrix(_: str) -> go.Figure:
    return review.matrix(review.answers())


@callback(Output("pillars", "figure"), Input("pillars", "id"))
def draw_pillars(_: str) -> go.Figure:
    return review.pillars(review.measures())


@callback(Output("tiles", "figure"), Input("tiles", "id"))
def draw_tiles(_: str) -> go.Figure:
    return review.tiles(review.answers())


@callback(Output("profile", "figure"), Input("country", "value"))
def draw_profile(country: str) -> go.Figure:
    return review.profile(review.measures(), country)


@callback(Output("table", "rowData"), Input("table", "id"))
def fill_table(_: str) -> list[dict[str, object]]:
    listed: pd.DataFrame = review.measures()
    return listed.to_dict("records")
