"""Turns aggregates into where a page of a sorted list lies: which reports, after how many rows.

A list sorted by codes is a row of buckets: measures of one report that share the code, in the
order of their file. How many each holds is known, so a page needs no other measures than its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, and_, case, func, or_, select

from dashboard.queries.source import Source
from schemas.database.models import Aggregate, Measure, Report


@dataclass(frozen=True)
class Bucket:
    """`n` measures of a report inside the audience; those of one `code`, where the list is sorted
    by it ("" for none)."""

    report_id: int
    country: str
    round: str
    code: str
    n: int


@dataclass(frozen=True)
class Buckets:
    """In the order of the list. `by`: the column whose code they share, None for all of a report.
    `hidden` measures more would be there, if the audience allowed it."""

    listed: tuple[Bucket, ...]
    by: str | None
    hidden: int

    @property
    def total(self) -> int:
        return sum(one.n for one in self.listed)

    def around(self, start: int, length: int) -> tuple[tuple[Bucket, ...], int]:
        """The buckets that rows `start` to `start + length` lie in, and how many rows of the
        first one stand before them."""
        found: list[Bucket] = []
        before = skipped = 0
        for one in self.listed:
            if before < start + length and before + one.n > start:
                if not found:
                    skipped = start - before
                found.append(one)
            before += one.n
        return tuple(found), skipped


SORTED_BY: Mapping[str, str | None] = {"country": None, "objective": "objective", "level": "answer"}
"""Word of a sort -> the column of aggregates it asks for beside the country. Others, such as a
title, are in no aggregate."""


def counted_buckets(
    source: Source, conditions: Sequence[ColumnElement[bool]], sort: str, order: Sequence[str]
) -> Buckets | None:
    """The buckets of a list sorted by `sort` (a leading minus turns it round); None for a sort
    that aggregates know nothing of. `conditions` are on Report and Aggregate; `order` holds the
    countries in alphabetical order of their names."""
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    key = key if key in (*SORTED_BY, "title", "date") else "country"
    if key not in SORTED_BY:
        return None
    by = SORTED_BY[key]
    inside = case((source.sees(Aggregate.consent), 1), else_=0).label("inside")
    codes = [Report.id, Report.country, Report.round, inside]
    if by is not None:
        codes.append(getattr(Aggregate, by).label("code"))
    statement = (
        select(*codes, func.sum(Aggregate.n).label("n"))
        .join(Aggregate, Aggregate.report_id == Report.id)
        .where(*conditions)
        .group_by(*codes)
    )
    rows = source.rows(statement)
    listed = [_bucket(row) for row in rows if row["inside"]]
    countries = order or sorted({one.country for one in listed})
    listed.sort(key=_by_country(countries, turned=descending and by is None))
    if by is not None:
        listed.sort(key=lambda one: (len(one.code), one.code), reverse=descending)
        listed.sort(key=lambda one: not one.code)  # those without the code come last, either way
    hidden = sum(int(row["n"]) for row in rows if not row["inside"])
    return Buckets(tuple(listed), by, hidden)


def within(buckets: Sequence[Bucket], by: str | None) -> ColumnElement[bool]:
    """The condition that a measure lies in one of these buckets."""
    if by is None:
        return Measure.report_id.in_([one.report_id for one in buckets])
    column = getattr(Measure, by)
    return or_(
        *(
            and_(
                Measure.report_id == one.report_id,
                column == one.code if one.code else column.is_(None),
            )
            for one in buckets
        )
    )


def _bucket(row: RowMapping) -> Bucket:
    code = str(row["code"]) if "code" in row else ""
    return Bucket(row["id"], row["country"], row["round"], code, int(row["n"]))


def _by_country(order: Sequence[str], *, turned: bool) -> Callable[[Bucket], tuple[int, str]]:
    places = {code: place for place, code in enumerate(order)}

    def key(one: Bucket) -> tuple[int, str]:
        place = places.get(one.country, len(places))
        return (-place if turned else place), one.round

    return key
