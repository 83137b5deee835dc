"""The bulletin: what was published over a period, for everybody, in every language."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, update

from dashboard.exhibits.bulletin import (
    Facts,
    Period,
    RoundFacts,
    default_period,
    facts_of,
    period_of,
)
from dashboard.exhibits.bulletin_text import Text, plain, rich, text_of
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content
from schemas.database.models import Report

NOW, THEN = "dakar-2013", "madrid-2012"
SUMMER = Period(date(2013, 7, 1), date(2013, 9, 30))

Publish = Callable[..., None]


@pytest.fixture
def publish(engine: Engine, given: Any) -> Publish:
    """Puts a report into the tables, published on a day."""

    def put(country: str, round_code: str, day: date, version: int = 1, **tables: Any) -> None:
        report = given.report(country, round_code, version, **tables)
        with engine.begin() as connection:
            moment = datetime(day.year, day.month, day.day, 23, 59)
            connection.execute(
                update(Report).where(Report.id == report).values(published_at=moment)
            )

    return put


@pytest.fixture
def digest(engine: Engine, content: Content) -> Callable[[Period], Facts]:
    return lambda period: facts_of(Source(engine, ("PUB",)), content, period)


def test_the_default_is_the_quarter_before_and_this_one() -> None:
    assert default_period(date(2013, 9, 12)) == Period(date(2013, 4, 1), date(2013, 9, 12))
    assert default_period(date(2013, 2, 1)) == Period(date(2012, 10, 1), date(2013, 2, 1))
    assert default_period(date(2013, 12, 31)).start == date(2013, 7, 1)


def test_what_is_missing_of_a_period_is_filled(engine: Engine, publish: Publish) -> None:
    source = Source(engine, ("PUB",))
    assert period_of(source, Filters()) is None
    assert period_of(source, Filters(start="2013-01-01")) == Period(
        date(2013, 1, 1), date(2013, 1, 1)
    )
    publish("SEN", NOW, date(2013, 9, 2))
    assert period_of(source, Filters()) == Period(date(2013, 4, 1), date(2013, 9, 2))
    assert period_of(source, Filters(end="2013-03-01")) == Period(
        date(2012, 10, 1), date(2013, 3, 1)
    )


def fill(publish: Publish) -> None:
    items = [
        {"item_id": "A", "kind": "PRAC", "title": "Guichet «\u00a0unique\u00a0» <b>🙂</b>",
         "consent": "PUB"},
        {"item_id": "B", "kind": "PRAC", "title": "Another", "consent": "PUB"},
        {"item_id": "C", "kind": "CHAL", "title": "Not for all", "consent": "PART"},
    ]  # fmt: skip
    needs = [
        {"ta_id": "T1", "direction": "NEED", "consent": "PUB"},
        {"ta_id": "T2", "direction": "OFFER", "consent": "SEC"},
    ]
    publish("SEN", THEN, date(2012, 9, 1), answers="1 1")
    publish("MLI", NOW, date(2013, 6, 30), answers="2 2")
    publish("MLI", NOW, date(2013, 9, 30), 2, answers="2 2", measures=[{"answer": "4"}])
    publish("SEN", NOW, date(2013, 7, 1), answers="2 1", items=items, assistance=needs)
    publish("DZA", NOW, date(2013, 7, 2), answers="4 4", items=items[:1])
    publish("FRA", NOW, date(2013, 10, 1), answers="4 4")


def test_a_digest_tells_what_was_published_in_the_period(
    given: Any, publish: Publish, digest: Callable[[Period], Facts], content: Content
) -> None:
    """Both days count; an observer is named apart and enters no number."""
    given.round(NOW)
    given.round(THEN)
    fill(publish)
    facts = digest(SUMMER)
    (one,) = facts.rounds
    assert (one.first, one.updated, one.others) == (("SEN",), ("MLI",), ("DZA",))
    assert (one.measures, dict(facts.kinds), facts.giving) == (
        1, {"measures": 1, "PRAC": 2, "NEED": 1}, 1,
    )  # fmt: skip
    assert [one.title for one in facts.titles["PRAC"]] == ["Guichet «\u00a0unique\u00a0» <b>🙂</b>"]
    assert facts.hidden == 2
    assert [one.code for one in facts.meetings] == ["session-4"]
    lines = plain(text_of(facts, content, "en")).splitlines()
    assert lines[0].endswith("what was published from 1 July 2013 to 30 September 2013")
    for line in (
        "2 reports were published.",
        "- Dakar 2013, first publication for 1 country: Senegal.",
        "- Dakar 2013, update for 1 country: Mali.",
        "- Dakar 2013, besides, 1 observer or later member: Algeria.",
        "- Dakar 2013: 1 measure described.",
        "- Dakar 2013: 1 country can be compared with Madrid 2012. The mean of the countries "
        "compared has clearly risen on objective 1; it shows no clear change on the other 9 "
        "objectives compared.",
        "Countries share 2 good practices.",
        "- Senegal, good practice: “Guichet «\u00a0unique\u00a0» <b>🙂</b>”",
        "1 country states 1 need.",
        "2 rows are not shown (permitted use).",
        "Online: {address}",
    ):
        assert line in lines, line
    assert "Not for all" not in "\n".join(lines)


def test_many_countries_are_counted_by_region(content: Content) -> None:
    """Up to a dozen stand by name; the names of more are for the page, not for the newsletter."""

    def told(countries: list[str]) -> Text:
        now = content.rounds[NOW]
        one = RoundFacts(now, "reported", tuple(countries), (), (), 0, None, None)
        return text_of(Facts(SUMMER, (one,), Counter(), 0, {}, (), 0), content, "en")

    dozen = ["SEN", "MLI", "BEN", "FRA", "ITA", "ESP", "DEU", "MAR", "TUN", "CMR", "GAB", "COG"]
    few, many = told(dozen), told([*dozen, "PRT"])
    assert few.names == ()
    assert "Benin, Cameroon" in plain(few)
    start = "Dakar 2013, first publication for 13 countries: "
    regions = "Europe (5), North Africa (2), West Africa (3) and Central Africa (3)."
    assert f"- {start}{regions}" in plain(many).splitlines()
    (names,) = many.names
    assert names.startswith(f"{start}Benin, Cameroon")
    assert "Benin" not in plain(many) + rich(many)


def test_what_countries_write_stays_text_in_html(
    given: Any, publish: Publish, digest: Callable[[Period], Facts], content: Content
) -> None:
    given.round(NOW)
    fill(publish)
    markup = rich(text_of(digest(SUMMER), content, "fr"))
    assert markup.startswith('<div lang="fr"><h1>')
    assert "&lt;b&gt;🙂&lt;/b&gt;" in markup
    assert "<b>" not in markup
    assert '<a href="{address}">{address}</a>' in markup


def test_the_origin_of_numbers_is_said_first(
    given: Any, publish: Publish, digest: Callable[[Period], Facts], content: Content
) -> None:
    given.round(NOW, "illustrative")
    fill(publish)
    text = text_of(digest(SUMMER), content, "en")
    assert text.blocks[0].paragraphs == (
        "Fictional data (Dakar 2013): these reports were made for demonstration; no country sent "
        "them.",
    )


def test_an_empty_period_is_empty(
    given: Any, publish: Publish, digest: Callable[[Period], Facts]
) -> None:
    given.round(NOW)
    fill(publish)
    assert digest(Period(date(2001, 1, 1), date(2001, 12, 31))).is_empty
    assert digest(Period(SUMMER.end, SUMMER.start)).is_empty
