"""What the bodies of pages are made of: exhibits with the view's filters, and headings."""

from dataclasses import replace
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.exhibit import exhibit_box
from dashboard.context import Context, View
from dashboard.exhibits import BuiltExhibit, build
from dashboard.filters import Filters
from dashboard.shell.view import source_for


def built(view: View, context: Context, code: str, /, **changes: Any) -> BuiltExhibit:
    """The exhibit with the view's filters (and `changes` of them), kept until the data or the
    day change; of a preview nothing is kept. The snapshot is the one the view shows: a page of
    the desk carries one in its address without showing it."""
    frozen = view.snapshot.code if view.snapshot is not None else ""
    filters: Filters = replace(view.filters, snapshot=frozen, **changes)
    if view.shown is not None:
        filters = replace(filters, round=view.shown.round.code)
    source = source_for(view, context)
    if view.preview is not None:
        return build(code, source, context.content, view.words, filters)
    state = (view.data_version, date.today())
    key = ("exhibit", code, filters, view.language, view.consents, state)
    return context.memo.answer(
        key, lambda: build(code, source, context.content, view.words, filters)
    )


def exhibit(
    view: View, context: Context, code: str, /, *, primary: bool = False, **changes: Any
) -> Component:
    return exhibit_box(built(view, context, code, **changes), view, primary=primary)


def section(title: str, *parts: Component) -> Component:
    return html.Section([html.H2(title), *parts])


def further(*links: tuple[str, str]) -> Component:
    """The ways to other pages about the same, at the end of one."""
    return html.Ul([html.Li(html.A(text, href=address)) for text, address in links])


def crumbs(*links: tuple[str, str], label: str) -> Component:
    """The way back up, one link a level."""
    parts: list[Component | str] = []
    for text, address in links:
        parts += [html.A(text, href=address), " › "]
    return html.Nav(parts[:-1], className="crumbs", **aria(label=label))
