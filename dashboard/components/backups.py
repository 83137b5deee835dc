"""Renders what the administrator sees of the backups: the last good one first, then all."""

from collections.abc import Sequence
from pathlib import Path

from dash.development.base_component import Component

from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import View
from schemas.database.backups import BackupError, backups_in, read_manifest
from schemas.wording import Words

MEGABYTE = 1_000_000


def part(view: View, folder: Path) -> Sequence[Component]:
    """The backups of a folder, the newest first. Each was verified when it was made; here only
    its manifest is read."""
    words = view.words
    rows = [_row(words, file) for file in backups_in(folder)]
    last = next((row["made"] for row in rows if row["made"]), "")
    template = environment().get_template("admin_backups.html")
    markup = template.render(words=words, rows=rows, last=last, folder=folder)
    return slot("backups", markup)


def _row(words: Words, file: Path) -> dict[str, str]:
    unreadable = words("admin.backups.unreadable")
    row = {"file": file.name, "made": "", "reason": "", "holds": unreadable, "size": ""}
    try:
        size, told = file.stat().st_size, read_manifest(file)
    except (BackupError, OSError):
        return row
    return row | {
        "made": words.time(told.made_at),
        "reason": words(f"admin.backups.reason.{told.reason}"),
        "holds": words.count("backup.reports", told.rows.get("report", 0)),
        "size": words("admin.backups.megabytes", n=words.number(max(size / MEGABYTE, 0.1), 1)),
    }
