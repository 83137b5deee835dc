"""A country's report and the evidence of one cell, for each audience."""

from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard.queries import Source, country_report, evidence

ROUND = "dakar-2013"


@pytest.fixture
def public(engine: Engine) -> Source:
    return Source(engine, ("PUB",))


@pytest.fixture
def analyst(engine: Engine) -> Source:
    return Source(engine, ("PUB", "PART", "SEC"))


def fill(given: Any, consent: str = "PUB") -> None:
    given.report(
        "SEN",
        version=2,
        consent=consent,
        answers="4 NR",
        themes=[
            {
                "theme": "data",
                "answer": "2",
                "done": "Recensement",
                "extra": {"private": {"contact": "Nom Prive"}, "other": "kept"},
            }
        ],
        measures=[
            {"objective": "1", "answer": "3"},
            {"objective": "2", "objective_2": "1", "answer": "1"},
            {"objective": "1", "answer": "0", "consent": "PART"},
        ],
        items=[
            {"item_id": "SEN-K001", "kind": "CHAL", "title": "Registre", "consent": "PUB"},
            {"item_id": "SEN-K002", "kind": "PRAC", "title": "Caché", "consent": "SEC"},
        ],
        assistance=[
            {"ta_id": "SEN-T01", "direction": "NEED", "title": "Formation", "consent": "PART"}
        ],
        profile=[{"mp_status": "PUB", "mp_year": 2009}],
        contacts=[{"name": "Nom Prive", "email": "prive@example.org"}],
        findings=[{"code": "interpreted"}, {"code": "interpreted"}, {"code": "level-jump"}],
    )


def test_a_country_without_a_published_report_has_none(given: Any, public: Source) -> None:
    given.report("SEN", state="draft", answers="4")
    assert country_report(public, ROUND, "SEN") is None
    assert evidence(public, ROUND, "SEN", "1") is None


def test_a_report_tells_its_file_and_everything_in_the_audience(given: Any, public: Source) -> None:
    fill(given)
    report = country_report(public, ROUND, "SEN")
    assert report is not None
    head = report.head
    assert (head.code, head.file_name, head.summary) == (
        "SEN-dakar-2013-v2",
        "SEN.xlsx",
        "Message SEN",
    )
    assert head.sha256 is not None
    assert len(head.sha256) == 64
    assert [(row.objective, row.answer) for row in report.objectives] == [("1", "4"), ("2", "NR")]
    assert report.objectives[0].cells == {"level": "H6"}
    assert [(row.done, row.extra) for row in report.themes] == [("Recensement", {"other": "kept"})]
    assert [row.measure_id for row in report.measures] == ["SEN-M0001", "SEN-M0002"]
    assert [row.item_id for row in report.items] == ["SEN-K001"]
    assert report.assistance == ()
    assert report.profile is not None
    assert report.profile.mp_year == 2009
    assert report.findings == {"info": 2, "warning": 1}
    assert report.not_shown == 3


def test_a_larger_audience_sees_more_rows(given: Any, analyst: Source) -> None:
    fill(given)
    report = country_report(analyst, ROUND, "SEN")
    assert report is not None
    assert (len(report.measures), len(report.items), len(report.assistance)) == (3, 2, 1)
    assert report.not_shown == 0


def test_of_a_report_outside_the_audience_only_its_existence_is_told(
    given: Any, public: Source
) -> None:
    fill(given, consent="PART")
    report = country_report(public, ROUND, "SEN")
    assert report is not None
    head = report.head
    assert (head.is_shown, head.file_name, head.sha256, head.summary, head.institution) == (
        False,
        None,
        None,
        None,
        None,
    )
    assert [row.answer for row in (*report.objectives, *report.themes)] == ["C", "C", "C"]
    assert [row.done for row in report.themes] == [None]
    assert (report.profile, report.findings) == (None, {})
    # A measure's own permitted use decides for the measure.
    assert [row.measure_id for row in report.measures] == ["SEN-M0001", "SEN-M0002"]


def test_contacts_are_in_no_answer(given: Any, analyst: Source) -> None:
    fill(given)
    report = country_report(analyst, ROUND, "SEN")
    cell = evidence(analyst, ROUND, "SEN", "1")
    assert report is not None
    assert cell is not None
    assert "rive" not in f"{asdict(report)}{asdict(cell)}"


def test_evidence_shows_the_answer_and_the_measures_behind_it(given: Any, public: Source) -> None:
    fill(given)
    cell = evidence(public, ROUND, "SEN", "1")
    assert cell is not None
    assert cell.answer is not None
    assert (cell.answer.answer, cell.answer.sheet, cell.answer.cells) == (
        "4",
        "objectives",
        {"level": "H6"},
    )
    assert [row.measure_id for row in cell.measures] == ["SEN-M0001"]
    assert [row.measure_id for row in cell.others] == ["SEN-M0002"]
    assert cell.not_shown == 1


def test_evidence_of_an_objective_without_a_row_has_no_answer(given: Any, public: Source) -> None:
    fill(given)
    cell = evidence(public, ROUND, "SEN", "9")
    assert cell is not None
    assert (cell.answer, cell.measures, cell.others, cell.not_shown) == (None, (), (), 0)
