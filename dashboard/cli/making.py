"""Turns the database into files: workbooks to fill in, exhibits and data."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli import options
from dashboard.cli.place import Place, database_if_any, place
from dashboard.cli.progress import each
from dashboard.cli.shape import Command, Misuse, StopError
from dashboard.exports.templates import zip_chunks
from loaders import template_name
from schemas.wording import Words

if TYPE_CHECKING:
    from sqlalchemy import Engine


def template(words: Words) -> Command:
    metavar = words("cli.metavar.file")
    params = [
        *options.stated(words),
        options.option(words, "--all", "every", is_flag=True),
        options.option(words, "--blank", is_flag=True),
        options.option(words, "-o", "--output", type=options.OUTPUT, metavar=metavar),
        options.lang(words),
        options.database(words),
    ]
    return Command(
        "template",
        params=params,
        callback=partial(_template, words),
        help=words("cli.template.help"),
        words=words,
    )


def _template(
    words: Words,
    country: str | None,
    round_code: str | None,
    every: bool,
    blank: bool,
    output: Path | None,
    database: str | None,
) -> None:
    if every == bool(country):
        raise Misuse(words("cli.template.one-or-all"))
    if every and output is None:
        raise Misuse(words("cli.template.all-needs-output"))
    at = place(words, database_url=database)
    of_round = round_named(at, round_code)
    with database_if_any(at) as engine:
        if country is not None:
            iso3 = country_named(at, country)
            target = output or Path(template_name(iso3, of_round))
            target.write_bytes(_workbook(at, engine, iso3, of_round, blank))
        elif output is not None:
            target = output
            _zip(at, engine, of_round, blank, target)
    click.echo(words("cli.written", file=target))


def _zip(at: Place, engine: "Engine", of_round: str, blank: bool, output: Path) -> None:
    """One workbook for each partner of the round; the same files as the page of rounds gives."""
    files = (
        (template_name(iso3, of_round), _workbook(at, engine, iso3, of_round, blank))
        for iso3 in each(at.content.partners(of_round))
    )
    with output.open("wb") as stream:
        stream.writelines(zip_chunks(files))


def _workbook(at: Place, engine: "Engine", iso3: str, of_round: str, blank: bool) -> bytes:
    from loaders import template_workbook

    return template_workbook(engine, at.content, iso3, of_round, blank)


def country_named(at: Place, given: str) -> str:
    """The ISO3 code of a country, in any case; or StopError, naming what is close."""
    code = given.strip().upper()
    if code not in at.content.countries:
        raise StopError(at.words("cli.stop.country", given=given))
    return code


def round_named(at: Place, given: str | None) -> str:
    """The code of a round; without one, the latest round that countries were asked to report
    to. StopError when there is no such round."""
    rounds = at.content.rounds
    if given is None:
        asked = [one for one in rounds.values() if one.asked]
        return max(asked, key=lambda one: one.period_to).code
    code = given.strip().lower()
    if code not in rounds:
        raise StopError(
            at.words("cli.stop.round", given=given, known=at.words.listed(list(rounds), "or"))
        )
    return code
