"""What is no good backup of ours is never put in a database's place."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from schemas.database.backups import BackupError, back_up, restore

NOON = datetime(2013, 9, 1, 12)


# What is refused


def changed_manifest(change: Callable[[dict[str, object]], None]) -> Callable[[bytes], bytes]:
    def damage(content: bytes) -> bytes:
        source = zipfile.ZipFile(io.BytesIO(content))
        told = json.loads(source.read("manifest.json"))
        change(told)
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w") as archive:
            archive.writestr("manifest.json", json.dumps(told))
            archive.writestr("database.sqlite", source.read("database.sqlite"))
        return bytes(sink.getvalue())

    return damage


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    some = bytes(byte ^ 0xFF for byte in content[middle : middle + 16])
    return content[:middle] + some + content[middle + 16 :]


def one_more_row(told: dict[str, object]) -> None:
    told["rows"]["report"] = 2  # type: ignore[index]


def damaged_inside(content: bytes) -> bytes:
    """An archive whose hashes fit, of a database that is damaged."""

    source = zipfile.ZipFile(io.BytesIO(content))
    told, copy = json.loads(source.read("manifest.json")), source.read("database.sqlite")
    copy = copy[:8192] + b"\xff" * 8192 + copy[16384:]
    told["members"]["database.sqlite"]["sha256"] = hashlib.sha256(copy).hexdigest()
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("manifest.json", json.dumps(told))
        archive.writestr("database.sqlite", copy)
    return sink.getvalue()


REFUSED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "empty file": ("not-a-backup", lambda _: b""),
    "text": ("not-a-backup", lambda _: b"not at all"),
    "workbook": ("not-a-backup", lambda _: other_zip()),
    "cut by a byte": ("cut", lambda content: content[:-1]),
    "cut in the middle": ("cut", lambda content: content[: len(content) // 2]),
    "cut at the start": ("cut", lambda content: content[:40]),
    "bit flipped": ("cut", flipped),
    "damaged inside": ("damaged-copy", damaged_inside),
    "other hash": (
        "differs",
        changed_manifest(
            lambda told: told["members"].update(  # type: ignore[attr-defined]
                {"database.sqlite": {"sha256": "0" * 64, "size": 9}}
            )
        ),
    ),
    "other rows": ("differs", changed_manifest(one_more_row)),
    "later schema": ("newer-schema", changed_manifest(lambda told: told.update(schema="9999"))),
    "later format": (
        "newer-format",
        changed_manifest(lambda told: told.update(format_version=2)),
    ),
    "other kind": (
        "other-kind",
        changed_manifest(
            lambda told: told.update(
                kind="postgresql", members={"database.dump": {"sha256": "", "size": 0}}
            )
        ),
    ),
    "bad manifest": ("cut", changed_manifest(lambda told: told.update(rows=[1]))),
}


def other_zip() -> bytes:

    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return sink.getvalue()


@pytest.fixture(scope="module")
def good(
    stored: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path
) -> Iterator[tuple[Path, bytes]]:
    """A database and the bytes of its backup."""
    folder = tmp_path_factory.mktemp("good")
    file = folder / "good.db"
    shutil.copy(migrated_sqlite, file)
    stored.fill(f"sqlite:///{file}", "SEN")
    yield file, back_up(f"sqlite:///{file}", folder / "good.zip").file.read_bytes()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_good_backup_changes_nothing(
    name: str, good: tuple[Path, bytes], tmp_path: Path
) -> None:
    code, damage = REFUSED[name]
    file, content = good
    bad = tmp_path / "bad.zip"
    bad.write_bytes(damage(content))
    before, beside = file.read_bytes(), sorted(file.parent.iterdir())
    with pytest.raises(BackupError) as caught:
        restore(f"sqlite:///{file}", bad, tmp_path / "kept")
    assert caught.value.code == code
    assert file.read_bytes() == before
    assert sorted(file.parent.iterdir()) == beside
    assert not (tmp_path / "kept").exists()
