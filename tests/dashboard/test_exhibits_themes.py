"""Themes, the Roadmap by country, priorities: what they say when little or nothing is known."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard.exhibits import BuiltExhibit, build
from dashboard.figures.chart import Kind
from dashboard.filters import Filters
from dashboard.meetings.paging import parts_of
from dashboard.queries import Source
from schemas.content import Content
from schemas.framework import Framework

ROUND = "dakar-2013"
CODES = (
    "theme-answers", "theme-participation", "theme-needs", "data-decisions", "roadmap-matrix",
    "priorities", "country-priorities",
)  # fmt: skip
SOME = ("SEN", "MLI", "GHA", "FRA", "ESP", "ITA", "BEL", "MAR", "TUN", "EGY", "TGO", "BEN", "GIN",
        "NER", "NGA", "AUT", "BGR", "CYP", "DNK", "EST", "FIN", "DEU")  # fmt: skip

Ask = Callable[..., BuiltExhibit]


@pytest.fixture
def ask(engine: Engine, content: Content) -> Ask:
    def built(
        code: str, language: str = "en", among: Content = content, **filters: Any
    ) -> BuiltExhibit:
        view = replace(Filters(round=ROUND), **filters)
        return build(code, Source(engine, ("PUB",)), among, among.words[language], view)

    return built


def with_framework(content: Content, **changes: Any) -> Content:
    framework: Framework = replace(content.frameworks["dakar"], **changes)
    return replace(content, frameworks={**content.frameworks, "dakar": framework})


def test_an_empty_round_says_so(given: Any, ask: Ask) -> None:
    given.round(ROUND)
    for code in CODES:
        built = ask(code, countries=("SEN",) if code == "country-priorities" else ())
        assert built.title, code
        assert built.chart is None, code
        assert all(cell.value is None for row in built.table.rows for cell in row[1:]), code


def test_answers_that_do_not_apply(given: Any, ask: Ask) -> None:
    given.round(ROUND)
    for country in SOME:
        themes = [{"theme": "data", "answer": "NA"}]
        given.report(country, answers="NA " * 10, themes=themes)
    for code in CODES:
        built = ask(code, theme="data", countries=("SEN",) if code == "country-priorities" else ())
        assert not any(ch.isdigit() and ch != "0" for ch in built.title.replace("10", "")), code
        assert built.note or code == "theme-answers", code
        assert parts_of(built), code


def test_a_framework_without_themes_and_actions(given: Any, ask: Ask, content: Content) -> None:
    given.round(ROUND)
    given.report("SEN", answers="1 2 3", measures=[{"objective": "1", "answer": "2"}])
    bare = with_framework(content, themes={}, actions={})
    for code in CODES:
        assert ask(code, among=bare).title, code


def test_countries_that_give_the_same_two_levels_share_a_row(given: Any, ask: Ask) -> None:
    given.round(ROUND)
    for number, country in enumerate(SOME):
        own = ("1", "2", "3", "NI")[min(number // 7, 3)]
        given.report(country, answers="2 " * 10, themes=[{"theme": "border", "answer": own}])
    built = ask("theme-answers", theme="border")
    assert built.chart is not None
    assert built.chart.kind is Kind.DUMBBELL
    rows = [(one.group, one.label, one.note) for one in built.chart.categories]
    assert rows == [
        ("Theme at a lower level than the objective", "Preparation / Under way", "7 countries"),
        ("Same level", "Under way / Under way", "7 countries"),
        ("Theme at a higher level than the objective", "Advanced / Under way", "7 countries"),
    ]
    assert built.note.startswith("1 country has no known level for the theme")
    assert len(built.table.rows) == len(SOME)


def test_part_in_the_meeting_as_held(given: Any, ask: Ask) -> None:
    """Silence is no absence, and what is kept back is only counted."""
    given.round(ROUND)
    yes = {"theme": "BORDER", "answer": "2", "took_part": "Y", "interest": "YES"}
    given.report("SEN", themes=[yes])
    given.report("MLI", themes=[yes], consent="SEC")
    given.report("GHA", themes=[{**yes, "took_part": "N", "interest": "MAYBE"}])
    given.report("FRA")
    built = ask("theme-participation", theme="border")
    assert built.title == "1 of 3 countries says that it took part in the thematic meeting"
    assert [(label, n) for label, n in built.table.groups] == [
        ("Says it took part", 1),
        ("Says it did not take part", 1),
        ("Does not say", 1),
        ("Confidential", 1),
    ]
    assert built.not_shown == "1 row not shown (permitted use)"
    assert "Madrid, Spain, 5–6 November 2013" in built.facts[0].text
    assert "held after the period of this round (31 May 2013)" in built.note


def test_needs_in_the_countries_words(given: Any, ask: Ask) -> None:
    given.round(ROUND)
    missing = {"theme": "data", "answer": "2", "need": "Un « fichier » 🗂", "cells": {"need": "J7"}}
    item = {"item_id": "SEN-C1", "kind": "CHAL", "title": "Chiffres", "lang": "FR"}
    asked = {"ta_id": "SEN-T1", "direction": "NEED", "title": "Atelier", "domain": "DATA"}
    given.report(
        "SEN",
        themes=[missing],
        items=[
            {**item, "theme": "DATA", "consent": "PUB"},
            {**item, "item_id": "SEN-C2", "objective": "10", "consent": "PUB"},
            {**item, "item_id": "SEN-C3", "objective": "10", "theme": "BORDER", "consent": "PUB"},
        ],
        assistance=[{**asked, "consent": "PUB"}, {**asked, "ta_id": "SEN-T2", "domain": "BORDER",
                                                  "consent": "PUB"}],
    )  # fmt: skip
    built = ask("theme-needs", theme="data")
    rows = [(row[1].text, row[2].text, row[2].note) for row in built.table.rows]
    assert rows == [
        ("What is missing", "Un « fichier » 🗂", "text in French"),
        ("Need for assistance", "Atelier", ""),
        ("Challenge", "Chiffres", "text in French"),
        ("Challenge", "Chiffres", "by objective 10 · text in French"),
    ]
    assert built.table.rows[0][3].text == "themes, cell J7"


def test_an_open_place_in_the_chain_is_no_failing(given: Any, ask: Ask, content: Content) -> None:
    """Which theme has the chain is in the framework's file, not in its code."""
    given.round(ROUND)
    row = {"theme": "data", "answer": "3", "done": "Recensement", "cells": {"done": "I7"}}
    given.report("SEN", answers="2 " * 10, themes=[row])
    given.report("GHA", answers="2 " * 10, themes=[{**row, "decision": "Une loi"}])
    built = ask("data-decisions")
    assert built.title == "1 of 2 countries names a decision taken thanks to data"
    assert [(row[0].text, row[3].text, row[3].value) for row in built.table.rows] == [
        ("Ghana", "Une loi", "Une loi"),
        ("Senegal", "No decision named yet", None),
    ]
    assert built.table.rows[1][2].note == "themes, cell I7 · text in French"
    themes = {code: replace(one, decisions=code == "crisis")
              for code, one in content.frameworks["dakar"].themes.items()}  # fmt: skip
    other = ask("data-decisions", among=with_framework(content, themes=themes))
    assert other.table.columns[1].label == "5. Protection of vulnerable groups"


