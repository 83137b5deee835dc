"""Rules on dates, levels and identifiers: where each begins and ends."""

from datetime import date
from typing import Any

import pytest

from loaders.checks import CHECKS, check
from loaders.entries import History, KnownMeasure
from schemas.content import Content
from schemas.findings import RULES

Changes = dict[str, Any]


def known(answer: str) -> KnownMeasure:
    return KnownMeasure("", "", "1", answer)


@pytest.fixture
def objective_of(findings_of: Any, printed_row: Any) -> Any:
    """Findings of a report whose first objective has these cells."""

    def found(history: History | None = None, **cells: Any) -> Any:
        row = printed_row("objectives", cells)
        changes = {f"objectives.0.{key}": value for key, value in row.items()}
        return findings_of(changes, history=history)

    return found


# The registry


def test_every_check_names_the_code_it_gives() -> None:
    for rule in CHECKS:
        code = (rule.__doc__ or "").partition(":")[0]
        assert code in RULES, rule.__name__
    assert len(set(CHECKS)) == len(CHECKS)


def test_no_check_runs_for_an_unknown_round(reporting: Any, content: Content) -> None:
    report = reporting.clean({"id.0.round": None, "contacts": []}, meta=None)
    unknown = type(report)("SEN", "", report.meta, report.sheets, ())
    assert check(unknown, content, History(), date(2013, 9, 12)) == ()


# Dates


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"measures.0.end_planned": date(2012, 9, 1)}, []),
        ({"measures.0.end_planned": date(2012, 8, 31)}, [("Q7", "end-before-start")]),
        ({"measures.0.end_actual": date(2012, 8, 31)}, [("R7", "end-before-start")]),
        ({"measures.0.start": None, "measures.0.end_planned": date(2001, 1, 1)}, []),
        ({"id.0.period_from": date(2013, 6, 1)}, [("E11", "end-before-start")]),
    ],
)
def test_an_end_comes_after_its_start(
    findings_of: Any, changes: Changes, expected: list[tuple[str, str]]
) -> None:
    assert findings_of(changes) == expected


def test_an_expected_date_lies_after_the_period_of_the_report(findings_of: Any) -> None:
    step = {"objectives.0.next_date": date(2013, 6, 1)}
    assert findings_of(step) == []
    assert findings_of({**step, "id.0.period_to": date(2013, 6, 30)}) == [("O7", "date-passed")]
    without = {"objectives.0.next_date": date(2013, 5, 31), "id.0.period_to": "n.d."}
    assert findings_of(without) == [("E11", "not-a-date"), ("O7", "date-passed")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"measures.0.end_actual": date(2013, 9, 12)}, []),
        ({"measures.0.end_actual": date(2013, 9, 13)}, [("R7", "date-in-future")]),
        (
            {
                "id.0.validated": "Y · Oui / Yes",
                "id.0.validated_by": "Directeur",
                "id.0.validated_on": date(2014, 1, 1),
            },
            [("E20", "date-in-future")],
        ),
        ({"profiles.0.mp_year": 2013}, []),
        ({"profiles.0.mp_year": 2014}, [("E8", "date-in-future")]),
        ({"measures.0.year": 2014}, []),
    ],
)
def test_what_has_happened_is_not_in_the_future(
    findings_of: Any, changes: Changes, expected: list[tuple[str, str]]
) -> None:
    assert findings_of(changes) == expected


# Levels


@pytest.mark.parametrize(
    ("before", "cells", "expected"),
    [
        ("2", {}, []),
        ("3", {}, [("H7", "fall-without-reason")]),
        ("3", {"answer_reason": "Retrait du texte"}, []),
        ("NI", {}, []),
        ("NR", {}, []),
        ("4", {"answer": "1", "answer_reason": "Annulation"}, [("G7", "level-jump")]),
        ("0", {"answer": "3"}, [("G7", "level-jump")]),
        ("1", {"answer": "3"}, []),
        ("4", {"answer": "NI"}, [("H7", "reason-missing")]),
        ("4", {"answer": "NI", "answer_reason": "Archives perdues"}, []),
    ],
)
def test_an_objective_against_the_last_round(
    objective_of: Any, before: str, cells: Changes, expected: list[tuple[str, str]]
) -> None:
    assert objective_of(History(previous_answers={"1": before}), **cells) == expected


