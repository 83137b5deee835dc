"""All countries by ten objectives, as a table that a keyboard can walk."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS = ("round", "basis", "region", "view")


def title(view: View, context: Context) -> str:
    return view.words("scorecard.title")


def lead(view: View, context: Context) -> str:
    return view.words(f"{_code(view)}.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [exhibit(view, context, _code(view), primary=True)]


def _code(view: View) -> str:
    asked = view.shown is None or view.shown.round.asked
    return "scorecard" if asked else "public-status"
