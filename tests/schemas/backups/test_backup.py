"""Backups: what is put back is what was there, with its rights and in its place."""

import hashlib
import json
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, select, text

from schemas.database import backups
from schemas.database.backups import BackupError, back_up, back_up_into, restore
from schemas.database.engine import migrate, writer_engine
from schemas.database.models import DataVersion, Report

NOON = datetime(2013, 9, 1, 12)


def test_a_backup_puts_back_every_row(stored: SimpleNamespace, saved: str, tmp_path: Path) -> None:
    before, number = stored.rows(saved), stored.one(saved, "SELECT number FROM data_version")
    made = back_up(saved, tmp_path / "x.zip")
    engine = writer_engine(saved)
    with engine.begin() as connection:
        connection.execute(delete(Report))
        stored.store(connection, "MAR")
    engine.dispose()
    after = stored.rows(saved)
    restored = restore(saved, made.file, tmp_path / "kept")
    assert stored.rows(saved) == before
    assert restored.manifest.rows["report"] == 1
    # What is remembered of either state is of another data version.
    assert stored.one(saved, "SELECT number FROM data_version") == number + 1
    assert stored.one(saved, "SELECT fs_uniquifier FROM account") != "SEN"
    assert stored.one(saved, "SELECT count(*) FROM audit WHERE action = 'backup.restored'") == 1
    assert restored.kept is not None
    restore(saved, restored.kept, tmp_path / "kept")
    assert stored.rows(saved) == after


def test_a_restored_database_works_on(stored: SimpleNamespace, saved: str, tmp_path: Path) -> None:
    """Keys go on counting, triggers still keep the log, and the schema is ours."""
    restore(saved, back_up(saved, tmp_path / "x.zip").file, tmp_path / "kept")
    migrate(saved)
    stored.fill(saved, "MAR")
    assert stored.one(saved, "SELECT count(*) FROM report") == 2
    engine = writer_engine(saved)
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM audit"))
    engine.dispose()


def test_the_manifest_tells_what_is_inside(saved: str, tmp_path: Path) -> None:
    file = back_up(saved, tmp_path / "x.zip").file
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("manifest.json"))
        (name,) = told["members"]
        assert sorted(archive.namelist()) == sorted(["manifest.json", name])
        assert told["members"][name]["sha256"] == hashlib.sha256(archive.read(name)).hexdigest()
    assert (told["format"], told["schema"]) == ("dakar-backup", backups_head())
    assert (told["rows"]["file"], told["rows"]["account"]) == (1, 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".*")] == []


def backups_head() -> str:
    from schemas.database.engine import head_revision

    return head_revision()


def test_a_database_in_use_is_not_replaced(saved: str, tmp_path: Path) -> None:
    made = back_up(saved, tmp_path / "x.zip")
    server = writer_engine(saved)
    with server.connect() as connection:
        connection.execute(select(DataVersion.number)).scalar()
    with pytest.raises(BackupError) as caught:
        restore(saved, made.file, tmp_path / "kept")
    assert caught.value.code == "in-use"
    server.dispose()
    restore(saved, made.file, tmp_path / "kept")


def test_a_backup_while_others_store_is_of_one_moment(
    stored: SimpleNamespace, saved: str, tmp_path: Path
) -> None:
    """Each report comes with its file in one transaction, so each backup has as many of both."""
    stop = threading.Event()
    engine = writer_engine(saved)

    def work(country: str) -> None:
        version = 0
        while not stop.is_set():
            version += 1
            with engine.begin() as connection:
                stored.store(connection, country, version)

    threads = [threading.Thread(target=work, args=(code,)) for code in ("MAR", "FRA")]
    for thread in threads:
        thread.start()
    made = [back_up(saved, tmp_path / f"{number}.zip") for number in range(3)]
    stop.set()
    for thread in threads:
        thread.join()
    engine.dispose()
    counts = [one_made.manifest.rows["report"] for one_made in made]
    assert counts == [one_made.manifest.rows["file"] for one_made in made]
    assert counts[0] < counts[2]
    restore(saved, made[1].file, tmp_path / "kept")
    assert stored.one(saved, "SELECT count(*) FROM report") == counts[1]
    assert (
        stored.one(saved, "SELECT count(*) FROM report r JOIN file f ON f.sha256 = r.sha256")
        == (counts[1])
    )


def test_a_damaged_database_is_kept_as_it_is_and_replaced(
    stored: SimpleNamespace, sqlite_saved: str, tmp_path: Path
) -> None:
    made = back_up(sqlite_saved, tmp_path / "x.zip")
    file = tmp_path / "test.db"
    damaged = b"\xff" * 5000 + file.read_bytes()[5000:]
    file.write_bytes(damaged)
    file.with_name("test.db-wal").write_bytes(b"stale")
    with pytest.raises(BackupError, match="damaged"):
        back_up(sqlite_saved, tmp_path / "y.zip")
    restored = restore(sqlite_saved, made.file, tmp_path / "kept")
    assert restored.kept is not None
    assert restored.kept.read_bytes() == damaged
    assert restored.kept.with_name(f"{restored.kept.name}-wal").read_bytes() == b"stale"
    assert stored.one(sqlite_saved, "SELECT count(*) FROM report") == 1
    assert not (tmp_path / "y.zip").exists()


