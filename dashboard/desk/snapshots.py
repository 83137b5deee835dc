"""What is published, frozen for a meeting."""

import flask

from dashboard.api.answers import error
from dashboard.api.refused import forbidden
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.desk.routes import Route, back
from dashboard.meetings.keeping import freeze, moment_of
from dashboard.queries import Source
from loaders import desk
from schemas.database.models import CONSENTS


def _freeze(context: Context, meeting: str) -> flask.Response:
    """Form: `shown_at` (a moment, may be empty) and `audience` (PUB without it). Nobody freezes
    what he may not see."""
    known = context.content.meetings.get(meeting)
    if known is None:
        return error(context, "404", 404)
    form = flask.request.form
    audience = form.get("audience", "") or CONSENTS[0]
    if audience not in CONSENTS:
        return back("snapshot.no-audience")
    consents = CONSENTS[: CONSENTS.index(audience) + 1]
    if not set(consents) <= set(person().consents):
        return forbidden(context, f"{meeting} {audience}")
    try:
        shown_at = moment_of(form.get("shown_at", ""))
    except ValueError:
        return back("snapshot.no-moment")
    source = Source(context.reader, consents)
    try:
        kept = freeze(source, context.writer, context.content, known, person().actor, shown_at)
    except desk.DataMovedError:
        return back("snapshot.moved")
    said = "snapshot.frozen" if kept.reports else "snapshot.empty"
    return back(said, code=kept.snapshot.code, short=kept.snapshot.short)


ROUTES = (Route("snapshot-freeze", "/meetings/<meeting>/freeze", Right.MEETINGS, _freeze),)
