"""Turns the measures of two rounds into how many stand at which level in both: a transition."""

import pandas as pd
from sqlalchemy import and_, case, func, select, tuple_

from dashboard.queries.source import Query, Source
from schemas.database.models import Measure, Report


def carried_counts(
    source: Source, before: str, after: str, along: tuple[tuple[str, str], ...] = ()
) -> pd.DataFrame:
    """[country, objective, before, after, inside, n]: measures with the same id and the same
    primary objective in the published reports of two rounds, by the answers they count as in
    each. `inside` tells those inside the audience in both. `along`: the objectives of the later
    round, each with the earlier one that counts as the same; without it, they bear one code."""
    old = _side(source, before).subquery("old")
    new = _side(source, after).subquery("new")
    codes = (
        new.c.country,
        new.c.objective,
        old.c.counts_as.label("before"),
        new.c.counts_as.label("after"),
        (old.c.inside * new.c.inside).label("inside"),
    )
    is_same = new.c.objective == old.c.objective
    if along:
        is_same = tuple_(new.c.objective, old.c.objective).in_(along)
    statement = (
        select(*codes, func.count().label("n"))
        .join(
            old,
            and_(
                old.c.country == new.c.country,
                old.c.measure_id == new.c.measure_id,
                is_same,
            ),
        )
        .group_by(*codes)
        .order_by(*codes)
    )
    return source.frame(statement).astype({"n": int, "inside": bool})


def _side(source: Source, round_code: str) -> Query:
    """The measures of one round that have an objective."""
    return (
        select(
            Report.country,
            Measure.measure_id,
            Measure.objective,
            Measure.counts_as,
            case((source.sees(Measure.consent), 1), else_=0).label("inside"),
        )
        .join(Report, Report.id == Measure.report_id)
        .where(Report.round == round_code, Measure.objective.is_not(None), source.published())
    )
