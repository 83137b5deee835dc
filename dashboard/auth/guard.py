"""Turns each request into a person, and refuses what no right allows, before any route runs.

Every endpoint declares the right it needs; one that declares none is refused, and
`check_declared` keeps such an application from starting.
"""

from collections.abc import Callable, Mapping

import flask
from flask import Flask

from dashboard.auth.person import Person
from dashboard.auth.requests import SAFE_METHODS, cookie_name, is_for_us, is_own_page
from dashboard.auth.rights import Right
from dashboard.settings import Settings

DASH = {
    "/": Right.OPEN,
    "/<path:path>": Right.OPEN,
    "/_dash-update-component": Right.OPEN,
    "/_dash-layout": Right.READ,
    "/_dash-dependencies": Right.READ,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": Right.OPEN,
    "/_reload-hash": Right.READ,
    "/_favicon.ico": Right.OPEN,
    "/assets/<path:filename>": Right.OPEN,
    "_dash_assets.static": Right.OPEN,
}
"""Dash's own endpoints. Its pages and its callback ask the page's right themselves, for the
address decides which page it is."""

CALLBACKS = "/_dash-update-component"
FILES = "multipart/form-data"
MOST_WORDS = 1024 * 1024
"""Bytes of a request that brings no file: a form or a callback; it is read at once."""

HEALTH = "health"

Refuse = Callable[[int, str], flask.Response]
"""Answers a refused request: status 400, 401 or 403, and a code (words: `api.error.<code>`)."""


class UndeclaredError(Exception):
    """An endpoint without a right."""


def declare(server: Flask, rights: Mapping[str, Right]) -> None:
    """Says which right each endpoint needs."""
    server.extensions.setdefault("rights", {}).update(rights)


def check_declared(server: Flask) -> None:
    """Raises UndeclaredError naming the endpoints that declare no right."""
    declared = server.extensions.get("rights", {})
    missing = {rule.endpoint for rule in server.url_map.iter_rules()} - set(declared)
    if missing:
        raise UndeclaredError(", ".join(sorted(missing)))


def person() -> Person:
    """Who makes this request."""
    found: Person = flask.g.person
    return found


def only_our_names(server: Flask, settings: Settings, refuse: Refuse) -> None:
    """Refuses a request for a server of another name, before who made it is looked at. Werkzeug's
    own list of trusted hosts knows no IPv6 address, and its refusal comes after our hooks. Whoever
    looks after the server may ask for its health by any name."""

    @server.before_request
    def named() -> flask.Response | None:
        request = flask.request
        if request.endpoint == HEALTH or is_for_us(request, settings):
            return None
        return refuse(400, "unknown-host")


def guard(server: Flask, identify: Callable[[flask.Request], Person], refuse: Refuse) -> None:
    """`identify` says who it is; what he may not do is answered by `refuse`."""
    declare(server, DASH)

    @server.before_request
    def deny_by_default() -> flask.Response | None:
        request = flask.request
        if request.mimetype != FILES:
            request.max_content_length = MOST_WORDS
        if request.method not in SAFE_METHODS and not _is_ours(request):
            flask.g.person = Person()
            return refuse(403, "foreign-page")
        flask.g.person = identify(request)
        needed = _right_of(server, request)
        if needed is not None and flask.g.person.may(needed):
            return None
        if request.endpoint is None and request.method in SAFE_METHODS:
            return None  # no such address, or not with this method: the answer says so
        return refuse(403, "forbidden") if flask.g.person.is_known else refuse(401, "sign-in")


def _right_of(server: Flask, request: flask.Request) -> Right | None:
    """None where there is no such address, or where it declares none."""
    endpoint = request.endpoint
    rights: Mapping[str, Right] = server.extensions["rights"]
    return rights.get(endpoint) if endpoint is not None else None


def _is_ours(request: flask.Request) -> bool:
    """A browser's request must come from one of our own pages. What carries a token was not
    made by a browser on its own; what carries a session must say where it comes from."""
    if request.path == CALLBACKS or not is_own_page(request):
        return request.path == CALLBACKS
    if "Authorization" in request.headers or not request.cookies.get(cookie_name(request)):
        return True
    return "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