def test_a_fall_that_needs_a_reason_anyway_is_asked_for_once(measures_of: Any) -> None:
    history = History(previous_measures={"SEN-M0001": known("3")})
    update = {"measure_id": "SEN-M0001", "update_type": "UPD"}
    assert measures_of(update, history=history) == [("O7", "fall-without-reason")]
    assert measures_of({**update, "pace": "OFF"}, history=history) == [("O7", "reason-missing")]
    assert measures_of({**update, "reason": "Crédits gelés"}, history=history) == []


@pytest.mark.parametrize(
    ("rows", "is_far"),
    [
        ([{"level": "3", "result": "Signé"}], False),
        ([{"level": "0"}], True),
        ([{"level": "0"}, {"level": "1", "title_fr": "Loi", "title_en": "Law"}], False),
        ([{"level": "NI", "reason": "Archives"}], False),
        ([{"flag": "ABAN", "reason": "Sans crédits"}], True),
        ([{"flag": "ABAN", "reason": "Repris", "replaced_by": "Accord de mobilité"}], False),
        ([{"update_type": "DROP", "reason": "Doublon", "level": "0"}], False),
        ([{"level": "0", "objective": "2"}], True),
    ],
)
def test_an_objective_and_the_mean_of_its_measures(
    measures_of: Any, rows: list[Changes], is_far: bool
) -> None:
    codes = {code for _, code in measures_of(*rows)}
    assert codes == ({"own-level-differs"} if is_far else set())


def test_an_unchanged_measure_counts_with_its_last_level(measures_of: Any) -> None:
    history = History(previous_measures={"SEN-M0001": known("0")})
    row = {"update_type": "SAME", "measure_id": "SEN-M0001", "level": None}
    assert measures_of(row, history=history) == [("G7", "own-level-differs")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("SEN-M0001", []),
        ("SEN-M0002", [("L7", "required-empty")]),
        (None, [("L7", "required-empty")]),
        ("SEN-M0099", [("B7", "unknown-measure-id")]),
    ],
)
def test_unchanged_needs_a_level_of_the_last_round(
    measures_of: Any, given: str | None, expected: list[tuple[str, str]]
) -> None:
    history = History(
        previous_measures={"SEN-M0001": known("2")},
        known_ids=frozenset({"SEN-M0001", "SEN-M0002"}),
    )
    row = {"update_type": "SAME", "measure_id": given, "level": None}
    found = measures_of(row, history=history)
    assert [one for one in found if one[1] != "measure-not-mentioned"] == expected


# Identifiers


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("SEN-M0001", []),
        ("SEN-M0002", []),
        ("SEN-M0003", [("B7", "unknown-measure-id")]),
        ("MLI-M0001", [("B7", "foreign-measure-id")]),
        ("XXX-M0001", [("B7", "unknown-measure-id")]),
        ("12", [("B7", "unknown-measure-id")]),
    ],
)
def test_measure_ids_are_those_of_the_country(
    measures_of: Any, given: str, expected: list[tuple[str, str]]
) -> None:
    history = History(
        earlier_measures={"SEN-M0002": known("2")}, known_ids=frozenset({"SEN-M0001"})
    )
    assert measures_of({"measure_id": given}, history=history) == expected


def test_a_second_row_with_the_same_id_is_named(measures_of: Any, reporting: Any) -> None:
    history = History(known_ids=frozenset({"SEN-M0001"}))
    law = {"title_fr": "Loi", "title_en": "Law", "measure_id": "SEN-M0001"}
    found = measures_of(
        {"measure_id": "SEN-M0001"}, law, law | {"measure_id": None}, history=history
    )
    assert ("B8", "identifier-twice") in found


def test_silent_measures_are_asked_about_one_by_one(reporting: Any, measures_of: Any) -> None:
    history = History(previous_measures={f"SEN-M000{n}": known("2") for n in (1, 2, 3)})
    row = {"measure_id": "SEN-M0002", "update_type": "UPD"}
    assert measures_of(row, history=history) == [("", "measure-not-mentioned")] * 2
    findings = reporting.findings({"measures": [], "id.0.n_measures_declared": 0}, history)
    assert [f.params["measure_id"] for f in findings] == ["SEN-M0001", "SEN-M0002", "SEN-M0003"]
    assert {f.sheet for f in findings} == {"03_MESURES_MEASURES"}
    assert reporting.findings({"measures": None, "id.0.n_measures_declared": 0}, history) == ()
