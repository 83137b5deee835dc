"""What the desk reads of versions, on both kinds of database."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from dashboard.queries import Source
from dashboard.queries.report_lists import (
    measure_titles,
    report_facts,
    report_lines,
    rounds_with_versions,
    set_aside_findings,
)
from schemas.database.audit import Actor, record
from schemas.database.desk import Override, Review

NOON = datetime(2013, 9, 1, 12)
FINDINGS = ("not-in-list", "not-in-list", "level-jump", "no-objective")


@pytest.fixture
def source(engine: Engine, reader: Engine, given: Any) -> Source:
    """Senegal with a published version and a draft; one error of the published one set aside."""
    findings = [{"code": code, "seq": seq} for seq, code in enumerate(FINDINGS)]
    given.report("MLI", consent="SEC", findings=findings[:1])
    shown = given.report("SEN", version=1, findings=findings, measures=[{"title_fr": "Avant"}])
    given.report("SEN", version=2, state="submitted", measures=[{"title_fr": "Après"}])
    given.report("SEN", "rabat-2014", state="draft")
    with engine.begin() as connection:
        for report_id in (shown - 1, shown):
            row = {"report_id": report_id, "seq": 0, "reason": "Parce que", "actor": "a"}
            connection.execute(insert(Override).values(**row, at=NOON))
        step = {"before": "draft", "after": "submitted", "comment": "Voilà", "actor": "b"}
        connection.execute(insert(Review).values(report_id=shown + 1, at=NOON, **step))
        record(connection, Actor("c"), "report.stored", "SEN-dakar-2013-v2", after="draft")
    return Source(reader, ("PUB",))


def test_lines_are_newest_first_with_what_is_left(source: Source) -> None:
    lines = report_lines(source, "dakar-2013", only="SEN")
    assert [(one.code, one.state) for one in lines] == [
        ("SEN-dakar-2013-v2", "submitted"),
        ("SEN-dakar-2013-v1", "published"),
    ]
    counted = lines[1]
    assert (counted.errors, counted.warnings, counted.questions, counted.set_aside) == (1, 1, 1, 1)
    assert {one.country for one in report_lines(source, "dakar-2013")} == {"SEN", "MLI"}
    assert report_lines(source, "dakar-2013", only="") == ()
    assert rounds_with_versions(source) == {"dakar-2013", "rabat-2014"}
    assert rounds_with_versions(source, "MLI") == {"dakar-2013"}


def test_a_version_in_full(source: Source) -> None:
    lines = {one.version: one.id for one in report_lines(source, "dakar-2013", only="SEN")}
    first, second = (report_facts(source, lines[version]) for version in (1, 2))
    assert [(one.seq, one.is_open, one.reason) for one in first.found] == [
        (0, False, "Parce que"), (1, True, ""), (2, True, ""), (3, True, ""),
    ]  # fmt: skip
    assert first.published is not None and first.published.version == 1
    assert [(step.before, step.after, step.actor, step.comment) for step in second.steps] == [
        ("", "draft", "c", ""),
        ("draft", "submitted", "b", "Voilà"),
    ]
    assert [step.actor for step in first.steps] == [""]
    with pytest.raises(IndexError):
        report_facts(source, 999)


def test_reasons_are_of_published_versions_the_reader_may_see(source: Source) -> None:
    assert [(one.report, one.reason) for one in set_aside_findings(source)] == [
        ("SEN-dakar-2013-v1", "Parce que")
    ]
    everything = Source(source.engine, ("PUB", "PART", "SEC"))
    assert len(set_aside_findings(everything)) == 2


def test_a_measure_has_its_newest_title(source: Source) -> None:
    titles = measure_titles(source, "SEN", ["SEN-M0001", "SEN-M0404"])
    assert {one: found["title_fr"] for one, found in titles.items()} == {"SEN-M0001": "Après"}
