"""Every page: its registration in each language, and its rendering."""

import dash
import flask
from dash import Input, State
from dash.development.base_component import Component

from dashboard.addresses import PAGES
from dashboard.auth.guard import CALLBACKS
from dashboard.context import Context
from dashboard.pages.catalogue import MODULES
from dashboard.pages.rendering import kept, render
from dashboard.shell.keeping import held

__all__ = ["MODULES", "ROUTING", "kept", "register", "render"]

ROUTING: dict[str, Input | State] = {
    "path_": State("_pages_location", "pathname"),
    "query_": State("_pages_location", "search"),
}
"""Given to every layout last, so that a query cannot override them."""


def register(app: dash.Dash, context: Context) -> None:
    """Registers each page once per language, deepest path first, and its callbacks."""

    def layout(path_: str = "", query_: str = "", **_: object) -> Component:
        rendered = render(context, path_, query_)
        is_held = flask.request.endpoint == CALLBACKS and held() == rendered.mark
        return rendered.page_round_slots if is_held else rendered.page

    for page in PAGES:
        for language, slug in page.slugs.items():
            dash.register_page(
                f"dashboard.pages.{page.key}.{language}",
                path_template=f"/{language}/{slug}",
                title=_title,
                layout=layout,
            )
    dash.register_page("dashboard.pages.not_found_404", path="/404", title=_title, layout=layout)
    for module in MODULES.values():
        if hasattr(module, "callbacks"):
            module.callbacks(app, context)


def _title(**_: object) -> str:
    """The title of the page just laid out in this request."""
    return str(flask.g.get("page_title", ""))
