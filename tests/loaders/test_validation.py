"""From recognised cells to clean rows: identity, required cells, and nothing done silently."""

from datetime import date
from typing import Any

import pytest

from loaders.entries import Cell, Kind, Meta, Stated
from loaders.validation import validate
from schemas.content import Content
from schemas.findings import outcome_of

NO_META = Meta()


def test_a_perfect_report_gives_no_finding(reporting: Any, content: Content) -> None:
    report = reporting.clean()
    assert report.findings == ()
    assert (report.country, report.round) == ("SEN", "dakar-2013")
    assert list(report.sheets) == list(content.template_of("dakar-2013").sheets)


def test_clean_values_are_codes_dates_and_numbers(reporting: Any) -> None:
    report = reporting.clean({"measures.0.amount": 1250.5, "measures.0.currency": "EUR"})
    measure = report.sheets["measures"][0]
    assert measure.get("update_type") == "NEW"
    assert measure.get("start") == date(2012, 9, 1)
    assert measure.get("amount") == 1250.5
    assert measure.get("measure_id") is None
    assert measure.places["level"] == "L7"
    assert [row.get("objective") for row in report.sheets["objectives"]] == [
        str(n) for n in range(1, 11)
    ]
    assert [row.get("theme") for row in report.sheets["themes"]] == ["DATA", "BORDER", "CRISIS"]
    assert report.form("id").get("n_measures_declared") == 1


def test_a_cell_with_an_error_is_empty_and_its_text_stays(reporting: Any) -> None:
    report = reporting.clean({"measures.0.level": "50 %"})
    measure = report.sheets["measures"][0]
    assert measure.get("level") is None
    assert measure.faulty == {"level"}
    (finding,) = report.findings
    assert (finding.code, finding.sheet, finding.cell, finding.value) == (
        "not-in-list",
        "03_MESURES_MEASURES",
        "L7",
        "50 %",
    )
    assert finding.params == {"column": "measures.level", "list": "answer", "entry": "answer:2"}


def test_findings_stand_in_the_order_of_the_file(findings_of: Any) -> None:
    assert findings_of(
        {
            "contacts.0.email": "aucun",
            "measures.1.title_fr": "x" * 251,
            "measures.1.level": "9",
            "objectives.9.answer": "x",
            "objectives.0.basis": "DOC",
            "id.0.iso3": "MLI",
        }
    )[:7] == [
        ("E8", "country-mismatch"),
        ("E21", "count-differs"),
        ("K7", "interpreted"),
        ("G16", "not-in-list"),
        ("C8", "required-empty"),
        ("D8", "text-too-long"),
        ("E8", "translation-pending"),
    ]


# Rows


def test_a_row_without_typed_cells_is_no_row(reporting: Any) -> None:
    report = reporting.clean(
        {
            "measures.1.prev_level": "2 · En cours / Under way",
            "measures.2.title_fr": "  ",
            "measures.3.title_fr": "\u200b",
        }
    )
    assert len(report.sheets["measures"]) == 1


def test_a_started_row_is_asked_for_its_required_cells(findings_of: Any, reporting: Any) -> None:
    wanted = ["update_type", "mtype", "level", "lead"]
    found = findings_of({"measures.1.title_fr": "Accord", "measures.1.title_en": "Agreement"})
    required = [cell for cell, code in found if code == "required-empty"]
    assert required == [reporting.address(f"measures.1.{key}") for key in wanted]


def test_an_unchanged_measure_needs_one_cell(reporting: Any) -> None:
    report = reporting.clean(
        {"measures": [{"measure_id": "SEN-M0001", "update_type": "SAME · Inchangée / Unchanged"}]}
    )
    assert report.findings == ()


def test_one_title_of_three_is_enough(findings_of: Any) -> None:
    empty = {"measures.0.title_fr": None, "measures.0.title_en": None}
    assert findings_of(empty) == [("D7", "required-empty")]
    report = {**empty, "measures.0.title_other": "Acordo"}
    assert ("D7", "required-empty") not in findings_of(report)


def test_a_place_is_asked_for_once(findings_of: Any, reporting: Any) -> None:
    place = reporting.address("exchange.0.objective")
    assert findings_of({"exchange.0.objective": None}) == [(place, "required-empty")]
    theme = "DATA · Données pour la décision (obj. 10) / Data for decisions (obj. 10)"
    assert findings_of({"exchange.0.objective": None, "exchange.0.theme": theme}) == []
    assert findings_of({"exchange.0.objective": "none"}) == [(place, "not-in-list")]


