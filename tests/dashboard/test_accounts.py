"""Accounts and the audit log: what an administrator decides, sees, and cannot change."""

import csv
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from dash import Dash
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from dashboard import create_app
from dashboard.cli.users import ROLES as TOLD
from dashboard.exports.log import HEADS, audit_csv
from dashboard.queries import AuditFilter, accounts, audit_actions, audit_page, audit_rows
from dashboard.queries.accounts import PAGE_SIZE
from dashboard.settings import read_settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND, Actor, now, record
from schemas.database.desk import ROLES, AccessToken, Account, Audit

ORIGIN = {"Origin": "http://localhost"}
ADMIN = desk.Standing("admin")


def add(engine: Engine, email: str = "a@example.org", what: desk.Standing = ADMIN) -> str:
    return desk.add_account(engine, email, what, "hash", BY_COMMAND, must_change=False)


def log(engine: Engine) -> list[tuple[str, ...]]:
    columns = (Audit.actor, Audit.action, Audit.subject, Audit.before, Audit.after)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(Audit.id))]


# What is decided


def test_the_command_line_knows_every_role() -> None:
    assert TOLD == ROLES


def test_every_change_of_an_account_is_written_down(engine: Engine) -> None:
    email = add(engine, " A@Example.org ")
    desk.change_standing(engine, "A@example.org", desk.Standing("focal-point", "SEN"), BY_COMMAND)
    desk.set_password(engine, email, "other", Actor("b@example.org"), must_change=True)
    desk.set_active(engine, email, False, BY_COMMAND)
    desk.set_active(engine, email, False, BY_COMMAND)
    desk.set_active(engine, email, True, BY_COMMAND)
    desk.make_token(engine, email, BY_COMMAND)
    assert log(engine) == [
        ("command", "account-added", "a@example.org", "", "admin"),
        ("command", "account-role", "a@example.org", "admin", "focal-point SEN"),
        ("b@example.org", "account-password", "a@example.org", "", ""),
        ("command", "account-disabled", "a@example.org", "", ""),
        ("command", "account-enabled", "a@example.org", "", ""),
        ("command", "account-token", "a@example.org", "", ""),
    ]
    (row,) = accounts(engine)
    assert (row.role, row.country, row.active, row.must_change) == (
        "focal-point",
        "SEN",
        True,
        True,
    )


def test_a_change_ends_the_tokens(engine: Engine) -> None:
    email = add(engine)
    for change in (
        lambda: desk.change_standing(engine, email, desk.Standing("analyst"), BY_COMMAND),
        lambda: desk.set_password(engine, email, "other", BY_COMMAND, must_change=False),
        lambda: desk.set_active(engine, email, False, BY_COMMAND),
    ):
        desk.make_token(engine, email, BY_COMMAND)
        with engine.connect() as connection:
            before = connection.execute(select(Account.fs_uniquifier)).scalar_one()
        change()
        with engine.connect() as connection:
            assert connection.execute(select(AccessToken.sha256)).all() == []
            assert connection.execute(select(Account.fs_uniquifier)).scalar_one() != before


@pytest.mark.parametrize(
    ("role", "country", "code"),
    [
        ("boss", None, "bad-role"),
        ("focal-point", "", "country-needed"),
        ("focal-point", "XXX", "unknown-country"),
        ("analyst", "SEN", "country-not-wanted"),
    ],
)
def test_a_role_that_cannot_be_is_refused(
    content: Content, role: str, country: str | None, code: str
) -> None:
    with pytest.raises(desk.AccountError) as refused:
        desk.standing(content, role, country)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "email", ["", "a", "a@b", "a@example.org\n", "a b@example.org", "a@example..org", "x" * 260]
)
def test_an_address_without_its_form_is_refused(engine: Engine, email: str) -> None:
    if email.endswith("\n"):
        assert desk.clean_email(email) == "a@example.org"
        return
    with pytest.raises(desk.AccountError, match="bad-email"):
        add(engine, email)
    assert accounts(engine) == ()


