"""Turns what was noted at meetings into the questions that countries are to answer."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from schemas.database.meeting import MeetingNote


@dataclass(frozen=True)
class Question:
    """A question put to a country, as it was typed. `objective` is "" for none."""

    country: str
    meeting: str
    round: str
    text: str
    language: str
    objective: str


def questions_of(
    connection: Connection, round_code: str, country: str = ""
) -> tuple[Question, ...]:
    """Those of a round that stand today, of every country or of one: by country, then by
    meeting, then as they were taken down first."""
    table = MeetingNote
    newest = select(func.max(table.id)).group_by(table.meeting, table.key)
    first = select(table.meeting, table.key, func.min(table.id).label("first")).group_by(
        table.meeting, table.key
    )
    begun = first.subquery()
    query = (
        select(
            table.country, table.meeting, table.round, table.text, table.language, table.objective
        )
        .join(begun, (begun.c.meeting == table.meeting) & (begun.c.key == table.key))
        .where(table.id.in_(newest), ~table.removed, table.kind == "question")
        .where(table.round == round_code, table.country.is_not(None))
        .order_by(table.country, table.meeting, begun.c.first)
    )
    if country:
        query = query.where(table.country == country)
    return tuple(
        Question(row.country, row.meeting, row.round, row.text, row.language, row.objective or "")
        for row in connection.execute(query)
    )
