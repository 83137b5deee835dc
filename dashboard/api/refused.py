"""Turns refusals into their answers: for want of a right (a line of the audit log), or of time."""

import flask

from dashboard.api.answers import error, words_of
from dashboard.auth import person
from dashboard.context import Context
from dashboard.shell.plain import busy_page
from schemas.database.audit import record


def forbidden(context: Context, subject: str) -> flask.Response:
    """403, written down: what this person asked for is `subject` (SEN-dakar-2013-v2, SEN)."""
    record_refused(context, subject)
    return error(context, "forbidden", 403)


def record_refused(context: Context, subject: str) -> None:
    """Writes who was refused what, and where he asked for it; nothing of a stranger."""
    who = person()
    if not who.is_known:
        return
    detail = {"endpoint": flask.request.endpoint or ""}
    with context.writer.begin() as connection:
        record(connection, who.actor, "refused", subject, detail=detail)


BUSY_SECONDS = 20
"""After how long a file that others wait for should be there."""


def busy(context: Context) -> flask.Response:
    """503 while too many wait for files that take long; a page where a browser asks, for people
    follow links to files."""
    request = flask.request
    wants_page = request.accept_mimetypes.best_match(("application/json", "text/html"))
    if wants_page == "text/html":
        address = request.full_path.rstrip("?")
        answer = busy_page(words_of(context), BUSY_SECONDS, address)
    else:
        answer = error(context, "waiting", 503)
    answer.headers["Retry-After"] = str(BUSY_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return answer
