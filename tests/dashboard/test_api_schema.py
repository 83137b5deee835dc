"""What the API describes of itself is what it does: every route is tried with what it allows.

Schemathesis makes the requests from the description and checks each answer against it: no fault,
no status, media type or shape that is not described.
"""

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dashboard import create_app
from dashboard.api.openapi import openapi
from dashboard.api.routes import ROUTES
from dashboard.context import Context
from dashboard.exhibits import EXHIBITS
from dashboard.filters import NAMES
from dashboard.settings import read_settings
from schemas.content import Content

IDENTITY = {"Accept-Encoding": "identity"}
"""Its reader knows fewer encodings than it says."""

SLOW = ("/meetings/{meeting}/", "/countries/{iso3}/profile")
"""Files that take seconds to make."""


@pytest.fixture(scope="module")
def app(sample_database: Path, tmp_path_factory: Any, content: Content) -> Iterator[Dash]:
    database = tmp_path_factory.mktemp("schema") / "schema.db"
    shutil.copy(sample_database, database)
    made = read_settings({}, database_url=f"sqlite:///{database}", secret_key="k" * 32)
    app = create_app(made, content)
    yield app
    context = app.server.extensions["dakar"]
    for engine in (context.reader, context.writer):
        engine.dispose()


@pytest.fixture(scope="module")
def described(app: Dash) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of its own dependencies
        import schemathesis

        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app.server)


def tried(described: Any, route: tuple[str, str], examples: int, headers: dict[str, str]) -> int:
    """Requests made to a route, each answer checked."""
    path, method = route
    operation = described[path][method]
    made = 0

    @seed(5)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        nonlocal made
        made += 1
        case.call_and_validate(headers={**IDENTITY, **headers})

    run()
    return made


def routes(slow: bool) -> list[tuple[str, str]]:
    return [(one.path, one.method) for one in ROUTES if one.path.startswith(SLOW) is slow]


@pytest.mark.parametrize("route", routes(slow=False), ids=" ".join)
def test_a_stranger_gets_what_is_described(described: Any, route: tuple[str, str]) -> None:
    assert tried(described, route, 24 if "{code}" in route[0] else 6, {}) > 0


@pytest.mark.parametrize(
    "route", [one for one in routes(slow=False) if "/uploads" in one[0]], ids=" ".join
)
def test_who_sends_workbooks_gets_what_is_described(
    described: Any, app: Dash, route: tuple[str, str]
) -> None:
    token = app.server.extensions["dakar"].identity.token
    assert tried(described, route, 6, {"Authorization": f"Bearer {token}"}) > 0


@pytest.mark.slow
@pytest.mark.parametrize("route", routes(slow=True), ids=" ".join)
def test_files_that_take_long_are_as_described(described: Any, route: tuple[str, str]) -> None:
    assert tried(described, route, 1, {}) > 0


def test_the_description_keeps_its_own_standard(described: Any) -> None:
    assert described.raw_schema["openapi"].startswith("3.1")
    described.validate()


def test_every_filter_of_an_exhibit_is_described(app: Dash) -> None:
    """An exhibit that heeds another filter is described without another line."""
    context: Context = app.server.extensions["dakar"]
    said = openapi(context, context.content.words["en"])
    operation = said["paths"]["/exhibits/{code}.json"]["get"]
    parameters = {one["name"]: one["schema"] for one in operation["parameters"]}
    assert parameters["code"]["enum"] == list(EXHIBITS)
    for one in EXHIBITS.values():
        assert {NAMES.get(name, name) for name in one.filters} <= set(parameters), one.code
    known, other = parameters["round"]["anyOf"]
    assert known["enum"] == list(context.content.rounds)
    assert other == {"type": "string"}  # what is not known is ignored, and named so
    assert "dakar-2013" in parameters["against"]["anyOf"][0]["enum"]


@pytest.mark.parametrize(
    "path",
    [
        "exhibits", "exhibits/pillars.json", "exhibits/pillars.csv", "exhibits/pillars.xlsx",
        "frameworks", "countries", "rounds", "reports", "measures", "meetings", "openapi.json",
        "data/rounds.csv", "data/rounds.json", "data/rounds.xlsx", "data/package.zip",
        "data/datapackage.json",
    ],
)  # fmt: skip
def test_every_answer_can_be_asked_for_again(app: Dash, path: str) -> None:
    client = app.server.test_client()
    first = client.get(f"/api/v1/{path}")
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(f"/api/v1/{path}")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]


def test_other_methods_are_told_which_ones_there_are(app: Dash) -> None:
    client = app.server.test_client()
    asked = client.options("/api/v1/rounds")
    assert (asked.status_code, asked.headers["Allow"]) == (200, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Origin" not in asked.headers
    for method in ("post", "put", "delete", "patch"):
        answer = client.open("/api/v1/rounds", method=method.upper())
        assert (answer.status_code, answer.json["error"]["code"]) == (405, "not-allowed"), method
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.post("/api/v1/nowhere").status_code == 404


@given(st.text(min_size=1, max_size=12).filter(lambda t: t not in ("lang", "snapshot", "snap")))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_an_address_says_in_vain_is_told(app: Dash, name: str) -> None:
    client = app.server.test_client()
    for path in ("countries", "frameworks", "exhibits", "meetings", "data/rounds.json"):
        if name in ("round", "audience"):
            continue
        answer = client.get(f"/api/v1/{path}", query_string={name: "x"})
        assert [one["name"] for one in answer.json["ignored"]] == [name[:80]], path


def test_pages_of_a_list_lead_to_one_another(app: Dash) -> None:
    client = app.server.test_client()
    address: str | None = "/api/v1/measures?round=dakar-2013&lang=en"
    seen: list[str] = []
    while address is not None:
        answer = client.get(address).json
        seen += [one["country"] + one["measure_id"] for one in answer["measures"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"] > 100
    assert answer["page"] == answer["pages"]
    assert "page=" in answer["previous"]
    first = client.get("/api/v1/reports").json
    assert (first["total"], first["next"], first["previous"]) == (len(first["reports"]), None, None)
