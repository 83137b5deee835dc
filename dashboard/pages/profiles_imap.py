"""Migration profiles and the i-Map: where each country stands, and the target countries."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS: tuple[str, ...] = ("round", "region")


def title(view: View, context: Context) -> str:
    return view.words("page.profiles-imap")


def lead(view: View, context: Context) -> str:
    return view.words("profiles-imap.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [exhibit(view, context, code, primary=i == 0) for i, code in enumerate(("assistance",))]
