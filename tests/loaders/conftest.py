"""A progress report as a small table, from which tests change single cells."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

import pytest

from loaders.checks import check
from loaders.entries import (
    Cell,
    CleanReport,
    History,
    Kind,
    Meta,
    RawRow,
    SheetRows,
    Stated,
    column_letters,
)
from loaders.order import in_order
from loaders.validation import validate
from loaders.values import Vocabulary, read_cell, vocabulary_of
from loaders.values.reading import Reading
from schemas.content import Content
from schemas.findings import Finding
from schemas.layout import FIRST_DATA_ROW
from schemas.template import Column, ColumnType, Need, Shape, Sheet, Template

Table = dict[str, list[dict[str, Any]]]

FORM_COLUMN = 5
TODAY = date(2013, 9, 12)


@dataclass(frozen=True)
class RecognisedTable:
    """What recognition hands over, without recognition."""

    template: Template | None
    meta: Meta
    sheets: Mapping[str, SheetRows]
    findings: tuple[Finding, ...] = ()


def cell_of(value: Any, row: int, column: int) -> Cell:
    """A cell of a plain value: text, number, date, or a `Cell` whose place is filled in."""
    if isinstance(value, Cell):
        return Cell(row, column, value.kind, value.value, value.number_format, value.formula)
    if isinstance(value, bool):
        return Cell(row, column, Kind.BOOLEAN, value)
    if isinstance(value, int | float):
        return Cell(row, column, Kind.NUMBER, value)
    if isinstance(value, datetime):
        return Cell(row, column, Kind.DATE, value, "yyyy-mm-dd")
    if isinstance(value, date):
        return Cell(row, column, Kind.DATE, datetime.combine(value, time()), "yyyy-mm-dd")
    return Cell(row, column, Kind.TEXT, str(value), "@")


def sheet_rows(sheet: Sheet, rows: list[dict[str, Any]], title: str | None = None) -> SheetRows:
    """The rows as the blank workbook would hold them: columns in the template's order."""
    columns = {column.key: number for number, column in enumerate(sheet.columns, start=1)}
    if sheet.shape is Shape.FORM:
        lines = {column.key: FIRST_DATA_ROW + n for n, column in enumerate(sheet.columns)}
        raws = [_form_row(rows[0] if rows else {}, lines)]
    else:
        raws = [_table_row(row, FIRST_DATA_ROW + n, columns) for n, row in enumerate(rows)]
    return SheetRows(sheet.code, title or sheet.key, columns, tuple(raws))


def _form_row(row: dict[str, Any], lines: dict[str, int]) -> RawRow:
    letters = column_letters(FORM_COLUMN)
    return RawRow(
        number=FIRST_DATA_ROW,
        cells={k: cell_of(v, lines[k], FORM_COLUMN) for k, v in row.items() if v is not None},
        places={key: f"{letters}{line}" for key, line in lines.items()},
    )


def _table_row(row: dict[str, Any], number: int, columns: dict[str, int]) -> RawRow:
    return RawRow(
        number=number,
        cells={k: cell_of(v, number, columns[k]) for k, v in row.items() if v is not None},
        places={key: f"{column_letters(c)}{number}" for key, c in columns.items()},
    )


PERFECT: Table = {
    "id": [
        {
            "country": "Sénégal",
            "iso3": "SEN",
            "round": "dakar-2013",
            "period_from": date(2012, 6, 1),
            "period_to": date(2013, 5, 31),
            "report_type": "UPDATE",
            "report_lang": "FR",
            "author_name": "Cellule de suivi",
            "institution": "Ministère de l’Intérieur",
            "validated": "N",
            "n_measures_declared": 1,
            "consent": "PUB",
        }
    ],
    "objectives": [
        {
            "objective": str(number),
            "answer": "2",
            "pace": "ON",
            "priority": "2",
            "basis": "ADM",
            "next_step": "Atelier de validation",
            "next_date": date(2014, 3, 31),
        }
        for number in range(1, 11)
    ],
    "measures": [
        {
            "update_type": "NEW",
            "title_fr": "Registre d’état civil informatisé",
            "title_en": "Computerised civil register",
            "mtype": "PRJ",
            "objective": "6",
            "level": "2",
            "pace": "ON",
            "start": date(2012, 9, 1),
            "end_planned": date(2014, 12, 31),
            "lead": "Ministère de la Justice",
        }
    ],
    "themes": [
        {"theme": theme, "answer": "1", "interest": "YES", "took_part": "Y"}
        for theme in ("DATA", "BORDER", "CRISIS")
    ],
    "exchange": [
        {
            "kind": "CHAL",
            "title": "Actes non déclarés",
            "lang": "FR",
            "text": "Une naissance sur quatre n’est pas déclarée.",
            "objective": "6",
        }
    ],
    "assistance": [
        {
            "direction": "NEED",
            "domain": "DATA",
            "form": "TRAIN",
            "title": "Atelier sur les registres",
            "text": "Cinq jours avec les officiers d’état civil.",
            "institution": "Direction de l’état civil",
            "urgency": "M6",
            "days": 5,
            "lang": "FR",
        }
    ],
    "profiles": [{"mp_status": "NONE", "mp_interest": "YES", "im_interest": "NO"}],
    "contacts": [
        {
            "role": "NFP",
            "name": "Point focal",
            "function": "Directeur",
            "institution": "Ministère de l’Intérieur",
            "email": "point.focal@example.org",
            "lang": "FR",
            "consent": "Y",
        }
    ],
}
"""A report in which nothing is wrong; codes stand for the printed entries."""


