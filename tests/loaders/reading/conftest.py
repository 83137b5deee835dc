"""Small .xlsx files written part by part, so that a test can break exactly one thing."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from loaders.entries import Unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Parts = dict[str, bytes]
MakeParts = Callable[..., Parts]
MakeZip = Callable[[Mapping[str, bytes]], bytes]
MakeXlsx = Callable[..., bytes]
RefusalOf = Callable[[Callable[[], object]], tuple[str, str]]


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _relations(*relations: str) -> bytes:
    inside = "".join(relations)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'.encode()


def _parts(
    *sheets: str,
    texts: Sequence[str] = (),
    formats: Sequence[str] = (),
    settings: str = "",
    after: str = "",
    properties: Mapping[str, str] | None = None,
    change: Mapping[str, bytes | None] | None = None,
) -> Parts:
    """The parts of a workbook. `sheets`: the rows of each sheet as XML. `formats`: number
    formats of styles 1, 2, ... `settings`: inside workbook.xml. `after`: behind sheetData.
    `change`: parts to replace, or to leave out (None)."""
    names = [f"xl/worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1)
    )
    own = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats)))
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
            "</Types>"
        ).encode(),
        "_rels/.rels": _relations(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{settings}'
            f"<sheets>{listed}</sheets></workbook>"
        ).encode(),
        "xl/_rels/workbook.xml.rels": _relations(
            *(
                _relation(n, "worksheet", f"worksheets/sheet{n}.xml")
                for n in range(1, len(names) + 1)
            ),
            _relation(901, "sharedStrings", "sharedStrings.xml"),
            _relation(902, "styles", "styles.xml"),
        ),
        "xl/sharedStrings.xml": (
            f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{t}</t></si>" for t in texts) + "</sst>"
        ).encode(),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts>'
            f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
        ).encode(),
    }
    for name, rows in zip(names, sheets, strict=True):
        inside = f"<sheetData>{rows}</sheetData>{after}"
        parts[name] = f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()
    if properties is not None:
        listed = "".join(
            f'<property name="{name}"><vt:lpwstr xmlns:vt="x">{text}</vt:lpwstr></property>'
            for name, text in properties.items()
        )
        parts["docProps/custom.xml"] = f'<Properties xmlns="p">{listed}</Properties>'.encode()
    for name, data in (change or {}).items():
        if data is None:
            del parts[name]
        else:
            parts[name] = data
    return parts


def _zip(parts: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def make_parts() -> MakeParts:
    return _parts


@pytest.fixture(scope="session")
def make_zip() -> MakeZip:
    return _zip


@pytest.fixture(scope="session")
def make_xlsx() -> MakeXlsx:
    """`make_xlsx('<row r="1">...</row>', texts=["a"])`: the bytes of a workbook."""
    return lambda *sheets, **how: _zip(_parts(*sheets, **how))


@pytest.fixture(scope="session")
def refusal_of() -> RefusalOf:
    """The code of the finding that refuses a file, and its detail or limit."""

    def read(act: Callable[[], object]) -> tuple[str, str]:
        with pytest.raises(Unreadable) as refused:
            act()
        finding = refused.value.finding
        return finding.code, str(finding.params.get("detail", finding.params.get("limit", "")))

    return read
