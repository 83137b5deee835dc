"""Values that would leave a folder or a statement, in every place that a request has."""

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, inspect, select

from dashboard import create_app
from dashboard.addresses import PAGES, href
from dashboard.api.routes import ROUTES
from dashboard.settings import read_settings
from schemas.content import Content
from schemas.country import folded
from schemas.database.models import Base

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "../x.xlsx", "../../../../tmp/x.xlsx", "..\\..\\x.xlsx", "/etc/passwd", "/etc/cron.d/x.xlsx",
    "C:\\Windows\\x.xlsx", "\\\\host\\share\\x.xlsx", "file:///etc/passwd", "~/x.xlsx",
    "$HOME/x.xlsx", "`id`.xlsx", "$(id).xlsx", "x;id.xlsx", "x|id.xlsx", "x\x00.xlsx",
    "x\r\nX-Evil: 1.xlsx", "....//....//x.xlsx", "%2e%2e%2fx.xlsx", "..%c0%afx.xlsx", ".", "..",
    "CON.xlsx", "x.xlsx.",
    "\u202excod.xlsx", "a" * 5000 + ".xlsx", '"><script>.xlsx',
)  # fmt: skip
ENTRIES = (
    "../x", "../../../../etc/x", "/etc/x", "..\\x", "C:\\x", "\\\\host\\x", "xl/../../x",
    "./x", "x\x00y", "~/x", "xl//../../../x",
)  # fmt: skip
PATHS = (
    "../../pyproject.toml", "..%2f..%2fpyproject.toml", "%2e%2e/%2e%2e/pyproject.toml",
    "....//....//pyproject.toml", "..\\..\\pyproject.toml", "/etc/passwd", "//etc/passwd",
    "vendor/../../pyproject.toml", "%252e%252e%252fpyproject.toml", "..%c0%af..%c0%afetc/passwd",
    "file:///etc/passwd", "packed/../../pyproject.toml", "%00", ".", "..",
)  # fmt: skip
STATEMENTS = (
    "'", "' OR '1'='1", "' OR 1=1 --", '" OR ""="', "1; DROP TABLE report; --", "SEN' --",
    "') UNION SELECT email, password FROM account --", "%", "_", "\\", "%' ESCAPE '",
    "SEN%00", "0x53454e", "1e999", "-1", "NULL", "(SELECT 1)", "dakar-2013'/**/OR/**/1=1",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("odd-values")


@pytest.fixture(scope="module")
def app(sample_database: Path, content: Content, folder: Path) -> Dash:
    shutil.copy(sample_database, folder / "odd.db")
    settings = read_settings({}, database_url=f"sqlite:///{folder / 'odd.db'}", secret_key="test")
    return create_app(settings, content)


@pytest.fixture
def admin(app: Dash, client_as: Any) -> FlaskClient:
    found: FlaskClient = client_as(app, "admin")
    return found


def listing(*folders: Path) -> set[str]:
    """Every file there is, but for what the database and Python write beside their own."""
    found = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return {str(file) for file in found if not file.name.endswith(("-wal", "-shm", ".pyc"))}


def workbook(entry: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(zipfile.ZipInfo(entry), "out of its folder")
    return stream.getvalue()


@pytest.mark.plan("S7")
def test_no_name_of_a_file_leaves_its_folder(
    admin: FlaskClient, folder: Path, figure: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    watched = (folder, tmp_path, ROOT / "data", ROOT / "assets", ROOT / "dashboard")
    before = listing(*watched)
    sent = [(name, b"no workbook") for name in NAMES]
    sent += [("x.xlsx", workbook(entry)) for entry in ENTRIES]
    for name, data in sent:
        answer = admin.post("/api/v1/uploads", data={"file": (io.BytesIO(data), name)})
        assert answer.status_code in (400, 415, 422), (name, answer.status_code)
        if answer.status_code == 400:
            continue
        file = admin.get(f"/api/v1/uploads/{answer.json['id']}/findings.csv")
        said = file.headers["Content-Disposition"]
        assert not set("/\\\r\n\x00\u202e<>") & set(said), said
        assert "X-Evil" not in file.headers
    figure(f"{len(NAMES)} names of files, {len(ENTRIES)} of entries, no file written")
    assert listing(*watched) == before


@pytest.mark.plan("S7")
def test_no_address_leads_to_a_file_beside_ours(admin: FlaskClient, figure: Any) -> None:
    places = (
        "/assets/", "/_dash-component-suites/dash/", "/_dash-component-suites/", "/fr/", "/s/",
        "/api/v1/uploads/", "/api/v1/exhibits/", "/api/v1/data/", "/desk/reports/",
        "/api/v1/meetings/", "/projection/", "/fr/rapports/", "/fr/figure/",
    )  # fmt: skip
    ends = {"/desk/reports/": "/original", "/api/v1/meetings/": "/pack.zip"}
    for place, path in product(places, PATHS):
        for address in (f"{place}{path}", f"{place}{quote(path, safe='')}"):
            answer = admin.get(address + ends.get(place, ""))
            assert answer.status_code in (200, 301, 302, 308, 400, 404), address
            assert "constraint-dependencies" not in answer.text, address
            assert "root:x:" not in answer.text, address
    figure(f"{len(places)} places x {len(PATHS)} paths, each written in two ways")


@pytest.fixture
def intact(app: Dash) -> Iterator[None]:
    """Every table is there after the test, with as many rows."""
    engine: Engine = app.server.extensions["dakar"].reader
    before = counts(engine)
    yield
    assert counts(engine) == before


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        assert {table.name for table in Base.metadata.sorted_tables} <= there
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.plan("S14")
@pytest.mark.usefixtures("intact")
def test_no_parameter_of_the_api_becomes_a_statement(
    admin: FlaskClient, figure: Any, effort: Callable[[int, int], int]
) -> None:
    """None fails, and none tells what stands in other tables."""
    asked, known = 0, {"code": "measures", "country": "SEN", "iso3": "SEN", "table": "profiles"}
    for route in ROUTES:
        path = route.path
        for name in route.path_values:
            path = path.replace(f"{{{name}}}", known.get(name, "x"))
        if route.method != "get" or "{" in path or "profile." in path or "meetings/" in path:
            continue
        for number, name in enumerate(route.query):
            for said in turned(number, effort(1, len(STATEMENTS))):
                answer = admin.get(f"/api/v1{path}?{urlencode({name: said})}")
                asked += 1
                assert answer.status_code < 500, (path, name, said)
                assert b"argon2" not in answer.data, (path, name, said)
    figure(f"{asked} requests, {len(STATEMENTS)} payloads, none failed, all rows there")
    assert asked > 60


def turned(first: int, most: int) -> list[str]:
    """Some of the statements, others for each place."""
    return [STATEMENTS[(first + step) % len(STATEMENTS)] for step in range(most)]


@pytest.mark.plan("S14")
@pytest.mark.usefixtures("intact")
def test_a_search_looks_for_words_only(admin: FlaskClient, figure: Any) -> None:
    """It finds what its letters find without the signs between them."""

    def total(said: str) -> int:
        query = urlencode({"q": said, "round": "dakar-2013"})
        return int(admin.get(f"/api/v1/measures?{query}").json["total"])

    found = {said: total(said) for said in STATEMENTS}
    assert found == {said: total(folded(said)) for said in STATEMENTS}
    assert found["') UNION SELECT email, password FROM account --"] == 0
    figure(f"{len(found)} searches, each as its words alone")


@pytest.mark.plan("S14")
@pytest.mark.usefixtures("intact")
def test_no_parameter_of_a_page_becomes_a_statement(
    admin: FlaskClient, figure: Any, effort: Callable[[int, int], int]
) -> None:
    names = (
        "round", "basis", "countries", "country", "region", "pillar", "objective", "theme", "view",
        "snapshot", "sort", "q", "page", "from", "to", "tab", "kind", "direction", "slide",
        "action", "actor", "subject", "state", "status", "level",
    )  # fmt: skip
    values = {
        "country": "SEN", "objective": "4", "pillar": "1", "theme": "data", "exhibit": "measures",
        "meeting": "session-4", "report": "SEN-dakar-2013-v1",
    }  # fmt: skip
    asked, most = 0, effort(1, len(STATEMENTS))
    for page, said in ((page, s) for n, page in enumerate(PAGES) for s in turned(n, most)):
        path = {k: v for k, v in values.items() if f"<{k}>" in page.slugs["en"]}
        query = urlencode(dict.fromkeys(names, said))
        answers = [admin.get(href(page.key, "en", query, **path))]
        answers += [admin.get(href(page.key, "en", **path | {name: said})) for name in path]
        for answer in answers:
            asked += 1
            assert answer.status_code in (200, 302, 404), (page.key, said)
            assert "argon2" not in answer.text, (page.key, said)
    figure(f"{asked} pages, {len(names)} parameters, none failed, all rows there")
