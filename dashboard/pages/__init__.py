"""Every page in menu order, its registration in each language, and its rendering."""

from collections.abc import Sequence
from types import ModuleType

import dash
import flask
from dash import Input, State, html
from dash.development.base_component import Component

from dashboard.addresses import PAGES, Located, locate
from dashboard.auth import is_local
from dashboard.context import Context, View
from dashboard.pages import (
    accessibility,
    countries,
    country,
    evidence,
    help,
    map,
    measures,
    method,
    objective,
    overview,
    pillar,
    scorecard,
    theme,
    upload,
)
from dashboard.queries import data_version
from dashboard.shell.frame import frame
from dashboard.shell.rendered import Rendered
from dashboard.shell.view import make_view, source_of

MODULES: dict[str, ModuleType] = {
    "overview": overview,
    "scorecard": scorecard,
    "evidence": evidence,
    "country": country,
    "countries": countries,
    "map": map,
    "measures": measures,
    "pillar": pillar,
    "objective": objective,
    "theme": theme,
    "upload": upload,
    "method": method,
    "help": help,
    "accessibility": accessibility,
}
"""Page key -> its module: `FILTERS`, and of a view and a context `title`, `lead` (words) and
`body` (components)."""

ROUTING: dict[str, Input | State] = {
    "path_": State("_pages_location", "pathname"),
    "query_": State("_pages_location", "search"),
}
"""Given to every layout last, so that a query cannot override them."""


def register(app: dash.Dash, context: Context) -> None:
    """Registers each page once per language, deepest path first, and its callbacks."""

    def layout(path_: str = "", query_: str = "", **_: object) -> Component:
        return render(context, path_, query_).page

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


def exists(located: Located, context: Context) -> bool:
    """False when the address has a page's form but names nothing there is."""
    framework = context.content.frameworks["dakar"]
    known = {
        "country": context.content.countries,
        "objective": framework.objectives,
        "pillar": framework.pillars,
        "theme": framework.themes,
    }
    return all(value in known[name] for name, value in located.values.items())


def render(context: Context, path: str, query: str) -> Rendered:
    """The page an address asks for, kept until the data change; a friendly page when there is
    none. Unknown addresses are not kept: there is no end of them."""
    located = locate(path)
    local = is_local(flask.request, context.settings)
    if located is None or not exists(located, context):
        language = located.language if located else _language(path, context)
        rendered = _not_found(make_view(context, Located("overview", language), ""), context)
    else:
        key = (located.key, located.language, tuple(located.values.items()), query, local)
        version = data_version(source_of(context))
        rendered = context.pages.answer(
            (version, *key),
            lambda: _made(make_view(context, located, query, is_local=local), context),
        )
    flask.g.page_title = rendered.title
    return rendered


def _made(view: View, context: Context) -> Rendered:
    module = MODULES[view.located.key]
    title, lead = module.title(view, context), module.lead(view, context)
    body = module.body(view, context)
    page = frame(view, context, body, title=title, lead=lead, filters=module.FILTERS)
    return Rendered(page, f"{title} – {view.words('shell.product')}")


def _language(path: str, context: Context) -> str:
    first = path.strip("/").split("/")[0]
    return first if first in context.content.languages else context.settings.language


def _not_found(view: View, context: Context) -> Rendered:
    words = view.words
    title = words("not-found.title")
    body: Sequence[Component] = [
        html.P(
            [
                html.A(words("not-found.countries"), href=view.link("countries")),
                " · ",
                html.A(words("not-found.overview"), href=view.link("overview")),
            ]
        )
    ]
    page = frame(view, context, body, title=title, lead=words("not-found.lead"))
    return Rendered(page, f"{title} – {words('shell.product')}")
