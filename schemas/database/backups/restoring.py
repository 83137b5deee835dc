"""Turns a backup into the database, all or nothing, and keeps what was there before."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, make_url, select, update

from schemas.database.audit import BY_COMMAND, now, record
from schemas.database.backups import postgresql, sqlite
from schemas.database.backups.archive import (
    RESTORE,
    SQLITE,
    Manifest,
    check_archive,
    private_file,
    read_manifest,
    unpack,
)
from schemas.database.backups.contents import Contents
from schemas.database.backups.faults import BackupError
from schemas.database.backups.making import back_up_into, sqlite_contents, sqlite_path
from schemas.database.desk import Account
from schemas.database.engine import known_revisions, migrate, writer_engine
from schemas.database.models import DataVersion


@dataclass(frozen=True)
class Restored:
    """`kept` is where the state before is: a backup, or the file as it was when it was damaged;
    None when there was nothing to keep."""

    manifest: Manifest
    kept: Path | None


def restore(url: str, file: Path, folder: Path) -> Restored:
    """Puts a backup in the place of the database, whose state is first kept in `folder`. An
    older schema is migrated. Everybody signs in again, and the data version is a new one, so that
    nothing remembered of the state before is taken for this one's.

    Raises BackupError, and changes nothing: not-a-backup, cut, differs, newer-format,
    newer-schema, other-kind, damaged-copy, in-use, foreign, no-program, older-program,
    program-failed; OSError when there is no room."""
    manifest = read_manifest(file)
    _check_fits(url, manifest, file)
    if manifest.kind == SQLITE:
        return _restore_sqlite(sqlite_path(url), file, folder)
    return _restore_postgresql(url, file, folder)


def _check_fits(url: str, manifest: Manifest, file: Path) -> None:
    if manifest.kind != make_url(url).get_backend_name():
        raise BackupError("other-kind", file=str(file), kind=manifest.kind)
    if manifest.schema not in known_revisions():
        raise BackupError("newer-schema", file=str(file), product=manifest.product or "?")


def _restore_sqlite(database: Path, file: Path, folder: Path) -> Restored:
    database.parent.mkdir(parents=True, exist_ok=True)
    with private_file(database.parent, f"{database.name}.restored") as work:
        manifest = unpack(file, work)
        _check_copy(work, manifest, file)
        work_url = URL.create("sqlite", database=str(work)).render_as_string()
        migrate(work_url)
        if not database.is_file():
            _as_new(work_url, file, manifest.data_version - 1)
            sqlite.put_in_place(work, database)
            return Restored(manifest, None)
        kept = _kept_sqlite(database, folder, work_url, file, manifest)
        sqlite.put_in_place(work, database)
    return Restored(manifest, kept)


def _check_copy(work: Path, manifest: Manifest, file: Path) -> None:
    """The copy is whole, and holds what the manifest tells."""
    found = sqlite.faults(work)
    if found:
        raise BackupError("damaged-copy", file=str(file), reason=found[0])
    told = Contents(manifest.schema, manifest.data_version, dict(manifest.rows))
    if sqlite_contents(work) != told:
        raise BackupError("differs", file=str(file))


def _kept_sqlite(
    database: Path, folder: Path, work_url: str, file: Path, manifest: Manifest
) -> Path | None:
    """Keeps the state before, and prepares the new one, while nobody else writes."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        # Before anything opens it to write, which takes away what it cannot read.
        sqlite.check(database)
        with sqlite.held_alone(database):
            before = sqlite_contents(database)
            number = before.data_version if before else 0
            _as_new(work_url, file, max(number, manifest.data_version))
            if before is None or not before.holds_data:
                return None
            url = URL.create("sqlite", database=str(database)).render_as_string()
            return back_up_into(url, folder, RESTORE, keep=None).file
    except BackupError as error:
        if error.code not in ("damaged", "foreign"):
            raise
    kept = folder / f"dakar-{now():%Y%m%dT%H%M%SZ}-before-restore.db"
    sqlite.keep_damaged(database, kept)
    return kept


def _restore_postgresql(url: str, file: Path, folder: Path) -> Restored:
    manifest = check_archive(file)
    postgresql.check_programs(manifest.tool)
    before = postgresql.state_of(url)
    kept = None
    if before is not None and before.holds_data:
        kept = back_up_into(url, folder, RESTORE, keep=None).file
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with private_file(folder, "restored.dump") as dump, private_file(folder, "restored") as script:
        unpack(file, dump, manifest)
        postgresql.check_dump(dump)
        number = max(before.data_version if before else 0, manifest.data_version)
        postgresql.put_back(url, dump, script, manifest.rows)
    migrate(url)
    _as_new(url, file, number if before else manifest.data_version - 1)
    return Restored(manifest, kept)


def _as_new(url: str, file: Path, number: int) -> None:
    """Marks a restored database: a data version above `number`, sessions ended, a row in the
    audit log."""
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(update(DataVersion).values(number=number + 1))
            _end_sessions(connection)
            record(connection, BY_COMMAND, "backup.restored", file.name)
    finally:
        engine.dispose()


def _end_sessions(connection: Connection) -> None:
    """A session that somebody has ended since the backup was made must not live again."""
    for account in connection.execute(select(Account.id)).scalars().all():
        fresh = update(Account).where(Account.id == account)
        connection.execute(fresh.values(fs_uniquifier=secrets.token_hex(32)))
