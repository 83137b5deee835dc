"""Turns the findings of a stored version into CSV, in the reader's language."""

import csv
from collections.abc import Sequence
from io import StringIO

from dashboard.exports.csv import neutral
from dashboard.queries.report_lists import Found
from schemas.content import Content
from schemas.findings_text import message
from schemas.wording import Words

COLUMNS = ("severity", "code", "sheet", "cell", "value", "message", "reason", "set-aside")


def findings_csv(found: Sequence[Found], words: Words, content: Content) -> bytes:
    """UTF-8 with a byte order mark, every text quoted and no formula; one line a finding."""
    stream = StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([words(f"reports.csv.{column}") for column in COLUMNS])
    for one in found:
        finding = one.finding
        line = (
            words(f"reports.found.one.{finding.severity}"),
            finding.code,
            finding.sheet,
            finding.cell,
            finding.value,
            message(finding, words, content).text,
            one.reason,
            one.at.date().isoformat() if one.at else "",
        )
        writer.writerow([neutral(text) for text in line])
    return stream.getvalue().encode("utf-8-sig")
