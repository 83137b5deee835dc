"""An annotated file is the file that was sent: every byte that no remark is about."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

import loaders
from loaders.child import mark_in_child
from loaders.entries import Grid, Unreadable
from loaders.marking import marked
from loaders.pipeline import Prepared, prepare
from loaders.workbook import read_workbook
from loaders.writer import annotated_workbook, filled_workbook
from schemas.content import Content
from schemas.findings import Finding
from schemas.layout import REMARKS_SHEET

MEASURES = "03_MESURES_MEASURES"
CHANGED = re.compile(
    r"\[Content_Types\].xml|xl/workbook.xml|xl/_rels/workbook.xml.rels|xl/styles.xml"
    r"|xl/worksheets/(_rels/)?sheet\d+.xml(.rels)?|xl/comments.*|xl/.*vml"
)


def finding(sheet: str, cell: str, code: str = "error-value") -> Finding:
    return Finding(code, sheet, cell, "x", {"column": "measures.reason"})


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_parts(data: bytes, **changes: Callable[[bytes], bytes]) -> bytes:
    """The archive with some parts rewritten: sheet1=..., workbook=..."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, part in parts(data).items():
            change = changes.get(Path(name).stem.replace(".xml", ""))
            archive.writestr(name, change(part) if change and name.endswith(".xml") else part)
    return stream.getvalue()


def cells_of(sheet: bytes) -> dict[str, bytes]:
    """Address -> the cell's markup without its style."""
    found = re.findall(rb'<c [^>]*?r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', sheet, re.DOTALL)
    marks = re.finditer(rb"<c [^>]*?(?:/>|>.*?</c>)", sheet, re.DOTALL)
    return {
        place.decode(): re.sub(rb'\ss="\d+"', b"", mark[0])
        for place, mark in zip(found, marks, strict=True)
    }


def grids(data: bytes) -> list[Grid]:
    read = read_workbook(data, "x.xlsx").grids
    return [grid for grid in read if not grid.title.startswith(REMARKS_SHEET[:26])]


@pytest.fixture
def annotate(content: Content) -> Callable[..., bytes]:
    def back(source: bytes, *findings: Finding, **how: Any) -> bytes:
        result = annotated_workbook(source, findings, content, **how)
        assert result is not None
        return result

    return back


@pytest.fixture
def odd() -> bytes:
    """A country's own file with everything in it that a library might lose."""
    book = Workbook()
    first = book.active
    first.title = "Données & co"
    second, hidden = book.create_sheet("Deuxième"), book.create_sheet("caché")
    for row in range(1, 30):
        first.append([row, f"=A{row}*2", date(2013, 1, 1), 0.5, f"texte {row}"])
    first["D2"].number_format = "0.00%"
    first["E5"].font, first["E5"].fill = Font(bold=True), PatternFill("solid", fgColor="FFCCEE")
    first["E6"].protection = Protection(locked=False)
    first.merge_cells("G2:H4")
    first.protection.sheet = True
    first.freeze_panes = "B2"
    first.row_dimensions[9].hidden = True
    first.conditional_formatting.add("A1:A9", CellIsRule("lessThan", ["3"], font=Font(b=True)))
    rule = DataValidation("list", formula1='"oui,non"')
    rule.add("E1:E30")
    first.add_data_validation(rule)
    first["E7"].comment = Comment("Note du ministère", "Cellule", height=200, width=300)
    first["E8"].comment = Comment("Autre note", "Cellule", height=50, width=60)
    chart = BarChart()
    chart.add_data(Reference(first, min_col=1, min_row=1, max_row=9))
    second.add_chart(chart, "C3")
    second["A1"].hyperlink = "https://example.org/"
    hidden.sheet_state = "veryHidden"
    book.defined_names["liste"] = DefinedName("liste", attr_text="'Deuxième'!$A$1:$A$9")
    second.print_title_rows = "1:2"
    book.active = 1
    return with_parts(saved(book), sheet1=lambda data: data.replace(b"<v></v>", b"<v>4</v>"))


def test_only_what_remarks_are_about_changes(odd: bytes, annotate: Callable[..., bytes]) -> None:
    places = ("E5", "E7", "J40", "C60")
    back = annotate(odd, *(finding("Données & co", place) for place in places))
    before, after = parts(odd), parts(back)
    assert set(before) <= set(after)
    changed = {name for name in before if before[name] != after[name]}
    assert not [name for name in changed if not CHANGED.fullmatch(name)]
    assert "xl/charts/chart1.xml" in before and "xl/charts/chart1.xml" not in changed
    # Nothing of a sheet without remarks, but that it is the chosen one.
    chosen = after["xl/worksheets/sheet2.xml"].replace(b'tabSelected="0"', b'tabSelected="1"')
    assert chosen == before["xl/worksheets/sheet2.xml"]
    assert after["xl/worksheets/sheet3.xml"] == before["xl/worksheets/sheet3.xml"]
    old, new = (cells_of(p["xl/worksheets/sheet1.xml"]) for p in (before, after))
    assert {place: new[place] for place in old} == old
    assert set(new) - set(old) == {"J40", "C60"}
    assert b"<v>4</v>" in old["B3"]


