"""Cells come out as they stand in the file: none lost, none invented."""

import time
from datetime import datetime
from typing import Any

import pytest

from loaders import workbook as reader
from loaders.entries import Cell, Kind, Workbook
from loaders.parts import is_date, unescaped
from loaders.workbook import read_workbook


def read(content: bytes) -> Workbook:
    return read_workbook(content, "report.xlsx")


def cells_of(content: bytes) -> dict[str, Cell]:
    """Address -> cell of the first sheet."""
    return {c.address: c for row in read(content).grids[0].rows.values() for c in row.values()}


def cell_of(make_xlsx: Any, xml: str, **how: Any) -> Cell | None:
    return cells_of(make_xlsx(f'<row r="1">{xml}</row>', **how)).get("A1")


def read_refusal(refusal_of: Any, content: bytes) -> tuple[str, str]:
    return refusal_of(lambda: read(content))  # type: ignore[no-any-return]


def test_five_thousand_measures_fit(make_xlsx: Any) -> None:
    grid = read(make_xlsx('<row r="5006"><c r="A5006"><v>1</v></c></row>'))
    assert (list(grid.grids[0].rows), grid.remarks) == ([5006], ())


# One cell


@pytest.mark.parametrize(
    ("xml", "kind", "value"),
    [
        ('<c r="A1"><v>12.5</v></c>', Kind.NUMBER, 12.5),
        ('<c r="A1" t="n"><v>-1E3</v></c>', Kind.NUMBER, -1000.0),
        ("<c><v>7</v></c>", Kind.NUMBER, 7.0),
        ('<c r="A1" t="s"><v>1</v></c>', Kind.TEXT, "deux"),
        ('<c r="A1" t="inlineStr"><is><t> là </t></is></c>', Kind.TEXT, " là "),
        (
            '<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>z</t></rPh></is></c>',
            Kind.TEXT,
            "ab",
        ),
        ('<c r="A1" t="b"><v>1</v></c>', Kind.BOOLEAN, True),
        ('<c r="A1" t="b"><v>false</v></c>', Kind.BOOLEAN, False),
        ('<c r="A1" t="b"><v>maybe</v></c>', Kind.ERROR, "maybe"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', Kind.ERROR, "#REF!"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', Kind.ERROR, "#N/A"),
        ('<c r="A1" t="d"><v>2013-09-11</v></c>', Kind.DATE, datetime(2013, 9, 11)),
        (
            '<c r="A1" t="d"><v>2013-09-11T10:30:00Z</v></c>',
            Kind.DATE,
            datetime(2013, 9, 11, 10, 30),
        ),
        ('<c r="A1" t="d"><v>11/09/2013</v></c>', Kind.ERROR, "11/09/2013"),
        ('<c r="A1" t="odd"><v>x</v></c>', Kind.ERROR, "x"),
        ('<c r="A1"><v>NaN</v></c>', Kind.ERROR, "NaN"),
        ('<c r="A1"><v>INF</v></c>', Kind.ERROR, "INF"),
        ('<c r="A1"><v>1e400</v></c>', Kind.ERROR, "1e400"),
        ('<c r="A1"><v>1_000</v></c>', Kind.ERROR, "1_000"),
        ('<c r="A1"><v>12,5</v></c>', Kind.ERROR, "12,5"),
        ('<c r="A1" t="str"><v>a_x000D_&#10;b</v></c>', Kind.TEXT, "a\nb"),
        ('<c r="A1" t="str"><v>a_x0007_b</v></c>', Kind.TEXT, "a\x07b"),
        ('<c r="A1" t="str"><v>a_x005F_x0007_b</v></c>', Kind.TEXT, "a_x0007_b"),
    ],
)
def test_values(make_xlsx: Any, xml: str, kind: Kind, value: object) -> None:
    cell = cell_of(make_xlsx, xml, texts=["un", "deux"])
    assert cell is not None
    assert (cell.kind, cell.value, cell.formula) == (kind, value, None)


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="A1" s="1"/>',
        '<c r="A1"><v></v></c>',
        '<c r="A1" t="s"><v>0</v></c>',
        '<c r="A1" t="inlineStr"><is><t>  </t></is></c>',
    ],
)
def test_empty_cells_are_not_there(make_xlsx: Any, xml: str) -> None:
    assert cell_of(make_xlsx, xml, texts=["\n "]) is None


