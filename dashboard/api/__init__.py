"""Turns requests for data into JSON and files, and uploads into dry runs and reports."""

import flask
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from dashboard import journal
from dashboard.api.answers import error, error_json, json_answer, words_of
from dashboard.api.data import add_data
from dashboard.api.meetings import add_meetings
from dashboard.api.projection import add_projection
from dashboard.api.reading import add_reading
from dashboard.api.short import register_short
from dashboard.api.uploads import UPLOAD_RIGHTS, add_uploads
from dashboard.auth import Right, declare
from dashboard.context import Context
from dashboard.queries import data_version
from dashboard.shell.view import source_of

PREFIX = "/api/v1"
RETRY_SECONDS = "30"
UNKNOWN = "api-unknown"


def register_api(server: Flask, context: Context) -> None:
    """Adds the routes of the API and /healthz, each with the right it needs."""
    api = flask.Blueprint("api", __name__, url_prefix=PREFIX)
    add_reading(api, context)
    add_data(api, context)
    add_meetings(api, context)
    add_uploads(api, context)

    @api.errorhandler(HTTPException)
    def refused(problem: HTTPException) -> flask.Response:
        status, words = problem.code or 500, words_of(context)
        if f"api.error.{status}" in words.keys and status != 500:
            return error(context, str(status), status)
        return json_answer(error_json("500", words, number=journal.request_id()), status)

    # The server has its own answer to this one, a page, which would come before.
    api.register_error_handler(InternalServerError, refused)

    @api.errorhandler(OperationalError)
    def busy(problem: OperationalError) -> flask.Response:
        journal.failed(problem)
        answer = error(context, "503", 503)
        answer.headers["Retry-After"] = RETRY_SECONDS
        return answer

    @api.after_request
    def not_kept(answer: flask.Response) -> flask.Response:
        """Refusals, uploads and what was stored are asked for again each time. The route for
        unknown addresses is none of those that an address allows."""
        answer.headers.setdefault("Cache-Control", "no-store")
        if flask.request.method == "OPTIONS":
            answer.headers["Allow"] = _allowed()
        return answer

    @server.errorhandler(NotFound)
    def no_route(problem: NotFound) -> flask.Response | NotFound:
        """An address that no rule can even read, such as one with a line break."""
        is_ours = flask.request.path.startswith("/api/")
        return error(context, "404", 404) if is_ours else problem

    server.register_blueprint(api)
    register_short(server, context)
    server.add_url_rule(
        "/api/", "api-root", lambda: error(context, "404", 404), methods=["GET", "POST"]
    )
    server.add_url_rule(
        "/api/<path:_>",
        UNKNOWN,
        lambda _: _unknown(context),
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    )
    add_projection(server, context)
    server.add_url_rule("/healthz", "health", lambda: _health(context))
    declare(server, dict.fromkeys(("api-root", UNKNOWN, "health"), Right.OPEN))
    named = {rule.endpoint for rule in server.url_map.iter_rules()}
    reading = {name for name in named if name.startswith("api.")} - set(UPLOAD_RIGHTS)
    declare(server, {**dict.fromkeys(reading, Right.READ), **UPLOAD_RIGHTS})


def _unknown(context: Context) -> flask.Response:
    """404; where the address answers other methods, 405 with their names."""
    allowed = _allowed()
    answer = error(context, "405", 405) if allowed else error(context, "404", 404)
    if allowed:
        answer.headers["Allow"] = allowed
    return answer


def _allowed() -> str:
    """The methods that routes of ours answer at the address of this request; "" for none."""
    known = [method for method in ("GET", "POST") if _answers(method)]
    safe = ["HEAD"] if "GET" in known else []
    return ", ".join([*known, *safe, "OPTIONS"]) if known else ""


def _answers(method: str) -> bool:
    """Whether a route of ours answers the method at the address of this request."""
    adapter = flask.current_app.create_url_adapter(flask.request)
    try:
        endpoint = adapter.match(method=method)[0] if adapter is not None else UNKNOWN
    except HTTPException:
        return False
    return endpoint != UNKNOWN


def _health(context: Context) -> flask.Response:
    """Plain text: an HTML answer would be taken for a page that does not exist."""
    try:
        data_version(source_of(context))
    except OperationalError:
        return flask.Response("database", 503, mimetype="text/plain")
    return flask.Response("ok", 200, mimetype="text/plain")
