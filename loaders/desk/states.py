"""Moves a version from one state to the next for a person, who is told when another was faster."""

from sqlalchemy import Engine

from loaders import storage
from loaders.desk.typed import LONGEST, plain_lines
from loaders.storage import TRANSITIONS, NotAllowedError, StoredReport, Transition
from schemas.content import Content
from schemas.database.audit import Actor

__all__ = ["TRANSITIONS", "NotAllowedError", "Transition", "move", "moves"]


def move(
    engine: Engine,
    content: Content,
    report: str,
    after: str,
    actor: Actor,
    comment: str = "",
    seen: str = "",
    instead_of: str | None = None,
) -> StoredReport:
    """Moves SEN-dakar-2013-v2 to the state `after`, in one transaction with its time line and
    the audit log. `seen` is the state the person saw, `instead_of` the code of the version he
    saw published ("" for none, None when he saw nothing).

    A comment is kept where the step asks for one. Raises NotAllowedError: too-long (a comment),
    unknown, state, role, comment, errors, newer-version, or moved, when another person was
    faster; then nothing has changed.
    """
    said = plain_lines(comment)
    if len(said) > LONGEST:
        raise NotAllowedError("too-long")
    with engine.begin() as connection:
        report_id = storage.find_report(connection, report)
        if (
            report_id is None
            or storage.report_of(connection, report_id).round not in content.rounds
        ):
            raise NotAllowedError("unknown")
        return storage.move_version(
            connection,
            report_id,
            after,
            actor,
            comment=said,
            seen=seen,
            instead_of=instead_of,
        )


def moves(state: str, role: str) -> tuple[str, ...]:
    """The states that a role may move a version to, from `state`."""
    return tuple(
        after
        for (before, after), transition in TRANSITIONS.items()
        if before == state and role in transition.roles
    )
