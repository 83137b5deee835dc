"""Turns stored versions, published or not, into lines, facts and steps for the desk.

Whoever asks was allowed to see what is not published; `only` limits him to one country.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from dashboard.queries.source import Source, report_code
from schemas.database.desk import Audit, Override, Review
from schemas.database.models import File, FindingRow, Measure, Report
from schemas.findings import RULES, Finding, Severity

STORED = ("report.stored", "report.restored", "placement-apply")
"""Actions of the audit log that make a version."""


@dataclass(frozen=True)
class Line:
    """A version as a list shows it. `errors` are those nobody has set aside."""

    id: int
    country: str
    round: str
    version: int
    state: str
    stored_at: datetime
    published_at: datetime | None
    file_name: str
    errors: int = 0
    warnings: int = 0
    questions: int = 0
    set_aside: int = 0

    @property
    def code(self) -> str:
        return report_code(self.country, self.round, self.version)


@dataclass(frozen=True)
class Found:
    """A finding of a version: its number, and why it is set aside, if it is."""

    seq: int
    finding: Finding
    reason: str = ""
    actor: str = ""
    at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.at is None


@dataclass(frozen=True)
class Step:
    """What happened to a version: `after` is the state it came to, `before` "" at first."""

    at: datetime
    before: str
    after: str
    actor: str
    comment: str = ""


@dataclass(frozen=True)
class ReportFacts:
    """One version in full. `versions` are all of its country and round, the newest first."""

    line: Line
    sha256: str
    size: int
    received_at: datetime
    template: str
    extra: Mapping[str, Any]
    found: tuple[Found, ...]
    steps: tuple[Step, ...]
    versions: tuple[Line, ...] = field(default=())

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def published(self) -> Line | None:
        """The version of this country and round that pages show."""
        return next((line for line in self.versions if line.state == "published"), None)


@dataclass(frozen=True)
class SetAside:
    """A finding of a published version that a person set aside, and why."""

    report: str
    country: str
    round: str
    version: int
    finding: Finding
    reason: str
    at: datetime


def report_lines(source: Source, round_code: str, only: str | None = None) -> tuple[Line, ...]:
    """Every version of a round's reports, the newest of each country first."""
    conditions = [Report.round == round_code]
    if only is not None:
        conditions.append(Report.country == only)
    return _lines(source, conditions)


def rounds_with_versions(source: Source, only: str | None = None) -> frozenset[str]:
    """The rounds that have a version in any state."""
    statement = select(Report.round).distinct()
    if only is not None:
        statement = statement.where(Report.country == only)
    return frozenset(row["round"] for row in source.rows(statement))


def report_facts(source: Source, report_id: int) -> ReportFacts:
    """A version in full, by the id of its row. Raises IndexError when there is none."""
    statement = (
        select(
            Report.country,
            Report.round,
            Report.version,
            Report.template,
            Report.extra,
            Report.stored_at,
            File.sha256,
            File.size,
            File.received_at,
        )
        .join(File, File.sha256 == Report.sha256)
        .where(Report.id == report_id)
    )
    row = source.rows(statement)[0]
    versions = _lines(source, [Report.country == row["country"], Report.round == row["round"]])
    line = next(one for one in versions if one.id == report_id)
    return ReportFacts(
        line=line,
        sha256=row["sha256"],
        size=row["size"],
        received_at=row["received_at"],
        template=row["template"],
        extra=row["extra"],
        found=found_in(source, report_id),
        steps=_steps(source, line),
        versions=versions,
    )


def found_in(source: Source, report_id: int) -> tuple[Found, ...]:
    """The findings of a version, in their order."""
    table = FindingRow
    found = source.rows(
        select(table.seq, table.code, table.sheet, table.cell, table.value, table.params)
        .where(table.report_id == report_id)
        .order_by(table.seq)
    )
    aside = {
        row["seq"]: (row["reason"], row["actor"], row["at"])
        for row in source.rows(
            select(Override.seq, Override.reason, Override.actor, Override.at).where(
                Override.report_id == report_id
            )
        )
    }
    return tuple(Found(row["seq"], _finding(row), *aside.get(row["seq"], ())) for row in found)


