"""A server for others: what `dakar doctor --deploy` finds, and what holds behind a proxy."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from sqlalchemy import create_engine, insert, text

from dashboard import create_app
from dashboard.cli.deployment import CHECKS, Deployment
from dashboard.cli.deployment.answers import is_strict, of_server
from dashboard.cli.deployment.database import database as database_faults
from dashboard.cli.deployment.database import shared_kind
from dashboard.cli.serving import _patience
from dashboard.settings import read_settings
from schemas.content import Content
from schemas.database.audit import now
from schemas.database.desk import Account
from schemas.database.engine import writer_engine

NAME = "dakar.icmpd.int"
KEY = "0123456789abcdef" * 4
STATED = {
    "DAKAR_SECRET_KEY": KEY,
    "DAKAR_ACCESS": "members",
    "DAKAR_HOSTS": NAME,
    "DAKAR_ADDRESS": f"https://{NAME}",
    "DAKAR_PROXY": "1",
}
NOBODY = "postgresql+psycopg://x@127.0.0.1:1/x"
FORWARDED = {
    "X-Forwarded-For": "198.51.100.4",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": NAME,
}

Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def folder(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a server in good order keeps its files."""
    folder = tmp_path_factory.mktemp("deployment") / "var"
    (folder / "backups").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    for file in (folder / "dakar.db", folder / "backups" / "dakar-1.zip"):
        file.touch(mode=0o600)
    (folder / "dakar.db").write_bytes(migrated_sqlite.read_bytes())
    engine = writer_engine(f"sqlite:///{folder / 'dakar.db'}")
    with engine.begin() as connection:
        connection.execute(insert(Account).values(account("head@ministry.int", "admin")))
    engine.dispose()
    for file in folder.glob("dakar.db*"):
        file.chmod(0o600)
    return folder


def account(email: str, role: str, **more: Any) -> dict[str, Any]:
    given = {"email": email, "role": role, "password": "x", "must_change": False, "active": True}
    return {**given, "fs_uniquifier": email, "made_at": now(), **more}


@pytest.fixture
def var(folder: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(folder, tmp_path / "var"))


def deployment(folder: Path, **changes: str) -> Deployment:
    stated = {"DAKAR_DATABASE_URL": f"sqlite:///{folder / 'dakar.db'}", **STATED, **changes}
    environment = {name: value for name, value in stated.items() if value}
    return Deployment(read_settings(environment), environment, datetime.now(UTC), folder)


def codes(subject: str, at: Deployment) -> list[str]:
    return [fault.code for fault in CHECKS[subject](at)]


@pytest.mark.plan("S11")
def test_a_server_in_good_order_has_no_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch, dakar: Any
) -> None:
    """The command itself, with answers of the server made for it."""
    for name, value in STATED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(
        "dashboard.cli.deployment.faults.Deployment.__init__.__defaults__", (folder,)
    )
    url = f"sqlite:///{folder / 'dakar.db'}"
    status, said, _ = dakar("doctor", "--deploy", "--database", url, language="en")
    faults = [line for line in said.splitlines() if line.startswith("To correct")]
    assert (status, faults) == (0, [])
    for subject in ("Secret key", "Accounts", "Backups", "Answers of the server"):
        assert f"In order   {subject}: as a server needs it" in said


