"""The calendar: meetings as held and as planned, each with its agenda."""

from collections.abc import Sequence
from functools import partial

from dash.development.base_component import Component

from dashboard.components.meetings import ADD, FOR, calendar, chooser
from dashboard.components.slot import slot
from dashboard.context import Context, View
from dashboard.shell.items import filters_said

FILTERS = ()
QUERY = (ADD, FOR)


def title(view: View, context: Context) -> str:
    return view.words("meetings.title")


def lead(view: View, context: Context) -> str:
    return view.words("meetings.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    chosen = chooser(view, context, partial(filters_said, view, context))
    added = slot("meeting-add", chosen) if chosen else []
    return [*added, *slot("meetings", calendar(view, context))]
