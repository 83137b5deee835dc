"""Migrations: the same schema as the models, on both databases, all or nothing."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from schemas.database import engine as engines
from schemas.database.engine import (
    OutdatedSchemaError,
    UnknownSchemaError,
    check_schema,
    head_revision,
    migrate,
    schema_revision,
    writer_engine,
)
from schemas.database.models import Base


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_migrated_schema_is_that_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrated_checks_are_those_of_the_models(engine: Engine, tmp_path: Path) -> None:
    """Alembic does not compare CHECK constraints, so this does."""
    made = create_engine(f"sqlite:///{tmp_path}/models.db")
    Base.metadata.create_all(made)
    wanted = {
        (table, check["name"])
        for table in Base.metadata.tables
        for check in inspect(made).get_check_constraints(table)
    }
    found = {
        (table, check["name"])
        for table in Base.metadata.tables
        for check in inspect(engine).get_check_constraints(table)
    }
    made.dispose()
    assert found == wanted
    assert len(wanted) >= 10


def test_migrating_again_changes_nothing(database_url: str, engine: Engine) -> None:
    migrate(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM data_version")).all() == [(0,)]
        assert schema_revision(connection) == head_revision()
    check_schema(engine)


def test_a_later_schema_is_refused(database_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnknownSchemaError) as caught:
        migrate(database_url)
    assert caught.value.revision == "9999"
    with pytest.raises(UnknownSchemaError):
        check_schema(engine)


def test_tables_of_somebody_else_are_refused_and_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/foreign.db"
    engine = writer_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE report (title TEXT)"))
    with pytest.raises(UnknownSchemaError):
        migrate(url)
    assert tables(engine) == {"report"}
    engine.dispose()


def test_an_empty_database_is_outdated(tmp_path: Path) -> None:
    engine = writer_engine(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(OutdatedSchemaError):
        check_schema(engine)
    engine.dispose()


@pytest.mark.parametrize("statement", [1, 2, 9, 20])
def test_an_interrupted_migration_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: int
) -> None:
    """Whatever statement fails, the database is as it was before."""
    url = f"sqlite:///{tmp_path}/half.db"
    done = 0
    original = engines.writer_engine

    def failing(address: object) -> Engine:
        engine = original(address)  # type: ignore[arg-type]

        def count(_c: object, _cur: object, sql: str, *_rest: object) -> None:
            nonlocal done
            done += sql.lstrip().upper().startswith(("CREATE", "INSERT"))
            if done == statement:
                raise RuntimeError("power cut")

        engines.event.listen(engine, "before_cursor_execute", count)
        return engine

    monkeypatch.setattr(engines, "writer_engine", failing)
    with pytest.raises(RuntimeError, match="power cut"):
        migrate(url)
    monkeypatch.undo()
    engine = writer_engine(url)
    assert tables(engine) == set()
    engine.dispose()
    migrate(url)
    engine = writer_engine(url)
    assert tables(engine) >= set(Base.metadata.tables)
    engine.dispose()