@pytest.mark.parametrize(
    ("xml", "kind", "value", "formula"),
    [
        ('<c r="A1"><f>B1+1</f><v>3</v></c>', Kind.NUMBER, 3.0, "=B1+1"),
        ('<c r="A1" t="str"><f>B1</f><v>oui</v></c>', Kind.TEXT, "oui", "=B1"),
        ('<c r="A1" t="str"><f>IF(1,"")</f><v></v></c>', Kind.TEXT, "", '=IF(1,"")'),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Kind.ERROR, "#DIV/0!", "=1/0"),
        ('<c r="A1"><f>B1+1</f></c>', Kind.TEXT, None, "=B1+1"),
        ('<c r="A1"><f>B1+1</f><v></v></c>', Kind.TEXT, None, "=B1+1"),
        ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', Kind.NUMBER, 2.0, "="),
    ],
)
def test_a_formula_comes_with_its_stored_result(
    make_xlsx: Any, xml: str, kind: Kind, value: object, formula: str
) -> None:
    cell = cell_of(make_xlsx, xml)
    assert cell is not None
    assert (cell.kind, cell.value, cell.formula) == (kind, value, formula)


@pytest.mark.parametrize(
    ("serial", "kind", "value"),
    [
        ("41528", Kind.DATE, datetime(2013, 9, 11)),
        ("41528.4375", Kind.DATE, datetime(2013, 9, 11, 10, 30)),
        ("1", Kind.DATE, datetime(1900, 1, 1)),
        ("59", Kind.DATE, datetime(1900, 2, 28)),
        ("60", Kind.ERROR, "60"),
        ("61", Kind.DATE, datetime(1900, 3, 1)),
        ("0.5", Kind.ERROR, "0.5"),
        ("-3", Kind.ERROR, "-3"),
        ("2958465", Kind.DATE, datetime(9999, 12, 31)),
        ("2958466", Kind.ERROR, "2958466"),
        ("1e300", Kind.ERROR, "1e300"),
    ],
)
def test_serial_dates(make_xlsx: Any, serial: str, kind: Kind, value: object) -> None:
    xml = f'<c r="A1" s="1"><v>{serial}</v></c>'
    cell = cell_of(make_xlsx, xml, formats=["yyyy-mm-dd"])
    assert cell is not None
    assert (cell.kind, cell.value, cell.number_format) == (kind, value, "yyyy-mm-dd")


def test_dates_from_1904_are_shifted_and_said(make_xlsx: Any) -> None:
    row = '<row r="1"><c r="A1" s="1"><v>40066</v></c><c r="B1" s="1"><v>0</v></c></row>'
    content = make_xlsx(row, formats=["dd/mm/yy"], settings='<workbookPr date1904="1"/>')
    cells = cells_of(content)
    assert cells["A1"].value == datetime(2013, 9, 11)
    assert cells["B1"].value == datetime(1904, 1, 1)
    assert [f.code for f in read(content).remarks] == ["date-system-1904"]


@pytest.mark.parametrize(
    ("number_format", "dated"),
    [
        ("General", False),
        ("0%", False),
        ('#,##0.00 "jours"', False),
        ("0.00E+00", False),
        ("[Red]0.0", False),
        ("[h]:mm", False),
        ("[$-40C]d mmmm yyyy", True),
        ("dd/mm/yyyy;@", True),
        ("jj/mm/aaaa", True),
        ("hh:mm", True),
        ("@", False),
        ("0_m", False),
        (r"0\d", False),
    ],
)
def test_formats_that_show_dates(number_format: str, dated: bool) -> None:
    assert is_date(number_format) is dated


def test_surrogate_escapes_become_one_character_and_odd_ones_stay() -> None:
    assert unescaped("_xD83D__xDE00_") == "\U0001f600"
    assert unescaped("_xD83D_!") == "\ud83d!"


# A sheet


