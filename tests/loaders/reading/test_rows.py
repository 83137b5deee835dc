"""Columns, questions and fixed rows are found wherever they stand, and nothing is lost unsaid."""

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from loaders.entries import Cell, Kind, SheetRows
from loaders.headings import names_of, nearest
from loaders.recognition import Recognised, recognise
from schemas.content import Content
from schemas.findings import Finding
from schemas.template import Template

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


# Columns and cells


def test_a_missing_column_is_named_with_the_nearest_header(
    pages: Pages, seen: Any, template: Template
) -> None:
    sheet = template.sheets["measures"]
    at = [c.key for c in sheet.columns].index("lead")
    rows = pages[sheet.key]
    rows[1][at], rows[2][at], rows[3][at] = "", "Institution responsables", ""
    found = seen(pages)
    header = "Institution responsables"
    assert [(f.code, f.params) for f in found.findings] == [
        ("column-missing", {"column": "measures.lead", "nearest": header}),
        ("ignored-column", {"header": header}),
    ]
    assert "lead" not in found.sheets["measures"].columns


def test_a_missing_column_of_an_unused_table_is_not_missed(pages: Pages, seen: Any) -> None:
    rows = pages["06_ASSISTANCE"]
    pages["06_ASSISTANCE"] = [row[:4] for row in rows[:6]]
    assert seen(pages).findings == ()


def test_own_columns_and_notes_are_named(pages: Pages, seen: Any, template: Template) -> None:
    width = len(template.sheets["measures"].columns)
    rows = pages["03_MESURES_MEASURES"]
    rows[2] += ["Notre code"]
    rows[6] += ["X1", "", "note"]
    rows[7] += ["X2", "", "note"]
    found = seen(pages)
    assert [f.code for f in found.findings] == ["ignored-column", "ignored-cells"]
    column, cells = found.findings
    assert (column.value, column.params) == ("Notre code", {"header": "Notre code"})
    first, second = Cell(7, width + 3, Kind.TEXT, ""), Cell(8, width + 3, Kind.TEXT, "")
    assert cells.cell == first.address
    assert cells.params == {"cells": f"{first.address}, {second.address}"}


def test_of_two_columns_with_one_key_the_second_is_ignored(pages: Pages, seen: Any) -> None:
    rows = pages["03_MESURES_MEASURES"]
    rows[1] += ["level"]
    rows[6] += ["<second>"]
    found = seen(pages)
    assert [(f.code, f.value) for f in found.findings] == [("ignored-column", "level")]
    assert found.sheets["measures"].rows[0].cells["level"].value == "<level 1>"


def test_a_missing_question_is_named(pages: Pages, seen: Any) -> None:
    rows = pages["01_IDENTITE_ID"]
    pages["01_IDENTITE_ID"] = [row for row in rows if not row or row[0] != "period_to"]
    found = seen(pages)
    assert [f.params["column"] for f in found.findings] == ["id.period_to"]


def test_a_form_without_its_column_of_answers(pages: Pages, seen: Any) -> None:
    rows = pages["01_IDENTITE_ID"]
    for row in rows[1:4]:
        row[4] = ""
    found = seen(pages)
    assert [(f.code, f.params["column"]) for f in found.findings] == [
        ("column-missing", "id.period_from")
    ]
    assert found.sheets["id"].rows[0].cells == {}


def test_an_answer_to_no_question_and_to_a_repeated_one(pages: Pages, seen: Any) -> None:
    rows = pages["01_IDENTITE_ID"]
    rows += [["", "Autre question", "", "", "réponse"], ["consent", "", "", "", "SEC"]]
    found = seen(pages)
    assert [(f.code, f.cell) for f in found.findings] == [("ignored-cells", "E24")]
    assert found.findings[0].params == {"cells": "E24, E25"}
    assert found.sheets["id"].rows[0].cells["consent"].value == "<consent>"


def test_rows_with_nothing_but_a_formula_are_not_started(pages: Pages, seen: Any) -> None:
    check = Cell(9, 1, Kind.TEXT, "", formula='=IF(COUNTA(B9:Z9)=0,"","?")')
    pages["03_MESURES_MEASURES"] += [[check], [], ["", "SEN-M0003"]]
    found = seen(pages)
    assert [row.number for row in found.sheets["measures"].rows] == [7, 8, 11]


def test_a_formula_that_was_never_calculated_is_a_filled_cell(pages: Pages, seen: Any) -> None:
    pages["03_MESURES_MEASURES"] += [["", "", Cell(9, 3, Kind.TEXT, None, formula="=A1")]]
    row = seen(pages).sheets["measures"].rows[-1]
    assert (row.number, row.cells["update_type"].formula) == (9, "=A1")


