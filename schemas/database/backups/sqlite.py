"""Turns a SQLite database in use into a consistent copy, and a copy into the database."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from schemas.database.backups.archive import sync_folder
from schemas.database.backups.faults import BackupError
from schemas.database.engine import BUSY_MILLISECONDS

IN_USE_SECONDS = 2
"""How long a restore waits for a command that is just ending."""

BESIDE = ("-wal", "-shm", "-journal")
"""Endings of the files that SQLite keeps beside a database in use."""

FIRST_LOCK_BYTE, LOCK_BYTES = 0x40000000, 512
"""Where SQLite locks a file: whoever has a WAL database open holds a part of it."""


def copy_to(source: Path, target: Path) -> None:
    """Copies what is committed, while others read and write; the copy is then read through.

    Raises BackupError: damaged (the source), OSError when there is no room."""
    # A copy gets new indexes: whether the old ones fit their tables shows in the source alone.
    check(source)
    try:
        with _reading(source) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise _told(error, source) from error
    check(target, source)


def check(file: Path, told: Path | None = None) -> None:
    """Raises BackupError (damaged), which names the file, or `told` in its place."""
    found = faults(file)
    if found:
        raise BackupError("damaged", file=str(told or file), reason=found[0])


def faults(file: Path, thorough: bool = True) -> list[str]:
    """What SQLite finds wrong with a database: nothing for a good one. `thorough` also compares
    every index with its table. Raises OSError when it cannot be opened."""
    check = "integrity_check" if thorough else "quick_check"
    try:
        with _reading(file) as connection:
            found = [row[0] for row in connection.execute(f"PRAGMA {check}(3)")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_BUSY")):
            raise OSError(str(error)) from error
        return [str(error)]
    except UnicodeDecodeError as error:
        return [str(error)]
    return [text for text in found if text != "ok"] + [f"foreign key of {row[0]}" for row in broken]


@contextmanager
def held_alone(file: Path) -> Iterator[None]:
    """Nobody else writes to the database while this lasts, and no program had it open when it
    began. Raises BackupError: in-use, damaged."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=IN_USE_SECONDS)
    with closing(connection):
        try:
            # Leaving WAL is refused while anybody else has the file open, even if he is idle; it
            # also brings everything committed into the one file.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise BackupError("in-use", file=str(file)) from error
            raise _told(error, file) from error
        yield


def put_in_place(new: Path, file: Path) -> None:
    """Gives the new file the database's name in one step that a power cut cannot halve, and the
    rights and owner of the file before: a server under another account must be able to open it."""
    with held_alone(new):
        pass  # Nothing of it is left in the files beside it.
    if file.exists():
        shutil.copymode(file, new)
        if os.name != "nt" and os.geteuid() == 0:
            os.chown(new, file.stat().st_uid, file.stat().st_gid)
    try:
        new.replace(file)
    except PermissionError as error:
        # Windows does not replace a file that a program has open.
        raise BackupError("in-use", file=str(file)) from error
    sync_folder(file.parent)


def keep_damaged(file: Path, kept: Path) -> None:
    """Keeps a database that SQLite cannot read, byte for byte, with the files beside it; those
    are taken away, for they would be read into the file that takes its place."""
    if _is_open_elsewhere(file):
        raise BackupError("in-use", file=str(file))
    for ending in ("", *BESIDE):
        beside = file.with_name(file.name + ending)
        if beside.is_file():
            shutil.copy2(beside, kept.with_name(kept.name + ending))
    sync_folder(kept.parent)
    for ending in BESIDE:
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _is_open_elsewhere(file: Path) -> bool:
    """Whether another program has a damaged database open, which SQLite itself cannot say."""
    if os.name == "nt":
        return False
    import fcntl

    with file.open("r+b") as stream:
        try:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB, LOCK_BYTES, FIRST_LOCK_BYTE)
        except OSError:
            return True
    return False


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    address = f"{file.resolve().as_uri()}?mode=ro"
    timeout = BUSY_MILLISECONDS / 1000
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=timeout)) as one:
        one.execute("PRAGMA trusted_schema = OFF")
        yield one


def _told(error: sqlite3.Error, file: Path) -> Exception:
    name = error.sqlite_errorname
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return OSError(str(error))
    return BackupError("damaged", file=str(file), reason=str(error))
