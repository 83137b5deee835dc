"""Turns what an administrator decides about accounts into rows, each change written down.

A password reaches this module as its hash only. Whatever an account may change ends its sessions
(a new `fs_uniquifier`) and voids its tokens.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update

from loaders.values.text import is_email
from schemas.content import Content
from schemas.database.audit import Actor, now, record
from schemas.database.desk import ROLES, AccessToken, Account

FOCAL_POINT = "focal-point"
LONGEST_ADDRESS = 254
TOKEN_DAYS = 365
"""How long a script may sign in with a token."""


class AccountError(Exception):
    """What was asked cannot be: `code` has words at `account.error.<code>`, `params` fill them."""

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


@dataclass(frozen=True)
class Standing:
    """What an account may do: a role, and the country of a focal point."""

    role: str
    country: str | None = None


def kept_form(address: str) -> str:
    """An address as accounts keep it, whatever letters it was typed in; not checked."""
    return normalize("NFKC", address).strip().lower()


def clean_email(text: str) -> str:
    """The address as accounts keep it, in small letters. Raises AccountError (bad-email)."""
    address = kept_form(text)
    if not is_email(address) or len(address) > LONGEST_ADDRESS:
        raise AccountError("bad-email", email=text[:LONGEST_ADDRESS])
    return address


def standing(content: Content, role: str, country: str | None) -> Standing:
    """A role with its country, checked. Raises AccountError (bad-role, country-needed,
    country-not-wanted, unknown-country)."""
    role, code = role.strip().lower(), (country or "").strip().upper()
    if role not in ROLES:
        raise AccountError("bad-role", role=role, known=", ".join(ROLES))
    if role != FOCAL_POINT and code:
        raise AccountError("country-not-wanted")
    if role == FOCAL_POINT and not code:
        raise AccountError("country-needed")
    if code and code not in content.countries:
        raise AccountError("unknown-country", country=code)
    return Standing(role, code or None)


def add_account(
    engine: Engine, email: str, what: Standing, hashed: str, actor: Actor, *, must_change: bool
) -> str:
    """Adds an account; its address. Raises AccountError (bad-email, account-exists)."""
    address = clean_email(email)
    row = {
        "email": address,
        "password": hashed,
        "must_change": must_change,
        "active": True,
        "fs_uniquifier": _uniquifier(),
        "role": what.role,
        "country": what.country,
        "made_at": now(),
    }
    with engine.begin() as connection:
        if _found(connection, address) is not None:
            raise AccountError("account-exists", email=address)
        connection.execute(insert(Account).values(**row))
        record(connection, actor, "account-added", address, after=_told(what))
    return address


def change_standing(engine: Engine, email: str, what: Standing, actor: Actor) -> None:
    """Gives an account another role; his sessions end. Raises AccountError (unknown-account)."""
    with engine.begin() as connection:
        row = _account(connection, email)
        before = Standing(row["role"], row["country"])
        if before == what:
            return
        _change(connection, row, role=what.role, country=what.country)
        record(
            connection, actor, "account-role", row["email"], before=_told(before), after=_told(what)
        )


def set_active(engine: Engine, email: str, active: bool, actor: Actor) -> None:
    """Disables an account, or opens it again. Raises AccountError (unknown-account)."""
    with engine.begin() as connection:
        row = _account(connection, email)
        if row["active"] == active:
            return
        _change(connection, row, active=active)
        action = "account-enabled" if active else "account-disabled"
        record(connection, actor, action, row["email"])


def set_password(
    engine: Engine, email: str, hashed: str, actor: Actor, *, must_change: bool
) -> None:
    """Keeps the hash of a new password; sessions and tokens end. Raises AccountError
    (unknown-account)."""
    with engine.begin() as connection:
        row = _account(connection, email)
        _change(connection, row, password=hashed, must_change=must_change)
        record(connection, actor, "account-password", row["email"])


def make_token(engine: Engine, email: str, actor: Actor) -> str:
    """A token for scripts, valid for TOKEN_DAYS; only its hash is kept. Raises AccountError
    (unknown-account, account-disabled)."""
    token = secrets.token_urlsafe(32)
    with engine.begin() as connection:
        row = _account(connection, email)
        if not row["active"]:
            raise AccountError("account-disabled", email=row["email"])
        moment = now()
        connection.execute(
            insert(AccessToken).values(
                sha256=token_hash(token),
                account_id=row["id"],
                made_at=moment,
                ends_at=moment + timedelta(days=TOKEN_DAYS),
            )
        )
        record(connection, actor, "account-token", row["email"])
    return token


def token_hash(token: str) -> str:
    """What is kept of a token. It is random, so no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def end_sessions(engine: Engine, email: str, actor: Actor) -> None:
    """Ends all sessions of an account: whoever signs out leaves no copy behind."""
    with engine.begin() as connection:
        row = _account(connection, email)
        connection.execute(
            update(Account).where(Account.id == row["id"]).values(fs_uniquifier=_uniquifier())
        )
        record(connection, actor, "sign-out", row["email"])


def _change(connection: Connection, row: RowMapping, **values: Any) -> None:
    values["fs_uniquifier"] = _uniquifier()
    connection.execute(update(Account).where(Account.id == row["id"]).values(**values))
    connection.execute(delete(AccessToken).where(AccessToken.account_id == row["id"]))


def _account(connection: Connection, email: str) -> RowMapping:
    found = _found(connection, kept_form(email))
    if found is None:
        raise AccountError("unknown-account", email=email[:LONGEST_ADDRESS])
    return found


def _found(connection: Connection, address: str) -> RowMapping | None:
    table = Account.__table__
    return connection.execute(select(table).where(table.c.email == address)).mappings().first()


def _told(what: Standing) -> str:
    return f"{what.role} {what.country}" if what.country else what.role


def _uniquifier() -> str:
    return secrets.token_hex(16)
