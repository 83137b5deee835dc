"""Each archive that is not a plain workbook is refused for its own reason, nothing else is."""

import re
import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import openpyxl
import pytest

from loaders import container
from loaders.container import open_container
from loaders.entries import Unreadable
from loaders.markup import Attributes, walk

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLAIN = '<row r="1"><c r="A1"><v>1</v></c></row>'
BOMB = b"<x>" + b"0" * 40_000_000 + b"</x>"


def refused(refusal_of: Any, content: bytes, name: str = "report.xlsx") -> tuple[str, str]:
    return refusal_of(lambda: open_container(content, name))  # type: ignore[no-any-return]


def with_entry(content: bytes, entry: ZipInfo, data: bytes = b"x") -> bytes:
    buffer = BytesIO(content)
    with ZipFile(buffer, "a") as archive:
        archive.writestr(entry, data)
    return buffer.getvalue()


def types_of(kind: str) -> bytes:
    override = f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>'
    return f'<Types xmlns="t">{override}</Types>'.encode()


def test_a_plain_workbook_is_opened(make_xlsx: Any) -> None:
    opened = open_container(make_xlsx(PLAIN), "a.xlsx")
    assert opened.main == "xl/workbook.xml"
    assert b"<v>1</v>" in opened.part("xl/worksheets/sheet1.xml")


def test_the_type_may_be_given_by_the_ending(make_xlsx: Any) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    default = f'<Default Extension="xml" ContentType="{kind}"/>'
    stray = '<Override PartName="/.xml" ContentType="application/xml"/>'
    types = f'<Types xmlns="t">{default}{stray}</Types>'.encode()
    content = make_xlsx(PLAIN, change={"[Content_Types].xml": types})
    assert open_container(content, "a.xlsx").main == "xl/workbook.xml"


def test_part_names_have_no_case(make_parts: Any, make_zip: Any) -> None:
    parts = {name.replace("sheet1", "Sheet1"): data for name, data in make_parts(PLAIN).items()}
    assert open_container(make_zip(parts), "a.xlsx").part("XL/Worksheets/sheet1.XML")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-a-workbook"),
        (b"pays;mesure\nSEN;1\n", "not-a-workbook"),
        (b"<html><table/></html>", "not-a-workbook"),
        (b"%PDF-1.7 ...", "not-a-workbook"),
        (b"P", "not-a-workbook"),
        (OLE + b"\0" * 500 + "Workbook\0".encode("utf-16-le"), "old-format"),
        (OLE + b"\0" * 500 + "Book\0".encode("utf-16-le"), "old-format"),
        (OLE + b"\0" * 500 + "WordDocument".encode("utf-16-le"), "not-a-workbook"),
        (OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00", "old-format"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><W/>', "old-format"),
        (b"PK\x05\x06" + b"\0" * 18, "not-a-workbook"),
    ],
)
def test_other_files_are_told_apart(refusal_of: Any, content: bytes, code: str) -> None:
    assert refused(refusal_of, content) == (code, "")


def test_the_finding_carries_the_file_name() -> None:
    with pytest.raises(Unreadable) as refusal:
        open_container(b"a;b", "Rapport 2013.xlsx")
    assert refusal.value.finding.value == "Rapport 2013.xlsx"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "macros"),
        ("application/vnd.ms-excel.template.macroEnabled.main+xml", "macros"),
        ("application/vnd.ms-excel.addin.macroEnabled.main+xml", "macros"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "old-format"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "not-a-workbook",
        ),
    ],
)
def test_other_office_files(make_xlsx: Any, refusal_of: Any, kind: str, code: str) -> None:
    content = make_xlsx(PLAIN, change={"[Content_Types].xml": types_of(kind)})
    assert refused(refusal_of, content) == (code, "")


@pytest.mark.parametrize(
    "change",
    [
        {"xl/vbaProject.bin": b"x"},
        {"xl/VBAPROJECT.BIN": b"x"},
        {"xl/macrosheets/sheet1.xml": b"<x/>"},
    ],
)
def test_macros_under_a_plain_type(
    make_xlsx: Any, refusal_of: Any, change: Mapping[str, bytes]
) -> None:
    assert refused(refusal_of, make_xlsx(PLAIN, change=change)) == ("macros", "")


def test_a_plain_zip_and_an_opendocument_are_no_workbook(make_zip: Any, refusal_of: Any) -> None:
    assert refused(refusal_of, make_zip({"notes.txt": b"x"})) == ("not-a-workbook", "")
    spreadsheet = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b"<x/>",
    }
    assert refused(refusal_of, make_zip(spreadsheet)) == ("not-a-workbook", "")


