"""Agendas, snapshots, notes and designs of meetings: kept whole, once, and never changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from loaders import desk
from loaders.desk.meetings import MOST_ITEMS
from loaders.desk.typed import LONGEST
from schemas.database.audit import Actor
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
from schemas.meeting import Frozen, FrozenExhibit, Version

ANALYST = Actor("analyst@example.org", "analyst")
OTHER = Actor("other@example.org", "admin")
MEETING = "session-4"
ITEM = {"key": "1", "exhibit": "pillars", "query": "", "title": {"fr": "Piliers"}, "notes": {}}
FROZEN = Frozen(
    meeting=MEETING,
    round="dakar-2013",
    shown_at=datetime(2013, 9, 12, 9),
    made_at=datetime(2026, 11, 23, 17, 30, 1, 250),
    audience="PUB",
    data_version=0,
    agenda=[ITEM],
    provenance={"dakar-2013": "reported"},
    versions=(Version(7, "SEN-dakar-2013-v2", "a" * 64), Version(9, "MAR-dakar-2013-v1", "b" * 64)),
    exhibits=(
        FrozenExhibit("1", "fr", {"title": "Présenté", "share": 0.1}, "c" * 64),
        FrozenExhibit("1", "en", {"title": "Shown", "share": 0.1}, "d" * 64),
    ),
    sha256="e" * 64,
)
NOTE = desk.RoomNote("k1", "1", "question", "Pourquoi ?", "fr", country="SEN", objective="4")


def rows(engine: Engine, table: Any, *names: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        columns = [getattr(table, name) for name in names]
        return [tuple(row) for row in connection.execute(select(*columns).order_by(table.id))]


def data_version(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(DataVersion.number)).scalar_one())


# Agendas


def test_an_agenda_is_kept_beside_those_before(engine: Engine) -> None:
    assert desk.agenda_seen(engine, MEETING) == 0
    first = desk.save_agenda(engine, MEETING, [ITEM], ANALYST, seen=0)
    second = desk.save_agenda(engine, MEETING, [], OTHER, seen=first)
    desk.save_agenda(engine, "madrid-2013", [ITEM, ITEM], ANALYST)
    assert desk.agenda_seen(engine, MEETING) == second > first
    assert rows(engine, AgendaRow, "meeting", "items", "actor") == [
        (MEETING, [ITEM], ANALYST.name),
        (MEETING, [], OTHER.name),
        ("madrid-2013", [ITEM, ITEM], ANALYST.name),
    ]
    assert rows(engine, Audit, "action", "subject", "detail")[0] == (
        "agenda.saved",
        MEETING,
        {"items": 1},
    )


def test_who_was_slower_changes_no_agenda(engine: Engine) -> None:
    desk.save_agenda(engine, MEETING, [ITEM], ANALYST, seen=0)
    with pytest.raises(desk.AgendaMovedError):
        desk.save_agenda(engine, MEETING, [], OTHER, seen=0)
    assert rows(engine, AgendaRow, "actor") == [(ANALYST.name,)]
    assert len(rows(engine, Audit, "id")) == 1


def test_an_agenda_has_an_end(engine: Engine) -> None:
    desk.save_agenda(engine, MEETING, [ITEM] * MOST_ITEMS, ANALYST)
    with pytest.raises(ValueError, match=str(MOST_ITEMS + 1)):
        desk.save_agenda(engine, MEETING, [ITEM] * (MOST_ITEMS + 1), ANALYST)
    assert len(rows(engine, AgendaRow, "id")) == 1


# Snapshots


def test_a_snapshot_is_kept_whole(engine: Engine) -> None:
    before = data_version(engine)
    code = desk.freeze(engine, replace(FROZEN, data_version=before), ANALYST)
    assert code == "session-4-1"
    names = ("code", "meeting", "round", "shown_at", "made_at", "actor", "audience", "sha256")
    assert rows(engine, SnapshotRow, *names, "agenda", "provenance") == [
        (
            code,
            MEETING,
            "dakar-2013",
            FROZEN.shown_at,
            FROZEN.made_at,
            ANALYST.name,
            "PUB",
            FROZEN.sha256,
            [ITEM],
            FROZEN.provenance,
        )
    ]
    assert rows(engine, SnapshotReport, "report_id", "report", "sha256") == [
        (7, "SEN-dakar-2013-v2", "a" * 64),
        (9, "MAR-dakar-2013-v1", "b" * 64),
    ]
    assert rows(engine, SnapshotExhibit, "item", "language", "exhibit", "sha256") == [
        ("1", "fr", {"title": "Présenté", "share": 0.1}, "c" * 64),
        ("1", "en", {"title": "Shown", "share": 0.1}, "d" * 64),
    ]
    assert rows(engine, Audit, "action", "subject", "detail") == [
        ("snapshot.made", code, {"sha256": FROZEN.sha256, "versions": 2})
    ]
    assert data_version(engine) == before + 1


def test_nothing_is_kept_when_something_was_published_meanwhile(engine: Engine) -> None:
    with pytest.raises(desk.DataMovedError):
        desk.freeze(engine, replace(FROZEN, data_version=data_version(engine) + 1), ANALYST)
    for table in (SnapshotRow, SnapshotReport, SnapshotExhibit, Audit):
        assert rows(engine, table, "id") == []


def test_a_snapshot_of_nothing_is_kept(engine: Engine) -> None:
    empty = replace(FROZEN, data_version=data_version(engine), versions=(), exhibits=())
    assert desk.freeze(engine, empty, ANALYST) == "session-4-1"
    assert rows(engine, SnapshotReport, "id") == rows(engine, SnapshotExhibit, "id") == []


def frozen_again(engine: Engine, meeting: str = MEETING) -> str:
    made = replace(FROZEN, meeting=meeting, data_version=data_version(engine))
    return desk.freeze(engine, made, ANALYST)


def test_codes_count_by_meeting(engine: Engine) -> None:
    made = [frozen_again(engine, one) for one in (MEETING, MEETING, "rabat-2014", MEETING)]
    assert made == ["session-4-1", "session-4-2", "rabat-2014-1", "session-4-3"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "its row only"])
def test_the_code_of_a_snapshot_deleted_by_hand_is_not_used_again(
    engine: Engine, whole: bool
) -> None:
    frozen_again(engine), frozen_again(engine)
    with closing(sqlite3.connect(engine.url.database or "")) as connection, connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(triggers).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        if whole:
            connection.execute("DELETE FROM snapshot_report WHERE snapshot_id = 2")
            connection.execute("DELETE FROM snapshot_exhibit WHERE snapshot_id = 2")
        connection.execute("DELETE FROM snapshot WHERE id = 2")
    assert frozen_again(engine) == "session-4-3"
    (new,) = [row[1] for row in rows(engine, SnapshotRow, "code", "id") if row[0] == "session-4-3"]
    assert [one for one in rows(engine, SnapshotReport, "snapshot_id") if one == (new,)] == [
        (new,),
        (new,),
    ]


TABLES = (AgendaRow, SnapshotRow, SnapshotReport, SnapshotExhibit)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__tablename__)
@pytest.mark.parametrize("deed", ["update", "delete", "replace"])
def test_nobody_changes_what_was_kept(engine: Engine, table: Any, deed: str) -> None:
    desk.save_agenda(engine, MEETING, [ITEM], ANALYST)
    frozen_again(engine)
    columns = [column.name for column in table.__table__.columns]
    before = rows(engine, table, *columns)
    deeds: dict[str, Callable[[], Any]] = {
        "update": lambda: update(table).values(id=table.id),
        "delete": lambda: delete(table),
        "replace": lambda: _replace(engine, table, before[0]),
    }
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(deeds[deed]())
    assert rows(engine, table, *columns) == before != []


def _replace(engine: Engine, table: Any, row: tuple[Any, ...], **other: Any) -> Any:
    """Another row in the place of one, as each database lets one try."""
    names = [column.name for column in table.__table__.columns]
    values = dict(zip(names, row, strict=True)) | other
    if engine.dialect.name == "sqlite":
        return insert(table).prefix_with("OR REPLACE").values(**values)
    return upsert(table).values(**values).on_conflict_do_update(index_elements=["id"], set_=values)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", TABLES[1:], ids=lambda table: table.__tablename__)
def test_a_row_is_not_replaced_under_another_number(engine: Engine, table: Any) -> None:
    """SQLite would delete the one with the same code to make room."""
    frozen_again(engine)
    columns = [column.name for column in table.__table__.columns]
    before = rows(engine, table, *columns)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(_replace(engine, table, before[0], id=99))
    assert rows(engine, table, *columns) == before


# Notes taken in the room


def test_a_note_sent_twice_is_kept_once(engine: Engine) -> None:
    other = replace(NOTE, key="k2", kind="conclusion", result=3, country=None)
    assert desk.keep_notes(engine, MEETING, "dakar-2013", [NOTE, other], ANALYST) == (2, 0)
    assert desk.keep_notes(engine, MEETING, "dakar-2013", [other, NOTE], OTHER) == (0, 2)
    changed = replace(NOTE, text="Et quand ?")
    assert desk.keep_notes(engine, MEETING, "dakar-2013", [changed], OTHER) == (1, 0)
    names = ("key", "kind", "text", "country", "objective", "result", "round", "actor", "removed")
    assert rows(engine, MeetingNote, *names) == [
        ("k1", "question", "Pourquoi ?", "SEN", "4", None, "dakar-2013", ANALYST.name, False),
        ("k2", "conclusion", "Pourquoi ?", None, "4", 3, "dakar-2013", ANALYST.name, False),
        ("k1", "question", "Et quand ?", "SEN", "4", None, "dakar-2013", OTHER.name, False),
    ]


def test_a_note_is_cut_and_cleaned(engine: Engine) -> None:
    long = replace(NOTE, text="a\x00b\x07" + "é" * (LONGEST + 5))
    desk.keep_notes(engine, MEETING, "dakar-2013", [long], ANALYST)
    ((kept,),) = rows(engine, MeetingNote, "text")
    assert len(kept) == LONGEST
    assert "\x00" not in kept
    assert "\x07" not in kept


def test_a_note_is_worded_anew_against_the_same_snapshot(engine: Engine) -> None:
    taken = replace(NOTE, snapshot="session-4-1")
    desk.keep_notes(engine, MEETING, "dakar-2013", [taken], ANALYST)
    assert desk.change_note(engine, MEETING, replace(NOTE, text="Mieux dit"), OTHER)
    assert desk.change_note(engine, MEETING, replace(NOTE, text="Mieux dit"), OTHER)
    assert not desk.change_note(engine, MEETING, replace(NOTE, key="none"), OTHER)
    assert not desk.change_note(engine, "madrid-2013", NOTE, OTHER)
    assert rows(engine, MeetingNote, "text", "snapshot", "actor") == [
        ("Pourquoi ?", "session-4-1", ANALYST.name),
        ("Mieux dit", "session-4-1", OTHER.name),
    ]


def test_a_note_is_taken_out_and_stays_out(engine: Engine) -> None:
    desk.keep_notes(engine, MEETING, "dakar-2013", [NOTE], ANALYST)
    assert not desk.remove_note(engine, MEETING, "none", ANALYST)
    assert desk.remove_note(engine, MEETING, "k1", OTHER)
    assert not desk.remove_note(engine, MEETING, "k1", OTHER)
    assert not desk.change_note(engine, MEETING, NOTE, OTHER)
    assert desk.keep_notes(engine, MEETING, "dakar-2013", [NOTE], ANALYST) == (0, 1)
    assert rows(engine, MeetingNote, "key", "removed") == [("k1", False), ("k1", True)]


# The look of the slides


def test_a_design_is_kept_and_ended(engine: Engine) -> None:
    desk.keep_design(engine, MEETING, "look.potx", b"PK", ANALYST)
    desk.keep_design(engine, MEETING, "", None, OTHER)
    assert rows(engine, Design, "meeting", "name", "content") == [
        (MEETING, "look.potx", b"PK"),
        (MEETING, "", None),
    ]
    actions = [action for (action,) in rows(engine, Audit, "action")]
    assert actions == ["design.kept", "design.removed"]
