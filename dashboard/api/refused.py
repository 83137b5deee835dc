"""Turns a refusal for want of a right into its answer and a line of the audit log."""

import flask

from dashboard.api.answers import error
from dashboard.auth import person
from dashboard.context import Context
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