def test_strict_open_xml_is_named(make_parts: Any, make_zip: Any, refusal_of: Any) -> None:
    parts = make_parts(PLAIN)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    assert refused(refusal_of, make_zip(parts)) == ("strict-format", "")


def test_a_workbook_without_its_main_part(make_xlsx: Any, refusal_of: Any) -> None:
    content = make_xlsx(PLAIN, change={"xl/workbook.xml": None})
    assert refused(refusal_of, content) == ("damaged", "missing-part")


# Sizes


def test_a_file_beyond_the_limit(refusal_of: Any) -> None:
    content = b"PK\x03\x04" + b"\0" * container.MAX_FILE
    assert refused(refusal_of, content) == ("too-large", "10 MB")


def test_a_zip_bomb_is_refused_by_its_ratio(make_xlsx: Any, refusal_of: Any) -> None:
    content = make_xlsx(PLAIN, change={"xl/media/a.xml": BOMB})
    assert len(content) < 60_000
    assert refused(refusal_of, content) == ("unsafe-archive", "ratio")


def test_too_many_parts(make_xlsx: Any, refusal_of: Any) -> None:
    parts = {f"xl/media/{n}.png": b"" for n in range(container.MAX_PARTS)}
    assert refused(refusal_of, make_xlsx(PLAIN, change=parts)) == ("too-large", "2000 parts")


@pytest.mark.parametrize("announced", [3, 100_000])
def test_a_size_that_lies_is_found(make_xlsx: Any, refusal_of: Any, announced: int) -> None:
    data = b"<x>" + bytes(range(32, 60)) * 40 + b"</x>"
    content = make_xlsx(PLAIN, change={"xl/theme.xml": data})
    true, false = struct.pack("<L", len(data)), struct.pack("<L", announced)
    assert content.count(true) == 2
    assert refused(refusal_of, content.replace(true, false)) == ("damaged", "checksum")


def test_many_parts_together_are_bounded(
    make_xlsx: Any, refusal_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "MAX_ALL", 3_000)
    parts = {f"xl/{n}.xml": b"<x/>" + bytes(300) for n in range(10)}
    assert refused(refusal_of, make_xlsx(PLAIN, change=parts))[0] == "too-large"


# Names and layout


@pytest.mark.parametrize(
    "name",
    [
        "../evil.xml",
        "/etc/passwd",
        "xl\\workbook2.xml",
        "C:\\x.xml",
        "xl/./a.xml",
        "xl//a.xml",
        "xl/a\x01.xml",
        "n" * 300,
    ],
)
def test_odd_names(make_xlsx: Any, refusal_of: Any, name: str) -> None:
    content = with_entry(make_xlsx(PLAIN), ZipInfo(name))
    assert refused(refusal_of, content) == ("unsafe-archive", "name")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.xml"])
def test_two_parts_of_one_name(make_xlsx: Any, refusal_of: Any, name: str) -> None:
    content = with_entry(make_xlsx(PLAIN), ZipInfo(name))
    assert refused(refusal_of, content) == ("unsafe-archive", "duplicate-part")


def test_a_link(make_xlsx: Any, refusal_of: Any) -> None:
    entry = ZipInfo("xl/link.xml")
    entry.external_attr = 0o120777 << 16
    content = with_entry(make_xlsx(PLAIN), entry, b"/etc/passwd")
    assert refused(refusal_of, content) == ("unsafe-archive", "link")


def test_an_unusual_compression(make_xlsx: Any, refusal_of: Any) -> None:
    entry = ZipInfo("xl/a.xml")
    entry.compress_type = ZIP_BZIP2
    content = with_entry(make_xlsx(PLAIN), entry, b"<x/>" * 50)
    assert refused(refusal_of, content) == ("unsafe-archive", "compression")


def test_an_encrypted_entry(make_xlsx: Any, refusal_of: Any) -> None:
    content = bytearray(make_xlsx(PLAIN))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(refusal_of, bytes(content)) == ("encrypted", "")


def test_two_archives_in_one_file(make_xlsx: Any, refusal_of: Any) -> None:
    one, other = make_xlsx(PLAIN), make_xlsx(PLAIN.replace("<v>1", "<v>2"))
    assert refused(refusal_of, one + other) == ("unsafe-archive", "two-archives")
    assert refused(refusal_of, b"MZ program" + one) == ("unsafe-archive", "two-archives")


