"""Every route, page and callback replayed as each role and as a stranger, against one table."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from dash import Dash
from flask import request
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from dashboard import create_app
from dashboard.addresses import PAGES, href
from dashboard.auth import Role
from dashboard.settings import read_settings
from schemas.database.desk import Audit
from schemas.database.models import Base

ROLES = ("", "reader", "committee", "focal-point", "analyst", "admin")
"""Each may do what those before it may; "" is a stranger."""

ROUTES = {
    "/": "", "/<path:path>": "", "/_dash-update-component": "", "/_favicon.ico": "",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": "",
    "_dash_assets.static": "", "health": "", "api-root": "", "api-unknown": "",
    "desk.local-link": "", "desk.sign-in": "", "desk.sign-out": "", "desk.password": "",
    "/_dash-layout": "read", "/_dash-dependencies": "read", "/_reload-hash": "read",
    "api.countries": "read", "api.exhibit": "read", "api.exhibits": "read",
    "api.frameworks": "read", "api.measures": "read", "api.openapi": "read",
    "api.meetings": "read", "api.meeting-pack": "read", "api.meeting-slides": "read",
    "api.meeting-handout": "read", "api.meeting-annex": "read", "api.meeting-deck": "read",
    "api.profile-pdf": "read", "api.profile-pptx": "read", "api.profile-xlsx": "read",
    "api.reports": "read", "api.rounds": "read",
    "api.data-table": "read", "api.data-package": "read", "api.data-descriptor": "read",
    "projection.fr": "read", "projection.en": "read",
    "projection.to-projection": "read", "projection.to-present": "read",
    "short.meeting": "", "short.item": "",
    "desk.gaps": "committee", "desk.snapshot-freeze": "analyst",
    "api.upload": "focal-point", "api.load": "focal-point", "api.annotated": "focal-point",
    "api.findings": "focal-point", "api.kept": "focal-point", "api.refusals": "focal-point",
    "desk.foreign.choose": "focal-point", "desk.foreign.keep": "focal-point",
    "desk.foreign.store": "focal-point", "desk.reply": "focal-point",
    "desk.annotated": "focal-point", "desk.report-findings": "focal-point",
    "desk.report-original": "focal-point", "desk.report-submit": "focal-point",
    "desk.report-template": "focal-point", "desk.report-changes": "focal-point",
    "desk.round-template": "focal-point",
    "desk.report-move": "analyst", "desk.report-override": "analyst",
    "desk.report-restore": "analyst", "desk.report-withdraw-override": "analyst",
    "desk.letter": "analyst", "desk.letters": "analyst", "desk.room-notes": "analyst",
    "desk.room-note-change": "analyst", "desk.room-note-remove": "analyst",
    "desk.room-record": "analyst",
    "desk.mapping-acceptance": "analyst", "desk.mapping-apply": "analyst",
    "desk.mapping-decide": "analyst", "desk.mapping-undo": "analyst",
    "desk.round-close": "analyst", "desk.round-due": "analyst",
    "desk.round-reminders": "analyst", "desk.round-templates": "analyst",
    "desk.contact-add": "analyst", "desk.contact-change": "analyst",
    "desk.contact-remove": "analyst", "desk.challenge-name": "analyst",
    "desk.meeting-agenda": "analyst", "desk.meeting-item": "analyst",
    "desk.meeting-design": "analyst", "desk.follow-up": "analyst", "desk.targets": "analyst",
    "desk.contacts-export": "admin", "desk.round-open": "admin", "desk.audit-file": "admin",
    "desk.account-add": "admin", "desk.account-disable": "admin", "desk.account-enable": "admin",
    "desk.account-password": "admin", "desk.account-role": "admin",
}  # fmt: skip
"""Endpoint -> the first of ROLES that gets through; "read": everybody where reading is open,
else whoever has an account. An endpoint without a line fails."""

PAGE_ROLES = {
    "sign-in": "", "upload": "focal-point", "foreign-table": "focal-point",
    "report": "focal-point", "reports": "focal-point", "gaps": "committee",
    "mapping": "analyst", "rounds": "analyst", "focal-points": "analyst", "admin": "admin",
}  # fmt: skip
"""Page -> the first of ROLES that sees it; every other page is for reading."""

VALUES = {
    "country": "SEN", "iso3": "SEN", "objective": "4", "pillar": "1", "theme": "data",
    "table": "profiles", "exhibit": "pillars", "meeting": "session-4", "name": "session-4",
    "report": "SEN-dakar-2013-v1", "code": "dakar-2013", "kind": "json", "ending": "csv",
    "path": "fr/", "identifier": str(uuid4()), "key": "none", "filename": "desk.js",
    "package_name": "dash", "fingerprinted_path": "none.js", "_": "none",
}  # fmt: skip

CASES = [*(("public", role) for role in ROLES), *(("members", role) for role in ROLES[:2])]
"""What reading is open to, and who asks."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def made(sample_database: Path, folder: Path, **given: str) -> Dash:
    file = folder / "rights.db"
    shutil.copy(sample_database, file)
    settings = read_settings({}, database_url=f"sqlite:///{file}", secret_key="test", **given)
    return create_app(settings)


