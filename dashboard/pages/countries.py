"""Every partner, with what it has reported; observers and organisations apart."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS = ("round", "region")


def title(view: View, context: Context) -> str:
    return view.words("countries.title")


def lead(view: View, context: Context) -> str:
    return view.words("countries.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [exhibit(view, context, "countries", primary=True)]