def test_two_names_for_one_entry(make_xlsx: Any, refusal_of: Any) -> None:
    content = make_xlsx(PLAIN)
    assert content.count(b"xl/styles.xml") == 2
    renamed = content.replace(b"xl/styles.xml", b"xl/stylez.xml", 1)
    assert refused(refusal_of, renamed) == ("unsafe-archive", "name")


def test_two_entries_over_each_other(make_xlsx: Any, refusal_of: Any) -> None:
    content = bytearray(make_xlsx(PLAIN))
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    content[second + 42 : second + 46] = bytes(4)
    assert refused(refusal_of, bytes(content)) == ("unsafe-archive", "two-archives")


def test_bytes_behind_the_archive_are_harmless(make_xlsx: Any) -> None:
    assert open_container(make_xlsx(PLAIN) + bytes(64), "a.xlsx").main


@pytest.mark.parametrize("compression", [ZIP_STORED, ZIP_DEFLATED])
def test_folders_and_both_compressions_are_read(make_parts: Any, compression: int) -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        archive.writestr("xl/", b"")
        for name, data in make_parts(PLAIN).items():
            archive.writestr(name, data)
    assert open_container(buffer.getvalue(), "a.xlsx").main


# XML


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://198.51.100.1/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
        "<!DOCTYPE a><a/>".encode("utf-16-be"),
    ],
)
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/unused.vml", "[Content_Types].xml"])
def test_a_document_type_is_refused_in_any_part(
    make_xlsx: Any, refusal_of: Any, part: str, data: bytes
) -> None:
    content = make_xlsx(PLAIN, change={part: data})
    assert refused(refusal_of, content) == ("unsafe-archive", "doctype")


@pytest.mark.parametrize(
    "data",
    [
        b"<a><![CDATA[<!DOCTYPE html>]]></a>",
        b"<!-- <!DOCTYPE a> --><a/>",
        b"<a>not closed",
        b"<?x",
        b"",
    ],
)
def test_what_only_looks_like_a_document_type(make_xlsx: Any, data: bytes) -> None:
    assert open_container(make_xlsx(PLAIN, change={"xl/unused.vml": data}), "a.xlsx").main


@pytest.mark.parametrize("before", [b"<!-- <a> -->", b"<?a <b> ?>\n", b"\xef\xbb\xbf \n"])
def test_a_document_type_behind_other_markup(
    make_xlsx: Any, refusal_of: Any, before: bytes
) -> None:
    content = make_xlsx(PLAIN, change={"xl/unused.vml": before + b"<!DOCTYPE a><a/>"})
    assert refused(refusal_of, content) == ("unsafe-archive", "doctype")


def test_an_encoding_that_hides_markup(make_xlsx: Any, refusal_of: Any) -> None:
    data = b'<?xml version="1.0" encoding="utf-7"?><a/>'
    content = make_xlsx(PLAIN, change={"xl/unused.xml": data})
    assert refused(refusal_of, content) == ("damaged", "markup")


def test_the_parser_itself_refuses_a_document_type(refusal_of: Any) -> None:
    listener = Attributes(lambda *_: None)
    outcome = refusal_of(lambda: walk(b"<!DOCTYPE a><a/>", listener))
    assert outcome == ("unsafe-archive", "doctype")


def test_the_annotated_copy_is_read_with_defusedxml() -> None:
    """openpyxl reads lists with lxml, which resolves no entities here, and streams with
    defusedxml; both see parts without a document type only."""
    assert openpyxl.DEFUSEDXML is True


# Damage


def test_a_cut_file_is_damaged_wherever_it_is_cut(make_xlsx: Any, refusal_of: Any) -> None:
    content = make_xlsx(PLAIN, texts=["a", "b"])
    reasons = {refused(refusal_of, content[:end]) for end in range(4, len(content) - 1, 7)}
    assert {code for code, _ in reasons} == {"damaged"}


def test_every_detail_has_words(content: Any) -> None:
    folder = Path(container.__file__).parent
    said = set()
    for module in ("markup", "container", "parts", "workbook", "child/__init__", "child/inside"):
        source = (folder / f"{module}.py").read_text("utf-8")
        said |= set(re.findall(r"(?:damaged|unsafe)\(\"([a-z-]+)\"|detail=\"([a-z-]+)\"", source))
    details = {a or b for a, b in said}
    assert len(details) > 8
    for words in content.words.values():
        assert {f"finding.detail.{detail}" for detail in details} <= words.keys
