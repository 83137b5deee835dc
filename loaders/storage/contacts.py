"""Turns the contacts of a version into those of today: with what was changed at the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from schemas.contacts import ContactChange, current_contacts
from schemas.database.desk import ContactEntry
from schemas.database.models import Report


def contacts_now(
    connection: Connection, country: str, report_id: int, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The rows of the version's contact sheet as they are now, by template column."""
    query = select(Report.stored_at).where(Report.id == report_id)
    said_at: datetime = connection.execute(query).scalar_one()
    known = current_contacts(rows, said_at, _changes(connection, country))
    return [
        {name: value for name, value in one.fields.items() if value}
        if one.row is None
        else dict(rows[one.row])
        for one in known
    ]


def _changes(connection: Connection, country: str) -> list[ContactChange]:
    table = ContactEntry
    query = select(table.key, table.fields, table.removed, table.at)
    rows = connection.execute(query.where(table.country == country).order_by(table.id))
    return [
        ContactChange(row.key, row.fields, row.removed, row.fields.get("over", ""), row.at)
        for row in rows
    ]
