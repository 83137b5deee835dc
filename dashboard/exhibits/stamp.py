"""Turns a snapshot, or none, into the line that says what the numbers are of."""

from dataclasses import dataclass
from datetime import date

from dashboard.context import Snapshot
from schemas.content import Content
from schemas.meeting import Meeting
from schemas.wording import Words


@dataclass(frozen=True)
class Stamp:
    """What the numbers are of: `name` of the snapshot ("Session 4, 12 September 2013, 09:00") or
    the day they were read, `short` and `sha256` its hash ("" when nothing is frozen), `line` all
    of it in one line, as slides and files print it."""

    name: str
    line: str
    short: str = ""
    sha256: str = ""

    @property
    def is_frozen(self) -> bool:
        return bool(self.sha256)


def stamp_of(meeting: Meeting, snapshot: Snapshot | None, words: Words, today: date) -> Stamp:
    """The name and hash of the snapshot; without one, that these are the numbers of today."""
    if snapshot is None:
        name = words("meeting.stamp.live", date=words.date(today))
        return Stamp(name, name)
    return _frozen(words.text(meeting.short), snapshot, words)


def stamp_of_snapshot(snapshot: Snapshot, content: Content, words: Words) -> Stamp:
    """The same without the meeting at hand; one that the content no longer knows is called by
    its code."""
    return _frozen(meeting_of(snapshot, content, words), snapshot, words)


def meeting_of(snapshot: Snapshot, content: Content, words: Words) -> str:
    """The short name of a snapshot's meeting."""
    meeting = content.meetings.get(snapshot.meeting)
    return words.text(meeting.short) if meeting is not None else snapshot.meeting


def _frozen(meeting: str, snapshot: Snapshot, words: Words) -> Stamp:
    moment = words.time(snapshot.shown_at)
    name = words("meeting.snapshot.name", meeting=meeting, moment=moment)
    line = words(
        "meeting.stamp.frozen",
        name=name,
        short=snapshot.short,
        date=words.date(snapshot.made_at.date()),
    )
    return Stamp(name, line, snapshot.short, snapshot.sha256)
