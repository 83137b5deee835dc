"""Turns requests for a meeting or a country into their files, and the meetings into a list."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import flask

from dashboard.addresses import Located
from dashboard.api.answers import (
    HTML,
    LANG,
    PDF,
    PPTX,
    XLSX,
    ZIP,
    error,
    ignored_names,
    json_answer,
    unchanged_or,
    words_of,
)
from dashboard.api.files import Made, asked_source, sent
from dashboard.auth import Right, person
from dashboard.context import Context, Snapshot
from dashboard.exports.country_files import country_file
from dashboard.exports.kit import Kit, file_of, kit_of, name_of
from dashboard.exports.pack import Entry, pack_of, zipped
from dashboard.meetings import Item, agenda_json, agenda_of
from dashboard.meetings.freezing import hash_of
from dashboard.queries import Source, data_version
from dashboard.queries.meetings import design_of, snapshots
from dashboard.shell.address import base_address
from dashboard.shell.view import make_view
from schemas.content import Content
from schemas.meeting import Meeting

PACK = "pack"
FILES = {PACK: "zip", "slides": "pptx", "handout": "pdf", "annex": "xlsx", "deck": "html"}
"""What an address calls a file of a meeting -> its ending."""

TOGETHER = (PACK, "deck")
"""Files that hold all languages; of the others, several languages come in a ZIP file."""

MEDIA = {"zip": ZIP, "pptx": PPTX, "pdf": PDF, "xlsx": XLSX, "html": HTML}


@dataclass(frozen=True)
class _Asked:
    """A file of a meeting, for an audience. `state` names everything its bytes depend on."""

    meeting: Meeting
    file: str
    languages: tuple[str, ...]
    source: Source
    items: tuple[Item, ...]
    design: bytes | None
    base: str
    with_annex: bool
    with_notes: bool

    def state(self, context: Context) -> tuple[object, ...]:
        frozen = self.source.snapshot
        return (
            self.meeting.code,
            self.file,
            self.languages,
            self.source.consents,
            frozen.sha256 if frozen is not None else data_version(self.source),
            hash_of(agenda_json(self.items)),
            hashlib.sha256(self.design or b"").hexdigest(),
            self.base,
            self.with_annex,
            self.with_notes,
            datetime.now().date(),
            context.settings.database_url,
        )


def add_meetings(api: flask.Blueprint, context: Context) -> None:
    """Adds the list of meetings and the routes of their files; each answers 304 when nothing has
    changed."""

    def listed() -> flask.Response:
        return unchanged_or(context, lambda: json_answer(_listed(context)), _agendas(context))

    def profile(ending: str) -> Callable[..., flask.Response]:
        return lambda iso3: _profile(context, iso3, ending)

    def file(name: str) -> Callable[..., flask.Response]:
        return lambda meeting: _file(context, meeting, name)

    api.add_url_rule("/meetings", "meetings", listed)
    for name, ending in FILES.items():
        path = f"/meetings/<meeting>/{name}.{ending}"
        api.add_url_rule(path, f"meeting-{name}", file(name))
    for ending in PROFILES:
        path = f"/countries/<iso3>/profile.{ending}"
        api.add_url_rule(path, f"profile-{ending}", profile(ending))


PROFILES = ("pdf", "pptx", "xlsx")


# The list


def _agendas(context: Context) -> str:
    """One hash of all agendas and snapshots: saving one publishes no data."""
    source = Source(context.reader, person().consents)
    agendas = [
        agenda_json(agenda_of(source, meeting)) for meeting in context.content.meetings.values()
    ]
    return hash_of([agendas, [one.sha256 for one in snapshots(source)]])


def _listed(context: Context) -> dict[str, Any]:
    source = Source(context.reader, person().consents)
    meetings = context.content.meetings.values()
    listed = [_meeting(context.content, source, one) for one in meetings]
    return {"ignored": ignored_names(()), "meetings": listed}


def _meeting(content: Content, source: Source, meeting: Meeting) -> dict[str, Any]:
    """Speaker notes stay with who prepares the meeting."""
    lines = agenda_json(agenda_of(source, meeting))
    prefix = f"/api/v1/meetings/{meeting.code}"
    return {
        "meeting": meeting.code,
        "name": dict(meeting.name),
        "place": dict(meeting.place),
        "starts": meeting.starts,
        "ends": meeting.ends,
        "round": meeting.round,
        "source": meeting.source,
        "agenda": [{key: value for key, value in line.items() if key != "notes"} for line in lines],
        "snapshots": [_snapshot(one) for one in snapshots(source, meeting.code)],
        "languages": list(content.words),
        "files": {name: f"{prefix}/{name}.{ending}" for name, ending in FILES.items()},
    }


def _snapshot(one: Snapshot) -> dict[str, Any]:
    return {
        "code": one.code,
        "short": one.short,
        "sha256": one.sha256,
        "round": one.round,
        "shown_at": one.shown_at.isoformat(),
        "made_at": one.made_at.isoformat(),
        "audience": one.consents[-1],
    }


# Files of a meeting


def _file(context: Context, code: str, name: str) -> flask.Response:
    meeting = context.content.meetings.get(code)
    if meeting is None:
        return error(context, "404", 404)
    source = asked_source(context, code)
    if isinstance(source, flask.Response):
        return source
    asked = _asked(context, meeting, name, source)
    state = asked.state(context)

    def answer() -> flask.Response:
        return sent(context, state, lambda: _made(context, asked))

    return unchanged_or(context, answer, state)


def _asked(context: Context, meeting: Meeting, name: str, source: Source) -> _Asked:
    return _Asked(
        meeting=meeting,
        file=name,
        languages=_languages(context, every=name in TOGETHER),
        source=source,
        items=agenda_of(source, meeting, source.snapshot),
        design=_design(source, meeting),
        base=base_address(context),
        with_annex=flask.request.args.get("annex", "") not in ("", "0"),
        with_notes=person().may(Right.MEETINGS),
    )


def _design(source: Source, meeting: Meeting) -> bytes | None:
    kept = design_of(source, meeting.code)
    return kept[1] if kept is not None else None


def _languages(context: Context, every: bool) -> tuple[str, ...]:
    """Those that `lang` names (fr,en); without it, all or the reader's own."""
    given = flask.request.args.get(LANG, "").lower().split(",")
    known = tuple(
        dict.fromkeys(one.strip() for one in given if one.strip() in context.content.words)
    )
    return known or (tuple(context.content.words) if every else (words_of(context).language,))


