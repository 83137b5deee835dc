"""Turns the folders of a deployment into what is wrong with them."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.cli.deployment.faults import Deployment, Faults, fault
from dashboard.cli.place import sqlite_file

LEAST_FREE = 1024**3
"""Bytes free where the server writes."""

OLDEST_BACKUP = timedelta(days=2)
BACKUPS = "backups"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The rights of anybody but the owner."""


def files(at: Deployment) -> Faults:
    """Nobody else on the machine reads what the server keeps, and there is room for more."""
    folders = _folders(at)
    if os.name != "nt":
        for folder in folders:
            if folder.stat().st_mode & OTHERS:
                yield fault("folder-open", folder=folder)
        for file in sorted(_kept(at, folders)):
            if file.stat().st_mode & OTHERS:
                yield fault("file-open", file=file)
    for folder in folders:
        if shutil.disk_usage(folder).free < LEAST_FREE:
            yield fault("disk-full", folder=folder, n=LEAST_FREE // 1024**3)


def _folders(at: Deployment) -> list[Path]:
    database = sqlite_file(at.settings.database_url)
    named = {at.folder.resolve(), *([database.resolve().parent] if database else [])}
    return sorted(folder for folder in named if folder.is_dir())


def _kept(at: Deployment, folders: list[Path]) -> Iterator[Path]:
    """The files of the server: in a folder that is not its own, those of its database."""
    database = sqlite_file(at.settings.database_url)
    for folder in folders:
        is_own = folder == at.folder.resolve()
        pattern = "**/*" if is_own or database is None else f"{database.name}*"
        yield from (file for file in folder.glob(pattern) if file.is_file())


def backups(at: Deployment) -> Faults:
    """The newest backup is there, and not old."""
    folder = at.folder / BACKUPS
    made = [file.stat().st_mtime for file in folder.glob("*.zip")]
    if not made:
        yield fault("backup-none", folder=folder)
        return
    age = at.at - datetime.fromtimestamp(max(made), UTC)
    if age > OLDEST_BACKUP:
        yield fault("backup-old", n=age.days)
