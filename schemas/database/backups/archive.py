"""Turns a copy of a database into one ZIP file with a manifest, and such a file back into a
copy."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.database.backups.faults import BackupError

FORMAT = "dakar-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1024 * 1024
CHUNK = 1024 * 1024

SQLITE, POSTGRESQL = "sqlite", "postgresql"
COPIES = {SQLITE: "database.sqlite", POSTGRESQL: "database.dump"}
"""Kind of database -> name of the copy inside the archive."""

ASKED, MIGRATION, RESTORE = REASONS = ("asked", "migration", "restore")
"""Why a backup is made: somebody asked for it; a migration or a restore comes next."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    AttributeError,
    OverflowError,
    KeyError,
    TypeError,
)
"""What zipfile and json raise for bytes that somebody else wrote, or that are no more what they
were."""


@dataclass(frozen=True)
class Member:
    """A file of the archive, `size` in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `kind` is sqlite or postgresql, `reason` why it was made (asked,
    migration, restore), `schema` the revision, `tool` the program that made the copy ("" for
    SQLite), `made_at` UTC without a zone, `rows` the number of rows of each table."""

    kind: str
    reason: str
    product: str
    schema: str
    tool: str
    made_at: datetime
    data_version: int
    rows: Mapping[str, int]
    members: Mapping[str, Member]

    @property
    def copy(self) -> str:
        """The name of the copy inside the archive."""
        return COPIES[self.kind]


def digest(file: Path) -> Member:
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256")
    return Member(found.hexdigest(), file.stat().st_size)


@contextmanager
def private_file(folder: Path, name: str) -> Iterator[Path]:
    """An empty file of a name nobody else uses, which only we may read; gone at the end, with
    what SQLite puts beside it, unless it was moved elsewhere."""
    file = folder / f".{name}.{os.getpid()}.part"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    try:
        yield file
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            file.with_name(file.name + ending).unlink(missing_ok=True)


def write_archive(target: Path, manifest: Manifest, copy: Path) -> None:
    """Writes the archive whole or not at all, reads it back, and only then gives it its name."""
    with private_file(target.parent, target.name) as part:
        # A dump is compressed by its own program.
        how = zipfile.ZIP_DEFLATED if manifest.kind == SQLITE else zipfile.ZIP_STORED
        with part.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", how, compresslevel=1) as archive:
                archive.writestr(MANIFEST, _written(manifest), zipfile.ZIP_DEFLATED)
                archive.write(copy, manifest.copy)
            stream.flush()
            os.fsync(stream.fileno())
        check_archive(part, manifest)
        part.replace(target)
    sync_folder(target.parent)


def read_manifest(file: Path) -> Manifest:
    """The manifest alone. Raises BackupError: not-a-backup, cut, newer-format; OSError."""
    with _opened(file) as archive:
        return _manifest(archive, file)


def check_archive(file: Path, expected: Manifest | None = None) -> Manifest:
    """Reads every byte of the archive. Raises as `unpack`."""
    return unpack(file, None, expected)


def unpack(file: Path, target: Path | None, expected: Manifest | None = None) -> Manifest:
    """Writes the copy to `target` (None: nowhere) while it is compared with the manifest.

    Raises BackupError: not-a-backup, cut, newer-format, differs; OSError."""
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        member = manifest.members[manifest.copy]
        if expected is not None and manifest != expected:
            raise BackupError("differs", file=str(file))
        if sorted(archive.namelist()) != sorted([MANIFEST, manifest.copy]):
            raise BackupError("differs", file=str(file))
        found = hashlib.sha256()
        size = 0
        with archive.open(manifest.copy) as source, _to(target) as sink:
            while size <= member.size and (chunk := source.read(CHUNK)):
                size += len(chunk)
                found.update(chunk)
                sink.write(chunk)
            sink.flush()
    if (found.hexdigest(), size) != (member.sha256, member.size):
        raise BackupError("differs", file=str(file))
    return manifest


def sync_folder(folder: Path) -> None:
    """Makes a new name in the folder outlive a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _to(target: Path | None) -> Iterator[Any]:
    with (target or Path(os.devnull)).open("wb") as sink:
        yield sink
        if target is not None:
            sink.flush()
            os.fsync(sink.fileno())


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _BROKEN as error:
        with file.open("rb") as stream:
            start = stream.read(4)
        # A ZIP file whose end is missing has lost its table of contents, but not its start.
        code = "cut" if start == b"PK\x03\x04" else "not-a-backup"
        raise BackupError(code, file=str(file)) from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise BackupError("not-a-backup", file=str(file))
    with archive.open(MANIFEST) as stream:
        told = json.loads(stream.read(LARGEST_MANIFEST).decode())
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BackupError("not-a-backup", file=str(file))
    if told["format_version"] != FORMAT_VERSION:
        raise BackupError("newer-format", file=str(file))
    members = {name: Member(**member) for name, member in told["members"].items()}
    manifest = Manifest(
        kind=str(told["kind"]),
        reason=str(told["reason"]),
        product=str(told["product"]),
        schema=str(told["schema"]),
        tool=str(told["tool"]),
        made_at=datetime.fromisoformat(told["made_at"].removesuffix("Z")),
        data_version=int(told["data_version"]),
        rows={str(name): int(n) for name, n in told["rows"].items()},
        members=members,
    )
    if list(members) != [manifest.copy] or manifest.reason not in REASONS:
        raise ValueError("the manifest names other files")
    return manifest


def _written(manifest: Manifest) -> str:
    told = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
    told["made_at"] = f"{manifest.made_at.isoformat(timespec='seconds')}Z"
    return json.dumps(told, ensure_ascii=False, indent=2)
