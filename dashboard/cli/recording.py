"""Turns what was noted at a meeting into its record of conclusions."""

from datetime import date
from functools import partial
from pathlib import Path

import click

from dashboard.cli import options
from dashboard.cli.exporting_targets import (
    announce,
    check_ending,
    folder_of,
    keep,
    languages_of,
    named_snapshot,
    shared,
)
from dashboard.cli.freezing import meeting_named
from dashboard.cli.place import existing_database, place
from dashboard.cli.shape import Command
from schemas.wording import Words

ENDING = "docx"


def record(words: Words) -> Command:
    meeting, snapshot = words("cli.metavar.meeting"), words("cli.metavar.snapshot")
    params: list[click.Parameter] = [
        options.option(words, "--meeting", required=True, metavar=meeting),
        options.option(words, "--snapshot", metavar=snapshot),
        *shared(words),
    ]
    return Command(
        "record",
        params=params,
        callback=partial(_record, words),
        help=words("cli.export-record.help"),
        words=words,
    )


def _record(
    words: Words,
    meeting: str,
    snapshot: str | None,
    output: Path,
    lang: str | None,
    database: str | None,
) -> None:
    """One file with every language, or with those asked for. Without a snapshot it is of what
    was on the screen when notes were taken."""
    from dashboard.exports.record import record_in
    from dashboard.meetings.minutes import snapshot_noted
    from dashboard.queries.meetings import meeting_notes

    at = place(words, database_url=database)
    of = meeting_named(at, meeting)
    check_ending(at, output, ENDING)
    folder_of(at, output)
    languages = languages_of(at, lang) if lang else list(at.content.words)
    with existing_database(at) as live:
        notes = meeting_notes(live, of.code)
        noted = None if snapshot else snapshot_noted(live, notes, of.code)
        source = named_snapshot(at, live, noted.code if noted else snapshot, of.code)
        if source.snapshot is not None:
            announce(at, source.snapshot)
        keep(at, output, record_in(source, at.content, of, notes, date.today(), languages))
