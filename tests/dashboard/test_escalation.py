"""Who sends what is beyond his rights changes nothing, whatever he writes into the request."""

import shutil
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from werkzeug.routing import Rule

import loaders
from dashboard import create_app
from dashboard.auth import RIGHTS, SAFE_METHODS, Right, Role
from dashboard.auth.accounts import hashed
from dashboard.settings import read_settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.desk import Account, Audit
from schemas.database.models import Base, Report

ORIGIN = {"Origin": "http://localhost"}
SEN, MAR = "SEN-dakar-2013-v1", "MAR-dakar-2013-v1"
MASS = {
    "role": "admin", "actor": "admin@example.org", "country": "SEN", "report": SEN, "after":
    "published", "state": "published", "publish": "true", "audience": "SEC", "consent": "PUB",
    "email": "somebody@example.org", "active": "1", "must_change": "0", "id": "1", "version": "9",
    "is_open": "1", "reason": "x", "seqs": "0", "text": "x", "name": "x", "person": "admin",
    "back": "/fr/", "next": "/fr/administration", "rights": "admin", "only_country": "",
}  # fmt: skip
"""Every name that the program knows, and some that it might."""

VALUES = {
    "country": "SEN", "iso3": "SEN", "meeting": "session-4", "name": "session-4", "report": SEN,
    "code": "dakar-2013", "identifier": str(uuid4()), "key": "none", "path": "fr/", "_": "none",
    "filename": "desk.js",
}  # fmt: skip


