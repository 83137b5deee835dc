"""Turns a report's code into the version it names, published or not.

It tells nothing of what the version holds; whoever asks checks the right first.
"""

from sqlalchemy import select

from dashboard.context import Preview
from dashboard.queries.source import Source
from schemas.database.models import REPORT_CODE, Report


def version_of(source: Source, code: str) -> Preview | None:
    """The version of SEN-dakar-2013-v2, in any state; None when there is none."""
    match = REPORT_CODE.fullmatch(code)
    if match is None:
        return None
    country, round_code, version = match.groups()
    statement = select(Report.id, Report.state).where(
        Report.country == country, Report.round == round_code, Report.version == int(version)
    )
    rows = source.rows(statement)
    if not rows:
        return None
    return Preview(rows[0]["id"], code, country, round_code, int(version), rows[0]["state"])
