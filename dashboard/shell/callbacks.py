"""Turns the body of a callback into a yes or a no: only what our own pages ask for is run."""

from typing import Any

import dash
import flask

from dashboard.auth.guard import CALLBACKS

LOCATION = "_pages_location"
"""Dash's component of the address: the page's path and query are its values."""


def only_ours(app: dash.Dash) -> None:
    """Answers a callback that no page of ours asks for before it can fail: 400."""
    server: flask.Flask = app.server

    @server.before_request
    def well_formed() -> flask.Response | None:
        request = flask.request
        if request.endpoint != CALLBACKS or is_ours(app, request.get_json(silent=True)):
            return None
        return flask.Response(status=400)


def is_ours(app: dash.Dash, body: Any) -> bool:
    """Whether the body names a callback of the app and, of each, exactly the inputs and states
    it declares. What a forged one says beside is never looked at."""
    output = body.get("output") if isinstance(body, dict) else None
    known = app.callback_map.get(output) if isinstance(output, str) else None
    if known is None:
        return False
    return all(_are(known[kind], body.get(kind, [])) for kind in ("inputs", "state"))


def _are(declared: list[dict[str, Any]], given: Any) -> bool:
    if not isinstance(given, list) or len(given) != len(declared):
        return False
    return all(_is(one, other) for one, other in zip(declared, given, strict=True))


def _is(declared: dict[str, Any], given: Any) -> bool:
    if not isinstance(given, dict):
        return False
    named = all(given.get(name) == declared[name] for name in ("id", "property"))
    return named and (declared["id"] != LOCATION or isinstance(given.get("value"), str))
