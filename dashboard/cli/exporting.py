"""Turns published data into files: one exhibit, everything as a data package, or a meeting's."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli import exporting_meetings as meetings
from dashboard.cli import options
from dashboard.cli.exporting_targets import announce, keep, named_snapshot, shared, targets_of
from dashboard.cli.place import Place, existing_database, place
from dashboard.cli.recording import record
from dashboard.cli.shape import Command, Group, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from dashboard.exhibits import BuiltExhibit
    from dashboard.filters import Filters

    Writer = Callable[[BuiltExhibit, Words, Filters], bytes]

FILTERS = ("round", "basis", "countries", "region", "pillar", "objective", "theme")


def export(words: Words) -> Group:
    code = click.Argument(["code"], metavar="CODE")
    filters = [options.option(words, f"--{name}", metavar=name.upper()) for name in FILTERS]
    snapshot = options.option(words, "--snapshot", metavar=words("cli.metavar.snapshot"))
    exhibit = Command(
        "exhibit",
        params=[code, *shared(words), *filters, snapshot],
        callback=partial(_exhibit, words),
        help=words("cli.export-exhibit.help"),
        words=words,
    )
    round_code = options.option(words, "--round", "round_code", metavar="ROUND")
    data = Command(
        "data",
        params=[*shared(words), round_code, snapshot],
        callback=partial(_data, words),
        help=words("cli.export-data.help"),
        words=words,
    )
    commands = {
        **meetings.commands(words),
        "record": record(words),
        "exhibit": exhibit,
        "data": data,
    }
    return Group("export", commands=commands, help=words("cli.export.help"), words=words)


def _exhibit(
    words: Words,
    code: str,
    output: Path,
    lang: str | None,
    database: str | None,
    snapshot: str | None,
    **filters: str | None,
) -> None:
    from dashboard.exhibits import EXHIBITS, build

    at = place(words, database_url=database)
    if code not in EXHIBITS:
        known = at.words.listed(list(EXHIBITS), "or")
        raise StopError(at.words("cli.stop.exhibit", given=code, known=known))
    write = _writers().get(output.suffix.lower())
    if write is None:
        known = at.words.listed(list(_writers()), "or")
        raise StopError(at.words("cli.stop.ending", given=output.name, known=known))
    asked, targets = _filters(at, filters), targets_of(at, output, lang)
    with existing_database(at) as live:
        source = named_snapshot(at, live, snapshot)
        frozen = source.snapshot
        if frozen is not None:
            asked = replace(asked, snapshot=frozen.code, round=asked.round or frozen.round)
            announce(at, frozen)
        for target, said in targets.items():
            keep(at, target, write(build(code, source, at.content, said, asked), said, asked))


def _filters(at: Place, given: dict[str, str | None]) -> "Filters":
    """The filters of an address, said as options; or StopError for an unknown value."""
    from dashboard.filters import parse_query

    query = {name: value for name, value in given.items() if value}
    filters, ignored = parse_query(query, at.content)
    if ignored:
        said = ", ".join(f"--{one.name} {one.value}" for one in ignored)
        raise StopError(at.words("cli.stop.filters", given=said))
    return filters


def _writers() -> dict[str, "Writer"]:
    """Ending of a file -> what writes it."""
    import json

    from dashboard.exhibits.json import exhibit_json
    from dashboard.exports.csv import csv_of
    from dashboard.exports.xlsx import xlsx_of

    return {
        ".csv": lambda built, words, _: csv_of(built, words),
        ".xlsx": lambda built, words, _: xlsx_of(built, words),
        ".json": lambda built, _, asked: json.dumps(
            exhibit_json(built, asked), ensure_ascii=False, indent=2
        ).encode(),
    }


def _data(
    words: Words,
    output: Path,
    lang: str | None,
    database: str | None,
    round_code: str | None,
    snapshot: str | None,
) -> None:
    from dashboard.exports.open_package import data_package

    at = place(words, database_url=database)
    targets_of(at, output, lang)  # the tables hold codes, the same in every language
    code = _filters(at, {"round": round_code}).round
    with existing_database(at) as live:
        source = named_snapshot(at, live, snapshot)
        if source.snapshot is not None:
            announce(at, source.snapshot)
        keep(at, output, data_package(source, at.content, code).content)