def test_a_wrong_dimension_loses_nothing(make_parts: Any, make_zip: Any) -> None:
    parts = make_parts('<row r="1"><c r="A1"><v>1</v></c><c r="Z9"/></row>'.replace("Z9", "Z1"))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
    rows = b'<row r="9"><c r="Z9"><v>2</v></c></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", rows)
    assert list(cells_of(make_zip(parts))) == ["A1", "Z9"]


def test_hidden_rows_and_merged_cells_are_kept_and_named(make_xlsx: Any) -> None:
    rows = (
        '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
        '<row r="3" hidden="true"/><row r="4" hidden="0"><c r="B4"><v>2</v></c></row>'
    )
    after = '<mergeCells><mergeCell ref="A2:B4"/><mergeCell ref="nonsense"/></mergeCells>'
    grid = read(make_xlsx(rows, after=after)).grids[0]
    assert grid.hidden_rows == {2, 3}
    assert grid.merged == ("A2:B4",)
    assert grid.rows[4][2].value == 2.0


def test_an_empty_cell_with_a_link_stays_empty(make_xlsx: Any) -> None:
    after = (
        '<hyperlinks><hyperlink ref="A1" location="x" display="http://example.org"/></hyperlinks>'
    )
    assert cell_of(make_xlsx, '<c r="A1" s="0"/>', after=after) is None


def test_rows_and_cells_are_sorted_and_may_lack_addresses(make_xlsx: Any) -> None:
    rows = (
        '<row r="5"><c r="B5"><v>2</v></c><c r="A5"><v>1</v></c></row>'
        '<row r="2"><c><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>'
        '<row r="7.0"><c r="A7"><v>6</v></c></row>'
    )
    addresses = list(cells_of(make_xlsx(rows)))
    assert addresses == ["A2", "B2", "A3", "A5", "B5", "A7"]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        '<row r="1"><c r="A1:B2"><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="1048577"/>',
        '<row r="1e400"/>',
        '<row r="x"/>',
    ],
)
def test_an_address_that_makes_no_sense(make_xlsx: Any, refusal_of: Any, row: str) -> None:
    assert read_refusal(refusal_of, make_xlsx(row)) == ("damaged", "address")


@pytest.mark.parametrize("index", ["-1", "2", "1.0", "²", "9" * 5000])
def test_a_text_that_is_not_in_the_table(make_xlsx: Any, refusal_of: Any, index: str) -> None:
    content = make_xlsx(f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>', texts=["a", "b"])
    assert read_refusal(refusal_of, content) == ("damaged", "texts")


def test_a_value_in_the_last_cell_is_named_and_costs_nothing(make_xlsx: Any) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFC1048576"><v>8</v></c><c r="XFD1048576"><v>9</v></c></row>'
    )
    content = make_xlsx(rows)
    started = time.perf_counter()
    book = read(content)
    assert time.perf_counter() - started < 1
    assert list(book.grids[0].rows) == [1]
    (remark,) = book.remarks
    assert (remark.code, remark.sheet, remark.cell) == ("ignored-cells", "S1", "XFC1048576")
    assert remark.params == {"cells": "XFC1048576, XFD1048576"}


def test_a_formatted_column_is_no_content(make_xlsx: Any) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(1, 200_001))
    book = read(make_xlsx(rows))
    assert (book.grids[0].rows, book.remarks) == ({}, ())


def test_all_sheets_are_read_also_very_hidden_ones(make_parts: Any, make_zip: Any) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    parts = make_parts(row, row)
    hidden = b'<sheet name="S2" state="veryHidden"'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'<sheet name="S2"', hidden)
    assert [grid.title for grid in read(make_zip(parts)).grids] == ["S1", "S2"]


def test_prefixed_markup_is_read(make_parts: Any, make_zip: Any) -> None:
    parts = make_parts("")
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{cell}</x:sheetData></x:worksheet>'
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    assert cells_of(make_zip(parts))["A1"].value == "a"


# A book


def test_document_properties(make_xlsx: Any) -> None:
    content = make_xlsx("", properties={"dakar_country": " SEN ", "other": ""})
    assert read(content).properties == {"dakar_country": "SEN", "other": ""}


@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
def test_a_missing_part(make_xlsx: Any, refusal_of: Any, part: str) -> None:
    content = make_xlsx("", change={part: None})
    assert read_refusal(refusal_of, content) == ("damaged", "missing-part")


