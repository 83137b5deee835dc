"""Turns the agendas a meeting has had into the one a change was made from, and the keys used."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from dashboard.queries.source import Source
from schemas.database.meeting import AgendaRow


def agenda_at(source: Source, meeting: str, number: int) -> Sequence[Mapping[str, Any]] | None:
    """The items saved under this number; None for another meeting's and for the default."""
    statement = select(AgendaRow.items).where(AgendaRow.meeting == meeting, AgendaRow.id == number)
    rows = source.rows(statement)
    return rows[0]["items"] if rows else None


def keys_used(source: Source, meeting: str) -> frozenset[str]:
    """Keys of every line any saved agenda of the meeting has had; notes may name them."""
    rows = source.rows(select(AgendaRow.items).where(AgendaRow.meeting == meeting))
    return frozenset(str(item["key"]) for row in rows for item in row["items"])
