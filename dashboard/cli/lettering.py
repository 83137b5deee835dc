"""Turns the findings of stored versions into letters to send."""

import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli import options
from dashboard.cli.making import round_named
from dashboard.cli.place import Place, place
from dashboard.cli.place import database as open_database
from dashboard.cli.progress import each
from dashboard.cli.shape import Command, Misuse, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from sqlalchemy import Engine


def letter(words: Words) -> Command:
    metavar = words("cli.metavar.file")
    params = [
        options.option(words, "--report", metavar="ID"),
        options.option(words, "--round", "round_code", metavar=words("cli.metavar.round")),
        options.option(words, "--with-contact", is_flag=True),
        options.option(
            words, "-o", "--output", type=options.OUTPUT, metavar=metavar, required=True
        ),
        options.lang(words),
        options.database(words),
    ]
    return Command(
        "letter",
        params=params,
        callback=partial(_letter, words),
        help=words("cli.letter.help"),
        words=words,
    )


def _letter(
    words: Words,
    report: str | None,
    round_code: str | None,
    with_contact: bool,
    output: Path,
    database: str | None,
) -> None:
    if bool(report) == bool(round_code):
        raise Misuse(words("cli.letter.one-or-round"))
    at = place(words, database_url=database)
    with open_database(at) as engine:
        if report:
            output.write_bytes(_of_report(at, engine, report, with_contact))
        else:
            _of_round(at, engine, round_named(at, round_code), with_contact, output)
    click.echo(words("cli.written", file=output))


def _of_report(at: Place, engine: "Engine", report: str, with_contact: bool) -> bytes:
    from loaders import desk, follow_up_letter
    from schemas.database.audit import BY_COMMAND

    try:
        made = follow_up_letter(engine, at.content, report, with_contact=with_contact)
    except KeyError:
        raise StopError(at.words("cli.letter.unknown", given=report)) from None
    if with_contact:
        desk.record_letters(engine, BY_COMMAND, report)
    return made


def _of_round(
    at: Place, engine: "Engine", round_code: str, with_contact: bool, output: Path
) -> None:
    """One letter for each country that has something to answer."""
    from loaders import letters_to_write

    reports = letters_to_write(engine, at.content, round_code)
    if not reports:
        raise StopError(at.words("cli.letter.none"))
    suffix = at.words("letter.file-name")
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for report in each(reports):
            made = _of_report(at, engine, report, with_contact)
            archive.writestr(f"{report}-{suffix}.docx", made)
