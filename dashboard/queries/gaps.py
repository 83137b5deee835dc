"""Turns reports, their findings and their contacts into what is missing or awaited of a round.

A country counts with one version: the latest published one, or, for who may see it, a newer one
that is not published yet. A finding that was set aside with a reason is no gap.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, func, select

from dashboard.pace import OPEN_LEVELS, day_of, held_against
from dashboard.queries.contacts import FOCAL_POINT
from dashboard.queries.round_states import UNPUBLISHED, due_days
from dashboard.queries.source import Source, report_code
from schemas.content import Content
from schemas.database.desk import Override
from schemas.database.models import FindingRow, Measure, ObjectiveAnswer, Report

KINDS = (
    "not-reported",
    "unanswered",
    "reason",
    "evidence",
    "date",
    "not-mentioned",
    "duplicate",
    "contact",
)
"""Kinds of gaps, in the order of a country's list."""

FINDINGS: Mapping[str, str] = {
    "reason-missing": "reason",
    "fall-without-reason": "reason",
    "completed-without-evidence": "evidence",
    "date-passed": "date",
    "measure-not-mentioned": "not-mentioned",
    "likely-duplicate": "duplicate",
}
"""Finding -> kind of the gap it is; the others are remarks, not gaps."""

SAID = ("before", "other")
"""Parameters of a finding that are told."""

_ROW = re.compile(r"[A-Z]+([0-9]+)")


@dataclass(frozen=True)
class Gap:
    """Something missing or awaited. `code` says what (words at gaps.what.<code>), `params` are
    its numbers and dates. `report` is the version it stands in, "" where there is none, `state`
    that version's. `since` is the day it began to wait, where that is known."""

    country: str
    kind: str
    code: str
    report: str = ""
    state: str = ""
    objective: str = ""
    measure: str = ""
    titles: Mapping[str, str | None] = field(default_factory=dict)
    sheet: str = ""
    cell: str = ""
    since: date | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gaps:
    """`rows` by country code and kind; `hidden` are those outside the audience."""

    rows: tuple[Gap, ...]
    hidden: int


@dataclass(frozen=True)
class _Version:
    id: int
    country: str
    code: str
    state: str
    consent: str
    received: date
    held_on: date


def gaps_of(
    source: Source,
    content: Content,
    round_code: str,
    today: date,
    *,
    sees: Callable[[str], bool],
    contacts: Mapping[str, Sequence[str]],
) -> Gaps:
    """What is missing in a round to which countries were asked to report.

    `sees(iso3)` tells whose unpublished versions enter; `contacts` are the roles nobody fills,
    by country, for who may know them.
    """
    partners = content.partners(round_code)
    day = day_of(content.rounds[round_code].period_to, today)
    versions = _versions(source, round_code, day, sees)
    due = due_days(source, content)[round_code]
    waiting = due if due is not None and due < today else None
    found: list[tuple[Gap, tuple[str, ...]]] = [
        (Gap(iso3, "not-reported", _awaited(sees(iso3)), since=waiting), ())
        for iso3 in partners
        if iso3 not in versions
    ]
    inside = {one.id: one for one in versions.values() if one.country in partners}
    found += _unanswered(source, inside)
    found += _from_findings(source, inside)
    found += _planned_ends(source, inside)
    found += [(gap, ()) for iso3 in partners for gap in _contacts(iso3, contacts.get(iso3, ()))]
    shown = [gap for gap, consents in found if set(consents) <= set(source.consents)]
    shown.sort(key=lambda gap: (gap.country, KINDS.index(gap.kind)))
    return Gaps(tuple(shown), len(found) - len(shown))


def _awaited(sees_all: bool) -> str:
    """Who sees published reports only cannot tell whether one was received."""
    return "nothing-received" if sees_all else "nothing-published"


def _contacts(country: str, missing: Sequence[str]) -> list[Gap]:
    """Whether a focal point is known; nobody is named here. What else a network lacks stands on
    the page of focal points."""
    return [Gap(country, "contact", "no-focal-point")] if FOCAL_POINT in missing else []


def _versions(
    source: Source, round_code: str, day: date, sees: Callable[[str], bool]
) -> dict[str, _Version]:
    """Country -> the version it counts with; `day` is what dates of the round are held against."""
    query = (
        select(
            Report.id,
            Report.country,
            Report.version,
            Report.state,
            Report.consent,
            Report.stored_at,
            Report.period_to,
        )
        .where(Report.round == round_code, Report.state.in_(("published", *UNPUBLISHED)))
        .order_by(Report.version)
    )
    return {
        row["country"]: _Version(
            row["id"],
            row["country"],
            report_code(row["country"], round_code, row["version"]),
            row["state"],
            row["consent"],
            row["stored_at"].date(),
            held_against(day, row["period_to"]),
        )
        for row in source.rows(query)
        if row["state"] == "published" or sees(row["country"])
    }


Found = Iterable[tuple[Gap, tuple[str, ...]]]
"""Gaps, each with the permitted uses of what it tells."""


