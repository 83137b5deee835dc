"""Engines: what SQLite is told, who may write, and that writers follow each other."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DBAPIError, OperationalError

from schemas.database.engine import migrate, reader_engine, writer_engine
from schemas.database.models import Upload


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/a folder/that is #new/x.db"
    migrate(url)
    return url


def test_sqlite_writer_is_safe_against_crashes(sqlite_url: str) -> None:
    engine = writer_engine(sqlite_url)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
    assert [pragma(engine, name) for name in names] == ["wal", 2, 1, 30_000, 0]
    engine.dispose()


def test_sqlite_reader_waits_and_only_reads(sqlite_url: str) -> None:
    engine = reader_engine(sqlite_url)
    names = ("query_only", "foreign_keys", "busy_timeout", "trusted_schema")
    assert [pragma(engine, name) for name in names] == [1, 1, 30_000, 0]
    engine.dispose()


def test_reader_reads_and_cannot_write(reader: Engine) -> None:
    with reader.connect() as connection:
        assert connection.execute(text("SELECT number FROM data_version")).scalar() == 0
    with reader.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text("UPDATE data_version SET number = 1"))


def test_reader_makes_no_database(tmp_path: Path) -> None:
    engine = reader_engine(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(OperationalError), engine.connect():
        pass
    engine.dispose()
    assert list(tmp_path.iterdir()) == []


def test_foreign_keys_hold(engine: Engine) -> None:
    row = (
        "INSERT INTO aggregate (report_id, objective, theme, roadmap_action, answer, counts_as,"
        " status_word, consent, n) VALUES (77, '', '', '', '0', '0', '', 'PUB', 1)"
    )
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(row))


def test_writers_follow_each_other(engine: Engine) -> None:
    """Reading a number and writing the next one is safe between threads, without a retry on
    SQLite, where a transaction takes the write lock at its beginning."""

    def add_ten() -> None:
        for _ in range(10):
            with engine.begin() as connection:
                lock = " FOR UPDATE" if engine.dialect.name == "postgresql" else ""
                query = text(f"SELECT number FROM data_version{lock}")  # noqa: S608
                number = connection.execute(query).scalar_one()
                connection.execute(text("UPDATE data_version SET number = :n"), {"n": number + 1})

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM data_version")).scalar() == 40


def test_json_is_stored_with_readable_accents(engine: Engine) -> None:
    """So that a search in a database tool finds what a country wrote."""
    row = {"id": "a", "name": "x.xlsx", "content": b"", "stated": {"objet": "é"}, "result": {}}
    with engine.begin() as connection:
        connection.execute(insert(Upload).values(**row, made_at=datetime(2013, 6, 1)))
        stored = connection.execute(text("SELECT CAST(stated AS TEXT) FROM upload")).scalar()
    assert stored == '{"objet":"é"}'
