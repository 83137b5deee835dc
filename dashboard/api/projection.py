"""Turns an address of a meeting into its projector's document: what is frozen, or what is live."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import quote, urlencode

import flask
from flask import Flask

from dashboard.addresses import href
from dashboard.api.answers import words_of
from dashboard.api.refused import busy
from dashboard.auth import Right, declare, person
from dashboard.context import PUBLIC, Context, Snapshot
from dashboard.exhibits import Frames
from dashboard.exports.deck import html_of, policy_of
from dashboard.meetings import deck_of
from dashboard.memo import BusyError
from dashboard.queries import Source, data_version
from dashboard.queries.meetings import saved_agenda, snapshot_of, snapshots
from dashboard.shell.address import base_address
from dashboard.shell.view import source_of
from schemas.meeting import Meeting

NAMES: Mapping[str, str] = {"fr": "projection", "en": "present"}
"""What the projector is called in addresses; in other languages as in English."""

PROJECTOR = "projection"
"""What the names of its endpoints begin with."""

HEADERS = {"X-Frame-Options": "DENY"}


def add_projection(server: Flask, context: Context) -> None:
    """Adds the addresses of the projector, for whoever may read."""
    for language in context.content.languages:
        name = NAMES.get(language, NAMES["en"])
        server.add_url_rule(
            f"/{language}/{name}/<meeting>",
            f"{PROJECTOR}.{language}",
            partial(_projection, context, language),
        )
    for name in sorted(set(NAMES.values())):
        server.add_url_rule(
            f"/{name}/<meeting>", f"{PROJECTOR}.to-{name}", partial(_to_language, context)
        )
    endpoints = {rule.endpoint for rule in server.url_map.iter_rules()}
    found = {name for name in endpoints if name.startswith(f"{PROJECTOR}.")}
    declare(server, dict.fromkeys(found, Right.READ))


def projection_path(language: str, meeting: str) -> str:
    """The address of a meeting's projector in a language."""
    return f"/{language}/{NAMES.get(language, NAMES['en'])}/{quote(meeting, safe='')}"


def _to_language(context: Context, meeting: str) -> flask.typing.ResponseReturnValue:
    path = projection_path(words_of(context).language, meeting)
    query = flask.request.query_string.decode("utf-8", "replace")
    response = flask.redirect(f"{path}?{query}" if query else path)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _projection(context: Context, language: str, meeting: str) -> flask.typing.ResponseReturnValue:
    known = context.content.meetings.get(meeting)
    if known is None:  # the meeting's page says so in words
        return flask.redirect(href("meeting", language, meeting=meeting))
    try:
        data = _document(context, language, known, _snapshot(context, known))
    except NoSnapshotError as missing:  # so it does: the room must not see other numbers unawares
        query = urlencode({"snapshot": str(missing)})
        return flask.redirect(href("meeting", language, query, meeting=meeting))
    except BusyError:
        return busy(context)
    response = flask.Response(data, mimetype="text/html", headers=HEADERS)
    response.headers["Content-Security-Policy"] = f"{policy_of()}; frame-ancestors 'none'"
    response.headers.setdefault("Cache-Control", "no-cache")
    response.set_cookie("language", language, max_age=YEAR, samesite="Lax")
    return response


YEAR = 31_536_000
"""Seconds for which a browser remembers the language."""


def _document(
    context: Context, language: str, meeting: Meeting, snapshot: Snapshot | None
) -> bytes:
    """Made once for each state of the data, agenda and reader's rights: it opens at once."""
    may_prepare = person().may(Right.MEETINGS)
    # Whoever sends no notes to the server gets the document that everybody gets.
    reader = person().name if may_prepare else ""
    consents = snapshot.consents if snapshot is not None else PUBLIC
    source = Source(context.reader, consents, snapshot=snapshot)
    has_annex = flask.request.args.get("annex", "1") not in ("0", "")
    base = base_address(context)
    frozen = snapshot.code if snapshot is not None else ""
    agenda = None if snapshot is not None else repr(saved_agenda(source, meeting.code))
    key = (
        "projection", language, meeting.code, frozen, agenda, has_annex, base, may_prepare,
        reader, data_version(source),
    )  # fmt: skip
    languages = sorted(context.content.languages, key=lambda one: one != language)

    def made() -> bytes:
        round_code = snapshot.round if snapshot is not None else meeting.round
        annex = context.content.partners(round_code) if has_annex else ()
        frames = Frames(source)
        decks = [
            deck_of(
                source,
                context.content,
                context.content.words[one],
                meeting,
                base=base,
                annex=annex,
                with_notes=may_prepare,
                frames=frames,
            )
            for one in languages
        ]
        notes = f"/desk/meetings/{meeting.code}/notes" if may_prepare else ""
        return html_of(decks, context.content, notes_address=notes, reader=reader)

    return context.screens.answer(key, made, len)


def _snapshot(context: Context, meeting: Meeting) -> Snapshot | None:
    """The one asked for, if it may be seen; without the question, the meeting's newest; `live`,
    or the meeting's form with nothing chosen, asks for none. Raises NoSnapshotError."""
    source = source_of(context, person().consents)
    asked = flask.request.args.get("snapshot")
    if asked is None:
        return next(iter(snapshots(source, meeting.code)), None)
    if asked in ("", LIVE):
        return None
    found = snapshot_of(source, asked)
    if found is None or found.meeting != meeting.code:
        raise NoSnapshotError(asked[:80])
    return found


class NoSnapshotError(Exception):
    """The snapshot asked for is not there, not the meeting's, or not for this reader."""


LIVE = "live"
