"""Turns a sheet of a template into where the values of its columns are kept."""

from collections.abc import Iterator

from loaders.entries import StoredColumn
from loaders.mapping.placing import PRINTED_ONLY, PRIVATE, stored_code
from loaders.storage.rows import NAMES, SHEETS
from schemas.database.models import Base, Report
from schemas.template import ColumnType, Template

IDENTIFICATION = "id"
PERSONAL = "contacts"


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
        entries = template.lists[column.list] if column.list else {}
        stored = ((code, stored_code(column.key, code)) for code in entries)
        codes = {code: str(kept) for code, kept in stored if kept is not None}
        yield StoredColumn(template.sheets[sheet], column, name, name in columns, codes)
