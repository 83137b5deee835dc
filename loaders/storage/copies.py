"""Turns a stored version into the next one: the same rows and findings, or with what was decided.

The version it is made from stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import RowMapping

from loaders.mapping.counting import aggregates, counting
from loaders.storage.versions import TABLES, StoredReport, hold, last_version
from schemas.database.audit import now
from schemas.database.desk import Override
from schemas.database.models import Aggregate, Base, FindingRow, Measure, Report

RESTORED_FROM = "restored_from"
"""The key of `Report.extra` that names the version a restored one is a copy of."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


def copy_version(
    connection: Connection,
    report_id: int,
    *,
    measures: Mapping[str, Mapping[str, Any]] = NOTHING,
    extra: Mapping[str, Any] = NOTHING,
) -> StoredReport:
    """Writes the next version of the same country and round, a draft, in the caller's
    transaction: all rows, findings and overrides, and the same file. `measures` holds, for ids
    of measures, the columns of table measure that change; what is counted is counted anew.
    `extra` is added to the report's own. Raises KeyError when there is no such version, or it
    has no such measure."""
    report = _one(connection, report_id)
    hold(connection, report["country"], report["round"])
    version = 1 + last_version(connection, report["country"], report["round"])
    kept = {key: value for key, value in report["extra"].items() if key != RESTORED_FROM}
    columns = {
        **_without(report, "id"),
        "version": version,
        "state": "draft",
        "stored_at": now(),
        "published_at": None,
        "extra": {**kept, **extra},
    }
    made = connection.execute(insert(Report).values(**columns).returning(Report.id)).scalar_one()
    _copy_rows(connection, report_id, made, measures)
    return StoredReport(made, report["country"], report["round"], version, "draft")


def _copy_rows(
    connection: Connection, source: int, target: int, measures: Mapping[str, Mapping[str, Any]]
) -> None:
    tables: tuple[type[Base], ...] = (*TABLES.values(), FindingRow, Override)
    for table in tables:
        if table not in (Measure, Aggregate):
            _write(connection, table, target, _rows(connection, table, source))
    counted = counting(_changed(_rows(connection, Measure, source), measures))
    _write(connection, Measure, target, counted)
    _write(connection, Aggregate, target, aggregates(counted))


def _changed(
    rows: Sequence[Mapping[str, Any]], changes: Mapping[str, Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    missing = set(changes) - {row["measure_id"] for row in rows}
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    return [{**row, **changes.get(row["measure_id"], {})} for row in rows]


def _one(connection: Connection, report_id: int) -> RowMapping:
    query = select(Report.__table__).where(Report.id == report_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise KeyError(report_id)
    return row


def _rows(connection: Connection, table: type[Base], report_id: int) -> list[dict[str, Any]]:
    columns = table.__table__.c
    query = select(table.__table__).where(columns.report_id == report_id).order_by(columns.id)
    found = connection.execute(query).mappings()
    return [_without(row, "id", "report_id") for row in found]


def _write(
    connection: Connection, table: type[Base], report_id: int, rows: Iterable[Mapping[str, Any]]
) -> None:
    listed = [{**row, "report_id": report_id} for row in rows]
    if listed:
        connection.execute(insert(table), listed)


def _without(row: RowMapping, *names: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in names}
