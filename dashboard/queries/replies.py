"""Turns the table of replies into what a country answered to a version of its profile.

Who wrote an answer is not read out: it is the country's, not a person's.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from dashboard.queries.source import Source
from schemas.database.desk import Reply

COUNTRY_ROLE = "focal-point"


@dataclass(frozen=True)
class Answered:
    """`is_recorded`: the secretariat wrote down what the country sent it."""

    text: str
    language: str
    at: datetime
    is_recorded: bool


def replies(source: Source, report_id: int) -> tuple[Answered, ...]:
    """The answers to one version, the newest first: that one counts and is printed. A snapshot
    has those given before it was frozen."""
    statement = (
        select(Reply.text, Reply.language, Reply.at, Reply.role)
        .where(Reply.report_id == report_id)
        .order_by(Reply.id.desc())
    )
    if source.snapshot is not None:
        statement = statement.where(Reply.at <= source.snapshot.made_at)
    return tuple(
        Answered(row["text"], row["language"], row["at"], row["role"] != COUNTRY_ROLE)
        for row in source.rows(statement)
    )
