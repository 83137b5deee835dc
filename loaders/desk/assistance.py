"""Turns what became of a need or offer of assistance into rows; what was said before stays."""

from sqlalchemy import Connection, Engine, insert, select

from loaders.desk.typed import LONGEST, plain_lines
from loaders.storage.versions import hold, raise_data_version
from schemas.database.audit import Actor, now, record
from schemas.database.exchange import FOLLOW_UPS, FollowUp
from schemas.database.models import Assistance, Report

FIRST = FOLLOW_UPS[0]
"""The state of what nobody has said anything about."""


class FollowUpError(Exception):
    """`reason` is a code: unknown, state, or too-long."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def follow_up(
    engine: Engine, country: str, ta_id: str, state: str, note: str, actor: Actor
) -> bool:
    """Says what became of a need or offer that a published report names; False when that was
    said already. The note is kept beside it for analysts, never in the log.

    Raises FollowUpError for a need or offer that no published report names, a state that is not
    one of FOLLOW_UPS, or a note longer than LONGEST.
    """
    words = plain_lines(note)
    if state not in FOLLOW_UPS:
        raise FollowUpError("state")
    if len(words) > LONGEST:
        raise FollowUpError("too-long")
    with engine.begin() as connection:
        hold(connection, country, "follow-up")
        if not _is_published(connection, country, ta_id):
            raise FollowUpError("unknown")
        before, noted = _newest(connection, country, ta_id)
        if (before, noted) == (state, words):
            return False
        values = {"country": country, "ta_id": ta_id, "state": state, "note": words}
        connection.execute(insert(FollowUp).values(**values, actor=actor.name, at=now()))
        detail = {"country": country, "characters": len(words)}
        action = "assistance.followed"
        record(connection, actor, action, ta_id, before=before, after=state, detail=detail)
        raise_data_version(connection)
    return True


def _is_published(connection: Connection, country: str, ta_id: str) -> bool:
    statement = (
        select(Assistance.id)
        .join(Report, Report.id == Assistance.report_id)
        .where(Report.country == country, Assistance.ta_id == ta_id, Report.state == "published")
    )
    return connection.execute(statement.limit(1)).first() is not None


def _newest(connection: Connection, country: str, ta_id: str) -> tuple[str, str]:
    statement = (
        select(FollowUp.state, FollowUp.note)
        .where(FollowUp.country == country, FollowUp.ta_id == ta_id)
        .order_by(FollowUp.id.desc())
    )
    found = connection.execute(statement.limit(1)).first()
    return (found.state, found.note) if found is not None else (FIRST, "")