def measure_titles(
    source: Source, country: str, measure_ids: Iterable[str]
) -> Mapping[str, Mapping[str, str | None]]:
    """Id of a measure -> its titles (title_fr, title_en, title_other) as last written."""
    table = Measure
    statement = (
        select(table.measure_id, table.title_fr, table.title_en, table.title_other)
        .join(Report, Report.id == table.report_id)
        .where(Report.country == country, table.measure_id.in_(tuple(measure_ids)))
        .order_by(table.id)
    )
    return {row["measure_id"]: dict(row) for row in source.rows(statement)}


def set_aside_findings(source: Source) -> tuple[SetAside, ...]:
    """What was set aside in the versions that pages show to this reader, and why; not by whom. A
    snapshot has what was set aside before it was frozen."""
    statement = (
        select(
            Report.country,
            Report.round,
            Report.version,
            FindingRow.code,
            FindingRow.sheet,
            FindingRow.cell,
            FindingRow.value,
            FindingRow.params,
            Override.reason,
            Override.at,
        )
        .join(Report, Report.id == Override.report_id)
        .join(
            FindingRow,
            (FindingRow.report_id == Override.report_id) & (FindingRow.seq == Override.seq),
        )
        .where(source.published(), source.sees(Report.consent))
        .order_by(Report.round, Report.country, Override.seq)
    )
    if source.snapshot is not None:
        statement = statement.where(Override.at <= source.snapshot.made_at)
    return tuple(
        SetAside(
            report_code(row["country"], row["round"], row["version"]),
            row["country"],
            row["round"],
            row["version"],
            _finding(row),
            row["reason"],
            row["at"],
        )
        for row in source.rows(statement)
    )


def _lines(source: Source, conditions: Sequence[ColumnElement[bool]]) -> tuple[Line, ...]:
    statement = (
        select(
            Report.id,
            Report.country,
            Report.round,
            Report.version,
            Report.state,
            Report.stored_at,
            Report.published_at,
            File.name.label("file_name"),
        )
        .join(File, File.sha256 == Report.sha256)
        .where(*conditions)
        .order_by(Report.country, Report.version.desc())
    )
    counted = _counts(source, conditions)
    return tuple(
        replace(Line(**row), **counted.get(row["id"], {})) for row in source.rows(statement)
    )


def _counts(source: Source, conditions: Sequence[ColumnElement[bool]]) -> dict[int, dict[str, Any]]:
    """Report id -> errors, warnings and questions left, and findings set aside."""
    statement = (
        select(FindingRow.report_id, FindingRow.code, Override.id.label("override"))
        .join(Report, Report.id == FindingRow.report_id)
        .outerjoin(
            Override,
            (Override.report_id == FindingRow.report_id) & (Override.seq == FindingRow.seq),
        )
        .where(*conditions)
    )
    counted: dict[int, dict[str, Any]] = {}
    for row in source.rows(statement):
        name = "set_aside" if row["override"] is not None else _NAMES[RULES[row["code"]].severity]
        of_report = counted.setdefault(row["report_id"], {})
        of_report[name] = of_report.get(name, 0) + 1
    return counted


_NAMES = {
    Severity.ERROR: "errors",
    Severity.WARNING: "warnings",
    Severity.INFO: "questions",
}


def _steps(source: Source, line: Line) -> tuple[Step, ...]:
    """The time line of a version: how it came, then each state."""
    stored = source.rows(
        select(Audit.at, Audit.actor)
        .where(Audit.subject == line.code, Audit.action.in_(STORED))
        .order_by(Audit.id)
        .limit(1)
    )
    by = stored[0]["actor"] if stored else ""
    moves = source.rows(
        select(Review.at, Review.before, Review.after, Review.actor, Review.comment)
        .where(Review.report_id == line.id)
        .order_by(Review.id)
    )
    return (Step(line.stored_at, "", "draft", by), *_made(moves))


def _made(rows: Iterable[RowMapping]) -> Iterable[Step]:
    return (Step(**row) for row in rows)


def _finding(row: RowMapping) -> Finding:
    return Finding(row["code"], row["sheet"], row["cell"], row["value"], row["params"])
