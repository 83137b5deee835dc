"""A country's own table written as a small table of text, proposed and read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from xlsxwriter import Workbook as Writer

from loaders.entries import Stated, Workbook, column_letters
from loaders.foreign import (
    ForeignLayout,
    Known,
    Proposal,
    known_of,
    layout_json,
    propose,
)
from loaders.order import in_order
from loaders.pipeline import Prepared, prepare
from loaders.workbook import read_workbook
from schemas.content import Content

Sheets = Mapping[str, str | Sequence[Sequence[Any]]]
Write = Callable[..., bytes]


@dataclass(frozen=True)
class Read:
    """What became of a table: `rows` as values by template column, each with its places."""

    prepared: Prepared

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {k: _plain(v) for k, v in row.values.items() if k != "update_type"}
            for row in self.prepared.report.sheets["measures"]
        ]

    @property
    def titles(self) -> list[tuple[str, str, str]]:
        """Sheet, address and text of each title."""
        found = []
        for row in self.prepared.report.sheets["measures"]:
            key = next(k for k in ("title_fr", "title_en", "title_other") if row.get(k))
            found.append((row.title, row.places[key], row.values[key]))
        return found

    def found(self, *codes: str) -> list[tuple[str, str, str]]:
        """Findings as sheet, cell and code; of some codes, or all but what was interpreted."""
        return [
            (f.sheet, f.cell, f.code)
            for f in in_order(self.prepared.findings, self.prepared.titles)
            if (f.code in codes if codes else f.code not in ("interpreted", "foreign-table"))
        ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def cells_of(table: str | Sequence[Sequence[Any]]) -> list[list[Any]]:
    """A table of text, columns parted by bars, as rows; an empty line is an empty row."""
    if not isinstance(table, str):
        return [list(row) for row in table]
    lines = table.strip("\n").splitlines()
    return [[text.strip() for text in line.split("|")] if line.strip() else [] for line in lines]


@pytest.fixture
def write() -> Write:
    """The bytes of a workbook: sheets as tables; `merged` and `hidden` columns by sheet."""

    def make(
        sheets: Sheets,
        merged: Mapping[str, Sequence[str]] | None = None,
        hidden: Mapping[str, Sequence[str]] | None = None,
    ) -> bytes:
        stream = BytesIO()
        with Writer(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
            for title, table in sheets.items():
                sheet = book.add_worksheet(title)
                texts = cells_of(table)
                for area in (merged or {}).get(title, ()):
                    sheet.merge_range(area, "")
                for row, line in enumerate(texts):
                    for column, value in enumerate(line):
                        if value not in (None, ""):
                            _put(sheet, row, column, value)
                for letters in (hidden or {}).get(title, ()):
                    sheet.set_column(f"{letters}:{letters}", None, None, {"hidden": True})
        return stream.getvalue()

    return make


def _put(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


@pytest.fixture
def known(content: Content) -> Known:
    return known_of(content, content.template_of("dakar-2013"))


@pytest.fixture
def proposed(write: Write, known: Known) -> Callable[..., Proposal]:
    def make(sheets: Sheets, **how: Any) -> Proposal:
        return propose(read_workbook(write(sheets, **how), "own.xlsx"), known)

    return make


@pytest.fixture
def read(write: Write, known: Known, content: Content) -> Callable[..., Read]:
    """The table read as proposed, with every proposal for a word confirmed unless `words` are
    given; `change` may alter the layout."""

    def make(
        sheets: Sheets,
        *,
        words: Mapping[str, Mapping[str, str]] | None = None,
        change: Callable[[ForeignLayout], ForeignLayout] | None = None,
        **how: Any,
    ) -> Read:
        source = write(sheets, **how)
        book = read_workbook(source, "own.xlsx")
        return Read(prepared(source, book, known, content, words, change))

    return make


def prepared(
    source: bytes,
    book: Workbook,
    known: Known,
    content: Content,
    words: Mapping[str, Mapping[str, str]] | None = None,
    change: Callable[[ForeignLayout], ForeignLayout] | None = None,
) -> Prepared:
    found = propose(book, known)
    confirmed: dict[str, dict[str, str]] = {}
    for one in found.words:
        if one.code:
            confirmed.setdefault(one.list, {})[one.key] = one.code
    layout = replace(found.layout, words=confirmed if words is None else words)
    layout = change(layout) if change is not None else layout
    stated = Stated("SEN", "dakar-2013", layout=layout_json(layout))
    done = prepare(source, "own.xlsx", content, {}, stated=stated, read=lambda _source, _name: book)
    assert isinstance(done, Prepared), done
    return done


@pytest.fixture
def roles_of() -> Callable[..., dict[str, str]]:
    """Column letters -> role, of the columns of a proposed table that are read."""

    def of(proposal: Proposal, table: int = 0) -> dict[str, str]:
        columns = proposal.tables[table].layout.columns
        return {column_letters(number): role for number, role in columns.items() if role}

    return of
