"""Turns a short address, as slides print it, into the exact view it stands for."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

import flask
from flask import Flask

from dashboard.addresses import href
from dashboard.api.answers import words_of
from dashboard.auth import Right, declare, person
from dashboard.context import Context, Snapshot
from dashboard.exhibits import EXHIBITS
from dashboard.filters import Filters
from dashboard.meetings import agenda_of
from dashboard.shell.plain import missing_page
from dashboard.shell.view import named_snapshot, source_of
from schemas.meeting import Meeting
from schemas.wording import Words


def register_short(server: Flask, context: Context) -> None:
    """/s/<name> leads to a meeting's page, /s/<name>/<key> to an item of its agenda or to a
    country; `name` is a meeting, a snapshot or the start of its hash. Anybody may ask: where only
    members read, the way to sign in is the answer."""
    rules: tuple[tuple[str, str, Callable[..., flask.Response]], ...] = (
        ("short.meeting", "/s/<name>", lambda name: _answer(context, name, "")),
        ("short.item", "/s/<name>/<key>", lambda name, key: _answer(context, name, key)),
    )
    for endpoint, rule, answer in rules:
        server.add_url_rule(rule, endpoint, answer, strict_slashes=False)
    declare(server, dict.fromkeys(("short.meeting", "short.item"), Right.OPEN))


def _answer(context: Context, name: str, key: str) -> flask.Response:
    words = words_of(context)
    if not person().may(Right.READ):
        return _to(href("sign-in", words.language, urlencode({"next": flask.request.path})))
    found = _meeting(context, name)
    if found is None:
        said = words("short.missing.meeting", name=name)
        way = href("meetings", words.language)
        return missing_page(
            words, words("short.missing.title"), said, words("short.missing.way"), way
        )
    meeting, snapshot = found
    frozen = snapshot.code if snapshot is not None else ""
    here = href("meeting", words.language, Filters(snapshot=frozen).query(), meeting=meeting.code)
    address = _target(context, words, meeting, snapshot, key) if key else here
    if address:
        return _to(address)
    said = words("short.missing.item", key=key)
    return missing_page(
        words, words("short.missing.title"), said, words("short.missing.meeting-way"), here
    )


def _meeting(context: Context, name: str) -> tuple[Meeting, Snapshot | None] | None:
    """The meeting, and the snapshot where the name is one's; None when it is neither."""
    meetings = context.content.meetings
    if name.lower() in meetings:
        return meetings[name.lower()], None
    snapshot = named_snapshot(context, name, person())
    if snapshot is None or snapshot.meeting not in meetings:
        return None
    return meetings[snapshot.meeting], snapshot


def _target(
    context: Context, words: Words, meeting: Meeting, snapshot: Snapshot | None, key: str
) -> str:
    """The address of the item's exhibit with its filters, or of the country's page; "" when the
    agenda has no such item, or its exhibit is gone, and no country has the code."""
    content, language = context.content, words.language
    source = source_of(context, person().consents)
    frozen = snapshot.code if snapshot is not None else ""
    round_code = snapshot.round if snapshot is not None else meeting.round
    items = {item.key: item for item in agenda_of(source, meeting, snapshot)}
    if key in items:
        item = items[key]
        filters, _ = item.filters(round_code, content)
        query = replace(filters, snapshot=frozen).query()
        known = item.exhibit in EXHIBITS
        return href("exhibit", language, query, exhibit=item.exhibit) if known else ""
    iso3 = key.upper()
    if iso3 not in content.countries:
        return ""
    query = Filters(round=round_code, snapshot=frozen).query()
    return href("country", language, query, country=iso3)


def _to(address: str) -> flask.Response:
    """Found, for this reader and now: nobody keeps it."""
    answer = flask.make_response(flask.redirect(address, 302))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer
