"""What strangers may send: forged callbacks, files that are not there, names of other servers."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from dash import Dash
from flask import Request
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete
from werkzeug.test import EnvironBuilder

from dashboard import create_app
from dashboard.auth.accounts import accounts, hashed
from dashboard.auth.requests import is_for_us
from dashboard.settings import SettingError, read_settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.desk import Account, SignInFailure
from schemas.database.engine import migrate, writer_engine


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


@pytest.mark.parametrize("file", ["nope/x.js", "dash/none.js"])
def test_a_file_of_no_component_is_not_found(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, file: str
) -> None:
    answer = client.get(f"/_dash-component-suites/{file}")
    assert (answer.status_code, answer.data) == (404, b"")
    assert all(record.exc_info is None for record in caplog.records)


ODD_ADDRESSES = (
    "/projection/a%0d%0aSet-Cookie:x=1", "/present/%2F%2Fevil.example", "/s//evil.example",
    "/s/%2F%2Fevil.example", "/s/%5Cevil.example", "/s/%25%25%25%25%25%25%25", "/s/_______/1",
    "/s/%00%00%00%00%00%00%00", "/s/session-4/1%0d%0aX-Evil:1", "/s/session-4/%00",
    "/s/session-4//evil.example", f"/s/{'a' * 10_000}", "/s/<script>alert(1)</script>/1",
    "/projection/session-4%3F%0d%0aX:1?%0d%0aX:1",
)  # fmt: skip


@pytest.mark.plan("S12")
def test_an_odd_address_leads_nowhere_else(client: FlaskClient, figure: Any) -> None:
    figure(f"{len(ODD_ADDRESSES)} odd addresses")
    for address, accept in product(ODD_ADDRESSES, ("text/html", "*/*")):
        answer = client.get(address, headers={"Accept": accept})
        assert answer.status_code in (302, 308, 404), address
        place = answer.headers.get("Location", "/")
        assert place.startswith("/") or place.startswith("http://localhost/")
        assert not place.startswith("//")
        assert "evil" not in place.partition("?")[0].split("/")[1]
        assert not answer.headers.get("X-Evil")
        assert "<script>alert" not in answer.text


# Tries to sign in

PASSWORD, OTHER = "une phrase assez longue", "une autre phrase longue"
EMAIL = "known@example.org"


@pytest.fixture
def known(app: Dash) -> Iterator[Engine]:
    """The database with one account, after a hundred tries for invented addresses."""
    engine = writer_engine(app.server.extensions["dakar"].settings.database_url)
    with app.server.app_context():
        secret = hashed(PASSWORD)
    desk.add_account(engine, EMAIL, desk.Standing("reader"), secret, BY_COMMAND, must_change=False)
    for number in range(100):
        assert desk.begin_attempt(engine, f"{number}@example.org")
    yield engine
    with engine.begin() as connection:
        for table in (SignInFailure, Account):
            connection.execute(delete(table))
    engine.dispose()


@pytest.mark.usefixtures("known")
def test_strangers_close_the_door_for_nobody(app: Dash, client: FlaskClient) -> None:
    form = {"email": EMAIL, "password": PASSWORD, "back": "/fr/connexion"}
    origin = {"Origin": "http://localhost"}
    client.post("/desk/sign-in", data=form, headers=origin)
    assert client.get_cookie("session")
    assert "Trop d’essais" not in client.get("/fr/connexion").text
    new = {"current": PASSWORD, "new": OTHER, "again": OTHER, "back": "/fr/connexion"}
    client.post("/desk/password", data=new, headers=origin)
    with app.server.app_context():
        assert accounts().verified(EMAIL, OTHER) is not None


@pytest.mark.plan("S6")
def test_many_tries_do_not_tell_who_has_an_account(known: Engine) -> None:
    """The eleventh of an address waits, whoever it belongs to."""
    for email in (EMAIL, "nobody@example.org"):
        begun = [desk.begin_attempt(known, email) for _ in range(12)]
        assert begun == [True] * 10 + [False] * 2


# Names of the server


def status(app: Dash, host: str, path: str = "/api/v1/countries") -> int:
    return app.server.test_client().get(path, headers={"Host": host}).status_code


LOOPBACK = ("localhost", "localhost:8050", "127.0.0.1:8050", "[::1]:8050")


def test_a_server_of_this_machine_answers_to_its_names(app: Dash) -> None:
    assert [status(app, host) for host in LOOPBACK] == [200] * 4
    for host in ("evil.example", "evil.example:8050", "localhost.evil.example", "a b", ""):
        assert [status(app, host, path) for path in ("/", "/fr/", "/desk/local/x")] == [400] * 3
    assert status(app, "10.0.0.7", "/healthz") == 200
    answer = app.server.test_client().get("/fr/?lang=en", headers={"Host": "evil.example"})
    assert answer.json is not None
    assert answer.json["error"]["code"] == "unknown-host"
    assert "DAKAR_HOSTS" in answer.json["error"]["message"]
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("stated", "answered", "refused"),
    [
        ({"host": "192.0.2.1"}, ("any.example", "192.0.2.1"), ()),
        ({"proxy": "1"}, ("any.example",), ()),
        (
            {"host": "192.0.2.1", "hosts": " Dakar.example , 2001:db8::1"},
            ("dakar.example", "DAKAR.example:443", "192.0.2.1", "[2001:db8::1]:80", *LOOPBACK),
            ("any.example", "x.dakar.example", "192.0.2.2"),
        ),
        ({"hosts": "dakar.example"}, ("dakar.example", *LOOPBACK), ("any.example",)),
    ],
)
def test_the_names_are_those_of_the_settings(
    stated: dict[str, str], answered: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    settings = read_settings({}, **stated)

    def is_answered(host: str) -> bool:
        return is_for_us(Request(EnvironBuilder(headers={"Host": host}).get_environ()), settings)

    assert [host for host in (*answered, *refused) if is_answered(host)] == list(answered)


@pytest.mark.parametrize("text", ["https://dakar.example", "dakar.example:443", "a b", "*"])
def test_a_name_with_more_than_a_name_stops_the_start(text: str) -> None:
    with pytest.raises(SettingError, match="DAKAR_HOSTS"):
        read_settings({"DAKAR_HOSTS": text})
