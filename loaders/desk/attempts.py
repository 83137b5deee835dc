"""Turns attempts to sign in into a yes or a wait: whoever guesses passwords is slowed down.

An attempt is counted before the password is looked at, so that many at once count as many; a
password that was right takes the account's attempts back. Each address is counted for itself,
whether it has an account or not: a limit over all of them would let strangers close the door for
everybody, and one for unknown addresses alone would tell which ones are known.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from schemas.database.audit import Actor, now, record
from schemas.database.desk import Account, SignInFailure

PER_ACCOUNT, WITHIN = 10, timedelta(minutes=15)
"""Failures one address may have in this time."""

_LOCK = 0x5349474E
"""Names the lock of PostgreSQL under which attempts are counted."""


def begin_attempt(engine: Engine, address: str) -> bool:
    """Counts an attempt for an address; False when it must wait."""
    account, moment = _key(address), now()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # One after another, as SQLite's writers are: counting and adding belong together.
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        connection.execute(delete(SignInFailure).where(SignInFailure.at < moment - WITHIN))
        if _count(connection, SignInFailure.account == account) >= PER_ACCOUNT:
            return False
        connection.execute(insert(SignInFailure).values(account=account, at=moment))
    return True


def attempt_failed(engine: Engine, address: str) -> None:
    """The password was wrong. The failure after which the address must wait is written down,
    with the address only if there is such an account: else it might be a password."""
    with engine.begin() as connection:
        known = connection.execute(select(Account.email).where(Account.email == address)).scalar()
        if _count(connection, SignInFailure.account == _key(address)) == PER_ACCOUNT:
            record(connection, Actor("", ""), "sign-in-blocked", known or "")


def attempt_succeeded(engine: Engine, address: str, actor: Actor) -> None:
    """The password was right: the address's attempts no longer count."""
    with engine.begin() as connection:
        connection.execute(delete(SignInFailure).where(SignInFailure.account == _key(address)))
        connection.execute(
            update(Account).where(Account.email == address).values(signed_in_at=now())
        )
        record(connection, actor, "sign-in", address)


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(SignInFailure).where(condition)
    return int(connection.execute(counted).scalar_one())


def _key(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
