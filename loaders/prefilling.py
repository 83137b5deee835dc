"""Turns what a country published before into the workbook it is asked to fill now."""

from sqlalchemy import Connection, Engine

from loaders import storage
from loaders.storage.contacts import contacts_now
from loaders.storage.continuing import continuing
from loaders.writer import (
    Marker,
    annotated_workbook,
    blank_workbook,
    filled_workbook,
    prefilled_workbook,
)
from loaders.writing.order import Prefill
from schemas.content import Content


def prefill(connection: Connection, content: Content, country: str, round_code: str) -> Prefill:
    """The country's last published report before this round, of the same provenance; empty
    when there is none. Withdrawn measures, and contacts who agreed to one report only, are
    left out; what was changed of a contact at the desk since then is in."""
    last = storage.last_report(connection, country, round_code, content)
    if last is None:
        return Prefill()
    carried = continuing(content, round_code, last.report.round)
    rows = {code: carried.rows(rows) for code, rows in last.rows.items()}
    rows["objectives"] = carried.prescribed(last.rows["objectives"])
    rows["themes"] = rows["themes"] if carried.is_same else []
    rows["measures"] = [row for row in rows["measures"] if row.get("update_type") != "DROP"]
    contacts = contacts_now(connection, country, last.report.id, rows["contacts"])
    rows["contacts"] = [row for row in contacts if row.get("consent") != "N"]
    for period in ("period_from", "period_to"):
        rows["id"][0].pop(period, None)
    answers = {row["objective"]: row["answer"] for row in rows["objectives"] if row.get("answer")}
    return Prefill(rows, answers, last.report.code)


def template_workbook(
    engine: Engine, content: Content, country: str, round_code: str, blank: bool = False
) -> bytes:
    """The workbook a country fills: prefilled from its last published report unless `blank`.

    Raises KeyError for a country or round that does not exist.
    """
    if blank:
        return blank_workbook(content, country, round_code)
    with engine.connect() as connection:
        known = prefill(connection, content, country, round_code)
    return prefilled_workbook(content, country, round_code, known)


def stored_workbook(engine: Engine, content: Content, report_id: int) -> bytes:
    """A stored version, in any state, written back into its template."""
    with engine.connect() as connection:
        last = storage.read_rows(connection, report_id, content)
    return filled_workbook(content, last.report.country, last.report.round, last.rows)


def stored_annotated(
    engine: Engine, content: Content, report: str, mark: Marker
) -> tuple[str, bytes | None]:
    """Name and annotated bytes of the file a version was made from; no bytes when it cannot be
    opened again. Raises KeyError when there is no such version."""
    with engine.connect() as connection:
        report_id = storage.find_report(connection, report)
        if report_id is None:
            raise KeyError(report)
        source = storage.stored_source(connection, report_id)
        findings = storage.stored_findings(connection, report_id)
        given, _, _ = storage.stored_ids(connection, report_id)
    return source.name, annotated_workbook(source.content, findings, content, given, mark)
