"""The Support Project: its three areas, its meetings, and what the platform holds of each."""

from collections.abc import Mapping, Sequence

from dash.development.base_component import Component

from dashboard.components.slot import slot
from dashboard.components.support_project import areas, meetings
from dashboard.context import Context, View
from dashboard.shell.parts import built, section

FILTERS: tuple[str, ...] = ("round",)

NUMBERS: Mapping[str, str] = {
    "practices": "exchange",
    "assistance": "assistance",
    "profiles-imap": "profiles",
    "scorecard": "scorecard",
}
"""What the platform holds -> the exhibit whose title says how much of it there is."""


def title(view: View, context: Context) -> str:
    return view.words("page.support-project")


def lead(view: View, context: Context) -> str:
    return view.words("support-project.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    words = view.words
    said = _numbers(view, context) | {
        "meetings": words.count("support.meetings", len(context.content.meetings))
    }
    return [
        *slot("support-areas", areas(view, context, said), "support-areas"),
        section(
            words("support.meetings.title"), *slot("support-meetings", meetings(view, context))
        ),
    ]


def _numbers(view: View, context: Context) -> dict[str, str]:
    """The same numbers as on the pages they lead to."""
    if view.shown is None:
        return {}
    table = built(view, context, "measures").table
    total = table.pager.total if table.pager is not None else len(table.rows)
    said = {"measures": view.words.count("support.measures", total)}
    if view.shown.round.asked:
        said |= {held: built(view, context, code).title for held, code in NUMBERS.items()}
    return said
