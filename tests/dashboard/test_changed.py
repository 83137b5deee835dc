"""What changed since the round before, told in sentences: exact, neutral, inside the audience."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard.exhibits import BuiltExhibit, build
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.changed import (
    country_notes,
    country_sentence,
    of_country,
    whole,
    whole_sentences,
)
from dashboard.exhibits.table import joined
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content

NOW, THEN = "dakar-2013", "madrid-2012"

Asked = Callable[..., Ask]


@pytest.fixture
def asked(engine: Engine, content: Content) -> Asked:
    def ask(language: str = "en", consents: str = "PUB", **filters: Any) -> Ask:
        view = replace(Filters(round=NOW), **filters)
        source = Source(engine, tuple(consents.split()))
        return Ask("changed", source, content, content.words[language], view)

    return ask


@pytest.fixture
def exhibit(engine: Engine, content: Content) -> Callable[..., BuiltExhibit]:
    def built(code: str, consents: str = "PUB", **filters: Any) -> BuiltExhibit:
        view = replace(Filters(round=NOW), **filters)
        return build(
            code, Source(engine, tuple(consents.split())), content, content.words["en"], view
        )

    return built


def measure(number: int, objective: str | None, answer: str, **more: Any) -> dict[str, Any]:
    return {
        "measure_id": f"SEN-M{number:04}", "objective": objective, "answer": answer, **more,
    }  # fmt: skip


def answer(objective: str, level: str, **more: Any) -> dict[str, Any]:
    cells = {"answer": f"G{objective}", "reason": f"H{objective}"}
    return {"objective": objective, "answer": level, "cells": cells, **more}


def two_reports(given: Any) -> None:
    """Senegal twice: every fate a measure can have, a rise, a fall with and one without reason."""
    for code in (THEN, NOW):
        given.round(code)
    report = {
        THEN: [
            measure(1, "1", "2"), measure(2, "1", "3"), measure(3, "2", "2"),
            measure(4, "2", "3"), measure(5, "3", "1"), measure(6, "3", "NI"),
            measure(7, "4", "2"), measure(8, "4", "1"), measure(9, "5", "2", update_type="DROP"),
            measure(10, "5", "2", consent="SEC"), measure(11, "5", "2", flag="ABAN"),
        ],
        NOW: [
            measure(1, "1", "4"), measure(2, "1", "3"), measure(3, "2", "3"),
            measure(4, "2", "1"), measure(5, "10", "4"), measure(6, "3", "2"),
            measure(7, "4", "NR", update_type="DROP"), measure(10, "5", "3"),
            measure(11, "5", "2", flag="ABAN"), measure(12, "6", "4"),
        ],
    }  # fmt: skip
    given_answers = {
        THEN: [answer("1", "1"), answer("2", "3"), answer("3", "2"), answer("4", "2")],
        NOW: [
            answer("1", "3", progress="A new law."),
            answer("2", "2", reason="The funds\nran out."),
            answer("3", "0", obstacle=None),
            answer("4", "2"),
        ],
    }
    for code in (THEN, NOW):
        given.report("SEN", code, objectives=given_answers[code], measures=report[code])


def test_a_country_reads_its_changes_in_one_sentence(given: Any, asked: Asked) -> None:
    two_reports(given)
    ask = asked()
    found = of_country(ask, "SEN")
    assert found is not None
    assert country_sentence(ask, found) == (
        "Since Madrid 2012: 1 measure completed, 1 new and 1 withdrawn; objective 1 from "
        "Preparation to Advanced; objective 2 from Advanced to Under way; objective 3 from "
        "Under way to Not started."
    )
    assert country_notes(ask, found) == (
        "Objective 2, reason stated by the country: “The funds ran out” (objectives, cell H2).",
        "Objective 3: no reason stated.",
        "Objective 3: 1 measure that stood there is placed under another objective since.",
        "1 measure is placed under another objective since; this is not counted as a movement.",
        "1 measure of the report before is not mentioned; the country is asked about it.",
    )
    assert found.hidden == 1
    french = asked("fr")
    told = of_country(french, "SEN")
    assert told is not None
    assert country_sentence(french, told).startswith(
        "Depuis Madrid 2012\u00a0: 1 mesure achevée, 1 nouvelle et 1 retirée\u00a0; objectif 1"
    )


def test_every_measure_has_one_fate(given: Any, exhibit: Callable[..., BuiltExhibit]) -> None:
    two_reports(given)
    built = exhibit("carried")
    keys = [column.key for column in built.table.columns][1:]
    (foot,) = built.table.foot
    assert dict(zip(keys, (cell.value for cell in foot[1:]), strict=True)) == {
        "carried": 6, "completed": 1, "risen": 1, "same": 1, "fallen": 1, "unknown": 1,
        "remapped": 1, "new": 1, "withdrawn": 1, "silent": 1,
    }  # fmt: skip
    assert built.not_shown == "1 measure not shown (permitted use)"
    seen = exhibit("carried", consents="PUB PART SEC")
    assert seen.table.foot[0][1].value == 7
    assert seen.not_shown == ""


def test_moves_are_grouped_and_never_ranked(
    given: Any, exhibit: Callable[..., BuiltExhibit]
) -> None:
    two_reports(given)
    given.report("BEN", THEN, answers="2 2 2")
    given.report("BEN", NOW, answers="2 3 0")
    built = exhibit("moves")
    told = [(row[0].text, row[1].text[:2], row[4].text) for row in built.table.rows]
    assert told == [
        ("Senegal", "1.", "A new law."),
        ("Benin", "3.", "No reason stated"),
        ("Senegal", "3.", "No reason stated"),
        ("Benin", "2.", "No reason stated"),
        ("Senegal", "2.", "The funds\nran out."),
    ]
    assert built.table.groups == (("Two levels or more", 3), ("One level", 2))
    assert built.title == (
        "Since Madrid 2012, 3 answers moved by two levels or more and 2 by one level "
        "(2 countries compared)"
    )
    assert "1 measure of the country is placed" in built.table.rows[2][4].note
    only = exhibit("moves", objective="3", countries=("BEN",))
    assert [row[0].text for row in only.table.rows] == ["Benin"]


def test_the_whole_is_told_without_blame(given: Any, asked: Asked) -> None:
    two_reports(given)
    given.report("MLI", THEN, answers="1 1 1")
    given.report("FRA", NOW, answers="4 4 4")
    ask = asked()
    found = whole(ask)
    assert found is not None
    assert (found.first, found.waiting) == (("FRA",), ("MLI",))
    assert whole_sentences(ask, found) == (
        "1 country of 57 can be compared with Madrid 2012.",
        "The mean of the countries compared has clearly risen on objective 1; it has clearly "
        "fallen on objectives 2 and 3; it shows no clear change on the other 7 objectives "
        "compared.",
        "In the 1 country that reported in both rounds: 1 measure completed, 1 new, 1 withdrawn, "
        "1 placed under another objective and 1 not mentioned (the country is asked about it).",
        "For 1 country, this is the first report published.",
        "1 country with a report for Madrid 2012 has none published for this round yet.",
    )


def test_nothing_is_told_without_two_rounds_of_one_origin(given: Any, asked: Asked) -> None:
    given.round(THEN, "illustrative")
    given.round(NOW)
    given.report("SEN", THEN, answers="1")
    given.report("SEN", NOW, answers="2")
    assert whole(asked()) is None
    assert of_country(asked(), "SEN") is None
    assert of_country(asked(), "MLI") is None
    assert whole(asked(round="public-sources")) is None


def test_without_a_known_level_the_section_says_so(given: Any, asked: Asked) -> None:
    for code in (THEN, NOW):
        given.round(code)
        given.report("SEN", code, answers="NA NA NA NA NA NA NA NA NA NA")
    ask = asked()
    found = whole(ask)
    assert found is not None
    assert whole_sentences(ask, found) == (
        "No country has a known level for the same objective in this round and in Madrid 2012.",
    )


def test_a_country_that_missed_a_round_is_compared_with_its_last(given: Any, asked: Asked) -> None:
    for code in (THEN, NOW, "rabat-2014"):
        given.round(code)
    given.report("SEN", THEN, answers="1")
    given.report("MLI", NOW, answers="1")
    given.report("SEN", "rabat-2014", answers="1")
    ask = asked(round="rabat-2014")
    found = of_country(ask, "SEN")
    assert found is not None
    assert country_sentence(ask, found) == (
        "Since Madrid 2012: no measure completed, new or withdrawn, and no level changed."
    )


def test_a_confidential_reason_is_not_told(
    given: Any, asked: Asked, exhibit: Callable[..., BuiltExhibit]
) -> None:
    for code in (THEN, NOW):
        given.round(code)
    given.report("SEN", THEN, answers="3")
    given.report("SEN", NOW, consent="PART", objectives=[answer("1", "1", reason="Not for all.")])
    assert exhibit("moves").table.rows == ()
    found = of_country(asked(), "SEN")
    assert found is not None
    assert found.reasons == ()
    (row,) = exhibit("moves", consents="PUB PART").table.rows
    assert row[4].text == "Not for all."


def test_the_pages_of_a_list_are_one_table_in_a_file(
    given: Any, exhibit: Callable[..., BuiltExhibit]
) -> None:
    """A group that goes on over the end of a page stays one group."""
    for code, levels in ((THEN, "1 1 1 1 1 1 1 1 1 1"), (NOW, "3 2 2 2 2 2 2 2 2 2")):
        given.round(code)
        for country in ("SEN", "MLI", "BEN"):
            given.report(country, code, answers=levels)
    pages = [exhibit("moves", page=page).table for page in (1, 2)]
    assert [len(page.rows) for page in pages] == [15, 15]
    whole_list = joined(pages)
    assert whole_list.groups == (("Two levels or more", 3), ("One level", 27))
    assert (len(whole_list.rows), whole_list.pager) == (30, None)
