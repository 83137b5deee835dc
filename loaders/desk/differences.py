"""Turns two stored versions into what differs between them, field by field."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, select

from loaders import storage
from loaders.mapping.placing import PRIVATE
from loaders.storage import LastReport, NotAllowedError, StoredReport
from loaders.storage.history import comparable_rounds, previous_report
from schemas.changes import CellChange, Difference, Kind, RowChange
from schemas.content import Content
from schemas.country import folded
from schemas.database.models import Report
from schemas.template import Template

Values = Mapping[str, Any]
Rows = Mapping[str, Values]
"""Id of a row -> its values by template column."""

WITHDRAWN = "DROP"


def is_private(sheet: str, column: str) -> bool:
    """Whether a value is about a person: told to have changed, never shown."""
    return sheet == "contacts" or column in PRIVATE


def compared_with(engine: Engine, content: Content, report: str) -> tuple[str, ...]:
    """The versions that one can be compared with, the most telling first: the version before
    it, its other versions, newest first, and the last published report of the round before, of
    the same provenance. Raises NotAllowedError("unknown")."""
    with engine.connect() as connection:
        stored = _found(connection, report)
        query = select(Report.id, Report.country, Report.round, Report.version, Report.state)
        same = query.where(Report.country == stored.country, Report.round == stored.round)
        others = [
            one
            for one in (StoredReport(*row) for row in connection.execute(same))
            if one.version != stored.version
        ]
        others.sort(key=lambda one: (one.version > stored.version, -one.version))
        rounds = comparable_rounds(connection, stored.round, content)
        last = previous_report(connection, stored.country, stored.round, rounds, content)
        earlier = [storage.report_of(connection, last.id)] if last else []
        return tuple(one.code for one in (*others, *earlier))


def differences(engine: Engine, content: Content, before: str, after: str) -> Difference:
    """What differs in the version `after` against the version `before` of the same country.

    Raises NotAllowedError: unknown, or provenance, when the two are not of one country or
    their rounds may not be compared.
    """
    with engine.connect() as connection:
        older, newer = _found(connection, before), _found(connection, after)
        rounds = comparable_rounds(connection, newer.round, content)
        if older.country != newer.country or older.round not in rounds:
            raise NotAllowedError("provenance")
        was = storage.read_rows(connection, older.id, content)
        now = storage.read_rows(connection, newer.id, content)
    template = content.template_of(newer.round)
    return Difference(before, after, newer.round, template.name, difference(was, now, template))


def difference(was: LastReport, now: LastReport, template: Template) -> tuple[RowChange, ...]:
    """Rows that changed or came, in their order after, and those that are gone, sheet by sheet."""
    codes = dict.fromkeys((*(code for code in template.sheets), *was.rows, *now.rows))
    return tuple(
        change
        for code in codes
        for change in _sheet(
            code,
            keyed(code, was.rows.get(code, ())),
            keyed(code, now.rows.get(code, ())),
            _order(template, code),
        )
    )


def keyed(code: str, rows: Sequence[Values]) -> dict[str, Values]:
    """Rows by what names them in every version."""
    name = _NAMES.get(code, _only)
    found: dict[str, Values] = {}
    for values in rows:
        key, number = name(values), 1
        unique = key
        while unique in found:  # two contacts of one name, say
            number += 1
            unique = f"{key} #{number}"
        found[unique] = values
    return found


def _only(_values: Values) -> str:
    """The one row of a form."""
    return ""


def _contact(values: Values) -> str:
    return folded(f"{values.get('role') or ''} {values.get('name') or values.get('email') or ''}")


_NAMES: Mapping[str, Callable[[Values], str]] = {
    "objectives": lambda values: str(values["objective"]),
    "measures": lambda values: str(values["measure_id"]),
    "themes": lambda values: str(values["theme"]),
    "exchange": lambda values: str(values["item_id"]),
    "assistance": lambda values: str(values["ta_id"]),
    "contacts": _contact,
}


def _order(template: Template, code: str) -> tuple[str, ...]:
    sheet = template.sheets.get(code)
    return tuple(column.key for column in sheet.columns) if sheet else ()


def _sheet(code: str, was: Rows, now: Rows, order: Sequence[str]) -> Iterator[RowChange]:
    for key, values in now.items():
        kind = Kind.CHANGED if key in was else Kind.ADDED
        cells = _cells(was.get(key, {}), values, order)
        if cells or kind is Kind.ADDED:
            yield RowChange(code, key, kind, cells, values)
    for key, values in was.items():
        if key not in now:
            yield RowChange(code, key, _gone(code, values), _cells(values, {}, order), values)


def _gone(code: str, values: Values) -> Kind:
    """A measure that was withdrawn before is not expected again."""
    is_silent = code == "measures" and values.get("update_type") != WITHDRAWN
    return Kind.SILENT if is_silent else Kind.REMOVED


def _cells(was: Values, now: Values, order: Sequence[str]) -> tuple[CellChange, ...]:
    columns = dict.fromkeys((*(key for key in order if key in was or key in now), *was, *now))
    return tuple(
        CellChange(key, was.get(key), now.get(key))
        for key in columns
        if was.get(key) != now.get(key)
    )


def _found(connection: Connection, report: str) -> StoredReport:
    report_id = storage.find_report(connection, report)
    if report_id is None:
        raise NotAllowedError("unknown")
    return storage.report_of(connection, report_id)
