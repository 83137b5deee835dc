"""The rules across cells, rows, sheets and rounds: where each begins and ends."""

from datetime import date
from typing import Any

import pytest

from loaders.checks import CHECKS, check
from loaders.checks.measures import likely_duplicate
from loaders.entries import History, KnownMeasure
from schemas.content import Content
from schemas.findings import RULES
from schemas.template import Template

Changes = dict[str, Any]


def measure(template: Template, **changes: Any) -> Changes:
    """A complete measure; a value that is a code becomes the printed entry."""
    row: Changes = {
        "update_type": "NEW",
        "title_fr": "Accord de mobilité",
        "title_en": "Mobility agreement",
        "mtype": "AGR",
        "objective": "1",
        "level": "2",
        "pace": "ON",
        "end_planned": date(2014, 12, 31),
        "lead": "Ministère",
        **changes,
    }
    return {key: printed(template, "measures", key, value) for key, value in row.items()}


def printed(template: Template, sheet: str, key: str, value: Any) -> Any:
    column = template.sheets[sheet].column(key)
    entries = template.lists.get(column.list or "", {})
    return entries[value].shown if value in entries else value


def known(answer: str, title: str = "", objective: str = "1") -> KnownMeasure:
    return KnownMeasure("", title, objective, answer)


@pytest.fixture
def measures_of(findings_of: Any, template: Template) -> Any:
    """Findings of a report with these measures, without those of the count."""

    def found(*rows: Changes, history: History | None = None, **changes: Any) -> Any:
        table = [measure(template, **row) for row in rows]
        report = {"measures": table, "id.0.n_measures_declared": len(table), **changes}
        return findings_of(report, history=history)

    return found


@pytest.fixture
def objective_of(findings_of: Any, template: Template) -> Any:
    """Findings of a report whose first objective has these cells."""

    def found(history: History | None = None, **cells: Any) -> Any:
        changes = {
            f"objectives.0.{key}": printed(template, "objectives", key, value)
            for key, value in cells.items()
        }
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


# Measures


def test_other_objectives_differ_from_each_other_too(measures_of: Any) -> None:
    assert measures_of({"objective_2": "2", "objective_3": "3"}) == []
    assert measures_of({"objective_2": "2", "objective_3": "2"}) == [("I7", "same-objective-twice")]


def test_unchanged_and_withdrawn_measures_need_no_objective(measures_of: Any) -> None:
    assert measures_of({"objective": None}) == [("G7", "no-objective")]
    assert measures_of({"objective": "eleven"}) == [("G7", "not-in-list")]
    assert measures_of({"objective": None, "update_type": "DROP", "reason": "Doublon"}) == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"title_fr": None}, [("D7", "translation-pending")]),
        ({"title_en": None}, [("E7", "translation-pending")]),
        ({"title_fr": None, "title_en": None, "title_other": "Acordo"}, ["D7"]),
        ({"title_en": None, "update_type": "DROP", "reason": "Doublon"}, []),
    ],
)
def test_titles_in_one_language(measures_of: Any, cells: Changes, expected: list[Any]) -> None:
    found = measures_of(cells)
    if expected == ["D7"]:
        expected = [("D7", "translation-pending")]
    assert found == expected


@pytest.mark.parametrize(
    ("second", "is_alike"),
    [
        ({}, True),
        ({"title_fr": "ACCORD de mobilite"}, True),
        ({"title_fr": "De mobilité accord", "title_en": None}, True),
        ({"title_fr": "Accords de mobilité", "title_en": "Other"}, True),
        ({"title_fr": "Accord de pêche", "title_en": "Fishing agreement"}, False),
        ({"objective": "2"}, False),
        ({"start": date(2015, 1, 1), "end_planned": date(2016, 1, 1)}, False),
        ({"start": date(2014, 12, 31), "end_planned": date(2016, 1, 1)}, True),
        ({"update_type": "DROP", "reason": "Doublon"}, False),
    ],
)
def test_two_rows_that_look_alike(measures_of: Any, second: Changes, is_alike: bool) -> None:
    codes = [code for _, code in measures_of({}, second)]
    assert ("likely-duplicate" in codes) == is_alike


def test_numbers_in_titles_tell_measures_apart(measures_of: Any) -> None:
    first = {"title_fr": "Recensement, phase 1", "title_en": "Census, phase 1"}
    second = {"title_fr": "Recensement, phase 2", "title_en": "Census, phase 2"}
    assert measures_of(first, second) == []
    assert measures_of(first, first) == [("D8", "likely-duplicate")]


def test_a_repeated_row_names_the_first_one(reporting: Any, template: Template) -> None:
    rows = [measure(template) for _ in range(3)]
    findings = reporting.findings({"measures": rows, "id.0.n_measures_declared": 3})
    assert [(f.cell, f.code, f.params["other"]) for f in findings] == [
        ("D8", "likely-duplicate", "D7"),
        ("D9", "likely-duplicate", "D7"),
    ]


