"""The shapes that pass between the stages of the loader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.findings import Finding

if TYPE_CHECKING:
    from schemas.template import Column, Sheet


class Kind(StrEnum):
    """What a cell holds in the file, before anybody interprets it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"


class Cell(NamedTuple):
    """A filled cell. `row` and `column` count from 1. `formula` is the formula's text when the
    cell holds one; `value` is then its stored result, None when it was never calculated.

    A file has thousands: a named tuple is made in a third of the time of a frozen dataclass."""

    row: int
    column: int
    kind: Kind
    value: str | float | bool | datetime | None
    number_format: str = "General"
    formula: str | None = None

    @property
    def address(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


NAMED_CELLS = 5
"""A finding about many cells names the first of them."""


def listed_addresses(addresses: Sequence[str], count: int) -> str:
    """A1, A2, A3, A4, A5 (+7): the first addresses of `count` cells."""
    named = ", ".join(addresses[:NAMED_CELLS])
    more = count - min(len(addresses), NAMED_CELLS)
    return f"{named} (+{more})" if more > 0 else named


@dataclass(frozen=True)
class Grid:
    """One sheet of a file: row number -> column number -> filled cell, rows in order."""

    title: str
    rows: Mapping[int, Mapping[int, Cell]]
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """A file as read. `remarks` are findings of the reading itself (1904 dates, stray cells)."""

    grids: tuple[Grid, ...]
    properties: Mapping[str, str]
    remarks: tuple[Finding, ...] = ()


class Unreadable(Exception):  # noqa: N818 - it says what the file is, as the stages name it
    """The file cannot be read, or must not be: `finding` refuses it, with its reason."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.code, dict(finding.params))


@dataclass(frozen=True)
class ReadFile:
    """A file's bytes, and what reading them gave."""

    source: bytes
    book: Workbook | Unreadable

    def read(self, _source: bytes, _name: str) -> Workbook:
        """A reader of this one file, which is read already. Raises Unreadable."""
        if isinstance(self.book, Unreadable):
            raise self.book
        return self.book


@dataclass(frozen=True)
class Meta:
    """What the file says of itself, in `_meta` or its document properties; "" when absent."""

    template: str = ""
    version: str = ""
    framework: str = ""
    country: str = ""
    round: str = ""
    language: str = ""
    present: bool = False


@dataclass(frozen=True)
class Limits:
    """What the process that reads a foreign file may take: wall seconds, resident megabytes."""

    seconds: int = 10
    memory_mb: int = 512


@dataclass(frozen=True)
class Stated:
    """What the person says of a file: country (ISO3) and round, where the file does not;
    `refused`: places ("sheet title!A1") whose interpreted value he does not accept; `layout`:
    how the country's own table is read, when the file is not our template."""

    country: str | None = None
    round: str | None = None
    refused: tuple[str, ...] = ()
    layout: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SheetRows:
    """The filled rows of a recognised sheet, by column key.

    `title` is the sheet's name in the file; `columns` maps column keys to column numbers.
    A form sheet has one row, whose cells are its answers.
    """

    code: str
    title: str
    columns: Mapping[str, int]
    rows: tuple["RawRow", ...]


SHEET_STEP = 10_000
"""More rows than any sheet has that is read."""


def row_number(sheet: int, row: int) -> int:
    """One number for a row of a country's own table, which may lie on several sheets (`sheet`
    counts those that are read, from 1): 1 and 7 -> 10007. Rows of the template keep their own
    number."""
    return sheet * SHEET_STEP + row


@dataclass(frozen=True)
class Meaning:
    """The entry of a list that a cell of a country's own table stands for. Not `is_given` while
    nobody confirmed it: `code` is then only proposed, "" for none."""

    code: str
    is_given: bool = True


@dataclass(frozen=True)
class RawRow:
    """`places`: column key -> A1 address, for filled and for empty cells. In a country's own
    table, `title` is the row's sheet, and `meanings` says by column key what a cell was
    decided to mean."""

    number: int
    cells: Mapping[str, Cell]
    places: Mapping[str, str]
    title: str = ""
    meanings: Mapping[str, Meaning] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row with clean values. Empty cells, and cells with an error, are absent from `values`;
    the latter are named in `faulty`. Values: str (text or list code), date, int, float,
    tuple of ISO3 (countries). `places`: column key -> A1 address."""

    sheet: str
    title: str
    number: int
    values: Mapping[str, Any]
    places: Mapping[str, str]
    faulty: frozenset[str] = frozenset()

    def get(self, key: str) -> Any:
        return self.values.get(key)


@dataclass(frozen=True)
class CleanReport:
    """A file after validation: sheet code -> rows (one for a form, none when left empty).
    `is_own_table`: a country's own table, which has measures and nothing else."""

    country: str
    round: str
    meta: Meta
    sheets: Mapping[str, tuple[Row, ...]]
    findings: tuple[Finding, ...]
    is_own_table: bool = False

    def form(self, code: str) -> Row | None:
        rows = self.sheets.get(code, ())
        return rows[0] if rows else None


@dataclass(frozen=True)
class KnownMeasure:
    """A measure of an earlier report, as far as rules and ids need it. `title` is folded."""

    measure_id: str
    title: str
    objective: str | None
    answer: str


@dataclass(frozen=True)
class History:
    """What the database knows of a country, of one provenance only.

    `previous_*`: its last published report of an earlier round. `earlier_measures`: the last
    version of this round. `highest_number`: of the country's measure ids, in any round.
    `item_ids`: ids of challenges, practices and solutions of all countries. `assistance_ids`:
    of the country's needs and offers. `earlier_items`, `earlier_assistance`: id -> folded title
    in the last version of this round.
    """

    previous_round: str | None = None
    previous_answers: Mapping[str, str] = field(default_factory=dict)
    previous_measures: Mapping[str, KnownMeasure] = field(default_factory=dict)
    earlier_measures: Mapping[str, KnownMeasure] = field(default_factory=dict)
    highest_number: int = 0
    known_ids: frozenset[str] = frozenset()
    item_ids: frozenset[str] = frozenset()
    assistance_ids: frozenset[str] = frozenset()
    earlier_items: Mapping[str, str] = field(default_factory=dict)
    earlier_assistance: Mapping[str, str] = field(default_factory=dict)
    last_content_hash: str | None = None


@dataclass(frozen=True)
class Entries:
    """What storage writes: the report's own columns, and table name -> rows as dicts whose keys
    are the columns of schemas/database/models.py (without id and report_id)."""

    report: Mapping[str, Any]
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]


