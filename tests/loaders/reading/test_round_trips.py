"""A workbook of the writer comes back whole, also after other programs have saved it."""

import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loaders.recognition import Recognised, recognise
from loaders.workbook import read_workbook
from loaders.writer import blank_workbook, filled_workbook
from schemas.content import Content
from schemas.layout import KEY_ROW

Convert = Callable[[Path, str, Path], Path]

ROWS: dict[str, list[dict[str, Any]]] = {
    "measures": [
        {"update_type": "NEW", "title_fr": "Registre d’état civil", "level": "2", "lead": "MJ"},
        {"update_type": "DONE", "title_en": "=1+1", "amount": 1250.5, "countries": ("MLI", "GIN")},
    ]
}


def recognised(content: Content, file: bytes) -> Recognised:
    return recognise(read_workbook(file, "report.xlsx"), content)


def contents(found: Recognised) -> dict[str, list[dict[str, Any]]]:
    """What was answered: every cell but those a formula fills."""
    return {
        code: [{k: c.value for k, c in r.cells.items() if c.formula is None} for r in sheet.rows]
        for code, sheet in found.sheets.items()
    }


@pytest.fixture(scope="module")
def report(content: Content) -> bytes:
    return filled_workbook(content, "SEN", "dakar-2013", ROWS)


def test_the_blank_workbook_is_recognised_without_a_word(content: Content) -> None:
    found = recognised(content, blank_workbook(content, "SEN", "dakar-2013"))
    assert found.findings == ()
    assert found.meta.present
    assert (found.meta.country, found.meta.round) == ("SEN", "dakar-2013")
    assert set(found.sheets) == set(content.template_of("dakar-2013").sheets)
    assert len(found.sheets["objectives"].rows) == 10
    assert len(found.sheets["themes"].rows) == 3
    assert found.sheets["measures"].rows == ()


def test_a_filled_workbook_gives_back_its_rows(content: Content, report: bytes) -> None:
    found = recognised(content, report)
    assert found.findings == ()
    first, second = contents(found)["measures"]
    assert (first["title_fr"], second["title_en"]) == ("Registre d’état civil", "=1+1")
    assert second["amount"] == 1250.5


@pytest.mark.parametrize("over", [("xlsx",), ("ods", "xlsx")], ids=["xlsx", "ods"])
def test_libreoffice_changes_nothing(
    content: Content, report: bytes, convert: Convert, tmp_path: Path, over: tuple[str, ...]
) -> None:
    file = tmp_path / "report.xlsx"
    file.write_bytes(report)
    for number, ending in enumerate(over):
        folder = tmp_path / str(number)
        folder.mkdir()
        file = convert(file, ending, folder)
    found = recognised(content, file.read_bytes())
    assert found.findings == ()
    assert found.meta == recognised(content, report).meta
    assert contents(found) == contents(recognised(content, report))


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_sheets_and_columns_change_nothing(
    content: Content, report: bytes, seed: int
) -> None:
    chance = random.Random(seed)
    source = openpyxl.load_workbook(BytesIO(report))
    shuffled = openpyxl.Workbook()
    del shuffled["Sheet"]
    for sheet in chance.sample(source.worksheets, len(source.worksheets)):
        page = shuffled.create_sheet(sheet.title)
        is_ours = sheet.cell(KEY_ROW, 1).value in ("key", "row_check")
        order = list(range(1, sheet.max_column + 1))
        if is_ours:
            chance.shuffle(order)
        for row in sheet.iter_rows():
            for cell in row:
                column = order[cell.column - 1] if is_ours and cell.row > 1 else cell.column
                page.cell(cell.row, column).value = cell.value
                if cell.data_type == "s":
                    page.cell(cell.row, column).data_type = "s"
    buffer = BytesIO()
    shuffled.save(buffer)
    found = recognised(content, buffer.getvalue())
    assert found.findings == ()
    assert contents(found) == contents(recognised(content, report))
