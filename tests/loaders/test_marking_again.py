"""Annotating what was annotated before, and files with what few files have."""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from loaders.writer import annotated_workbook
from schemas.content import Content
from schemas.findings import Finding
from schemas.layout import REMARKS_SHEET

THREADS = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def finding(sheet: str, cell: str, code: str = "error-value") -> Finding:
    return Finding(code, sheet, cell, "x", {"column": "measures.reason"})


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.fixture
def annotate(content: Content) -> Callable[..., bytes]:
    def back(source: bytes, *findings: Finding) -> bytes:
        result = annotated_workbook(source, findings, content)
        assert result is not None
        return result

    return back


def test_long_comments_stay_within_what_excel_reads(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    book.active.title = "S"
    book.active["A1"], book.active["A2"] = 1, 2
    book.active["A1"].comment = Comment("é" * 32_700, "Cellule")
    many = [Finding("error-value", "S", "A2", "v" * 70, {"column": f"{n}.x"}) for n in range(90)]
    back = annotate(saved(book), finding("S", "A1"), *many)
    page = load_workbook(BytesIO(back))["S"]
    assert len(page["A1"].comment.text) == 32_767
    assert 2_000 < len(page["A2"].comment.text) <= 2_400
    heights = re.findall(rb"height:(\d+)px", next(v for k, v in parts(back).items() if "vml" in k))
    assert all(100 <= int(height) <= 760 for height in heights)


def test_a_second_check_gives_colours_back(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    page = book.active
    page.title = "S"
    for place, colour in (("A1", "FF112233"), ("A2", None), ("A3", "FF445566")):
        page[place] = 1
        if colour:
            page[place].fill = PatternFill("solid", fgColor=colour)
    first = annotate(saved(book), *(finding("S", f"A{n}") for n in (1, 2, 3)))
    between = annotate(first, finding("S", "A3", "text-too-long"))
    last = load_workbook(BytesIO(annotate(between)))["S"]
    shown = {cell.coordinate: cell.fill.fill_type and cell.fill.fgColor.rgb for cell in last["A"]}
    assert shown == {"A1": "FF112233", "A2": None, "A3": "FF445566"}
    assert not [cell for cell in last["A"] if cell.comment]
    middle = load_workbook(BytesIO(between))["S"]
    assert middle["A3"].fill.fgColor.rgb == "FFFFE7A8" and middle["A1"].comment is None


def test_a_sheet_of_the_country_with_our_name_is_not_ours(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    book.active.title = REMARKS_SHEET.lower()
    book.active["A1"] = "Nos remarques"
    book.create_sheet("S")["A1"] = 1
    once = annotate(saved(book), finding("S", "A1"))
    names = [REMARKS_SHEET.lower(), "S"]
    assert load_workbook(BytesIO(once)).sheetnames[1:] == names
    again = load_workbook(BytesIO(annotate(once, finding("S", "A1"))))
    assert again.sheetnames[1:] == names and again.sheetnames[0].endswith("(2)")
    assert again[names[0]]["A1"].value == "Nos remarques"


def test_names_of_sheets_stay_with_their_sheets(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    book.active.title = "S"
    book.create_sheet("T").print_title_rows = "1:3"
    first = annotate(saved(book), finding("S", "A1"))
    for back in (first, annotate(first), annotate(annotate(first))):
        again = load_workbook(BytesIO(back))
        assert again["T"].print_title_rows == "$1:$3"
        assert again.sheetnames == [REMARKS_SHEET, "S", "T"]


def test_escapes_of_excel_in_a_text_stay_text(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    book.active.title = "S"
    back = annotate(saved(book), Finding("not-a-date", "S", "A1", "_x0041_", {"column": "a.b"}))
    markup = b"".join(data for name, data in parts(back).items() if name != "xl/styles.xml")
    assert markup.count(b"_x005F_x0041_") == markup.count(b"x0041_") > 4


def test_what_people_say_in_threads_is_left_alone(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    page = book.active
    page.title = "S"
    page["A1"].comment, page["A2"].comment = Comment("[fil]", "tc={1}"), Comment("Note", "Cellule")
    contents = parts(saved(book))
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    relation = f'<Relationship Id="t1" Type="{THREADS}" Target="/xl/threadedComments/t.xml"/>'
    contents[name] = contents[name].replace(
        b"</Relationships>", relation.encode() + b"</Relationships>"
    )
    contents["xl/threadedComments/t.xml"] = b'<ThreadedComments><c ref="A1"/></ThreadedComments>'
    back = annotate(packed(contents), finding("S", "A1"), finding("S", "A2"))
    page = load_workbook(BytesIO(back))["S"]
    assert page["A1"].comment.text == "[fil]"
    assert page["A2"].comment.text.startswith("Note\n\nContrôle")
    assert page["A1"].fill.fgColor.rgb == page["A2"].fill.fgColor.rgb == "FFF9C9BC"


def test_a_workbook_without_styles(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    book.active.title = "S"
    book.active["A1"] = "texte"
    contents = parts(saved(book))
    del contents["xl/styles.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        pattern = rb"<(?:Override|Relationship) [^>]*styles[^>]*/>"
        contents[name] = re.sub(pattern, b"", contents[name])
    page = load_workbook(BytesIO(annotate(packed(contents), finding("S", "A1"))))["S"]
    assert (page["A1"].value, page["A1"].fill.fgColor.rgb) == ("texte", "FFF9C9BC")


def test_a_workbook_without_names(annotate: Callable[..., bytes]) -> None:
    book = Workbook()
    book.active.title = "S"
    contents = parts(saved(book))
    name = "xl/workbook.xml"
    assert b"<definedNames/>" in contents[name] or b"<definedNames />" in contents[name]
    contents[name] = re.sub(rb"<definedNames ?/>", b"", contents[name])
    back = annotate(packed(contents), finding("S", "A1"))
    assert load_workbook(BytesIO(back)).worksheets[0].print_title_rows == "$1:$6"
    order = re.findall(rb"<(sheets|definedNames|calcPr)", parts(back)[name])
    assert order == [b"sheets", b"definedNames", b"calcPr"]


def test_header_pictures_and_buttons_keep_their_drawings(annotate: Callable[..., bytes]) -> None:
    """A drawing of a header is of the same kind as that of comments, and is not theirs."""
    book = Workbook()
    book.active.title = "S"
    contents = parts(saved(book))
    drawing = b'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="LH">logo</v:shape></xml>'
    contents["xl/drawings/vmlDrawing1.vml"] = drawing
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    contents["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/vmlDrawing" '
        'Target="../drawings/vmlDrawing1.vml"/></Relationships>'
    ).encode()
    header = f'<legacyDrawingHF xmlns:r="{relations}" r:id="rId1"/></worksheet>'
    name = "xl/worksheets/sheet1.xml"
    contents[name] = contents[name].replace(b"</worksheet>", header.encode())
    back = parts(annotate(packed(contents), finding("S", "A1")))
    assert back["xl/drawings/vmlDrawing1.vml"] == drawing
    assert b'ObjectType="Note"' in back["xl/drawings/vmlDrawing2.vml"]
    order = re.findall(rb"<(legacyDrawing\w*)", back[name])
    assert order == [b"legacyDrawing", b"legacyDrawingHF"]
    again = parts(annotate(packed(back), finding("S", "A2")))
    assert again["xl/drawings/vmlDrawing1.vml"] == drawing
    boxes = again["xl/drawings/vmlDrawing2.vml"].count(b"<v:shape ")
    assert boxes == 1 and "xl/drawings/vmlDrawing3.vml" not in again
