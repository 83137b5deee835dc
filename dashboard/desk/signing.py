"""Signing in and out."""

import flask

from dashboard.auth import Right
from dashboard.context import Context
from dashboard.desk.routes import Route, back


def _local_link(context: Context, key: str) -> flask.Response:
    """The one-time link that the start prints, where there are no accounts."""
    assert context.identity is not None  # noqa: S101  the application always has one
    language = context.settings.language
    if context.identity.use_link(flask.request, key):
        response = flask.redirect(f"/{language}/", 303)
        assert isinstance(response, flask.Response)  # noqa: S101  werkzeug's annotation is wider
        return response
    return back("link-used", to=f"/{language}/connexion")


ROUTES = (Route("local-link", "/local/<key>", Right.OPEN, _local_link, "GET"),)
