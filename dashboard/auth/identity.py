"""Turns what a request carries (session, token) into a person.

While there are no accounts, the start prints a one-time link and a token: who has them, at the
server's own machine, is its administrator. With the first account both are void.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import flask
from sqlalchemy import Engine, select

from dashboard.auth.person import LOCAL_ADMIN, Person, nobody
from dashboard.auth.requests import is_local
from dashboard.auth.rights import Right
from dashboard.settings import Settings
from schemas.database.desk import Account

BEARER = "Bearer "
LOCAL_SESSION = "local"
"""Key of the session of the one who used the one-time link: holds `session_key`."""

Known = Callable[[Engine], Person | None]


@dataclass
class Identity:
    """One a process. `link_key` opens the door once, `token` as often as a script likes."""

    settings: Settings
    engine: Engine
    account_of_session: Known = lambda _engine: None
    account_of_token: Callable[[Engine, str], Person | None] = lambda _engine, _token: None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    link_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    session_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def __call__(self, request: flask.Request) -> Person:
        given = request.headers.get("Authorization", "")
        if given.startswith(BEARER):
            return self._by_token(request, given.removeprefix(BEARER).strip())
        return self._by_session(request) or self._stranger(request)

    def use_link(self, request: flask.Request, key: str) -> bool:
        """Signs in whoever brings the key for the first time, from this machine."""
        if not self._opens_locally(request) or not _same(key, self.link_key):
            return False
        self.link_key = secrets.token_urlsafe(24)
        flask.session.clear()
        flask.session[LOCAL_SESSION] = self.session_key
        return True

    def end_local(self) -> None:
        """Whoever used the one-time link is signed out, and every copy of his session with him."""
        self.session_key = secrets.token_urlsafe(24)

    def has_accounts(self) -> bool:
        with self.engine.connect() as connection:
            return connection.execute(select(Account.id).limit(1)).first() is not None

    def _by_token(self, request: flask.Request, token: str) -> Person:
        if _same(token, self.token):
            return LOCAL_ADMIN if self._opens_locally(request) else self._stranger(request)
        return self.account_of_token(self.engine, token) or self._stranger(request)

    def _by_session(self, request: flask.Request) -> Person | None:
        local = flask.session.get(LOCAL_SESSION)
        if local is not None:
            is_same = _same(str(local), self.session_key)
            return LOCAL_ADMIN if is_same and self._opens_locally(request) else None
        return self.account_of_session(self.engine)

    def _stranger(self, request: flask.Request) -> Person:
        """Whoever sits at this machine may try a file: it leaves nothing that others see."""
        found = nobody(self.settings.access == "public")
        if self.settings.access == "public" and self._opens_locally(request):
            return replace(found, extra=found.extra | {Right.CHECK})
        return found

    def _opens_locally(self, request: flask.Request) -> bool:
        return is_local(request, self.settings) and not self.has_accounts()


def _same(given: str, kept: str) -> bool:
    """Compared in the same time, however much of it is right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), kept.encode())
