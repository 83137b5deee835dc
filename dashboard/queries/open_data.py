"""Turns published reports into rows of one table after the other, read as they are written out.

No row is ever in memory together with all others: a country may report thousands of measures.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select
from sqlalchemy.orm import InstrumentedAttribute

from dashboard.queries.source import CONFIDENTIAL, Query, Source, one_moment, report_code
from schemas.database.models import Aggregate, Base, ObjectiveAnswer, Report, ThemeAnswer

AT_A_TIME = 500
"""Rows fetched at once."""

SHEET = "sheet"
"""The key of a report's cells that holds the name of its own sheet."""


@dataclass(frozen=True)
class Value:
    """A value of a row: the table's column `name`, else the key of `extra` it is kept under.
    Either may be ""."""

    column: str
    extra: str = ""


@contextmanager
def reading(source: Source) -> Iterator[Connection]:
    """A connection on which every table is of the same moment."""
    with one_moment(source.engine), source.connection() as connection:
        yield connection


def open_rows(
    source: Source,
    connection: Connection,
    table: type[Base],
    round_code: str,
    values: Mapping[str, Value],
) -> Iterator[dict[str, Any]]:
    """The rows of a round by country (ISO3), in the order of its file: `report`, `country`,
    `sheet`, `row`, `cells` (A1 address by name of value) and the values asked for.

    Only rows inside the audience; but an answer to an objective or theme, and a report itself,
    stand for their country: those outside it are there with the answer C and nothing else.
    """
    always = stands_anyway(table)
    statement = _statement(source, table, round_code, [one.column for one in values.values()])
    if not always:
        statement = statement.where(source.sees(_consent(table)))
    options = {"yield_per": AT_A_TIME}
    for row in connection.execute(statement, execution_options=options).mappings():
        inside = not always or row["report_consent"] in source.consents
        yield _row(row, values, inside, table)


def counted(
    source: Source, connection: Connection, table: type[Base]
) -> dict[str, tuple[int, int]]:
    """Round -> rows inside the audience, and rows outside it."""
    inside = source.sees(_consent(table)).label("inside")
    statement = select(Report.round, inside, func.count().label("n"))
    if table is not Report:
        statement = statement.join(table, table.__table__.c.report_id == Report.id)
    statement = statement.where(source.published()).group_by(Report.round, inside)
    found: dict[str, tuple[int, int]] = {}
    for row in connection.execute(statement).mappings():
        shown, hidden = found.get(row["round"], (0, 0))
        n = int(row["n"])
        found[row["round"]] = (shown + n, hidden) if row["inside"] else (shown, hidden + n)
    return found


def measures_of_reports(source: Source, connection: Connection) -> dict[int, int]:
    """Id of a report -> its measures inside the audience."""
    statement = (
        select(Aggregate.report_id, func.sum(Aggregate.n).label("n"))
        .where(source.sees(Aggregate.consent))
        .group_by(Aggregate.report_id)
    )
    return {row["report_id"]: int(row["n"]) for row in connection.execute(statement).mappings()}


def newest_publication(source: Source, connection: Connection, round_code: str) -> datetime | None:
    """When the newest of the reports was published, of a round or ("") of all."""
    statement = select(func.max(Report.published_at)).where(source.published())
    if round_code:
        statement = statement.where(Report.round == round_code)
    newest: datetime | None = connection.execute(statement).scalar()
    return newest


def stands_anyway(table: type[Base]) -> bool:
    """Whether its rows outside the audience are there without their content."""
    return table in (Report, ObjectiveAnswer, ThemeAnswer)


def _statement(source: Source, table: type[Base], round_code: str, names: Sequence[str]) -> Query:
    columns = table.__table__.columns
    taken = {"cells", "extra", *(name for name in names if name)}
    if table is not Report:
        taken |= {"sheet", "row"}
    statement = (
        select(
            Report.id.label("report_id"),
            Report.country.label("report_country"),
            Report.round.label("report_round"),
            Report.version.label("report_version"),
            Report.consent.label("report_consent"),
            *(columns[name] for name in sorted(taken)),
        )
        .where(Report.round == round_code, source.published())
        .order_by(Report.country)
    )
    if table is Report:
        return statement
    return statement.join(table, columns.report_id == Report.id).order_by(columns.row, columns.id)


def _row(
    row: RowMapping, values: Mapping[str, Value], inside: bool, table: type[Base]
) -> dict[str, Any]:
    cells = dict(row["cells"]) if inside else {}
    sheet = cells.pop(SHEET, "") if table is Report else row["sheet"]
    return {
        "report_id": row["report_id"],
        "report": report_code(row["report_country"], row["report_round"], row["report_version"]),
        "country": row["report_country"],
        "sheet": sheet if inside else "",
        "row": row.get("row") if inside else None,
        "cells": {key: cells[key] for key in values if key in cells},
        **{
            name: _value(row, one) if inside else _hidden(row, name) for name, one in values.items()
        },
    }


def _value(row: RowMapping, one: Value) -> Any:
    """A code that did not fit its column is kept as what was typed."""
    value = row[one.column] if one.column else None
    return row["extra"].get(one.extra) if value is None and one.extra else value


SAID_ANYWAY = ("objective", "theme", "version", "consent", "published_at", "framework", "template")
"""What is said of a report, or of a row standing for its country, outside the audience."""


def _hidden(row: RowMapping, name: str) -> Any:
    if name == "answer":
        return CONFIDENTIAL
    return row[name] if name in SAID_ANYWAY else None


def _consent(table: type[Base]) -> InstrumentedAttribute[str]:
    """The permitted use that decides on a row: its own, else that of its report."""
    own: InstrumentedAttribute[str] | None = getattr(table, "consent", None)
    return Report.consent if own is None else own
