"""Turns reports, answers and the table of aggregates into small frames for a whole round."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import ColumnElement, Label, case, func, select

from dashboard.queries.source import CONFIDENTIAL, Source, report_code
from schemas.database.models import (
    Aggregate,
    File,
    ObjectiveAnswer,
    Report,
    RoundState,
    ThemeAnswer,
)

COUNTED = ("objective", "counts_as")
"""What most counts of measures tell apart: few rows, however many measures there are."""

CODED = ("objective", "theme", "roadmap_action", "answer", "counts_as", "status_word")
"""Every code that aggregates keep; for views of themes, actions and words of a source."""


def rounds(source: Source) -> pd.DataFrame:
    """[round, provenance, is_open, reports]: every round with a state or a published report.

    A round without a state of its own is open, and its reports are `reported`. In a snapshot,
    the provenance is that of the moment it was frozen.
    """
    counted = (
        select(Report.round, func.count().label("reports"))
        .where(source.published())
        .group_by(Report.round)
    )
    states = select(RoundState.round, RoundState.provenance, RoundState.is_open)
    known = {row["round"]: (row["provenance"], bool(row["is_open"])) for row in source.rows(states)}
    reported = {row["round"]: int(row["reports"]) for row in source.rows(counted)}
    if source.snapshot is not None:
        for code, provenance in source.snapshot.provenance.items():
            known[code] = (provenance, known.get(code, ("", True))[1])
    rows = [
        (code, *known.get(code, ("reported", True)), reported.get(code, 0))
        for code in sorted({*known, *reported})
    ]
    return pd.DataFrame(rows, columns=["round", "provenance", "is_open", "reports"])


def reports(source: Source, round_code: str) -> pd.DataFrame:
    """[report, id, country, version, published_at, language, institution, sha256, file_name,
    measures, consent]: the latest published version of each country, by ISO3.

    `report` is the code, `id` the row's number. `measures` counts those inside the audience.
    Of a report outside it, institution, sha256 and file name are "", as is an absent text.
    """
    inside = source.sees(Report.consent)
    counted = (
        select(func.sum(Aggregate.n))
        .where(Aggregate.report_id == Report.id, source.sees(Aggregate.consent))
        .correlate(Report)
        .scalar_subquery()
    )
    statement = (
        select(
            Report.id,
            Report.country,
            Report.version,
            Report.published_at,
            func.coalesce(Report.language, "").label("language"),
            case((inside, func.coalesce(Report.institution, "")), else_="").label("institution"),
            case((inside, Report.sha256), else_="").label("sha256"),
            case((inside, File.name), else_="").label("file_name"),
            func.coalesce(counted, 0).label("measures"),
            Report.consent,
        )
        .join(File, File.sha256 == Report.sha256)
        .where(Report.round == round_code, source.published())
        .order_by(Report.country)
    )
    frame = source.frame(statement)
    codes = [
        report_code(country, round_code, int(version))
        for country, version in zip(frame["country"], frame["version"], strict=True)
    ]
    frame.insert(0, "report", codes)
    return frame.astype({"measures": int, "version": int, "id": int})


def declared(source: Source, round_code: str) -> pd.DataFrame:
    """[country, objective, answer]: the answers countries give the objectives themselves.

    An answer of a report outside the audience is C, whatever it is.
    """
    statement = (
        select(Report.country, ObjectiveAnswer.objective, _shown(source, ObjectiveAnswer))
        .join(Report, Report.id == ObjectiveAnswer.report_id)
        .where(Report.round == round_code, source.published())
        .order_by(Report.country, ObjectiveAnswer.row, ObjectiveAnswer.id)
    )
    return source.frame(statement)


def theme_answers(source: Source, round_code: str) -> pd.DataFrame:
    """[country, theme, answer, interest, took_part]: own answers to the priority themes.

    Of a report outside the audience, the answer is C and the rest "", as is an absent one.
    """
    inside = source.sees(Report.consent)
    statement = (
        select(
            Report.country,
            ThemeAnswer.theme,
            _shown(source, ThemeAnswer),
            case((inside, func.coalesce(ThemeAnswer.interest, "")), else_="").label("interest"),
            case((inside, func.coalesce(ThemeAnswer.took_part, "")), else_="").label("took_part"),
        )
        .join(Report, Report.id == ThemeAnswer.report_id)
        .where(Report.round == round_code, source.published())
        .order_by(Report.country, ThemeAnswer.row, ThemeAnswer.id)
    )
    return source.frame(statement)


def measure_counts(source: Source, round_code: str) -> pd.DataFrame:
    """[country, objective, counts_as, n]: measures inside the audience that share these codes; ""
    for an objective a measure does not have.

    From the table of aggregates: the cost does not grow with the number of measures.
    """
    return _counts(source, round_code, source.sees(Aggregate.consent), COUNTED)


def coded_counts(source: Source, round_code: str) -> pd.DataFrame:
    """[country, objective, theme, roadmap_action, answer, counts_as, status_word, n]: the same by
    every code; "" for a code a measure does not have."""
    return _counts(source, round_code, source.sees(Aggregate.consent), CODED)


def hidden_counts(source: Source, round_code: str) -> pd.DataFrame:
    """As `measure_counts`, of measures outside the audience: for counting what a view keeps
    back."""
    return _counts(source, round_code, ~source.sees(Aggregate.consent), COUNTED)


def answer_counts(source: Source, round_code: str, country: str) -> pd.DataFrame:
    """[answer, n]: one country's measures inside the audience, by the level it gives them."""
    statement = (
        select(Aggregate.answer, func.sum(Aggregate.n).label("n"))
        .join(Report, Report.id == Aggregate.report_id)
        .where(Report.round == round_code, Report.country == country)
        .where(source.published(), source.sees(Aggregate.consent))
        .group_by(Aggregate.answer)
        .order_by(Aggregate.answer)
    )
    return source.frame(statement).astype({"n": int})


def _counts(
    source: Source, round_code: str, inside: ColumnElement[bool], names: Sequence[str]
) -> pd.DataFrame:
    codes = [Report.country, *(getattr(Aggregate, name) for name in names)]
    statement = (
        select(*codes, func.sum(Aggregate.n).label("n"))
        .join(Report, Report.id == Aggregate.report_id)
        .where(Report.round == round_code, source.published(), inside)
        .group_by(*codes)
        .order_by(*codes)
    )
    return source.frame(statement).astype({"n": int})


def _shown(source: Source, table: type[ObjectiveAnswer] | type[ThemeAnswer]) -> Label[str]:
    return case((source.sees(Report.consent), table.answer), else_=CONFIDENTIAL).label("answer")