@dataclass(frozen=True)
class Result:
    """The end of a run. `outcome` is refused, draft or clean; `report`, `version` and `state`
    are set when the file is stored. `given_ids`: row number of sheet measures -> id given.
    `rows`: of a dry run, the clean rows by sheet code, so that a person can look at them.
    `newer`: of a load, the version that somebody (`newer_by`) published since the dry run; this
    one then waits as it is."""

    file: str
    sha256: str
    outcome: str
    country: str | None
    round: str | None
    template: str | None
    findings: tuple[Finding, ...]
    measures: int = 0
    objectives: int = 0
    report: str | None = None
    version: int | None = None
    state: str | None = None
    given_ids: Mapping[int, str] = field(default_factory=dict)
    read_on: date | None = None
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    newer: str | None = None
    newer_by: str = ""


@dataclass(frozen=True)
class KeptUpload:
    """A dry run: the file as received, what was stated for it, and its result. `actor` is the
    name of who made it ("" for a stranger at the server's machine), `published` the code of the
    version that pages showed then, "" for none."""

    id: str
    name: str
    content: bytes
    stated: Stated
    result: Result
    made_at: datetime
    actor: str = ""
    published: str = ""


@dataclass(frozen=True)
class StoredColumn:
    """A column of a template's sheet, and the column `name` of the table that holds its values;
    what has none, or does not fit there, is in `extra` under the key of the template's column.
    `codes`: each code of its list -> how it is stored, without those stored as empty."""

    sheet: "Sheet"
    column: "Column"
    name: str
    has_column: bool
    codes: Mapping[str, str]