def _printed_row(template: Template, sheet: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with each code of a list as its drop-down prints it."""
    shown = {}
    for key, value in row.items():
        entries = template.lists.get(template.sheets[sheet].column(key).list or "", {})
        shown[key] = entries[value].shown if value in entries else value
    return shown


@pytest.fixture(scope="session")
def template(content: Content) -> Template:
    return content.template_of("dakar-2013")


@pytest.fixture(scope="session")
def perfect_table(template: Template) -> Table:
    return {
        code: [_printed_row(template, code, row) for row in rows] for code, rows in PERFECT.items()
    }


@dataclass(frozen=True)
class Reporting:
    """Reads the perfect report with changes: "measures.0.level" -> value, None empties the
    cell; "contacts" -> None removes the sheet, "contacts" -> [] its rows."""

    content: Content
    template: Template
    table: Table

    def recognised(self, changes: Mapping[str, Any], meta: Meta | None = None) -> RecognisedTable:
        table = deepcopy(self.table)
        for path, value in changes.items():
            sheet, _, rest = path.partition(".")
            if not rest:
                table[sheet] = value
                continue
            number, _, key = rest.partition(".")
            while len(table[sheet]) <= int(number):
                table[sheet].append({})
            table[sheet][int(number)][key] = value
        sheets = {
            code: sheet_rows(self.template.sheets[code], rows)
            for code, rows in table.items()
            if rows is not None
        }
        own = Meta("progress-report", "1", "dakar", "SEN", "dakar-2013", "fr", present=True)
        return RecognisedTable(self.template, meta or own, sheets)

    def clean(
        self,
        changes: Mapping[str, Any] | None = None,
        meta: Meta | None = None,
        stated: Stated | None = None,
        states: Mapping[str, bool] | None = None,
    ) -> CleanReport:
        recognised = self.recognised(changes or {}, meta)
        return validate(recognised, self.content, stated or Stated(), states or {})

    def findings(
        self,
        changes: Mapping[str, Any] | None = None,
        history: History | None = None,
        today: date = TODAY,
        **identity: Any,
    ) -> tuple[Finding, ...]:
        """What validation and the checks say together, in the order of the file."""
        report = self.clean(changes, **identity)
        found = (*report.findings, *check(report, self.content, history or History(), today))
        return in_order(found, [sheet.key for sheet in self.template.sheets.values()])

    def address(self, path: str) -> str:
        """ "measures.0.level" -> its A1 address."""
        sheet, number, key = path.split(".")
        rows: list[dict[str, Any]] = [{} for _ in range(int(number) + 1)]
        return sheet_rows(self.template.sheets[sheet], rows).rows[int(number)].places[key]


@pytest.fixture(scope="session")
def reporting(content: Content, template: Template, perfect_table: Table) -> Reporting:
    return Reporting(content, template, perfect_table)


FindingsOf = Callable[..., list[tuple[str, str]]]


@pytest.fixture(scope="session")
def findings_of(reporting: Reporting) -> FindingsOf:
    """`findings_of({"measures.0.level": "5"}) == [("L7", "not-in-list")]`"""

    def places_and_codes(changes: Mapping[str, Any] | None = None, **how: Any) -> Any:
        return [(f.cell, f.code) for f in reporting.findings(changes, **how)]

    return places_and_codes


@pytest.fixture(scope="session")
def printed_row(template: Template) -> Callable[..., dict[str, Any]]:
    """`printed_row("objectives", {"answer": "2"})`: the codes as drop-downs print them."""
    return partial(_printed_row, template)


@pytest.fixture(scope="session")
def measure_row(template: Template) -> Callable[..., dict[str, Any]]:
    """A complete measure, changed by codes and values."""

    def row(**changes: Any) -> dict[str, Any]:
        complete = {
            "update_type": "NEW",
            "title_fr": "Accord de mobilité",
            "title_en": "Mobility agreement",
            "mtype": "AGR",
            "objective": "1",
            "level": "2",
            "pace": "ON",
            "end_planned": date(2014, 12, 31),
            "lead": "Ministère",
        }
        return _printed_row(template, "measures", {**complete, **changes})

    return row


@pytest.fixture(scope="session")
def measures_of(findings_of: FindingsOf, measure_row: Callable[..., dict[str, Any]]) -> FindingsOf:
    """Findings of a report with these measures, rightly counted."""

    def found(*rows: dict[str, Any], history: History | None = None) -> list[tuple[str, str]]:
        table = [measure_row(**row) for row in rows]
        return findings_of(
            {"measures": table, "id.0.n_measures_declared": len(table)}, history=history
        )

    return found


@pytest.fixture(scope="session")
def vocabulary(content: Content, template: Template) -> Vocabulary:
    return vocabulary_of(template, content)


@pytest.fixture(scope="session")
def read_as(vocabulary: Vocabulary) -> Callable[..., Reading]:
    """`read_as(ColumnType.NUMBER, "1 250")`: one cell by the type of its column."""

    def read(kind: ColumnType, value: Any, list_name: str | None = None) -> Reading:
        column = Column("key", {}, {}, kind, Need.OPTIONAL, list_name)
        return read_cell(cell_of(value, FIRST_DATA_ROW, 1), column, vocabulary)

    return read
