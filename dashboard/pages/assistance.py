"""Technical assistance: what is needed, what is offered, and what became of it."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.auth import Right
from dashboard.components.assistance import follow_up_list, possible_pairs
from dashboard.context import Context, View
from dashboard.shell.frame import empty_state
from dashboard.shell.parts import built, exhibit, section

FILTERS: tuple[str, ...] = (
    "round", "region", "direction", "domain", "form", "objective", "countries",
)  # fmt: skip


def title(view: View, context: Context) -> str:
    return view.words("page.assistance")


def lead(view: View, context: Context) -> str:
    return view.words("assistance.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    """The board above the list; where a cell of the board was followed, the list stands first."""
    words, filters = view.words, view.filters
    if view.shown is None:
        return [empty_state(words("overview.empty"), words("page.upload"), view.link("upload"))]
    is_followed = bool(filters.domain or filters.form)
    codes = ["assistance-board", "assistance-list"][:: -1 if is_followed else 1]
    shown = [exhibit(view, context, code, primary=i == 0) for i, code in enumerate(codes)]
    if not view.shown.round.asked:
        return shown[:1]
    return [*shown, *_followed(view, context)]


def _followed(view: View, context: Context) -> list[Component]:
    """What became of each, for the committee and above; pairs for analysts, of what is live."""
    words, person = view.words, view.person
    if not built(view, context, "assistance-list").table.rows:
        return []
    if not person.may(Right.GAPS):
        return [html.P(words("assistance.follow.public"), className="small")]
    found = follow_up_list(view, context, date.today())
    parts = [section(words("assistance.follow"), *found)]
    if person.may(Right.REVIEW) and view.snapshot is None:
        pairs = possible_pairs(view, context)
        parts.append(section(words("assistance.pairs"), *pairs))
    return parts
