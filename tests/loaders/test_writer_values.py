"""What stands in the cells of a filled or prefilled workbook."""

import time
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from loaders.recognition import recognise
from loaders.workbook import read_workbook
from loaders.writer import Prefill, filled_workbook, prefilled_workbook
from schemas.content import Content
from schemas.layout import FIRST_DATA_ROW, META_SHEET

Fill = Callable[..., Workbook]


@pytest.fixture
def fill(content: Content) -> Fill:
    def write(**sheets: list[dict[str, Any]]) -> Workbook:
        return load_workbook(BytesIO(filled_workbook(content, "SEN", "dakar-2013", sheets)))

    return write


def cells(
    book: Workbook, content: Content, code: str, row: int = FIRST_DATA_ROW
) -> dict[str, Cell]:
    """Column key -> cell of a table row."""
    sheet = content.template_of("dakar-2013").sheets[code]
    page = book[sheet.key]
    return {c.key: page.cell(row, n) for n, c in enumerate(sheet.columns, start=1)}


def filled(row: dict[str, Cell]) -> dict[str, Any]:
    return {k: c.value for k, c in row.items() if c.value is not None and c.data_type != "f"}


def test_values_are_written_as_a_person_would(fill: Fill, content: Content) -> None:
    book = fill(
        measures=[
            {
                "measure_id": "SEN-M0001",
                "update_type": "NEW",
                "title_fr": "Loi sur l’asile",
                "objective": "10",
                "end_planned": date(2014, 3, 31),
                "countries": ("MLI", "FRA"),
                "amount": 1250.5,
                "year": 2013,
                "theme": "-",
            }
        ]
    )
    row = cells(book, content, "measures")
    assert filled(row) == {
        "measure_id": "SEN-M0001",
        "update_type": "NEW · Nouvelle / New",
        "title_fr": "Loi sur l’asile",
        "objective": content.template_of("dakar-2013").lists["objective"]["10"].shown,
        "end_planned": datetime(2014, 3, 31),
        "countries": "Mali; France",
        "amount": 1250.5,
        "year": 2013,
        "theme": "- · Aucun / None",
    }
    assert row["end_planned"].number_format == "yyyy-mm-dd"
    assert row["title_fr"].number_format == "@"
    assert row["title_fr"].protection.locked is False
    assert row["row_check"].data_type == "f"


def test_a_value_outside_its_list_stays_as_typed(fill: Fill, content: Content) -> None:
    book = fill(objectives=[{"objective": "3", "answer": "50 %", "next_date": "03/04/2013"}])
    row = cells(book, content, "objectives", FIRST_DATA_ROW + 2)
    assert row["answer"].value == "50 %"
    assert (row["next_date"].value, row["next_date"].data_type) == ("03/04/2013", "s")


def test_fixed_rows_find_their_place_and_odd_ones_follow(fill: Fill, content: Content) -> None:
    book = fill(
        themes=[{"theme": "crisis", "need": "x"}, {"theme": "SEA", "need": "y"}],
    )
    found = [cells(book, content, "themes", FIRST_DATA_ROW + n) for n in range(4)]
    assert [(row["theme"].value, row["need"].value) for row in found] == [
        ("DATA", None),
        ("BORDER", None),
        ("CRISIS", "x"),
        ("SEA", "y"),
    ]


def test_form_answers_and_overrides(fill: Fill) -> None:
    book = fill(id=[{"iso3": "MLI", "consent": "PUB", "n_measures_declared": 3}])
    page = book["01_IDENTITE_ID"]
    answers = {page.cell(row, 1).value: page.cell(row, 5).value for row in range(7, 24)}
    assert answers["iso3"] == "MLI"
    assert answers["consent"] == "PUB · Publiable / May be published"
    assert answers["n_measures_declared"] == 3
    assert answers["round"] == "dakar-2013"


HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://x")',
    "@x",
    "+1",
    "-1",
    "{=1+1}",
    "http://x.example",
    "\t=1",
    "1",
)


