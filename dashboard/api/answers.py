"""Turns values into answers: JSON with dates in ISO form, one shape of error, revalidation."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import flask

from dashboard.auth import person
from dashboard.context import Context
from dashboard.queries import data_version
from dashboard.shell.view import asked_snapshot, named_snapshot, source_of
from schemas.wording import Words

JSON = "application/json"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF = "application/pdf"
ZIP = "application/zip"
HTML = "text/html; charset=utf-8"
LANG = "lang"
"""The language of an answer's words; beside it, cookie and Accept-Language are heeded."""


def json_answer(payload: Any, status: int = 200) -> flask.Response:
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, default=_plain)
    # Half of a pair of code units, sent to us escaped and told back, has no bytes.
    return flask.Response(text.encode("utf-8", "replace"), status, mimetype=JSON)


def error(context: Context, code: str, status: int) -> flask.Response:
    """{"error": {"code", "message"}}: the one shape of a refusal."""
    return json_answer(error_json(code, words_of(context)), status)


def error_json(code: str, words: Words, **params: str) -> dict[str, dict[str, str]]:
    message = words(f"api.error.{code}", **params)
    return {"error": {"code": CODES.get(code, code), "message": message}}


CODES = {
    "400": "bad-request",
    "404": "not-found",
    "405": "not-allowed",
    "413": "too-large",
    "415": "not-xlsx",
    "500": "failed",
    "503": "busy",
}
"""Status of an error that a route did not name -> its code."""


def words_of(context: Context) -> Words:
    """The words of the request's language: parameter `lang`, cookie, browser, setting."""
    words = context.content.words
    request = flask.request
    stated = (request.args.get(LANG, ""), request.cookies.get("language", ""))
    for language in stated:
        if language in words:
            return words[language]
    best = request.accept_languages.best_match(list(words)) if request.accept_languages else None
    return words[best or context.settings.language]


def ignored_names(heeded: Sequence[str]) -> list[dict[str, str]]:
    """What the address says beside what an answer heeds, as answers tell it."""
    return [
        {"name": name[:80], "value": value[:80]}
        for name, value in flask.request.args.items()
        if name not in (*heeded, LANG)
    ]


def download(data: bytes, mimetype: str, name: str) -> flask.Response:
    """A file to keep under a name, which may hold what a person called his file."""
    answer = flask.Response(data, content_type=mimetype)
    name = "".join(c for c in name if c.isprintable())
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    names = {"filename": plain}
    if plain != name:
        # A header is Latin-1: other letters go into the second form, which browsers prefer.
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer


def unchanged_or(
    context: Context, make: Callable[[], flask.Response], state: object = None
) -> flask.Response:
    """304 when the browser's copy is of this data version and day, else what `make` answers, with
    the tag to ask for it again. `state`: what else it depends on. Refusals are not tagged, nor is
    what a signed-in person sees kept by anybody (shell/index.py)."""
    source = source_of(context, person().consents)
    frozen = named_snapshot(
        context, asked_snapshot(flask.request.query_string.decode("utf-8", "replace")), person()
    )
    made_of = (
        context.settings.database_url,
        source.consents,
        data_version(source),
        date.today(),
        frozen.sha256 if frozen is not None else "",
        words_of(context).language,
        flask.request.full_path,
        state,
    )
    tag = hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]
    if flask.request.if_none_match.contains_weak(tag):
        answer = flask.Response(status=304)
    else:
        answer = make()
    if answer.status_code in (200, 304):
        answer.set_etag(tag, weak=True)
        answer.headers["Cache-Control"] = "no-cache"
        answer.vary.update(["Accept-Language", "Cookie"])
    return answer


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")
