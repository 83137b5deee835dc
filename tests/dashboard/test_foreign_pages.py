"""What pages of other sites make a signed-in browser send changes nothing."""

import shutil
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from dashboard import create_app
from dashboard.auth import SAFE_METHODS
from dashboard.auth.accounts import hashed
from dashboard.settings import read_settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.models import Base

PASSWORD = "une phrase assez longue"
FOREIGN = (
    {}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:8051"},
    {"Origin": "https://localhost"}, {"Origin": "http://localhost.evil.example"}, {"Origin": ""},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
    {"Referer": "http://localhost/fr/administration"},
)  # fmt: skip
"""No header at all is what a browser without any of them sends with a cookie."""

KINDS: dict[str, Any] = {
    "form": {"data": {"email": "x@example.org", "role": "admin"}},
    "multipart": {"data": {"role": "admin"}, "content_type": "multipart/form-data"},
    "plain": {"data": '{"role": "admin"}', "content_type": "text/plain"},
    "json": {"json": {"role": "admin"}},
    "empty": {},
}
VALUES = {
    "country": "SEN", "iso3": "SEN", "meeting": "session-4", "report": "SEN-dakar-2013-v1",
    "code": "dakar-2013", "identifier": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "key": "none",
    "path": "fr/", "_": "none", "name": "session-4",
}  # fmt: skip


@pytest.fixture(scope="module")
def app(migrated_sqlite: Path, content: Content, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    file = tmp_path_factory.mktemp("foreign") / "foreign.db"
    shutil.copy(migrated_sqlite, file)
    settings = read_settings({}, database_url=f"sqlite:///{file}", secret_key="test")
    return create_app(settings, content)


@pytest.fixture(scope="module")
def engine(app: Dash) -> Engine:
    found: Engine = app.server.extensions["dakar"].writer
    return found


@pytest.fixture(scope="module")
def browser(app: Dash, engine: Engine) -> FlaskClient:
    """Of an administrator who has signed in."""
    with app.server.app_context():
        secret = hashed(PASSWORD)
    who = desk.Standing("admin")
    desk.add_account(engine, "a@example.org", who, secret, BY_COMMAND, must_change=False)
    client: FlaskClient = app.server.test_client()
    form = {"email": "a@example.org", "password": PASSWORD}
    client.post("/desk/sign-in", data=form, headers={"Origin": "http://localhost"})
    return client


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.plan("S4")
def test_no_page_of_another_site_changes_anything(
    app: Dash, engine: Engine, browser: FlaskClient, figure: Any
) -> None:
    before, tried, routes = counts(engine), 0, set()
    for rule in app.server.url_map.iter_rules():
        methods = (rule.methods or set()) - SAFE_METHODS
        if not methods or not rule.endpoint.startswith(("desk.", "api.")):
            continue
        routes.add(rule.endpoint)
        _, address = rule.build({name: VALUES[name] for name in rule.arguments})
        for method, headers, kind in product(methods, FOREIGN, KINDS):
            answer = browser.open(address, method=method, headers=headers, **KINDS[kind])
            assert answer.status_code == 403, (address, headers, kind)
            tried += 1
    figure(f"{len(routes)} routes, {tried} requests with a session refused, 0 rows changed")
    assert counts(engine) == before
    assert browser.get("/fr/administration").status_code == 200


@pytest.mark.plan("S4")
def test_nothing_changes_by_being_looked_at(app: Dash, figure: Any) -> None:
    """The cookie goes along with a link from another site (SameSite=Lax): a GET changes nothing.
    Of the desk's, these only make files; the one-time link is a secret itself."""
    rules = [rule for rule in app.server.url_map.iter_rules() if rule.endpoint.startswith("desk.")]
    looked = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    files = [rule for rule in rules if "GET" in (rule.methods or ()) and "." in rule.rule]
    assert looked - {rule.endpoint for rule in files} <= {"desk.local-link", "desk.report-original"}
    figure(f"{len(looked)} of {len(rules)} routes of the desk answer GET, all of them files")


@pytest.mark.plan("S4")
def test_no_other_site_reads_an_answer(app: Dash, browser: FlaskClient) -> None:
    """No answer names another origin, so that its scripts get nothing of it."""
    for path, method in product(("/api/v1/reports", "/fr/", "/desk/audit.csv"), ("GET", "OPTIONS")):
        ask = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
        answer = browser.open(path, method=method, headers=ask)
        assert [name for name, _ in answer.headers if name.startswith("Access-")] == []
