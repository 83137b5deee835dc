"""What a rule looks at: one clean report, what is known of its country, and the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from loaders.entries import CleanReport, History, Row
from loaders.values.numbers import printed_number
from schemas.content import Content
from schemas.findings import Finding
from schemas.template import ColumnType, Template

LEVELS = ("0", "1", "2", "3", "4")
UNCHANGED, WITHDRAWN = "SAME", "DROP"


@dataclass(frozen=True)
class Case:
    """`template` is that of the report's round."""

    report: CleanReport
    content: Content
    history: History
    today: date
    template: Template

    def rows(self, code: str) -> tuple[Row, ...]:
        return self.report.sheets.get(code, ())

    def has_sheet(self, code: str) -> bool:
        return code in self.report.sheets

    def title(self, code: str) -> str:
        """The sheet's name in the file, or the template's when the file has no rows of it."""
        rows = self.rows(code)
        return rows[0].title if rows else self.template.sheets[code].key

    def period_to(self) -> date:
        """The end of the period reported on."""
        form = self.report.form("id")
        stated = form.get("period_to") if form is not None else None
        return stated or self.content.rounds[self.report.round].period_to

    @cached_property
    def known_ids(self) -> frozenset[str]:
        """Every measure id the program has given to this country."""
        earlier = {*self.history.previous_measures, *self.history.earlier_measures}
        return self.history.known_ids | earlier

    def at(self, row: Row, code: str, key: str, **params: Any) -> Finding:
        """A finding on a cell of a row."""
        params = {"column": f"{row.sheet}.{key}", **params}
        place = row.places.get(key, "")
        return Finding(code, row.title, place, self._text(row, key), params)

    def on_sheet(self, sheet: str, code: str, **params: Any) -> Finding:
        return Finding(code, self.title(sheet), params=params)

    def _text(self, row: Row, key: str) -> str:
        """The value of a cell as it is printed."""
        value = row.get(key)
        if value is None:
            return ""
        column = self.template.sheets[row.sheet].column(key)
        if column.type is ColumnType.LIST and column.list is not None:
            entry = self.template.lists[column.list].get(value)
            return entry.shown if entry is not None else str(value)
        if isinstance(value, tuple):
            return "; ".join(value)
        if isinstance(value, date):
            return value.isoformat()
        return printed_number(value) if isinstance(value, (int, float)) else str(value)


def is_empty(row: Row, key: str) -> bool:
    """True when the sheet has the column and nothing was typed into the cell."""
    return key in row.places and row.get(key) is None and key not in row.faulty


def level_of(answer: str | None) -> int | None:
    """0 to 4, or None for a non-answer."""
    return int(answer) if answer in LEVELS else None


def levels(row: Row, key: str, before: str | None) -> Iterator[tuple[int, int]]:
    """The level before and now, when both are levels."""
    old, new = level_of(before), level_of(row.get(key))
    if old is not None and new is not None:
        yield old, new
