"""Turns what is published now into what a snapshot keeps: versions, exhibits, one hash of all.

The hash of a snapshot is the SHA-256 of a JSON text with sorted keys and no spaces, in UTF-8,
of the object {"meeting", "round", "shown_at", "made_at", "audience", "agenda", "provenance",
"versions": [[report, sha256 of its file]], "exhibits": [[item, language, sha256 of its JSON]]}.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dashboard.context import Snapshot
from dashboard.exhibits import EXHIBITS, Frames, build
from dashboard.exhibits.json import exhibit_json
from dashboard.meetings.agenda import Item, agenda_json, read_items
from dashboard.queries import Source, data_version
from dashboard.queries.meetings import (
    frozen_exhibits,
    frozen_versions,
    provenances,
    published_versions,
)
from schemas.content import Content
from schemas.meeting import Frozen, FrozenExhibit, Meeting


def frozen(
    source: Source,
    content: Content,
    meeting: Meeting,
    items: Sequence[Item],
    shown_at: datetime,
    made_at: datetime,
) -> Frozen:
    """What is published at this moment, for the source's audience, in every language. The data
    version is read first: who stores this sees whether something was published meanwhile."""
    number, versions = data_version(source), published_versions(source)
    found = provenances(source)
    exhibits = tuple(
        FrozenExhibit(key, language, exhibit, hash_of(exhibit))
        for (key, language), exhibit in _exhibits(source, content, meeting.round, items).items()
    )
    made = Frozen(
        meeting.code,
        meeting.round,
        shown_at,
        made_at,
        source.consents[-1],
        number,
        agenda_json(items),
        found,
        versions,
        exhibits,
        "",
    )
    return replace(made, sha256=hash_of(_whole(made)))


def still_hashes(source: Source, snapshot: Snapshot) -> bool:
    """Whether what is stored of a snapshot still gives its hash: nobody has changed a row."""
    exhibits = tuple(
        FrozenExhibit(key, language, exhibit, hash_of(exhibit))
        for (key, language), exhibit in frozen_exhibits(source, snapshot).items()
    )
    stored = Frozen(
        snapshot.meeting,
        snapshot.round,
        snapshot.shown_at,
        snapshot.made_at,
        snapshot.consents[-1],
        snapshot.data_version,
        [dict(item) for item in snapshot.agenda],
        dict(snapshot.provenance),
        frozen_versions(source, snapshot),
        exhibits,
        snapshot.sha256,
    )
    return hash_of(_whole(stored)) == snapshot.sha256


def _whole(frozen: Frozen) -> dict[str, Any]:
    """Everything the hash of a snapshot stands for."""
    return {
        "meeting": frozen.meeting,
        "round": frozen.round,
        "shown_at": frozen.shown_at.isoformat(),
        "made_at": frozen.made_at.isoformat(),
        "audience": frozen.audience,
        "agenda": frozen.agenda,
        "provenance": frozen.provenance,
        "versions": [[one.report, one.sha256] for one in frozen.versions],
        "exhibits": [[one.item, one.language, one.sha256] for one in frozen.exhibits],
    }


def differing(source: Source, content: Content, snapshot: Snapshot) -> tuple[str, ...]:
    """Keys of the agenda's items whose numbers, worked out again from the frozen versions, are
    not those frozen: a version has gone, or the program counts otherwise than it did."""
    kept = frozen_exhibits(source, snapshot)
    frozen_source = Source(source.engine, snapshot.consents, snapshot=snapshot)
    again = _exhibits(frozen_source, content, snapshot.round, read_items(snapshot.agenda))
    return tuple(
        dict.fromkeys(
            key
            for (key, language), exhibit in kept.items()
            if _numbers(exhibit) != _numbers(again.get((key, language), {}))
        )
    )


def _exhibits(
    source: Source, content: Content, round_code: str, items: Sequence[Item]
) -> dict[tuple[str, str], dict[str, Any]]:
    """(item, language) -> JSON of its exhibit; an item whose exhibit is unknown has none."""
    found, frames = {}, Frames(source)
    for item in items:
        if item.exhibit in EXHIBITS:
            filters, _ = item.filters(round_code, content)
            for language, words in content.words.items():
                built = build(item.exhibit, source, content, words, filters, frames)
                found[item.key, language] = _plain(exhibit_json(built, filters))
    return found


def _numbers(exhibit: Mapping[str, Any]) -> Any:
    """What must not change: the values of an exhibit, whatever words stand around them."""
    kinds = {one["key"]: one["kind"] for one in exhibit.get("columns", ())}
    return (
        [
            [row[key] for key, kind in kinds.items() if kind not in ("header", "text")]
            for row in (*exhibit.get("rows", ()), *exhibit.get("foot", ()))
        ],
        [one["value"] for one in exhibit.get("figures", ())],
    )


def hash_of(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """As it will be read back from the database."""
    plain: dict[str, Any] = json.loads(json.dumps(value, ensure_ascii=False))
    return plain
