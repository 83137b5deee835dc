"""What attackers write into a report becomes no formula and no link in any file we give out."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from dashboard.exhibits import EXHIBITS
from dashboard.exports.open_tables import open_tables
from schemas.content import Content

Convert = Callable[[Path, str, Path], Path]

REPORT, QUERY = "SEN-dakar-2013-v1", "round=dakar-2013&country=SEN"
FORMULA = re.compile(rb"<(?:\w+:)?f(?: [^>]*)?>([^<]*)<")
OUTSIDE = re.compile(rb'<Relationship [^>]*TargetMode="External"[^>]*>')
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:e[+-]?[0-9]+)?", re.IGNORECASE)
MEETING = "/api/v1/meetings/session-4"


@pytest.fixture(scope="module")
def client(hostile: Any) -> FlaskClient:
    """The administrator: he gets every file."""
    made: FlaskClient = hostile.app.server.test_client()
    token = hostile.app.server.extensions["dakar"].identity.token
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def dangers(data: bytes, name: str, ours: frozenset[bytes] = frozenset()) -> list[str]:
    """Formulas beside `ours`, ways out, macros and programs in a file, archives opened."""
    if name.endswith(".csv"):
        return [f"{name}: {cell[:40]!r}" for cell in cells(data) if is_formula(cell)]
    if name.endswith(".pdf"):
        return [f"{name}: {one}" for one in actions(data)]
    if not is_zipfile(io.BytesIO(data)):
        return []
    found = []
    with ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.namelist():
            if entry.startswith("/") or ".." in entry.split("/") or "\\" in entry:
                found.append(f"{name}: entry {entry}")
            part = archive.read(entry)
            if "/worksheets/" in entry and entry.endswith(".xml"):
                live = set(FORMULA.findall(part)) - ours
                found += [f"{name}!{entry}: formula {one[:60]!r}" for one in live]
            if entry.endswith(".rels"):
                links = [one for one in OUTSIDE.findall(part) if b"localhost" not in one]
                found += [f"{name}!{entry}: {one[:200]!r}" for one in links]
            if re.search(r"vbaProject|externalLink|connections\.xml|\.bin$", entry):
                found.append(f"{name}: {entry}")
            found += dangers(part, f"{name}!{entry}", ours)
    return found


def cells(data: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        yield from row


def is_formula(cell: str) -> bool:
    begun = cell.lstrip(" \u00a0")
    return begun.startswith(STARTS) and NUMBER.fullmatch(begun) is None


def actions(data: bytes) -> Iterator[str]:
    """What a PDF does or leads to, but for places in itself and at this server."""
    reader = PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    yield from (name for name in ("/OpenAction", "/AA", "/AcroForm") if name in root)
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get_object().get("/A", {})
            address = str(action.get("/URI", ""))
            if action.get("/S") not in (None, "/GoTo", "/URI") or "evil" in address:
                yield f"{action.get('/S')} {address}"


def checked(client: FlaskClient, addresses: list[str]) -> tuple[dict[str, list[str]], int, int]:
    """The dangers by address, how many files there were and their bytes."""
    found, size = {}, 0
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        named = answer.headers.get("Content-Disposition", "")
        assert named.startswith("attachment"), address
        assert not re.search(r'[/\\<>"]|\.\.', named.partition("filename=")[2].strip('"')), named
        size += len(answer.data)
        here = dangers(answer.data, address.partition("?")[0])
        if here:
            found[address] = here[:5]
    return found, len(addresses), size


@pytest.mark.plan("S9")
def test_the_reader_sees_a_formula() -> None:
    assert [one for one in ("=1", "＝1", " @x", "-1", "x=1", "-1.5e3") if is_formula(one)] == [
        "=1",
        "＝1",
        " @x",
    ]
    assert dangers(b'"=1+1","x"\r\n', "x.csv") == ["x.csv: '=1+1'"]
    assert FORMULA.findall(b'<c><f t="shared">1+1</f></c>') == [b"1+1"]


@pytest.mark.plan("S9")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_exhibit_holds_a_formula(
    client: FlaskClient, payloads: tuple[str, ...], figure: Any, ending: str
) -> None:
    addresses = [f"/api/v1/exhibits/{code}.{ending}?{QUERY}&lang=en" for code in EXHIBITS]
    found, files, size = checked(client, addresses)
    figure(f"{files} files, {size / 1e6:.1f} MB, {len(payloads)} attacks, {len(found)} formulas")
    assert found == {}


@pytest.mark.plan("S9")
def test_no_file_of_open_data_holds_a_formula(
    client: FlaskClient, content: Content, figure: Any
) -> None:
    tables = [f"/api/v1/data/{t}.{e}" for t in open_tables(content) for e in ("csv", "xlsx")]
    found, files, size = checked(client, [*tables, "/api/v1/data/package.zip"])
    figure(f"{files} files, {size / 1e6:.1f} MB, {len(found)} formulas")
    assert found == {}


@pytest.mark.plan("S9")
def test_no_file_of_a_meeting_holds_a_formula(client: FlaskClient, figure: Any) -> None:
    files = [
        f"{MEETING}/slides.pptx?lang=fr", f"{MEETING}/handout.pdf?lang=en",
        f"{MEETING}/annex.xlsx?lang=fr", f"{MEETING}/pack.zip?lang=en",
        "/desk/meetings/session-4/record.docx?lang=fr",
        "/api/v1/countries/SEN/profile.pptx?round=dakar-2013",
        "/api/v1/countries/SEN/profile.pdf?round=dakar-2013",
        "/api/v1/countries/SEN/profile.xlsx?round=dakar-2013",
    ]  # fmt: skip
    found, number, size = checked(client, files)
    figure(f"{number} files, {size / 1e6:.1f} MB, {len(found)} with a formula or a way out")
    assert found == {}


@pytest.mark.plan("S9")
def test_no_file_of_the_desk_holds_a_formula(client: FlaskClient, figure: Any) -> None:
    files = [
        "/desk/audit.csv", "/desk/gaps.csv?round=dakar-2013", "/desk/gaps.xlsx?round=dakar-2013",
        "/desk/mapping/acceptance.csv", "/desk/rounds/dakar-2013/letters.zip",
        f"/desk/reports/{REPORT}/changes.xlsx",
        f"/desk/reports/{REPORT}/findings.csv", f"/desk/reports/{REPORT}/letter.docx",
    ]  # fmt: skip
    found, number, size = checked(client, files)
    figure(f"{number} files, {size / 1e6:.1f} MB, {len(found)} with a formula or a way out")
    assert found == {}


@pytest.mark.plan("S9")
def test_a_workbook_to_fill_holds_only_our_own_formulas(
    client: FlaskClient, hostile: Any, figure: Any
) -> None:
    """A prefilled template and an annotated workbook compute their row checks; nothing else."""
    plain = client.get("/desk/rounds/rabat-2014/templates/GIN.xlsx")
    assert plain.status_code == 200
    files = {
        "prefilled": "/desk/rounds/rabat-2014/templates/SEN.xlsx",
        "annotated": f"/desk/reports/{REPORT}/annotated.xlsx",
        "tried": f"/api/v1/uploads/{hostile.upload}/annotated.xlsx",
    }
    said = {}
    for name, address in files.items():
        data = client.get(address).data
        formulas = set(formulas_of(data))
        said[name] = [
            one for one in formulas if re.search(rb"evil|cmd|1\+1|WEBSERVICE|SUM\(A1", one)
        ]
        assert formulas, name
        assert dangers(data, name, frozenset(formulas)) == []
    figure(f"{len(files)} workbooks")
    assert {name: live for name, live in said.items() if live} == {}


def formulas_of(data: bytes) -> Iterator[bytes]:
    with ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.namelist():
            if "/worksheets/" in entry and entry.endswith(".xml"):
                yield from FORMULA.findall(archive.read(entry))


@pytest.mark.plan("S9")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_spreadsheet_program_finds_no_formula(
    client: FlaskClient, convert: Convert, tmp_path: Path, figure: Any, ending: str
) -> None:
    file = tmp_path / f"measures.{ending}"
    file.write_bytes(client.get(f"/api/v1/exhibits/measures.{ending}?{QUERY}").data)
    seen = convert(file, "fods", tmp_path).read_text("utf-8")
    figure(f"{seen.count('<table:table-cell')} cells read by LibreOffice")
    assert "evil.example" in seen
    assert "table:formula=" not in seen
    assert "xlink:href=" not in seen
