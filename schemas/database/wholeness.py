"""Turns a database into what is no more as it was stored."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, select

from schemas.database.models import File


@dataclass(frozen=True)
class ChangedFile:
    """A file whose bytes do not have its hash any more."""

    name: str
    sha256: str


def changed_files(connection: Connection) -> tuple[int, list[ChangedFile]]:
    """How many files there are, and those whose bytes are no more what was received. One file
    is in memory at a time."""
    known = connection.execute(select(File.sha256, File.name).order_by(File.name)).all()
    changed = []
    for sha256, name in known:
        content = connection.execute(select(File.content).where(File.sha256 == sha256)).scalar()
        if hashlib.sha256(content or b"").hexdigest() != sha256:
            changed.append(ChangedFile(name, sha256))
    return len(known), changed
