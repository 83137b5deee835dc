"""Exhibits as CSV, Excel and JSON: the same numbers, and nothing that a spreadsheet runs."""

import csv
from dataclasses import replace
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from dashboard.exhibits.base import BuiltExhibit, Fact, KeyFigure
from dashboard.exhibits.json import exhibit_json
from dashboard.exhibits.table import ColumnKind, Table, TableCell, TableColumn
from dashboard.exports.csv import csv_of, neutral
from dashboard.exports.xlsx import xlsx_of
from dashboard.filters import Filters
from schemas.content import Content

ATTACKS = (
    "=1+1",
    '=HYPERLINK("http://evil.example")',
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "  =1",
    "{=1+1}",
    "＝1",
    "http://evil.example",
)
COLUMNS = (
    TableColumn("country", "Country", ColumnKind.HEADER),
    TableColumn("1", "1", ColumnKind.LEVEL, title="Exchanges"),
    TableColumn("overall", "Mean", ColumnKind.NUMBER),
    TableColumn("share", "Coverage", ColumnKind.SHARE),
    TableColumn("day", "Published", ColumnKind.DATE),
    TableColumn("text", "Text"),
)


def cells(*values: Any) -> tuple[TableCell, ...]:
    looks = {1: str(values[1]) if values[1] else ""}
    return tuple(TableCell(value, look=looks.get(place, "")) for place, value in enumerate(values))


def built(
    *rows: tuple[TableCell, ...],
    provenance: str = "reported",
    foot: tuple[tuple[TableCell, ...], ...] = (),
    groups: tuple[tuple[str, int], ...] = (),
) -> BuiltExhibit:
    return BuiltExhibit(
        code="scorecard",
        title="=Two countries",
        subtitle="Level, Dakar 2013",
        coverage="2 of 57 countries",
        not_shown="1 measure not shown",
        source_line="Source: reports",
        alt="A table",
        provenance=provenance,
        badge="",
        chart=None,
        table=Table("Caption", COLUMNS, rows, groups, foot),
        filters=Filters(round="dakar-2013"),
        note="Note",
        figures=(KeyFigure("2", "Countries", "2 of 57", 2),),
    )


SENEGAL = cells("Senegal", "3", 66.666666667, 0.8, "2013-09-01", "done")
MALI = cells("Mali", "NA", None, None, None, None)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"))))


def test_csv_holds_the_fractions_and_the_codes(content: Content) -> None:
    data = csv_of(built(SENEGAL, MALI), content.words["en"], "Region: West Africa")
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows_of(data) == [
        ["Country", "1", "Mean", "Coverage", "Published", "Text"],
        ["Senegal", "3", "66.666666667", "0.8", "2013-09-01", "done"],
        ["Mali", "NA", "", "", "", ""],
        [],
        ["'=Two countries"],
        ["Level, Dakar 2013"],
        ["2 of 57 countries"],
        ["1 measure not shown"],
        ["Region: West Africa"],
        ["Note"],
        ["Source: reports"],
    ]


