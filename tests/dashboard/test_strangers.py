"""What strangers may send: forged callbacks, files that are not there, names of other servers."""

from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.settings import read_settings
from schemas.content import Content
from schemas.database.engine import migrate


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('strangers') / 'strangers.db'}"
    migrate(url)
    return url


@pytest.fixture(scope="module")
def app(content: Content, database: str) -> Dash:
    return create_app(read_settings({}, database_url=database, secret_key="test"), content)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


# Callbacks

WHERE = [
    {"id": "_pages_location", "property": "pathname", "value": "/fr/"},
    {"id": "_pages_location", "property": "search", "value": ""},
]
ASKED = {
    "output": ".._pages_content.children..._pages_store.data..",
    "outputs": [
        {"id": "_pages_content", "property": "children"},
        {"id": "_pages_store", "property": "data"},
    ],
    "inputs": WHERE,
    "state": WHERE,
    "changedPropIds": ["_pages_location.pathname"],
}
READY = {
    "output": "page-ready.storage_type",
    "outputs": [{"id": "page-ready", "property": "storage_type"}],
    "inputs": [{"id": "page-ready", "property": "data"}],
    "state": [],
}
FORGED = (
    {"outputs": "zz"}, {"outputs": []}, {"outputs": [{"id": "a"}]}, {"outputs": None},
    {"outputs": [{"id": "_pages_content", "property": "children"}] * 2},
    {"changedPropIds": "x"}, {"changedPropIds": [1]}, {"changedPropIds": [["x"]]},
    {"changedPropIds": None}, READY, {**READY, "outputs": READY["outputs"][0]},
)  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_a_callback_with_other_outputs_is_a_bad_request(client: FlaskClient, forged: Any) -> None:
    assert client.post("/_dash-update-component", json=ASKED).status_code == 200
    answer = client.post("/_dash-update-component", json=ASKED | forged)
    assert (answer.status_code, answer.data) == (400, b"")


@pytest.mark.parametrize("file", ["nope/x.js", "dash/..%2f..%2fetc/passwd", "dash/none.js"])
def test_a_file_of_no_component_is_not_found(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, file: str
) -> None:
    answer = client.get(f"/_dash-component-suites/{file}")
    assert (answer.status_code, answer.data) == (404, b"")
    assert all(record.exc_info is None for record in caplog.records)
