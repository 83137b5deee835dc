"""Turns what a projector, a file or a form says was noted in the room into notes and refusals."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from loaders import desk
from loaders.desk import RoomNote
from schemas.content import Content
from schemas.database.meeting import NOTE_KINDS
from schemas.meeting import Meeting

MOST_NOTES = 500
"""Notes of one request."""
MOST_BYTES = 1_000_000
"""Bytes of one request."""

_NAME = re.compile(r"[A-Za-z0-9_-]{0,40}")
"""A line of an agenda, or a snapshot's code or short hash; "" for none."""
_NUMBER = re.compile(r"[0-9]{1,2}")
_KEY_SHOWN = 60


class UnreadableError(Exception):
    """Nothing can be taken from what was sent. `reason` is a code (words at
    `room.unreadable.<reason>`): too-large, encoding, json, shape, too-many, or other-meeting,
    whose `given` is the meeting named."""

    def __init__(self, reason: str, given: str = "") -> None:
        self.reason, self.given = reason, given
        super().__init__(reason)


@dataclass(frozen=True)
class Refused:
    """A note that is not kept. `reason` is a code (words at `room.refused.<reason>`), `place`
    counts the notes sent from 1."""

    key: str
    reason: str
    place: int
    length: int = 0


def notes_in(data: bytes, meeting: str) -> tuple[Sequence[Any], str]:
    """The notes of a request's body or of a file, unchecked, and the snapshot they were taken
    against. A list of notes, or an object with `notes`, and perhaps `meeting` and `snapshot`.
    Raises UnreadableError."""
    if len(data) > MOST_BYTES:
        raise UnreadableError("too-large")
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableError("encoding") from None
    except (ValueError, RecursionError):
        raise UnreadableError("json") from None
    snapshot = ""
    if isinstance(said, dict):
        other = said.get("meeting")
        if other is not None and other != meeting:
            raise UnreadableError("other-meeting", str(other)[:_KEY_SHOWN])
        snapshot = said.get("snapshot") or ""
        said = said.get("notes")
    if not isinstance(said, list) or not isinstance(snapshot, str):
        raise UnreadableError("shape")
    if len(said) > MOST_NOTES:
        raise UnreadableError("too-many")
    return said, snapshot


def checked(
    given: Sequence[Any], meeting: Meeting, content: Content, snapshot: str = ""
) -> tuple[list[RoomNote], list[Refused]]:
    """What of it can be kept, and what is wrong with the rest. A note that names no snapshot
    has `snapshot`."""
    notes, refused = [], []
    for place, one in enumerate(given, start=1):
        if not isinstance(one, Mapping):
            refused.append(Refused("", "shape", place))
            continue
        named = {"snapshot": snapshot} | {k: v for k, v in one.items() if v is not None}
        reason = _wrong(named, meeting, content)
        if reason:
            length = len(named["text"]) if reason == "too-long" else 0
            refused.append(Refused(str(one.get("key", ""))[:_KEY_SHOWN], reason, place, length))
        else:
            notes.append(_note(named))
    return notes, refused


def _wrong(one: Mapping[str, Any], meeting: Meeting, content: Content) -> str:
    """The code of the first thing that is wrong; "" when nothing is."""
    objectives = content.framework_of(meeting.round).objectives
    found = {
        "key": not _is_uuid(one.get("key")),
        "kind": one.get("kind") not in NOTE_KINDS,
        "language": one.get("language") not in content.languages,
        "country": not _is_known(one.get("country"), content.countries),
        "objective": not _is_known(one.get("objective"), objectives),
        "result": _result(one.get("result")) not in range(len(meeting.results) + 1),
        "item": not _is_name(one.get("item", "")),
        "snapshot": not _is_name(one["snapshot"]),
        **_of_text(one.get("text")),
    }
    return next((reason for reason, is_wrong in found.items() if is_wrong), "")


def _of_text(text: Any) -> dict[str, bool]:
    if not isinstance(text, str):
        return {"empty": True}
    plain = desk.plain_lines(text)
    return {"empty": not plain, "too-long": len(plain) > desk.LONGEST}


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def _is_known(value: Any, known: Mapping[str, Any]) -> bool:
    return value in (None, "") or (isinstance(value, str) and value in known)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _result(value: Any) -> int | None:
    """The number of an expected result, 0 for none; None when it is no number."""
    if value in (None, ""):
        return 0
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    return value if type(value) is int else None


def _note(one: Mapping[str, Any]) -> RoomNote:
    is_conclusion = one["kind"] == "conclusion"
    return RoomNote(
        key=one["key"].lower(),
        item=one.get("item", ""),
        kind=one["kind"],
        text=desk.plain_lines(one["text"]),
        language=one["language"],
        snapshot=one["snapshot"],
        country=one.get("country") or None,
        objective=one.get("objective") or None,
        # A question belongs to no result, whatever was chosen before it became one.
        result=(_result(one.get("result")) or None) if is_conclusion else None,
    )