def test_a_laptop_is_told_what_a_server_needs(
    dakar: Any, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.cli.deployment.CHECKS", {"network": CHECKS["network"]})
    dakar("init", "--empty")
    status, said, _ = dakar("doctor", "--deploy")
    assert status == 1
    assert "À corriger Noms et accès: DAKAR_PROXY vaut 0" in said.replace("\u00a0:", ":")
    assert dakar("doctor")[0] == 0


@pytest.mark.parametrize(
    ("subject", "changes", "expected"),
    [
        ("secret", {}, []),
        ("secret", {"DAKAR_SECRET_KEY": ""}, ["secret-missing"]),
        ("secret", {"DAKAR_SECRET_KEY": "short"}, ["secret-short"]),
        ("secret", {"DAKAR_SECRET_KEY": "ab" * 32}, ["secret-short"]),
        ("network", {}, []),
        ("network", {"DAKAR_ACCESS": ""}, ["access-unstated"]),
        ("network", {"DAKAR_ACCESS": "public"}, []),
        ("network", {"DAKAR_PROXY": ""}, ["proxy-none"]),
        ("network", {"DAKAR_HOST": "0.0.0.0"}, ["host-open"]),  # noqa: S104
        ("network", {"DAKAR_HOST": "192.168.4.2"}, []),
        ("network", {"DAKAR_HOSTS": ""}, ["hosts-none"]),
        ("network", {"DAKAR_HOSTS": "other.int"}, ["address-unnamed"]),
        ("network", {"DAKAR_ADDRESS": ""}, ["address-none"]),
        ("network", {"DAKAR_ADDRESS": f"http://{NAME}"}, ["address-plain"]),
        ("network", {"DASH_DEBUG": "1"}, ["debug"]),
        ("network", {"FLASK_DEBUG": "true", "DASH_DEBUG": "0"}, ["debug"]),
        ("database", {}, []),
        ("database", {"DAKAR_DATABASE_URL": NOBODY}, ["database-unreachable"]),
    ],
)  # fmt: skip
def test_a_setting_that_is_wrong_is_named(
    folder: Path, subject: str, changes: Mapping[str, str], expected: list[str]
) -> None:
    assert codes(subject, deployment(folder, **changes)) == expected


def aged(file: Path) -> None:
    old = (datetime.now(UTC) - timedelta(days=3, hours=1)).timestamp()
    os.utime(file, (old, old))


@pytest.mark.parametrize(
    ("subject", "change", "expected"),
    [
        ("files", lambda var: var.chmod(0o750), ["folder-open"]),
        ("files", lambda var: (var / "dakar.db").chmod(0o644), ["file-open"]),
        ("files", lambda var: (var / "backups" / "dakar-1.zip").chmod(0o604), ["file-open"]),
        ("backups", lambda var: (var / "backups" / "dakar-1.zip").unlink(), ["backup-none"]),
        ("backups", lambda var: aged(var / "backups" / "dakar-1.zip"), ["backup-old"]),
    ],
)
def test_a_folder_that_is_wrong_is_named(
    var: Path, subject: str, change: Change, expected: list[str]
) -> None:
    at = deployment(var)
    assert codes(subject, at) == []
    change(var)
    assert codes(subject, at) == expected


def test_a_full_disk_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type(shutil.disk_usage(folder))(10**12, 10**12 - 1000, 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert codes("files", deployment(folder)) == ["disk-full"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE account SET active = 0", ["admin-none"]),
        ("UPDATE account SET role = 'analyst'", ["admin-none"]),
        ("UPDATE account SET must_change = 1", ["admin-one-time"]),
        ("UPDATE account SET email = 'admin@example.org'", ["accounts-example"]),
    ],
)
def test_accounts_that_are_wrong_are_named(var: Path, statement: str, expected: list[str]) -> None:
    at = deployment(var)
    assert codes("accounts", at) == []
    engine = writer_engine(at.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert codes("accounts", at) == expected


def test_a_database_on_another_machine_is_seen(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nnas:/x /srv/shared nfs4 rw 0 0\n"
        "/dev/sdb1 /srv/shared/here xfs rw 0 0\n//nas/y /srv/my\\040data cifs rw 0 0\n"
    )
    seen = {
        place: shared_kind(Path(place), mounts)
        for place in ("/srv/d.db", "/srv/shared/d.db", "/srv/shared/here/d.db", "/srv/my data/d.db")
    }
    assert list(seen.values()) == ["", "nfs4", "", "cifs"]


def test_a_role_that_may_do_anything_is_named(folder: Path, migrated_postgresql: str) -> None:
    url = migrated_postgresql.format(name="migrated")
    at = deployment(folder)
    powerful = replace(at, settings=replace(at.settings, database_url=url))
    assert [fault.code for fault in database_faults(powerful)] == ["role-powerful"]
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE plain LOGIN PASSWORD 'plain'"))
    engine.dispose()
    plain = engine.url.set(username="plain", password="plain").render_as_string(False)
    weak = replace(at, settings=replace(at.settings, database_url=plain))
    assert [fault.code for fault in database_faults(weak)] == []


def test_every_fault_has_its_words(content: Content) -> None:
    package = Path(__file__).resolve().parents[2] / "dashboard" / "cli" / "deployment"
    found = {
        piece.split('"')[0]
        for file in package.glob("*.py")
        for piece in file.read_text("utf-8").split('fault("')[1:]
    }
    assert len(found) > 20
    for words in content.words.values():
        kept = {key.removeprefix("deploy.") for key in words.keys if key.startswith("deploy.")}
        assert {key for key in kept if not key.startswith("subject.")} == found | {"fine"}


# Answers


@pytest.fixture(scope="module")
def app(folder: Path, content: Content) -> Dash:
    """Behind one proxy, for members, with a debugger asked for that it must not have."""
    os.environ |= {"DASH_DEBUG": "1", "FLASK_DEBUG": "1"}
    try:
        return create_app(deployment(folder).settings, content)
    finally:
        del os.environ["DASH_DEBUG"], os.environ["FLASK_DEBUG"]


@pytest.fixture
def spoiled(app: Dash) -> Iterator[Callable[[Callable[[str, str], str | None]], Any]]:
    """The server with each header of its answers changed: (name, value) -> value or None."""
    before = app.server.wsgi_app

    def spoil(change: Callable[[str, str], str | None]) -> Any:
        def answer(environ: Any, start: Any) -> Any:
            def started(status: str, headers: list[tuple[str, str]], *raised: Any) -> Any:
                changed = [(name, change(name, value)) for name, value in headers]
                return start(status, [one for one in changed if one[1] is not None], *raised)

            return before(environ, started)

        app.server.wsgi_app = answer  # type: ignore[method-assign]
        return app.server

    yield spoil
    app.server.wsgi_app = before  # type: ignore[method-assign]


@pytest.mark.plan("S11")
def test_the_answers_of_a_server_hold(app: Dash, folder: Path) -> None:
    assert list(of_server(app.server, deployment(folder))) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda n, v: None if n == "Content-Security-Policy" else v, "policy-loose"),
        (lambda _, v: v.replace("script-src", "script-src 'unsafe-eval'"), "policy-loose"),
        (lambda n, v: None if n == "X-Content-Type-Options" else v, "header-missing"),
        (lambda n, v: "unsafe-url" if n == "Referrer-Policy" else v, "header-missing"),
        (lambda n, v: "public" if n == "Cache-Control" else v, "page-kept"),
        (lambda n, v: v.replace("HttpOnly; ", "") if n == "Set-Cookie" else v, "cookie-flag"),
        (lambda n, v: v.replace("Secure; ", "") if n == "Set-Cookie" else v, "cookie-flag"),
        (lambda n, v: v.replace("Lax", "None") if n == "Set-Cookie" else v, "cookie-flag"),
        (lambda n, v: v.replace("__Host-", "") if n == "Set-Cookie" else v, "cookie-name"),
    ],
)
def test_an_answer_that_is_wrong_is_named(
    spoiled: Any, folder: Path, change: Any, expected: str
) -> None:
    assert [fault.code for fault in of_server(spoiled(change), deployment(folder))] == [expected]


