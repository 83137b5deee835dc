"""Turns a database and an audience into answers: what every query shares."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Select, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from dashboard.context import Snapshot
from schemas.database.meeting import SnapshotReport
from schemas.database.models import Base, DataVersion, Report

T = TypeVar("T")

Query = Select[*tuple[Any, ...]]

KEPT_BACK = frozenset({"private", "sample"})
"""Keys of `extra` that no answer holds."""

CONFIDENTIAL = "C"
"""How an answer outside the audience is drawn."""


@dataclass(frozen=True)
class Source:
    """Where a reader's numbers come from: `consents` are the permitted uses he may see.

    `shown` is the id of a version that takes the place of the published one of its country and
    round, in every query: a preview. Who asks for it must have been allowed to see it.
    `snapshot` makes every query answer from the versions that a meeting froze.
    """

    engine: Engine
    consents: tuple[str, ...]
    shown: int | None = None
    snapshot: Snapshot | None = None

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """That of the moment the thread is in (see one_moment), else one of its own."""
        moment = _MOMENT.get()
        if moment is not None and moment.engine is self.engine:
            yield moment.connection()
        else:
            with self.engine.connect() as connection:
                yield connection

    def rows(self, statement: Query) -> Sequence[RowMapping]:
        with self.connection() as connection:
            return connection.execute(statement).mappings().all()

    def frame(self, statement: Query) -> pd.DataFrame:
        """The statement's columns, in order; for aggregates only."""
        with self.connection() as connection:
            result = connection.execute(statement)
            return pd.DataFrame(
                [tuple(row) for row in result.all()], columns=pd.Index(list(result.keys()))
            )

    def published(self) -> ColumnElement[bool]:
        """The condition that a report is what pages show: the latest published version of its
        country and round, the version a snapshot holds, or the one version of a preview."""
        if self.snapshot is not None:
            return _frozen(self.snapshot.id)
        if self.shown is None:
            return published()
        chosen = aliased(Report)
        replaced = (
            select(chosen.id)
            .where(
                chosen.id == self.shown,
                chosen.country == Report.country,
                chosen.round == Report.round,
            )
            .exists()
        )
        return (Report.id == self.shown) | (published() & ~replaced)

    def sees(self, consent: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """The condition that a row is inside the audience."""
        return consent.in_(self.consents)


def published() -> ColumnElement[bool]:
    """The condition that a report is the latest published version of its country and round."""
    newer = aliased(Report)
    return (Report.state == "published") & ~(
        select(newer.id)
        .where(
            newer.country == Report.country,
            newer.round == Report.round,
            newer.state == "published",
            newer.version > Report.version,
        )
        .exists()
    )


def _frozen(snapshot_id: int) -> ColumnElement[bool]:
    """The condition that a report is a version of the snapshot. Its file is compared too: after
    the samples have gone, another report may have the number of one of them."""
    return (
        select(SnapshotReport.id)
        .where(
            SnapshotReport.snapshot_id == snapshot_id,
            SnapshotReport.report_id == Report.id,
            SnapshotReport.sha256 == Report.sha256,
        )
        .exists()
    )


def report_code(country: str, round_code: str, version: int) -> str:
    """SEN-dakar-2013-v2."""
    return f"{country}-{round_code}-v{version}"


def data_version(source: Source) -> int:
    """Rises with every change of what pages show; 0 in a database nobody has written to."""
    with source.connection() as connection:
        return connection.execute(select(DataVersion.number)).scalar() or 0


class _Moment:
    """One transaction that only reads: what it saw first, it sees to its end. It begins with the
    first question, for many requests have none."""

    def __init__(self, engine: Engine, until: ExitStack) -> None:
        self.engine, self._until = engine, until
        self._connection: Connection | None = None
        self.kept: dict[Hashable, Any] = {}

    def connection(self) -> Connection:
        if self._connection is None:
            connection = self._until.enter_context(self.engine.connect())
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            self._connection = connection
        return self._connection


_MOMENT: ContextVar[_Moment | None] = ContextVar("moment", default=None)


@contextmanager
def one_moment(engine: Engine) -> Iterator[None]:
    """Everything that this thread asks of the engine inside, the data version too, is of one
    moment, whatever is published meanwhile. Inside another one, it is that one."""
    if _MOMENT.get() is not None:
        yield
        return
    with ExitStack() as until:
        token = _MOMENT.set(_Moment(engine, until))
        try:
            yield
        finally:
            _MOMENT.reset(token)


def kept_here(engine: Engine) -> dict[Hashable, Any] | None:
    """Where answers of the moment the thread is in may be kept until its end; None outside one."""
    moment = _MOMENT.get()
    return moment.kept if moment is not None and moment.engine is engine else None


def columns_of(kind: type, table: type[Base]) -> list[InstrumentedAttribute[Any]]:
    """The table's columns that a dataclass has fields for."""
    return [getattr(table, name) for name in _names(kind) if name in table.__table__.columns]


def made(kind: type[T], rows: Iterable[Mapping[str, Any] | RowMapping]) -> tuple[T, ...]:
    """Rows as instances of a dataclass whose fields are the columns' names."""
    return tuple(kind(**{name: _public(name, row[name]) for name in _names(kind)}) for row in rows)


def _public(name: str, value: Any) -> Any:
    """What a row's `extra` keeps for ourselves, names of persons above all, is never read out."""
    return {k: v for k, v in value.items() if k not in KEPT_BACK} if name == "extra" else value


def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
