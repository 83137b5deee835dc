"""Turns the result of a dry run or of a loading into the JSON that the upload page shows."""

from typing import Any

import flask

from dashboard.addresses import href
from dashboard.api.answers import error_json, json_answer
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.filters import Filters
from dashboard.outcome import groups_json, outcome_json, readings_json
from dashboard.preview import preview_json
from loaders import Result
from schemas.wording import Words

NOT_XLSX = frozenset({"not-a-workbook", "old-format"})
NOT_OURS = frozenset({"not-this-template"})
"""Codes of workbooks that may be a country's own table."""


def status_of(result: Result) -> int:
    """201 for what may be stored or is; 409 when somebody else published another version since
    the dry run; 413 too large, 415 not .xlsx, 422 refused for another reason."""
    if result.newer is not None:
        return 409
    if result.outcome != "refused":
        return 201
    codes = {finding.code for finding in result.findings}
    if "too-large" in codes:
        return 413
    return 415 if codes & NOT_XLSX else 422


def result_answer(
    context: Context, result: Result, identifier: str | None, words: Words, status: int = 0
) -> flask.Response:
    """The object of `dakar check --json`, with what a page needs to go on; of a 409, with the
    error as well: nothing is lost, and it says who was faster."""
    payload = result_json(context, result, identifier, words)
    if result.newer is not None:
        payload |= error_json(
            "newer-version",
            words,
            newer=result.newer,
            report=result.report or "",
            by=_named(result.newer_by, words),
        )
    return json_answer(payload, status or status_of(result))


def _named(actor: str, words: Words) -> str:
    """Who it was: an account's address as it is, the others by their words."""
    key = f"upload.actor.{actor or 'nobody'}"
    return words(key) if key in words.keys else actor


def result_json(
    context: Context, result: Result, identifier: str | None, words: Words
) -> dict[str, Any]:
    content = context.content
    country = content.countries.get(result.country or "")
    one = content.rounds.get(result.round or "")
    payload: dict[str, Any] = outcome_json(result, words, content) | {
        "id": identifier,
        "can_annotate": identifier is not None and result.template is not None,
        "country_name": words.text(country.name) if country is not None else None,
        "round_name": words.text(one.name) if one is not None else None,
        "groups": groups_json(result, words, content),
        "readings": readings_json(result, words, content),
        "preview": preview_json(result, words, content),
    }
    if result.report is not None and person().may(Right.DESK, result.country):
        payload["report_page"] = href("report", words.language, report=result.report)
    if result.newer is not None and person().may(Right.DESK, result.country):
        payload["newer_page"] = href("report", words.language, report=result.newer)
    codes = {finding.code for finding in result.findings}
    if identifier is not None and codes & NOT_OURS and person().may(Right.LOAD):
        payload["foreign_page"] = href("foreign-table", words.language, f"upload={identifier}")
    if result.state == "published" and country is not None and one is not None:
        query = Filters(round=one.code).query()
        payload["page"] = href("country", words.language, query, country=country.iso3)
    return payload
