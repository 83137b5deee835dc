"""Turns the difference of two versions into a workbook: the sentences, then every field."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import xlsxwriter

from dashboard.components.desk_changes import ChangedSheet
from dashboard.exports.sheets import LONGEST, MADE
from schemas.wording import Words

COLUMNS = ("sheet", "row", "kind", "question", "before", "after")
WIDTHS = (30, 40, 16, 34, 50, 50)


def changes_xlsx(
    title: str, sentences: Sequence[str], sheets: Sequence[ChangedSheet], words: Words
) -> bytes:
    """Every text is written as text; personal data are not in it."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title, "created": MADE})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        first = book.add_worksheet(words("reports.changes.sheet.sentences"))
        first.set_column(0, 0, 110)
        for place, line in enumerate((title, *sentences)):
            first.write_string(place, 0, line[:LONGEST], wrapped if place else bold)
        fields = book.add_worksheet(words("reports.changes.sheet.fields"))
        for column, (key, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            fields.set_column(column, column, width)
            fields.write_string(0, column, words(f"reports.changes.column.{key}"), bold)
        for place, row in enumerate(_rows(sheets, words), start=1):
            for column, text in enumerate(row):
                fields.write_string(place, column, text[:LONGEST], wrapped)
        fields.freeze_panes(1, 2)
    return stream.getvalue()


def _rows(sheets: Sequence[ChangedSheet], words: Words) -> Iterator[tuple[str, ...]]:
    for sheet in sheets:
        for row in sheet.rows:
            named = (sheet.title, row.name, words(f"reports.changes.kind.{row.kind}"))
            if not row.cells:
                yield (*named, "", "", "")
            for cell in row.cells:
                hidden = words("reports.changes.private") if cell.is_private else ""
                yield (*named, cell.question, hidden or cell.before, hidden or cell.after)
