"""The HTML document round the app: first view, assets, headers, status codes."""

from collections.abc import Callable
from html import escape

import dash
import flask
from werkzeug.exceptions import InternalServerError

from dashboard.addresses import Located, counterpart, locate
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.shell.assets import asset
from dashboard.shell.plain import failure_page
from dashboard.shell.rendered import Rendered
from dashboard.shell.static import alone

STYLES = (
    "vendor/inter/inter.css",
    "vendor/bootstrap/bootstrap.min.css",
    "tokens.css",
    "shell.css",
    "exhibits.css",
    "upload.css",
    "desk.css",
    "meeting.css",
    "room.css",
    "snapshot.css",
    "review.css",
)
SCRIPTS = (
    "shell.js",
    "exhibits.js",
    "upload.js",
    "upload-list.js",
    "upload-detail.js",
    "desk.js",
    "mapping.js",
    "address.js",
    "meeting.js",
    "bulletin.js",
)
YEAR = 31_536_000
"""Seconds an asset with a fingerprint in its address may be kept."""

PAGES = "/<path:path>"
"""The endpoint of every page."""

Render = Callable[[str, str], Rendered]


def install(app: dash.Dash, context: Context, render: Render) -> None:
    """Gives the app its document and its headers. `render(path, search)` makes a page."""
    setattr(app, "interpolate_index", lambda **parts: _document(context, render, parts))  # noqa: B010 - a method, replaced as Dash documents
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
    reader = flask.g.get("person")
    if reader is not None and reader.is_known and not flask.request.path.startswith("/assets/"):
        headers["Cache-Control"] = "no-store"  # no copy outlives the session
    fingerprinted = flask.request.path.startswith("/assets/") and "v" in flask.request.args
    if fingerprinted and response.status_code == 200:
        headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"


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
    styles = "".join(f'<link rel="stylesheet" href="{asset(name)}">' for name in STYLES)
    scripts = "".join(f'<script src="{asset(name)}"></script>' for name in SCRIPTS)
    app = (
        f"{parts['app_entry']}<div>{parts['config']}{scripts}{parts['scripts']}"
        f"{parts['renderer']}</div>"
        if parts is not None
        else scripts
    )
    view = rendered.first_view if parts is not None else alone(rendered.first_view)
    return (
        f'<!DOCTYPE html><html lang="{language}" class="first"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(rendered.title)}</title>{others}"
        f'<link rel="icon" type="image/svg+xml" href="{asset("icon.svg")}">'
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{FONT}">'
        f'{styles}</head><body data-plotly="{asset(PLOTLY)}" data-plotly-fr="{asset(PLOTLY_FR)}">'
        f'<div id="first-view">{view}</div>'
        f"{app}</body></html>"
    )


def _counterparts(located: Located | None, context: Context, query: str) -> list[tuple[str, str]]:
    if located is None:
        return []
    return [(code, counterpart(located, code, query)) for code in context.content.languages]


FONT = "/assets/vendor/inter/inter-latin.woff2"
"""As the style sheet writes it: another address would be fetched twice."""

PLOTLY = "vendor/plotly/plotly-cartesian.min.js"
PLOTLY_FR = "vendor/plotly/plotly-locale-fr.js"