def test_a_policy_is_strict_only_without_ways_in() -> None:
    strict = (
        "default-src 'self'; script-src 'self' 'sha256-x'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert is_strict(strict)
    for loose in ("script-src 'self' *", "script-src 'self' https:", "script-src-elem data:"):
        assert not is_strict(strict + "; " + loose)
    assert not is_strict(strict.replace("frame-ancestors 'none'", ""))


@pytest.mark.plan("S11")
def test_no_debugger_whatever_the_environment_asks(
    app: Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASH_DEBUG", "1")
    assert app.server.debug is False
    monkeypatch.setattr("dashboard.auth.identity.Identity.__call__", lambda *_: 1 / 0)
    client = app.server.test_client()
    console = client.get("/console", headers={**FORWARDED, "Host": NAME})
    assert console.status_code == 500
    assert "ZeroDivisionError" not in console.text
    assert "Traceback" not in console.text
    probe = client.get("/?__debugger__=yes&cmd=resource&f=debugger.js", headers=FORWARDED)
    assert "javascript" not in probe.mimetype


# Behind a proxy


def test_only_the_last_of_the_forwarded_addresses_is_believed(
    app: Dash, caplog: pytest.LogCaptureFixture
) -> None:
    """What a client writes itself stands before what the proxy adds."""
    client = app.server.test_client()
    forged = {name: f"127.0.0.1, {value}" for name, value in FORWARDED.items()}
    forged["X-Forwarded-Host"] = f"evil.invalid, {NAME}"
    forged["X-Forwarded-Proto"] = "http, https"
    with caplog.at_level("INFO"):
        answer = client.get("/desk/local/none", headers=forged)
    assert caplog.records[-1].fields["client"] == "198.51.100.0"  # type: ignore[attr-defined]
    assert answer.headers["Set-Cookie"].startswith("__Host-session=")
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.invalid"},
        {"X-Forwarded-Host": f"{NAME}, evil.invalid"},
        {"X-Forwarded-Host": f"{NAME}.evil.invalid"},
    ],
)
def test_a_foreign_name_is_refused_behind_a_proxy(app: Dash, headers: dict[str, str]) -> None:
    answer = app.server.test_client().get("/en/", headers={**FORWARDED, **headers})
    assert answer.status_code == 400


