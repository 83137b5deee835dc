"""Every finding code is made by one stage; those made here each have a smallest example."""

from datetime import date
from typing import Any

import pytest

from loaders.entries import Cell, History, Kind, KnownMeasure, Meta, Stated
from schemas.content import Content
from schemas.findings import RULES, Scope
from schemas.findings_text import PARAMS, message

_READING = """not-a-workbook old-format strict-format encrypted macros damaged too-large
unsafe-archive date-system-1904"""
_RECOGNITION = """not-this-template withdrawn-template older-template meta-missing column-missing
sheet-missing objective-row-missing objective-row-double ignored-column ignored-sheet ignored-cells
hidden-rows-read merged-cells-read"""
READING = frozenset(_READING.split())
RECOGNITION = frozenset(_RECOGNITION.split())
STORAGE = frozenset({"already-stored", "same-content", "objective-placed"})
DESK = frozenset({"country-not-allowed"})
"""Codes that depend on who sends the file."""

READ = ("interpreted", "reading-refused")

OTHER = KnownMeasure("SEN-M0002", "accord", "6", "2")
ALGERIA = {"id.0.iso3": "DZA", "id.0.country": "Algérie"}
REPEATED = {
    "id.0.n_measures_declared": 2,
    "measures.1.update_type": "NEW · Nouvelle / New",
    "measures.1.title_fr": "Registres d’état civil informatisés",
    "measures.1.title_en": "Computerized civil registers",
    "measures.1.mtype": "PRJ · Projet ou programme / Project or programme",
    "measures.1.objective": "6 · Registres d’état civil / Civil status registers",
    "measures.1.level": "2 · En cours / Under way",
    "measures.1.pace": "ON · Dans les temps / On track",
    "measures.1.end_planned": date(2014, 12, 31),
    "measures.1.lead": "Ministère de la Justice",
}
COMPLETED = {
    "objectives.5.answer": "3 · Avancée / Advanced",
    "measures.0.level": "4 · Achevée / Completed",
    "measures.0.result": "Registre ouvert",
    "measures.0.end_actual": date(2013, 3, 1),
    "measures.0.evidence": "JO 2013-12",
}

