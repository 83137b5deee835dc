"""Turns the reports of two rounds into what became of each measure, and why levels moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.sql.selectable import Subquery

from dashboard.queries.source import Source, columns_of, made
from schemas.database.models import Measure, ObjectiveAnswer, Report

COMPLETED, RISEN, SAME, FALLEN = "completed", "risen", "same", "fallen"
UNKNOWN, NEW, WITHDRAWN, SILENT = "unknown", "new", "withdrawn", "silent"

_CLOSED = "closed"
_LEVELS = ("0", "1", "2", "3", "4")


def measure_fates(source: Source, before: str, after: str) -> pd.DataFrame:
    """[country, objective, was, fate, inside, n]: what became of the measures of the published
    reports of two rounds, told apart by their ids.

    `objective` is the one of the later round, `was` the one of the earlier round; "" for none.
    Fates: NEW is in the later round alone; WITHDRAWN is withdrawn or discontinued since; of those
    in both, COMPLETED has level 4 since, RISEN, SAME and FALLEN compare their levels, UNKNOWN has
    no level in one of the rounds; SILENT was not withdrawn in the earlier round and is not
    mentioned in the later one. A measure withdrawn in both is left out. `inside`: inside the
    audience in each round it stands in. A country that reported in one of the rounds only has NEW
    or SILENT measures alone: whoever asks leaves it out.
    """
    old, new = _side(source, before, "old"), _side(source, after, "new")
    same = and_(old.c.country == new.c.country, old.c.measure_id == new.c.measure_id)
    codes = (
        new.c.country,
        func.coalesce(new.c.objective, "").label("objective"),
        func.coalesce(old.c.objective, "").label("was"),
        _fate(old, new).label("fate"),
        (new.c.inside * func.coalesce(old.c.inside, 1)).label("inside"),
    )
    named = select(*codes, func.count().label("n")).outerjoin(old, same).group_by(*codes)
    gone = (
        old.c.country,
        literal("").label("objective"),
        func.coalesce(old.c.objective, "").label("was"),
        literal(SILENT).label("fate"),
        old.c.inside,
    )
    silent = (
        select(*gone, func.count().label("n"))
        .select_from(old)
        .outerjoin(new, same)
        .where(new.c.measure_id.is_(None), old.c.dropped == 0)
        .group_by(old.c.country, "was", old.c.inside)
    )
    frame = pd.concat([source.frame(named), source.frame(silent)], ignore_index=True)
    kept = frame[frame["fate"] != _CLOSED].reset_index(drop=True)
    return kept.astype({"n": int, "inside": bool})


def _fate(old: Subquery, new: Subquery) -> ColumnElement[str]:
    """A level is one character: they compare as texts."""
    is_carried = old.c.measure_id.is_not(None)
    known = and_(old.c.answer.in_(_LEVELS), new.c.answer.in_(_LEVELS))
    return case(
        (and_(new.c.gone == 1, is_carried, old.c.gone == 1), _CLOSED),
        (new.c.gone == 1, WITHDRAWN),
        (~is_carried, NEW),
        (and_(new.c.answer == "4", old.c.answer != "4"), COMPLETED),
        (~known, UNKNOWN),
        (new.c.answer > old.c.answer, RISEN),
        (new.c.answer < old.c.answer, FALLEN),
        else_=SAME,
    )


def _side(source: Source, round_code: str, name: str) -> Subquery:
    dropped = Measure.update_type == "DROP"
    gone = or_(func.coalesce(Measure.update_type, "") == "DROP", Measure.flag == "ABAN")
    return (
        select(
            Report.country,
            Measure.measure_id,
            Measure.objective,
            Measure.answer,
            case((dropped, 1), else_=0).label("dropped"),
            case((gone, 1), else_=0).label("gone"),
            case((source.sees(Measure.consent), 1), else_=0).label("inside"),
        )
        .join(Report, Report.id == Measure.report_id)
        .where(Report.round == round_code, source.published())
        .subquery(name)
    )


@dataclass(frozen=True)
class Stated:
    """What a country wrote beside an answer, with its place and the language of its report."""

    country: str
    objective: str
    reason: str | None
    progress: str | None
    obstacle: str | None
    language: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]


def stated(source: Source, round_code: str, countries: Sequence[str]) -> tuple[Stated, ...]:
    """What these countries wrote beside their answers of a round, inside the audience."""
    own = columns_of(Stated, ObjectiveAnswer)
    statement = (
        select(*own, Report.country, Report.language)
        .join(Report, Report.id == ObjectiveAnswer.report_id)
        .where(
            Report.round == round_code,
            Report.country.in_(countries),
            source.published(),
            source.sees(Report.consent),
        )
    )
    return made(Stated, source.rows(statement))


def who_reported(source: Source) -> frozenset[tuple[str, str]]:
    """(round, country) of every published report."""
    statement = select(Report.round, Report.country).where(source.published())
    return frozenset((row["round"], row["country"]) for row in source.rows(statement))
