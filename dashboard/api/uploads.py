"""Turns a workbook sent to the server into a dry run, and a dry run into a stored report."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard import journal
from dashboard.api.answers import CSV, LANG, XLSX, download, error, words_of
from dashboard.api.refused import forbidden, record_refused
from dashboard.api.upload_answers import result_answer
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.exports.csv import neutral
from dashboard.outcome import counts, findings_csv
from loaders import (
    KeptUpload,
    Limits,
    Result,
    Stated,
    annotated_workbook,
    keep_upload,
    load_upload,
    preview,
    read_upload,
    refuse_readings,
)
from schemas.findings import Finding

MEGABYTE = 1024 * 1024
LONGEST_NAME = 200
MOST_PLACES = 5000
"""Readings that one request may refuse: more than a workbook has answers."""

UPLOAD_RIGHTS = {
    "api.upload": Right.CHECK,
    "api.kept": Right.CHECK,
    "api.refusals": Right.CHECK,
    "api.load": Right.LOAD,
    "api.annotated": Right.CHECK,
    "api.findings": Right.CHECK,
}
"""Endpoint -> the right it needs. Beside it, a kept upload is for its maker and for those who
review reports."""

Answer = Callable[[Context, KeptUpload], flask.Response]


def add_uploads(api: flask.Blueprint, context: Context) -> None:
    """Adds the routes of uploads: check, look again, refuse readings, load, take back."""
    api.add_url_rule("/uploads", "upload", lambda: _upload(context), methods=["POST"])
    of_one: tuple[tuple[str, str, str, Answer], ...] = (
        ("kept", "", "GET", _kept),
        ("refusals", "/refusals", "POST", _refusals),
        ("load", "/load", "POST", _load),
        ("annotated", "/annotated.xlsx", "GET", _annotated),
        ("findings", "/findings.csv", "GET", _findings),
    )
    for name, path, method, answer in of_one:
        rule = f"/uploads/<uuid:identifier>{path}"
        api.add_url_rule(rule, name, _of_own(context, answer), methods=[method])


def limits_of(context: Context) -> Limits:
    return Limits(context.settings.upload_seconds, context.settings.upload_memory_mb)


def _of_own(context: Context, answer: Answer) -> Callable[[UUID], flask.Response]:
    """Answers for a kept upload that this person may see; any other is unknown to him."""

    def view(identifier: UUID) -> flask.Response:
        kept = read_upload(context.reader, str(identifier))
        if kept is None or not (person().name == kept.actor or person().may(Right.REVIEW)):
            return error(context, "unknown-upload", 404)
        return answer(context, kept)

    return view


def _upload(context: Context) -> flask.Response:
    """A dry run of the field `file`; `country` and `round` are what the person states."""
    try:
        file = flask.request.files.get("file")
        form = flask.request.form
    except RequestEntityTooLarge:
        return result_answer(context, _too_large(context, "", b""), None, words_of(context))
    if file is None:
        return error(context, "no-file", 400)
    words = context.content.words.get(form.get(LANG, ""), words_of(context))
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:LONGEST_NAME]
    stated = Stated((form.get("country") or "").upper() or None, form.get("round") or None)
    source = file.read(context.settings.max_upload_mb * MEGABYTE + 1)
    flask.request.close()
    if len(source) > context.settings.max_upload_mb * MEGABYTE:
        return result_answer(context, _too_large(context, name, source), None, words)
    began = time.perf_counter()
    result = preview(
        source,
        name,
        content=context.content,
        engine=context.reader,
        stated=stated,
        limits=limits_of(context),
    )
    result = _allowed(context, result)
    _note(context, "check", result, began)
    actor = person().name
    identifier = keep_upload(context.writer, name, source, stated, result, actor)
    return result_answer(context, result, identifier, words)


def _allowed(context: Context, result: Result) -> Result:
    """The result, or a refusal that says so when the file is of a country that the person may
    not send; nothing that was found by comparing it with that country's reports is told."""
    country = result.country
    if country is None or person().may(Right.CHECK, country):
        return result
    record_refused(context, country)
    allowed = person().only_country or ""
    finding = Finding("country-not-allowed", params={"country": allowed, "found": country})
    return Result(
        file=result.file,
        sha256=result.sha256,
        outcome="refused",
        country=country,
        round=result.round,
        template=result.template,
        findings=(finding,),
    )


