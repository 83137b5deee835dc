"""Meetings: when and where they were held, what they were to bring, what is frozen for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from schemas.country import check_order, day_of
from schemas.reading import Problems, Text, read_toml, text_of


@dataclass(frozen=True)
class AgendaItem:
    """A line of an agenda: `exhibit` is a code of the catalogue, `query` its filters as they
    stand in an address, without round and snapshot. `title` is what the agenda calls it."""

    exhibit: str
    query: str
    title: Text


@dataclass(frozen=True)
class Response:
    """How many were asked and how many answered, as a public page says it; not our numbers."""

    sent: int
    returned: int
    text: Text
    source: str


@dataclass(frozen=True)
class CoChairs:
    """Who co-chaired a meeting (ISO3) as one source says; `text` says what kind of source it is.
    Sources that disagree stand side by side."""

    countries: tuple[str, ...]
    text: Text
    source: str


@dataclass(frozen=True)
class Meeting:
    """`round` is the one the meeting takes stock of. `session` is the moment its numbers are
    shown, where it is known. `theme` is the priority theme it was held on, "" without one.
    `results` are what the meeting is expected to bring: the headings of its record of
    conclusions. `co_chairs` are those of the meeting as held, a reading a source."""

    code: str
    name: Text
    short: Text
    place: Text
    starts: date
    ends: date
    planned: Text
    source: str
    round: str
    agenda: tuple[AgendaItem, ...]
    session: datetime | None = None
    results: tuple[Text, ...] = ()
    response: Response | None = None
    theme: str = ""
    co_chairs: tuple[CoChairs, ...] = ()


@dataclass(frozen=True)
class Version:
    """A report's version: number of its row, its code, hash of its file."""

    id: int
    report: str
    sha256: str


@dataclass(frozen=True)
class FrozenExhibit:
    """An exhibit of an agenda as JSON, in one language; `item` is the key of the line."""

    item: str
    language: str
    exhibit: dict[str, Any]
    sha256: str


@dataclass(frozen=True)
class Frozen:
    """What a snapshot keeps; schemas/database/meeting.py says what each field is."""

    meeting: str
    round: str
    shown_at: datetime
    made_at: datetime
    audience: str
    data_version: int
    agenda: list[dict[str, Any]]
    provenance: dict[str, str]
    versions: tuple[Version, ...]
    exhibits: tuple[FrozenExhibit, ...]
    sha256: str


def read_meetings(file: Path, languages: Sequence[str], problems: Problems) -> dict[str, Meeting]:
    meetings: dict[str, Meeting] = {}
    for code, table in read_toml(file, problems).items():
        with problems.reading(file, code):
            meetings[code] = _meeting(code, table, languages)
    return meetings


def _meeting(code: str, table: Mapping[str, Any], languages: Sequence[str]) -> Meeting:
    meeting = Meeting(
        code=code,
        name=text_of(table["name"], languages),
        short=text_of(table["short"], languages),
        place=text_of(table["place"], languages),
        starts=day_of(table["starts"]),
        ends=day_of(table["ends"]),
        planned=text_of(table["planned"], languages),
        source=table["source"],
        round=table["round"],
        agenda=tuple(
            AgendaItem(item["exhibit"], item.get("query", ""), text_of(item["title"], languages))
            for item in table["agenda"]
        ),
        session=_moment(table["session"]) if "session" in table else None,
        results=tuple(text_of(result, languages) for result in table.get("results", ())),
        response=_response(table["response"], languages) if "response" in table else None,
        theme=table.get("theme", ""),
        co_chairs=tuple(_co_chairs(one, languages) for one in table.get("co_chairs", ())),
    )
    check_order(meeting.starts, meeting.ends)
    return meeting


def _co_chairs(table: Mapping[str, Any], languages: Sequence[str]) -> CoChairs:
    countries = tuple(str(iso3) for iso3 in table["countries"])
    if not countries:
        raise ValueError("co_chairs: no country")
    return CoChairs(countries, text_of(table["text"], languages), table["source"])


def _response(table: Mapping[str, Any], languages: Sequence[str]) -> Response:
    return Response(
        sent=int(table["sent"]),
        returned=int(table["returned"]),
        text=text_of(table["text"], languages),
        source=table["source"],
    )


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise ValueError(f"{value!r} is not a moment (write 2013-09-12T09:00:00, without quotes)")
    return value