def test_a_cell_that_could_not_be_read_asks_for_nothing_else(findings_of: Any) -> None:
    assert findings_of({"objectives.0.answer": "N I", "objectives.0.pace": None}) == [
        ("G7", "interpreted"),
        ("H7", "reason-missing"),
    ]
    assert findings_of({"objectives.0.answer": "?", "objectives.0.pace": None}) == [
        ("G7", "not-in-list")
    ]


def test_a_column_that_the_file_lacks_is_not_asked_for_in_every_row(
    reporting: Any, content: Content
) -> None:
    recognised = reporting.recognised({"contacts.0.email": None})
    sheet = recognised.sheets["contacts"]
    row = sheet.rows[0]
    places = {key: place for key, place in row.places.items() if key != "email"}
    recognised.sheets["contacts"] = type(sheet)(
        sheet.code, sheet.title, sheet.columns, (type(row)(row.number, row.cells, places),)
    )
    assert validate(recognised, content).findings == ()


def test_fixed_rows_without_name_or_named_twice_are_left_to_recognition(reporting: Any) -> None:
    report = reporting.clean(
        {
            "objectives.0.objective": 1,
            "objectives.8.objective": "2 · Moyens",
            "objectives.9.objective": "eleven",
        }
    )
    objectives = [row.get("objective") for row in report.sheets["objectives"]]
    assert objectives == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert report.findings == ()


def test_an_empty_form_asks_every_required_question(reporting: Any) -> None:
    report = reporting.clean({"profiles": [{}]})
    assert [f.cell for f in report.findings] == ["E7", "E11", "E13"]
    assert report.form("profiles") is None


def test_a_missing_sheet_has_no_rows_and_asks_nothing(reporting: Any) -> None:
    report = reporting.clean({"profiles": None})
    assert "profiles" not in report.sheets
    assert report.findings == ()


# Formulas and limits


def test_a_formula_never_calculated_is_an_empty_answer(reporting: Any) -> None:
    formula = Cell(0, 0, Kind.TEXT, None, "General", "=A1")
    (finding,) = reporting.clean(
        {"objectives.0.answer": formula, "objectives.0.pace": None}
    ).findings
    assert (finding.cell, finding.code, finding.value) == ("G7", "required-empty", "=A1")
    (finding,) = reporting.clean({"objectives.0.obstacle": formula}).findings
    assert (finding.cell, finding.code, finding.value) == ("M7", "formula-in-input", "=A1")


def test_a_formula_that_gives_nothing_is_an_empty_answer(reporting: Any) -> None:
    formula = Cell(0, 0, Kind.TEXT, "", "General", '=IF(A1="","",A1)')
    (finding,) = reporting.clean({"contacts.0.name": formula}).findings
    assert (finding.cell, finding.code, finding.value) == (
        "C7",
        "required-empty",
        '=IF(A1="","",A1)',
    )


def test_formulas_of_the_template_are_no_answers(findings_of: Any) -> None:
    formula = Cell(0, 0, Kind.TEXT, "OK", "General", '=IF(1,"OK","")')
    assert findings_of({"measures.0.row_check": formula, "objectives.0.label_fr": formula}) == []


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("id.0.n_measures_declared", -1, "not-a-number"),
        ("assistance.0.days", 0, "not-a-number"),
        ("measures.0.year", 1066, "implausible-date"),
        ("measures.0.year", 10**12, "implausible-date"),
    ],
)
def test_numbers_outside_their_limits(
    findings_of: Any, reporting: Any, path: str, value: int, code: str
) -> None:
    assert findings_of({path: value}) == [(reporting.address(path), code)]


# Identity


