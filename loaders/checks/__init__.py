"""Turns a clean report into findings: one function a rule across cells, rows, sheets, rounds."""

from datetime import date

from loaders.entries import CleanReport, History
from schemas.content import Content
from schemas.findings import Finding


def check(
    report: CleanReport, content: Content, history: History, today: date
) -> tuple[Finding, ...]:
    """The findings of every rule that holds across cells, in the order of the file."""
    return ()
