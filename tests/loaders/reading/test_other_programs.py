"""Files of other programs, and damaged ones, are read as openpyxl reads them or refused."""

import random
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from loaders.entries import Cell, Kind, Unreadable, Workbook
from loaders.workbook import read_workbook

Convert = Callable[[Path, str, Path], Path]


def read(content: bytes) -> Workbook:
    return read_workbook(content, "report.xlsx")


def cells_of(content: bytes) -> dict[str, Cell]:
    """Address -> cell of the first sheet."""
    return {c.address: c for row in read(content).grids[0].rows.values() for c in row.values()}


# Other programs: every cell as openpyxl's two passes give it


def fill(sheet: Worksheet) -> None:
    sheet.append(
        ["texte", "é\nù", 12, 12.5, True, date(2013, 9, 11), datetime(2013, 9, 11, 10, 30)]
    )
    sheet.append([None, "=A1", "=1/0", "", " ", "'=1+1", 0.455])
    sheet["G2"].number_format = "0%"
    sheet["K40"] = "#N/A"
    sheet["L41"] = "loin"


def plain_values(book: Workbook) -> dict[str, dict[str, Any]]:
    return {
        g.title: {c.address: c.value for row in g.rows.values() for c in row.values()}
        for g in book.grids
    }


def openpyxl_values(content: bytes) -> dict[str, dict[str, Any]]:
    """What openpyxl sees in read-only mode, with the wrong dimension put aside."""
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    found: dict[str, dict[str, Any]] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=500, max_col=50)
        cells = [c for row in rows for c in row if c.value is not None and str(c.value).strip()]
        found[sheet.title] = {f"{c.column_letter}{c.row}": c.value for c in cells}
    book.close()
    return found


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    fill(book.create_sheet("Données 2"))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def by_xlsxwriter(**options: Any) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet("Mesures")
    sheet.write_row(0, 0, ["texte", 12, 12.5, True])
    sheet.write_datetime(1, 0, datetime(2013, 9, 11), book.add_format({"num_format": "d mmm yyyy"}))
    sheet.write_formula(1, 1, "=1+1", value=2)
    sheet.write_rich_string(2, 0, "gras ", book.add_format({"bold": True}), "ici")
    sheet.write_url(3, 0, "https://example.org", string="lien")
    sheet.merge_range("A6:C7", "fusion")
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [by_openpyxl(), by_xlsxwriter(), by_xlsxwriter(in_memory=True, constant_memory=True)],
    ids=["openpyxl", "xlsxwriter", "xlsxwriter-inline"],
)
def test_files_of_libraries_are_read_as_openpyxl_reads_them(content: bytes) -> None:
    ours = plain_values(read(content))
    calculated = {s: {a: v for a, v in cells.items() if v is not None} for s, cells in ours.items()}
    assert calculated == openpyxl_values(content)
    assert sum(len(cells) for cells in calculated.values()) > 8


def test_a_formula_of_openpyxl_was_never_calculated() -> None:
    cells = cells_of(by_openpyxl())
    assert (cells["B2"].value, cells["B2"].formula) == (None, "=A1")
    assert cells["A1"].formula is None


def test_a_file_of_libreoffice_is_read_as_openpyxl_reads_it(
    convert: Convert, tmp_path: Path
) -> None:
    source = tmp_path / "source.xlsx"
    source.write_bytes(by_openpyxl())
    (tmp_path / "out").mkdir()
    content = convert(source, "xlsx", tmp_path / "out").read_bytes()
    cells = cells_of(content)
    assert (cells["B2"].value, cells["B2"].formula) == ("texte", "=A1")
    assert (cells["C2"].kind, cells["C2"].value) == (Kind.ERROR, "#DIV/0!")
    assert cells["F1"].value == datetime(2013, 9, 11)
    assert plain_values(read(content)) == openpyxl_values(content)


# Chance damage


def damage(content: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_a_flipped_bit_is_found_or_changes_nothing() -> None:
    content = by_openpyxl()
    whole = plain_values(read(content))
    for seed in range(300):
        try:
            book = read(damage(content, seed))
        except Unreadable:
            continue
        assert plain_values(book) == whole, seed


def test_damage_inside_the_parts_never_ends_otherwise_than_refused() -> None:
    """The archive is sound, the XML is not: every outcome is a reading or a refusal."""
    with ZipFile(BytesIO(by_openpyxl())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    refused = 0
    for seed in range(300):
        name = sorted(parts)[seed % len(parts)]
        buffer = BytesIO()
        with ZipFile(buffer, "w") as archive:
            for part, data in parts.items():
                archive.writestr(part, damage(data, seed) if part == name else data)
        try:
            read(buffer.getvalue())
        except Unreadable as refusal:
            refused += 1
            assert refusal.finding.refuses
    assert refused > 50
