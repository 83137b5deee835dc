"""Rules on the measures, on numbers, and on what one sheet says of another."""

from datetime import date
from typing import Any

import pytest

from loaders.checks import check
from loaders.entries import History
from schemas.content import Content

Changes = dict[str, Any]


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


def test_a_repeated_row_names_the_first_one(reporting: Any, measure_row: Any) -> None:
    rows = [measure_row() for _ in range(3)]
    findings = reporting.findings({"measures": rows, "id.0.n_measures_declared": 3})
    assert [(f.cell, f.code, f.params["other"]) for f in findings] == [
        ("D8", "likely-duplicate", "D7"),
        ("D9", "likely-duplicate", "D7"),
    ]


def test_measures_without_objective_are_compared_too(measures_of: Any) -> None:
    found = measures_of({"objective": None}, {"objective": None})
    assert ("D8", "likely-duplicate") in found


def test_a_sheet_of_thousands_of_rows_is_compared_in_blocks(
    reporting: Any, measure_row: Any, content: Content
) -> None:
    names = ["Accord", "Loi", "Plan"]
    rows = [measure_row(title_fr=f"{names[n % 3]} {n}", title_en=None) for n in range(1100)]
    rows[1099] = measure_row(title_fr="Loi 1", title_en=None)
    report = reporting.clean({"measures": rows})
    findings = check(report, content, History(), date(2013, 9, 12))
    alike = [(f.cell, f.params["other"]) for f in findings if f.code == "likely-duplicate"]
    assert alike == [("D1106", "D8")]


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
