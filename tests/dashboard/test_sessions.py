"""Sessions of accounts: how they begin, how they end, and what guessing a password meets."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from statistics import median
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, select, update

from dashboard import create_app
from dashboard.auth.accounts import hashed
from dashboard.settings import read_settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.desk import AccessToken, Account, Audit, SignInFailure
from schemas.database.engine import migrate, writer_engine

PASSWORD, OTHER = "une phrase assez longue", "une autre phrase longue"
ORIGIN = {"Origin": "http://localhost"}
PAGE = "/fr/connexion"

SignIn = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def app(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    url = f"sqlite:///{tmp_path_factory.mktemp('sessions') / 'sessions.db'}"
    migrate(url)
    return create_app(read_settings({}, database_url=url, secret_key="test"), content)


@pytest.fixture(scope="module")
def secret(app: Dash) -> str:
    """The hash of PASSWORD."""
    with app.server.app_context():
        return hashed(PASSWORD)


@pytest.fixture
def engine(app: Dash) -> Iterator[Engine]:
    """The database of the app, emptied of accounts."""
    engine = writer_engine(app.server.extensions["dakar"].settings.database_url)
    with engine.begin() as connection:
        for table in (AccessToken, SignInFailure, Account):
            connection.execute(delete(table))
    yield engine
    engine.dispose()


@pytest.fixture
def sign_in(app: Dash, engine: Engine, secret: str, content: Content) -> SignIn:
    """A client signed in with an account of a role, made for it."""

    def make(role: str = "admin", country: str = "", must_change: bool = False) -> FlaskClient:
        what = desk.standing(content, role, country)
        email = f"{role}@example.org"
        desk.add_account(engine, email, what, secret, BY_COMMAND, must_change=must_change)
        client = app.server.test_client()
        assert enter(client, email).status_code == 303
        return client

    return make


def enter(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> Any:
    data = {"email": email, "password": password, "back": PAGE} | more
    return client.post("/desk/sign-in", data=data, headers=ORIGIN)


def is_in(client: FlaskClient, path: str = "/fr/administration") -> bool:
    return client.get(path).status_code == 200


def copy_of(app: Dash, client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    copied = app.server.test_client()
    copied.set_cookie("session", value_of(client))
    return copied


def value_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("session")
    return cookie.value if cookie is not None else ""


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + seconds)


# Beginning


def test_who_signs_in_has_the_rights_of_his_role(sign_in: SignIn) -> None:
    client = sign_in("analyst")
    assert is_in(client, "/fr/cycles")
    assert client.get("/fr/administration").status_code == 403


@pytest.mark.plan("S5")
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Dash, sign_in: SignIn) -> None:
    sign_in()
    answer = enter(app.server.test_client(), "admin@example.org")
    said = answer.headers["Set-Cookie"]
    assert said.startswith("session=")
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    assert "Secure" not in said
    data = {"email": "admin@example.org", "password": PASSWORD}
    over_https = app.server.test_client().post(
        "/desk/sign-in", data=data, base_url="https://localhost"
    )
    said = over_https.headers["Set-Cookie"]
    assert said.startswith("__Host-session=")
    assert "Secure" in said


def test_no_file_that_others_keep_carries_a_session(sign_in: SignIn) -> None:
    with sign_in().get("/assets/desk.js?v=1") as answer:
        assert "public" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


@pytest.mark.plan("S5")
def test_a_session_put_into_the_browser_before_does_not_stay(app: Dash, sign_in: SignIn) -> None:
    sign_in()
    client = app.server.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = value_of(client)
    enter(client, "admin@example.org")
    assert value_of(client) not in ("", before)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_a_one_time_password_opens_the_choice_of_another_only(sign_in: SignIn) -> None:
    client = sign_in(must_change=True)
    assert client.get("/fr/administration").status_code == 401
    assert "/desk/password" in client.get(PAGE).get_data(as_text=True)
    change(client)
    assert is_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("admin@example.org", "not the password"),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("admin@example.org", "x" * 100_000),
        ("nobody\x00@example.org", PASSWORD),
    ],
)
def test_every_wrong_sign_in_has_the_same_answer(
    app: Dash, sign_in: SignIn, email: str, password: str
) -> None:
    sign_in()
    client = app.server.test_client()
    answer = enter(client, email, password)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert "L’adresse ou le mot de passe n’est pas juste" in client.get(PAGE).text
    assert not is_in(client)


def test_a_closed_account_has_the_answer_of_a_wrong_password(
    app: Dash, engine: Engine, sign_in: SignIn
) -> None:
    sign_in()
    desk.set_active(engine, "admin@example.org", False, BY_COMMAND)
    client = app.server.test_client()
    enter(client, "admin@example.org")
    assert "n’est pas juste" in client.get(PAGE).text


# Ending


@pytest.mark.plan("S5")
def test_signing_out_kills_every_copy_of_the_cookie(app: Dash, sign_in: SignIn) -> None:
    client = sign_in()
    copied = copy_of(app, client)
    assert is_in(copied)
    client.post("/desk/sign-out", headers=ORIGIN)
    assert not is_in(client)
    assert not is_in(copied)


@pytest.mark.plan("S5")
@pytest.mark.parametrize("change_name", ["role", "password", "disable", "enable"])
def test_a_change_of_the_account_ends_sessions_and_tokens(
    engine: Engine, app: Dash, content: Content, sign_in: SignIn, change_name: str
) -> None:
    client = sign_in()
    email = "admin@example.org"
    token = desk.make_token(engine, email, BY_COMMAND)
    script = app.server.test_client()
    script.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    assert is_in(script)
    if change_name == "role":
        desk.change_standing(engine, email, desk.standing(content, "analyst", None), BY_COMMAND)
        desk.change_standing(engine, email, desk.standing(content, "admin", None), BY_COMMAND)
    elif change_name == "password":
        desk.set_password(engine, email, "x", BY_COMMAND, must_change=False)
    else:
        desk.set_active(engine, email, False, BY_COMMAND)
    if change_name == "enable":
        desk.set_active(engine, email, True, BY_COMMAND)
    assert not is_in(client)
    assert not is_in(script)


def change(client: FlaskClient, current: str = PASSWORD, new: str = OTHER, again: str = "") -> Any:
    data = {"current": current, "new": new, "again": again or new, "back": PAGE}
    return client.post("/desk/password", data=data, headers=ORIGIN)


@pytest.mark.plan("S5")
def test_a_new_password_ends_the_other_sessions(app: Dash, sign_in: SignIn) -> None:
    client = sign_in()
    copied = copy_of(app, client)
    change(client)
    assert is_in(client)
    assert not is_in(copied)
    fresh = app.server.test_client()
    enter(fresh, "admin@example.org")
    assert not is_in(fresh)
    enter(fresh, "admin@example.org", OTHER)
    assert is_in(fresh)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"new": "elevencharS"}, "au moins 12 caractères"),
        ({"new": "x" * 201}, "200 caractères"),
        ({"again": "something else"}, "ne sont pas les mêmes"),
        ({"new": PASSWORD}, "différer"),
        ({"current": "not the password"}, "actuel n’est pas juste"),
    ],
)
def test_a_password_that_does_not_do_is_not_taken(
    app: Dash, sign_in: SignIn, given: dict[str, str], told: str
) -> None:
    client = sign_in()
    change(client, **given)
    assert told in client.get(PAGE).text
    enter(app.server.test_client(), "admin@example.org")
    assert is_in(client)


@pytest.mark.plan("S5")
@pytest.mark.parametrize(
    ("steps", "lives"),
    [
        ([29 * 60], True),
        ([31 * 60], False),
        ([25 * 60] * 5, True),
        ([25 * 60] * 29, False),
        ([-3600], False),
    ],
)
def test_a_session_ends_unused_and_at_the_latest(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, steps: list[int], lives: bool
) -> None:
    """30 minutes without a request, 12 hours in all; a clock set back prolongs nothing."""
    client = sign_in()
    for step in steps[:-1]:
        later(monkeypatch, step)
        client.get("/healthz")
    later(monkeypatch, steps[-1])
    assert is_in(client) is lives


def test_a_token_ends_after_a_year(engine: Engine, app: Dash, sign_in: SignIn) -> None:
    sign_in()
    token = desk.make_token(engine, "admin@example.org", BY_COMMAND)
    client = app.server.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    assert is_in(client)
    with engine.begin() as connection:
        assert token not in connection.execute(select(AccessToken.sha256)).scalar_one()
        connection.execute(update(AccessToken).values(ends_at=datetime(2020, 1, 1)))
    assert not is_in(client)


# The one-time link


def test_the_one_time_link_works_once_and_until_there_is_an_account(
    app: Dash, engine: Engine, secret: str, content: Content
) -> None:
    identity = app.server.extensions["dakar"].identity
    client, second = app.server.test_client(), app.server.test_client()
    link = f"/desk/local/{identity.link_key}"
    assert client.get(link, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 303
    assert not is_in(client)
    client.get(link)
    second.get(link)
    assert is_in(client)
    assert not is_in(second)
    copied = copy_of(app, client)
    client.post("/desk/sign-out", headers=ORIGIN)
    assert not is_in(client)
    assert not is_in(copied)
    client.get(f"/desk/local/{identity.link_key}")
    assert is_in(client)
    what = desk.standing(content, "admin", None)
    desk.add_account(engine, "a@example.org", what, secret, BY_COMMAND, must_change=False)
    assert not is_in(client)
    bearer = {"Authorization": f"Bearer {identity.token}"}
    assert app.server.test_client().get("/fr/administration", headers=bearer).status_code == 401


# Guessing


@pytest.mark.plan("S6")
def test_ten_failures_close_the_door_for_a_quarter_of_an_hour(
    app: Dash, engine: Engine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in()
    guesser = app.server.test_client()
    for _ in range(10):
        enter(guesser, "admin@example.org", "wrong")
        assert "n’est pas juste" in guesser.get(PAGE).text
    enter(guesser, "Admin@Example.ORG ")
    assert "Trop d’essais" in guesser.get(PAGE).text
    assert not is_in(guesser)
    with engine.connect() as connection:
        blocked = select(Audit.subject).where(Audit.action == "sign-in-blocked")
        assert connection.execute(blocked).scalars().all() == ["admin@example.org"]
        keys = connection.execute(select(SignInFailure.account)).scalars().all()
    assert len(keys) == 10
    assert "admin" not in keys[0]
    with engine.begin() as connection:
        connection.execute(update(SignInFailure).values(at=datetime(2020, 1, 1)))
    enter(guesser, "admin@example.org")
    assert is_in(guesser)


def test_attempts_at_the_same_moment_count_each(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: desk.begin_attempt(engine, "a@example.org"), range(40)))
    assert begun.count(True) == 10


@pytest.mark.plan("S6")
def test_a_known_and_an_unknown_address_take_the_same_time(
    app: Dash, engine: Engine, sign_in: SignIn, figure: Any
) -> None:
    sign_in()
    client = app.server.test_client()
    taken: dict[str, list[float]] = {"admin@example.org": [], "nobody@example.org": []}
    for _ in range(9):
        for email, times in taken.items():
            started = time.perf_counter()
            enter(client, email, "not the password")
            times.append(time.perf_counter() - started)
    known, unknown = (median(times) for times in taken.values())
    figure(f"median {known * 1000:.0f} ms known, {unknown * 1000:.0f} ms unknown address")
    assert abs(known - unknown) < max(0.02, 0.5 * min(known, unknown))


# Where a form leads


@pytest.mark.plan("S12")
def test_who_signs_in_comes_to_the_page_he_asked_for(app: Dash, sign_in: SignIn) -> None:
    sign_in()
    there = "/fr/administration?tab=audit&page=2"
    answer = enter(app.server.test_client(), "admin@example.org", next=there)
    assert answer.headers["Location"] == there
    for other in ("//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example"):
        answer = enter(app.server.test_client(), "admin@example.org", next=other)
        assert answer.headers["Location"] == "/", other
        answer = enter(app.server.test_client(), f"{len(other)}@example.org", back=other)
        assert answer.headers["Location"] == "/", other
