"""Tells which findings of a version a person set aside, and how many errors are left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from loaders.storage.versions import stored_findings
from schemas.database.desk import Override
from schemas.findings import Severity


@dataclass(frozen=True)
class SetAside:
    """Why finding number `seq` of a version does not keep it from being published."""

    seq: int
    reason: str
    actor: str
    at: datetime


def overrides_of(connection: Connection, report_id: int) -> Mapping[int, SetAside]:
    """Number of a finding, in the order of `stored_findings` -> its override."""
    table = Override
    query = select(table.seq, table.reason, table.actor, table.at).order_by(table.seq)
    rows = connection.execute(query.where(table.report_id == report_id))
    return {row.seq: SetAside(row.seq, row.reason, row.actor, row.at) for row in rows}


def errors_left(connection: Connection, report_id: int) -> int:
    """How many errors of a version nobody has set aside."""
    known = overrides_of(connection, report_id)
    return sum(
        finding.severity is Severity.ERROR and seq not in known
        for seq, finding in enumerate(stored_findings(connection, report_id))
    )
