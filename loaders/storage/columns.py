"""Turns a sheet of a template into where the values of its columns are kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.mapping.placing import PRINTED_ONLY, PRIVATE, stored_code
from loaders.storage.rows import NAMES, SHEETS
from schemas.database.models import Base, Report
from schemas.template import Column, ColumnType, Sheet, Template

IDENTIFICATION = "id"
PERSONAL = "contacts"


@dataclass(frozen=True)
class StoredColumn:
    """A column of a template's sheet, and the column `name` of the table that holds its values;
    what has none, or does not fit there, is in `extra` under the key of the template's column."""

    sheet: Sheet
    column: Column
    name: str
    has_column: bool

    def code(self, printed: str) -> str | None:
        """A code of the column's list as it is stored; None for one that is stored as empty."""
        stored = stored_code(self.column.key, printed)
        return None if stored is None else str(stored)


def tables() -> dict[str, type[Base]]:
    """Sheet -> its table. The sheet that names persons is none of them."""
    kept = {code: table for code, table in SHEETS.items() if code != PERSONAL}
    return {IDENTIFICATION: Report, **kept}


def stored_columns(template: Template, sheet: str) -> Iterator[StoredColumn]:
    """The columns of a sheet that are stored and name nobody, in the order of the sheet."""
    if sheet not in template.sheets:
        return
    columns = tables()[sheet].__table__.columns
    names = NAMES.get(sheet, {})
    for column in template.sheets[sheet].columns:
        if column.key in PRIVATE | PRINTED_ONLY or column.type is ColumnType.FORMULA:
            continue
        name = names.get(column.key, column.key)
        yield StoredColumn(template.sheets[sheet], column, name, name in columns)
