"""Callbacks as no page of ours sends them: replayed by everybody, forged, or of no shape at all."""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.settings import read_settings

ROLES = ("", "reader", "committee", "focal-point", "analyst", "admin")
UPDATE = "/_dash-update-component"


@pytest.fixture(scope="module", params=["public", "members"])
def app(
    request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Dash:
    """Without a report; open to all, or to members only."""
    file = tmp_path_factory.mktemp("replays") / "replays.db"
    shutil.copy(migrated_sqlite, file)
    url = f"sqlite:///{file}"
    return create_app(read_settings({}, database_url=url, secret_key="test", access=request.param))


# Every callback that the application tells of


def bodies(app: Dash) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each callback of `_dash-dependencies` as the browser would send it, and whether it runs on
    the server."""
    client = app.server.test_client()
    token = app.server.extensions["dakar"].identity.token
    listed = client.get("/_dash-dependencies", headers={"Authorization": f"Bearer {token}"}).json
    assert listed
    for one in listed:
        named = one["output"].strip(".").split("...")
        parts = [name.rpartition(".") for name in named]
        yield (
            {
                "output": one["output"],
                "outputs": [{"id": of, "property": name} for of, _, name in parts],
                "inputs": [{**each, "value": "/en/admin"} for each in one["inputs"]],
                "state": [{**each, "value": "/en/admin"} for each in one["state"]],
                "changedPropIds": [f"{each['id']}.{each['property']}" for each in one["inputs"]],
            },
            one["clientside_function"] is None,
        )


WILDCARDS = ({"type": "slot", "index": ["ALL"]}, '{"index":["MATCH"],"type":"slot"}', "*", ["ALL"])


def forgeries(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same callback with each part renamed, added, taken out, or standing for many."""
    for kind, number in (
        (k, n) for k in ("outputs", "inputs", "state") for n in range(len(body[k]))
    ):
        for change in (
            {"property": "data-role"}, {"property": "__class__"}, {"id": "person"},
            *({"id": wild} for wild in WILDCARDS),
        ):  # fmt: skip
            forged = deepcopy(body)
            forged[kind][number] |= change
            yield forged
        yield body | {kind: body[kind][:number] + body[kind][number + 1 :]}
    for kind in ("inputs", "state"):
        extra = {"id": "person", "property": "role", "value": "admin"}
        yield body | {kind: [*body[kind], extra]}
        yield body | {kind: [body[kind], [extra]]}
    yield body | {"outputs": [body["outputs"]]}
    yield body | {"output": body["output"] + "@0123"}


@pytest.mark.plan("S1")
@pytest.mark.parametrize("role", ROLES)
def test_every_callback_is_answered_as_the_role_allows(
    app: Dash, client_as: Any, role: str, figure: Any
) -> None:
    """Each opens the administration's page; only who may see it is shown the page."""
    client = client_as(app, role, "SEN" if role == "focal-point" else None)
    asked = forged = 0
    for body, is_on_server in bodies(app):
        answer = client.post(UPDATE, json=body)
        asked += 1
        assert answer.status_code == (200 if is_on_server else 400), body["output"]
        is_shown = '"title":"Administration ' in answer.text
        assert is_shown is (is_on_server and role == "admin")
        for one in forgeries(body):
            forged += 1
            assert client.post(UPDATE, json=one).status_code == 400, one
    figure(f"{asked} callbacks, {forged} forged ones refused")
    assert forged > 50


# The callback of the pages


def pages_callback(client: FlaskClient, path: str, search: str = "", **changes: Any) -> Any:
    """What the browser asks for when the address changes; `changes` forge it."""
    where = {"id": "_pages_location"}
    pathname = {**where, "property": "pathname", "value": path}
    query = {**where, "property": "search", "value": search}
    asked = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [pathname, query],
        "state": [pathname, query],
        "changedPropIds": ["_pages_location.pathname"],
    }
    return client.post("/_dash-update-component", json=asked | changes)


LOCATION = "_pages_location"


def prop(name: str, value: str, of: str = LOCATION) -> dict[str, str]:
    return {"id": of, "property": name, "value": value}


OPEN_PAGE, CLOSED_PAGE = "/fr/", "/fr/administration"

FORGED = {
    "state of another page": {"state": [prop("pathname", CLOSED_PAGE), prop("search", "")]},
    "input of another page": {"inputs": [prop("pathname", CLOSED_PAGE), prop("search", "")]},
    "a role in the state": {
        "inputs": [prop("pathname", CLOSED_PAGE), prop("search", "")],
        "state": [prop("pathname", CLOSED_PAGE), prop("search", ""), prop("role", "admin")],
    },
    "an extra input": {
        "inputs": [
            prop("pathname", CLOSED_PAGE), prop("search", ""), prop("value", "admin", "person"),
        ],
    },
    "renamed properties": {
        "inputs": [prop("path_", CLOSED_PAGE), prop("query_", "")],
        "state": [prop("path_", CLOSED_PAGE), prop("query_", "")],
    },
    "renamed ids": {
        "inputs": [prop("pathname", CLOSED_PAGE, "elsewhere"), prop("search", "", "elsewhere")],
    },
    "a query that names a path": {
        "inputs": [prop("pathname", OPEN_PAGE), prop("search", f"?path_={CLOSED_PAGE}")],
        "state": [prop("pathname", OPEN_PAGE), prop("search", f"?path_={CLOSED_PAGE}")],
    },
}  # fmt: skip


@pytest.mark.plan("S1")
@pytest.mark.parametrize("role", ["", "reader", "analyst"])
def test_a_forged_callback_opens_no_page(app: Dash, client_as: Any, role: str, figure: Any) -> None:
    for name, forged in FORGED.items():
        answer = pages_callback(client_as(app, role), OPEN_PAGE, **forged)
        assert answer.status_code in (200, 400), name
        assert "/desk/accounts" not in answer.get_data(as_text=True), name
    figure(f"{len(FORGED)} forged callbacks, none opened a page")


MALFORMED = (
    {}, [], "x", 1, None, {"output": "x"}, {"output": ["x"]}, {"inputs": "x"}, {"state": {}},
    {"inputs": [1, 2]}, {"inputs": []}, {"state": [prop("pathname", "/fr/")]},
    {"output": "page-ready.storage_type"}, {"inputs": [prop("pathname", "/"), prop("hash", "")]},
    {"inputs": [{**prop("pathname", ""), "value": {"path": "/"}}, prop("search", "")]},
)  # fmt: skip


@pytest.mark.plan("S1")
def test_a_callback_that_no_page_asks_for_is_a_bad_request(app: Dash, figure: Any) -> None:
    client = app.server.test_client()
    for body in MALFORMED:
        if isinstance(body, dict) and body:
            answer = pages_callback(client, OPEN_PAGE, **body)
        else:
            answer = client.post(UPDATE, json=body)
        assert (answer.status_code, answer.data) == (400, b""), body
    assert client.post(UPDATE, data="{}", content_type="text/plain").status_code == 400
    for deep in (
        "[" * 200_000,
        '{"output":' * 100_000,
        '{"a":' + "[" * 99_999 + "]" * 99_999 + "}",
    ):
        answer = client.post(UPDATE, data=deep, content_type="application/json")
        assert (answer.status_code, answer.data) == (400, b""), deep[:20]
    figure(f"{len(MALFORMED)} malformed bodies")
