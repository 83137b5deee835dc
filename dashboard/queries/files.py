"""Turns a report's code into the bytes its country sent, for those who may have them."""

from dataclasses import dataclass

from sqlalchemy import select

from dashboard.queries.source import Source, made
from schemas.database.models import CONSENTS, REPORT_CODE, File, Report


@dataclass(frozen=True)
class StoredFile:
    name: str
    sha256: str
    content: bytes


def stored_file(source: Source, report: str) -> StoredFile | None:
    """The original workbook of a published report, by its code (SEN-dakar-2013-v2).

    A workbook holds rows of every permitted use, and contacts: None for a reader who may not
    see all of them, as for a report that is not the latest published version.
    """
    match = REPORT_CODE.fullmatch(report)
    if match is None or not set(CONSENTS) <= set(source.consents):
        return None
    country, round_code, version = match.groups()
    statement = (
        select(File.name, File.sha256, File.content)
        .join(Report, Report.sha256 == File.sha256)
        .where(Report.country == country, Report.round == round_code, source.published())
        .where(Report.version == int(version))
    )
    return next(iter(made(StoredFile, source.rows(statement))), None)


def original_of(source: Source, report_id: int) -> StoredFile:
    """The workbook a version was made from, published or not; whoever asks was allowed it.
    Raises StopIteration when there is no such version."""
    statement = (
        select(File.name, File.sha256, File.content)
        .join(Report, Report.sha256 == File.sha256)
        .where(Report.id == report_id)
    )
    return next(iter(made(StoredFile, source.rows(statement))))
