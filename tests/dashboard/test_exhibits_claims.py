"""What titles and facts claim: no more than the numbers shown, on the countries that they have."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard.exhibits import BuiltExhibit, build
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content

THEN, NOW = "madrid-2012", "dakar-2013"
WHOLE = "4 4 4 3 3 3 2 2 2 1"

Ask = Callable[..., BuiltExhibit]


@pytest.fixture
def ask(engine: Engine, content: Content) -> Ask:
    def built(code: str, language: str = "en", **filters: Any) -> BuiltExhibit:
        view = replace(Filters(round=NOW), **filters)
        return build(code, Source(engine, ("PUB",)), content, content.words[language], view)

    return built


@pytest.mark.parametrize(
    ("answers", "end"),
    [
        ("0 0 0 1 1 1 2 2 2 2", "completed"),  # nothing is highest among equals
        ("4 0 0 4 0 0 0 0 0 0", "completed"),  # two pillars share the highest place
        ("4 4 0 4 0 0 0 0 0 0", "the highest share is in pillar 1 (67%)"),
    ],
)
def test_only_one_share_is_called_the_highest(given: Any, ask: Ask, answers: str, end: str) -> None:
    given.round(NOW)
    given.report("SEN", answers=answers)
    assert ask("pillars").title.endswith(end)


def test_shares_that_print_the_same_are_not_told_apart(given: Any, ask: Ask) -> None:
    """1 of 3 and 333 of 1000: both 33%."""
    given.round(NOW)
    measures = [("1", 1, 2), ("4", 333, 667)]
    rows = [
        {"objective": code, "answer": answer}
        for code, advanced, others in measures
        for answer, n in (("3", advanced), ("1", others))
        for _ in range(n)
    ]
    given.report("SEN", answers=WHOLE, measures=rows)
    assert ask("pillars", basis="measures").title == (
        "33% of known measures are advanced or completed"
    )


def test_the_most_frequent_answer_is_not_one_of_equals(given: Any, ask: Ask) -> None:
    given.round(NOW)
    given.report("SEN", answers="4 4 4 4 1 1 1 1 2 2")
    assert ask("scorecard").title == (
        "“Preparation” and “Completed” are the most frequent answers: 40% of known answers each"
    )
    assert ask("scorecard", "fr").title == (
        "« Préparation » et « Achevée » sont les réponses les plus fréquentes : "
        "40 % chacune des réponses connues"
    )


def test_known_answers_are_of_countries_whose_answers_may_be_seen(given: Any, ask: Ask) -> None:
    given.round(NOW)
    given.report("SEN", answers=WHOLE)
    given.report("MLI", answers="2 2 2 2 2 2 2 2 2 2")
    given.report("GHA", answers="NI NR")
    given.report("FRA", answers=WHOLE, consent="PART")
    assert ask("scorecard").title.endswith("of the known answers of 2 countries")
    alone = ask("scorecard", "fr", countries=("MLI",))
    assert alone.title.endswith("100 % des réponses connues d’un pays")
    assert len(alone.said) == 1  # one country has no means of a group


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "1 pays sur 1 a un rapport publié (partenaires au 1er juin 2013)"),
        ("en", "1 of 1 countries has a published report (partners on 1 June 2013)"),
    ],
)
def test_one_country_has_a_report(given: Any, ask: Ask, language: str, line: str) -> None:
    given.round(NOW)
    given.report("SEN", answers=WHOLE)
    assert ask("pillars", language, countries=("SEN",)).coverage == line


def test_a_change_says_on_how_few_countries_and_objectives_it_stands(given: Any, ask: Ask) -> None:
    for code in (THEN, NOW):
        given.round(code)
    for country in ("SEN", "MLI", "GHA", "FRA"):
        given.report(country, THEN, answers="1 1 NR NR 1 NR NR NR NR NR")
        given.report(country, NOW, answers="2 1 2 2 NI 2 2 2 2 2")
    title = "Since Madrid 2012, the mean has clearly risen for 1 objective of 2"
    assert ask("change").title == f"{title} (4 countries compared)"
    one = ask("change", "fr", countries=("SEN",))
    assert one.title.endswith("pour 1 objectif sur 2 (1 pays comparé)")
    assert one.said[0].startswith("Depuis Madrid 2012, 2 comparaisons d’un pays sur un objectif")
    given.report("ITA", THEN, answers="1 1")
    given.report("ITA", NOW, answers="2 1")
    assert ask("change").title == title


def test_one_comparison_is_singular(given: Any, ask: Ask) -> None:
    for code, answer in ((THEN, "1"), (NOW, "2")):
        given.round(code)
        given.report("SEN", code, answers=answer)
    said = {language: ask("change", language).said[0] for language in ("fr", "en")}
    assert "1 comparaison d’un pays" in said["fr"]
    assert "1 comparison of a country" in said["en"]


def test_a_hidden_answer_to_a_challenge_may_exist(given: Any, ask: Ask) -> None:
    """What the permitted use keeps back is not said to be absent."""
    given.round(NOW)
    challenge = {"item_id": "SEN-C1", "kind": "CHAL", "title": "Registres", "consent": "PUB"}
    answer = {"item_id": "MLI-S1", "kind": "SOLU", "answers_to": "SEN-C1", "consent": "SEC"}
    given.report("SEN", answers=WHOLE, items=[challenge])
    given.report("MLI", answers=WHOLE, items=[answer])
    assert ask("exchange").said[1] == "1 of 1 challenges has no visible answer yet."
    assert ask("exchange", "fr").said[1] == "1 défi sur 1 n’a pas encore de réponse visible."


def test_who_cannot_be_seen_is_not_counted_as_absent(given: Any, ask: Ask) -> None:
    """No "of N" stands beside those who took part: the rest may be unknown or kept back."""
    given.round(NOW)
    took_part = {"theme": "data", "answer": "2", "took_part": "Y", "interest": "YES"}
    given.report("SEN", answers=WHOLE, themes=[took_part])
    given.report("MLI", answers=WHOLE, themes=[took_part], consent="SEC")
    given.report("GHA", answers=WHOLE)
    assert ask("theme-answers", theme="data").said[1:] == (
        "1 country says that it took part in the thematic meeting.",
        "1 country wishes to take part in the activities of this theme.",
    )