def test_measures_without_objective_are_compared_too(measures_of: Any) -> None:
    found = measures_of({"objective": None}, {"objective": None})
    assert ("D8", "likely-duplicate") in found


def test_a_sheet_of_thousands_of_rows_is_compared_in_blocks(
    reporting: Any, template: Template, content: Content
) -> None:
    names = ["Accord", "Loi", "Plan"]
    rows = [measure(template, title_fr=f"{names[n % 3]} {n}", title_en=None) for n in range(1100)]
    rows[1099] = measure(template, title_fr="Loi 1", title_en=None)
    report = reporting.clean({"measures": rows})
    findings = check(report, content, History(), date(2013, 9, 12))
    alike = [(f.cell, f.params["other"]) for f in findings if f.code == "likely-duplicate"]
    assert alike == [("D1106", "D8")]
    assert likely_duplicate in CHECKS


def test_the_count_is_compared_with_the_rows(findings_of: Any, measures_of: Any) -> None:
    assert findings_of({"measures": [], "id.0.n_measures_declared": 0}) == []
    assert findings_of({"measures": []}) == [("E21", "count-differs")]
    assert findings_of({"measures": [], "id.0.n_measures_declared": "aucune"}) == [
        ("E21", "not-a-number")
    ]


# Numbers


def test_three_high_priorities_are_allowed(findings_of: Any) -> None:
    high = {f"objectives.{n}.priority": "1 · Haute / High" for n in range(5)}
    assert findings_of(dict(list(high.items())[:3])) == []
    assert findings_of(high) == [("J10", "too-many-priorities")]


def test_assistance_is_short_term(findings_of: Any) -> None:
    assert findings_of({"assistance.0.days": 120}) == []
    assert findings_of({"assistance.0.days": 121}) == [("M7", "assistance-too-long")]


# Links between sheets


@pytest.mark.parametrize(
    ("path", "named", "is_known"),
    [
        ("exchange.0.measure", "SEN-M0001", True),
        ("exchange.0.measure", "Registre d'etat civil informatise", True),
        ("exchange.0.measure", "SEN-M0002", False),
        ("exchange.0.answers_to", "MLI-K003", True),
        ("exchange.0.answers_to", "SEN-K001", True),
        ("exchange.0.answers_to", "Actes non déclarés", True),
        ("exchange.0.answers_to", "SEN-K009", False),
        ("measures.0.replaced_by", "SEN-M0001", True),
        ("measures.0.replaced_by", "Computerised civil register", True),
        ("measures.0.replaced_by", "Autre mesure", False),
    ],
)
def test_links_lead_to_rows_that_exist(
    reporting: Any, path: str, named: str, is_known: bool
) -> None:
    history = History(known_ids=frozenset({"SEN-M0001"}), item_ids=frozenset({"MLI-K003"}))
    findings = reporting.findings({path: named, "exchange.0.item_id": "SEN-K001"}, history)
    codes = [f.code for f in findings if f.code != "interpreted"]
    assert codes == ([] if is_known else ["unknown-link"])


def test_only_a_challenge_can_be_answered(findings_of: Any) -> None:
    practice = {
        "exchange.0.kind": "PRAC · Bonne pratique / Good practice",
        "exchange.0.conditions": "Un registre numérique",
        "exchange.0.item_id": "SEN-K001",
        "exchange.0.answers_to": "SEN-K001",
    }
    assert findings_of(practice) == [("J7", "unknown-link")]


@pytest.mark.parametrize(
    ("named", "is_known"),
    [("Point focal", True), ("focal POINT", True), ("Point", False), ("Autre Nom", False)],
)
def test_persons_have_a_row_among_the_contacts(
    findings_of: Any, reporting: Any, named: str, is_known: bool
) -> None:
    for path in ("themes.0.contact", "profiles.0.im_contact"):
        expected = [] if is_known else [(reporting.address(path), "unknown-person")]
        assert findings_of({path: named}) == expected


def test_a_file_without_contacts_lacks_its_focal_point_only(findings_of: Any) -> None:
    named = {"themes.0.contact": "Autre Nom"}
    assert findings_of({**named, "contacts": None}) == [("", "no-focal-point")]
    assert findings_of({"contacts": []}) == [("", "no-focal-point")]
    assert findings_of({"contacts.0.role": "Chef"}) == [("B7", "not-in-list")]


def test_support_wanted_is_requested(findings_of: Any) -> None:
    wanted = {"profiles.0.mp_need": "Un expert"}
    assert findings_of(wanted) == []
    offer = {
        "assistance.0.direction": "OFFER · Offre / Offer",
        "assistance.0.urgency": None,
    }
    assert findings_of({**wanted, **offer}) == [("E12", "support-without-request")]
    assert findings_of({**wanted, "assistance.0.direction": "?"}) == [("C7", "not-in-list")]