def _made(context: Context, asked: _Asked) -> Made:
    kit = kit_of(
        asked.source,
        context.content,
        asked.meeting,
        asked.languages,
        items=asked.items,
        base=asked.base,
        with_annex=asked.with_annex,
        with_notes=asked.with_notes,
        design=asked.design,
    )
    return _written(kit, asked)


def _written(kit: Kit, asked: _Asked) -> Made:
    ending = FILES[asked.file]
    if asked.file == PACK:
        name = f"{asked.meeting.code}-{kit.first.words('pack.name.pack')}.zip"
        return pack_of(kit), ZIP, name
    if asked.file in TOGETHER or len(asked.languages) == 1:
        language = asked.languages[0]
        return file_of(kit, ending, language), MEDIA[ending], name_of(kit, ending, language)
    entries = [
        Entry(name_of(kit, ending, language), file_of(kit, ending, language), ending, language)
        for language in asked.languages
    ]
    called = kit.first.words(f"pack.name.{asked.file}")
    return zipped(entries), ZIP, f"{asked.meeting.code}-{called}-{'-'.join(asked.languages)}.zip"


# Files of a country


def _profile(context: Context, iso3: str, ending: str) -> flask.Response:
    iso3, given = iso3.upper(), flask.request.args.get("round", "")
    known = iso3 in context.content.countries and given in ("", *context.content.rounds)
    if not known:
        return error(context, "404", 404)
    source = asked_source(context)
    if isinstance(source, flask.Response):
        return source
    found: Source = source
    languages = _languages(context, every=False)
    round_code = given or _round(context, found)
    state = (iso3, ending, languages, round_code, *_seen(context, found))

    def make() -> Made:
        made: list[Entry] = []
        for language in languages:
            words, base = context.content.words[language], base_address(context)
            name = f"{iso3}-{round_code}-{language}.{ending}"
            data = country_file(found, context.content, words, iso3, round_code, ending, base)
            made.append(Entry(name, data, ending, language))
        if len(made) == 1:
            return made[0].content, MEDIA[ending], made[0].name
        return zipped(made), ZIP, f"{iso3}-{round_code}-{'-'.join(languages)}.zip"

    return unchanged_or(context, lambda: sent(context, state, make), state)


def _seen(context: Context, source: Source) -> tuple[object, ...]:
    frozen = source.snapshot
    return (
        source.consents,
        frozen.sha256 if frozen is not None else data_version(source),
        base_address(context),
        datetime.now().date(),
        context.settings.database_url,
    )


def _round(context: Context, source: Source) -> str:
    """The round a page would show: the snapshot's, else the latest with reports and scores."""
    if source.snapshot is not None:
        return source.snapshot.round
    located = Located("country", words_of(context).language, {"country": ""})
    view = make_view(context, located, urlencode({}), person=person())
    if view.shown is not None:
        return view.shown.round.code
    asked = [one for one in context.content.rounds.values() if one.asked]
    return max(asked, key=lambda one: one.period_to).code
