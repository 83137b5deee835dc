"""Turns a database in use into a verified backup, and a folder of them into the newest few."""

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import URL, make_url

from schemas.database.audit import now
from schemas.database.backups import postgresql, sqlite
from schemas.database.backups.archive import (
    ASKED,
    COPIES,
    SQLITE,
    Manifest,
    digest,
    private_file,
    read_manifest,
    write_archive,
)
from schemas.database.backups.contents import Contents, contents_of
from schemas.database.backups.faults import BackupError
from schemas.database.engine import reader_engine

KEPT = 14
"""Backups with a name of ours that stay in a folder, unless somebody says otherwise."""

PACKAGE = "dakar-monitoring"

_NAME = re.compile(r"dakar-(\d{8}T\d{6}Z)-(?:asked|migration|restore)(?:-([0-9]{1,6}))?\.zip")


@dataclass(frozen=True)
class Backup:
    """`size` in bytes."""

    file: Path
    manifest: Manifest
    size: int


def back_up(url: str, target: Path, reason: str = ASKED) -> Backup:
    """Writes a verified backup of what is committed, while others read and write.

    Raises BackupError (no-database, empty, damaged, foreign, target-taken, no-program,
    older-program, program-failed); OSError when there is no room. The target is then as it was.
    """
    if target.exists():
        _check_ours(target)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kind = make_url(url).get_backend_name()
    with private_file(target.parent, f"{target.name}.copy") as copy:
        contents, tool = _copied(url, kind, copy)
        if contents is None:
            raise BackupError("empty")
        manifest = Manifest(
            kind=kind,
            reason=reason,
            product=_product(),
            schema=contents.schema,
            tool=tool,
            made_at=now().replace(microsecond=0),
            data_version=contents.data_version,
            rows=contents.rows,
            members={COPIES[kind]: digest(copy)},
        )
        write_archive(target, manifest, copy)
    return Backup(target, manifest, target.stat().st_size)


def back_up_into(url: str, folder: Path, reason: str = ASKED, keep: int | None = KEPT) -> Backup:
    """Writes a verified backup under a name of ours, and takes the oldest such ones away until
    `keep` are left (None: all stay). Raises as `back_up`."""
    made = back_up(url, _free_name(folder, reason), reason)
    if keep is not None:
        for old in backups_in(folder)[max(keep, 1) :]:
            old.unlink(missing_ok=True)
    return made


def back_up_data(url: str, folder: Path, reason: str, keep: int | None = KEPT) -> Backup | None:
    """As `back_up_into`; None where nobody has stored anything yet."""
    kind = make_url(url).get_backend_name()
    if kind == SQLITE:
        contents = sqlite_contents(sqlite_path(url))
    else:
        engine = reader_engine(url)
        try:
            with engine.connect() as connection:
                contents = contents_of(connection)
        finally:
            engine.dispose()
    if contents is None or not contents.holds_data:
        return None
    return back_up_into(url, folder, reason, keep)


def backups_in(folder: Path) -> list[Path]:
    """Files with a name of ours, the newest first."""
    if not folder.is_dir():
        return []
    found = ((_NAME.fullmatch(one.name), one) for one in folder.iterdir())
    dated = [((match[1], int(match[2] or 1)), one) for match, one in found if match]
    return [one for _, one in sorted(dated, reverse=True)]


def last_backup(folder: Path) -> Backup | None:
    """The newest backup of a folder whose manifest can be read."""
    for file in backups_in(folder):
        try:
            return Backup(file, read_manifest(file), file.stat().st_size)
        except (BackupError, OSError):
            continue
    return None


def sqlite_path(url: str) -> Path:
    return Path(make_url(url).database or "")


def sqlite_contents(file: Path) -> Contents | None:
    """What a SQLite file holds. Raises BackupError (foreign)."""
    engine = reader_engine(URL.create("sqlite", database=str(file)))
    try:
        with engine.connect() as connection:
            return contents_of(connection)
    finally:
        engine.dispose()


def _copied(url: str, kind: str, copy: Path) -> tuple[Contents | None, str]:
    if kind != SQLITE:
        return postgresql.dump_to(url, copy)
    source = sqlite_path(url)
    if not source.is_file():
        raise BackupError("no-database", file=str(source))
    sqlite.copy_to(source, copy)
    return sqlite_contents(copy), ""


def _check_ours(target: Path) -> None:
    """A backup may take the place of an older one, and of nothing else."""
    try:
        read_manifest(target)
    except (BackupError, OSError) as error:
        raise BackupError("target-taken", file=str(target)) from error


def _free_name(folder: Path, reason: str) -> Path:
    stem, number = f"dakar-{now():%Y%m%dT%H%M%SZ}-{reason}", 1
    target = folder / f"{stem}.zip"
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}.zip"
    return target


def _product() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""