def test_an_address_has_one_account(engine: Engine) -> None:
    add(engine)
    with pytest.raises(desk.AccountError, match="account-exists"):
        add(engine, "A@EXAMPLE.org")
    for change in (desk.make_token, desk.end_sessions):
        with pytest.raises(desk.AccountError, match="unknown-account"):
            change(engine, "nobody@example.org", BY_COMMAND)
    desk.set_active(engine, "a@example.org", False, BY_COMMAND)
    with pytest.raises(desk.AccountError, match="account-disabled"):
        desk.make_token(engine, "a@example.org", BY_COMMAND)


# The log


@pytest.mark.parametrize("statement", [update(Audit).values(actor="x"), delete(Audit)])
def test_nobody_changes_the_log(engine: Engine, statement: Any) -> None:
    add(engine)
    before = log(engine)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(statement)
    assert log(engine) == before


def test_no_new_line_of_the_log_takes_the_place_of_another(engine: Engine) -> None:
    add(engine)
    before = log(engine)
    with engine.connect() as connection:
        number = connection.execute(select(Audit.id)).scalar_one()
    row = {"id": number, "at": now(), "actor": "x", "role": "", "action": "x", "subject": ""}
    replacing = insert(Audit).values(**row, before="", after="", detail={})
    if engine.dialect.name == "sqlite":
        replacing = replacing.prefix_with("OR REPLACE")
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(replacing)
    assert log(engine) == before


def fill(engine: Engine, lines: int) -> None:
    with engine.begin() as connection:
        for number in range(lines):
            actor = Actor("a@example.org" if number % 2 else "b@example.org", "analyst")
            record(connection, actor, "sign-in" if number % 3 else "published", f"R{number:04}")


def test_the_log_is_read_newest_first_by_page(engine: Engine) -> None:
    fill(engine, PAGE_SIZE + 3)
    first, last = (audit_page(engine, AuditFilter(), page) for page in (1, 99))
    assert [row.subject for row in first.rows][:2] == ["R0052", "R0051"]
    assert [row.subject for row in last.rows] == ["R0002", "R0001", "R0000"]
    assert (last.page, last.pages, last.total) == (2, 2, PAGE_SIZE + 3)
    assert [row.subject for row in audit_rows(engine, AuditFilter())][-1] == "R0000"
    assert sorted(audit_actions(engine)) == ["published", "sign-in"]


def test_the_log_is_narrowed_by_action_actor_and_subject(engine: Engine) -> None:
    fill(engine, 12)
    wanted = AuditFilter("published", "A@EXAMPLE", "R000")
    assert [row.subject for row in audit_page(engine, wanted, 1).rows] == ["R0009", "R0003"]
    assert audit_page(engine, AuditFilter(subject="%"), 1).total == 0


@pytest.mark.plan("S9")
def test_the_file_of_the_log_holds_no_formula(engine: Engine) -> None:
    row = {"at": now(), "actor": "=1+1", "role": "", "action": "x", "subject": "@SUM(A1)"}
    with engine.begin() as connection:
        values = {**row, "before": "-1", "after": "+1", "detail": {"a": "=2"}}
        connection.execute(insert(Audit).values(**values))
    data = audit_csv(audit_rows(engine, AuditFilter())).decode("utf-8-sig")
    head, line = csv.reader(data.splitlines())
    assert tuple(head) == HEADS
    assert line[2:8] == ["'=1+1", "", "x", "'@SUM(A1)", "'-1", "'+1"]


# The administrator's page


