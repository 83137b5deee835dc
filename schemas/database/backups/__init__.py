"""Turns a database in use into one verified file, and that file into the database again.

A backup is a ZIP file with two members: `manifest.json` (what it holds, and the hash of the other)
and a copy of the database, `database.sqlite` or `database.dump`. It holds everything: reports,
the workbooks they came in, accounts, the audit log.
"""

from schemas.database.backups.archive import MIGRATION, Manifest, check_archive, read_manifest
from schemas.database.backups.faults import BackupError
from schemas.database.backups.making import (
    KEPT,
    Backup,
    back_up,
    back_up_data,
    back_up_into,
    backups_in,
    last_backup,
)
from schemas.database.backups.restoring import Restored, restore

__all__ = [
    "KEPT",
    "MIGRATION",
    "Backup",
    "BackupError",
    "Manifest",
    "Restored",
    "back_up",
    "back_up_data",
    "back_up_into",
    "backups_in",
    "check_archive",
    "last_backup",
    "read_manifest",
    "restore",
]