def test_nothing_behind_a_proxy_is_local(app: Dash) -> None:
    """Not even a request of the proxy's own machine without any forwarded header."""
    identity = app.server.extensions["dakar"].identity
    client = app.server.test_client()
    for headers in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}):
        token = {**headers, "Authorization": f"Bearer {identity.token}"}
        assert client.get("/api/v1/rounds", headers=token).status_code == 401


def test_forwarded_headers_say_nothing_without_a_proxy(
    folder: Path, content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    plain = create_app(deployment(folder, DAKAR_PROXY="").settings, content).server
    client = plain.test_client()
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    with caplog.at_level("INFO"):
        answer = client.get("/desk/local/none", headers={**FORWARDED, "Host": NAME})
    assert caplog.records[-1].fields["client"] == "203.0.113.0"  # type: ignore[attr-defined]
    assert answer.headers["Set-Cookie"].startswith("session=")
    assert "Secure" not in answer.headers["Set-Cookie"]


# The samples


SAMPLES = Path(__file__).resolve().parents[2] / "data" / "deploy"


def test_the_sample_settings_lack_only_the_key(folder: Path) -> None:
    lines = (SAMPLES / "dakar.env").read_text("utf-8").splitlines()
    stated = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    stated.pop("DAKAR_DATABASE_URL")
    at = deployment(folder, **stated)
    assert (codes("network", at), codes("secret", at)) == ([], ["secret-missing"])


def test_the_samples_fit_each_other() -> None:
    """The proxy lets through what a worker takes, asks workers that a comment starts, and waits
    less for an idle one than the worker does."""
    text = (SAMPLES / "nginx.conf").read_text("utf-8")
    workers = (SAMPLES / "dakar@.service").read_text("utf-8")
    ports = [line.split(":")[1].strip(" ;") for line in text.splitlines() if "server 127" in line]
    assert all(f"dakar@{port}" in workers for port in ports)
    settings = read_settings({})
    assert f"client_max_body_size {settings.max_upload_mb + 1}m;" in text
    assert "keepalive_timeout 20s;" in text
    assert _patience(settings)["channel_timeout"] == 30
    for name in ("For", "Proto", "Host"):
        assert f"X-Forwarded-{name} $" in text
    assert "X-Forwarded-For $proxy_add" not in text
    assert "UMask=0077" in workers
