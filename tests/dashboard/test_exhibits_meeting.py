"""Exhibits that meetings ask for: what moved, what is shared and needed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import pytest
from sqlalchemy import Engine, event

from dashboard.exhibits import BuiltExhibit, Frames, build
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content

NOW, THEN = "dakar-2013", "madrid-2012"


class Given(Protocol):
    def round(self, code: str, provenance: str = ...) -> None: ...

    def report(self, country: str, round: str = ..., version: int = ..., **tables: Any) -> int: ...


Ask = Callable[..., BuiltExhibit]


@pytest.fixture
def ask(engine: Engine, content: Content) -> Ask:
    def built(code: str, language: str = "en", consents: str = "PUB", **filters: Any) -> Any:
        view = replace(Filters(round=NOW), **filters)
        source = Source(engine, tuple(consents.split()))
        return build(code, source, content, content.words[language], view)

    return built


def measure(objective: str, answer: str, measure_id: str, **more: Any) -> dict[str, Any]:
    return {"objective": objective, "answer": answer, "measure_id": measure_id, **more}


def values(built: BuiltExhibit, key: str) -> list[Any]:
    place = [column.key for column in built.table.columns].index(key)
    return [row[place].value for row in built.table.rows]


def row_of(built: BuiltExhibit, start: str) -> dict[str, Any]:
    keys = [column.key for column in built.table.columns]
    row = next(row for row in built.table.rows if row[0].text.startswith(start))
    return {key: cell.value for key, cell in zip(keys, row, strict=True)}


# What moved


def two_rounds(given: Given) -> None:
    for code in (THEN, NOW):
        given.round(code)
    given.report("SEN", THEN, answers="1 2 2 2 2 2 2 2 2 2")
    given.report("MLI", THEN, answers="3 2 2 2 2 2 2 2 2 2")
    given.report("FRA", THEN, answers="4 4 4 4 4 4 4 4 4 4")
    given.report("DZA", THEN, answers="0 0 0 0 0 0 0 0 0 0")
    given.report("SEN", NOW, answers="2 2 NR 2 2 2 2 2 2 1")
    given.report("MLI", NOW, answers="3 2 2 2 2 2 2 2 2 2")
    given.report("DZA", NOW, answers="4 4 4 4 4 4 4 4 4 4")


def test_only_partners_of_both_rounds_are_compared(given: Given, ask: Ask) -> None:
    """FRA reported once and DZA is an observer."""
    two_rounds(given)
    built = ask("change")
    assert built.title == (
        "Since Madrid 2012, the mean has clearly risen for 1 objective of 10 and fallen for 1 "
        "(2 countries compared)"
    )
    assert built.coverage.startswith("2 of 57 countries compared")
    first = row_of(built, "1.")
    assert (first["before"], first["after"], first["change"], first["n"]) == (50, 62.5, 12.5, 2)
    assert (first["rose"], first["stayed"], first["fell"]) == (1, 1, 0)
    assert row_of(built, "3.")["n"] == 1
    assert row_of(built, "10.")["verdict"] == "fall"
    assert built.chart is not None
    assert [c.code for c in built.chart.categories] == [str(n) for n in range(1, 11)]
    assert built.chart.kind == "dumbbell"


def test_change_narrows_with_the_filters(given: Given, ask: Ask) -> None:
    two_rounds(given)
    one = ask("change", countries=("MLI",)).title
    assert one == "Since Madrid 2012, no clear change (1 country compared)"
    built = ask("change", region="west-africa")
    assert built.coverage.endswith("· West Africa")
    given.report("ITA", NOW, answers="2 2 2 2 2 2 2 2 2 2")
    nobody = ask("change", region="europe")
    assert nobody.title == "Rounds Madrid 2012 and Dakar 2013: no common answer to compare"
    assert (nobody.chart, nobody.table.rows) == (None, ())
    assert nobody.note


def test_an_answer_outside_the_audience_is_not_compared(given: Given, ask: Ask) -> None:
    for code in (THEN, NOW):
        given.round(code)
    given.report("SEN", THEN, answers="1", consent="SEC")
    given.report("SEN", NOW, answers="2")
    assert ask("change").title.endswith("no common answer to compare")
    assert row_of(ask("change", consents="PUB PART SEC"), "1.")["change"] == 25


def test_change_needs_a_round_before_of_the_same_origin(given: Given, ask: Ask) -> None:
    given.round(THEN, "illustrative")
    given.round(NOW)
    given.report("SEN", THEN, answers="1")
    given.report("SEN", NOW, answers="2")
    built = ask("change")
    assert built.title == "Round Dakar 2013: no earlier round to compare"
    assert "same origin" in built.note
    assert built.is_empty


def test_an_empty_round_before_is_no_error(given: Given, ask: Ask) -> None:
    for code in (THEN, NOW):
        given.round(code)
    given.report("SEN", NOW, answers="2")
    built = ask("change")
    assert built.title == "Round Madrid 2012: no published report to compare"
    assert built.is_empty
    assert ask("change", round=THEN).title == "Round Madrid 2012: no report published"


def test_measures_are_compared_with_themselves_only(given: Given, ask: Ask) -> None:
    """A new measure, one under another objective and one that a reader may not see change
    nothing; the last is counted as not shown."""
    for code in (THEN, NOW):
        given.round(code)
    before = [measure("4", "1", "SEN-M0001"), measure("4", "1", "SEN-M0002")]
    before += [measure("5", "0", "SEN-M0003"), measure("4", "0", "SEN-M0004", consent="SEC")]
    after = [measure("4", "2", "SEN-M0001"), measure("4", "4", "SEN-M0002")]
    after += [measure("4", "4", "SEN-M0003"), measure("4", "4", "SEN-M0004")]
    after += [measure("4", "0", "SEN-M0005")]
    given.report("SEN", THEN, answers="NR", measures=before)
    given.report("SEN", NOW, answers="NR", measures=after)
    built = ask("change", basis="measures")
    row = row_of(built, "4.")
    assert (row["before"], row["after"], row["change"], row["n"]) == (25, 75, 50, 1)
    assert row_of(built, "5.")["n"] == 0
    assert built.not_shown == "1 measure not shown (permitted use)"
    assert "from the measures of countries" in built.subtitle
    assert ask("change").title.endswith("no common answer to compare")
    whole = row_of(ask("change", basis="measures", consents="PUB PART SEC"), "4.")
    assert (round(whole["before"], 2), round(whole["after"], 2)) == (16.67, 83.33)


# What is shared


def item(item_id: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"item_id": item_id, "kind": kind, "title": item_id, "consent": "PUB", **more}


def shared(given: Given) -> None:
    given.round(NOW)
    given.report(
        "SEN",
        items=[
            item("SEN-K001", "CHAL", objective="4", lang="FR", title="Postes sans réseau",
                 cells={"title": "D7"}),
            item("SEN-K002", "PRAC", objective="10", theme="DATA"),
            item("SEN-K003", "CHAL", objective="4", consent="SEC"),
        ],
    )  # fmt: skip
    given.report(
        "FRA",
        items=[
            item("FRA-K001", "SOLU", objective="4", answers_to="SEN-K001"),
            item("FRA-K002", "CHAL", objective="4"),
            item("FRA-K003", "SOLU", objective="4", answers_to="fra-k002", consent="SEC"),
            item("FRA-K004", "CHAL", title="Élèves sans visa"),
            item("FRA-K005", "PRAC", answers_to="Eleves sans visa"),
        ],
    )


def test_items_stand_in_the_order_of_the_framework(given: Given, ask: Ask) -> None:
    shared(given)
    built = ask("exchange")
    assert built.title == "Partners share 3 challenges, 2 good practices and 1 common solution"
    assert built.not_shown == "2 rows not shown (permitted use)"
    assert list(zip(values(built, "country"), values(built, "kind"), strict=True)) == [
        ("France", "Challenge"),
        ("Senegal", "Challenge"),
        ("France", "Common solution"),
        ("Senegal", "Good practice"),
        ("France", "Challenge"),
        ("France", "Good practice"),
    ]
    assert values(built, "answered") == [
        "no visible answer yet",
        "France",
        "answers SEN-K001",
        None,
        "France",
        "answers FRA-K004",
    ]
    assert built.chart is not None
    assert {s.code: [p.value for p in s.points] for s in built.chart.series} == {
        "CHAL": [2, 1],
        "PRAC": [1, 1],
        "SOLU": [1],
    }


def test_an_item_says_its_language_and_its_place(given: Given, ask: Ask) -> None:
    shared(given)
    english, french = ask("exchange"), ask("exchange", "fr")
    row = next(row for row in english.table.rows if row[2].text == "Postes sans réseau")
    assert row[2].note == "SEN-K001 · text in French"
    assert row[5].text == "items, cell D7"
    row = next(row for row in french.table.rows if row[2].text == "Postes sans réseau")
    assert row[2].note == "SEN-K001"


def test_items_heed_the_filters(given: Given, ask: Ask) -> None:
    shared(given)
    for filters, found in (
        ({"kind": "CHAL"}, 3),
        ({"objective": "4"}, 3),
        ({"theme": "data"}, 1),
        ({"countries": ("SEN",)}, 2),
        ({"region": "europe", "kind": "SOLU"}, 1),
        ({"kind": "reason"}, 6),
        ({"theme": "crisis"}, 0),
    ):
        built = ask("exchange", **filters)
        assert len(built.table.rows) == found, filters
        assert bool(built.chart) == bool(found), filters
        assert bool(built.note) == (not found), filters


def test_many_items_stand_on_several_pages(given: Given, ask: Ask) -> None:
    given.round(NOW)
    given.report("SEN", items=[item(f"SEN-K{n:03}", "CHAL", objective="1") for n in range(60)])
    first, second = ask("exchange"), ask("exchange", page=2)
    assert (len(first.table.rows), len(second.table.rows)) == (50, 10)
    assert first.table.pager is not None
    assert first.table.pager.total == 60
    assert first.table.foot == second.table.foot
    assert first.chart == second.chart


# What is needed


def need(direction: str, domain: str, form: str, **more: Any) -> dict[str, Any]:
    code = f"{direction}{domain}{form}{more.get('n', '')}"
    more.pop("n", None)
    return {"ta_id": code, "direction": direction, "domain": domain, "form": form,
            "consent": "PUB", **more}  # fmt: skip


def wanted(given: Given) -> None:
    given.round(NOW)
    given.report(
        "SEN",
        assistance=[
            need("NEED", "DATA", "TRAIN"),
            need("NEED", "DATA", "GUIDE"),
            need("NEED", "BORDER", "TRAIN", consent="SEC"),
        ],
        profile=[{"mp_interest": "YES", "im_interest": "MAYBE"}],
    )
    given.report(
        "BEN",
        assistance=[need("NEED", "DATA", "TRAIN"), need("OFFER", "BORDER", "PROG")],
        profile=[{"mp_interest": "YES", "im_interest": "NO"}],
    )
    given.report("FRA", consent="SEC", profile=[{"mp_interest": "YES", "im_interest": "YES"}])


def test_needs_and_offers_cross_domain_and_form(given: Given, ask: Ask) -> None:
    wanted(given)
    built = ask("assistance")
    assert built.title == "Technical assistance: 3 needs and 1 offer"
    assert [column.key for column in built.table.columns] == [
        "domain", "TRAIN", "PROG", "GUIDE", "total", "countries",
    ]  # fmt: skip
    assert [[cell.value for cell in row] for row in built.table.rows] == [
        ["Informed policy decisions", 2, 0, 1, 3, "Benin and Senegal"],
        ["Total", 2, 0, 1, 3, "Benin and Senegal"],
        ["Border management", 0, 1, 0, 1, "Benin"],
        ["Total", 0, 1, 0, 1, "Benin"],
    ]
    assert built.table.groups == (("Needs", 2), ("Offers", 2))
    assert built.not_shown == "2 rows not shown (permitted use)"
    one_side = ask("assistance", direction="OFFER")
    assert one_side.title == "Technical assistance: 1 offer"
    assert (one_side.table.groups, one_side.not_shown) == (
        (("Offers", 2),),
        "1 row not shown (permitted use)",
    )


def test_target_countries_are_named_by_the_alphabet(given: Given, ask: Ask) -> None:
    """What a report outside the audience wishes is not told."""
    wanted(given)
    profile, imap = ask("assistance").facts
    assert (profile.text, profile.note) == ("Benin and Senegal", "")
    assert profile.label.endswith("2 countries")
    assert (imap.text, imap.note) == ("none so far", "To be discussed: 1 country")
    everything = ask("assistance", consents="PUB PART SEC").facts
    assert everything[0].text == "Benin, France and Senegal"


# Frames


def test_shared_frames_are_read_once_and_say_the_same(
    given: Given, engine: Engine, content: Content
) -> None:
    two_rounds(given)
    source, words = Source(engine, ("PUB",)), content.words["en"]
    codes = ("scorecard", "pillars", "change", "country-strip", "reporting-status")
    alone = [build(code, source, content, words, Filters(round=NOW)) for code in codes]
    asked: list[str] = []

    def note(*event: Any) -> None:
        asked.append(event[2])

    event.listen(engine, "before_cursor_execute", note)
    frames = Frames(source)
    together = [build(code, source, content, words, Filters(round=NOW), frames) for code in codes]
    first = len(asked)
    for code in codes:
        build(code, source, content, words, Filters(round=NOW), frames)
    assert together == alone
    assert len(asked) == first
