"""Turns what every export is told into files to write, languages, and the snapshot it is of."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli import options
from dashboard.cli.place import Place
from dashboard.cli.shape import Misuse, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from dashboard.context import Snapshot
    from dashboard.queries import Source

LATEST = "latest"
"""What names the newest snapshot."""


def shared(words: Words) -> list[click.Parameter]:
    metavar = words("cli.metavar.file")
    return [
        options.option(
            words, "-o", "--output", type=options.OUTPUT, required=True, metavar=metavar
        ),
        options.option(words, "--lang", metavar="fr,en"),
        options.database(words),
    ]


def languages_of(at: Place, lang: str | None) -> list[str]:
    """The languages asked for, each once; without any, the reader's own. Misuse for others."""
    given = lang.split(",") if lang else [at.words.language]
    asked = list(dict.fromkeys(code.strip().lower() for code in given))
    if unknown := [code for code in asked if code not in at.content.words]:
        allowed = at.words.listed(list(at.content.words), "or")
        raise Misuse(at.words("cli.bad.choice", name=f"--lang {unknown[0]}", allowed=allowed))
    return asked


def targets_of(at: Place, output: Path, lang: str | None) -> dict[Path, Words]:
    """File -> the words it is written in. Of several languages, each has its own file, named
    by the language before the ending. StopError when the folder is not there."""
    folder_of(at, output)
    asked = languages_of(at, lang)
    if len(asked) == 1:
        return {output: at.content.words[asked[0]]}
    return {output.with_suffix(f".{c}{output.suffix}"): at.content.words[c] for c in asked}


def folder_of(at: Place, output: Path) -> Path:
    """The folder a file is to be written into; StopError when there is none."""
    folder = output.resolve().parent
    if not folder.is_dir():
        raise StopError(at.words("cli.stop.folder", folder=str(folder)))
    return folder


def check_ending(at: Place, output: Path, *endings: str) -> str:
    """The file's ending, without the dot; StopError for another than these."""
    ending = output.suffix.lower().lstrip(".")
    if ending not in endings:
        known = at.words.listed([f".{one}" for one in endings], "or")
        raise StopError(at.words("cli.stop.ending", given=output.name, known=known))
    return ending


def keep(at: Place, target: Path, data: bytes) -> None:
    """Writes a file and says so; StopError when the disk does not take it."""
    try:
        target.write_bytes(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StopError(at.words("cli.stop.write", file=str(target), reason=reason)) from error
    click.echo(at.words("cli.written", file=target))


def named_snapshot(at: Place, live: "Source", given: str | None, meeting: str = "") -> "Source":
    """What is published, or what the named snapshot holds (`latest`, its code, or the start of
    its hash; of the meeting, where one is named), for the snapshot's own audience. StopError
    when there is none such."""
    from dashboard.queries import Source
    from dashboard.queries.meetings import snapshot_of, snapshots
    from schemas.database.models import CONSENTS

    if not given:
        return live
    every = Source(live.engine, tuple(CONSENTS))
    known = snapshots(every, meeting)
    code = given.strip()
    newest = next(iter(known), None)
    found = newest if code.lower() == LATEST else snapshot_of(every, code)
    if found is None or (meeting and found.meeting != meeting):
        codes = at.words.listed([f"{one.code} ({one.short})" for one in known], "or")
        key = "cli.stop.snapshot" if known else "cli.stop.no-snapshot"
        raise StopError(at.words(key, given=given, known=codes))
    return Source(live.engine, found.consents, snapshot=found)


def announce(at: Place, snapshot: "Snapshot") -> None:
    """Says on standard error which snapshot a file is of."""
    moment = at.words.time(snapshot.shown_at)
    said = at.words("cli.export.frozen", code=snapshot.code, short=snapshot.short, moment=moment)
    click.echo(said, err=True)
