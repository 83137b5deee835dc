"""The data of the review and its four charts, drawn alike in every peer."""

import os
import sqlite3
from contextlib import closing

import pandas as pd
import plotly.graph_objects as go

LEVELS = ["0", "1", "2", "3", "4"]
COLOURS = ["#d9d9d9", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"]


def _frame(query: str) -> pd.DataFrame:
    with closing(sqlite3.connect(os.environ["REVIEW_DATA"])) as connection:
        return pd.read_sql_query(query, connection)


def measures() -> pd.DataFrame:
    """Every measure, one a row."""
    return _frame("SELECT * FROM measure")


def answers() -> pd.DataFrame:
    """One row for each country and objective, with the place of the country on the tile map."""
    return _frame('SELECT * FROM answer JOIN tile USING (country) ORDER BY country, "order"')


def countries() -> list[str]:
    return _frame("SELECT country FROM tile ORDER BY country")["country"].tolist()


def matrix(answered: pd.DataFrame) -> go.Figure:
    """Countries by objectives, coloured by level."""
    order = answered.drop_duplicates("objective").sort_values("order")["objective"]
    grid = answered.pivot_table(index="country", columns="objective", values="level")
    grid = grid.reindex(columns=list(order))
    heat = go.Heatmap(z=grid.to_numpy(), x=list(grid.columns), y=list(grid.index), zmin=0, zmax=4)
    return go.Figure(heat).update_layout(title="Levels by country and objective", height=1000)


def pillars(listed: pd.DataFrame) -> go.Figure:
    """How many measures of each pillar stand at each level."""
    counts = listed.groupby(["pillar", "level"]).size().unstack(fill_value=0)
    bars = [
        go.Bar(name=level, x=list(counts.index), y=counts[level], marker_color=colour)
        for level, colour in zip(LEVELS, COLOURS, strict=True)
        if level in counts
    ]
    return go.Figure(bars).update_layout(title="Measures by pillar", barmode="stack", height=400)


def tiles(answered: pd.DataFrame) -> go.Figure:
    """One square a country, where it lies, coloured by its mean level."""
    means = answered.groupby(["country", "column", "row"], as_index=False)["level"].mean()
    squares = go.Scatter(
        x=means["column"],
        y=-means["row"],
        mode="markers",
        text=means["country"],
        marker={"symbol": "square", "size": 26, "color": means["level"], "colorscale": "Blues"},
    )
    return go.Figure(squares).update_layout(title="Mean level", height=600)


def profile(listed: pd.DataFrame, country: str) -> go.Figure:
    """The measures of one country by objective; the country stands in the title."""
    counts = listed[listed["country"] == country].groupby("objective").size()
    bars = go.Bar(x=list(counts.index), y=counts)
    return go.Figure(bars).update_layout(title=f"Measures of {country}", height=350)
