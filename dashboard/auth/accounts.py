"""Turns the session of an account, or its token, into a person, by means of Flask-Security.

Importing the library takes a second: only the server and `dakar user` import this module.
"""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

import flask
from flask import Flask
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from flask_security import (
    RoleMixin,
    Security,
    UserDatastore,
    UserMixin,
    hash_password,
    login_user,
    logout_user,
)
from sqlalchemy import Engine, RowMapping, select, update

from dashboard.auth.identity import Identity
from dashboard.auth.passwords import LONGEST, SHORTEST, plain
from dashboard.auth.person import Person, nobody
from dashboard.auth.requests import cookie_name
from dashboard.auth.rights import Role
from loaders import desk
from schemas.database.audit import now
from schemas.database.desk import AccessToken, Account

T = TypeVar("T")

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
"""How long a session lives unused, and at most."""

HASHING = ThreadPoolExecutor(2, thread_name_prefix="passwords")
"""Where passwords are looked at: each takes 19 MiB, which its thread keeps, so they are few."""

KEPT_FILES = ("/assets/", "/_dash-component-suites/")
"""Where the files are that browsers and proxies keep."""

CLOCK_SECONDS = 60
"""How far in the future a session may seem to begin: clocks of two servers differ."""

CONFIG = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 19 * 1024,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "PERMANENT_SESSION_LIFETIME": IDLE,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
}
"""Hashes without a secret of the server beside them, so that a restored backup knows its
accounts; kinds of sign-in that we do not offer are off by default."""


@dataclass(eq=False)
class User(UserMixin):
    """An account, as Flask-Security asks for it: its rights are ours (rights.py)."""

    id: int
    email: str
    password: str | None
    must_change: bool
    active: bool
    role: str
    country: str | None
    fs_uniquifier: str = ""
    roles: list[RoleMixin] = field(default_factory=list)


class Store(UserDatastore):
    """The table `account`: read with one engine; the library itself writes only what it keeps
    of a password or of sessions."""

    def __init__(self, reader: Engine, writer: Engine | None = None) -> None:
        super().__init__(User, RoleMixin)
        self.reader, self.writer = reader, writer

    def find_user(self, case_insensitive: bool = False, **given: Any) -> User | None:  # noqa: ARG002  addresses are kept in small letters
        ((name, value),) = given.items()
        return self._one(getattr(Account.__table__.c, name) == value)

    def of_token(self, token: str) -> User | None:
        """The account of a token that has not ended."""
        valid = select(AccessToken.account_id).where(
            AccessToken.sha256 == desk.token_hash(token), AccessToken.ends_at > now()
        )
        return self._one(Account.__table__.c.id == valid.scalar_subquery())

    def put(self, model: User) -> User:
        if self.writer is None:
            raise TypeError("this store only reads")
        kept = {"password": model.password, "fs_uniquifier": model.fs_uniquifier}
        with self.writer.begin() as connection:
            connection.execute(update(Account).where(Account.id == model.id).values(**kept))
        return model

    def _one(self, condition: Any) -> User | None:
        with self.reader.connect() as connection:
            found = connection.execute(select(Account.__table__).where(condition)).mappings()
            row = found.first()
        return _user(row) if row is not None else None


@dataclass
class Accounts:
    """What the routes of signing in ask. One a process; `dummy` is looked at where there is no
    account, so that both answers take the same time."""

    store: Store
    dummy: User

    def verified(self, address: str, password: str) -> User | None:
        """The active account of this address and password."""
        user = self.store.find_user(email=address)
        typed = plain(password[: LONGEST + 1])
        is_right = _apart((user or self.dummy).verify_and_update_password, typed)
        return user if user is not None and is_right and user.active else None


def accounts() -> Accounts:
    """Those of the server that answers this request."""
    found: Accounts = flask.current_app.extensions["accounts"]
    return found


def install(server: Flask, identity: Identity, reader: Engine, writer: Engine) -> None:
    """Puts Flask-Security on the server, without any page or route of its own, and has
    `identity` ask it who a session or a token belongs to."""
    server.config.update(CONFIG)
    server.session_interface = Sessions()
    store = Store(reader, writer)
    security = Security(server, store, register_blueprint=False)
    # Its own tokens are never made here: none is looked for in a request.
    security.login_manager.request_loader(lambda _request: None)
    with server.app_context():
        made = Accounts(store, _dummy(hash_password(secrets.token_urlsafe(32))))
    identity.account_of_session = lambda _engine: _of_session(identity)
    identity.account_of_token = lambda _engine, token: _of_token(store, identity, token)
    server.extensions["accounts"] = made


def hashed(password: str) -> str:
    """The hash of a new password; within a server that has accounts."""
    return _apart(hash_password, plain(password))


def _apart(call: Callable[[str], T], password: str) -> T:
    """Calls the library in a thread of HASHING, within the same server."""
    server = flask.current_app._get_current_object()  # type: ignore[attr-defined]

    def run() -> T:
        with server.app_context():
            return call(password)

    return HASHING.submit(run).result()


def hasher() -> Flask:
    """A server that serves nobody: where the command line makes hashes."""
    from sqlalchemy import create_engine

    server = Flask(__name__)
    server.secret_key = secrets.token_hex(32)
    server.config.update(CONFIG)
    Security(server, Store(create_engine("sqlite://")), register_blueprint=False)
    return server


def sign_in(user: User) -> None:
    """A new session: nothing of the one before stays, whoever put it there."""
    flask.session.clear()
    login_user(user, remember=False)
    flask.session.permanent = True


def sign_out() -> None:
    """Nothing of the session stays in the browser."""
    logout_user()
    flask.session.clear()


class Sessions(SecureCookieSessionInterface):
    """The session cookie: over https it is never sent without, nor set by another host."""

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002
        return cookie_name(flask.request)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Not beside a file that anybody may keep: a proxy would hand the session on."""
        is_kept = flask.request.path.startswith(KEPT_FILES)
        return not is_kept and super().should_set_cookie(app, session)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        return flask.request.is_secure


def _of_session(identity: Identity) -> Person | None:
    if not current_user or not current_user.is_authenticated:
        return None
    age = time.time() - float(flask.session.get("fs_paa", 0))
    if not -CLOCK_SECONDS <= age <= ABSOLUTE.total_seconds():
        return None
    return _person(current_user, identity)


def _of_token(store: Store, identity: Identity, token: str) -> Person | None:
    user = store.of_token(token)
    return _person(user, identity) if user is not None and user.active else None


def _person(user: User, identity: Identity) -> Person:
    """Until he has chosen his own password he has the rights of a stranger, and his name."""
    if user.must_change:
        return replace(nobody(identity.settings.access == "public"), name=user.email)
    return Person(user.email, Role(user.role), user.country)


def _user(row: RowMapping) -> User:
    names = [name for name in User.__dataclass_fields__ if name != "roles"]
    return User(**{name: row[name] for name in names})


def _dummy(password: str) -> User:
    return User(0, "", password, False, False, Role.READER, None)
