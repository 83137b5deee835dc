"""Challenges, the good practices that answer them, and common solutions."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.shell.parts import exhibit

FILTERS: tuple[str, ...] = ("round", "region", "objective", "theme", "kind")


def title(view: View, context: Context) -> str:
    return view.words("page.practices")


def lead(view: View, context: Context) -> str:
    return view.words("practices.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return [exhibit(view, context, code, primary=i == 0) for i, code in enumerate(("exchange",))]