def _kept(context: Context, kept: KeptUpload) -> flask.Response:
    """The dry run again, as it was kept; with `rows=1`, the rows that were read too, which takes
    another reading of the file."""
    result = kept.result
    if flask.request.args.get("rows") == "1" and _may_load(kept):
        again = preview(
            kept.content,
            kept.name,
            content=context.content,
            engine=context.reader,
            stated=kept.stated,
            limits=limits_of(context),
        )
        result = replace(result, rows=again.rows)
    return result_answer(context, result, kept.id, words_of(context), 200)


def _refusals(context: Context, kept: KeptUpload) -> flask.Response:
    """The dry run without the readings at `places` ("sheet title!A1"): the whole list of those
    refused, so that an empty one takes all refusals back."""
    said = flask.request.get_json(silent=True)
    places = said.get("places") if isinstance(said, dict) else None
    if not isinstance(places, list) or len(places) > MOST_PLACES:
        return error(context, "no-places", 400)
    if not all(isinstance(place, str) for place in places):
        return error(context, "no-places", 400)
    if kept.result.report is not None:
        return error(context, "stored-already", 409)
    if not _may_load(kept):
        return result_answer(context, kept.result, kept.id, words_of(context))
    result = refuse_readings(
        context.writer, context.content, kept.id, places, limits=limits_of(context)
    )
    if result is None:
        return error(context, "unknown-upload", 404)
    return result_answer(context, result, kept.id, words_of(context))


def _load(context: Context, kept: KeptUpload) -> flask.Response:
    """Stores the file of a dry run; with `publish` true, publishes it when it has no errors and
    nobody else has published another version since."""
    said = flask.request.get_json(silent=True)
    wanted = said.get("publish") if isinstance(said, dict) else flask.request.form.get("publish")
    publish = wanted in (True, "true", "1")
    if publish and not person().may(Right.REVIEW):
        return forbidden(context, kept.result.report or kept.result.country or kept.id)
    if not _may_load(kept):
        return result_answer(context, kept.result, kept.id, words_of(context))
    began = time.perf_counter()
    result = load_upload(
        context.writer,
        context.content,
        kept.id,
        publish=publish,
        limits=limits_of(context),
        actor=person().actor,
    )
    if result is None:
        return error(context, "unknown-upload", 404)
    _note(context, "load", result, began)
    return result_answer(context, result, kept.id, words_of(context))


def _note(context: Context, event: str, result: Result, began: float) -> None:
    """A line of the log on a workbook: what became of it, nothing of what stands in it."""
    content = context.content
    journal.deed(
        event,
        began,
        outcome=result.outcome,
        country=result.country if result.country in content.countries else None,
        round=result.round if result.round in content.rounds else None,
        report=result.report,
        state=result.state,
        counts=counts(result),
    )


def _may_load(kept: KeptUpload) -> bool:
    """A focal point loads the files of his country, and no file of which none is known."""
    country = kept.result.country
    limited = person().only_country is not None
    return person().may(Right.LOAD, country or "") if limited else True


def _annotated(context: Context, kept: KeptUpload) -> flask.Response:
    """The workbook back, each finding beside its cell."""
    if kept.result.template is None:
        return error(context, "not-annotatable", 422)
    result = kept.result
    data = annotated_workbook(kept.content, result.findings, context.content, result.given_ids)
    if data is None:
        return error(context, "not-annotatable", 422)
    return download(data, XLSX, f"{_stem(kept)}-{words_of(context)('api.annotated')}.xlsx")


def _findings(context: Context, kept: KeptUpload) -> flask.Response:
    """The findings as a table, for a spreadsheet."""
    words = words_of(context)
    data = findings_csv(kept.result, words, context.content, neutral)
    return download(data, CSV, f"{_stem(kept)}-{words('api.findings')}.csv")


def _stem(kept: KeptUpload) -> str:
    return kept.name.removesuffix(".xlsx") or kept.id


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
