"""Turns an exhibit into CSV that a spreadsheet opens without running anything a country wrote."""

import csv
from io import StringIO

from dashboard.exhibits.base import BuiltExhibit
from dashboard.exhibits.table import Row, Value
from dashboard.exports.imprint import imprint, mark
from dashboard.exports.written import written_row
from schemas.wording import Words

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may read as the start of a formula, full-width forms included."""


def csv_of(built: BuiltExhibit, words: Words, filters: str = "") -> bytes:
    """UTF-8 with a byte order mark, every text quoted, lines ended by CR LF.

    Column heads, then the rows with the fractions as computed (a level is its code). Below an
    empty line, one cell a line: title, coverage, source, provenance and filters; then the
    facts beside the numbers (label, text, note). Rows of a
    round that countries did not report bear its mark in a last column.
    """
    said = mark(built, words)
    stream = StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    heads = [column.label or column.title for column in built.table.columns]
    writer.writerow([neutral(head) for head in [*heads, *_marked(words, said)]])
    for row in (*built.table.rows, *built.table.foot):
        writer.writerow([*_values(built, row), *([said] if said else [])])
    writer.writerow([])
    for line in imprint(built, words, filters):
        writer.writerow([neutral(line)])
    for fact in built.facts:
        writer.writerow([neutral(part) for part in (fact.label, fact.text, fact.note)])
    return stream.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """The text with an apostrophe before anything that would make it a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(STARTS_FORMULA) else text


def _marked(words: Words, said: str) -> list[str]:
    return [words("export.provenance")] if said else []


def _values(built: BuiltExhibit, row: Row) -> list[Value]:
    values = ("" if value is None else value for value in written_row(built.table.columns, row))
    return [neutral(value) if isinstance(value, str) else value for value in values]
