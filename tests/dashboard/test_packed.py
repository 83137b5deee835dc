"""What every browser asks for: one file of each kind, compressed once, kept for ever."""

import gzip
import re
import shutil
from pathlib import Path

import brotli
import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.settings import read_settings
from dashboard.shell import assets, packed

FOREVER = "public, max-age=31536000, immutable"
IMAGE_OF_OURS = re.compile(r'url\("(/assets/[^"]+)"\)')


@pytest.fixture(scope="module")
def app(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    file = Path(shutil.copy(sample_database, tmp_path_factory.mktemp("packed") / "packed.db"))
    return create_app(read_settings({}, database_url=f"sqlite:///{file}", secret_key="test"))


@pytest.fixture(scope="module")
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> str:
    return client.get("/en/").get_data(as_text=True)


def files_of(document: str) -> list[str]:
    """What the document makes a browser fetch, in its order, Dash's questions aside."""
    tags = re.findall(r"<(?:link|script)[^>]*>", document)
    fetched = [tag for tag in tags if 'rel="alternate"' not in tag]
    return [one[1] for tag in fetched if (one := re.search(r'(?:href|src)="([^"]+)"', tag))]


def test_a_page_asks_for_one_style_sheet_and_one_script_of_ours(document: str) -> None:
    ours = [one for one in files_of(document) if one.startswith("/assets/joined-")]
    assert ours == [assets.joined_address("css"), assets.joined_address("js")]
    assert document.count('rel="stylesheet"') == 1
    assert len(files_of(document)) + len(("document", "layout", "dependencies", "page")) <= 20


def test_no_script_keeps_the_first_view_waiting(document: str) -> None:
    scripts = re.findall(r"<script [^>]*src=[^>]*>", document)
    assert scripts
    assert all(" defer" in tag for tag in scripts)


@pytest.mark.parametrize("part", ["polyfill", "dash_table", "plotly.min", "async-"])
def test_what_no_page_needs_is_not_asked_for(document: str, part: str) -> None:
    assert not any(part in address for address in files_of(document))


@pytest.mark.parametrize("kind", ["css", "js"])
@pytest.mark.parametrize(
    ("encoding", "plain"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_joined_files_are_the_sources_in_order(client, kind, encoding, plain):
    answer = client.get(assets.joined_address(kind), headers={"Accept-Encoding": encoding})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert answer.headers["Cache-Control"] == FOREVER
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.mimetype == {"css": "text/css", "js": "text/javascript"}[kind]
    body = plain(answer.data).decode("utf-8")
    assert body == assets.joined(kind)[1]
    names = assets.STYLES if kind == "css" else assets.SCRIPTS
    starts = [(assets.ASSETS / name).read_text("utf-8")[:80] for name in names]
    places = [body.index(one) for one in starts if not one.startswith("@")]
    assert places == sorted(places)


def test_every_style_sheet_and_script_of_ours_is_joined() -> None:
    own = {file.name for kind in ("css", "js") for file in assets.ASSETS.glob(f"*.{kind}")}
    joined = {name for name in (*assets.STYLES, *assets.SCRIPTS) if "/" not in name}
    assert own == joined


def test_what_a_sheet_names_is_found_from_where_it_stands_now(client: FlaskClient) -> None:
    addresses = IMAGE_OF_OURS.findall(assets.joined("css")[1])
    assert any("inter-latin.woff2" in one for one in addresses)
    assert not re.search(r"""url\((?!["']?(?:data:|/assets/))""", assets.joined("css")[1])
    for address in addresses:
        with client.get(address) as answer:
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOREVER)


def test_the_font_is_fetched_once(document: str) -> None:
    preloaded = re.search(r'<link rel="preload"[^>]*href="([^"]+)"', document)
    assert preloaded is not None
    assert f'url("{preloaded[1]}")' in assets.joined("css")[1]


def test_a_name_that_is_not_the_contents_is_not_found(client: FlaskClient) -> None:
    assert client.get("/assets/joined-000000000000.css").status_code == 404
    assert client.get("/assets/joined-.txt").status_code == 404


def test_dash_files_are_compressed_once_and_kept(client, document, monkeypatch):
    calls = []
    compress = packed.compressed
    monkeypatch.setattr(packed, "compressed", lambda *one: calls.append(one) or compress(*one))
    suites = [one for one in files_of(document) if one.startswith("/_dash-component-suites/")]
    assert suites
    for _ in range(3):
        for address in suites:
            answer = client.get(address, headers={"Accept-Encoding": "br, gzip"})
            assert answer.headers["Cache-Control"] == FOREVER
            assert answer.headers["Content-Encoding"] == "br"
    assert len(calls) <= len(suites)


def test_a_browser_that_has_the_file_gets_no_second_copy(client: FlaskClient) -> None:
    address = assets.joined_address("js")
    tag = client.get(address, headers={"Accept-Encoding": "br"}).headers["ETag"]
    again = client.get(address, headers={"Accept-Encoding": "br", "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_no_number_of_names_of_one_file_fills_the_memory() -> None:
    calls = []

    def view(filename: str) -> str:
        calls.append(filename)
        return "x"

    answer = packed._once(view, packed._asset_name)
    app = packed.Flask(__name__)
    with app.test_request_context("/"):
        for name in ("a.css", "b/../a.css", "./a.css", "c/d/../../a.css"):
            answer(filename=name)
    assert len(calls) == 1


def test_a_file_that_is_not_there_is_never_kept(client: FlaskClient) -> None:
    for _ in range(2):
        assert client.get("/assets/nothing.css?v=1").status_code == 404
    nothing = "/_dash-component-suites/dash/dcc/nothing.v1m1.js"
    assert client.get(nothing).status_code == 404
