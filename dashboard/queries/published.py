"""Turns the reports published over a period into what a digest tells of them, in counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, Select, and_, case, func, literal, select
from sqlalchemy.orm import aliased

from dashboard.queries.source import Query, Source
from schemas.database.models import Aggregate, Assistance, ExchangeItem, Report

MEASURES = "measures"
"""What a count without a kind counts."""


@dataclass(frozen=True)
class Publication:
    """The published report of a country in a round. `is_first`: no version of it was published
    before the period."""

    round: str
    country: str
    is_first: bool


@dataclass(frozen=True)
class Counted:
    """`n` things of one kind in a report: MEASURES, a kind of item, or a direction of
    assistance. `inside`: inside the audience."""

    round: str
    country: str
    kind: str
    inside: bool
    n: int


@dataclass(frozen=True)
class Titled:
    """A challenge, practice or solution under the title its country gave it."""

    round: str
    country: str
    kind: str
    title: str
    lang: str


def latest_publication(source: Source) -> date | None:
    """The day of the last publication; None when nothing is published."""
    statement = select(func.max(Report.published_at).label("at")).where(source.published())
    at = source.rows(statement)[0]["at"]
    return at.date() if at is not None else None


def published_in(source: Source, start: date, end: date) -> tuple[Publication, ...]:
    """The published reports whose publication lies in the period, both days included; by round
    and country."""
    before = aliased(Report)
    earlier = (
        select(before.id)
        .where(
            before.country == Report.country,
            before.round == Report.round,
            before.published_at < _moment(start),
        )
        .exists()
    )
    statement = (
        select(Report.round, Report.country, case((earlier, 0), else_=1).label("is_first"))
        .where(_within(source, start, end))
        .order_by(Report.round, Report.country)
    )
    return tuple(
        Publication(row["round"], row["country"], bool(row["is_first"]))
        for row in source.rows(statement)
    )


def counts_in(source: Source, start: date, end: date) -> tuple[Counted, ...]:
    """Measures, items and assistance of these reports."""
    inside = _within(source, start, end)
    found: list[RowMapping] = []
    for table, kind, n in (
        (Aggregate, None, func.sum(Aggregate.n)),
        (ExchangeItem, ExchangeItem.kind, func.count()),
        (Assistance, Assistance.direction, func.count()),
    ):
        seen = case((source.sees(table.consent), 1), else_=0)
        codes = [Report.round, Report.country, seen, *([kind] if kind is not None else [])]
        statement: Query = (
            select(
                Report.round,
                Report.country,
                seen.label("inside"),
                (kind if kind is not None else literal(MEASURES)).label("kind"),
                n.label("n"),
            )
            .join(table, table.report_id == Report.id)
            .where(inside)
            .group_by(*codes)
        )
        found += source.rows(statement)
    return tuple(
        Counted(row["round"], row["country"], row["kind"], bool(row["inside"]), int(row["n"]))
        for row in found
        if row["kind"]
    )


def titles_in(source: Source, start: date, end: date, kind: str, most: int) -> tuple[Titled, ...]:
    """The first titled item of this kind of each country, of the reports published last; no more
    than `most` countries."""
    place = func.row_number().over(
        partition_by=ExchangeItem.report_id, order_by=(ExchangeItem.row, ExchangeItem.id)
    )
    first: Select[tuple[str, str, str, str, datetime, int]] = (
        select(
            Report.round,
            Report.country,
            ExchangeItem.title,
            func.coalesce(ExchangeItem.lang, "").label("lang"),
            Report.published_at,
            place.label("place"),
        )
        .join(ExchangeItem, ExchangeItem.report_id == Report.id)
        .where(
            _within(source, start, end),
            source.sees(ExchangeItem.consent),
            ExchangeItem.kind == kind,
            func.coalesce(ExchangeItem.title, "") != "",
        )
    )
    rows = first.subquery()
    newest = (
        select(rows).where(rows.c.place == 1).order_by(rows.c.published_at.desc(), rows.c.country)
    )
    found: dict[str, Titled] = {}
    for row in source.rows(newest.limit(10 * most)):
        one = Titled(row["round"], row["country"], kind, row["title"], row["lang"])
        found.setdefault(one.country, one)
    return tuple(found.values())[:most]


def _within(source: Source, start: date, end: date) -> ColumnElement[bool]:
    after = _moment(end + timedelta(days=1))
    return and_(
        source.published(), Report.published_at >= _moment(start), Report.published_at < after
    )


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