def test_text_is_never_a_formula_a_link_or_a_number(content: Content, fill: Fill) -> None:
    rows = {
        "measures": [{"title_fr": text, "update_type": text} for text in HOSTILE],
        "contacts": [{"name": text} for text in HOSTILE],
        "id": [{"institution": HOSTILE[0]}],
    }
    prefilled = prefilled_workbook(content, "SEN", "dakar-2013", Prefill(rows=rows))
    for book in (fill(**rows), load_workbook(BytesIO(prefilled))):
        assert book["01_IDENTITE_ID"]["E16"].value == HOSTILE[0]
        assert book["01_IDENTITE_ID"]["E16"].data_type == "s"
        for number, text in enumerate(HOSTILE, start=FIRST_DATA_ROW):
            for code, key in (("measures", "title_fr"), ("contacts", "name")):
                cell = cells(book, content, code, number)[key]
                assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_text_no_cell_can_hold_is_our_mistake(fill: Fill) -> None:
    with pytest.raises(ValueError, match="32767"):
        fill(measures=[{"title_fr": "x" * 32_768}])


def test_prefill_never_gives_the_level(content: Content) -> None:
    prefill = Prefill(
        rows={
            "id": [{"institution": "Ministère", "report_lang": "FR", "author_name": "N"}],
            "measures": [
                {"measure_id": "SEN-M0004", "title_fr": "Loi", "level": "3", "flag": "SUSP"}
            ],
            "profiles": [{"mp_status": "PUB", "mp_interest": "YES"}],
        },
        answers={"2": "1"},
        last_report="SEN-madrid-2012-v1",
    )
    book = load_workbook(BytesIO(prefilled_workbook(content, "SEN", "dakar-2013", prefill)))
    row = cells(book, content, "measures")
    assert filled(row) == {
        "measure_id": "SEN-M0004",
        "title_fr": "Loi",
        "prev_level": "3 · Avancée / Advanced",
    }
    assert row["prev_level"].protection.locked
    objective = cells(book, content, "objectives", FIRST_DATA_ROW + 1)
    assert objective["prev_answer"].value == "1 · Préparation / Preparation"
    assert objective["answer"].value is None
    profile = book["07_PROFILS_IMAP"]
    assert not profile.column_dimensions["D"].hidden
    said = {
        profile.cell(r, 1).value: (profile.cell(r, 4).value, profile.cell(r, 5).value)
        for r in range(7, 15)
    }
    published = "PUB · Publié / Published"
    assert said["mp_status"] == (published, published)
    assert said["mp_interest"] == ("YES · Intéressé / Interested", None)
    identity = book["01_IDENTITE_ID"]
    answers = {identity.cell(r, 1).value: identity.cell(r, 5).value for r in range(7, 24)}
    assert (answers["institution"], answers["author_name"]) == ("Ministère", None)
    meta = dict(book[META_SHEET].iter_rows(min_row=2, max_col=2, values_only=True))
    assert (meta["last_report"], meta["language"]) == ("SEN-madrid-2012-v1", "fr")


def test_the_reader_finds_everything_again(content: Content) -> None:
    rows = {
        "id": [{"consent": "PUB", "validated_on": date(2013, 6, 3)}],
        "objectives": [{"objective": "1", "answer": "2", "basis": "DOC"}],
        "measures": [{"update_type": "NEW", "title_en": "Law"}, {"update_type": "SAME"}],
        "contacts": [{"role": "NFP", "name": "N"}],
    }
    source = filled_workbook(content, "SEN", "dakar-2013", rows, prepared_rows=True)
    recognised = recognise(read_workbook(source, "SEN.xlsx"), content)
    assert recognised.findings == ()
    assert (recognised.meta.country, recognised.meta.round) == ("SEN", "dakar-2013")
    found = {
        code: [{key: cell.value for key, cell in row.cells.items()} for row in sheet.rows]
        for code, sheet in recognised.sheets.items()
    }
    assert found["measures"][0]["title_en"] == "Law"
    assert found["measures"][1]["update_type"] == "SAME · Inchangée / Unchanged"
    assert found["objectives"][0]["answer"] == "2 · En cours / Under way"
    assert found["id"][0]["validated_on"] == datetime(2013, 6, 3)
    assert found["contacts"][0]["name"] == "N"


def test_writing_is_fast_enough_for_every_country(content: Content) -> None:
    """All samples are 227 workbooks in 15 s; measured in processor time, with room to spare."""
    rows = {
        "objectives": [{"objective": str(n), "answer": "2"} for n in range(1, 11)],
        "measures": [{"update_type": "NEW", "title_fr": "x" * 80, "level": "2"}] * 12,
    }
    started = time.process_time()
    for _ in range(5):
        filled_workbook(content, "SEN", "dakar-2013", rows)
    assert time.process_time() - started < 5 * 0.3
