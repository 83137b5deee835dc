"""The review in Vizro, with the cache for dynamic data that its documentation advises."""

import pandas as pd
import plotly.graph_objects as go
import review
import vizro.models as vm
from flask_caching import Cache
from vizro import Vizro
from vizro.managers import data_manager
from vizro.models.types import capture
from vizro.tables import dash_ag_grid

data_manager.cache = Cache(config={"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 3600})
data_manager["measures"] = review.measures
data_manager["answers"] = review.answers


@capture("graph")
def matrix(data_frame: pd.DataFrame) -> go.Figure:
    return review.matrix(data_frame)


@capture("graph")
def pillars(data_frame: pd.DataFrame) -> go.Figure:
    return review.pillars(data_frame)


@capture("graph")
def tiles(data_frame: pd.DataFrame) -> go.Figure:
    return review.tiles(data_frame)


@capture("graph")
def profile(data_frame: pd.DataFrame) -> go.Figure:
    """The filter has left the rows of one country."""
    return review.profile(data_frame, data_frame["country"].iloc[0])


page = vm.Page(
    title="Review",
    components=[
        vm.Graph(figure=matrix("answers")),
        vm.Graph(figure=pillars("measures")),
        vm.Graph(figure=tiles("answers")),
        vm.Graph(id="profile", figure=profile("measures")),
        vm.Table(figure=dash_ag_grid("measures", dashGridOptions={"pagination": True})),
    ],
    controls=[
        vm.Filter(
            column="country",
            targets=["profile"],
            selector=vm.Dropdown(id="country", multi=False, value="France"),
        )
    ],
)
app = Vizro().build(vm.Dashboard(title="Review", pages=[page]))
server = app.dash.server
