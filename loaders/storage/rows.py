"""Turns a stored report back into rows by template column, as a workbook takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import RowMapping

from loaders.storage.history import comparable_rounds, previous_report
from loaders.storage.versions import StoredReport
from schemas.content import Content
from schemas.database.models import (
    Assistance,
    Base,
    Contact,
    ExchangeItem,
    Measure,
    ObjectiveAnswer,
    Profile,
    Report,
    ThemeAnswer,
)
from schemas.template import Column, ColumnType, Sheet, Template

SHEETS: Mapping[str, type[Base]] = {
    "objectives": ObjectiveAnswer,
    "measures": Measure,
    "themes": ThemeAnswer,
    "exchange": ExchangeItem,
    "assistance": Assistance,
    "profiles": Profile,
    "contacts": Contact,
}
NAMES: Mapping[str, Mapping[str, str]] = {
    "id": {"report_lang": "language"},
    "objectives": {"answer_reason": "reason"},
    "measures": {"level": "answer"},
}
"""Sheet -> template column -> table column, where they differ."""

NOT_REPORTED = "NR"


@dataclass(frozen=True)
class LastReport:
    """A published report as rows: sheet code -> rows by template column."""

    report: StoredReport
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]


def last_report(
    connection: Connection, country: str, round_code: str, content: Content
) -> LastReport | None:
    """The last published report before this round, of the same provenance."""
    rounds = comparable_rounds(connection, round_code, content)
    found = previous_report(connection, country, round_code, rounds, content)
    return read_rows(connection, found.id, content) if found else None


def read_rows(connection: Connection, report_id: int, content: Content) -> LastReport:
    """A stored version, in any state, as the rows it was made from."""
    query = select(Report.__table__).where(Report.id == report_id)
    report = connection.execute(query).mappings().one()
    template = content.templates[report["template"]]
    rows: dict[str, tuple[Mapping[str, Any], ...]] = {}
    rows["id"] = (_values(template.sheets["id"], report),)
    for code, table in SHEETS.items():
        if code in template.sheets:
            rows[code] = _sheet_rows(connection, template, code, table, report_id)
    keys = ("id", "country", "round", "version", "state")
    return LastReport(StoredReport(**{key: report[key] for key in keys}), rows)


def _sheet_rows(
    connection: Connection, template: Template, code: str, table: type[Base], report_id: int
) -> tuple[dict[str, Any], ...]:
    columns = table.__table__.c
    query = select(table.__table__).where(columns.report_id == report_id).order_by(columns.id)
    found = connection.execute(query).mappings()
    return tuple(_values(template.sheets[code], row) for row in found)


def _values(sheet: Sheet, row: RowMapping) -> dict[str, Any]:
    names = NAMES.get(sheet.code, {})
    kept = {**row["extra"], **row["extra"].get("private", {})}
    values: dict[str, Any] = {}
    for column in sheet.columns:
        stored = row.get(names.get(column.key, column.key))
        if stored is None:
            stored = kept.get(column.key)
        if column.key == "consent" and "consent" not in row["cells"] and sheet.code != "id":
            stored = None  # inherited from sheet 01, not said by the row
        if stored is not None and (column.is_input or column.key == sheet.identity):
            values[column.key] = _value(column, stored)
    return {key: value for key, value in values.items() if value is not None}


def _value(column: Column, stored: Any) -> Any:
    if column.list == "answer" and stored == NOT_REPORTED:
        return None
    if column.key == "theme":
        return stored.upper()
    if column.type is ColumnType.COUNTRIES:
        return tuple(stored.split(";"))
    if column.type is ColumnType.DATE and isinstance(stored, str):
        return date.fromisoformat(stored)
    return stored