def test_every_row_of_fictional_data_bears_its_mark(content: Content) -> None:
    rows = rows_of(csv_of(built(SENEGAL, provenance="illustrative"), content.words["fr"]))
    assert [rows[0][-1], rows[1][-1]] == ["Provenance", "Données fictives"]
    assert any(row and row[0].startswith("Données fictives. ") for row in rows[3:])


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_becomes_a_formula_or_a_link(text: str, content: Content) -> None:
    row = cells(text, "3", 1.0, 0.5, None, text)
    words = content.words["en"]
    shown = rows_of(csv_of(built(row), words))[1][-1]
    assert shown == neutral(text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "＝"))
    data = xlsx_of(built(row), words)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    found = [cell for line in sheet.iter_rows() for cell in line if cell.value == text]
    assert [cell.data_type for cell in found] == ["s", "s"]
    assert all(cell.hyperlink is None for cell in found)
    with ZipFile(BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_facts_beside_the_numbers_travel_along(content: Content) -> None:
    fact = Fact("Obstacle", "=no staff", note="02_OBJECTIFS M9")
    exhibit = replace(built(MALI), facts=(fact,))
    assert rows_of(csv_of(exhibit, content.words["en"]))[-1] == [
        "Obstacle",
        "'=no staff",
        "02_OBJECTIFS M9",
    ]
    last = list(sheet_of(exhibit, content).iter_rows(max_col=2))[-1]
    assert [cell.value for cell in last] == ["Obstacle", "=no staff (02_OBJECTIFS M9)"]
    assert last[1].data_type == "s"
    assert exhibit_json(exhibit, exhibit.filters)["facts"][0]["text"] == "=no staff"


def test_a_negative_number_stays_a_number(content: Content) -> None:
    row = cells("Mali", None, -12.5, None, None, None)
    assert rows_of(csv_of(built(row), content.words["en"]))[1][2] == "-12.5"


def sheet_of(exhibit: BuiltExhibit, content: Content, language: str = "en") -> Any:
    return load_workbook(
        BytesIO(xlsx_of(exhibit, content.words[language], "Region: all"))
    ).worksheets[0]


def test_a_workbook_shows_integers_and_keeps_fractions(content: Content) -> None:
    sheet = sheet_of(built(SENEGAL, MALI), content)
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(n for n, line in enumerate(lines) if line[0] == "Country")
    assert [line[0] for line in lines[: top - 1]] == [
        "=Two countries",
        "Level, Dakar 2013",
        "2 of 57 countries",
        "1 measure not shown",
        "Region: all",
        "Note",
        "Source: reports",
    ]
    assert lines[top + 1] == ["Senegal", 3, 66.666666667, 0.8, datetime(2013, 9, 1), "done"]
    assert lines[top + 2][:3] == ["Mali", "NA", None]
    first = [cell.number_format for cell in sheet[top + 2]]
    assert (first[2], first[3]) == ("0", "0%")
    assert sheet[top + 2][1].fill.fgColor.rgb == "FF2A6FB0"
    assert sheet.freeze_panes == f"B{top + 2}"
    key = [line[0] for line in lines[top + 3 :] if line[0]]
    assert key == ["3 – Advanced", "NA – Not applicable"]


def test_a_workbook_of_fictional_data_says_so_above_the_table(content: Content) -> None:
    sheet = sheet_of(built(SENEGAL, provenance="illustrative"), content, "fr")
    marked = [
        row[0] for row in sheet.iter_rows(max_row=8) if "Données fictives" in str(row[0].value)
    ]
    assert [cell.font.bold for cell in marked] == [True]
    assert sheet.title == "Données"


def test_groups_and_foot_stand_in_their_places(content: Content) -> None:
    foot = cells("All", "4", 50.0, 0.5, None, None)
    exhibit = built(SENEGAL, MALI, groups=(("West", 1), ("Sahel", 1)), foot=(foot,))
    column = [row[0].value for row in sheet_of(exhibit, content).iter_rows()]
    start = column.index("Country")
    assert column[start : start + 6] == ["Country", "West", "Senegal", "Sahel", "Mali", "All"]


def test_our_codes_are_written_as_words_and_the_rest_as_it_is(content: Content) -> None:
    row = (
        TableCell("mean", "Mean of all"),
        TableCell("NI", "Information not available", "NI"),
        TableCell(12.5, "13"),
        TableCell(None, "–"),
        TableCell("2013-09-01", "1 September 2013"),
        TableCell("waiting", "Not yet reported", "waiting"),
    )
    address = (*row[:5], TableCell("https://example.org/a", "Source page"))
    exhibit = built(row, address)
    expected = ["Mean of all", "NI", "12.5", "", "2013-09-01"]
    lines = rows_of(csv_of(exhibit, content.words["en"]))
    assert lines[1] == [*expected, "Not yet reported"]
    assert lines[2] == [*expected, "https://example.org/a"]
    sheet = sheet_of(exhibit, content)
    shown = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert ["Mean of all", "NI", 12.5, None, datetime(2013, 9, 1), "Not yet reported"] in shown


def test_a_text_longer_than_a_cell_goes_on_below(content: Content) -> None:
    row = cells("Mali", None, None, None, None, "a" * 70_000)
    sheet = sheet_of(built(row, SENEGAL), content)
    texts = [row[5].value for row in sheet.iter_rows() if row[5].value and "a" in row[5].value]
    assert [len(text) for text in texts] == [32_000, 32_000, 6_000]
    assert [r[0].value for r in sheet.iter_rows()].index("Senegal") > 0


def test_control_characters_do_not_stop_an_export(content: Content) -> None:
    row = cells("Mali\x07", None, None, None, None, "a\x0bb")
    assert load_workbook(BytesIO(xlsx_of(built(row), content.words["en"])))


def test_the_same_exhibit_gives_the_same_bytes(content: Content) -> None:
    words = content.words["fr"]
    assert xlsx_of(built(SENEGAL), words) == xlsx_of(built(SENEGAL), words)


def test_json_holds_codes_under_the_keys_of_columns() -> None:
    filters = Filters(round="dakar-2013", countries=("SEN", "MLI"), start="2013-01-01")
    shown = exhibit_json(built(SENEGAL, MALI), filters)
    assert shown["rows"][0] == {
        "country": "Senegal",
        "1": "3",
        "overall": 66.666666667,
        "share": 0.8,
        "day": "2013-09-01",
        "text": "done",
    }
    assert shown["rows"][1]["overall"] is None
    assert shown["filters"] == {
        "round": "dakar-2013",
        "basis": "declared",
        "countries": ["SEN", "MLI"],
        "from": "2013-01-01",
    }
    assert shown["columns"][1] == {
        "key": "1",
        "label": "1",
        "title": "Exchanges",
        "kind": "level",
    }
    assert (shown["provenance"], shown["figures"][0]["value"]) == ("reported", 2)