def _unanswered(source: Source, versions: Mapping[int, _Version]) -> Found:
    query = (
        select(
            ObjectiveAnswer.report_id,
            ObjectiveAnswer.objective,
            ObjectiveAnswer.sheet,
            ObjectiveAnswer.row,
        )
        .where(ObjectiveAnswer.report_id.in_(versions), ObjectiveAnswer.answer == "NR")
        .order_by(ObjectiveAnswer.row)
    )
    for row in source.rows(query):
        one = versions[row["report_id"]]
        gap = Gap(
            one.country,
            "unanswered",
            "no-answer",
            one.code,
            one.state,
            objective=row["objective"],
            sheet=row["sheet"],
            cell=str(row["row"]),
            since=one.received,
        )
        yield gap, (one.consent,)


def _from_findings(source: Source, versions: Mapping[int, _Version]) -> Found:
    set_aside = select(Override.id).where(
        Override.report_id == FindingRow.report_id, Override.seq == FindingRow.seq
    )
    query = (
        select(
            FindingRow.report_id,
            FindingRow.code,
            FindingRow.sheet,
            FindingRow.cell,
            FindingRow.params,
        )
        .where(FindingRow.report_id.in_(versions), FindingRow.code.in_(FINDINGS))
        .where(~set_aside.exists())
        .order_by(FindingRow.report_id, FindingRow.seq)
    )
    findings = source.rows(query)
    measures = _measures_by_row(source, {f["report_id"] for f in findings})
    before = _measures_before(source, [str(f["params"].get("measure_id", "")) for f in findings])
    for one in findings:
        version, params = versions[one["report_id"]], one["params"]
        row = _ROW.fullmatch(one["cell"])
        measure = measures.get((one["report_id"], one["sheet"], int(row[1]))) if row else None
        silent = before.get(str(params.get("measure_id", "")))
        yield _found(version, one, measure or silent)


def _found(
    version: _Version, finding: RowMapping, measure: RowMapping | None
) -> tuple[Gap, tuple[str, ...]]:
    params = finding["params"]
    day = params.get("date")
    is_silent = finding["code"] == "measure-not-mentioned"
    consents = (measure["consent"],) if measure is not None else (version.consent,)
    gap = Gap(
        version.country,
        FINDINGS[finding["code"]],
        finding["code"],
        version.code,
        version.state,
        objective=(measure["objective"] or "") if measure is not None else "",
        measure=str(params.get("measure_id", "")) or _measure_id(measure),
        titles=_titles(measure),
        sheet=finding["sheet"],
        cell=finding["cell"],
        since=date.fromisoformat(day) if day else version.received,
        params={name: str(params[name]) for name in SAID if name in params},
    )
    return gap, (*consents, version.consent) if is_silent else consents


def _planned_ends(source: Source, versions: Mapping[int, _Version]) -> Found:
    """Measures whose planned end has passed, by the same rule as queries.pace.is_late."""
    query = (
        select(*_MEASURE, Measure.end_planned, Measure.cells)
        .where(
            Measure.report_id.in_(versions),
            Measure.answer.in_(OPEN_LEVELS),
            Measure.end_planned.is_not(None),
            func.coalesce(Measure.flag, "-") == "-",
            func.coalesce(Measure.update_type, "") != "DROP",
        )
        .order_by(Measure.report_id, Measure.row)
    )
    for row in source.rows(query):
        version = versions[row["report_id"]]
        if row["end_planned"] > version.held_on:
            continue
        gap = Gap(
            version.country,
            "date",
            "planned-end-passed",
            version.code,
            version.state,
            objective=row["objective"] or "",
            measure=row["measure_id"],
            titles=_titles(row),
            sheet=row["sheet"],
            cell=str(row["cells"].get("end_planned", row["row"])),
            since=row["end_planned"],
        )
        yield gap, (row["consent"],)


_MEASURE = (
    Measure.report_id,
    Measure.sheet,
    Measure.row,
    Measure.measure_id,
    Measure.objective,
    Measure.consent,
    Measure.title_fr,
    Measure.title_en,
    Measure.title_other,
)


def _measures_by_row(
    source: Source, reports: Iterable[int]
) -> dict[tuple[int, str, int], RowMapping]:
    query = select(*_MEASURE).where(Measure.report_id.in_(tuple(reports)))
    return {(row["report_id"], row["sheet"], row["row"]): row for row in source.rows(query)}


def _measures_before(source: Source, ids: Iterable[str]) -> dict[str, RowMapping]:
    """Measure id -> the measure as last published; of one that a country no longer names."""
    wanted = {one for one in ids if one}
    query = (
        select(*_MEASURE, Report.period_to)
        .join(Report, Report.id == Measure.report_id)
        .where(Measure.measure_id.in_(wanted), Report.state == "published")
        .order_by(Report.period_to, Report.id)
    )
    return {row["measure_id"]: row for row in source.rows(query)} if wanted else {}


def _measure_id(measure: RowMapping | None) -> str:
    return str(measure["measure_id"]) if measure is not None else ""


def _titles(measure: RowMapping | None) -> Mapping[str, Any]:
    if measure is None:
        return {}
    return {"fr": measure["title_fr"], "en": measure["title_en"], "": measure["title_other"]}