def test_styles_outside_faulty_cells_stay(odd: bytes, annotate: Callable[..., bytes]) -> None:
    before = load_workbook(BytesIO(odd))
    after = load_workbook(BytesIO(annotate(odd, finding("Données & co", "E5"))))
    for page in before.worksheets:
        for row in page.iter_rows():
            for cell in row:
                other = after[page.title][cell.coordinate]
                looks = [(c.number_format, c.protection.locked, c.font.b) for c in (cell, other)]
                assert looks[0] == looks[1]
                if cell.coordinate != "E5":
                    assert shown_fill(cell) == shown_fill(other)
    assert after["Données & co"]["E5"].font.b
    assert after.sheetnames == [REMARKS_SHEET, *before.sheetnames]
    assert after["caché"].sheet_state == "veryHidden"
    assert after["Deuxième"].print_title_rows == before["Deuxième"].print_title_rows
    assert after.defined_names["liste"].attr_text == "'Deuxième'!$A$1:$A$9"
    assert [page.title for page in after.worksheets if page.sheet_view.tabSelected] == [
        REMARKS_SHEET
    ]


def shown_fill(cell: Any) -> tuple[str | None, str]:
    return cell.fill.fill_type, cell.fill.fgColor.rgb


def test_comments_of_the_country_keep_text_and_box(
    odd: bytes, annotate: Callable[..., bytes]
) -> None:
    back = annotate(odd, finding("Données & co", "E7"), finding("Données & co", "E9"))
    page = load_workbook(BytesIO(back))["Données & co"]
    assert page["E7"].comment.text.startswith("Note du ministère\n\nContrôle du rapport")
    assert page["E7"].comment.author == "Cellule"
    assert page["E8"].comment.text == "Autre note"
    assert page["E9"].comment.text.startswith("Contrôle du rapport")
    drawing = next(part for name, part in parts(back).items() if name.endswith(".vml"))
    shapes = re.findall(rb"<\w+:shape .*?</\w+:shape>", drawing, re.DOTALL)
    boxes = {re.findall(rb":Row>(\d+)", shape)[0]: shape for shape in shapes}
    assert sorted(boxes) == [b"6", b"7", b"8"] and len(shapes) == 3
    assert b"width:60px" in boxes[b"7"] and b"width:420px" in boxes[b"6"]


@pytest.fixture
def returned(content: Content) -> bytes:
    """A workbook of ours as a country might return it, with faults of many kinds."""
    rows = {
        "objectives": [{"objective": "1", "answer": "en cours"}, {"objective": "2"}],
        "measures": [
            {"update_type": "NEW", "title_fr": f"Mesure {n}", "level": "oui", "start": "03/04/2013"}
            for n in range(12)
        ],
    }
    book = load_workbook(BytesIO(filled_workbook(content, "SEN", "dakar-2013", rows)))
    book[MEASURES]["F9"] = "=1+1"
    return with_parts(
        saved(book), sheet4=lambda data: data.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    )


def findings_in(source: bytes, content: Content) -> tuple[Finding, ...]:
    prepared = prepare(source, "x.xlsx", content, {})
    assert isinstance(prepared, Prepared)
    return prepared.findings


def test_the_file_back_gives_the_same_findings(
    returned: bytes, content: Content, annotate: Callable[..., bytes]
) -> None:
    found = findings_in(returned, content)
    assert {"formula-in-input", "ambiguous-date", "interpreted"} <= {f.code for f in found}
    once = annotate(returned, *found)
    assert grids(once) == grids(returned)
    assert findings_in(once, content) == found
    again = annotate(once, *found)
    assert findings_in(again, content) == found
    assert load_workbook(BytesIO(again)).sheetnames.count(REMARKS_SHEET) == 1


def prefixing(data: bytes) -> bytes:
    """The part as programs write it that give the main namespace a prefix."""
    data = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", data)
    return data.replace(b"<x:?", b"<?").replace(b" xmlns=", b" xmlns:x=")


