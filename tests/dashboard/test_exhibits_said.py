"""What a speaker may say of each exhibit of a default agenda: only numbers that it shows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.exhibits import EXHIBITS, BuiltExhibit, Frames, build
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content
from schemas.database.engine import reader_engine

NOW = "dakar-2013"
AGENDA = (
    "reporting-status", "pillars", "scorecard", "change", "pillar-objectives", "theme-answers",
    "exchange", "assistance", "objective-tiles", "objective-roadmap", "country-strip",
    "country-measures",
)  # fmt: skip
VIEWS = ({}, {"basis": "measures"}, {"region": "west-africa"}, {"round": "rabat-2014"})
ONE = {"objective": "4", "pillar": "2", "theme": "data"}


@pytest.fixture(scope="module")
def samples(sample_database: Path) -> Iterator[Source]:
    engine = reader_engine(f"sqlite:///{sample_database}")
    yield Source(engine, ("PUB",))
    engine.dispose()


def shown(built: BuiltExhibit) -> set[str]:
    """Every number that stands in an exhibit's words and table, and how many rows say what."""
    table = built.table
    texts = [built.title, built.subtitle, built.coverage]
    texts += [f"{fact.label} {fact.note}" for fact in built.facts]
    texts += [f"{c.text} {c.sentence} {c.note}" for row in (*table.rows, *table.foot) for c in row]
    texts += [column.label for column in table.columns]
    for place in range(len(table.columns)):
        column = [row[place].text for row in table.rows]
        texts += [str(column.count(text)) for text in set(column)]
    if built.chart is not None:
        texts += [category.note for category in built.chart.categories]
    texts.append(str(len(table.rows)))
    return {number for text in texts for number in numbers(text)}


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", AGENDA)
def test_a_fact_says_numbers_of_the_exhibit(
    samples: Source, content: Content, code: str, language: str
) -> None:
    words, frames = content.words[language], Frames(samples)
    for view in VIEWS:
        countries = ("SEN",) if code.startswith("country-") else ()
        filters = replace(Filters(round=NOW, countries=countries), **{**ONE, **view})  # type: ignore[arg-type]
        if code in ("exchange", "reporting-status"):
            filters = replace(filters, objective="", theme="")
        built = build(code, samples, content, words, filters, frames)
        assert 1 <= len(built.said) <= 3, view
        for fact in built.said:
            assert fact.endswith("."), fact
            assert not re.search(r"[{}]|\.\.|\bnan\b|None", fact), fact
            assert set(numbers(fact)) <= shown(built), (fact, view)


def test_every_line_of_a_default_agenda_has_something_to_say(content: Content) -> None:
    listed = {one.exhibit for meeting in content.meetings.values() for one in meeting.agenda}
    assert listed <= set(AGENDA)
    assert set(AGENDA) <= set(EXHIBITS)
