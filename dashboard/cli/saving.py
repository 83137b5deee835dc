"""Turns trouble with backups and damaged databases into sentences."""

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.wording import Words

if TYPE_CHECKING:
    from schemas.database.backups import BackupError

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def fault_words(words: Words, error: "BackupError", url: str) -> str:
    """The sentence of a fault, with the database's address where it is about that."""
    from sqlalchemy import make_url

    address = make_url(url).render_as_string(hide_password=True)
    params = {"address": address, **error.params}
    if "kind" in params:
        params["kind"] = KINDS.get(params["kind"], params["kind"])
    return words(f"backup.fault.{error.code}", **params)


def offer(words: Words, folder: Path) -> str:
    """How to go back to the last good backup; or that there is none."""
    from schemas.database.backups import last_backup

    newest = last_backup(folder)
    if newest is None:
        return words("backup.offer.none", folder=folder)
    made = words.time(newest.manifest.made_at)
    return words("backup.offer.last", file=newest.file, made=made)
