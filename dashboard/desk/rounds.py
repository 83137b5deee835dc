"""Rounds opened, closed, due; templates and reminders."""

from collections.abc import Callable
from datetime import date

import flask

from dashboard.api.answers import XLSX, download, error
from dashboard.api.refused import forbidden
from dashboard.auth import Right, person
from dashboard.components.reminders import reminders_file
from dashboard.components.rounds import is_past
from dashboard.context import Context
from dashboard.desk.routes import Route, back
from dashboard.exports.templates import zip_chunks
from dashboard.queries.round_states import round_statuses
from dashboard.shell.view import source_of
from loaders import desk, template_name, template_workbook


def _close(context: Context, code: str) -> flask.Response:
    return _set(context, code, desk.close_round, "closed")


def _open(context: Context, code: str) -> flask.Response:
    return _set(context, code, desk.open_round, "opened")


def _set(context: Context, code: str, deed: Callable[..., bool], done: str) -> flask.Response:
    if code not in context.content.rounds:
        return error(context, "404", 404)
    changed = deed(context.writer, context.content, code, person().actor)
    return back(f"rounds.{done}" if changed else "rounds.unchanged", round=code)


def _due(context: Context, code: str) -> flask.Response:
    if code not in context.content.rounds:
        return error(context, "404", 404)
    given = flask.request.form.get("due", "").strip()
    try:
        day = date.fromisoformat(given) if given else None
    except ValueError:
        return back("rounds.no-day", round=code)
    changed = desk.set_due_day(context.writer, context.content, code, day, person().actor)
    if not changed:
        return back("rounds.unchanged", round=code)
    return back("rounds.due" if day else "rounds.due.none", round=code)


def _templates(context: Context, code: str) -> flask.Response:
    """A prefilled workbook for each partner, sent while the next one is made; the names in them
    are those of every country, so it is written down before the first is sent."""
    content = context.content
    if code not in content.rounds:
        return error(context, "404", 404)
    desk.record_personal_file(context.writer, person().actor, "templates", code)
    files = (
        (template_name(iso3, code), template_workbook(context.reader, content, iso3, code))
        for iso3 in content.partners(code)
    )
    answer = flask.Response(zip_chunks(files), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{code}.zip")
    return answer


def _template(context: Context, code: str, iso3: str) -> flask.Response:
    content = context.content
    if code not in content.rounds or iso3 not in content.countries:
        return error(context, "404", 404)
    if not person().may(Right.TEMPLATE, iso3):
        return forbidden(context, f"{iso3}-{code}")
    made = template_workbook(context.reader, content, iso3, code)
    desk.record_personal_file(context.writer, person().actor, "template", f"{iso3}-{code}")
    return download(made, XLSX, template_name(iso3, code))


def _reminders(context: Context, code: str) -> flask.Response:
    content, today = context.content, date.today()
    every = round_statuses(source_of(context), content, today)
    status = next((one for one in every if one.round.code == code), None)
    if status is None or not status.round.asked:
        return error(context, "404", 404)
    words = [content.words[language] for language in content.languages]
    made = reminders_file(words, content, status, is_past(status, today))
    return download(made, "text/plain; charset=utf-8", f"{code}.txt")


ROUTES = (
    Route("round-close", "/rounds/<code>/close", Right.ROUNDS, _close),
    Route("round-open", "/rounds/<code>/open", Right.REOPEN, _open),
    Route("round-due", "/rounds/<code>/due", Right.ROUNDS, _due),
    Route("round-templates", "/rounds/<code>/templates.zip", Right.ROUNDS, _templates, "GET"),
    Route(
        "round-template", "/rounds/<code>/templates/<iso3>.xlsx", Right.TEMPLATE, _template, "GET"
    ),
    Route("round-reminders", "/rounds/<code>/reminders.txt", Right.ROUNDS, _reminders, "GET"),
)
