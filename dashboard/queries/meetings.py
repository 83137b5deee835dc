"""Turns the tables of meetings into agendas, snapshots, and notes taken in the room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select

from dashboard.context import Snapshot
from dashboard.queries.source import Source, made, report_code
from schemas.database.meeting import (
    AgendaRow,
    Design,
    MeetingNote,
    SnapshotExhibit,
    SnapshotReport,
    SnapshotRow,
)
from schemas.database.models import CONSENTS, Report, RoundState
from schemas.meeting import Version


@dataclass(frozen=True)
class Note:
    """What was said in the room; see schemas/database/meeting.py."""

    key: str
    meeting: str
    round: str
    snapshot: str
    item: str
    kind: str
    country: str | None
    objective: str | None
    result: int | None
    text: str
    language: str
    at: datetime


def saved_agenda(source: Source, meeting: str) -> Sequence[Mapping[str, Any]] | None:
    """The items last saved for a meeting; None when nobody has saved any."""
    statement = (
        select(AgendaRow.items)
        .where(AgendaRow.meeting == meeting)
        .order_by(AgendaRow.id.desc())
        .limit(1)
    )
    rows = source.rows(statement)
    return rows[0]["items"] if rows else None


def snapshots(source: Source, meeting: str = "") -> tuple[Snapshot, ...]:
    """Those of a meeting, or all, that hold nothing beyond the audience; the newest first."""
    statement = select(SnapshotRow.__table__).order_by(SnapshotRow.id.desc())
    if meeting:
        statement = statement.where(SnapshotRow.meeting == meeting)
    return tuple(_within(source, source.rows(statement)))


def snapshot_of(source: Source, code: str) -> Snapshot | None:
    """The snapshot with this code, or whose hash begins so; None when there is none, or when it
    holds more than the audience."""
    statement = select(SnapshotRow.__table__).where(
        (SnapshotRow.code == code)
        if "-" in code or len(code) < SHORTEST
        else SnapshotRow.sha256.startswith(code.lower(), autoescape=True)
    )
    return next(iter(_within(source, source.rows(statement))), None)


SHORTEST = 7
"""Characters of a hash that name a snapshot."""


def _within(source: Source, rows: Sequence[RowMapping]) -> list[Snapshot]:
    found = []
    for row in rows:
        consents = CONSENTS[: CONSENTS.index(row["audience"]) + 1]
        if set(consents) <= set(source.consents):
            values = {name: row[name] for name in SNAPSHOT_COLUMNS}
            agenda = tuple(row["agenda"])
            found.append(Snapshot(consents=consents, **{**values, "agenda": agenda}))
    return found


SNAPSHOT_COLUMNS = (
    "id", "code", "meeting", "round", "shown_at", "made_at", "data_version", "agenda",
    "provenance", "sha256",
)  # fmt: skip


def published_versions(source: Source) -> tuple[Version, ...]:
    """Every version that pages show now, of all rounds, by number."""
    statement = (
        select(Report.id, Report.country, Report.round, Report.version, Report.sha256)
        .where(source.published())
        .order_by(Report.id)
    )
    return tuple(
        Version(row["id"], report_code(row["country"], row["round"], row["version"]), row["sha256"])
        for row in source.rows(statement)
    )


def frozen_versions(source: Source, snapshot: Snapshot) -> tuple[Version, ...]:
    """The versions a snapshot names, whether they are still there or not."""
    statement = (
        select(SnapshotReport.report_id, SnapshotReport.report, SnapshotReport.sha256)
        .where(SnapshotReport.snapshot_id == snapshot.id)
        .order_by(SnapshotReport.report_id)
    )
    return tuple(
        Version(row["report_id"], row["report"], row["sha256"]) for row in source.rows(statement)
    )


def newer_reports(source: Source, snapshot: Snapshot) -> int:
    """How many reports of the snapshot's round are published now in a version it does not
    hold."""
    live = Source(source.engine, source.consents)
    held = (
        select(SnapshotReport.id)
        .where(
            SnapshotReport.snapshot_id == snapshot.id,
            SnapshotReport.report_id == Report.id,
            SnapshotReport.sha256 == Report.sha256,
        )
        .exists()
    )
    statement = (
        select(func.count().label("n"))
        .select_from(Report)
        .where(Report.round == snapshot.round, live.published(), ~held)
    )
    return int(live.rows(statement)[0]["n"])


def frozen_exhibits(source: Source, snapshot: Snapshot) -> dict[tuple[str, str], dict[str, Any]]:
    """(item, language) -> the exhibit's JSON as it was frozen, in the order of the agenda."""
    columns = (SnapshotExhibit.item, SnapshotExhibit.language, SnapshotExhibit.exhibit)
    own = SnapshotExhibit.snapshot_id == snapshot.id
    statement = select(*columns).where(own).order_by(SnapshotExhibit.id)
    return {(row["item"], row["language"]): row["exhibit"] for row in source.rows(statement)}


def provenances(source: Source) -> dict[str, str]:
    """Round -> where its numbers come from, for the rounds that have a state."""
    statement = select(RoundState.round, RoundState.provenance)
    return {row["round"]: row["provenance"] for row in source.rows(statement)}


def meeting_notes(source: Source, meeting: str) -> tuple[Note, ...]:
    """Questions and conclusions of a meeting, in the order they were taken down. For who may
    prepare meetings only: what is said in the room is not published."""
    newest = (
        select(func.max(MeetingNote.id))
        .where(MeetingNote.meeting == meeting)
        .group_by(MeetingNote.key)
    )
    statement = (
        select(MeetingNote.__table__)
        .where(MeetingNote.id.in_(newest), ~MeetingNote.removed)
        .order_by(MeetingNote.id)
    )
    return made(Note, source.rows(statement))


def design_of(source: Source, meeting: str) -> tuple[str, bytes] | None:
    """File name and bytes of the presentation whose look the meeting's slides take."""
    statement = (
        select(Design.name, Design.content)
        .where(Design.meeting == meeting)
        .order_by(Design.id.desc())
        .limit(1)
    )
    rows = source.rows(statement)
    if not rows or rows[0]["content"] is None:
        return None
    return rows[0]["name"], rows[0]["content"]
