"""Frames of a round, on both kinds of database: what enters them, and for whom."""

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from dashboard.queries import (
    Source,
    data_version,
    declared,
    hidden_counts,
    measure_counts,
    reports,
    rounds,
    stored_file,
    theme_answers,
)
from dashboard.queries.frames import answer_counts, coded_counts

ROUND = "dakar-2013"
EVERYTHING = ("PUB", "PART", "SEC")


@pytest.fixture
def public(engine: Engine) -> Source:
    return Source(engine, ("PUB",))


@pytest.fixture
def analyst(engine: Engine) -> Source:
    return Source(engine, EVERYTHING)


def tuples(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.itertuples(index=False, name=None))


def test_an_empty_database_gives_empty_frames_with_their_columns(public: Source) -> None:
    assert rounds(public).columns.tolist() == ["round", "provenance", "is_open", "reports"]
    assert reports(public, ROUND).columns.tolist() == [
        "report",
        "id",
        "country",
        "version",
        "published_at",
        "language",
        "institution",
        "sha256",
        "file_name",
        "measures",
        "consent",
    ]
    assert declared(public, ROUND).columns.tolist() == ["country", "objective", "answer"]
    assert measure_counts(public, ROUND).empty
    assert theme_answers(public, ROUND).empty
    assert hidden_counts(public, ROUND).empty
    assert data_version(public) in (0, 1)


def test_only_the_latest_published_version_counts(given: Any, public: Source) -> None:
    given.report("SEN", version=1, answers="1")
    given.report("SEN", version=2, answers="2")
    given.report("SEN", version=3, answers="4", state="draft")
    given.report("MAR", version=1, answers="0", state="superseded")
    assert tuples(declared(public, ROUND)) == [("SEN", "1", "2")]
    assert reports(public, ROUND)["report"].tolist() == ["SEN-dakar-2013-v2"]


def test_a_round_shows_only_its_own_reports(given: Any, public: Source) -> None:
    given.report("SEN", "madrid-2012", answers="1", measures=[{"answer": "1", "objective": "1"}])
    given.report("SEN", "dakar-2013", answers="3")
    assert tuples(declared(public, "madrid-2012")) == [("SEN", "1", "1")]
    assert measure_counts(public, "dakar-2013").empty


def test_rounds_carry_their_provenance_and_count_their_reports(given: Any, public: Source) -> None:
    given.round("madrid-2012", "illustrative", is_open=False)
    given.round("rabat-2014", "reported")
    given.report("SEN", "madrid-2012")
    given.report("MAR", "madrid-2012")
    given.report("MAR", "rabat-2014", state="draft")
    given.report("MAR", "dakar-2013")
    assert tuples(rounds(public)) == [
        ("dakar-2013", "reported", True, 1),
        ("madrid-2012", "illustrative", False, 2),
        ("rabat-2014", "reported", True, 0),
    ]


def test_an_answer_outside_the_audience_is_confidential(
    given: Any, public: Source, analyst: Source
) -> None:
    given.report(
        "SEN",
        consent="PART",
        answers="4 NR",
        themes=[{"theme": "data", "answer": "3", "interest": "HIGH"}],
    )
    assert tuples(declared(public, ROUND)) == [("SEN", "1", "C"), ("SEN", "2", "C")]
    assert tuples(declared(analyst, ROUND)) == [("SEN", "1", "4"), ("SEN", "2", "NR")]
    assert tuples(theme_answers(public, ROUND)) == [("SEN", "data", "C", "", "")]
    assert tuples(theme_answers(analyst, ROUND)) == [("SEN", "data", "3", "HIGH", "")]


def test_a_report_outside_the_audience_is_counted_and_not_described(
    given: Any, public: Source, analyst: Source
) -> None:
    given.report("SEN", consent="PART", measures=[{"consent": "PUB"}, {"consent": "PART"}])
    columns = ["country", "language", "institution", "file_name", "measures"]
    assert tuples(reports(public, ROUND)[columns]) == [("SEN", "fr", "", "", 1)]
    assert tuples(reports(analyst, ROUND)[columns]) == [
        ("SEN", "fr", "Institution SEN", "SEN.xlsx", 2)
    ]
    assert reports(public, ROUND)["sha256"].tolist() == [""]


def test_measures_outside_the_audience_enter_no_count(
    given: Any, public: Source, analyst: Source
) -> None:
    given.report(
        "SEN",
        measures=[
            {"objective": "4", "theme": "border", "answer": "2"},
            {"objective": "4", "theme": "border", "answer": "2"},
            {"objective": "4", "theme": "border", "answer": "2", "consent": "PART"},
            {"objective": None, "answer": "0", "counts_as": "-", "consent": "SEC"},
        ],
    )
    border = ("SEN", "4", "border", "", "2", "2", "")
    assert tuples(coded_counts(public, ROUND)) == [(*border, 2)]
    assert tuples(coded_counts(analyst, ROUND)) == [
        ("SEN", "", "", "", "0", "-", "", 1),
        (*border, 3),
    ]
    assert tuples(measure_counts(public, ROUND)) == [("SEN", "4", "2", 2)]
    assert tuples(measure_counts(analyst, ROUND)) == [("SEN", "", "-", 1), ("SEN", "4", "2", 3)]
    assert tuples(answer_counts(public, ROUND, "SEN")) == [("2", 2)]
    assert tuples(answer_counts(analyst, ROUND, "SEN")) == [("0", 1), ("2", 3)]
    assert tuples(answer_counts(analyst, ROUND, "MLI")) == []
    committee = Source(public.engine, ("PUB", "PART"))
    assert [hidden_counts(who, ROUND)["n"].sum() for who in (public, committee, analyst)] == [
        2, 1, 0,
    ]  # fmt: skip
    assert tuples(hidden_counts(committee, ROUND)) == [("SEN", "", "-", 1)]


def test_the_data_version_is_the_stored_number(given: Any, public: Source) -> None:
    given.data_version(41)
    assert data_version(public) == 41


def test_an_original_file_is_for_those_who_may_see_all_of_it(
    given: Any, public: Source, analyst: Source
) -> None:
    given.report("SEN")
    given.report("MAR", state="draft")
    file = stored_file(analyst, "SEN-dakar-2013-v1")
    assert file is not None
    assert (file.name, file.content) == ("SEN.xlsx", b"SENdakar-20131")
    for refused in (public, Source(public.engine, ("PUB", "PART"))):
        assert stored_file(refused, "SEN-dakar-2013-v1") is None
    for unknown in ("MAR-dakar-2013-v1", "SEN-dakar-2013-v2", "SEN", "../SEN-dakar-2013-v1"):
        assert stored_file(analyst, unknown) is None
