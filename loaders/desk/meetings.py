"""Turns what is prepared for a meeting, and said in it, into rows: agenda, snapshot, notes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select

from loaders.desk.typed import LONGEST, plain_lines
from loaders.storage.versions import raise_data_version
from schemas.database.audit import Actor, now, record
from schemas.database.desk import Audit
from schemas.database.meeting import (
    AgendaRow,
    Design,
    MeetingNote,
    SnapshotExhibit,
    SnapshotReport,
    SnapshotRow,
)
from schemas.database.models import DataVersion
from schemas.meeting import Frozen

MOST_ITEMS = 60
"""Lines of an agenda."""

MADE = "snapshot.made"
"""What the audit log calls the making of a snapshot."""


class DataMovedError(Exception):
    """Something was published while a snapshot was made: it must be made again."""


class AgendaMovedError(Exception):
    """Somebody else saved the agenda meanwhile."""


@dataclass(frozen=True)
class RoomNote:
    """A question or conclusion as it was taken down; see schemas/database/meeting.py."""

    key: str
    item: str
    kind: str
    text: str
    language: str
    snapshot: str = ""
    country: str | None = None
    objective: str | None = None
    result: int | None = None


def agenda_seen(engine: Engine, meeting: str) -> int:
    """The number of the agenda last saved, to be given back with a change; 0 for the default."""
    with engine.connect() as connection:
        return _newest(connection, meeting)


def save_agenda(
    engine: Engine,
    meeting: str,
    items: Sequence[Mapping[str, Any]],
    actor: Actor,
    *,
    seen: int | None = None,
) -> int:
    """Keeps the agenda (dashboard/meetings/agenda.py says what an item holds) and gives its
    number. With `seen`, the number the change was made from, raises AgendaMovedError when
    somebody else has saved one since. Raises ValueError beyond MOST_ITEMS."""
    if len(items) > MOST_ITEMS:
        raise ValueError(len(items))
    with engine.begin() as connection:
        _lock(connection, f"agenda {meeting}")
        if seen is not None and _newest(connection, meeting) != seen:
            raise AgendaMovedError
        row = {"meeting": meeting, "items": list(items), "actor": actor.name, "at": now()}
        number = connection.execute(insert(AgendaRow).values(**row)).inserted_primary_key
        record(connection, actor, "agenda.saved", meeting, detail={"items": len(items)})
    assert number is not None  # noqa: S101  an inserted row has a number
    return int(number[0])


def freeze(engine: Engine, frozen: Frozen, actor: Actor) -> str:
    """Keeps a snapshot and gives its code. Raises DataMovedError when something was published
    since it was made."""
    with engine.begin() as connection:
        _lock(connection, f"snapshot {frozen.meeting}")
        if _data_version(connection) != frozen.data_version:
            raise DataMovedError
        code, number = _keep_snapshot(connection, frozen, actor)
        versions = [
            {"snapshot_id": number, "report_id": v.id, "report": v.report, "sha256": v.sha256}
            for v in frozen.versions
        ]
        exhibits = [{"snapshot_id": number, **vars(one)} for one in frozen.exhibits]
        for table, rows in ((SnapshotReport, versions), (SnapshotExhibit, exhibits)):
            if rows:
                connection.execute(insert(table), rows)
        detail = {"sha256": frozen.sha256, "versions": len(versions)}
        record(connection, actor, MADE, code, detail=detail)
        raise_data_version(connection)  # pages tell of snapshots
    return code


def _data_version(connection: Connection) -> int:
    """Locked until the end: nothing is published while a snapshot is written."""
    return connection.execute(select(DataVersion.number).with_for_update()).scalar() or 0


def _keep_snapshot(connection: Connection, frozen: Frozen, actor: Actor) -> tuple[str, int]:
    """Code and number of the new row."""
    number = _free_number(connection)
    code = f"{frozen.meeting}-{_made_before(connection, frozen.meeting) + 1}"
    row = {k: v for k, v in vars(frozen).items() if k not in ("versions", "exhibits")}
    values = {"id": number, "code": code, "actor": actor.name, **row}
    connection.execute(insert(SnapshotRow).values(**values))
    return code, number


def _free_number(connection: Connection) -> int:
    """One that no row speaks of: of a snapshot deleted by hand, versions may be left, which must
    not become another's."""
    columns = (SnapshotRow.id, SnapshotReport.snapshot_id, SnapshotExhibit.snapshot_id)
    return 1 + max(connection.execute(select(func.max(one))).scalar() or 0 for one in columns)


