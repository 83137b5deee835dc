"""Guessing passwords by the thousand: few tries count, all are answered alike, memory stays."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete

from dashboard import create_app
from dashboard.auth.accounts import Accounts, hashed
from dashboard.settings import read_settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.desk import Account, SignInFailure

PASSWORD, PAGE = "une phrase assez longue", "/fr/connexion"
ORIGIN = {"Origin": "http://localhost"}
MOST = 10


@pytest.fixture(scope="module")
def app(migrated_sqlite: Path, content: Content, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    file = tmp_path_factory.mktemp("guessing") / "guessing.db"
    shutil.copy(migrated_sqlite, file)
    settings = read_settings({}, database_url=f"sqlite:///{file}", secret_key="test")
    return create_app(settings, content)


@pytest.fixture
def engine(app: Dash) -> Iterator[Engine]:
    engine: Engine = app.server.extensions["dakar"].writer
    yield engine
    with engine.begin() as connection:
        for table in (SignInFailure, Account):
            connection.execute(delete(table))


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a password was looked at, by address."""
    counted: Counter[str] = Counter()
    real = Accounts.verified

    def verified(self: Accounts, address: str, password: str) -> Any:
        counted[address] += 1
        return real(self, address, password)

    monkeypatch.setattr(Accounts, "verified", verified)
    return counted


def add(app: Dash, engine: Engine, *emails: str) -> None:
    with app.server.app_context():
        secret = hashed(PASSWORD)
    for email in emails:
        what = desk.Standing("reader")
        desk.add_account(engine, email, what, secret, BY_COMMAND, must_change=False)


def guess(app: Dash, email: str, password: str) -> tuple[int, str, str]:
    """Status, place and words of the answer, from an address of its own."""
    client: FlaskClient = app.server.test_client()
    form = {"email": email, "password": password, "back": PAGE}
    answer = client.post("/desk/sign-in", data=form, headers=ORIGIN)
    said = answer.headers.get("Set-Cookie", "")
    with client.session_transaction() as session:
        told = dict(session.get("said", {})).get("key", "")
    return answer.status_code, answer.headers["Location"], told if said else ""


@pytest.mark.plan("S6")
def test_of_a_thousand_tries_ten_are_looked_at(
    app: Dash, engine: Engine, looked_at: Any, figure: Any, effort: Callable[[int, int], int]
) -> None:
    """Of a known address and of an unknown one alike; the right password among the last of them
    opens nothing."""
    add(app, engine, "known@example.org")
    tries = effort(150, 1000)
    answers = {}
    for email in ("known@example.org", "nobody@example.org"):
        said = [guess(app, email, f"wrong {number}") for number in range(tries)]
        answers[email] = Counter([*said, guess(app, email, PASSWORD)])
    figure(f"2 x {tries + 1} tries, {max(looked_at.values())} of an address looked at")
    assert set(looked_at.values()) == {MOST}
    assert answers["known@example.org"] == answers["nobody@example.org"]
    assert set(answers["known@example.org"].values()) == {MOST, tries + 1 - MOST}


@pytest.mark.plan("S6")
def test_each_of_many_accounts_has_ten_tries(
    app: Dash, engine: Engine, looked_at: Any, figure: Any, effort: Callable[[int, int], int]
) -> None:
    emails = [f"{number}@example.org" for number in range(effort(5, 100))]
    add(app, engine, *emails)
    for number in range(MOST + 2):
        for email in emails:
            guess(app, email, f"wrong {number}")
    figure(f"{len(emails)} accounts, {max(looked_at.values())} tries looked at of each")
    assert looked_at == dict.fromkeys(emails, MOST)


@pytest.mark.plan("S6")
def test_many_who_sign_in_at_once_take_little_memory(
    app: Dash, engine: Engine, figure: Any
) -> None:
    """Each look at a password takes 19 MiB while it lasts; two at a time are looked at."""
    emails = [f"{number}@example.org" for number in range(60)]
    add(app, engine, *emails)
    process = psutil.Process()
    before, most = process.memory_info().rss, 0

    def enter(email: str) -> int:
        nonlocal most
        client = app.server.test_client()
        form = {"email": email, "password": PASSWORD, "back": PAGE, "next": "/healthz"}
        answer = client.post("/desk/sign-in", data=form, headers=ORIGIN)
        most = max(most, process.memory_info().rss)
        return int(answer.headers["Location"] == "/healthz")

    with ThreadPoolExecutor(60) as pool:
        entered = sum(pool.map(enter, emails))
    grown = max(0, most - before) / 1e6
    figure(f"{entered} of 60 parallel sign-ins, memory grew by {grown:.0f} MB")
    assert entered == 60
    assert grown < 300
