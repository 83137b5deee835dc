"""Turns lines of the audit log into CSV that a spreadsheet opens without running anything."""

import csv
import json
from collections.abc import Iterable
from io import StringIO

from dashboard.exports.csv import neutral
from dashboard.queries import AuditRow

HEADS = ("id", "at", "actor", "role", "action", "subject", "before", "after", "detail")
"""Codes, in every language: the file is evidence, not a page."""


def audit_csv(rows: Iterable[AuditRow]) -> bytes:
    """UTF-8 with a byte order mark, every text quoted, lines ended by CR LF; moments in UTC."""
    stream = StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in rows:
        texts = (row.actor, row.role, row.action, row.subject, row.before, row.after)
        detail = json.dumps(dict(row.detail), ensure_ascii=False, sort_keys=True)
        moment = f"{row.at.isoformat(timespec='seconds')}Z"
        writer.writerow([row.id, moment, *map(neutral, (*texts, detail))])
    return stream.getvalue().encode("utf-8-sig", "replace")
