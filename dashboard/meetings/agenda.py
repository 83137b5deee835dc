"""Turns what is stored of an agenda into its items, and items into what is stored."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from dashboard.context import Snapshot
from dashboard.filters import Filters, Ignored, parse_query
from dashboard.queries import Source
from dashboard.queries.meetings import saved_agenda
from schemas.content import Content
from schemas.meeting import Meeting


@dataclass(frozen=True)
class Item:
    """A line of an agenda. `key` names it as long as it stands there, wherever it moves: notes
    are taken against it, short addresses lead to it. `query` are the exhibit's filters as in an
    address; without a round it is the meeting's. `title` and `notes` are by language; without a
    title in a language, the exhibit's own is used."""

    key: str
    exhibit: str
    query: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def filters(self, round_code: str, content: Content) -> tuple[Filters, tuple[Ignored, ...]]:
        """The filters it asks for, and what is not understood of them (any more)."""
        found, ignored = parse_query(dict(parse_qsl(self.query)), content)
        return replace(found, round=found.round or round_code, snapshot="", page=1), ignored


def default_agenda(meeting: Meeting) -> tuple[Item, ...]:
    """As the content has it, until somebody saves another; keys count from 1."""
    return tuple(
        Item(str(number), one.exhibit, one.query, one.title)
        for number, one in enumerate(meeting.agenda, start=1)
    )


def agenda_of(
    source: Source, meeting: Meeting, snapshot: Snapshot | None = None
) -> tuple[Item, ...]:
    """The agenda a snapshot froze; else the one last saved; else the default."""
    stored = snapshot.agenda if snapshot is not None else saved_agenda(source, meeting.code)
    return default_agenda(meeting) if stored is None else read_items(stored)


def read_items(stored: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(
            str(one["key"]),
            str(one["exhibit"]),
            str(one.get("query", "")),
            _texts(one.get("title", {})),
            _texts(one.get("notes", {})),
        )
        for one in stored
    )


def _texts(by_language: Mapping[str, str]) -> dict[str, str]:
    return {language: IMPOSSIBLE.sub("", text) for language, text in by_language.items()}


IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no file of an office suite can hold. Our forms keep none, but one written into
the database by hand must not spoil a whole pack."""


def agenda_json(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [
        {
            "key": item.key,
            "exhibit": item.exhibit,
            "query": item.query,
            "title": dict(item.title),
            "notes": dict(item.notes),
        }
        for item in items
    ]
