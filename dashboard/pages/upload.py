"""Workbooks in: a dry run of each, what was found, and the buttons that store and publish them."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.slot import slot
from dashboard.components.upload import upload_markup
from dashboard.context import Context, View

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("upload.title")


def lead(view: View, context: Context) -> str:
    return view.words("upload.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [html.Div(slot("upload", upload_markup(view, context)))]
