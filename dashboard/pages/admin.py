"""Accounts, the audit log, and the settings."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("page.admin")


def lead(view: View, context: Context) -> str:
    return ""


def body(view: View, context: Context) -> Sequence[Component]:
    return []