@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "_rels/.rels",
        "[Content_Types].xml",
    ],
)
@pytest.mark.parametrize("data", [b"", b"<a><b></a>", b"plain text", b"<a>\xff</a>", b"<a>&x;</a>"])
def test_a_part_that_is_not_well_formed(
    make_xlsx: Any, refusal_of: Any, part: str, data: bytes
) -> None:
    content = make_xlsx('<row r="1"/>', change={part: data})
    assert read_refusal(refusal_of, content) == ("damaged", "markup")


def test_a_strict_workbook_is_known_by_its_markup(
    make_parts: Any, make_zip: Any, refusal_of: Any
) -> None:
    parts = make_parts("")
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(main, strict)
    assert read_refusal(refusal_of, make_zip(parts)) == ("strict-format", "")


def test_too_many_sheets(make_xlsx: Any, refusal_of: Any) -> None:
    assert read_refusal(refusal_of, make_xlsx(*[""] * 61)) == ("too-large", "60 sheets")


def test_too_many_cells(make_xlsx: Any, refusal_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_CELLS", 3)
    row = '<row r="1">' + "<c><v>1</v></c>" * 2 + "</row>"
    assert len(cells_of(make_xlsx(row))) == 2
    assert read_refusal(refusal_of, make_xlsx(row, row)) == ("too-large", "3 cells")


def test_one_long_text_in_many_cells_is_bounded(make_xlsx: Any, refusal_of: Any) -> None:
    row = '<row r="1">' + '<c t="s"><v>0</v></c>' * 101 + "</row>"
    content = make_xlsx(row, texts=["x" * 100_000])
    assert read_refusal(refusal_of, content) == ("too-large", "5000000 characters")


@pytest.mark.parametrize("kind", ["inlineStr", "s"])
def test_a_text_beyond_any_cell(make_xlsx: Any, refusal_of: Any, kind: str) -> None:
    long = "x" * 140_000
    inside = f"<is><t>{long}</t></is>" if kind == "inlineStr" else "<v>0</v>"
    content = make_xlsx(f'<row r="1"><c r="A1" t="{kind}">{inside}</c></row>', texts=[long])
    assert read_refusal(refusal_of, content)[0] == "too-large"


def test_a_workbook_of_charts_only_has_no_cells(make_parts: Any, make_zip: Any) -> None:
    parts = make_parts("")
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"relationships/worksheet", b"relationships/chartsheet")
    assert read(make_zip(parts)).grids == ()


def test_a_sheet_that_is_nowhere_has_nothing_to_read(make_parts: Any, make_zip: Any) -> None:
    parts = make_parts("")
    stray = b'<sheet name="Module" sheetId="9" r:id=""/></sheets>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", stray)
    assert [grid.title for grid in read(make_zip(parts)).grids] == ["S1"]


def test_a_workbook_without_any_sheet(make_xlsx: Any, refusal_of: Any) -> None:
    assert read_refusal(refusal_of, make_xlsx()) == ("damaged", "missing-part")


def test_long_names_are_cut(make_parts: Any, make_zip: Any) -> None:
    parts = make_parts("", properties={"dakar_country": "x" * 5000})
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"S1"', b'"' + b"y" * 5000 + b'"')
    book = read(make_zip(parts))
    assert len(book.grids[0].title) == 100
    assert len(book.properties["dakar_country"]) == 1000


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "./worksheets/../worksheets/sheet1.xml"]
)
def test_targets_may_be_written_in_other_ways(make_parts: Any, make_zip: Any, target: str) -> None:
    parts = make_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"worksheets/sheet1.xml", target.encode())
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b'"xl/', b'"/xl/./')
    assert cells_of(make_zip(parts))["A1"].value == 1.0


def test_a_sheet_outside_the_file(make_parts: Any, make_zip: Any, refusal_of: Any) -> None:
    parts = make_parts("")
    name = "xl/_rels/workbook.xml.rels"
    outside = b'Target="http://198.51.100.1/s.xml" TargetMode="External"'
    parts[name] = parts[name].replace(b'Target="worksheets/sheet1.xml"', outside)
    assert read_refusal(refusal_of, make_zip(parts)) == ("damaged", "missing-part")