@pytest.fixture(scope="module")
def app(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    return made(sample_database, tmp_path_factory.mktemp("rights"))


@pytest.fixture(scope="module")
def members(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    """The same, where only members read."""
    return made(sample_database, tmp_path_factory.mktemp("members"), access="members")


def writer(app: Dash) -> Engine:
    found: Engine = app.server.extensions["dakar"].writer
    return found


def may(lowest: str, role: str, is_public: bool = True) -> bool:
    if lowest == "read":
        return is_public or role != ""
    return ROLES.index(role) >= ROLES.index(lowest)


def refusal(role: str) -> int:
    return 403 if role else 401


def address_of(rule: Rule) -> str:
    _, address = rule.build({name: VALUES[name] for name in rule.arguments}, append_unknown=False)
    return str(address)


# Routes


@pytest.mark.plan("S2")
def test_every_route_has_a_line_in_the_table(app: Dash, figure: Any) -> None:
    rules = list(app.server.url_map.iter_rules())
    assert {rule.endpoint for rule in rules} == set(ROUTES)
    figure(f"{len(rules)} rules, {len(ROUTES)} endpoints")


@pytest.mark.plan("S2")
@pytest.mark.parametrize(("access", "role"), CASES)
def test_a_route_lets_through_whom_the_table_names(
    access: str,
    role: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    client_as: Any,
    figure: Any,
) -> None:
    """The routes themselves are put out of the way: what is tried is who reaches them."""
    app = request.getfixturevalue("app" if access == "public" else "members")
    monkeypatch.setattr(
        app.server, "view_functions", dict.fromkeys(app.server.view_functions, reached)
    )
    client = client_as(app, role, "SEN" if role == "focal-point" else None)
    for rule in app.server.url_map.iter_rules():
        through = may(ROUTES[rule.endpoint], role, access == "public")
        for method in METHODS:
            answer = client.open(address_of(rule), method=method)
            if rule.endpoint == "/":
                expected = {302} if method in ("GET", "HEAD") else {refusal(role)}
            elif rule.endpoint == "/<path:path>" and access == "members" and not role:
                expected = {401, 405}  # the page's own document says why
            elif rule.endpoint == "/_dash-update-component" and method == "POST":
                expected = {400}  # nobody asks for a callback with an empty body
            elif method in (rule.methods or ()):
                expected = {299 if through else refusal(role)}
            else:
                expected = {refusal(role), 404, 405, 299} - ({299} if through else set())
                expected |= {299} if is_elsewhere(app, rule, method) else set()
            assert answer.status_code in expected, (rule.endpoint, method, answer.status_code)
    figure(f"{len(list(app.server.url_map.iter_rules()))} rules x {len(METHODS)} methods")


def reached(**_: object) -> tuple[str, int]:
    return request.endpoint or "", 299


def is_elsewhere(app: Dash, rule: Rule, method: str) -> bool:
    """Whether the same address with this method is another, more general endpoint."""
    adapter = app.server.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(address_of(rule), method=method)
    except Exception:  # noqa: BLE001  no such address or method: werkzeug's own kinds
        return False
    return endpoint != rule.endpoint


# Pages, as documents and by Dash's callback


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


def title_of(answer: TestResponse) -> str:
    return str(json.loads(answer.data)["response"]["_pages_store"]["data"]["title"])


def refused_titles(app: Dash) -> set[str]:
    words = app.server.extensions["dakar"].content.words
    keys = ("refused.title", "refused.sign-in.title")
    return {one(key) for one in words.values() for key in keys}


@pytest.mark.plan("S1")
@pytest.mark.parametrize(("access", "role"), CASES)
def test_a_page_shows_itself_to_whom_the_table_names(
    access: str, role: str, request: pytest.FixtureRequest, client_as: Any, figure: Any
) -> None:
    app = request.getfixturevalue("app" if access == "public" else "members")
    client = client_as(app, role, "SEN" if role == "focal-point" else None)
    refused = refused_titles(app)
    for page in PAGES:
        for language in page.slugs:
            path = href(page.key, language, **values_of(page.slugs[language]))
            through = may(PAGE_ROLES.get(page.key, "read"), role, access == "public")
            document = client.get(path)
            assert document.status_code == (200 if through else refusal(role)), (path, role)
            title = title_of(pages_callback(client, path)).rpartition(" – ")[0]
            assert (title in refused) is not through, (path, role)
    figure(f"{sum(len(page.slugs) for page in PAGES)} addresses, as document and by callback")


def values_of(slug: str) -> dict[str, str]:
    return {name: value for name, value in VALUES.items() if f"<{name}>" in slug}


# Callbacks


@pytest.mark.plan("S1")
def test_only_the_pages_callback_runs_on_the_server(app: Dash, figure: Any) -> None:
    listed = app.server.test_client().get("/_dash-dependencies").json
    assert isinstance(listed, list)
    assert len(listed) == len(app.callback_map)
    on_server = [one["output"] for one in listed if one["clientside_function"] is None]
    figure(f"{len(listed)} callbacks, {len(on_server)} of them on the server")
    assert on_server == [".._pages_content.children..._pages_store.data.."]


# A focal point, and the reports of others


@pytest.fixture
def others(app: Dash) -> Iterator[dict[str, int]]:
    """Rows of every table but the log, before; after the test they must be as many."""
    before = counts(writer(app))
    yield before
    assert counts(writer(app)) == before


def counts(engine: Engine) -> dict[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if table.name != "audit"]
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }


ABOUT_A_COUNTRY = ("report", "country", "iso3")
PUBLISHED = {"api.profile-pdf", "api.profile-pptx", "api.profile-xlsx"}
"""Profiles hold what a country published for everybody: the very file that a stranger gets."""


@pytest.mark.plan("S3")
def test_a_focal_point_reaches_nothing_of_another_country(
    app: Dash, client_as: Any, others: dict[str, int], figure: Any
) -> None:
    tried = 0
    client = client_as(app, Role.FOCAL_POINT, "SEN")
    foreign = VALUES | {"country": "MAR", "iso3": "MAR", "report": "MAR-dakar-2013-v1"}
    for rule in app.server.url_map.iter_rules():
        if not rule.arguments & set(ABOUT_A_COUNTRY):
            continue
        values = {name: foreign[name] for name in rule.arguments}
        _, address = rule.build(values, append_unknown=False)
        form = {"report": foreign["report"], "country": "MAR", "text": "x", "comment": "x"}
        for method in (rule.methods or set()) & {"GET", "POST"}:
            data = form if method == "POST" else None
            answer = client.open(address, method=method, data=data)
            tried += 1
            if rule.endpoint in PUBLISHED:
                assert answer.data == client_as(app).get(address).data, rule.endpoint
                answer = client.get(f"{address}?audience=SEC")
            assert answer.status_code in (403, 404), (rule.endpoint, method)
    for path in ("/fr/rapports/MAR-dakar-2013-v1", "/fr/pays/MAR?report=MAR-dakar-2013-v1"):
        assert client.get(path).status_code == 403
        path, _, query = path.partition("?")
        assert title_of(pages_callback(client, path, f"?{query}")).startswith("Cette page n’est")
    figure(f"{tried} requests for another country's reports, nothing changed")


def test_what_a_person_may_not_change_is_written_down(app: Dash, client_as: Any) -> None:
    client_as(app, Role.ANALYST).post("/desk/accounts/add", data={"email": "x@example.org"})
    with writer(app).connect() as connection:
        newest = select(Audit.action, Audit.actor, Audit.subject).order_by(Audit.id.desc())
        last = connection.execute(newest.limit(1)).one()
    assert tuple(last) == ("refused", "analyst-@example.org", "desk.account-add")


def test_a_form_sent_without_the_right_answers_with_a_page(app: Dash, client_as: Any) -> None:
    sent = {"Accept": "text/html", "Referer": "http://localhost/en/rounds"}
    answer = client_as(app).post("/desk/rounds/dakar-2013/close", headers=sent)
    assert answer.status_code == 401
    page = answer.get_data(as_text=True)
    assert "Sign in to open this page" in page
    assert "/en/sign-in?next=%2Fen%2Frounds" in page


def test_a_reader_sees_what_his_role_sees_in_pages_and_files(app: Dash, client_as: Any) -> None:
    """Asked one after the other, so that an answer kept for one would be given to the next."""
    address = "/api/v1/measures?round=dakar-2013&lang=en"
    totals = {}
    for role in (*ROLES, *reversed(ROLES)):
        client = client_as(app, role, "SEN" if role == "focal-point" else None)
        answer = client.get(address)
        seen = answer.json["total"], answer.json["not_shown"]
        assert totals.setdefault(role, seen) == seen
        kept = "no-store" if role else "no-cache"
        assert answer.headers["Cache-Control"] == kept
        page = client.get("/en/measures?round=dakar-2013").get_data(as_text=True)
        assert ("You also see what countries reserve" in page) is (role not in ("", "reader"))
        file = client.get("/api/v1/exhibits/measures.csv?round=dakar-2013&lang=en")
        lines = list(csv.reader(file.data.decode("utf-8-sig").splitlines()))
        assert lines.index([]) - 1 == seen[0]
        assert ("This file also holds" in file.text) is (role not in ("", "reader"))
    assert totals[""] == totals["reader"]
    assert totals["reader"][0] < totals["committee"][0] < totals["analyst"][0]
    assert totals["committee"] == totals["focal-point"]
    assert totals["analyst"][1] == totals["admin"][1] == 0