@pytest.fixture
def app(content: Content, database_url: str) -> Iterator[Dash]:
    settings = read_settings({}, database_url=database_url, secret_key="very secret")
    made = create_app(settings, content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_account_is_made_on_the_page_and_shown_its_password_once(
    app: Dash, engine: Engine, client_as: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client = client_as(app, "local")
    form = {"email": "First@example.org", "role": "analyst", "back": "/en/admin"}
    assert client.post("/desk/accounts/add", data=form).status_code == 303
    assert accounts(engine) == ()
    assert "must be an administrator" in client.get("/en/admin").text
    made = client.post("/desk/accounts/add", data=form | {"role": "admin"})
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    password = made.text.partition("<code>")[2].partition("</code>")[0]
    assert len(password) == 24
    fresh = app.server.test_client()
    entered = {"email": "first@example.org", "password": password, "back": "/en/sign-in"}
    fresh.post("/desk/sign-in", data=entered, headers=ORIGIN)
    assert "Choose your password" in fresh.get("/en/sign-in").text
    with engine.connect() as connection:
        rows = connection.execute(select(Audit)).mappings().all()
        kept = connection.execute(select(Account.password)).scalar_one()
    assert password not in str(rows) + str(kept) + caplog.text
    assert "example.org" not in caplog.text
    assert "m=19456,t=2,p=1" in str(kept)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stranger_is_told_the_way_in_that_there_is(
    app: Dash, engine: Engine, client_as: Any
) -> None:
    stranger = client_as(app)
    assert "use the link shown at the start" in stranger.get("/en/reports").text
    add(engine)
    told = stranger.get("/en/reports").text
    assert "Sign in with your address" in told
    assert "link shown at the start" not in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_administrator_changes_others_and_not_himself(
    app: Dash, engine: Engine, client_as: Any
) -> None:
    client = client_as(app, "admin")
    own = {"email": "admin-@example.org", "back": "/en/admin"}
    add(engine, own["email"])
    add(engine, "b@example.org", desk.Standing("reader"))
    for path, email in product(
        ("disable", "role", "password"),
        (own["email"], "ADMIN-@example.org ", "\uff41dmin-@example.org"),
    ):
        client.post(f"/desk/accounts/{path}", data=own | {"role": "reader", "email": email})
    other = own | {"email": "b@example.org", "role": "focal-point", "country": "sen"}
    client.post("/desk/accounts/role", data=other)
    client.post("/desk/accounts/disable", data=other)
    told = {row.email: (row.role, row.country, row.active) for row in accounts(engine)}
    assert told == {
        "admin-@example.org": ("admin", None, True),
        "b@example.org": ("focal-point", "SEN", False),
    }
    page = client.get("/en/admin").text
    assert "Focal point, Senegal" in page
    assert "/desk/accounts/enable" in page
    client.post("/desk/accounts/enable", data=other)
    assert all(row.active for row in accounts(engine))
    client.post("/desk/accounts/role", data=other | {"country": ""})
    assert "A focal point acts for a country" in client.get("/en/admin").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_tabs_show_log_settings_and_content(app: Dash, engine: Engine, client_as: Any) -> None:
    client = client_as(app, "admin")
    with engine.begin() as connection:
        given = {"country": "SEN", "theme": None}
        record(
            connection,
            Actor("<b>x"),
            "unheard-of",
            "<script>",
            before="draft",
            after="own",
            detail=given,
        )
    shown = client.get("/fr/administration?tab=audit&action=unheard-of").text
    assert "unheard-of" in shown
    assert "country: SEN" in shown
    assert "None" not in shown
    assert "Brouillon → own" in shown
    assert "&lt;script&gt;" in shown
    assert "ignorée" not in shown
    assert "Aucune ligne" in client.get("/fr/administration?tab=audit&subject=none&page=x").text
    settings = client.get("/fr/administration?tab=settings").text
    assert "DAKAR_THREADS" in settings
    assert "very secret" not in settings
    content = client.get("/fr/administration?tab=content").text
    assert "frameworks/dakar.toml" in content
    assert "Traductions manquantes : aucune" in content.replace("\u00a0", " ")
    file = client.get("/desk/audit.csv?subject=script")
    assert "<script>" in file.text
    assert file.headers["Content-Disposition"] == "attachment; filename=audit.csv"
    assert log(engine)[-1][1:3] == ("audit-exported", "audit")
