"""Turns entries into one new version of a country's report, and finds and removes versions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from loaders.entries import Entries
from schemas.database.audit import BY_COMMAND, Actor, now, record
from schemas.database.desk import Override, Reply, Review
from schemas.database.models import (
    REPORT_CODE,
    Aggregate,
    Assistance,
    Base,
    Contact,
    DataVersion,
    ExchangeItem,
    File,
    FindingRow,
    Measure,
    ObjectiveAnswer,
    Profile,
    Report,
    ThemeAnswer,
)
from schemas.findings import Finding

TABLES: Mapping[str, type[Base]] = {
    table.__tablename__: table
    for table in (
        ObjectiveAnswer,
        Measure,
        ThemeAnswer,
        ExchangeItem,
        Assistance,
        Profile,
        Contact,
        Aggregate,
    )
}
"""Name -> table of the rows of a version."""

SAMPLE = "sample"
"""The key of `Report.extra` that tells our own samples from what a country sent."""


@dataclass(frozen=True)
class Source:
    """A file as received."""

    name: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class StoredReport:
    """`code` is the id shown and used in addresses, such as SEN-dakar-2013-v2."""

    id: int
    country: str
    round: str
    version: int
    state: str

    @property
    def code(self) -> str:
        return f"{self.country}-{self.round}-v{self.version}"


def hold(connection: Connection, country: str, round_code: str) -> None:
    """Makes others who write this country's report in this round wait for the transaction.

    SQLite's transaction holds the whole database already.
    """
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(f"{country} {round_code}", 0)
        connection.execute(select(func.pg_advisory_xact_lock(key)))


def store(
    connection: Connection,
    entries: Entries,
    source: Source,
    findings: Iterable[Finding],
    sample: bool = False,
    actor: Actor | None = BY_COMMAND,
) -> StoredReport:
    """Writes a draft as the next version, and that `actor` did it (None: the program itself).
    The caller owns the transaction, and calls `hold` before he reads what the entries were
    made from."""
    country, round_code = entries.report["country"], entries.report["round"]
    _keep_file(connection, source)
    version = 1 + last_version(connection, country, round_code)
    extra = dict(entries.report["extra"]) | ({SAMPLE: True} if sample else {})
    columns = {
        **entries.report,
        "version": version,
        "state": "draft",
        "sha256": source.sha256,
        "stored_at": now(),
        "extra": extra,
    }
    report_id = connection.execute(insert(Report).values(**columns).returning(Report.id)).scalar()
    assert report_id is not None  # noqa: S101  RETURNING gives the row just written
    for name, rows in entries.tables.items():
        _insert(connection, TABLES[name], report_id, rows)
    _insert(connection, FindingRow, report_id, _finding_rows(findings))
    stored = StoredReport(report_id, country, round_code, version, "draft")
    if actor is not None:
        record(connection, actor, "report.stored", stored.code, after=stored.state)
    return stored


def _keep_file(connection: Connection, source: Source) -> None:
    known = connection.execute(select(File.size).where(File.sha256 == source.sha256)).first()
    if known is None:
        row = {
            "sha256": source.sha256,
            "name": source.name,
            "size": len(source.content),
            "content": source.content,
            "received_at": now(),
        }
        connection.execute(insert(File).values(**row))


def last_version(connection: Connection, country: str, round_code: str) -> int:
    """The number of the newest version; 0 when there is none."""
    where = (Report.country == country, Report.round == round_code)
    return connection.execute(select(func.max(Report.version)).where(*where)).scalar() or 0


def _insert(
    connection: Connection, table: type[Base], report_id: int, rows: Iterable[Mapping[str, Any]]
) -> None:
    listed = [{**row, "report_id": report_id} for row in rows]
    if listed:
        connection.execute(insert(table), listed)


def _finding_rows(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "seq": number,
            "code": finding.code,
            "sheet": finding.sheet,
            "cell": finding.cell,
            "value": finding.value,
            "params": dict(finding.params),
        }
        for number, finding in enumerate(findings)
    ]


def find_stored(
    connection: Connection, country: str, round_code: str, sha256: str
) -> StoredReport | None:
    """The newest version of this country and round that was made from these bytes."""
    query = (
        select(Report.id, Report.version, Report.state)
        .where(Report.country == country, Report.round == round_code, Report.sha256 == sha256)
        .order_by(Report.version.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return StoredReport(row.id, country, round_code, row.version, row.state) if row else None


def find_report(connection: Connection, code: str) -> int | None:
    """The id of the row of SEN-dakar-2013-v2; None when there is no such version."""
    match = REPORT_CODE.fullmatch(code)
    if match is None:
        return None
    country, round_code, version = match.groups()
    query = select(Report.id).where(
        Report.country == country, Report.round == round_code, Report.version == int(version)
    )
    return connection.execute(query).scalar()


def report_of(connection: Connection, report_id: int) -> StoredReport:
    """A version by the id of its row, with its state of now. Raises NoResultFound."""
    query = select(Report.id, Report.country, Report.round, Report.version, Report.state)
    return StoredReport(*connection.execute(query.where(Report.id == report_id)).one())


def stored_source(connection: Connection, report_id: int) -> Source:
    """The file a version was made from, as received."""
    query = (
        select(File.name, File.content, File.sha256)
        .join(Report, Report.sha256 == File.sha256)
        .where(Report.id == report_id)
    )
    row = connection.execute(query).one()
    return Source(row.name, row.content, row.sha256)


def stored_findings(connection: Connection, report_id: int) -> tuple[Finding, ...]:
    """The findings a version was stored with, in their order."""
    table = FindingRow
    query = (
        select(table.code, table.sheet, table.cell, table.value, table.params)
        .where(table.report_id == report_id)
        .order_by(table.seq)
    )
    rows = connection.execute(query)
    return tuple(Finding(r.code, r.sheet, r.cell, r.value, r.params) for r in rows)


def stored_ids(connection: Connection, report_id: int) -> tuple[Mapping[int, str], int, int]:
    """Ids given to measures by row number, number of measures, number of objectives answered."""
    query = select(Measure.row, Measure.measure_id, Measure.cells)
    rows = connection.execute(query.where(Measure.report_id == report_id)).all()
    given = {row.row: row.measure_id for row in rows if "measure_id" not in row.cells}
    answered = select(func.count()).where(
        ObjectiveAnswer.report_id == report_id, ObjectiveAnswer.answer != "NR"
    )
    return given, len(rows), connection.execute(answered).scalar() or 0


def raise_data_version(connection: Connection) -> None:
    """Tells every reader that what pages show has changed."""
    connection.execute(update(DataVersion).values(number=DataVersion.number + 1))


def remove_reports(connection: Connection, report_ids: Collection[int]) -> None:
    """Deletes versions with their rows, findings, reviews, and files that no other one needs."""
    tables: tuple[type[Base], ...] = (*TABLES.values(), FindingRow, Review, Override, Reply)
    for table in tables:
        connection.execute(delete(table).where(table.__table__.c.report_id.in_(report_ids)))
    connection.execute(delete(Report).where(Report.id.in_(report_ids)))
    connection.execute(delete(File).where(File.sha256.not_in(select(Report.sha256))))
