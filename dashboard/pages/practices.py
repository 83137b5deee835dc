"""Challenges, the good practices that answer them, and common solutions."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components.challenges import TELL, TOLD, naming_section
from dashboard.components.thread import asked_of, thread_parts
from dashboard.context import Context, View
from dashboard.shell.frame import empty_state
from dashboard.shell.view import source_for

FILTERS = ("round", "region", "objective", "theme", "kind", "countries", "q")
QUERY = (TELL, TOLD)


def title(view: View, context: Context) -> str:
    return view.words("page.practices")


def lead(view: View, context: Context) -> str:
    return view.words("practices.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    if view.shown is None:
        return [empty_state(view.words("overview.empty"))]
    ask = asked_of(view, context, source_for(view, context))
    return [*thread_parts(view, ask), *naming_section(view, ask)]
