"""Rules on dates: their order, and whether they have passed."""

from collections.abc import Iterator
from datetime import date

from loaders.checks.case import Case
from loaders.entries import Row
from schemas.findings import Finding

_PERIODS = (
    ("id", "period_from", "period_to"),
    ("measures", "start", "end_planned"),
    ("measures", "start", "end_actual"),
)
_HAPPENED = (("id", "validated_on"), ("measures", "end_actual"))


def end_before_start(case: Case) -> Iterator[Finding]:
    """end-before-start: a period ends after it has begun."""
    for sheet, start, end in _PERIODS:
        for row in case.rows(sheet):
            begins, ends = row.get(start), row.get(end)
            if begins is not None and ends is not None and ends < begins:
                days = {"start": begins.isoformat(), "end": ends.isoformat()}
                yield case.at(row, "end-before-start", end, **days)


def date_passed(case: Case) -> Iterator[Finding]:
    """date-passed: the next step of an objective lies after the period reported on."""
    for row in case.rows("objectives"):
        day = row.get("next_date")
        if day is not None and day <= case.period_to():
            yield case.at(row, "date-passed", "next_date", date=day.isoformat())


def date_in_future(case: Case) -> Iterator[Finding]:
    """date-in-future: what has happened did not happen after today."""
    for sheet, key in _HAPPENED:
        for row in case.rows(sheet):
            day = row.get(key)
            if day is not None and day > case.today:
                yield case.at(row, "date-in-future", key, date=day.isoformat())
    for row in case.rows("profiles"):
        yield from _edition_in_future(case, row)


def _edition_in_future(case: Case, row: Row) -> Iterator[Finding]:
    year = row.get("mp_year")
    if year is not None and case.today.year < year <= date.max.year:
        day = date(year, 1, 1)
        yield case.at(row, "date-in-future", "mp_year", date=day.isoformat())
