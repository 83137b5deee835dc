"""Freezes what is published for a meeting, from the command line, and tells what became of it."""

import json
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.cli import options
from dashboard.cli.place import Place, database, place
from dashboard.cli.shape import Command, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.meetings.keeping import Kept, State
    from schemas.meeting import Meeting

AUDIENCES = ("PUB", "PART", "SEC")
"""As schemas.database.models.CONSENTS has them; a test compares."""

_open = database
"""The parameter `database` of the callbacks hides the function of that name."""


def snapshot(words: Words) -> Command:
    moment = '"2013-09-12 09:00"'
    return Command(
        "snapshot",
        params=[
            click.Argument(["meeting"]),
            options.option(words, "--shown-at", metavar=moment),
            options.option(words, "--audience", type=click.Choice(AUDIENCES), default="PUB"),
            options.option(words, "--json", "as_json", is_flag=True),
            options.lang(words),
            options.database(words),
        ],
        callback=partial(_snapshot, words),
        help=words("cli.snapshot.help"),
        words=words,
    )


def _snapshot(
    words: Words,
    meeting: str,
    shown_at: str | None,
    audience: str,
    as_json: bool,
    database: str | None,
) -> None:
    from dashboard.meetings.keeping import freeze
    from dashboard.queries import Source
    from loaders import desk
    from schemas.database.audit import BY_COMMAND

    at = place(words, database_url=database)
    known, moment = meeting_named(at, meeting), _moment(at, shown_at)
    consents = AUDIENCES[: AUDIENCES.index(audience) + 1]
    with _open(at) as engine:
        source = Source(engine, consents)
        try:
            kept = freeze(source, engine, at.content, known, BY_COMMAND, moment)
        except desk.DataMovedError as error:
            raise StopError(at.words("cli.stop.moved"), 1) from error
    _tell(at, kept, as_json)


def meeting_named(at: Place, given: str) -> "Meeting":
    """The meeting of a code, in any case; or StopError, naming those there are."""
    meetings = at.content.meetings
    code = given.strip().lower()
    if code not in meetings:
        known = at.words.listed(list(meetings), "or")
        raise StopError(at.words("cli.stop.meeting", given=given, known=known))
    return meetings[code]


def _moment(at: Place, given: str | None) -> "datetime | None":
    from dashboard.meetings.keeping import moment_of

    try:
        return moment_of(given or "")
    except ValueError as error:
        raise StopError(at.words("cli.stop.moment", given=given)) from error


def _tell(at: Place, kept: "Kept", as_json: bool) -> None:
    from dashboard.exhibits.stamp import stamp_of_snapshot

    made, words = kept.snapshot, at.words
    name = stamp_of_snapshot(made, at.content, words).name
    if as_json:
        told = {
            "code": made.code,
            "name": name,
            "meeting": made.meeting,
            "round": made.round,
            "shown_at": made.shown_at.isoformat(),
            "made_at": f"{made.made_at.isoformat(timespec='seconds')}Z",
            "audience": made.consents[-1],
            "sha256": made.sha256,
            "short": made.short,
            "versions": kept.versions,
            "reports": kept.reports,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(name)
        click.echo(words("cli.snapshot.code", code=made.code))
        click.echo(words("cli.snapshot.hash", sha256=made.sha256))
        click.echo(words.count("cli.snapshot.versions", kept.versions))
    if not kept.reports:
        round_name = words.text(at.content.rounds[made.round].name)
        click.echo(words("cli.snapshot.empty", round=round_name), err=True)


def snapshot_states(words: Words, given: str | None) -> list[tuple[str, str, bool]]:
    """A line for each snapshot, the oldest first: which, how it is, whether that is well. The
    database must be there and in order."""
    from dashboard.meetings.keeping import state_of
    from dashboard.queries import Source
    from dashboard.queries.meetings import snapshots
    from schemas.database.engine import reader_engine

    at = place(words, database_url=given)
    engine = reader_engine(at.settings.database_url)
    try:
        source = Source(engine, AUDIENCES)
        states = [state_of(source, at.content, one) for one in reversed(snapshots(source))]
    finally:
        engine.dispose()
    return [(_subject(words, one), _state(words, one), one.is_same) for one in states]


def _subject(words: Words, state: "State") -> str:
    made = state.snapshot
    return words("cli.doctor.snapshot", code=made.code, short=made.short)


def _state(words: Words, state: "State") -> str:
    said = []
    if not state.is_intact:
        said.append(words("cli.doctor.snapshot-changed"))
    if state.gone:
        of = words.number(state.named)
        said.append(words.count("cli.doctor.snapshot-gone", state.gone, of=of))
    if state.differing:
        keys = ", ".join(state.differing)
        said.append(words.count("cli.doctor.snapshot-differs", len(state.differing), keys=keys))
    return "; ".join(said) or words("cli.doctor.snapshot-same")