@pytest.mark.parametrize(
    ("changes", "how", "expected"),
    [
        ({}, {}, ("SEN", "dakar-2013", [])),
        ({}, {"meta": NO_META}, ("SEN", "dakar-2013", [])),
        ({"id.0.iso3": None}, {"meta": NO_META}, ("SEN", "dakar-2013", [])),
        ({"id": None}, {}, ("SEN", "dakar-2013", [])),
        ({"id.0.country": "senegal", "id.0.round": "DAKAR 2013"}, {}, ("SEN", "dakar-2013", [])),
        (
            {"id.0.iso3": None, "id.0.country": None, "id.0.round": None},
            {"meta": NO_META, "stated": Stated("SEN", "dakar-2013")},
            ("SEN", "dakar-2013", []),
        ),
        ({}, {"stated": Stated("MLI", "rabat-2014")}, ("SEN", "dakar-2013", [])),
        (
            {},
            {"meta": NO_META, "stated": Stated("MLI")},
            ("MLI", "dakar-2013", ["country-mismatch"]),
        ),
        (
            {"id.0.iso3": "MLI", "id.0.country": "Niger"},
            {},
            ("SEN", "dakar-2013", ["country-mismatch", "country-mismatch"]),
        ),
        (
            {"id.0.iso3": "BRA", "id.0.country": "Brésil"},
            {"meta": NO_META},
            ("", "dakar-2013", ["unknown-country"]),
        ),
        (
            {"id": None},
            {"meta": NO_META},
            ("", "", ["unknown-country", "unknown-round"]),
        ),
        (
            {},
            {"meta": NO_META, "stated": Stated("Wakanda")},
            ("", "dakar-2013", ["unknown-country"]),
        ),
        ({"id.0.country": "Nigerland"}, {}, ("SEN", "dakar-2013", ["unknown-country"])),
        ({"id.0.round": "rabat-2014"}, {}, ("SEN", "dakar-2013", ["round-mismatch"])),
        ({"id.0.round": "dakar-1999"}, {}, ("SEN", "dakar-2013", ["unknown-round"])),
        ({}, {"states": {"dakar-2013": False}}, ("SEN", "dakar-2013", ["closed-round"])),
        ({}, {"states": {"rabat-2014": False}}, ("SEN", "dakar-2013", [])),
    ],
)
def test_identity(
    reporting: Any, changes: Any, how: Any, expected: tuple[str, str, list[str]]
) -> None:
    report = reporting.clean(changes, **how)
    assert (report.country, report.round, [f.code for f in report.findings]) == expected
    refusing = [code for code in expected[2] if code != "not-a-member"]
    assert (outcome_of(report.findings) == "refused") == bool(refusing)


def test_a_mismatch_names_both_countries(reporting: Any) -> None:
    (finding,) = reporting.clean({"id.0.iso3": "MLI"}).findings
    assert (finding.cell, finding.value) == ("E8", "MLI")
    assert finding.params == {"stated": "SEN", "found": "MLI"}


@pytest.mark.parametrize(
    ("iso3", "name", "round_code", "is_member"),
    [
        ("HRV", "Croatie", "dakar-2013", False),
        ("HRV", "Croatie", "rabat-2014", True),
        ("DZA", "Algérie", "dakar-2013", False),
        ("STP", "Sao Tomé-et-Principe", "rabat-2014", False),
        ("EGY", "Égypte", "rabat-2014", True),
    ],
)
def test_membership_is_dated(
    reporting: Any, iso3: str, name: str, round_code: str, is_member: bool
) -> None:
    meta = Meta("progress-report", "1", "dakar", iso3, round_code, "fr", present=True)
    identity = {"id.0.iso3": iso3, "id.0.country": name, "id.0.round": round_code}
    codes = [f.code for f in reporting.clean(identity, meta=meta).findings]
    assert codes == ([] if is_member else ["not-a-member"])


def test_a_file_without_template_is_left_to_recognition(reporting: Any, content: Content) -> None:
    recognised = reporting.recognised({})
    refused = type(recognised)(None, NO_META, {})
    report = validate(refused, content)
    assert (report.findings, report.sheets, report.country) == ((), {}, "")


# A round nobody was asked to report to


def test_completeness_rules_do_not_run_where_nobody_was_asked(reporting: Any) -> None:
    meta = Meta("progress-report", "1", "dakar", "SEN", "public-sources", "fr", present=True)
    measure = {
        "title_en": "Civil register opened",
        "objective": "6 · Registres d’état civil / Civil status registers",
        "status_word": "launched · Lancée / Launched",
    }
    changes = {
        "id": [{"country": "Sénégal", "iso3": "SEN", "round": "public-sources"}],
        "objectives": [{"objective": str(n)} for n in range(1, 11)],
        "themes": [{"theme": code} for code in ("DATA", "BORDER", "CRISIS")],
        "measures": [measure, {**measure, "status_word": "lancé"}],
        "exchange": [],
        "assistance": [],
        "profiles": [{}],
        "contacts": [],
    }
    findings = reporting.findings(changes, meta=meta)
    assert [f.code for f in findings] == ["not-in-list"]
