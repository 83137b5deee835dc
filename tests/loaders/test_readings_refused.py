"""A value that was read out of another writing, and the reading is not accepted."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from loaders import load
from loaders.entries import CleanReport, Stated
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.findings import Severity
from schemas.findings_text import message
from schemas.template import Template

OTHERWISE: dict[str, Any] = {
    "objectives.0.answer": "en cours",
    "objectives.1.next_date": "31 mars 2014",
    "measures.0.level": 2,
    "measures.0.partners": "senegal; Mali",
    "measures.0.amount": "1 250,50",
    "measures.0.currency": "EUR",
    "measures.0.lead": 12.5,
    "assistance.0.days": "cinq",
    "id.0.consent": "pub",
}
"""Cells as people type them; the one of the days is wrong however it is read."""


def places_of(report: CleanReport, code: str) -> dict[str, str]:
    return {f"{f.sheet}!{f.cell}": f.value for f in report.findings if f.code == code}


def values_of(report: CleanReport) -> dict[str, Any]:
    return {
        f"{row.title}!{place}": row.get(key)
        for rows in report.sheets.values()
        for row in rows
        for key, place in row.places.items()
    }


def test_a_refused_reading_empties_its_cell_and_nothing_else(reporting: Any) -> None:
    before = reporting.clean(OTHERWISE)
    places = places_of(before, "interpreted")
    assert len(places) >= 6
    for place, text in places.items():
        after = reporting.clean(OTHERWISE, stated=Stated(refused=(place,)))
        assert places_of(after, "reading-refused") == {place: text}
        expected = values_of(before) | {place: None}
        assert {k: v for k, v in values_of(after).items() if k in expected} == expected
        others = [f for f in before.findings if f"{f.sheet}!{f.cell}" != place]
        assert [f for f in after.findings if f"{f.sheet}!{f.cell}" != place] == others


def test_it_is_an_error_that_says_what_was_read(reporting: Any, content: Content) -> None:
    place = "02_OBJECTIFS_OBJECTIVES!G7"
    report = reporting.clean({"objectives.0.answer": "en cours"}, stated=Stated(refused=(place,)))
    (finding,) = report.findings
    assert (finding.code, finding.severity, finding.value) == (
        "reading-refused",
        Severity.ERROR,
        "en cours",
    )
    assert "2 · En cours / Under way" in message(finding, content.words["en"], content).what
    assert "answer" not in report.sheets["objectives"][0].values


def test_a_refused_required_cell_is_not_also_called_empty(findings_of: Any) -> None:
    found = findings_of({"measures.0.level": 2}, stated=Stated(refused=("03_MESURES_MEASURES!L7",)))
    assert [(cell, code) for cell, code in found if cell == "L7"] == [("L7", "reading-refused")]


def test_what_was_said_of_the_value_falls_with_it(findings_of: Any) -> None:
    changes = {"measures.0.start": "1 septembre 1912"}
    assert [code for cell, code in findings_of(changes) if cell == "P7"] == [
        "interpreted",
        "implausible-date",
    ]
    refused = Stated(refused=("03_MESURES_MEASURES!P7",))
    assert ("P7", "reading-refused") in findings_of(changes, stated=refused)
    assert ("P7", "implausible-date") not in findings_of(changes, stated=refused)


@pytest.mark.parametrize(
    "refused",
    [
        (),
        ("03_MESURES_MEASURES!Z99", "nonsense", "", "!", "02!G7", "G7"),
        # Read as it is printed, empty, or wrong already: no reading to refuse.
        ("02_OBJECTIFS_OBJECTIVES!G8", "02_OBJECTIFS_OBJECTIVES!H7", "06_ASSISTANCE!M7"),
    ],
)
def test_other_places_change_nothing(reporting: Any, refused: tuple[str, ...]) -> None:
    assert reporting.clean(OTHERWISE, stated=Stated(refused=refused)) == reporting.clean(OTHERWISE)


TYPED = st.sampled_from(
    ["en cours", "2", 2, 1.5, "1 250,50", "12 sept 2013", date(2013, 1, 5), "SEN", "oui", "x", True]
)


@settings(max_examples=60)
@given(data=st.data())
def test_only_interpreted_cells_can_be_refused(
    reporting: Any, template: Template, data: st.DataObject
) -> None:
    paths = [
        f"{sheet.code}.0.{column.key}"
        for sheet in template.sheets.values()
        for column in sheet.columns
        if column.is_input
    ]
    changes = data.draw(st.dictionaries(st.sampled_from(paths), TYPED, max_size=6))
    before = reporting.clean(changes)
    assert reporting.clean(changes, stated=Stated(refused=())) == before
    everywhere = tuple(values_of(before))
    after = reporting.clean(changes, stated=Stated(refused=everywhere))
    interpreted = places_of(before, "interpreted")
    assert places_of(after, "reading-refused") == interpreted
    assert places_of(after, "interpreted") == {}
    kept = values_of(after)
    assert all(kept.get(place) is None for place in interpreted)


def test_a_stored_file_read_otherwise_is_another_version(engine: Engine, content: Content) -> None:
    rows = {"objectives": [{"objective": "1", "answer": "en cours"}]}
    source = filled_workbook(content, "SEN", "dakar-2013", rows)
    stated = Stated(refused=("02_OBJECTIFS_OBJECTIVES!G7",))

    def loaded(how: Stated | None) -> tuple[int | None, bool]:
        result = load(source, "x.xlsx", content=content, engine=engine, stated=how)
        return result.version, any(f.code == "already-stored" for f in result.findings)

    assert loaded(None) == (1, False)
    assert loaded(None) == (1, True)
    assert loaded(stated) == (2, False)
    assert loaded(stated) == (2, True)
    # What was refused stays refused: the bytes alone do not take it back.
    assert loaded(None) == (2, True)
