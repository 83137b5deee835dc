"""Turns a workbook sent to the server into a dry run, and a dry run into a stored report."""

import hashlib
from typing import Any
from uuid import UUID

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.addresses import href
from dashboard.api.answers import LANG, XLSX, download, error, json_answer, words_of
from dashboard.auth import Right
from dashboard.context import Context
from dashboard.filters import Filters
from dashboard.outcome import outcome_json
from dashboard.preview import preview_json
from loaders import (
    Limits,
    Result,
    Stated,
    annotated_workbook,
    keep_upload,
    load_upload,
    preview,
    read_upload,
)
from schemas.findings import Finding
from schemas.wording import Words

MEGABYTE = 1024 * 1024
NOT_XLSX = frozenset({"not-a-workbook", "old-format"})
LONGEST_NAME = 200

UPLOAD_RIGHTS = {
    "api.upload": Right.CHECK,
    "api.load": Right.LOAD,
    "api.annotated": Right.CHECK,
}
"""Endpoint -> the right it needs."""


def add_uploads(api: flask.Blueprint, context: Context) -> None:
    """Adds the routes of uploads: check, load, take back with remarks."""
    api.add_url_rule("/uploads", "upload", lambda: _upload(context), methods=["POST"])
    api.add_url_rule(
        "/uploads/<uuid:identifier>/load",
        "load",
        lambda identifier: _load(context, identifier),
        methods=["POST"],
    )
    api.add_url_rule(
        "/uploads/<uuid:identifier>/annotated.xlsx",
        "annotated",
        lambda identifier: _annotated(context, identifier),
    )


def limits_of(context: Context) -> Limits:
    return Limits(context.settings.upload_seconds, context.settings.upload_memory_mb)


def status_of(result: Result) -> int:
    """201 for what may be stored; 413 too large, 415 not .xlsx, 422 refused for another reason."""
    if result.outcome != "refused":
        return 201
    codes = {finding.code for finding in result.findings}
    if "too-large" in codes:
        return 413
    return 415 if codes & NOT_XLSX else 422


def _upload(context: Context) -> flask.Response:
    """A dry run of the field `file`; `country` and `round` are what the person states."""
    try:
        file = flask.request.files.get("file")
        form = flask.request.form
    except RequestEntityTooLarge:
        return _answer(context, _too_large(context, "", b""), None, words_of(context))
    if file is None:
        return error(context, "no-file", 400)
    words = context.content.words.get(form.get(LANG, ""), words_of(context))
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:LONGEST_NAME]
    stated = Stated((form.get("country") or "").upper() or None, form.get("round") or None)
    source = file.read(context.settings.max_upload_mb * MEGABYTE + 1)
    flask.request.close()
    if len(source) > context.settings.max_upload_mb * MEGABYTE:
        return _answer(context, _too_large(context, name, source), None, words)
    result = preview(
        source,
        name,
        content=context.content,
        engine=context.reader,
        stated=stated,
        limits=limits_of(context),
    )
    identifier = keep_upload(context.writer, name, source, stated, result)
    return _answer(context, result, identifier, words)


def _load(context: Context, identifier: UUID) -> flask.Response:
    """Stores the file of a dry run; with `publish` true, publishes it when it has no errors."""
    said = flask.request.get_json(silent=True)
    wanted = said.get("publish") if isinstance(said, dict) else flask.request.form.get("publish")
    result = load_upload(
        context.writer,
        context.content,
        str(identifier),
        publish=wanted in (True, "true", "1"),
        limits=limits_of(context),
    )
    if result is None:
        return error(context, "unknown-upload", 404)
    return _answer(context, result, str(identifier), words_of(context))


def _annotated(context: Context, identifier: UUID) -> flask.Response:
    """The workbook back, each finding beside its cell; for the one who sent it."""
    kept = read_upload(context.reader, str(identifier))
    if kept is None:
        return error(context, "unknown-upload", 404)
    if kept.result.template is None:
        return error(context, "not-annotatable", 422)
    result = kept.result
    data = annotated_workbook(kept.content, result.findings, context.content, result.given_ids)
    if data is None:
        return error(context, "not-annotatable", 422)
    stem = kept.name.removesuffix(".xlsx") or str(identifier)
    return download(data, XLSX, f"{stem}-{words_of(context)('api.annotated')}.xlsx")


def _too_large(context: Context, name: str, source: bytes) -> Result:
    limit = {"limit": f"{context.settings.max_upload_mb} MB"}
    return Result(
        file=name,
        sha256=hashlib.sha256(source).hexdigest(),
        outcome="refused",
        country=None,
        round=None,
        template=None,
        findings=(Finding("too-large", params=limit),),
    )


def _answer(
    context: Context, result: Result, identifier: str | None, words: Words
) -> flask.Response:
    """The object of `dakar check --json`, with what a page needs to go on."""
    content = context.content
    country, one = (
        content.countries.get(result.country or ""),
        content.rounds.get(result.round or ""),
    )
    payload: dict[str, Any] = outcome_json(result, words, content) | {
        "id": identifier,
        "can_annotate": identifier is not None and result.template is not None,
        "country_name": words.text(country.name) if country is not None else None,
        "round_name": words.text(one.name) if one is not None else None,
        "preview": preview_json(result, words, content),
    }
    if result.state == "published" and country is not None and one is not None:
        query = Filters(round=one.code).query()
        payload["page"] = href("country", words.language, query, country=country.iso3)
    return json_answer(payload, status_of(result))
