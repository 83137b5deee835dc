"""The tables of meetings: agendas, frozen snapshots, what was said in the room.

Rows of `agenda`, `snapshot`, `snapshot_report` and `snapshot_exhibit` are never changed or
deleted: triggers refuse it. A snapshot names versions by their code as well as by their number,
so that it can say what it held even when the samples have been removed.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schemas.database.models import Base, one_of

NOTE_KINDS = ("question", "conclusion")


class AgendaRow(Base):
    """The agenda of a meeting as somebody saved it; the newest row of a meeting counts. `items`
    is a list of objects: key, exhibit, query, title and notes (both by language)."""

    __tablename__ = "agenda"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting: Mapped[str] = mapped_column(String(40), index=True)
    items: Mapped[list[dict[str, Any]]]
    actor: Mapped[str]
    at: Mapped[datetime]


class SnapshotRow(Base):
    """What was published at one moment, frozen for a meeting. `code` is in addresses
    (session-4-1). `shown_at` is the moment its numbers are shown, as the meeting's place counts
    it; `made_at` when it was frozen. `audience` is the widest permitted use it holds. `agenda` is
    the agenda then, `provenance` that of each round. `sha256` is the hash of everything frozen:
    `dashboard/meetings/freezing.py` says how it is worked out."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("code"), Index("ix_snapshot_meeting", "meeting", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    meeting: Mapped[str] = mapped_column(String(40))
    round: Mapped[str] = mapped_column(String(40))
    shown_at: Mapped[datetime]
    made_at: Mapped[datetime]
    actor: Mapped[str]
    audience: Mapped[str] = mapped_column(String(4))
    data_version: Mapped[int]
    agenda: Mapped[list[dict[str, Any]]]
    provenance: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))


class SnapshotReport(Base):
    """A version that a snapshot holds. `report_id` is no foreign key: the samples may go."""

    __tablename__ = "snapshot_report"
    __table_args__ = (
        UniqueConstraint("snapshot_id", "report_id"),
        Index("ix_snapshot_report_report_id", "report_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    report_id: Mapped[int]
    report: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))


class SnapshotExhibit(Base):
    """An exhibit of the agenda as it was, in one language: its JSON and the hash of that."""

    __tablename__ = "snapshot_exhibit"
    __table_args__ = (UniqueConstraint("snapshot_id", "item", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    item: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    exhibit: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))


class MeetingNote(Base):
    """A question or conclusion taken down in the room. `key` is a UUID made where it was typed,
    so that a note sent twice is kept once; the newest row of a key counts, `removed` ends it.
    `item` is the agenda item shown then, `result` the number (from 1) of the expected result a
    conclusion belongs to, `country` and `objective` what it is about."""

    __tablename__ = "meeting_note"
    __table_args__ = (
        one_of("kind", NOTE_KINDS, "kind"),
        Index("ix_meeting_note_meeting_key", "meeting", "key"),
        Index("ix_meeting_note_round_country", "round", "country"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting: Mapped[str] = mapped_column(String(40))
    round: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(36))
    snapshot: Mapped[str] = mapped_column(String(60))
    item: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    country: Mapped[str | None] = mapped_column(String(3))
    objective: Mapped[str | None] = mapped_column(String(4))
    result: Mapped[int | None]
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    removed: Mapped[bool]
    actor: Mapped[str]
    at: Mapped[datetime]


class Design(Base):
    """A presentation whose look the meeting's slides take; the newest row of a meeting counts,
    one without content ends it."""

    __tablename__ = "design"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    actor: Mapped[str]
    at: Mapped[datetime]