def test_a_damaged_database_that_a_program_has_open_stays(
    sqlite_saved: str, tmp_path: Path
) -> None:
    """SQLite cannot say so of a file it cannot read; the locks of the other program do."""

    made = back_up(sqlite_saved, tmp_path / "x.zip")
    file = tmp_path / "test.db"
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA"
        " journal_mode = WAL'); c.execute('SELECT * FROM report').fetchall();"
        " print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with file.open("r+b") as stream:
            stream.write(b"\xff" * 5000)
        with pytest.raises(BackupError) as caught:
            restore(sqlite_saved, made.file, tmp_path / "kept")
        other.communicate(b"")
    assert caught.value.code == "in-use"
    restore(sqlite_saved, made.file, tmp_path / "kept")


def test_a_database_of_a_later_version_gives_way_and_is_kept(
    stored: SimpleNamespace, saved: str, tmp_path: Path
) -> None:
    """The way back after an upgrade: the former version restores what it saved."""
    made = back_up(saved, tmp_path / "x.zip")
    engine = writer_engine(saved)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("CREATE TABLE of_later (id INTEGER PRIMARY KEY)"))
    engine.dispose()
    restored = restore(saved, made.file, tmp_path / "kept")
    assert restored.kept is not None
    assert backups.read_manifest(restored.kept).schema == "9999"
    migrate(saved)
    with pytest.raises(Exception, match="of_later"):
        stored.one(saved, "SELECT * FROM of_later")


def test_a_database_of_somebody_else_is_left_alone(saved: str, tmp_path: Path) -> None:
    engine = writer_engine(saved)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()
    with pytest.raises(BackupError, match="foreign"):
        back_up(saved, tmp_path / "x.zip")


# Where it is put


def test_the_newest_are_kept_and_nothing_else_is_taken_away(
    sqlite_saved: str, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for name in ("notes.zip", "dakar-20000101T000000Z-mine.zip"):
        (folder / name).write_bytes(b"x")
    old = folder / "dakar-20000101T000000Z-asked.zip"
    old.write_bytes(b"x")
    made = [back_up_into(sqlite_saved, folder, keep=3).file for _ in range(4)]
    assert backups.backups_in(folder) == made[:0:-1]
    assert sorted(path.name for path in folder.iterdir() if path not in made) == [
        "dakar-20000101T000000Z-mine.zip",
        "notes.zip",
    ]
    newest = backups.last_backup(folder)
    assert newest is not None
    assert newest.file == made[-1]


def test_a_backup_takes_no_other_files_place(
    stored: SimpleNamespace, sqlite_saved: str, tmp_path: Path
) -> None:
    file = tmp_path / "test.db"
    before = file.read_bytes()
    with pytest.raises(BackupError, match="target-taken"):
        back_up(sqlite_saved, file)
    assert file.read_bytes() == before
    first = back_up(sqlite_saved, tmp_path / "x.zip")
    stored.fill(sqlite_saved, "MAR")
    assert back_up(sqlite_saved, first.file).manifest.rows["report"] == 2


def test_a_new_place_and_the_rights_of_the_old_one(
    stored: SimpleNamespace, sqlite_saved: str, tmp_path: Path
) -> None:
    made = back_up(sqlite_saved, tmp_path / "x.zip")
    new = f"sqlite:///{tmp_path}/elsewhere/new.db"
    assert restore(new, made.file, tmp_path / "kept").kept is None
    assert stored.rows(new) == stored.rows(sqlite_saved)
    (tmp_path / "test.db").chmod(0o640)
    restore(sqlite_saved, made.file, tmp_path / "kept")
    assert stat.S_IMODE((tmp_path / "test.db").stat().st_mode) == 0o640


def test_without_a_database_or_anything_in_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/none.db"
    with pytest.raises(BackupError, match="no-database"):
        back_up(url, tmp_path / "x.zip")
    sqlite3.connect(tmp_path / "none.db").close()
    with pytest.raises(BackupError, match="empty"):
        back_up(url, tmp_path / "x.zip")
    migrate(url)
    assert backups.back_up_data(url, tmp_path / "kept", backups.MIGRATION) is None
    assert not (tmp_path / "x.zip").exists()


# Programs of PostgreSQL


@pytest.mark.parametrize(
    ("version", "code"),
    [("", "no-program"), ("9.6.1", "older-program"), ("99.1", "program-failed")],
)
def test_programs_that_do_not_fit_are_named(
    migrated_postgresql: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    code: str,
) -> None:
    if version:
        program = tmp_path / "pg_dump"
        says = f'test "$1" = --version && echo "pg_dump (PostgreSQL) {version}"'
        program.write_text(f"#!/bin/sh\n{says} || {{ echo no >&2; exit 1; }}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    url = migrated_postgresql.format(name="migrated")
    with pytest.raises(BackupError) as caught:
        back_up(url, tmp_path / "x.zip")
    assert caught.value.code == code
    assert not (tmp_path / "x.zip").exists()