VALIDATION: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "unknown-country": ({"id.0.country": "Wakanda"}, {}, "E7"),
    "country-mismatch": ({"id.0.iso3": "MLI"}, {}, "E8"),
    "unknown-round": ({"id.0.round": "dakar-1999"}, {}, "E9"),
    "round-mismatch": ({"id.0.round": "rabat-2014"}, {}, "E9"),
    "closed-round": ({}, {"states": {"dakar-2013": False}}, "E9"),
    "not-a-member": (
        ALGERIA,
        {"meta": Meta("progress-report", "1", "dakar", "DZA", "dakar-2013", "fr", True)},
        "E8",
    ),
    "required-empty": ({"objectives.3.basis": None}, {}, "K10"),
    "not-in-list": ({"objectives.0.answer": "50 %"}, {}, "G7"),
    "interpreted": ({"objectives.0.answer": "2"}, {}, "G7"),
    "not-a-number": ({"assistance.0.days": "dix"}, {}, "M7"),
    "ambiguous-date": ({"measures.0.start": "03/04/2013"}, {}, "P7"),
    "not-a-date": ({"measures.0.start": "31/02/2013"}, {}, "P7"),
    "reading-refused": (
        {"measures.0.start": "1 septembre 2012"},
        {"stated": Stated(refused=("03_MESURES_MEASURES!P7",))},
        "P7",
    ),
    "error-value": ({"measures.0.partners": Cell(0, 0, Kind.ERROR, "#REF!")}, {}, "W7"),
    "formula-in-input": (
        {"measures.0.lead": Cell(0, 0, Kind.TEXT, "Justice", "@", "=A1")},
        {},
        "U7",
    ),
    "text-too-long": ({"measures.0.comment": "x" * 251}, {}, "AD7"),
    "characters-removed": ({"measures.0.comment": "a\u200bb"}, {}, "AD7"),
    "implausible-date": ({"measures.0.start": date(1999, 12, 31)}, {}, "P7"),
    "negative-amount": ({"measures.0.amount": -5, "measures.0.currency": "EUR"}, {}, "Z7"),
    "unknown-country-name": ({"measures.0.countries": "Nigerland"}, {}, "X7"),
    "email-shape": ({"contacts.0.email": "aucun"}, {}, "F7"),
    "reason-missing": (
        {"objectives.0.answer": "NA · Sans objet (motif) / Not applicable (reason)"},
        {},
        "H7",
    ),
    "completed-without-evidence": ({**COMPLETED, "measures.0.evidence": None}, {}, "T7"),
    "amount-without-currency": ({"measures.0.amount": 5}, {}, "AA7"),
}
CHECKS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "end-before-start": ({"measures.0.end_planned": date(2012, 8, 31)}, {}, "Q7"),
    "date-passed": ({"objectives.0.next_date": date(2013, 5, 31)}, {}, "O7"),
    "date-in-future": ({**COMPLETED, "measures.0.end_actual": date(2013, 9, 13)}, {}, "R7"),
    "same-objective-twice": (
        {"measures.0.objective_2": "6 · Registres d’état civil / Civil status registers"},
        {},
        "H7",
    ),
    "foreign-measure-id": ({"measures.0.measure_id": "MLI-M0001"}, {}, "B7"),
    "unknown-measure-id": ({"measures.0.measure_id": "SEN-M0099"}, {}, "B7"),
    "identifier-twice": (
        {
            **{f"exchange.{n}.item_id": "SEN-K001" for n in (0, 1)},
            "exchange.1.kind": "CHAL · Défi / Challenge",
            "exchange.1.title": "Actes perdus",
            "exchange.1.lang": "FR · Français / French",
            "exchange.1.text": "Un registre sur dix est perdu.",
            "exchange.1.theme": "CRISIS · Migrations en situations de crise (obj. 5) / "
            "Migration in crisis situations (obj. 5)",
        },
        {},
        "B8",
    ),
    "likely-duplicate": (REPEATED, {}, "D8"),
    "measure-not-mentioned": (
        {},
        {"history": History(previous_measures={"SEN-M0002": OTHER})},
        "",
    ),
    "fall-without-reason": ({}, {"history": History(previous_answers={"1": "3"})}, "H7"),
    "level-jump": (
        {
            **COMPLETED,
            "measures.0.measure_id": "SEN-M0001",
        },
        {"history": History(previous_measures={"SEN-M0001": KnownMeasure("", "", "6", "1")})},
        "L7",
    ),
    "own-level-differs": (
        {**COMPLETED, "objectives.5.answer": "2 · En cours / Under way"},
        {},
        "G12",
    ),
    "count-differs": ({"id.0.n_measures_declared": 2}, {}, "E21"),
    "too-many-priorities": (
        {f"objectives.{n}.priority": "1 · Haute / High" for n in range(4)},
        {},
        "J10",
    ),
    "assistance-too-long": ({"assistance.0.days": 121}, {}, "M7"),
    "unknown-person": ({"themes.0.contact": "Personne Inconnue"}, {}, "L7"),
    "unknown-link": ({"exchange.0.answers_to": "MLI-K009"}, {}, "J7"),
    "no-focal-point": ({"contacts.0.role": "ALT · Suppléant / Alternate"}, {}, ""),
    "no-objective": ({"measures.0.objective": None}, {}, "G7"),
    "support-without-request": (
        {"profiles.0.mp_need": "Un expert", "assistance": []},
        {},
        "E12",
    ),
    "translation-pending": ({"measures.0.title_en": None}, {}, "E7"),
}


FOREIGN = frozenset(
    {"foreign-table", "column-not-read", "sheet-not-read", "rows-not-read", "cells-not-read"}
)


def test_every_code_is_made_by_exactly_one_stage() -> None:
    stages = [
        READING,
        RECOGNITION,
        FOREIGN,
        frozenset(VALIDATION),
        frozenset(CHECKS),
        STORAGE,
        DESK,
    ]
    made = [code for stage in stages for code in stage]
    assert sorted(made) == sorted(RULES)


@pytest.mark.parametrize("code", [*VALIDATION, *CHECKS])
def test_a_smallest_report_gives_exactly_this_code(
    reporting: Any, content: Content, code: str
) -> None:
    changes, how, place = {**VALIDATION, **CHECKS}[code]
    findings = reporting.findings(changes, **how)
    assert [(f.cell, f.code) for f in findings] == [(place, code)]
    (finding,) = findings
    allowed = set(PARAMS[code])
    params = set(finding.params)
    assert params <= allowed if code in READ else params >= allowed
    assert bool(finding.cell) or RULES[code].scope is Scope.SHEET
    for language in content.words:
        assert "…" not in message(finding, content.words[language], content).text


def test_a_perfect_report_gives_none(findings_of: Any) -> None:
    assert findings_of({}) == []
