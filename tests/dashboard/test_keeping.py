"""A page that stays as it is: sent as it was before, and without what the browser holds."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import text

from dashboard import create_app
from dashboard.settings import read_settings
from dashboard.shell import keeping
from schemas.database.engine import writer_engine

MARK = re.compile(r'<div id="first-view" data-of="([0-9a-f]{16})">')
BROTLI = {"Accept-Encoding": "br"}


@pytest.fixture(scope="module")
def address(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = Path(shutil.copy(sample_database, tmp_path_factory.mktemp("keeping") / "keeping.db"))
    return f"sqlite:///{file}"


@pytest.fixture(scope="module")
def app(address: str) -> Dash:
    return create_app(read_settings({}, database_url=address, secret_key="test"))


@pytest.fixture(scope="module")
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


@pytest.fixture
def compressed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The encodings asked of the compressor during a test."""
    calls: list[str] = []
    compress = keeping.compressed

    def counted(body: bytes, encoding: str) -> bytes:
        calls.append(encoding)
        return compress(body, encoding)

    monkeypatch.setattr(keeping, "compressed", counted)
    yield calls


def page(client: FlaskClient, path: str, query: str = "", held: object = None, **headers: str):
    where = {"id": "_pages_location"}
    state = [
        {**where, "property": "pathname", "value": path},
        {**where, "property": "search", "value": query},
    ]
    body: dict[str, Any] = {
        "output": keeping.PAGE_OUTPUT,
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": state,
        "state": state,
        "changedPropIds": ["_pages_location.pathname"],
    }
    if held is not None:
        body["held"] = held
    return client.post("/_dash-update-component", json=body, headers=headers)


def slots(answer: Any) -> list[str | None]:
    """What the stores of the slots hold, in the order of the page."""
    found: list[str | None] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("id"), dict) and node["id"].get("type") == "html":
                found.append(node.get("data"))
            for one in node.values():
                walk(one)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(json.loads(answer.data)["response"])
    return found


@pytest.mark.parametrize("path", ["/en/", "/fr/tableau", "/en/measures", "/fr/pays/SEN"])
def test_who_holds_the_first_view_gets_the_page_without_its_slots(client, path):
    mark = MARK.search(client.get(path).get_data(as_text=True))
    assert mark is not None
    whole, bare = page(client, path), page(client, path, held=mark[1])
    assert all(slots(whole))
    assert slots(bare) == [None] * len(slots(whole))
    assert '"data-held":"true"' in bare.get_data(as_text=True)
    assert '"data-held"' not in whole.get_data(as_text=True)


@pytest.mark.parametrize("held", ["", "0" * 16, 7, ["x"], {"a": 1}])
def test_who_holds_another_one_gets_the_whole_page(client, held):
    assert page(client, "/en/", held=held).data == page(client, "/en/").data


def test_a_filter_in_the_address_is_one_page_for_document_and_callback(app, client):
    client.get("/en/scorecard?region=west-africa")
    before = len(app.server.extensions["dakar"].pages)
    page(client, "/en/scorecard", "?region=west-africa")
    assert len(app.server.extensions["dakar"].pages) == before


@pytest.mark.parametrize(
    ("encoding", "plain"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_a_kept_answer_is_the_one_made_anew(client, compressed, encoding, plain):
    ids = re.compile(rb'"end_id":"[^"]*"')
    accept = {"Accept-Encoding": encoding}
    path = "/en/trend"
    for ask in (lambda **kw: client.get(path, headers=kw), lambda **kw: page(client, path, **kw)):
        first, again, anew = ask(**accept), ask(**accept), ask()
        assert first.data == again.data
        assert again.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in again.headers["Vary"]
        assert again.headers["Content-Security-Policy"] == anew.headers["Content-Security-Policy"]
        assert again.mimetype == anew.mimetype
        assert ids.sub(b"", plain(again.data)) == ids.sub(b"", anew.data)
    assert compressed == [encoding, encoding]


def test_each_kind_of_reader_has_his_own(app, client, client_as):
    stranger = client.get("/en/scorecard", headers=BROTLI)
    analyst = client_as(app, "analyst").get("/en/scorecard", headers=BROTLI)
    again = client.get("/en/scorecard", headers=BROTLI)
    assert stranger.data == again.data != analyst.data
    assert analyst.headers["Cache-Control"] == "no-store"


def test_what_is_not_published_is_never_kept(app, client_as, compressed):
    analyst = client_as(app, "analyst")
    for path in ("/en/rounds", "/en/reports"):
        assert analyst.get(path, headers=BROTLI).status_code == 200
        assert page(analyst, path, **BROTLI).status_code == 200
    assert compressed == []


def test_an_answer_ends_with_its_data(client, address, compressed):
    client.get("/en/map", headers=BROTLI)
    client.get("/en/map", headers=BROTLI)
    with writer_engine(address).begin() as connection:
        connection.execute(text("UPDATE data_version SET number = number + 1"))
    client.get("/en/map", headers=BROTLI)
    assert compressed == ["br", "br"]


def test_a_page_that_is_not_there_keeps_its_status(client):
    for _ in range(2):
        assert client.get("/en/nothing-here", headers=BROTLI).status_code == 404
        assert client.get("/en/objective/99", headers=BROTLI).status_code == 404
