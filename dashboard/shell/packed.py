"""Answers that stay as they are, compressed once instead of at every request."""

import gzip
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import brotli
import flask
from dash.fingerprint import check_fingerprint
from flask import Flask

from dashboard.shell.assets import JOINED, joined_file

ENCODINGS = ("br", "gzip")
"""The better one first; browsers ask for the first over a secure connection only."""

QUALITY = {"br": 5, "gzip": 6}
"""Higher ones take ten times as long to save a twentieth."""

SMALLEST = 500
"""Bytes below which compressing saves nothing."""

TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")

ASSETS_VIEW = "_dash_assets.static"
SUITES_VIEW = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
FIXED_VIEWS = ("/_dash-layout", "/_dash-dependencies")
"""What Dash asks for before a page, the same for everybody while the process runs."""

FOREVER = "public, max-age=31536000, immutable"


@dataclass
class Packed:
    """The body of an answer and its compressed forms, each made when first asked for."""

    body: bytes
    mimetype: str
    forms: dict[str, bytes] = field(default_factory=dict)

    def response(self) -> flask.Response:
        """For the request at hand, in the form its browser takes; a 304 where it has it."""
        encoding = encoding_asked() if len(self.body) >= SMALLEST else ""
        response = encoded(self._form(encoding), self.mimetype, encoding)
        response.add_etag()
        response.make_conditional(flask.request)
        return response

    def _form(self, encoding: str) -> bytes:
        if not encoding:
            return self.body
        if encoding not in self.forms:
            self.forms[encoding] = compressed(self.body, encoding)
        return self.forms[encoding]


def encoding_asked() -> str:
    """The best encoding that the browser of this request takes; "" for none."""
    accepted = flask.request.accept_encodings
    return next((one for one in ENCODINGS if accepted.quality(one) > 0), "")


def compressed(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=QUALITY["br"]))
    return gzip.compress(body, QUALITY["gzip"], mtime=0)


def encoded(body: bytes, mimetype: str, encoding: str) -> flask.Response:
    """An answer that says how its body is compressed, so that nobody compresses it again."""
    response = flask.Response(body, mimetype=mimetype)
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def install(server: Flask) -> None:
    """Keeps what is asked for by every browser: our assets, Dash's files, its configuration."""
    views = server.view_functions
    views[ASSETS_VIEW] = _once(_with_joined(views[ASSETS_VIEW]), _asset_name)
    views[SUITES_VIEW] = _once(views[SUITES_VIEW], _suite_name)
    for endpoint in FIXED_VIEWS:
        views[endpoint] = _once(views[endpoint], lambda: ())


def is_forever(request: flask.Request) -> bool:
    """Whether the address names its content, so that a browser may keep it for ever."""
    if request.path.startswith("/assets/"):
        return "v" in request.args or request.path.startswith(f"/assets/{JOINED}")
    named = (request.view_args or {}).get("fingerprinted_path", "")
    return bool(check_fingerprint(named)[1])


def _once(view: Callable[..., Any], name: Callable[..., tuple[str, ...]]) -> Callable[..., Any]:
    """The view, asked once for each file; what is no text or no success is never kept."""
    kept: dict[tuple[str, ...], Packed] = {}

    def answer(**values: str) -> flask.Response:
        key = name(**values)
        if key not in kept:
            response = flask.make_response(view(**values))
            mimetype = response.mimetype or ""
            if response.status_code != 200 or not mimetype.startswith(TEXTS):
                return response
            response.direct_passthrough = False
            kept[key] = Packed(response.get_data(), mimetype)
            response.close()
        return kept[key].response()

    return answer


def _with_joined(view: Callable[..., Any]) -> Callable[..., Any]:
    def answer(filename: str) -> Any:
        body = joined_file(filename) if filename.startswith(JOINED) else None
        if body is None:
            return view(filename=filename)
        kind = "text/css" if filename.endswith(".css") else "text/javascript"
        return flask.Response(body, mimetype=kind)

    return answer


def _asset_name(filename: str) -> tuple[str, ...]:
    """One name a file, however it is written: no number of names fills the memory."""
    return (posixpath.normpath(filename),)


def _suite_name(package_name: str, fingerprinted_path: str) -> tuple[str, ...]:
    return (package_name, check_fingerprint(fingerprinted_path)[0])
