"""Turns a meeting or a country into its files: pack, slides, hand-out, workbook, offline deck."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    targets_of,
)
from dashboard.cli.freezing import AUDIENCES, meeting_named
from dashboard.cli.making import country_named, round_named
from dashboard.cli.place import Place, existing_database, place
from dashboard.cli.progress import hide, show
from dashboard.cli.shape import Command, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from dashboard.exports.kit import Kit
    from dashboard.queries import Source
    from schemas.meeting import Meeting

PACK = "pack"
ENDINGS = {PACK: "zip", "pptx": "pptx", "pdf": "pdf", "xlsx": "xlsx", "html": "html"}
"""Kind -> the ending of its file."""

DESIGNED = (PACK, "pptx")


def commands(words: Words) -> dict[str, click.Command]:
    made = {kind: _of_meeting(words, kind) for kind in ENDINGS}
    params = [
        options.option(words, "--country", required=True, metavar="ISO3"),
        options.option(words, "--round", "round_code", metavar=words("cli.metavar.round")),
        _snapshot(words),
        _address(words),
        *shared(words),
    ]
    country = Command(
        "country",
        params=params,
        callback=partial(_country, words),
        help=words("cli.export-country.help"),
        words=words,
    )
    return {**made, "country": country}


def _of_meeting(words: Words, kind: str) -> Command:
    params = [
        options.option(words, "--meeting", required=True, metavar=words("cli.metavar.meeting")),
        _snapshot(words),
        _address(words),
        options.option(words, "--annex", is_flag=True),
        _audience(words),
        *shared(words),
    ]
    if kind in DESIGNED:
        metavar = words("cli.metavar.file")
        params.append(options.option(words, "--design", type=options.FILE, metavar=metavar))
    return Command(
        kind,
        params=params,
        callback=partial(_meeting, words, kind),
        help=words(f"cli.export-{kind}.help"),
        words=words,
    )


def _snapshot(words: Words) -> click.Option:
    return options.option(words, "--snapshot", metavar=words("cli.metavar.snapshot"))


def _audience(words: Words) -> click.Option:
    return click.Option(
        ("--audience",),
        type=click.Choice(AUDIENCES),
        default=AUDIENCES[0],
        help=words("cli.export.audience"),
    )


def _address(words: Words) -> click.Option:
    return options.option(words, "--address", metavar="URL")


def _meeting(
    words: Words,
    kind: str,
    meeting: str,
    output: Path,
    lang: str | None,
    database: str | None,
    snapshot: str | None,
    address: str | None,
    annex: bool,
    audience: str,
    design: Path | None = None,
) -> None:
    from dashboard.queries import Source

    at = _place(words, database, address)
    of = meeting_named(at, meeting)
    check_ending(at, output, ENDINGS[kind])
    folder_of(at, output)
    languages = languages_of(at, lang)
    given = _design(at, design)
    with existing_database(at) as found:
        consents = AUDIENCES[: AUDIENCES.index(audience) + 1]
        source = named_snapshot(at, Source(found.engine, consents), snapshot, of.code)
        kit = _kit(at, source, of, languages, given, with_annex=annex)
        _say(at, kit)
        _write(at, kit, kind, output, lang)


def _place(words: Words, database: str | None, address: str | None) -> Place:
    return place(words, database_url=database, **({"address": address} if address else {}))


def _kit(
    at: Place,
    source: "Source",
    meeting: "Meeting",
    languages: list[str],
    design: bytes | None,
    with_annex: bool,
) -> "Kit":
    from dashboard.exports.kit import kit_of
    from dashboard.queries.meetings import design_of

    if design is None:
        kept = design_of(source, meeting.code)
        design = kept[1] if kept is not None else None
    return kit_of(
        source,
        at.content,
        meeting,
        languages,
        base=at.settings.address,
        with_annex=with_annex,
        with_notes=True,
        design=design,
    )


def _say(at: Place, kit: "Kit") -> None:
    """On standard error: what the numbers are of, and what cannot be shown as it stands."""
    if kit.source.snapshot is not None:
        announce(at, kit.source.snapshot)
    else:
        click.echo(at.words("cli.export.live", stamp=kit.first.stamp.line), err=True)
    if kit.is_empty:
        click.echo(at.words("cli.export.empty", round=kit.first.round_name), err=True)
    if kit.refused:
        click.echo(at.words("pack.design", reason=at.words(kit.refused)), err=True)
    for problem in kit.first.problems:
        click.echo(problem, err=True)


def _write(at: Place, kit: "Kit", kind: str, output: Path, lang: str | None) -> None:
    from dashboard.exports.kit import file_of
    from dashboard.exports.pack import pack_of

    if kind == PACK:
        data = pack_of(kit, show)
        hide()
        keep(at, output, data)
    elif kind == "html":
        keep(at, output, file_of(kit, kind))
    else:
        targets = targets_of(at, output, lang)
        for number, (target, words) in enumerate(targets.items()):
            show(number, len(targets), target.name)
            data = file_of(kit, kind, words.language)
            hide()
            keep(at, target, data)


def _design(at: Place, file: Path | None) -> bytes | None:
    """The presentation whose look the slides take; StopError when it is none."""
    if file is None:
        return None
    from dashboard.exports.pptx import DesignError, check_design

    data = file.read_bytes()
    try:
        check_design(data)
    except DesignError as error:
        reason = at.words(error.key)
        raise StopError(at.words("cli.stop.design", file=file.name, reason=reason)) from error
    return data


def _country(
    words: Words,
    country: str,
    round_code: str | None,
    output: Path,
    lang: str | None,
    database: str | None,
    snapshot: str | None,
    address: str | None,
) -> None:
    from dashboard.exports.country_files import KINDS, country_file

    at = _place(words, database, address)
    iso3 = country_named(at, country)
    kind = check_ending(at, output, *KINDS)
    targets = targets_of(at, output, lang)
    of_round = round_named(at, round_code) if round_code else ""
    with existing_database(at) as live:
        source = named_snapshot(at, live, snapshot)
        frozen = source.snapshot
        if frozen is not None:
            announce(at, frozen)
        code = of_round or (frozen.round if frozen is not None else _latest(at, source))
        for target, said in targets.items():
            base = at.settings.address
            keep(at, target, country_file(source, at.content, said, iso3, code, kind, base))


def _latest(at: Place, source: "Source") -> str:
    """The latest round countries were asked for that has reports; else the latest of all."""
    from dashboard.queries.frames import rounds

    found: dict[str, Any] = {str(row.round): row.reports for row in rounds(source).itertuples()}
    asked = [one for one in at.content.rounds.values() if one.asked and found.get(one.code)]
    if not asked:
        return round_named(at, None)
    return max(asked, key=lambda one: one.period_to).code
