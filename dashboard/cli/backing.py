"""Turns the database into a verified backup, a backup into the database, and tells of both."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli import options
from dashboard.cli.place import Place, check_whole, place, shown_address
from dashboard.cli.saving import fault_words
from dashboard.cli.shape import Command, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from schemas.database.backups import Backup


def backup(words: Words) -> Command:
    target = click.Argument(["target"], required=False, metavar=words("backup.metavar.target"))
    keep = options.option(
        words, "--keep", type=click.IntRange(min=1), metavar=words("backup.metavar.number")
    )
    return Command(
        "backup",
        params=[target, keep, options.lang(words), options.database(words)],
        callback=partial(_backup, words),
        help=words("backup.help"),
        words=words,
    )


def restore(words: Words) -> Command:
    metavar = words("cli.metavar.file")
    file = click.Argument(["file"], type=options.ANY_PATH, metavar=metavar)
    return Command(
        "restore",
        params=[file, options.lang(words), options.database(words)],
        callback=partial(_restore, words),
        help=words("restore.help"),
        words=words,
    )


def _backup(words: Words, target: str | None, keep: int | None, database: str | None) -> None:
    from schemas.database.backups import KEPT, back_up, back_up_into

    at = place(words, database_url=database)
    url = at.settings.database_url
    with _stopping(at):
        if target is None:
            made = back_up_into(url, at.settings.backups_folder, keep=keep or KEPT)
        elif _is_folder(target):
            made = back_up_into(url, Path(target), keep=keep or KEPT)
        else:
            made = back_up(url, Path(target))
    click.echo(words("backup.done", **_told(words, made)))


def _is_folder(target: str) -> bool:
    """Whether a place to back up to is a folder, which need not be there yet: a file has an
    ending."""
    path = Path(target)
    return path.is_dir() or target.endswith(("/", os.sep)) or not (path.suffix or path.exists())


def _restore(words: Words, file: Path, database: str | None) -> None:
    from schemas.database.backups import last_backup
    from schemas.database.backups import restore as put_back

    at = place(words, database_url=database)
    newest = last_backup(file) if file.is_dir() else None
    source = newest.file if newest else file
    with _stopping(at):
        restored = put_back(at.settings.database_url, source, at.settings.backups_folder)
    made = words.time(restored.manifest.made_at)
    reports = words.count("backup.reports", restored.manifest.rows.get("report", 0))
    click.echo(words("restore.done", file=source, made=made, reports=reports))
    if restored.kept is not None:
        click.echo(words("restore.kept", file=restored.kept))


@contextmanager
def _stopping(at: Place) -> Iterator[None]:
    """Ends the command with a sentence for whatever keeps it from its work."""
    from sqlalchemy.exc import DatabaseError

    from schemas.database.backups import BackupError

    try:
        yield
    except BackupError as error:
        raise StopError(fault_words(at.words, error, at.settings.database_url)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StopError(at.words("backup.fault.unwritten", reason=reason)) from error
    except DatabaseError as error:
        address = shown_address(at.settings.database_url)
        reason = str(error.orig)
        raise StopError(at.words("cli.stop.database", address=address, reason=reason)) from error


def states(words: Words, given: str | None) -> list[tuple[str, str, bool]]:
    """Lines of `dakar doctor`: subject, how it is, whether that is well. The database must be
    there and of our schema."""
    at = place(words, database_url=given)
    return [_whole(at), _originals(at), _last(at)]


def _whole(at: Place) -> tuple[str, str, bool]:
    subject = at.words("backup.doctor.whole")
    try:
        check_whole(at)
    except StopError as stop:
        return subject, stop.message, False
    return subject, at.words("backup.doctor.whole-is"), True


def _originals(at: Place) -> tuple[str, str, bool]:
    """Whether every file received is, byte for byte, what its hash says."""
    from schemas.database.engine import reader_engine
    from schemas.database.wholeness import changed_files

    subject = at.words("backup.doctor.originals")
    engine = reader_engine(at.settings.database_url)
    try:
        with engine.connect() as connection:
            count, changed = changed_files(connection)
    finally:
        engine.dispose()
    if not changed:
        return subject, at.words.count("backup.doctor.originals-are", count), True
    names = ", ".join(f"{one.name} ({one.sha256[:12]})" for one in changed)
    return subject, at.words.count("backup.doctor.changed", len(changed), names=names), False


def _last(at: Place) -> tuple[str, str, bool]:
    """The newest backup, read to its end; having none is said, and is no fault."""
    from schemas.database.backups import BackupError, check_archive, last_backup

    subject = at.words("backup.doctor.last")
    folder = at.settings.backups_folder
    newest = last_backup(folder)
    if newest is None:
        return subject, at.words("backup.doctor.none", folder=folder), True
    try:
        check_archive(newest.file)
    except BackupError as error:
        return subject, fault_words(at.words, error, at.settings.database_url), False
    return subject, at.words("backup.doctor.last-is", **_told(at.words, newest)), True


def _told(words: Words, made: "Backup") -> dict[str, str]:
    return {
        "file": str(made.file),
        "made": words.time(made.manifest.made_at),
        "size": words.number(max(made.size / 1_000_000, 0.1), 1),
        "reports": words.count("backup.reports", made.manifest.rows.get("report", 0)),
    }
