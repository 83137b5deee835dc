"""Turns the time line of a report into the day on which a person validated it."""

from datetime import date

from sqlalchemy import func, select

from dashboard.queries.source import Source
from schemas.database.desk import Review

VALIDATED = "validated"


def validated_on(source: Source, report_id: int) -> date | None:
    """The day of the last validation; None where the report was published without that step. In
    a snapshot, only what had been done by then counts."""
    query = select(func.max(Review.at).label("at")).where(
        Review.report_id == report_id, Review.after == VALIDATED
    )
    if source.snapshot is not None:
        query = query.where(Review.at <= source.snapshot.made_at)
    (row,) = source.rows(query)
    return row["at"].date() if row["at"] is not None else None