def test_prefixes_and_cells_without_addresses(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    book.active.title = "S"
    for row in ([1, "a"], [2, "b"], [3, "c"]):
        book.active.append(row)
    plain = saved(book)

    def bare(data: bytes) -> bytes:
        return prefixing(re.sub(rb' r="[A-Z]*\d+"| spans="[^"]*"', b"", data))

    source = with_parts(plain, sheet1=bare, workbook=prefixing, styles=prefixing)
    assert grids(source)[0].rows == grids(plain)[0].rows
    back = annotate(source, finding("S", "B2"), finding("S", "D2"), finding("S", "C9"))
    assert grids(back)[0].rows == grids(plain)[0].rows
    page = load_workbook(BytesIO(back))["S"]
    colours = {c.coordinate for row in page.iter_rows() for c in row if c.fill.fill_type}
    assert colours == {"B2", "D2", "C9"}
    assert page["B2"].comment and page["D2"].comment and page["C9"].comment


def test_a_workbook_in_another_encoding(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    book.active.title = "Données"
    book.active["A1"] = "é"

    def utf16(data: bytes) -> bytes:
        text = data.decode()
        declared = text if text.startswith("<?xml") else f"<?xml version='1.0'?>{text}"
        return re.sub(
            r"<\?xml[^>]*\?>", '<?xml version="1.0" encoding="UTF-16"?>', declared
        ).encode("utf-16")

    source = with_parts(saved(book), workbook=utf16, sheet1=utf16)
    back = annotate(source, finding("Données", "B2"))
    assert load_workbook(BytesIO(back))["Données"]["B2"].comment is not None


places = st.tuples(st.integers(1, 8), st.integers(1, 8)).map(lambda p: f"{chr(64 + p[1])}{p[0]}")


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(places, st.sampled_from(["x", 1, 2.5, "=A1"])), st.sets(places))
def test_any_cells_can_be_marked(filled: dict[str, Any], faulty: set[str]) -> None:
    book = Workbook()
    page = book.active
    page.title = "S"
    for place, value in filled.items():
        page[place] = value
    page.column_dimensions["C"].fill = PatternFill("solid", fgColor="112233")
    plan = {
        "marks": {"S": {place: ("error", f"said of {place}") for place in faulty}},
        "colours": {"error": "F9C9BC"},
        "author": "check",
        "page": {
            "title": REMARKS_SHEET, "looks": {}, "widths": [3], "rows": [], "frozen": 1,
            "filter": "",
        },
    }  # fmt: skip
    source = saved(book)
    after = load_workbook(BytesIO(marked(source, plan)))["S"]
    seen: set[str] = set()
    for cell in every_cell(after):
        assert cell.value == filled.get(cell.coordinate)
        if cell.comment:
            assert cell.comment.text == f"said of {cell.coordinate}"
            assert cell.fill.fgColor.rgb == "FFF9C9BC"
            seen.add(cell.coordinate)
        else:
            assert cell.fill.fill_type is None
    assert seen == faulty


def every_cell(page: Any) -> Iterator[Any]:
    for row in page.iter_rows():
        yield from row


# In a child


def test_a_child_marks_the_same_file(returned: bytes, content: Content) -> None:
    found = findings_in(returned, content)
    here = annotated_workbook(returned, found, content)
    assert loaders.annotated_workbook(returned, found, content) == here


def test_limits_hold_for_marking(returned: bytes, content: Content) -> None:
    found = findings_in(returned, content)
    start = time.monotonic()
    small = loaders.Limits(seconds=0, memory_mb=512)
    assert loaders.annotated_workbook(returned, found, content, limits=small) is None
    tight = loaders.Limits(seconds=10, memory_mb=1)
    assert loaders.annotated_workbook(returned, found, content, limits=tight) is None
    assert time.monotonic() - start < 10


def test_a_child_refuses_what_is_no_workbook() -> None:
    with pytest.raises(Unreadable) as refused:
        mark_in_child(b"no workbook", {"marks": {}, "colours": {}, "author": "", "page": {}})
    assert refused.value.finding.code == "not-a-workbook"


def test_a_file_saved_by_another_program(
    returned: bytes,
    content: Content,
    annotate: Callable[..., bytes],
    convert: Callable[[Path, str, Path], Path],
    tmp_path: Path,
) -> None:
    file, folder = tmp_path / "x.xlsx", tmp_path / "out"
    file.write_bytes(returned)
    folder.mkdir()
    source = convert(file, "xlsx", folder).read_bytes()
    found = findings_in(source, content)
    back = annotate(source, *found)
    assert grids(back) == grids(source)
    assert findings_in(back, content) == found
    old, new = parts(source), parts(back)
    for name, part in old.items():
        if "worksheets/sheet" in name and name.endswith(".xml"):
            before, after = cells_of(part), cells_of(new[name])
            assert {place: after[place] for place in before} == before
    (tmp_path / "again").mkdir()
    file.write_bytes(back)
    saved_again = convert(file, "xlsx", tmp_path / "again")
    opened = load_workbook(saved_again)
    faulty = {(f.sheet, f.cell) for f in found if f.cell}
    commented = {
        (page.title, cell.coordinate)
        for page in opened.worksheets
        for cell in every_cell(page)
        if cell.comment
    }
    assert faulty <= commented
    # Checked a third time: what was ours is gone, wherever that program put it.
    last = load_workbook(BytesIO(annotate(saved_again.read_bytes())))
    assert last.sheetnames == opened.sheetnames
    ours = {"FFF9C9BC", "FFFFE7A8", "FFD6E6F5"}
    left = [
        (page.title, cell.coordinate)
        for page in last.worksheets[1:]
        for cell in every_cell(page)
        if cell.comment or cell.fill.fgColor.rgb in ours
    ]
    assert left == []
