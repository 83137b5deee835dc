"""Turns the events of a round (opened, closed, given a due day) into when its reports are due."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, insert, select

from schemas.content import Content
from schemas.database.audit import Actor, now
from schemas.database.desk import RoundEvent


def due_days(connection: Connection, content: Content) -> Mapping[str, date | None]:
    """Round -> the day by which its reports are due: the last one set, else the one of the
    content; None without one."""
    query = select(RoundEvent.round, RoundEvent.due_on).order_by(RoundEvent.id)
    newest = {row.round: row.due_on for row in connection.execute(query)}
    return {code: newest.get(code, one.deadline) for code, one in content.rounds.items()}


def keep_event(
    connection: Connection, round_code: str, is_open: bool, due_on: date | None, actor: Actor
) -> None:
    """Keeps what a round is from now on."""
    row = {
        "round": round_code,
        "is_open": is_open,
        "due_on": due_on,
        "actor": actor.name,
        "at": now(),
    }
    connection.execute(insert(RoundEvent).values(**row))