def _made_before(connection: Connection, meeting: str) -> int:
    """The last number that a snapshot of the meeting was given, deleted ones included: an address
    never leads to other numbers than it did."""
    made = select(Audit.subject).where(Audit.action == MADE)
    names = [*connection.scalars(made), *connection.scalars(select(SnapshotRow.code))]
    numbers = [name.removeprefix(f"{meeting}-") for name in names]
    return max((int(one) for one in numbers if one.isdecimal()), default=0)


def keep_notes(
    engine: Engine, meeting: str, round_code: str, notes: Iterable[RoomNote], actor: Actor
) -> tuple[int, int]:
    """Keeps what was taken down, each note once: how many were new or changed, and how many came
    before word for word, even if they were changed or removed here since. Texts are cut at
    LONGEST characters and hold no controls."""
    kept = known = 0
    with engine.begin() as connection:
        _lock(connection, f"notes {meeting}")
        for note in notes:
            values = _values(note)
            if values in _every_state(connection, meeting, note.key):
                known += 1
                continue
            _add_note(connection, meeting, round_code, values, False, actor)
            record(connection, actor, "meeting.note", meeting, detail={"note": note.key})
            kept += 1
    return kept, known


def change_note(engine: Engine, meeting: str, note: RoomNote, actor: Actor) -> bool:
    """Keeps a note as somebody now words it; False when there is none such (any more). The
    snapshot it was taken against stays."""
    with engine.begin() as connection:
        _lock(connection, f"notes {meeting}")
        row = _newest_note(connection, meeting, note.key)
        if row is None or row["removed"]:
            return False
        values = _values(note) | {"snapshot": row["snapshot"]}
        if any(row[name] != value for name, value in values.items()):
            _add_note(connection, meeting, row["round"], values, False, actor)
            record(connection, actor, "meeting.note-changed", meeting, detail={"note": note.key})
    return True


def remove_note(engine: Engine, meeting: str, key: str, actor: Actor) -> bool:
    """Takes a note out of the record and of the letters; False when there is none such."""
    with engine.begin() as connection:
        _lock(connection, f"notes {meeting}")
        row = _newest_note(connection, meeting, key)
        if row is None or row["removed"]:
            return False
        values = {name: row[name] for name in RoomNote.__dataclass_fields__}
        _add_note(connection, meeting, row["round"], values, True, actor)
        record(connection, actor, "meeting.note-removed", meeting, detail={"note": key})
    return True


def keep_design(
    engine: Engine, meeting: str, name: str, content: bytes | None, actor: Actor
) -> None:
    """Keeps the presentation whose look the slides take; without content, ends it."""
    with engine.begin() as connection:
        row = {"meeting": meeting, "name": name, "content": content, "actor": actor.name}
        connection.execute(insert(Design).values(**row, at=now()))
        record(connection, actor, "design.kept" if content else "design.removed", meeting)


def _values(note: RoomNote) -> dict[str, Any]:
    return {**vars(note), "text": plain_lines(note.text)[:LONGEST]}


def _every_state(connection: Connection, meeting: str, key: str) -> list[dict[str, Any]]:
    """Everything a note has been, removed ones included."""
    table = MeetingNote
    names = [getattr(table, name) for name in RoomNote.__dataclass_fields__]
    query = select(*names).where(table.meeting == meeting, table.key == key)
    return [dict(row) for row in connection.execute(query).mappings()]


def _newest_note(connection: Connection, meeting: str, key: str) -> RowMapping | None:
    statement = (
        select(MeetingNote.__table__)
        .where(MeetingNote.meeting == meeting, MeetingNote.key == key)
        .order_by(MeetingNote.id.desc())
        .limit(1)
    )
    return connection.execute(statement).mappings().first()


def _add_note(
    connection: Connection,
    meeting: str,
    round_code: str,
    values: Mapping[str, Any],
    removed: bool,
    actor: Actor,
) -> None:
    row = {**values, "meeting": meeting, "round": round_code, "removed": removed}
    connection.execute(insert(MeetingNote).values(**row, actor=actor.name, at=now()))


def _newest(connection: Connection, meeting: str) -> int:
    query = select(func.max(AgendaRow.id)).where(AgendaRow.meeting == meeting)
    return connection.execute(query).scalar() or 0


def _lock(connection: Connection, name: str) -> None:
    """One writer at a time; SQLite has no more anyway."""
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(name, 0)
        connection.execute(select(func.pg_advisory_xact_lock(key)))
