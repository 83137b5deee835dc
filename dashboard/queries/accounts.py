"""Turns the tables of accounts and of the audit log into rows for the administrator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, func, select

from schemas.database.desk import Account, Audit

PAGE_SIZE = 50
"""Lines of the log on one page."""

AT_ONCE = 1000
"""Lines read from the database at once for a file."""


@dataclass(frozen=True)
class AccountRow:
    """An account as the administrator sees it; moments in UTC."""

    email: str
    role: str
    country: str | None
    active: bool
    must_change: bool
    made_at: datetime
    signed_in_at: datetime | None


@dataclass(frozen=True)
class AuditRow:
    """Who did what to what, when (UTC), from which state to which."""

    id: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    before: str
    after: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class AuditFilter:
    """What of the log is asked for: exactly this action, and texts that actor and subject hold."""

    action: str = ""
    actor: str = ""
    subject: str = ""


@dataclass(frozen=True)
class AuditPage:
    """One page of the log, newest first; `pages` at least 1."""

    rows: tuple[AuditRow, ...]
    total: int
    page: int
    pages: int


def accounts(engine: Engine) -> tuple[AccountRow, ...]:
    """Every account, by address."""
    names = AccountRow.__dataclass_fields__
    columns = [Account.__table__.c[name] for name in names]
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).order_by(Account.email)).mappings().all()
    return tuple(AccountRow(**row) for row in rows)


def audit_page(engine: Engine, wanted: AuditFilter, page: int) -> AuditPage:
    """The page asked for, or the last one when there are not so many."""
    counted = select(func.count()).select_from(Audit).where(*_conditions(wanted))
    with engine.connect() as connection:
        total = int(connection.execute(counted).scalar_one())
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(page, 1), pages)
        statement = _newest(wanted).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
        rows = connection.execute(statement).mappings().all()
    return AuditPage(tuple(_row(row) for row in rows), total, page, pages)


def audit_rows(engine: Engine, wanted: AuditFilter) -> Iterator[AuditRow]:
    """Every line asked for, newest first, however many there are."""
    last: int | None = None
    while True:
        statement = _newest(wanted).limit(AT_ONCE)
        if last is not None:
            statement = statement.where(Audit.id < last)
        with engine.connect() as connection:
            rows = connection.execute(statement).mappings().all()
        yield from map(_row, rows)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1]["id"]


def audit_actions(engine: Engine) -> tuple[str, ...]:
    """The codes of what the log tells of."""
    with engine.connect() as connection:
        return tuple(connection.execute(select(Audit.action).distinct()).scalars())


def _newest(wanted: AuditFilter) -> Select[Any]:
    columns = [Audit.__table__.c[name] for name in AuditRow.__dataclass_fields__]
    return select(*columns).where(*_conditions(wanted)).order_by(Audit.id.desc())


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.action:
        conditions.append(Audit.action == wanted.action)
    if wanted.actor:
        conditions.append(Audit.actor.icontains(wanted.actor, autoescape=True))
    if wanted.subject:
        conditions.append(Audit.subject.icontains(wanted.subject, autoescape=True))
    return conditions


def _row(row: RowMapping) -> AuditRow:
    return AuditRow(**row)
