"""The template and its sheets are found by key, name or title; position says nothing."""

import random
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from loaders.entries import SheetRows, Workbook
from loaders.recognition import Recognised, recognise
from schemas.content import Content
from schemas.findings import Finding
from schemas.layout import LISTS_SHEET, META_SHEET, README_SHEET
from schemas.template import Shape, Template

Rows = list[list[Any]]
Pages = dict[str, Rows]


def codes(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(f.code, f.cell) for f in findings]


def plain(sheet: SheetRows) -> list[dict[str, Any]]:
    return [{key: cell.value for key, cell in row.cells.items()} for row in sheet.rows]


def contents(recognised: Recognised) -> dict[str, list[dict[str, Any]]]:
    return {code: plain(sheet) for code, sheet in recognised.sheets.items()}


def assert_places(recognised: Recognised) -> None:
    """The addresses that `places` states and those the cells have agree."""
    for sheet in recognised.sheets.values():
        for row in sheet.rows:
            addresses = {key: cell.address for key, cell in row.cells.items()}
            assert addresses == {key: row.places[key] for key in row.cells}


# The whole file


def test_a_report_as_it_was_printed(pages: Pages, seen: Any, template: Template) -> None:
    found = seen(pages)
    assert found.findings == ()
    assert found.template is template
    assert found.meta.present
    assert (found.meta.country, found.meta.round, found.meta.version) == ("SEN", "dakar-2013", "1")
    measures = found.sheets["measures"]
    assert [row.number for row in measures.rows] == [7, 8]
    assert measures.rows[0].cells["lead"].value == "<lead 1>"
    assert measures.title == "03_MESURES_MEASURES"
    assert plain(found.sheets["id"])[0]["consent"] == "<consent>"
    assert [row["objective"] for row in plain(found.sheets["objectives"])] == [
        str(n) for n in range(1, 11)
    ]
    assert_places(found)


@pytest.mark.parametrize("seed", range(5))
def test_position_says_nothing(pages: Pages, seen: Any, seed: int) -> None:
    """Sheets, columns and fixed rows shuffled, rows and columns inserted: the same report."""
    chance = random.Random(seed)
    expected = contents(seen(deepcopy(pages)))
    shuffled: Pages = {}
    for title in chance.sample(list(pages), len(pages)):
        rows = pages[title]
        if title[:2].isdecimal() and title not in (README_SHEET, LISTS_SHEET):
            width = max(len(row) for row in rows)
            order = chance.sample(range(width), width)
            filled = [row + [""] * (width - len(row)) for row in rows]
            rows = [filled[0], *([row[i] for i in order] for row in filled[1:])]
            rows = [[]] * chance.randrange(6) + [["", *row] for row in rows]
        shuffled[title] = rows
    found = seen(shuffled)
    assert found.findings == ()
    assert contents(found) == expected
    assert_places(found)


@pytest.mark.parametrize("left", ["fr", "en", "both in one cell"])
def test_without_machine_keys_the_labels_are_enough(
    pages: Pages, seen: Any, template: Template, left: str
) -> None:
    expected = contents(seen(deepcopy(pages)))
    for sheet in template.sheets.values():
        rows = pages[sheet.key]
        fr, en = rows[2], rows[3]
        both = [f"{a} / {b}" for a, b in zip(fr, en, strict=True)]
        header = {"fr": [fr], "en": [[t.upper() for t in en]], "both in one cell": [both]}[left]
        if sheet.shape is Shape.FORM and left == "both in one cell":
            continue
        pages[sheet.key] = [rows[0], *header, *rows[4:]]
    found = seen(pages)
    assert found.findings == ()
    assert contents(found) == expected


def test_portuguese_and_spanish_headers(pages: Pages, seen: Any, template: Template) -> None:
    sheet = template.sheets["measures"]
    aliased = [c for c in sheet.columns if c.aliases]
    assert len(aliased) > 20
    for number in (0, -1):
        rows = deepcopy(pages[sheet.key])
        rows[1:4] = [[c.aliases[number] if c.aliases else c.label["fr"] for c in sheet.columns]]
        found = seen({**pages, sheet.key: rows})
        assert found.findings == ()
        assert len(found.sheets["measures"].columns) == len(sheet.columns)


def test_questions_without_keys(pages: Pages, seen: Any, template: Template) -> None:
    sheet = template.sheets["id"]
    expected = contents(seen(deepcopy(pages)))["id"]
    for column in (1, 2):
        rows = deepcopy(pages[sheet.key])
        for row in rows[6:]:
            row[:3] = ["", row[column], ""]
        assert contents(seen({**pages, sheet.key: rows}))["id"] == expected


# Sheets


def test_renamed_sheets_are_known_by_their_key(pages: Pages, seen: Any) -> None:
    renamed = {f"Feuil{n}": rows for n, rows in enumerate(pages.values())}
    renamed[META_SHEET] = renamed.pop(f"Feuil{len(pages) - 1}")
    found = seen(renamed)
    assert codes(found.findings) == [("ignored-sheet", "")]
    assert found.findings[0].params == {"title": f"Feuil{len(pages) - 2}"}
    assert len(found.sheets) == 8


@pytest.mark.parametrize("title", ["03_mesures_measures", "Mesures et initiatives", "Measures"])
def test_a_sheet_without_key_is_known_by_its_name(pages: Pages, seen: Any, title: str) -> None:
    rows = pages.pop("03_MESURES_MEASURES")
    rows[0] = []
    found = seen({title: rows, **pages})
    assert found.findings == ()
    assert found.sheets["measures"].title == title


