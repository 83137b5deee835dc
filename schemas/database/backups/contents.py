"""Turns a database of ours into what a manifest tells of it."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select, table

from schemas.database.backups.faults import BackupError
from schemas.database.engine import UnknownSchemaError, schema_revision
from schemas.database.models import DataVersion

ALWAYS_THERE = ("alembic_version", "data_version", "round_state")
"""Tables that have rows before anybody has done anything."""


@dataclass(frozen=True)
class Contents:
    """`schema` is the revision, `rows` the number of rows of each table."""

    schema: str
    data_version: int
    rows: dict[str, int]

    @property
    def holds_data(self) -> bool:
        return any(n for name, n in self.rows.items() if name not in ALWAYS_THERE)


def contents_of(connection: Connection) -> Contents | None:
    """What the database holds; None for an empty one. A schema of a later version of the product
    is told as it is. Raises BackupError (foreign)."""
    try:
        schema = schema_revision(connection)
    except UnknownSchemaError as error:
        if error.revision is None:
            raise BackupError("foreign") from error
        schema = error.revision
    if schema is None:
        return None
    names = sorted(inspect(connection).get_table_names())
    rows = {name: _count(connection, name) for name in names}
    number = connection.execute(select(DataVersion.number)).scalar_one()
    return Contents(schema, number, rows)


def _count(connection: Connection, name: str) -> int:
    return connection.execute(select(func.count()).select_from(table(name))).scalar_one()
