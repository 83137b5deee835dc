"""Turns a database address into engines that write or only read, on a schema we know."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url

from schemas.database.models import Base

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

BUSY_MILLISECONDS = 30_000
"""How long a SQLite connection waits for another one that writes."""

_SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA trusted_schema = OFF",
)
_WRITER_PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")


class UnknownSchemaError(Exception):
    """The database was made by something else, or by a later version of the product."""

    def __init__(self, revision: str | None) -> None:
        self.revision = revision
        super().__init__(f"database schema {revision!r} is not known here")


class OutdatedSchemaError(Exception):
    """The database is one of ours, but has not been migrated (or not even created) yet."""


def writer_engine(url: str | URL) -> Engine:
    """An engine that may write. The folder of a SQLite file is made; every SQLite transaction
    takes the write lock when it begins, so that two writers follow each other. What goes wrong
    is told without the values of the statement: an error is logged, a person's data are not."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address, json_serializer=_json, hide_parameters=True, pool_pre_ping=True
        )
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    return _sqlite_engine(address, _WRITER_PRAGMAS, "BEGIN IMMEDIATE")


def reader_engine(url: str | URL) -> Engine:
    """An engine that cannot write: SQLite opens the existing file with mode=ro, PostgreSQL
    runs read-only transactions."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        options = {"options": "-c default_transaction_read_only=on"}
        return create_engine(
            address, connect_args=options, hide_parameters=True, pool_pre_ping=True
        )
    file = Path(address.database or "").resolve().as_uri()
    read_only = address.set(database=file, query={"mode": "ro", "uri": "true"})
    return _sqlite_engine(read_only, ("PRAGMA query_only = ON",), "BEGIN")


def migrate(url: str | URL, save: Callable[[], object] | None = None) -> None:
    """Creates or migrates the database, all or nothing. `save` is called before the first change
    to a database that is one of ours, while nobody else can write; what it raises stops the
    migration.

    Raises UnknownSchemaError, and changes nothing, when the database is not one of ours.
    """
    # Alembic is needed once a start only, and its import would slow down every command.
    from alembic import command

    address = make_url(url)
    engine = writer_engine(address)
    if engine.dialect.name == "sqlite":
        # Rebuilding a table needs the foreign keys off; they are checked before the end.
        event.listen(engine, "connect", _running("PRAGMA foreign_keys = OFF"))
    try:
        with engine.begin() as connection:
            revision = schema_revision(connection)
            if revision == head_revision():
                return
            if revision is not None:
                revision = _held(connection)
                if save is not None and revision != head_revision():
                    save()
            config = migration_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_foreign_keys(connection)
    finally:
        engine.dispose()


def check_schema(engine: Engine) -> None:
    """Raises UnknownSchemaError or OutdatedSchemaError unless the schema is the newest one."""
    with engine.connect() as connection:
        revision = schema_revision(connection)
    if revision != head_revision():
        raise OutdatedSchemaError(f"database schema {revision!r}, needed {head_revision()!r}")


def schema_revision(connection: Connection) -> str | None:
    """The revision of a database of ours; None for an empty one. Raises UnknownSchemaError."""
    from alembic.runtime.migration import MigrationContext

    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        if set(inspect(connection).get_table_names()) & set(Base.metadata.tables):
            raise UnknownSchemaError(None)
        return None
    if revision not in known_revisions():
        raise UnknownSchemaError(revision)
    return revision


def head_revision() -> str:
    """The newest revision this version of the product knows."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(migration_config()).get_current_head()
    if head is None:
        raise RuntimeError(f"no migrations in {MIGRATIONS}")
    return head


def migration_config() -> "Config":
    """Alembic's configuration, made without pyproject.toml, which an installation has not."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def known_revisions() -> set[str]:
    """Every revision this version of the product can migrate from."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(migration_config())
    return {script.revision for script in scripts.walk_revisions()}


def _sqlite_engine(address: URL, pragmas: tuple[str, ...], begin: str) -> Engine:
    # With the driver's own transactions (isolation_level other than None) a schema change
    # commits half of a migration, and a read that becomes a write may find itself outdated.
    engine = create_engine(
        address,
        connect_args={"isolation_level": None, "timeout": BUSY_MILLISECONDS / 1000},
        json_serializer=_json,
        hide_parameters=True,
        pool_size=20,
    )
    settings = (*_SQLITE_PRAGMAS, "PRAGMA foreign_keys = ON", *pragmas)
    event.listen(engine, "connect", _running(*settings))

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _running(*statements: str) -> Callable[[Any, Any], None]:
    def run(driver_connection: Any, _record: Any) -> None:
        cursor = driver_connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()

    return run


def _held(connection: Connection) -> str | None:
    """Keeps others from writing until the transaction ends; they may read. The revision then:
    another process may have migrated meanwhile. On SQLite the transaction itself does this."""
    if connection.dialect.name == "postgresql":
        names = (f'"{name}"' for name in inspect(connection).get_table_names())
        connection.exec_driver_sql(f"LOCK TABLE {', '.join(names)} IN EXCLUSIVE MODE")
    return schema_revision(connection)


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"migration breaks foreign keys: {broken[:5]}")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
