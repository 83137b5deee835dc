"""Keeps answers as they were sent, with the page they are made of: none is made twice."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import flask
from flask import Flask

from dashboard.auth.guard import CALLBACKS
from dashboard.shell.index import PAGES
from dashboard.shell.packed import compressed, encoded, encoding_asked
from dashboard.shell.rendered import Rendered

PAGE_OUTPUT = ".._pages_content.children..._pages_store.data.."
"""The callback of Dash that answers with a page."""

MIMETYPES = {"document": "text/html", "page": "application/json", "held": "application/json"}
"""The kinds of answers: the whole document, the page for Dash, and the page for who holds its
first view."""

Kept = Callable[[str, str], Rendered | None]


def install(server: Flask, kept: Kept) -> None:
    """`kept(path, query)` gives a page that stays as it is, None for any other."""
    for endpoint in (PAGES, CALLBACKS):
        server.view_functions[endpoint] = _once(server.view_functions[endpoint], kept)


def _once(view: Callable[..., Any], kept: Kept) -> Callable[..., Any]:
    @wraps(view)
    def answer(*values: Any, **named: Any) -> Any:
        encoding, asked = encoding_asked(), _asked()
        rendered = kept(*asked) if encoding and asked else None
        if rendered is None:
            return view(*values, **named)
        kind = _kind(rendered)
        body = rendered.answers.get((kind, encoding))
        if body is None:
            response = flask.make_response(view(*values, **named))
            if response.status_code != 200 or response.mimetype != MIMETYPES[kind]:
                return response
            body = rendered.answers[kind, encoding] = compressed(response.get_data(), encoding)
        return encoded(body, MIMETYPES[kind], encoding)

    return answer


def held() -> str:
    """The mark of the first view that the browser of this request holds; "" for none."""
    mark = _body().get("held")
    return mark if isinstance(mark, str) else ""


def _asked() -> tuple[str, str] | None:
    """Path and query of the page that this request is for; None for another request."""
    request = flask.request
    if request.endpoint == PAGES and request.method == "GET":
        return request.path, request.query_string.decode("utf-8", "replace")
    if request.endpoint != CALLBACKS or _body().get("output") != PAGE_OUTPUT:
        return None
    path, query = (one["value"] for one in _body()["state"])
    return path, query


def _kind(rendered: Rendered) -> str:
    if flask.request.endpoint == PAGES:
        return "document"
    return "held" if held() == rendered.mark else "page"


def _body() -> dict[str, Any]:
    body = flask.request.get_json(silent=True)
    return body if isinstance(body, dict) else {}
