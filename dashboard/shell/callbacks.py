"""Turns what Dash is asked for into a yes or a no: only what our own pages ask for is answered."""

from typing import Any

import dash
import flask
from dash.exceptions import DependencyException
from flask.json.provider import DefaultJSONProvider

from dashboard.auth.guard import CALLBACKS

LOCATION = "_pages_location"
"""Dash's component of the address: the page's path and query are its values."""


class ShallowJson(DefaultJSONProvider):
    """Takes a body that is nested too deep to be read for what it is: no JSON."""

    def loads(self, s: str | bytes, **given: Any) -> Any:
        try:
            return super().loads(s, **given)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def only_ours(app: dash.Dash) -> None:
    """Answers a callback that no page of ours asks for before it can fail: 400; and a file of
    Dash's that there is not: 404."""
    server: flask.Flask = app.server
    server.json = ShallowJson(server)

    @server.before_request
    def well_formed() -> flask.Response | None:
        request = flask.request
        if request.endpoint != CALLBACKS or is_ours(app, request.get_json(silent=True)):
            return None
        return flask.Response(status=400)

    @server.errorhandler(DependencyException)
    def no_such_file(_error: DependencyException) -> flask.Response:
        return flask.Response(status=404, mimetype="text/plain")


def is_ours(app: dash.Dash, body: Any) -> bool:
    """Whether the body names a callback of the app that runs on the server and, of it, exactly
    the outputs, inputs and states it declares. What a forged one says beside is never looked at."""
    output = body.get("output") if isinstance(body, dict) else None
    known = app.callback_map.get(output) if isinstance(output, str) else None
    if known is None or "callback" not in known:
        return False
    changed = body.get("changedPropIds", [])
    return (
        isinstance(changed, list)
        and all(isinstance(one, str) for one in changed)
        and _are(_outputs(known["output"]), body.get("outputs"))
        and all(_are(known[kind], body.get(kind, [])) for kind in ("inputs", "state"))
    )


def _outputs(declared: Any) -> list[dict[str, Any]]:
    """Written as inputs and states are."""
    outputs = declared if isinstance(declared, list) else [declared]
    return [{"id": one.component_id, "property": one.component_property} for one in outputs]


def _are(declared: list[dict[str, Any]], given: Any) -> bool:
    if not isinstance(given, list) or len(given) != len(declared):
        return False
    return all(_is(one, other) for one, other in zip(declared, given, strict=True))


def _is(declared: dict[str, Any], given: Any) -> bool:
    if not isinstance(given, dict):
        return False
    named = all(given.get(name) == declared[name] for name in ("id", "property"))
    return named and (declared["id"] != LOCATION or isinstance(given.get("value"), str))
