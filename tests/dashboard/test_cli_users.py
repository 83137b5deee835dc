"""`dakar user`: accounts from the command line, each refusal in a sentence."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select, text

from schemas.database.desk import AccessToken, Account, Audit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def rows(database: Path) -> Engine:
    return create_engine(f"sqlite:///{database}")


def say(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))


def test_an_account_is_made_with_a_one_time_password(dakar: Any, rows: Engine) -> None:
    status, said, _ = dakar("user", "add", "First@example.org", "--role", "admin", language="en")
    assert status == 0
    assert said.startswith("Account made: first@example.org (Administrator).\n")
    password = said.splitlines()[1].removeprefix("One-time password: ")
    with rows.connect() as connection:
        kept = connection.execute(select(Account.password, Account.must_change)).one()
        log = connection.execute(select(Audit.actor, Audit.action, Audit.subject)).one()
    assert kept.must_change
    assert kept.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert len(password) == 24
    assert tuple(log) == ("command", "account-added", "first@example.org")


def test_a_password_of_standard_input_need_not_be_changed(
    dakar: Any, rows: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = ("user", "add", "sen@example.org", "--role", "focal-point", "--country", "sen")
    say(monkeypatch, "too short")
    assert dakar(*add, "--password-stdin")[0] == 2
    say(monkeypatch, "une phrase assez longue")
    status, said, _ = dakar(*add, "--password-stdin")
    assert (status, said) == (0, "Compte créé\u00a0: sen@example.org (Point focal).\n")
    with rows.connect() as connection:
        assert not connection.execute(select(Account.must_change)).scalar_one()


def test_accounts_are_listed_one_a_line(dakar: Any) -> None:
    assert dakar("user", "list")[:2] == (0, "")
    dakar("user", "add", "b@example.org", "--role", "focal-point", "--country", "SEN")
    dakar("user", "add", "a@example.org", "--role", "reader")
    dakar("user", "disable", "a@example.org")
    assert dakar("user", "list", language="en")[1] == (
        "a@example.org\treader\t-\tclosed\nb@example.org\tfocal-point\tSEN\topen\n"
    )


def test_an_account_is_changed_and_gets_tokens(dakar: Any, rows: Engine) -> None:
    dakar("user", "add", "a@example.org", "--role", "reader")
    status, token, told = dakar("user", "token", "a@example.org")
    assert status == 0
    assert "365 jours" in told
    with rows.connect() as connection:
        assert token.strip() not in connection.execute(select(AccessToken.sha256)).scalar_one()
    assert dakar("user", "role", "a@example.org", "focal-point", "--country", "MAR")[0] == 0
    assert dakar("user", "password", "A@example.org")[0] == 0
    assert dakar("user", "disable", "a@example.org")[0] == 0
    assert dakar("user", "enable", "a@example.org")[0] == 0
    with rows.connect() as connection:
        assert connection.execute(select(AccessToken.sha256)).all() == []
        actions = connection.execute(select(Audit.action).order_by(Audit.id)).scalars().all()
    assert actions == [
        "account-added", "account-token", "account-role", "account-password",
        "account-disabled", "account-enabled",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "nobody", "--role", "reader"), "forme d’une adresse"),
        (("add", "x@example.org", "--role", "boss"), "--role ne peut être que reader"),
        (("add", "x@example.org"), "Il manque --role"),
        (("add", "x@example.org", "--role", "focal-point"), "Un point focal agit pour un pays"),
        (("add", "x@example.org", "--role", "focal-point", "--country", "ZZZ"), "Aucun pays"),
        (("add", "x@example.org", "--role", "analyst", "--country", "SEN"), "Seul un point focal"),
        (("add", "a@example.org", "--role", "reader"), "existe déjà"),
        (("disable", "nobody@example.org"), "Aucun compte n’a cette adresse"),
        (("password", "nobody@example.org"), "Aucun compte n’a cette adresse"),
        (("token", "nobody@example.org"), "Aucun compte n’a cette adresse"),
        (("role", "a@example.org", "boss"), "ne peut être que"),
        (("rename", "a@example.org"), "Il n’y a pas de commande rename"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    dakar: Any, rows: Engine, arguments: tuple[str, ...], told: str
) -> None:
    dakar("user", "add", "a@example.org", "--role", "reader")
    status, said, complaint = dakar("user", *arguments)
    assert (status, said) == (2, "")
    assert told in complaint
    assert "Traceback" not in complaint
    with rows.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar_one() == 1


def test_only_the_server_and_user_import_the_library_of_accounts() -> None:
    """It takes a second: other commands must not wait for it."""
    code = (
        "import sys, dashboard.cli, dashboard.auth, dashboard.queries, loaders.desk\n"
        "from dashboard.cli import run; from dashboard.cli.language import cli_words\n"
        "run(['user', '--help'], cli_words('fr'))\n"
        "sys.exit('flask_security' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
