"""Turns something done into a row of the audit log, in the transaction of the deed itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert

from schemas.database.desk import COMMAND, LOCAL, Audit


@dataclass(frozen=True)
class Actor:
    """Who does something: `name` is the e-mail address of an account, `local` or `command`;
    `role` is what he was allowed it by."""

    name: str
    role: str = "admin"


BY_COMMAND = Actor(COMMAND)
"""Whoever runs `dakar` on the server's machine."""

BY_LOCAL = Actor(LOCAL)
"""Whoever sits at the server's machine, while there are no accounts."""


def now() -> datetime:
    """The moment as the database keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def record(
    connection: Connection,
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: str = "",
    after: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Writes one row: `action` is a code with words at `audit.<action>`, `subject` the id of
    what it was done to (SEN-dakar-2013-v2, a round, an account), `before` and `after` the codes
    of its state, or "". `detail` holds codes and ids, never a text of a country or a person's
    data."""
    row = {
        "at": now(),
        "actor": actor.name,
        "role": actor.role,
        "action": action,
        "subject": subject,
        "before": before,
        "after": after,
        "detail": dict(detail or {}),
    }
    connection.execute(insert(Audit).values(**row))
