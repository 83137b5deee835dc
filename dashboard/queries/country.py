"""Turns one country's published report into everything its page and its evidence show.

The table of contacts is not read here, nor anywhere else in this package.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select

from dashboard.queries.measures import MeasureRow, hidden_of, measures_of
from dashboard.queries.replies import Answered, replies
from dashboard.queries.source import (
    CONFIDENTIAL,
    Source,
    columns_of,
    made,
    report_code,
)
from schemas.database.models import (
    Assistance,
    ExchangeItem,
    File,
    FindingRow,
    ObjectiveAnswer,
    Profile,
    Report,
    ThemeAnswer,
)
from schemas.findings import RULES

T = TypeVar("T")


@dataclass(frozen=True)
class ReportHead:
    """Which file and version the numbers come from. `is_shown` is False when the report's
    permitted use is outside the audience; its texts and its file are then None."""

    id: int
    country: str
    round: str
    version: int
    consent: str
    language: str | None
    period_from: date | None
    period_to: date | None
    report_type: str | None
    institution: str | None
    summary: str | None
    template: str
    stored_at: datetime
    published_at: datetime | None
    sha256: str | None
    file_name: str | None
    cells: Mapping[str, Any]
    extra: Mapping[str, Any]
    is_shown: bool = True

    @property
    def code(self) -> str:
        return report_code(self.country, self.round, self.version)


@dataclass(frozen=True)
class ObjectiveRow:
    objective: str
    answer: str
    sheet: str
    row: int
    cells: Mapping[str, Any]
    extra: Mapping[str, Any]
    reason: str | None = None
    pace: str | None = None
    priority: str | None = None
    basis: str | None = None
    progress: str | None = None
    obstacle: str | None = None
    next_step: str | None = None
    next_date: date | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class ThemeRow:
    theme: str
    answer: str
    sheet: str
    row: int
    cells: Mapping[str, Any]
    extra: Mapping[str, Any]
    interest: str | None = None
    took_part: str | None = None
    done: str | None = None
    need: str | None = None
    decision: str | None = None


@dataclass(frozen=True)
class ItemRow:
    """A challenge (CHAL), good practice (PRAC) or common solution (SOLU)."""

    item_id: str
    kind: str | None
    title: str | None
    lang: str | None
    text: str | None
    objective: str | None
    theme: str | None
    measure: str | None
    answers_to: str | None
    countries: str | None
    conditions: str | None
    evidence: str | None
    present: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class AssistanceRow:
    """A technical-assistance need or offer."""

    ta_id: str
    direction: str | None
    domain: str | None
    form: str | None
    form_other: str | None
    objective: str | None
    title: str | None
    text: str | None
    institution: str | None
    urgency: str | None
    from_date: date | None
    days: int | None
    lang: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class ProfileRow:
    """Migration profile and i-Map."""

    mp_status: str | None
    mp_year: int | None
    mp_owner: str | None
    mp_use: str | None
    mp_interest: str | None
    mp_need: str | None
    im_interest: str | None
    sheet: str
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class CountryReport:
    """A country's latest published report of a round, inside the reader's audience.

    `findings`: severity -> how many the file had when it was stored. `not_shown`: measures,
    exchange items and assistance rows outside the audience. `replies` are the country's
    answers to this version, the newest first.
    """

    head: ReportHead
    objectives: tuple[ObjectiveRow, ...]
    themes: tuple[ThemeRow, ...]
    measures: tuple[MeasureRow, ...]
    items: tuple[ItemRow, ...]
    assistance: tuple[AssistanceRow, ...]
    profile: ProfileRow | None
    findings: Mapping[str, int]
    not_shown: int
    replies: tuple[Answered, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What stands behind one cell, country x objective.

    `measures` have it as primary objective, `others` list it besides; `not_shown` counts those
    of both that are outside the audience. `answer` is None when the file has no row for the
    objective.
    """

    head: ReportHead
    answer: ObjectiveRow | None
    measures: tuple[MeasureRow, ...]
    others: tuple[MeasureRow, ...]
    not_shown: int


