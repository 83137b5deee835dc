"""Turns a chart's numbers into the workbook behind it, in which nothing can run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from dashboard.exports.csv import neutral
from dashboard.exports.pptx.markup import plain

MADE = datetime(2000, 1, 1)
Cell = str | float | None


@dataclass
class Grid:
    """Columns of the sheet `name`, each with its head; references are made as columns come."""

    name: str
    heads: list[str] = field(default_factory=list)
    columns: list[list[Cell]] = field(default_factory=list)

    def texts(self, head: str, values: Sequence[str]) -> str:
        """Adds a column of text; its reference with the values, as the markup holds them."""
        safe = [neutral(value) for value in values]
        where = self._add(head, [*safe])
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{plain(value)}</c:v></c:pt>'
            for place, value in enumerate(safe)
        )
        return (
            f'<c:strRef><c:f>{where}</c:f><c:strCache><c:ptCount val="{len(safe)}"/>'
            f"{points}</c:strCache></c:strRef>"
        )

    def numbers(self, head: str, values: Sequence[float | None], form: str = "General") -> str:
        """The same for a column of numbers; None leaves the cell blank."""
        where = self._add(head, [*values])
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>'
            for place, value in enumerate(values)
            if value is not None
        )
        return (
            f"<c:numRef><c:f>{where}</c:f><c:numCache><c:formatCode>{plain(form)}</c:formatCode>"
            f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
        )

    def head(self) -> str:
        """The reference to the head of the last column: a series' name."""
        letter = xl_col_to_name(len(self.columns) - 1)
        said = plain(self.heads[-1])
        return (
            f"<c:tx><c:strRef><c:f>{self._sheet}!${letter}$1</c:f><c:strCache>"
            f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{said}</c:v></c:pt></c:strCache>'
            "</c:strRef></c:tx>"
        )

    @property
    def _sheet(self) -> str:
        return plain("'" + self.name.replace("'", "''") + "'")

    def _add(self, head: str, values: list[Cell]) -> str:
        self.heads.append(neutral(head))
        self.columns.append(values)
        letter = xl_col_to_name(len(self.columns) - 1)
        return f"{self._sheet}!${letter}$2:${letter}${max(len(values), 1) + 1}"

    def workbook(self) -> bytes:
        """The bytes: text is text whatever it begins with, numbers keep their digits."""
        stream = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(stream, options) as book:
            book.set_properties({"created": MADE})
            sheet = book.add_worksheet(self.name)
            sheet.set_column(0, 0, 40)
            for at, (head, values) in enumerate(zip(self.heads, self.columns, strict=True)):
                for row, value in enumerate((head, *values)):
                    if isinstance(value, str) and value:
                        sheet.write_string(row, at, value)
                    elif isinstance(value, (int, float)):
                        sheet.write_number(row, at, value)
        return stream.getvalue()
