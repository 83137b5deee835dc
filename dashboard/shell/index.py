"""The HTML document round the app: first view, assets, headers, status codes."""

import re
from collections.abc import Callable
from html import escape

import dash
import flask
from werkzeug.exceptions import InternalServerError

from dashboard.addresses import Located, counterpart, locate
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.shell.assets import asset, joined_address
from dashboard.shell.packed import FOREVER, is_forever
from dashboard.shell.plain import failure_page
from dashboard.shell.rendered import Rendered
from dashboard.shell.static import alone

YEAR = 31_536_000
"""Seconds the language last read is remembered."""

RENDERER = """document.addEventListener("DOMContentLoaded", function () {
    window.renderer = new DashRenderer({ request_pre: window.dash_clientside.dakar.asks });
});"""
"""Dash starts when all its scripts have run; an inline script does not wait for them by itself."""

TAG = re.compile(r'<script src="([^"]+)"></script>')
NOT_NEEDED = ("/deps/polyfill", "/dash_table/")
"""Of what Dash loads: help for browsers that lack what our own scripts use anyway, and tables of
its own, which no page has."""

PAGES = "/<path:path>"
"""The endpoint of every page."""

Render = Callable[[str, str], Rendered]


def install(app: dash.Dash, context: Context, render: Render) -> None:
    """Gives the app its document and its headers. `render(path, search)` makes a page."""
    setattr(app, "interpolate_index", lambda **parts: _document(context, render, parts))  # noqa: B010 - a method, replaced as Dash documents
    app.renderer = RENDERER
    server: flask.Flask = app.server

    @server.before_request
    def to_language() -> flask.typing.ResponseReturnValue | None:
        if flask.request.path != "/":
            return None
        response = flask.redirect(f"/{_language(context)}/")
        response.headers["Vary"] = "Accept-Language, Cookie"
        return response

    @server.before_request
    def without_dash() -> flask.Response | None:
        """Without the right to read, nothing of Dash is loaded: the page is a plain document."""
        if flask.request.endpoint != PAGES or person().may(Right.READ):
            return None
        document = _document(context, render, None)
        return flask.Response(document, flask.g.page_status, mimetype="text/html")

    @server.errorhandler(InternalServerError)
    def failed(_error: InternalServerError) -> flask.typing.ResponseReturnValue:
        return failure_page(context)

    @server.after_request
    def finish(response: flask.Response) -> flask.Response:
        _set_headers(app, response)
        if _is_document(response):
            located = locate(flask.request.path)
            response.status_code = flask.g.get("page_status", 200)
            if located is not None:
                response.set_cookie("language", located.language, max_age=YEAR, samesite="Lax")
        return response


def _language(context: Context) -> str:
    """By cookie, then by the browser, then the setting."""
    languages = context.content.languages
    kept = flask.request.cookies.get("language")
    if kept in languages:
        return str(kept)
    if flask.request.accept_languages:
        return flask.request.accept_languages.best_match(languages) or context.settings.language
    return context.settings.language


def _is_document(response: flask.Response) -> bool:
    return (
        response.status_code == 200
        and response.mimetype == "text/html"
        and flask.request.endpoint is not None
        and not flask.request.path.startswith(("/_", "/assets/", "/api/"))
    )


def _set_headers(app: dash.Dash, response: flask.Response) -> None:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers.setdefault("Content-Security-Policy", content_security_policy(app))
    headers.setdefault("Cache-Control", "no-cache")  # nobody's copy is shown to another unasked
    reader = flask.g.get("person")
    is_private = bool(flask.session) or (reader is not None and reader.is_known)
    if is_private and not flask.request.path.startswith("/assets/"):
        headers["Cache-Control"] = "no-store"  # no copy outlives the session
    if is_forever(flask.request) and response.status_code in (200, 304):
        headers["Cache-Control"] = FOREVER


def content_security_policy(app: dash.Dash) -> str:
    """Computed at the first response, after every callback is registered."""
    kept = app.server.extensions.setdefault("content_security_policy", {})
    if "policy" not in kept:
        kept["policy"] = (
            "default-src 'self'; script-src 'self' " + " ".join(app.csp_hashes()) + "; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'"
        )
    return str(kept["policy"])


def _document(context: Context, render: Render, parts: dict[str, str] | None) -> str:
    """The whole document; `parts` are Dash's, None without them."""
    path, query = flask.request.path, flask.request.query_string.decode("utf-8", "replace")
    located = locate(path)
    language = located.language if located else context.settings.language
    rendered = render(path, query)
    others = "".join(
        f'<link rel="alternate" hreflang="{code}" href="{escape(address)}">'
        for code, address in _counterparts(located, context, query)
    )
    script = f'<script src="{joined_address("js")}" defer></script>'
    app = (
        f"{parts['app_entry']}<div>{parts['config']}{script}{_deferred(parts['scripts'])}"
        f"{parts['renderer']}</div>"
        if parts is not None
        else script
    )
    view = rendered.first_view if parts is not None else alone(rendered.first_view)
    return (
        f'<!DOCTYPE html><html lang="{language}" class="first"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(rendered.title)}</title>{others}"
        f'<link rel="icon" type="image/svg+xml" href="{asset("icon.svg")}">'
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{asset(FONT)}">'
        f'<link rel="stylesheet" href="{joined_address("css")}"></head>'
        f'<body data-plotly="{asset(PLOTLY)}" data-plotly-fr="{asset(PLOTLY_FR)}">'
        f'<div id="first-view" data-of="{rendered.mark}">{view}</div>'
        f"{app}</body></html>"
    )


def _counterparts(located: Located | None, context: Context, query: str) -> list[tuple[str, str]]:
    if located is None:
        return []
    return [(code, counterpart(located, code, query)) for code in context.content.languages]


def _deferred(scripts: str) -> str:
    """Dash's scripts, run in their order when the document has been read: the first view waits
    for none of them."""

    def tag(found: re.Match[str]) -> str:
        if any(part in found[1] for part in NOT_NEEDED):
            return ""
        return f'<script src="{found[1]}" defer></script>'

    return TAG.sub(tag, scripts)


FONT = "vendor/inter/inter-latin.woff2"

PLOTLY = "vendor/plotly/plotly-cartesian.min.js"
PLOTLY_FR = "vendor/plotly/plotly-locale-fr.js"
