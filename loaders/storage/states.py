"""Turns a version from one state into the next, when the state, its errors and the role allow it.

The only place that changes a state; what a version holds is never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, insert, select, update

from loaders.storage.overrides import errors_left
from loaders.storage.versions import StoredReport, hold, raise_data_version
from schemas.database.audit import BY_COMMAND, Actor, now, record
from schemas.database.desk import Review
from schemas.database.models import Report

_REVIEWERS = frozenset({"analyst", "admin"})
_SENDERS = _REVIEWERS | {"focal-point"}


@dataclass(frozen=True)
class Transition:
    """`roles` may make it. `clean`: only without errors left. `comment`: something must be
    said."""

    roles: frozenset[str]
    clean: bool = False
    comment: bool = False


_SUBMIT = Transition(_SENDERS)
_SEND_BACK = Transition(_REVIEWERS, comment=True)
_VALIDATE = Transition(_REVIEWERS, clean=True)
_PUBLISH = Transition(_REVIEWERS, clean=True)

TRANSITIONS: Mapping[tuple[str, str], Transition] = {
    ("draft", "submitted"): _SUBMIT,
    ("needs-revision", "submitted"): _SUBMIT,
    ("draft", "needs-revision"): _SEND_BACK,
    ("submitted", "needs-revision"): _SEND_BACK,
    ("validated", "needs-revision"): _SEND_BACK,
    ("submitted", "validated"): _VALIDATE,
    ("draft", "published"): _PUBLISH,
    ("submitted", "published"): _PUBLISH,
    ("validated", "published"): _PUBLISH,
}
"""(State before, state after) -> who may, and when. A published version becomes superseded by
the publication of a newer one, and by nothing else."""


class NotAllowedError(Exception):
    """`reason` is a code: unknown, state, role, comment, too-long, errors, newer-version, or
    moved (then `by` is who moved it meanwhile, and `at` when)."""

    def __init__(self, reason: str, by: str = "", at: datetime | None = None) -> None:
        self.reason, self.by, self.at = reason, by, at
        super().__init__(reason)


NotPublishableError = NotAllowedError
"""What publishing raises."""


def publish(
    connection: Connection, report_id: int | None, actor: Actor | None = BY_COMMAND
) -> StoredReport:
    """Publishes a version; the one published before becomes superseded, and every page sees
    a new data version. Without an actor it is the program itself, and nobody is written down.
    Raises NotPublishableError for a version that must stay as it is."""
    return move_version(connection, report_id, "published", actor)


def move_version(
    connection: Connection,
    report_id: int | None,
    after: str,
    actor: Actor | None,
    *,
    comment: str = "",
    seen: str = "",
    instead_of: str | None = None,
) -> StoredReport:
    """Moves a version to the state `after`, in the caller's transaction. `seen` is the state
    the person saw, and `instead_of` the code of the version he saw published ("" for none):
    when another one was faster, nothing changes. A comment is kept where the step asks for one.
    Raises NotAllowedError."""
    stored = _found(connection, report_id)
    hold(connection, stored.country, stored.round)
    stored = _found(connection, report_id)  # as it is now that nobody else may move it
    if seen and seen != stored.state:
        raise _moved(connection, stored)
    _check(connection, stored, after, actor, comment.strip())
    if after == "published":
        _supersede(connection, stored, actor, instead_of)
    said = comment.strip() if TRANSITIONS[stored.state, after].comment else ""
    moved = _set(connection, stored, after, actor, said)
    if after == "published":
        raise_data_version(connection)
    return moved


def published_version(connection: Connection, country: str, round_code: str) -> StoredReport | None:
    """The version that pages show; None while none is published."""
    query = _versions().where(
        Report.country == country, Report.round == round_code, Report.state == "published"
    )
    row = connection.execute(query.order_by(Report.version.desc()).limit(1)).first()
    return StoredReport(*row) if row else None


def _versions() -> Select[int, str, str, int, str]:
    return select(Report.id, Report.country, Report.round, Report.version, Report.state)


def _found(connection: Connection, report_id: int | None) -> StoredReport:
    row = connection.execute(_versions().where(Report.id == report_id)).first()
    if row is None:
        raise NotAllowedError("unknown")
    return StoredReport(*row)


def _check(
    connection: Connection, stored: StoredReport, after: str, actor: Actor | None, comment: str
) -> None:
    transition = TRANSITIONS.get((stored.state, after))
    if transition is None:
        raise NotAllowedError("state")
    if actor is not None and actor.role not in transition.roles:
        raise NotAllowedError("role")
    if transition.comment and not comment:
        raise NotAllowedError("comment")
    if transition.clean and errors_left(connection, stored.id):
        raise NotAllowedError("errors")


def _supersede(
    connection: Connection, stored: StoredReport, actor: Actor | None, instead_of: str | None
) -> None:
    """The version shown until now makes room, unless it is newer or not the one expected."""
    shown = published_version(connection, stored.country, stored.round)
    if instead_of is not None and instead_of != (shown.code if shown else ""):
        raise _moved(connection, shown or stored)
    if shown is None:
        return
    if shown.version > stored.version:
        raise NotAllowedError("newer-version")
    _set(connection, shown, "superseded", actor, "")


def _set(
    connection: Connection, stored: StoredReport, after: str, actor: Actor | None, comment: str
) -> StoredReport:
    """Changes the state, and writes who did it: for the time line and for the audit log."""
    at = now()
    values = {"state": after} | ({"published_at": at} if after == "published" else {})
    connection.execute(update(Report).where(Report.id == stored.id).values(**values))
    if actor is not None:
        step = {"report_id": stored.id, "before": stored.state, "after": after, "comment": comment}
        connection.execute(insert(Review).values(**step, actor=actor.name, at=at))
        record(connection, actor, f"report.{after}", stored.code, before=stored.state, after=after)
    return StoredReport(stored.id, stored.country, stored.round, stored.version, after)


def _moved(connection: Connection, stored: StoredReport) -> NotAllowedError:
    """Says who moved the version last, and when."""
    query = select(Review.actor, Review.at).where(Review.report_id == stored.id)
    row: Row[str, datetime] | None = connection.execute(
        query.order_by(Review.id.desc()).limit(1)
    ).first()
    return NotAllowedError("moved", row.actor if row else "", row.at if row else None)