def country_report(source: Source, round_code: str, country: str) -> CountryReport | None:
    """None when the country has no published report in the round."""
    head = report_head(source, round_code, country)
    if head is None:
        return None
    items = _rows(source, ItemRow, ExchangeItem, head.id)
    needs = _rows(source, AssistanceRow, Assistance, head.id)
    profile = _rows(source, ProfileRow, Profile, head.id) if head.is_shown else ()
    return CountryReport(
        head=head,
        objectives=_objectives(source, head),
        themes=_themes(source, head),
        measures=measures_of(source, round_code, country),
        items=items,
        assistance=needs,
        profile=next(iter(profile), None),
        findings=_findings(source, head),
        not_shown=hidden_of(source, head.id)
        + _hidden(source, ExchangeItem, head.id)
        + _hidden(source, Assistance, head.id),
        replies=replies(source, head.id) if head.is_shown else (),
    )


def evidence(source: Source, round_code: str, country: str, objective: str) -> Evidence | None:
    """None when the country has no published report in the round."""
    head = report_head(source, round_code, country)
    if head is None:
        return None
    answers = {row.objective: row for row in _objectives(source, head)}
    rows = measures_of(source, round_code, country, objective)
    return Evidence(
        head=head,
        answer=answers.get(objective),
        measures=tuple(row for row in rows if row.objective == objective),
        others=tuple(row for row in rows if row.objective != objective),
        not_shown=hidden_of(source, head.id, objective),
    )


def report_head(source: Source, round_code: str, country: str) -> ReportHead | None:
    """The country's latest published version of the round; None when there is none."""
    statement = (
        select(*columns_of(ReportHead, Report), File.name.label("file_name"))
        .join(File, File.sha256 == Report.sha256)
        .where(Report.round == round_code, Report.country == country, source.published())
    )
    rows = source.rows(statement)
    if not rows:
        return None
    is_shown = rows[0]["consent"] in source.consents
    (head,) = made(ReportHead, [{**rows[0], "is_shown": is_shown}])
    if is_shown:
        return head
    return replace(
        head,
        institution=None,
        summary=None,
        sha256=None,
        file_name=None,
        cells={},
        extra={},
    )


def _objectives(source: Source, head: ReportHead) -> tuple[ObjectiveRow, ...]:
    rows = _rows(source, ObjectiveRow, ObjectiveAnswer, head.id)
    if head.is_shown:
        return rows
    return tuple(
        ObjectiveRow(row.objective, CONFIDENTIAL, row.sheet, row.row, {}, {}) for row in rows
    )


def _themes(source: Source, head: ReportHead) -> tuple[ThemeRow, ...]:
    rows = _rows(source, ThemeRow, ThemeAnswer, head.id)
    if head.is_shown:
        return rows
    return tuple(ThemeRow(row.theme, CONFIDENTIAL, row.sheet, row.row, {}, {}) for row in rows)


def _rows(
    source: Source,
    kind: type[T],
    table: type[ObjectiveAnswer | ThemeAnswer | ExchangeItem | Assistance | Profile],
    report_id: int,
) -> tuple[T, ...]:
    """Rows of a report in the order of its sheet; where rows have a permitted use, only those
    inside the audience."""
    statement = (
        select(*columns_of(kind, table))
        .where(table.report_id == report_id)
        .order_by(table.row, table.id)
    )
    if issubclass(table, ExchangeItem | Assistance):
        statement = statement.where(source.sees(table.consent))
    return made(kind, source.rows(statement))


def _hidden(source: Source, table: type[ExchangeItem | Assistance], report_id: int) -> int:
    statement = select(table.id).where(table.report_id == report_id, ~source.sees(table.consent))
    return len(source.rows(statement))


def _findings(source: Source, head: ReportHead) -> Mapping[str, int]:
    if not head.is_shown:
        return {}
    statement = select(FindingRow.code).where(FindingRow.report_id == head.id)
    return Counter(RULES[row["code"]].severity.value for row in source.rows(statement))