def test_the_roadmap_has_its_wording_on_a_slide_of_its_own(given: Any, ask: Ask) -> None:
    given.round(ROUND)
    measures = [
        {"objective": "4", "answer": "2", "roadmap_action": "R05"},
        {"objective": "4", "answer": "2", "roadmap_action": "R06"},
        {"objective": "4", "answer": "2"},
    ]
    given.report("SEN", measures=measures)
    given.report("FRA")
    built = ask("roadmap-matrix")
    first, *others = parts_of(built)
    assert len(first.built.facts) == 13
    assert not first.built.table.rows
    assert not any(part.built.facts for part in others)
    assert sum(len(part.built.table.rows) for part in others) == len(built.table.rows) == 57
    french = ask("roadmap-matrix", "fr")
    assert {fact.note for fact in french.facts} == {"traduction de travail"}
    assert {fact.note for fact in built.facts} == {""}
    # Of one objective: its actions, and those its measures are tied to besides.
    of_four = ask("roadmap-matrix", objective="4")
    assert [c.key for c in of_four.table.columns[1:]] == [
        "R05", "R07", "R08", "R06", "none", "total",
    ]  # fmt: skip
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in of_four.table.rows}
    assert rows["Senegal"] == ["1", "", "", "1", "1", "3"]
    assert rows["France"] == [""] * 6
    assert rows["Ghana"] == ["", "", "", "", "", "–"]


def test_priorities_follow_the_framework_and_name_their_cell(given: Any, ask: Ask) -> None:
    given.round(ROUND)
    said = {"8": "1", "2": "1", "4": "3", "5": "-"}
    objectives = [
        {"objective": code, "answer": "2", "priority": said.get(code), "cells": {"priority": "J9"}}
        for code in (str(n) for n in range(1, 11))
    ]
    given.report("SEN", objectives=objectives)
    given.report("MLI", objectives=objectives, consent="SEC")
    own = ask("country-priorities", countries=("SEN",))
    assert own.title == "Senegal gives 2 objectives a high priority"
    assert [(row[0].text.split(".")[0], row[1].text) for row in own.table.rows] == [
        ("2", "High"), ("8", "High"), ("4", "Low"), ("5", "Not a priority"),
    ]  # fmt: skip
    assert own.table.rows[0][3].text == "objectives, cell J9"
    strip = ask("country-strip", countries=("SEN",))
    assert [fact.text for fact in strip.facts] == ["High: 2, 8 · Low: 4"]
    hidden = ask("country-priorities", countries=("MLI",))
    assert (hidden.table.rows, hidden.not_shown) == ((), "1 row not shown (permitted use)")
    every = ask("priorities")
    assert every.title == "1 of 1 countries gives at least one objective a high priority"
    assert [row[0].text.split(".")[0] for row in every.table.rows] == [
        str(n) for n in range(1, 11)
    ]  # fmt: skip


def test_observers_stand_apart_from_partners_at_other_dates(given: Any, ask: Ask) -> None:
    given.round(ROUND)
    groups = dict(ask("countries").table.grouped)
    names = {label: [row[0].text for row in rows] for label, rows in groups.items()}
    assert names["Observers (in no total, without scores)"] == ["Algeria"]
    assert names["Partners at other dates (in no total)"] == ["Croatia", "Sao Tome and Principe"]
