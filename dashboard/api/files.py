"""Turns what an address asks of a file into whose numbers it holds, and into the file itself."""

from collections.abc import Callable

import flask

from dashboard.api.answers import download, error
from dashboard.api.refused import busy
from dashboard.auth import person
from dashboard.context import PUBLIC, Context
from dashboard.memo import BusyError
from dashboard.queries import Source
from dashboard.shell.view import named_snapshot
from schemas.database.models import CONSENTS

Made = tuple[bytes, str, str]
"""Bytes, media type and name of a file."""


def asked_source(context: Context, meeting: str = "") -> Source | flask.Response:
    """What is published, for everybody unless `audience` asks for more and the person may see
    it; or a snapshot (of the meeting), for its own audience, if he may see it."""
    query, consents = flask.request.args, person().consents
    code, audience = query.get("snapshot", "").strip(), query.get("audience", "").strip().upper()
    if code:
        frozen = named_snapshot(context, code, person())
        if frozen is None or (meeting and frozen.meeting != meeting):
            return error(context, "no-snapshot", 404)
        return Source(context.reader, frozen.consents, snapshot=frozen)
    if not audience:
        return Source(context.reader, PUBLIC)
    wanted = CONSENTS[: CONSENTS.index(audience) + 1] if audience in CONSENTS else ()
    if not wanted or not set(wanted) <= set(consents):
        return error(context, "forbidden", 403)
    return Source(context.reader, tuple(wanted))


def sent(context: Context, state: tuple[object, ...], make: Callable[[], Made]) -> flask.Response:
    """The file as it is kept, else made now; 503 while too many wait for one."""
    try:
        return download(*context.files.answer(state, make, lambda made: len(made[0])))
    except BusyError:
        return busy(context)
