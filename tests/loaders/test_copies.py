"""Copies of versions: everything is taken over, and what was decided is counted anew."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, insert, select

import loaders
from loaders import storage
from loaders.storage import copy_version
from loaders.storage.versions import TABLES
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.audit import Actor, now
from schemas.database.desk import Audit, Override, Review
from schemas.database.models import (
    Aggregate,
    Base,
    DataVersion,
    File,
    FindingRow,
    Measure,
    Report,
)

ANALYST = Actor("analyst@example.org", "analyst")
REPORT = "SEN-dakar-2013-v1"

MEASURES: list[dict[str, Any]] = [
    {"title_fr": "Accord de mobilité", "objective": "1", "level": "2"},
    {"title_fr": "Registre d’état civil", "objective": "", "level": "4"},
]


@pytest.fixture
def stored(engine: Engine, content: Content, tmp_path: Path) -> int:
    """A draft of Senegal with two measures, one of them without an objective; its id."""
    rows = [
        {"update_type": "NEW", "mtype": "AGR", "pace": "ON", "lead": "X", **m} for m in MEASURES
    ]
    source = filled_workbook(content, "SEN", "dakar-2013", {"measures": rows})
    result = loaders.load(source, "SEN.xlsx", content=content, engine=engine)
    assert result.report == REPORT
    with engine.connect() as connection:
        found = storage.find_report(connection, REPORT)
    assert found is not None
    return found


def rows_of(connection: Connection, table: type[Base], report_id: int) -> list[dict[str, Any]]:
    columns = table.__table__.c
    query = select(table.__table__).where(columns.report_id == report_id).order_by(columns.id)
    keep = [c.name for c in columns if c.name not in ("id", "report_id")]
    return [{k: row[k] for k in keep} for row in connection.execute(query).mappings()]


def report_row(connection: Connection, report_id: int) -> Mapping[str, Any]:
    query = select(Report.__table__).where(Report.id == report_id)
    return dict(connection.execute(query).mappings().one())


def test_a_copy_is_the_next_draft_with_all_rows(engine: Engine, stored: int) -> None:
    reason = "Confirmé par le ministère"
    with engine.begin() as connection:
        override = {"report_id": stored, "seq": 0, "reason": reason, "actor": "x", "at": now()}
        connection.execute(insert(Override).values(**override))
        before = report_row(connection, stored)
        shown = connection.execute(select(DataVersion.number)).scalar_one()
        copy = copy_version(connection, stored, extra={"restored_from": REPORT})
        after = report_row(connection, copy.id)
        assert (copy.code, copy.state) == ("SEN-dakar-2013-v2", "draft")
        for table in (*TABLES.values(), FindingRow, Override):
            assert rows_of(connection, table, copy.id) == rows_of(connection, table, stored), table
        assert len(rows_of(connection, Measure, copy.id)) == 2
        assert rows_of(connection, FindingRow, copy.id)
        assert connection.execute(select(DataVersion.number)).scalar_one() == shown
        assert report_row(connection, stored) == before
    differ = {key for key in before if before[key] != after[key]}
    assert differ == {"id", "version", "stored_at", "extra"}
    assert after["extra"] == {**before["extra"], "restored_from": REPORT}


def test_a_copy_of_a_restored_version_was_not_restored(engine: Engine, stored: int) -> None:
    with engine.begin() as connection:
        first = copy_version(connection, stored, extra={"restored_from": REPORT})
        second = copy_version(connection, first.id)
        assert "restored_from" not in report_row(connection, second.id)["extra"]
        assert second.version == 3


def test_changed_measures_are_counted_anew(engine: Engine, stored: int) -> None:
    with engine.begin() as connection:
        changed = {"SEN-M0002": {"objective": "3", "roadmap_action": "5"}}
        copy = copy_version(connection, stored, measures=changed)
        of_original = rows_of(connection, Aggregate, stored)
        counted = rows_of(connection, Aggregate, copy.id)
        measures = {m["measure_id"]: m for m in rows_of(connection, Measure, copy.id)}
    assert {(a["objective"], a["roadmap_action"]) for a in of_original} == {("1", ""), ("", "")}
    assert {(a["objective"], a["roadmap_action"]) for a in counted} == {("1", ""), ("3", "5")}
    assert (measures["SEN-M0002"]["objective"], measures["SEN-M0001"]["objective"]) == ("3", "1")


def test_dropping_a_measure_changes_what_counts(engine: Engine, stored: int) -> None:
    with engine.begin() as connection:
        copy = copy_version(connection, stored, measures={"SEN-M0001": {"flag": "ABAN"}})
        measures = {m["measure_id"]: m for m in rows_of(connection, Measure, copy.id)}
        assert measures["SEN-M0001"]["counts_as"] == "0"


def test_what_is_not_there_is_not_copied(engine: Engine, stored: int) -> None:
    with engine.begin() as connection, pytest.raises(KeyError, match="999"):
        copy_version(connection, 999)
    with pytest.raises(KeyError, match="SEN-M0009"), engine.begin() as connection:
        copy_version(connection, stored, measures={"SEN-M0009": {"objective": "1"}})
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Report)).scalar() == 1


def test_who_stored_and_published_is_written_down(engine: Engine, content: Content) -> None:
    """The second file's publication says what became of the first one."""
    for summary in ("a", "b"):
        sheets = {"id": [{"summary": summary, "consent": "PUB"}], **FULL}
        source = filled_workbook(content, "SEN", "madrid-2012", sheets)
        result = loaders.load(source, "SEN.xlsx", content=content, engine=engine, actor=ANALYST)
        with engine.begin() as connection:
            seqs = range(len(result.findings))
            values = [{"seq": n, "reason": "r", "actor": "x", "at": now()} for n in seqs]
            found = storage.find_report(connection, result.report or "")
            connection.execute(insert(Override), [{**v, "report_id": found} for v in values])
        loaders.publish(engine, result.report or "", ANALYST)
    with engine.connect() as connection:
        table = Audit
        query = select(table.actor, table.action, table.subject, table.before, table.after)
        log = [tuple(row) for row in connection.execute(query.order_by(table.id))]
    one, two, who = "SEN-madrid-2012-v1", "SEN-madrid-2012-v2", ANALYST.name
    assert log == [
        (who, "report.stored", one, "", "draft"),
        (who, "report.published", one, "draft", "published"),
        (who, "report.stored", two, "", "draft"),
        (who, "report.superseded", one, "published", "superseded"),
        (who, "report.published", two, "draft", "published"),
    ]


def test_a_version_goes_with_all_that_was_decided(engine: Engine, stored: int) -> None:
    """Removing the samples takes what was decided about them, and keeps the audit log."""
    reviewer = Actor("analyst@example.org", "analyst")
    with engine.begin() as connection:
        storage.move_version(connection, stored, "needs-revision", reviewer, comment="Voir")
        row = {"report_id": stored, "seq": 0, "reason": "r", "actor": "x", "at": now()}
        connection.execute(insert(Override).values(**row))
        copy = copy_version(connection, stored)
        storage.remove_reports(connection, [stored, copy.id])
        for table in (Report, FindingRow, Override, Review, Measure, Aggregate, File):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0
        assert connection.execute(select(func.count()).select_from(Audit)).scalar() == 2


FULL: Mapping[str, Any] = {"measures": [{"title_fr": "Accord", "objective": "1", "level": "2"}]}