@pytest.fixture(scope="module")
def app(sample_database: Path, content: Content, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    file = tmp_path_factory.mktemp("escalation") / "escalation.db"
    shutil.copy(sample_database, file)
    settings = read_settings({}, database_url=f"sqlite:///{file}", secret_key="test")
    return create_app(settings, content)


@pytest.fixture(scope="module")
def engine(app: Dash) -> Engine:
    found: Engine = app.server.extensions["dakar"].writer
    return found


def changing(app: Dash) -> Iterator[tuple[Rule, str]]:
    """Every route of ours that changes something, with its method; Dash's callback aside."""
    for rule in app.server.url_map.iter_rules():
        for method in (rule.methods or set()) - SAFE_METHODS:
            if rule.endpoint.startswith(("desk.", "api.")):
                yield rule, method


def state(engine: Engine) -> str:
    """A hash of every row of every table but the log."""
    found = sha256()
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in ("audit", "file"):
                for row in connection.execute(select(table)):
                    found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def refusals(engine: Engine) -> int:
    with engine.connect() as connection:
        counted = select(func.count()).select_from(Audit).where(Audit.action == "refused")
        return int(connection.execute(counted).scalar_one())


@pytest.mark.plan("S3")
@pytest.mark.parametrize("role", ["", "reader", "committee", "focal-point", "analyst"])
def test_nothing_beyond_a_role_is_done(
    app: Dash, engine: Engine, client_as: Any, figure: Any, role: str
) -> None:
    """Each is refused and, of a person with an account, written down."""
    client = client_as(app, role, "MAR" if role == "focal-point" else None)
    rights = app.server.extensions["rights"]
    may = RIGHTS[Role(role)] if role else frozenset({Right.OPEN, Right.READ})
    before, written, tried = state(engine), refusals(engine), 0
    for rule, method in changing(app):
        if rights[rule.endpoint] in may:
            continue
        _, address = rule.build({name: VALUES[name] for name in rule.arguments})
        for sent in ({"data": MASS}, {"json": MASS}, {"data": MASS, "query_string": MASS}):
            answer = client.open(address, method=method, **sent)
            assert answer.status_code == (403 if role else 401), (rule.endpoint, method)
            tried += 1
    assert state(engine) == before
    assert refusals(engine) - written == (tried if role else 0)
    figure(f"{tried} requests refused, {refusals(engine) - written} written down, 0 rows changed")
    assert tried >= 20


@pytest.mark.plan("S3")
def test_a_focal_point_does_nothing_with_the_reports_of_others(
    app: Dash, engine: Engine, client_as: Any, figure: Any
) -> None:
    """Not by the address, and not by a country or report named beside it."""
    client = client_as(app, "focal-point", "MAR")
    before, written, tried = state(engine), refusals(engine), 0
    for rule, method in changing(app):
        if not rule.arguments & {"report", "country", "iso3"}:
            continue
        _, address = rule.build({name: VALUES[name] for name in rule.arguments})
        for sent in (MASS, MASS | {"country": "MAR", "report": MAR}):
            answer = client.open(address, method=method, data=sent, query_string=sent)
            assert answer.status_code in (403, 404), (rule.endpoint, answer.status_code)
            tried += 1
    assert state(engine) == before
    assert refusals(engine) > written
    figure(f"{tried} requests for another country's reports, 0 rows changed")


@pytest.mark.plan("S3")
def test_a_workbook_of_another_person_is_unknown(
    app: Dash, engine: Engine, content: Content, client_as: Any, figure: Any
) -> None:
    """Its id opens it to its maker and to those who review; publishing needs their right."""
    book = loaders.stored_workbook(engine, content, SEN)
    maker = client_as(app, "focal-point", "SEN")
    sent = {"file": (BytesIO(book), "SEN.xlsx"), "actor": "x", "country": "SEN"}
    identifier = maker.post("/api/v1/uploads", data=sent).json["id"]
    before, tried = state(engine), 0
    for role, country in (("focal-point", "MAR"), ("committee", None), ("", None)):
        client = client_as(app, role, country)
        for method, end in (
            ("GET", ""), ("GET", "/annotated.xlsx"), ("GET", "/findings.csv"),
            ("POST", "/load"), ("POST", "/refusals"),
        ):  # fmt: skip
            address = f"/api/v1/uploads/{identifier}{end}"
            answer = client.open(address, method=method, json=MASS if method == "POST" else None)
            assert answer.status_code in (401, 403, 404), (role, end)
            assert "SEN" not in answer.text
            tried += 1
    published = maker.post(f"/api/v1/uploads/{identifier}/load", json={"publish": True})
    assert published.status_code == 403
    assert maker.get(f"/api/v1/uploads/{identifier}").status_code == 200
    assert state(engine) == before
    figure(f"{tried + 1} requests for the workbook of somebody else, 0 answered")


@pytest.mark.plan("S3")
def test_nobody_gives_himself_a_role_with_a_form_of_his_own(
    app: Dash, engine: Engine, figure: Any
) -> None:
    """Signing in, a new password, signing out: fields beside the expected ones say nothing."""
    email, password, other = "reader@example.org", "une phrase assez longue", "une autre phrase"
    with app.server.app_context():
        secret = hashed(password)
    desk.add_account(engine, email, desk.Standing("reader"), secret, BY_COMMAND, must_change=False)
    client: FlaskClient = app.server.test_client()
    form = MASS | {"email": email, "password": password}
    client.post("/desk/sign-in", data=form, query_string=MASS, headers=ORIGIN)
    new = MASS | {"current": password, "new": other, "again": other}
    client.post("/desk/password", data=new, query_string=MASS, headers=ORIGIN)
    with client.session_transaction() as session:
        kept = dict(session)
    assert "admin" not in str(kept)
    assert client.get("/fr/administration?role=admin").status_code == 403
    assert client.get("/fr/administration", headers={"X-Role": "admin"}).status_code == 403
    with engine.connect() as connection:
        account = connection.execute(select(Account.email, Account.role, Account.country)).all()
        states = set(connection.execute(select(Report.state)).scalars())
    assert [tuple(one) for one in account] == [(email, "reader", None)]
    assert states <= {"published", "superseded", "draft", "submitted", "validated"}
    figure(f"{len(MASS)} fields beside the expected ones, account unchanged")
