"""Row checks, counts and drop-downs in a spreadsheet program: LibreOffice computes them."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from loaders.entries import column_letters
from loaders.writer import Prefill, blank_workbook, prefilled_workbook
from loaders.writing.rowcheck import check_result
from schemas.content import Content
from schemas.layout import FIRST_DATA_ROW
from schemas.template import ColumnType, Shape, Template

Convert = Callable[[Path, str, Path], Path]

OBJECTIVES: list[tuple[dict[str, Any], str]] = [
    ({}, "2"),
    ({"answer": "4", "basis": "DOC"}, "OK"),
    ({"answer": "2", "basis": "DOC"}, "2"),
    ({"answer": "2", "basis": "DOC", "pace": "ON", "next_step": "x"}, "1"),
    ({"answer": "2", "basis": "DOC", "pace": "ON", "next_step": "x", "next_date": "d"}, "OK"),
    ({"answer": "NI", "basis": "EXP"}, "1"),
    ({"answer": "NI", "basis": "EXP", "answer_reason": "x"}, "OK"),
    ({"answer": "!En cours", "basis": "DOC"}, "1"),
    ({"answer": "!4", "basis": "!doc"}, "OK"),
    ({"answer": "!50 %", "basis": "!" + "x" * 300}, "2"),
]
"""Cells of the ten rows -> what the check says. Codes are printed, "!" is typed by hand, "d" a
date."""

MEASURES: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"update_type": "SAME"}, "OK"),
    ({"update_type": "NEW"}, "4"),
    ({"update_type": "NEW", "title_en": "x", "mtype": "LAW", "lead": "x", "level": "NA"}, "1"),
    ({"update_type": "DROP"}, "1"),
    ({"update_type": "DROP", "reason": "x"}, "OK"),
    ({"title_fr": "x"}, "4"),
    ({"update_type": "NEW", "title_fr": "x", "mtype": "PRJ", "lead": "x", "level": "3"}, "3"),
    (
        {
            "update_type": "UPD",
            "title_fr": "x",
            "mtype": "PRJ",
            "lead": "x",
            "level": "2",
            "flag": "SUSP",
            "end_planned": "d",
            "objective": "1",
        },
        "1",
    ),
    (
        {
            "update_type": "DONE",
            "title_fr": "x",
            "mtype": "PRJ",
            "lead": "x",
            "level": "4",
            "end_actual": "d",
            "evidence": "x",
            "result": "x",
            "objective": "1",
            "amount": 5,
        },
        "1",
    ),
    ({"update_type": "SAME", "objective": "10", "level": "0"}, "OK"),
    ({"update_type": "!IDEM", "objective": "!1 · autre"}, "1"),
]


def printed(value: Any, list_name: str | None, template: Template) -> Any:
    if value == "d":
        return date(2014, 5, 1)
    if isinstance(value, str) and value.startswith("!"):
        return value[1:]
    return value if list_name is None else template.lists[list_name][value].shown


def type_in(
    book: Workbook, template: Template, code: str, rows: list[tuple[dict[str, Any], str]]
) -> list[dict[str, Any]]:
    """Types the rows into a sheet as a person does; the cells as they then stand."""
    sheet = template.sheets[code]
    numbers = {c.key: n for n, c in enumerate(sheet.columns, start=1)}
    typed = []
    for row, (values, _) in enumerate(rows, start=FIRST_DATA_ROW):
        shown = {k: printed(v, sheet.column(k).list, template) for k, v in values.items()}
        for key, value in shown.items():
            book[sheet.key].cell(row, numbers[key]).value = value
        typed.append(shown)
    return typed


@pytest.fixture(scope="module")
def template(content: Content) -> Template:
    return content.template_of("dakar-2013")


@pytest.fixture(scope="module")
def recalculated(
    content: Content,
    template: Template,
    convert: Convert,
    tmp_path_factory: pytest.TempPathFactory,
) -> Workbook:
    """A blank file with rows typed in, saved without results, computed by LibreOffice."""
    folder = tmp_path_factory.mktemp("typed")
    book = load_workbook(BytesIO(blank_workbook(content, "SEN", "dakar-2013")))
    type_in(book, template, "objectives", OBJECTIVES)
    type_in(book, template, "measures", MEASURES)
    previous = [c.key for c in template.sheets["measures"].columns].index("prev_level") + 1
    row = FIRST_DATA_ROW + 1
    page = book["03_MESURES_MEASURES"]
    page.cell(row, previous).value = template.lists["answer"]["1"].shown
    objective = [c.key for c in template.sheets["measures"].columns].index("objective") + 1
    page.cell(row, objective).value = template.lists["objective"]["1"].shown
    file = folder / "typed.xlsx"
    book.save(file)
    (folder / "out").mkdir()
    return load_workbook(convert(file, "xlsx", folder / "out"), data_only=True)


def shown(book: Workbook, template: Template, code: str, key: str, rows: int) -> list[str]:
    sheet = template.sheets[code]
    number = [c.key for c in sheet.columns].index(key) + 1
    found = [book[sheet.key].cell(FIRST_DATA_ROW + n, number).value for n in range(rows)]
    return ["" if value is None else str(value) for value in found]


def test_row_checks_count_what_is_left(recalculated: Workbook, template: Template) -> None:
    for code, rows in (("objectives", OBJECTIVES), ("measures", MEASURES)):
        checks = shown(recalculated, template, code, "row_check", len(rows))
        assert checks == [wanted for _, wanted in rows]


def test_the_result_shown_before_computing_is_the_same(template: Template) -> None:
    book = Workbook()
    for code, rows in (("objectives", OBJECTIVES), ("measures", MEASURES)):
        sheet = template.sheets[code]
        book.create_sheet(sheet.key)
        typed = type_in(book, template, code, rows)
        assert [check_result(sheet, template, row) for row in typed] == [w for _, w in rows]


def test_measures_are_counted_by_objective(recalculated: Workbook, template: Template) -> None:
    """Objective 1 has four rows: levels 1 (kept by SAME), 2 and 4, and one without level.
    Objective 10 is never counted as objective 1."""
    assert shown(recalculated, template, "objectives", "n_measures", 10) == [
        "4", "0", "0", "0", "0", "0", "0", "0", "0", "1",
    ]  # fmt: skip
    means = shown(recalculated, template, "objectives", "mean_measures", 10)
    assert float(means[0]) == pytest.approx(7 / 3)
    assert means[1:] == ["", "", "", "", "", "", "", "", "0"]


def test_drop_downs_colours_and_names_survive(recalculated: Workbook, template: Template) -> None:
    for sheet in template.sheets.values():
        page = recalculated[sheet.key]
        asked = {rule.formula1 for rule in page.data_validations.dataValidation}
        wanted = {
            f"list_{column.list}"
            for column in sheet.columns
            if column.type is ColumnType.LIST and column.is_input
        }
        assert wanted <= asked
        assert page.conditional_formatting
    assert {f"list_{name}" for name in template.lists} <= set(recalculated.defined_names)


def test_values_survive_the_conversion(recalculated: Workbook, template: Template) -> None:
    for code, rows in (("objectives", OBJECTIVES), ("measures", MEASURES)):
        sheet = template.sheets[code]
        for number, (values, _) in enumerate(rows):
            for key, value in values.items():
                letters = column_letters([c.key for c in sheet.columns].index(key) + 1)
                found = recalculated[sheet.key][f"{letters}{FIRST_DATA_ROW + number}"].value
                wanted = printed(value, sheet.column(key).list, template)
                assert (found.date() if isinstance(wanted, date) else found) == wanted


def test_a_prefilled_file_opens_with_the_results_a_program_computes(
    content: Content, template: Template, convert: Convert, tmp_path: Path
) -> None:
    """What stands in the file before a program computes it is what the program computes."""
    prefill = Prefill(
        rows={
            "measures": [
                {"measure_id": "SEN-M0001", "title_fr": "x", "objective": "6", "level": "2"},
                {"measure_id": "SEN-M0002", "title_en": "y", "objective": "6"},
            ],
            "contacts": [{"role": "NFP", "name": "N"}],
        },
        answers={"6": "2"},
    )
    source = prefilled_workbook(content, "SEN", "dakar-2013", prefill)
    before = load_workbook(BytesIO(source), data_only=True)
    file = tmp_path / "prefilled.xlsx"
    load_workbook(BytesIO(source)).save(file)
    (tmp_path / "out").mkdir()
    after = load_workbook(convert(file, "xlsx", tmp_path / "out"), data_only=True)
    compared = 0
    for sheet in template.sheets.values():
        if sheet.shape is Shape.FORM:
            continue
        for column in sheet.columns:
            if column.type is ColumnType.FORMULA:
                rows = max(sheet.prepared_rows, 3)
                first = shown(before, template, sheet.code, column.key, rows)
                assert first == shown(after, template, sheet.code, column.key, rows)
                compared += sum(value != "" for value in first)
    assert compared > 10
