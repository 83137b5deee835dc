"""Every measure, filtered, sorted, searched and paged by the database."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS = ("round", "region", "objective", "theme", "level", "status", "countries", "q")


def title(view: View, context: Context) -> str:
    return view.words("measures.title")


def lead(view: View, context: Context) -> str:
    return view.words("measures.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [exhibit(view, context, "measures", primary=True)]
