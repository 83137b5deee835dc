"""`dakar backup`, `dakar restore`, and what a start and `dakar doctor` say of the database."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from loaders import start_empty
from schemas.content import Content
from schemas.database.engine import writer_engine

Dakar = Callable[..., tuple[int, str, str]]


@pytest.fixture
def filled(
    database: Path, migrated_sqlite: Path, content: Content, given_for: Callable[[Engine], Any]
) -> Path:
    """A database with two reports, ready to be served."""
    shutil.copy(migrated_sqlite, database)
    engine = writer_engine(f"sqlite:///{database}")
    given = given_for(engine)
    given.report("SEN", answers="4 3")
    given.report("MAR", answers="2 1", measures=[{"objective": "1", "answer": "3"}] * 99)
    start_empty(engine, content)
    engine.dispose()
    return database


def damage(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(os.urandom(4096 * 4))


def test_back_and_forth(dakar: Dakar, filled: Path, tmp_path: Path) -> None:
    status, out, _ = dakar("backup", str(tmp_path / "x.zip"), language="en")
    assert (status, out.split(" (")[0]) == (0, f"Verified backup: {tmp_path / 'x.zip'}")
    engine = writer_engine(f"sqlite:///{filled}")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM finding"))
        connection.execute(text("UPDATE report SET summary = 'changed'"))
    engine.dispose()
    status, out, _ = dakar("restore", str(tmp_path / "x.zip"), language="en")
    assert status == 0
    assert "2 report versions" in out
    assert str(tmp_path / "backups" / "dakar-") in out
    assert "2 report versions" in dakar("backup", language="en")[1]


def test_folders_are_given_or_ours(dakar: Dakar, filled: Path, tmp_path: Path) -> None:
    for given in ([], [str(tmp_path / "new")], [str(tmp_path / "new"), "--keep", "1"]):
        assert dakar("backup", *given)[0] == 0
    assert len(list((tmp_path / "backups").iterdir())) == 1
    assert len(list((tmp_path / "new").iterdir())) == 1
    assert dakar("restore", str(tmp_path / "new"))[0] == 0


def test_what_cannot_be_restored_is_told(dakar: Dakar, filled: Path, tmp_path: Path) -> None:
    bad = tmp_path / "rapport.xlsx"
    bad.write_bytes(b"PK\x03\x04 and no more")
    assert dakar("restore", str(bad)) == (
        2,
        "",
        f"{bad} est coupé ou endommagé. Rien n’a été changé. Copiez-le de nouveau, ou prenez une "
        "autre sauvegarde.\n",
    )
    missing = tmp_path / "none.zip"
    status, _, said = dakar("restore", str(missing), language="en")
    assert status == 2
    assert said.startswith("A file could not be read or written: No such file")


def test_a_damaged_database_does_not_open_and_offers_the_last_backup(
    dakar: Dakar, filled: Path, tmp_path: Path
) -> None:
    dakar("backup")
    (made,) = (tmp_path / "backups").iterdir()
    damage(filled)
    said = [dakar(*command, language="en") for command in (["init"], ["serve", "--port", "1"])]
    assert [status for status, _, _ in said] == [2, 2]
    assert all("is damaged" in told for _, _, told in said)
    assert all(told.endswith(f"dakar restore {made}\n") for _, _, told in said)
    assert dakar("backup")[0] == 2
    assert dakar("restore", str(made))[0] == 0
    assert dakar("init")[0] == 0


def test_doctor_finds_a_changed_original_and_a_spoilt_backup(
    dakar: Dakar, filled: Path, tmp_path: Path
) -> None:
    dakar("backup")
    (made,) = (tmp_path / "backups").iterdir()
    status, out, _ = dakar("doctor", language="en")
    assert status == 0
    assert "read to its end" in out
    engine = writer_engine(f"sqlite:///{filled}")
    with engine.begin() as connection:
        name = connection.execute(text("SELECT name FROM file ORDER BY sha256")).scalar()
        change = (
            "UPDATE file SET content = zeroblob(9) WHERE sha256 = (SELECT min(sha256) FROM file)"
        )
        connection.execute(text(change))
    engine.dispose()
    made.write_bytes(made.read_bytes()[:5000] + b"\0" * 50 + made.read_bytes()[5050:])
    status, out, _ = dakar("doctor", language="en")
    assert status == 1
    wrong = [line for line in out.splitlines() if line.startswith("To correct")]
    assert len(wrong) == 2
    assert f"1 file is no more what was received: {name}" in wrong[0]
    assert "is cut or damaged" in wrong[1]


def test_a_migration_saves_first_and_stops_where_it_cannot(
    dakar: Dakar, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schemas.database import engine as engines

    # As if this version came with a later schema than the file's.
    monkeypatch.setattr(engines, "head_revision", lambda: "later")
    (tmp_path / "backups").write_text("in the way")
    status, _, said = dakar("init", language="en")
    assert status == 2
    assert "could not be made; nothing was changed" in said
    (tmp_path / "backups").unlink()
    assert dakar("init", "--without-backup")[0] == 0
    assert not (tmp_path / "backups").exists()
    assert dakar("init")[0] == 0
    (made,) = (tmp_path / "backups").iterdir()
    assert made.name.endswith("-migration.zip")
