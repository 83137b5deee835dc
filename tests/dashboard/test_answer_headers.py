"""Every kind of answer says what a browser may do with it, and nothing of the machine."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard import create_app
from dashboard.cli.deployment.answers import UNSAFE
from dashboard.settings import read_settings
from schemas.content import Content

ASKED = (
    ("GET", "/", 302), ("GET", "/fr/", 200), ("GET", "/en/measures?round=dakar-2013", 200),
    ("GET", "/en/nowhere", 404), ("GET", "/healthz", 200), ("GET", "/api/v1/rounds", 200),
    ("GET", "/api/v1/nowhere", 404), ("GET", "/api/v1/exhibits/scorecard.csv", 200),
    ("GET", "/api/v1/exhibits/scorecard.xlsx", 200), ("GET", "/api/v1/data/profiles.csv", 200),
    ("GET", "/api/v1/meetings/session-4/deck.html", 200), ("GET", "/s/session-4", 302),
    ("GET", "/fr/projection/session-4", 200), ("GET", "/assets/desk.js?v=1", 200),
    ("GET", "/assets/nowhere.js", 404), ("GET", "/_dash-layout", 200),
    ("GET", "/_dash-dependencies", 200), ("GET", "/_dash-component-suites/dash/x.js", 404),
    ("GET", "/_favicon.ico", 200), ("POST", "/_dash-update-component", 400),
    ("OPTIONS", "/api/v1/uploads", None), ("POST", "/api/v1/rounds", None),
    ("GET", "/desk/audit.csv", None), ("POST", "/desk/accounts/add", None),
    ("POST", "/desk/sign-in", 303), ("DELETE", "/fr/", None), ("GET", "/fr/administration", None),
    ("GET", "/desk/local/none", 303), ("GET", "/desk/reports/SEN-dakar-2013-v1/original", None),
)  # fmt: skip
"""Method, address, status; None where it depends on who asks."""


@pytest.fixture(scope="module")
def app(sample_database: Path, content: Content, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    file = tmp_path_factory.mktemp("headers") / "headers.db"
    shutil.copy(sample_database, file)
    settings = read_settings({}, database_url=f"sqlite:///{file}", secret_key="test")
    return create_app(settings, content)


def answers(app: Dash, client: FlaskClient) -> Iterator[tuple[str, TestResponse]]:
    for method, address, status in ASKED:
        answer = client.open(address, method=method)
        assert status in (None, answer.status_code), (address, answer.status_code)
        yield f"{method} {address}", answer
    yield "a foreign name", client.get("/fr/", headers={"Host": "evil.example"})
    yield "too large", client.post("/desk/sign-in", data="a=" + "x" * 2_000_000)
    identity = app.server.extensions["dakar"].identity
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(identity), "__call__", lambda *_: 1 / 0)
        yield "a failure", client.get("/fr/")


@pytest.mark.plan("S11")
@pytest.mark.parametrize("role", ["", "admin"])
def test_every_answer_has_its_headers(
    app: Dash, client_as: Callable[..., FlaskClient], figure: Any, role: str
) -> None:
    asked = 0
    for name, answer in answers(app, client_as(app, role)):
        asked += 1
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert "X-Powered-By" not in headers, name
        assert "Python" not in headers.get("Server", ""), name
        policy = dict(p.strip().partition(" ")[::2] for p in headers[POLICY].split(";") if p)
        assert "frame-ancestors 'none'" in headers[POLICY] or "sandbox" in policy, name
        scripts = policy.get("script-src", policy["default-src"]).split()
        assert not set(scripts) & set(UNSAFE), name
        assert policy.get("object-src", policy["default-src"]) == "'none'", name
        kept = headers["Cache-Control"]
        is_file = name.startswith(("GET /assets", "GET /_dash-component"))
        assert is_file or "public" not in kept, name
        if role and not is_file and name not in NOBODY:
            assert kept == "no-store", name
        assert "Traceback" not in answer.text if answer.mimetype.startswith("text/") else True
    figure(f"{asked} kinds of answers")


POLICY = "Content-Security-Policy"
NOBODY = ("a foreign name", "a failure")
"""Answered before it is known who asks."""


@pytest.mark.plan("S11")
def test_what_is_said_to_one_is_kept_for_nobody_else(app: Dash, figure: Any) -> None:
    """A stranger who is told something after a form has a page of his own; a shared cache in
    front tells the others apart by their cookies."""
    one, other = app.server.test_client(), app.server.test_client()
    form = {"email": "x@example.org", "password": "wrong", "back": "/fr/connexion"}
    sent = one.post("/desk/sign-in", data=form)
    assert sent.headers["Cache-Control"] == "no-store"
    told = one.get("/fr/connexion")
    assert "n’est pas juste" in told.text
    assert told.headers["Cache-Control"] == "no-store"
    plain = other.get("/fr/connexion")
    assert "n’est pas juste" not in plain.text
    assert plain.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in plain.headers["Vary"]
    figure("4 answers, none kept for another")


@pytest.mark.plan("S11")
def test_an_original_comes_back_as_a_file_that_runs_nothing(app: Dash, client_as: Any) -> None:
    answer = client_as(app, "admin").get("/desk/reports/SEN-dakar-2013-v1/original")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers[POLICY]
