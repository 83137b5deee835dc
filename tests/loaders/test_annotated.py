"""A country's own file back: coloured, commented, listed, and otherwise untouched."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from loaders.recognition import Recognised, recognise
from loaders.workbook import read_workbook
from loaders.writer import annotated_workbook, blank_workbook, filled_workbook
from schemas.content import Content
from schemas.findings import Finding
from schemas.findings_text import message
from schemas.layout import META_SHEET, REMARKS_SHEET

OBJECTIVES, MEASURES, EXCHANGE = (
    "02_OBJECTIFS_OBJECTIVES",
    "03_MESURES_MEASURES",
    "05_DEFIS_PRATIQUES",
)
FINDINGS = (
    Finding(
        "interpreted",
        OBJECTIVES,
        "G8",
        "en cours",
        {"column": "objectives.answer", "entry": "answer:2"},
    ),
    Finding(
        "not-in-list",
        OBJECTIVES,
        "G7",
        "=1+1",
        {"column": "objectives.answer", "list": "answer", "entry": "answer:1"},
    ),
    Finding("required-empty", EXCHANGE, "D7", "", {"column": "exchange.title"}),
    Finding("text-too-long", EXCHANGE, "D7", "", {"column": "exchange.title", "limit": 1}),
    Finding("not-a-member", "01_IDENTITE_ID", "E8", "SEN", {"country": "SEN"}),
    Finding("meta-missing"),
    Finding("no-focal-point", "08_CONTACTS"),
)


@pytest.fixture
def original(content: Content) -> bytes:
    rows = {
        "objectives": [
            {"objective": "1", "answer": "=1+1"},
            {"objective": "2", "answer": "en cours"},
        ],
        "measures": [{"update_type": "NEW", "title_fr": "@x"}],
        "exchange": [{"kind": "CHAL"}],
    }
    return filled_workbook(content, "SEN", "dakar-2013", rows)


@pytest.fixture
def annotate(content: Content) -> Callable[..., Workbook]:
    def back(source: bytes, findings: Sequence[Finding] = FINDINGS, **ids: str) -> Workbook:
        given = {int(row[1:]): one for row, one in ids.items()}
        result = annotated_workbook(source, findings, content, given)
        assert result is not None
        return load_workbook(BytesIO(result))

    return back


def everything(book: Workbook, but: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Any]:
    """Every cell of every sheet: value or formula, kind, format, lock, link, fill, comment."""
    for page in book.worksheets:
        if page.title == REMARKS_SHEET:
            continue
        for row in page.iter_rows():
            for cell in row:
                yield page.title, cell.coordinate, cell.value, cell.data_type
                if (page.title, cell.coordinate) not in but:
                    yield (
                        cell.number_format,
                        cell.protection.locked,
                        cell.fill.fgColor.rgb,
                        cell.font.b,
                        cell.border.bottom.style,
                        cell.comment and cell.comment.text,
                        cell.hyperlink and cell.hyperlink.location,
                    )


def frame(book: Workbook) -> list[Any]:
    """What surrounds the cells."""
    pages = [page for page in book.worksheets if page.title != REMARKS_SHEET]
    return [
        (
            page.title,
            page.sheet_state,
            page.protection.sheet,
            page.freeze_panes,
            page.auto_filter.ref,
            page.print_title_rows,
            {k: (d.width, d.hidden, d.outlineLevel) for k, d in page.column_dimensions.items()},
            sorted(str(r.sqref) + r.type for r in page.data_validations.dataValidation),
            sorted(str(area.sqref) for area in page.conditional_formatting),
        )
        for page in pages
    ] + [sorted(book.defined_names), sorted(p.name for p in book.custom_doc_props.props)]


def test_nothing_else_changes(original: bytes, annotate: Callable[..., Workbook]) -> None:
    faulty = frozenset((f.sheet, f.cell) for f in FINDINGS if f.cell)
    before, after = load_workbook(BytesIO(original)), annotate(original)
    after_cells = list(everything(after, faulty))
    assert list(everything(before, faulty)) == after_cells
    assert frame(before) == frame(after)
    assert after[META_SHEET].sheet_state == "veryHidden"


def test_faulty_cells_are_coloured_and_explained(
    original: bytes, annotate: Callable[..., Workbook], content: Content
) -> None:
    book = annotate(original)
    colours = {
        place: book[sheet][place].fill.fgColor.rgb[-6:]
        for sheet, place in ((OBJECTIVES, "G7"), (OBJECTIVES, "G8"), (EXCHANGE, "D7"))
    }
    assert colours == {"G7": "F9C9BC", "G8": "D6E6F5", "D7": "F9C9BC"}
    said = book[EXCHANGE]["D7"].comment.text
    for finding in FINDINGS[2:4]:
        for words in content.words.values():
            assert message(finding, words, content).what in said
    locked = {
        "D7": book[EXCHANGE]["D7"].protection.locked,
        "G7": book[OBJECTIVES]["G7"].protection.locked,
        "E8": book["01_IDENTITE_ID"]["E8"].protection.locked,
    }
    assert locked == {"D7": False, "G7": False, "E8": True}


def test_the_first_sheet_lists_every_finding_worst_first(
    original: bytes, annotate: Callable[..., Workbook], content: Content
) -> None:
    book = annotate(original, r7="SEN-M0001")
    page = book.worksheets[0]
    assert (page.title, page["A1"].value, book.active.title) == (REMARKS_SHEET,) * 3
    rows = [[c.value for c in row] for row in page.iter_rows(min_row=7, max_row=13, min_col=2)]
    assert [row[0].split(" / ")[-1] for row in rows] == ["Error"] * 3 + ["Warning"] * 3 + ["Note"]
    first = FINDINGS[1]
    texts = [message(first, words, content).text for words in content.words.values()]
    assert rows[0][1:] == [OBJECTIVES, "G7", *texts, "=1+1"]
    assert page["G7"].data_type == "s"
    links = [page.cell(row, 4).hyperlink for row in range(7, 10)]
    places = [link.location if link else None for link in links]
    assert places == [f"'{OBJECTIVES}'!G7", f"'{EXCHANGE}'!D7", None]
    assert page["C9"].hyperlink.location == "'08_CONTACTS'!A1"
    ids = {row[0].value: row[1].hyperlink for row in page.iter_rows(min_row=15, min_col=2)}
    assert ids["SEN-M0001"].location == f"'{MEASURES}'!A7"
    assert not any(other.sheet_view.tabSelected for other in book.worksheets[1:])


def test_hostile_titles_and_texts_stay_text(
    content: Content, annotate: Callable[..., Workbook]
) -> None:
    title = "it's !A1' & <b>"
    book = Workbook()
    page = book.active
    page.title = title
    page["B2"] = "=cmd|' /C calc'!A0"
    page["B3"].value, page["B3"].data_type = "=2+2", "s"
    stream = BytesIO()
    book.save(stream)
    value = '=HYPERLINK("http://x","y")\x00\x07\ud800'
    findings = [Finding("error-value", title, "B2", value, {"column": "measures.reason"})]
    after = annotate(stream.getvalue(), findings)
    remark = after.worksheets[0]
    assert remark["D7"].hyperlink.location == "'it''s !A1'' & <b>'!B2"
    assert (remark["G7"].value, remark["G7"].data_type) == (
        '=HYPERLINK("http://x","y")\ufffd\ufffd\ufffd',
        "s",
    )
    assert remark["C7"].value == title
    assert not [c.value for row in remark.iter_rows() for c in row if c.data_type == "f"]
    assert (after[title]["B2"].value, after[title]["B2"].data_type) == ("=cmd|' /C calc'!A0", "f")
    assert (after[title]["B3"].value, after[title]["B3"].data_type) == ("=2+2", "s")


def test_comments_of_the_country_are_kept(
    original: bytes, annotate: Callable[..., Workbook]
) -> None:
    book = load_workbook(BytesIO(original))
    book[OBJECTIVES]["G7"].comment = Comment("Voir la note", "Ministère")
    book[OBJECTIVES]["G9"].comment = Comment("Autre", "Ministère")
    stream = BytesIO()
    book.save(stream)
    after = annotate(stream.getvalue())
    assert after[OBJECTIVES]["G7"].comment.text.startswith("Voir la note\n\n")
    assert after[OBJECTIVES]["G9"].comment.text == "Autre"


def test_a_second_check_replaces_the_first(
    original: bytes, annotate: Callable[..., Workbook], content: Content
) -> None:
    first = annotate(original)
    first[OBJECTIVES]["G7"].comment = Comment(
        f"Voir la note\n\n{first[OBJECTIVES]['G7'].comment.text}", "Ministère"
    )
    stream = BytesIO()
    first.save(stream)
    again = annotate(stream.getvalue(), FINDINGS[:1])
    assert again.sheetnames.count(REMARKS_SHEET) == 1 and len(again.sheetnames) == 12
    assert again[OBJECTIVES]["G7"].fill == PatternFill()
    assert again[OBJECTIVES]["G7"].comment.text == "Voir la note"
    assert again[EXCHANGE]["D7"].comment is None
    assert again[OBJECTIVES]["G8"].comment is not None


def answers(recognised: Recognised) -> dict[tuple[str, int], dict[str, Any]]:
    """Everything but computed cells, whose results are computed anew."""
    return {
        (code, row.number): {k: c.value for k, c in row.cells.items() if c.formula is None}
        for code, sheet in recognised.sheets.items()
        for row in sheet.rows
    }


def test_the_file_back_is_read_as_the_file_sent(original: bytes, content: Content) -> None:
    back = annotated_workbook(original, FINDINGS, content, {})
    assert back is not None
    sent, found = (recognise(read_workbook(s, "x.xlsx"), content) for s in (original, back))
    assert found.findings == ()
    assert found.meta == sent.meta
    assert answers(found) == answers(sent)
    assert answers(sent)["objectives", 7]["answer"] == "=1+1"


def test_findings_beside_the_file_do_no_harm(
    original: bytes, annotate: Callable[..., Workbook]
) -> None:
    params = {"column": "measures.reason"}
    findings = [
        Finding("required-empty", "No such sheet", "B2", "", params),
        Finding("required-empty", MEASURES, "not a cell", "", params),
        Finding("ignored-cells", MEASURES, "B7:C9", "", {"cells": "B7:C9"}),
    ]
    book = annotate(original, findings)
    assert (
        len([row for row in book.worksheets[0].iter_rows(min_row=7, max_row=9) if row[1].value])
        == 3
    )
    assert not [c for row in book[MEASURES].iter_rows() for c in row if c.comment]


def test_merged_cells_are_marked_at_their_first_cell(
    content: Content, annotate: Callable[..., Workbook]
) -> None:
    book = Workbook()
    book.active.title = "x"
    book.active.merge_cells("B2:C3")
    stream = BytesIO()
    book.save(stream)
    after = annotate(stream.getvalue(), [Finding("error-value", "x", "C3", "", {"column": ""})])
    assert after["x"]["B2"].comment is not None


def test_a_file_without_remarks_says_so(
    content: Content, annotate: Callable[..., Workbook]
) -> None:
    book = annotate(blank_workbook(content, "SEN", "dakar-2013"), [])
    assert "Aucune remarque" in book.worksheets[0]["B2"].value


def sheet_with(element: str) -> bytes:
    """A workbook whose only sheet holds one more element than the library would write."""
    stream, changed = BytesIO(), BytesIO()
    Workbook().save(stream)
    with ZipFile(stream) as source, ZipFile(changed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", b"</sheetData>" + element.encode())
                data = data.replace(b"<sheetData/>", b"<sheetData/>" + element.encode())
            target.writestr(name, data)
    return changed.getvalue()


@pytest.mark.parametrize("source", [b"", b"no workbook"], ids=["empty", "text"])
def test_a_file_that_cannot_be_opened_again_gives_none(content: Content, source: bytes) -> None:
    assert annotated_workbook(source, FINDINGS, content) is None


@pytest.mark.parametrize(
    "element",
    [
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<mergeCells><mergeCell ref="nonsense"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
        '<hyperlinks><hyperlink ref="A:B" location="x"/></hyperlinks>',
        '<conditionalFormatting sqref="A1"><cfRule type="odd" priority="1"/>'
        "</conditionalFormatting>",
    ],
    ids=["merged", "odd-range", "linked", "column-linked", "odd-rule"],
)
def test_what_is_odd_in_a_file_stays_in_it(content: Content, element: str) -> None:
    finding = Finding("error-value", "Sheet", "B2", "", {"column": "measures.reason"})
    back = annotated_workbook(sheet_with(element), [finding], content)
    assert back is not None
    with ZipFile(BytesIO(back)) as archive:
        assert element.encode() in archive.read("xl/worksheets/sheet1.xml")
        assert b"measures" not in archive.read("xl/comments1.xml")


def test_a_program_opens_the_annotated_file(
    original: bytes, content: Content, convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    file = tmp_path / "annotated.xlsx"
    back = annotated_workbook(original, FINDINGS, content, {7: "SEN-M0001"})
    assert back is not None
    file.write_bytes(back)
    (tmp_path / "out").mkdir()
    book = load_workbook(convert(file, "xlsx", tmp_path / "out"))
    assert book.sheetnames[0] == REMARKS_SHEET
    assert book[OBJECTIVES]["G7"].comment is not None
    assert (book[OBJECTIVES]["G7"].value, book[OBJECTIVES]["G7"].data_type) == ("=1+1", "s")
