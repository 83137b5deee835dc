"""A meeting: its agenda, what was frozen for it, what to take along."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.refusals import MissingError

FILTERS = ()


def title(view: View, context: Context) -> str:
    meeting = context.content.meetings.get(view.located.values["meeting"])
    if meeting is None:
        raise MissingError
    return view.words.text(meeting.name)


def lead(view: View, context: Context) -> str:
    return ""


def body(view: View, context: Context) -> Sequence[Component]:
    return []
