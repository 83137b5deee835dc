"""Makes the product's only dcc.Graph: no cloud, no logo, no mode bar."""

from typing import Any

from dash import dcc

from dashboard.drawings.plotly import figure_of
from dashboard.figures.chart import Chart


def config(language: str) -> Any:
    """Plotly's settings. Its own "share" button would send the chart's data to its makers."""
    return {
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "displaylogo": False,
        "displayModeBar": False,
        "responsive": True,
        "locale": language,
    }


def graph(chart: Chart, index: str, language: str) -> dcc.Graph:
    """The chart as an interactive graph; `index` is unique on the page."""
    figure = figure_of(chart)
    return dcc.Graph(
        id={"type": "graph", "index": index},
        figure=figure,
        config=config(language),
        style={"height": f"{figure['layout']['height']}px"},
        className="graph",
    )
