"""Turns dates of measures into counts: planned ends that have passed, and days not given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from dashboard.filters import Filters
from dashboard.pace import OPEN_LEVELS
from dashboard.queries.measures import MeasuresPage, measure_conditions, measures_page
from dashboard.queries.source import Source
from schemas.database.models import Measure, Report

WITHDRAWN = "DROP"


@dataclass(frozen=True)
class Dates:
    """How many measures pass some filters: `total` of them, `undated` without any day, `turned`
    with an end before their start."""

    total: int
    undated: int
    turned: int


def is_late(day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a measure's planned end has passed by `day`, or by the last day of its
    report's own period where that comes first (pace.held_against), and it is neither completed nor
    suspended, discontinued or withdrawn."""
    own = func.coalesce(Report.period_to, day)
    return (
        Measure.answer.in_(OPEN_LEVELS),
        Measure.end_planned.is_not(None),
        Measure.end_planned <= day,
        Measure.end_planned <= own,
        func.coalesce(Measure.flag, "-") == "-",
        func.coalesce(Measure.update_type, "") != WITHDRAWN,
    )


def late_counts(source: Source, round_code: str, day: date) -> pd.DataFrame:
    """[country, objective, theme, pace, shown, n]: measures whose planned end has passed by `day`;
    "" for a code a measure does not have. `shown` is False for those outside the audience."""
    codes = [
        Report.country,
        func.coalesce(Measure.objective, "").label("objective"),
        func.coalesce(Measure.theme, "").label("theme"),
        func.coalesce(Measure.pace, "").label("pace"),
        case((source.sees(Measure.consent), 1), else_=0).label("shown"),
    ]
    statement = (
        select(*codes, func.count().label("n"))
        .select_from(Measure)
        .join(Report, Report.id == Measure.report_id)
        .where(Report.round == round_code, source.published(), *is_late(day))
        .group_by(*codes)
        .order_by(*codes)
    )
    return source.frame(statement).astype({"n": int, "shown": bool})


def late_page(
    source: Source,
    filters: Filters,
    page_size: int,
    day: date,
    *,
    order: Sequence[str],
    among: Sequence[str],
) -> MeasuresPage:
    """One page of the measures that `late_counts` counts, of these countries; an objective passes
    as primary one alone. `order` is as in measures_page."""
    primary = [Measure.objective == filters.objective] if filters.objective else []
    narrowed = Filters(round=filters.round, theme=filters.theme, page=filters.page)
    also = (*is_late(day), *primary)
    return measures_page(source, narrowed, page_size, order=order, among=among, also=also)


def dates_of(
    source: Source,
    filters: Filters,
    region: tuple[str, ...],
    pillar: tuple[str, ...],
    among: tuple[str, ...],
) -> Dates:
    """Counts over the measures that pass the filters, inside the audience; see measures_page."""
    ended = func.coalesce(Measure.end_actual, Measure.end_planned)
    undated = and_(Measure.start.is_(None), ended.is_(None))
    turned = or_(Measure.end_actual < Measure.start, Measure.end_planned < Measure.start)
    statement = (
        select(
            func.count().label("total"),
            func.coalesce(func.sum(case((undated, 1), else_=0)), 0).label("undated"),
            func.coalesce(func.sum(case((turned, 1), else_=0)), 0).label("turned"),
        )
        .select_from(Measure)
        .join(Report, Report.id == Measure.report_id)
        .where(
            *measure_conditions(source, filters, region, pillar, among),
            source.sees(Measure.consent),
        )
    )
    (row,) = source.rows(statement)
    return Dates(int(row["total"]), int(row["undated"]), int(row["turned"]))
