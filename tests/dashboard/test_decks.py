"""Decks: an agenda becomes slides, each with its numbers, coverage, notes and address."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from sqlalchemy import Engine

from dashboard.exhibits import EXHIBITS, BuiltExhibit
from dashboard.exhibits.base import Fact
from dashboard.exhibits.table import ColumnKind, Table, TableCell, TableColumn
from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Unit
from dashboard.filters import Filters
from dashboard.meetings import (
    Deck,
    Item,
    agenda_json,
    agenda_of,
    deck_of,
    default_agenda,
    frozen,
    read_items,
)
from dashboard.meetings.paging import (
    MOST_CATEGORIES,
    MOST_PARTS,
    MOST_ROWS,
    MOST_TEXTS,
    first_rows,
    parts_of,
)
from dashboard.queries import Source
from dashboard.queries.meetings import snapshot_of
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND

SHOWN = datetime(2013, 9, 12, 9)
MADE = datetime(2013, 9, 11, 18, 30)

MakeDeck = Callable[..., Deck]


@pytest.fixture
def session_4(engine: Engine, content: Content) -> MakeDeck:
    def make(language: str = "en", **options: Any) -> Deck:
        source = Source(engine, ("PUB",), snapshot=options.pop("snapshot", None))
        meeting = content.meetings["session-4"]
        return deck_of(source, content, content.words[language], meeting, **options)

    return make


def test_the_default_agenda_names_exhibits_that_exist(content: Content) -> None:
    for meeting in content.meetings.values():
        for item in default_agenda(meeting):
            filters, ignored = item.filters(meeting.round, content)
            assert item.exhibit in EXHIBITS, (meeting.code, item)
            assert ignored == (), (meeting.code, item)
            assert filters.round == meeting.round


def test_session_4_has_the_ten_slides_in_their_order(content: Content) -> None:
    items = default_agenda(content.meetings["session-4"])
    assert [(item.key, item.exhibit, item.query) for item in items] == [
        ("1", "reporting-status", ""),
        ("2", "pillars", ""),
        ("3", "scorecard", ""),
        ("4", "change", ""),
        ("5", "pillar-objectives", "pillar=1"),
        ("6", "pillar-objectives", "pillar=2"),
        ("7", "pillar-objectives", "pillar=3"),
        ("8", "theme-answers", "theme=data"),
        ("9", "exchange", ""),
        ("10", "assistance", ""),
    ]


def test_an_agenda_is_kept_as_it_was_saved(engine: Engine, content: Content) -> None:
    source, meeting = Source(engine, ("PUB",)), content.meetings["session-4"]
    items = (
        Item("7", "scorecard", "region=europe", {"fr": "Europe"}, {"en": "Say hello"}),
        Item("2", "pillars"),
    )
    assert agenda_of(source, meeting) == default_agenda(meeting)
    desk.save_agenda(engine, "session-4", agenda_json(items), BY_COMMAND)
    assert agenda_of(source, meeting) == items
    assert read_items(agenda_json(items)) == items


def test_a_slide_says_where_its_numbers_are(given: Any, session_4: MakeDeck) -> None:
    given.report("SEN", answers="4 3 2 2 NR 1 0 NA NI 3")
    first = session_4("fr", base="https://suivi.example/").slides[0]
    assert (first.number, first.item, first.heading) == (1, "1", "Qui a répondu")
    assert first.address == "https://suivi.example/s/session-4/1"
    assert first.path == "/fr/figure/reporting-status?round=dakar-2013"
    assert session_4("fr").slides[0].address == ""
    assert first.notes.coverage == first.built.coverage != ""
    assert 1 <= len(first.notes.facts) <= 3


def test_written_notes_stay_with_those_who_prepare(engine: Engine, session_4: MakeDeck) -> None:
    item = Item("1", "pillars", notes={"en": "Thank the hosts", "fr": "Remercier"})
    assert session_4(items=[item]).slides[0].notes.written == ""
    assert session_4(items=[item], with_notes=True).slides[0].notes.written == "Thank the hosts"
    assert session_4("fr", items=[item], with_notes=True).slides[0].notes.written == "Remercier"


def test_a_line_that_cannot_be_shown_says_why_and_the_rest_stands(
    given: Any, session_4: MakeDeck
) -> None:
    given.report("SEN", answers="4 3 2 2 NR 1 0 NA NI 3")
    items = [
        Item("1", "bubble-chart"),
        Item("2", "pillar-objectives", "pillar=9"),
        Item("3", "pillars"),
    ]
    deck = session_4(items=items)
    gone, odd, good = deck.slides
    assert gone.built is None
    assert "bubble-chart" in gone.problem
    assert odd.built is not None
    assert "pillar=9" in odd.problem
    assert good.built is not None
    assert good.problem == ""
    assert deck.problems == (gone.problem, odd.problem)


def test_an_empty_round_gives_slides_that_say_so(session_4: MakeDeck) -> None:
    deck = session_4(annex=("SEN",))
    assert {slide.number for slide in deck.slides} == set(range(1, 11))
    for slide in deck.slides:
        assert slide.built is not None
        assert slide.built.chart is not None or slide.built.table.rows or slide.built.note


@pytest.mark.parametrize(("provenance", "is_marked"), [("reported", False), ("illustrative", True)])
def test_what_no_country_sent_is_marked(
    given: Any, session_4: MakeDeck, provenance: str, is_marked: bool
) -> None:
    given.round("dakar-2013", provenance)
    given.report("SEN", answers="4 3 2 2 NR 1 0 NA NI 3")
    assert bool(session_4().mark) is is_marked


def test_a_country_has_a_pair_of_slides(given: Any, session_4: MakeDeck) -> None:
    given.report("SEN", answers="4 3 2 2 NR 1 0 NA NI 3", measures=[{"objective": "4"}] * 11)
    deck = session_4(base="http://x", annex=("SEN", "MLI"))
    assert [(s.country, s.part, s.built.code) for s in deck.annex] == [
        ("SEN", 1, "country-strip"),
        ("SEN", 2, "country-measures"),
        ("MLI", 1, "country-strip"),
        ("MLI", 2, "country-measures"),
    ]
    measures = deck.annex[1]
    assert (len(measures.built.table.rows), measures.left_out) == (MOST_TEXTS, 11 - MOST_TEXTS)
    assert measures.address == "http://x/s/session-4/SEN"


def test_a_frozen_deck_stays_what_it_was(
    given: Any, engine: Engine, content: Content, session_4: MakeDeck
) -> None:
    given.data_version(1)
    given.report("SEN", answers="4 3 2 2 NR 1 0 NA NI 3")
    source, meeting = Source(engine, ("PUB",)), content.meetings["session-4"]
    kept = frozen(source, content, meeting, agenda_of(source, meeting), SHOWN, MADE)
    code = desk.freeze(engine, kept, BY_COMMAND)
    snapshot = snapshot_of(source, code)
    before = session_4(snapshot=snapshot, base="http://x")
    given.report("MLI", answers="4 4 4 4 4 4 4 4 4 4")
    given.report("SEN", version=2, answers="0 0 0 0 0 0 0 0 0 0")
    after = session_4(snapshot=snapshot, base="http://x")
    assert [slide.built for slide in after.slides] == [slide.built for slide in before.slides]
    assert [s.built for s in session_4().slides] != [s.built for s in before.slides]
    assert after.stamp.name == "Session 4, 12 September 2013, 09:00"
    assert kept.sha256[:7] in after.stamp.line
    assert after.slides[0].address == f"http://x/s/{kept.sha256[:7]}/1"
    assert f"snapshot={code}" in after.slides[0].path


def test_decks_of_both_languages_have_the_same_slides(given: Any, session_4: MakeDeck) -> None:
    for country in ("SEN", "MLI", "FRA", "MAR", "COG"):
        given.report(
            country,
            answers="4 3 2 2 NR 1 0 NA NI 3",
            items=[
                {"item_id": f"{country}-E01", "kind": "CHAL", "title": "Défi", "consent": "PUB"}
            ],
        )
    french, english = session_4("fr", annex=("SEN",)), session_4("en", annex=("SEN",))
    for ours, theirs in (
        (french.slides, english.slides),
        (french.annex, english.annex),
    ):
        assert [(s.item, s.part, s.parts) for s in ours] == [
            (s.item, s.part, s.parts) for s in theirs
        ]


def built_of(table: Table | None = None, chart: Chart | None = None) -> BuiltExhibit:
    empty = Table("", (), ())
    return BuiltExhibit(
        "x", "t", "s", "c", "", "src", "alt", "reported", "", chart, table or empty, Filters()
    )


def table_of(groups: list[int], kind: ColumnKind) -> Table:
    columns = (TableColumn("a", "A", ColumnKind.HEADER), TableColumn("b", "B", kind))
    rows = tuple((TableCell(n, str(n)), TableCell(n, str(n))) for n in range(sum(groups)))
    headings = tuple((f"group {n}", size) for n, size in enumerate(groups))
    return Table("t", columns, rows, headings, foot=((TableCell("sum"), TableCell(1)),))


@given_any(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.sampled_from([ColumnKind.NUMBER, ColumnKind.TEXT]),
)
def test_every_row_stands_on_one_slide_or_is_counted(groups: list[int], kind: ColumnKind) -> None:
    table = table_of(groups, kind)
    parts = parts_of(built_of(table))
    most = MOST_TEXTS if kind is ColumnKind.TEXT else MOST_ROWS
    shown = [row for part in parts for row in part.built.table.rows]
    left_out = sum(part.left_out for part in parts)
    assert shown == list(table.rows[: len(shown)])
    assert len(shown) + left_out == len(table.rows)
    assert len(parts) <= MOST_PARTS
    assert all(1 <= len(part.built.table.rows) <= most for part in parts)
    if not left_out:
        assert [bool(part.built.table.foot) for part in parts] == [False] * (len(parts) - 1) + [
            True
        ]


def chart_of(kind: Kind, lines: int) -> Chart:
    codes = [str(n) for n in range(lines)]
    points = tuple(Point(code, 1, "count", "s") for code in codes)
    return Chart(
        "x",
        kind,
        Unit.COUNT,
        tuple(Category(code, code) for code in codes),
        (Series("a", "A", "count", points),),
        "t",
        "alt",
    )


@given_any(st.integers(1, 60), st.sampled_from(Kind))
def test_a_long_chart_goes_on_with_every_line_once(lines: int, kind: Kind) -> None:
    parts = parts_of(built_of(chart=chart_of(kind, lines)))
    charts = [part.built.chart for part in parts if part.built.chart is not None]
    assert [c.code for chart in charts for c in chart.categories] == [str(n) for n in range(lines)]
    for chart in charts:
        codes = {category.code for category in chart.categories}
        assert {p.category for one in chart.series for p in one.points} == codes
    if kind in (Kind.BARS, Kind.GANTT):
        assert all(len(chart.categories) <= MOST_CATEGORIES for chart in charts)


def test_the_first_rows_tell_how_many_are_left_out() -> None:
    part = first_rows(built_of(table_of([20], ColumnKind.TEXT)), 8)
    assert (len(part.built.table.rows), part.left_out) == (8, 12)
    whole = first_rows(built_of(replace(table_of([3], ColumnKind.TEXT), foot=())), 8)
    assert (len(whole.built.table.rows), whole.left_out) == (3, 0)


def test_facts_stand_on_the_first_part_alone() -> None:
    built = replace(built_of(table_of([2, 2], ColumnKind.NUMBER)), facts=(Fact("Why", "Because"),))
    first, second = parts_of(built)
    assert first.built.facts == built.facts
    assert second.built.facts == ()
