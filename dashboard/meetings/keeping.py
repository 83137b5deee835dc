"""Turns what is published into a snapshot kept for a meeting, and a snapshot into its state."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from dashboard.context import Snapshot
from dashboard.meetings.agenda import agenda_of
from dashboard.meetings.freezing import differing, frozen, still_hashes
from dashboard.queries import Source
from dashboard.queries.meetings import frozen_versions, published_versions, snapshot_of
from loaders import desk
from schemas.content import Content
from schemas.database.audit import Actor, now
from schemas.meeting import Meeting

TRIES = 3
"""How often a snapshot is made anew when something is published meanwhile."""


@dataclass(frozen=True)
class Kept:
    """A snapshot just made: `versions` of all rounds, `reports` of its own round."""

    snapshot: Snapshot
    versions: int
    reports: int


@dataclass(frozen=True)
class State:
    """Whether a snapshot still is what it was: `named` versions, of which `stored` are still
    there; `differing` are the agenda's items whose numbers are not those frozen; `is_intact` says
    that its rows still give its hash."""

    snapshot: Snapshot
    named: int
    stored: int
    differing: tuple[str, ...]
    is_intact: bool

    @property
    def gone(self) -> int:
        return self.named - self.stored

    @property
    def is_same(self) -> bool:
        return self.is_intact and not self.gone and not self.differing


def freeze(
    source: Source,
    writer: Engine,
    content: Content,
    meeting: Meeting,
    actor: Actor,
    shown_at: datetime | None = None,
) -> Kept:
    """Keeps what the source's audience sees now. Without `shown_at` it is shown at the meeting's
    session, or now where none is known. Made anew when something was published meanwhile; raises
    desk.DataMovedError when that goes on."""
    moment = shown_at or meeting.session or datetime.now().replace(second=0, microsecond=0)
    for attempt in range(1, TRIES + 1):
        made = frozen(source, content, meeting, agenda_of(source, meeting), moment, now())
        try:
            code = desk.freeze(writer, made, actor)
        except desk.DataMovedError:
            if attempt == TRIES:
                raise
        else:
            break
    snapshot = snapshot_of(source, code)
    assert snapshot is not None  # noqa: S101  it was kept just now, for this audience
    reports = sum(f"-{meeting.round}-v" in one.report for one in made.versions)
    return Kept(snapshot, len(made.versions), reports)


def moment_of(text: str) -> datetime | None:
    """The moment in a form or an option, None for an empty one. It is told as the clock of the
    meeting's place has it, so a zone is not taken; raises ValueError."""
    if not text.strip():
        return None
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is not None:
        raise ValueError(text)
    return moment.replace(microsecond=0)


def state_of(source: Source, content: Content, snapshot: Snapshot) -> State:
    """Works all of it out again: some seconds for a long agenda."""
    held = Source(source.engine, snapshot.consents, snapshot=snapshot)
    return State(
        snapshot,
        len(frozen_versions(source, snapshot)),
        len(published_versions(held)),
        differing(source, content, snapshot),
        still_hashes(source, snapshot),
    )