def test_hidden_rows_and_merged_cells_among_answers_are_named(
    pages: Pages, content: Content, book_of: Any
) -> None:
    book = book_of(pages)
    grids = [
        replace(g, hidden_rows=frozenset({2, 7, 8, 30}), merged=("B1:F1", "C7:C8", "ZA7:ZB8"))
        if g.title in ("03_MESURES_MEASURES", "01_IDENTITE_ID")
        else g
        for g in book.grids
    ]
    found = recognise(replace(book, grids=tuple(grids)), content)
    assert [(f.code, f.sheet, f.cell, f.params) for f in found.findings] == [
        ("hidden-rows-read", "01_IDENTITE_ID", "", {"rows": "7-8"}),
        ("hidden-rows-read", "03_MESURES_MEASURES", "", {"rows": "7-8"}),
        ("merged-cells-read", "03_MESURES_MEASURES", "C7", {"cells": "C7:C8"}),
    ]


# Fixed rows


@pytest.mark.parametrize(
    "printed",
    [
        4,
        "4 · Frontières, réadmission, retour",
        "Objectif 4",
        "objective no. 4",
        "04",
        "frontieres, readmission, retour",
    ],
)
def test_an_objective_is_known_however_it_is_written(
    pages: Pages, seen: Any, printed: object
) -> None:
    at = pages["02_OBJECTIFS_OBJECTIVES"][1].index("objective")
    pages["02_OBJECTIFS_OBJECTIVES"][9][at] = printed
    found = seen(pages)
    assert found.findings == ()
    assert found.sheets["objectives"].rows[3].cells["objective"].value == "4"


def test_an_objective_without_its_code_is_known_by_its_label(
    pages: Pages, seen: Any, content: Content
) -> None:
    rows = pages["02_OBJECTIFS_OBJECTIVES"]
    wording = content.frameworks["dakar"].objectives["4"].wording.text
    at, label = rows[1].index("objective"), rows[1].index("label_en")
    rows[9][at], rows[9][label] = "", wording["en"].upper()
    found = seen(pages)
    assert found.findings == ()
    assert found.sheets["objectives"].rows[3].cells["objective"].value == "4"


def test_missing_double_and_strange_objectives(pages: Pages, seen: Any) -> None:
    rows = pages["02_OBJECTIFS_OBJECTIVES"]
    at = rows[1].index("objective")
    rows[9][at], rows[10][at] = "3", "11"
    found = seen(pages)
    assert [(f.code, f.params.get("objective")) for f in found.findings] == [
        ("objective-row-double", "3"),
        ("objective-row-missing", "4"),
        ("objective-row-missing", "5"),
        ("ignored-cells", None),
    ]
    assert found.findings[0].cell == f"{'ABCDEFGH'[at]}10"
    assert [row["objective"] for row in plain(found.sheets["objectives"])] == [
        *("1", "2"),
        *("6", "7", "8", "9", "10"),
    ]


def test_a_theme_is_known_by_its_label_and_missed_by_its_code(
    pages: Pages, seen: Any, content: Content
) -> None:
    rows = pages["04_THEMES"]
    at = rows[1].index("theme")
    rows[6][at] = content.frameworks["dakar"].themes["data"].short["en"]
    rows[7][at] = "crisis"
    del rows[8]
    found = seen(pages)
    assert [(f.code, f.params) for f in found.findings] == [
        ("objective-row-missing", {"objective": "BORDER"})
    ]
    assert [row["theme"] for row in plain(found.sheets["themes"])] == ["DATA", "CRISIS"]


def test_no_header_resembles_nothing(template: Template) -> None:
    names = names_of(template.sheets["measures"])[2]
    assert nearest(names, ["Autre chose", ""]) == ""


def test_a_help_row_that_was_edited_is_no_answer(pages: Pages, seen: Any) -> None:
    rows = pages["03_MESURES_MEASURES"]
    rows[4] = ["notre note"] * len(rows[4])
    assert [row.number for row in seen(pages).sheets["measures"].rows] == [7, 8]


def test_a_heading_without_help_and_marks(pages: Pages, seen: Any) -> None:
    rows = pages["03_MESURES_MEASURES"]
    del rows[4:6]
    rows[4][2:] = ["-"] * 3
    assert [row.number for row in seen(pages).sheets["measures"].rows] == [5, 6]


def test_a_long_text_is_no_header_and_costs_little(pages: Pages, seen: Any) -> None:
    long = "é" * 100_000
    pages["03_MESURES_MEASURES"][2] += [long] * 40
    started = time.perf_counter()
    found = seen(pages)
    assert time.perf_counter() - started < 2
    assert {f.code for f in found.findings} == {"ignored-column"}
    assert max(len(f.value) for f in found.findings) == 400


def test_notes_beside_a_table_make_no_row_of_its_heading(pages: Pages, seen: Any) -> None:
    rows = pages["03_MESURES_MEASURES"]
    expected = contents(seen(pages))
    for number, row in enumerate(rows, start=1):
        row += [""] * 4 + [f"Note {number}"]
    found = seen(pages)
    assert codes(found.findings) == [("ignored-column", found.findings[0].cell)]
    assert contents(found) == expected