def test_a_form_without_key_is_known_by_its_name_and_questions(pages: Pages, seen: Any) -> None:
    rows = pages.pop("01_IDENTITE_ID")
    rows[0] = []
    found = seen({"Identité": rows, **pages})
    assert found.findings == ()
    assert found.sheets["id"].title == "Identité"


def test_a_sheet_without_key_and_name_is_known_by_the_title_in_it(pages: Pages, seen: Any) -> None:
    rows = pages.pop("03_MESURES_MEASURES")
    rows[0] = ["", "MESURES ET INITIATIVES"]
    assert seen({"Feuil1": rows, **pages}).findings == ()


def test_of_a_sheet_and_its_copy_the_one_with_the_name_is_read(pages: Pages, seen: Any) -> None:
    copy = deepcopy(pages["03_MESURES_MEASURES"])
    copy[6][2] = "of the copy"
    found = seen({"03_MESURES_MEASURES (2)": copy, **pages})
    assert codes(found.findings) == [("ignored-sheet", "")]
    assert found.sheets["measures"].title == "03_MESURES_MEASURES"


def test_a_sheet_of_another_kind_with_our_name_is_not_ours(pages: Pages, seen: Any) -> None:
    del pages["08_CONTACTS"]
    found = seen({**pages, "Contacts": [["Nom", "Rue"], ["a", "b"]]})
    assert codes(found.findings) == [("ignored-sheet", "")]
    assert "contacts" not in found.sheets


def test_empty_extra_sheets_are_not_worth_a_word(pages: Pages, seen: Any) -> None:
    assert seen({**pages, "Feuil1": []}).findings == ()


def test_a_missing_fixed_sheet_or_form_is_named_a_table_is_not(pages: Pages, seen: Any) -> None:
    for title in ("01_IDENTITE_ID", "02_OBJECTIFS_OBJECTIVES", "08_CONTACTS"):
        del pages[title]
    found = seen(pages)
    assert [(f.code, f.sheet) for f in found.findings] == [
        ("sheet-missing", "01_IDENTITE_ID"),
        ("sheet-missing", "02_OBJECTIFS_OBJECTIVES"),
    ]


# What the file says of itself


def test_the_document_properties_stand_in_for_a_lost_sheet(
    pages: Pages, content: Content, book_of: Any
) -> None:
    record = pages.pop(META_SHEET)
    lost = recognise(book_of(pages), content)
    assert [f.code for f in lost.findings] == ["meta-missing"]
    assert (lost.meta.present, lost.meta.country) == (False, "")
    properties = {f"dakar_{name}": str(value) for name, value in record}
    kept = recognise(book_of(pages, properties), content)
    assert kept.findings == ()
    assert (kept.meta.present, kept.meta.country) == (True, "SEN")


def test_an_edited_record_is_named(pages: Pages, content: Content, book_of: Any) -> None:
    found = recognise(book_of(pages, {"dakar_country": "MLI"}), content)
    assert [f.code for f in found.findings] == ["meta-missing"]
    assert found.meta.country == "SEN"


def test_a_record_of_another_template_is_named(pages: Pages, seen: Any) -> None:
    pages[META_SHEET][0] = ["template", "other-form"]
    found = seen(pages)
    assert [f.code for f in found.findings] == ["meta-missing"]
    assert found.template is not None


def test_another_workbook_is_refused(content: Content, book_of: Any) -> None:
    book = book_of({"Feuil1": [["Pays", "Montant"], ["Sénégal", 3]], "Contacts": [["Nom"]]})
    found = recognise(book, content)
    assert [f.code for f in found.findings] == ["not-this-template"]
    assert "03_MESURES_MEASURES" in found.findings[0].params["expected"]
    assert (found.template, dict(found.sheets)) == (None, {})


def test_an_empty_workbook_is_refused(content: Content) -> None:
    assert [f.code for f in recognise(Workbook((), {}), content).findings] == ["not-this-template"]


@pytest.mark.parametrize("version", [2, "beta"])
def test_an_unknown_version_is_refused(pages: Pages, seen: Any, version: object) -> None:
    pages[META_SHEET][1] = ["version", version]
    found = seen(pages)
    assert [(f.code, f.params) for f in found.findings] == [
        ("withdrawn-template", {"expected": "progress-report-1"})
    ]
    assert found.template is None


def with_newer(content: Content, template: Template, *, withdrawn: bool) -> Content:
    measures = template.sheets["measures"]
    added = replace(measures.columns[-1], key="new_question")
    sheets = {
        **template.sheets,
        "measures": replace(measures, columns=(*measures.columns, added)),
    }
    newer = replace(template, version=2, sheets=sheets)
    older = replace(template, withdrawn=withdrawn)
    return replace(content, templates={older.name: older, newer.name: newer})


def test_an_older_version_is_read_and_says_what_it_lacks(
    pages: Pages, content: Content, template: Template, book_of: Any
) -> None:
    found = recognise(book_of(pages), with_newer(content, template, withdrawn=False))
    assert found.template is not None
    assert found.template.version == 1
    assert [(f.code, f.params) for f in found.findings] == [
        (
            "older-template",
            {"template": "progress-report-2", "columns": ["measures.new_question"]},
        )
    ]


def test_a_withdrawn_version_is_refused(
    pages: Pages, content: Content, template: Template, book_of: Any
) -> None:
    found = recognise(book_of(pages), with_newer(content, template, withdrawn=True))
    assert [(f.code, f.params) for f in found.findings] == [
        ("withdrawn-template", {"expected": "progress-report-2"})
    ]


def test_remarks_of_the_reading_come_first(pages: Pages, content: Content, book_of: Any) -> None:
    book = replace(book_of(pages), remarks=(Finding("date-system-1904"),))
    assert [f.code for f in recognise(book, content).findings] == ["date-system-1904"]
