"""The slope chart and the matrix: what they hold, whatever the answers, and how they are drawn."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any, Protocol
from xml.etree import ElementTree

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Engine

from dashboard.comparison import ABSENT, carried_transitions, declared_transitions
from dashboard.drawings.plotly import figure_of
from dashboard.drawings.spread import spread
from dashboard.drawings.svg import svg_of
from dashboard.exhibits import BuiltExhibit, build
from dashboard.exhibits.compared import earlier_rounds
from dashboard.exhibits.table import Table
from dashboard.exports.sheet_blocks import Place
from dashboard.exports.sheet_slope import draw_slope
from dashboard.exports.sheets import Places, Sheet, Styles
from dashboard.figures import style
from dashboard.figures.chart import Category, Chart, Kind
from dashboard.figures.names import Names, Texts
from dashboard.figures.slope import MOST_LINES, means_slope
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content
from schemas.database.models import ANSWERS

FIRST, THEN, NOW = "madrid-2012", "dakar-2013", "rabat-2014"
OBJECTIVES = tuple(str(n) for n in range(1, 11))
LEVELS = "01234"
Reports = dict[str, list[str]]

quick = settings(max_examples=40, deadline=None)
rows = st.lists(st.sampled_from(ANSWERS), min_size=10, max_size=10)
reports = st.dictionaries(st.sampled_from(("BEN", "MAR", "MLI", "SEN")), rows)


# Whatever the answers


def matrix(before: Reports, after: Reports) -> dict[tuple[str, str], int]:
    then, now = (
        pd.DataFrame(
            [(c, o, a) for c, row in one.items() for o, a in zip(OBJECTIVES, row, strict=True)],
            columns=["country", "objective", "answer"],
        )
        for one in (before, after)
    )
    return declared_transitions(then, now, {*before, *after}, OBJECTIVES)


@quick
@over(reports, reports)
def test_turning_time_round_transposes_the_matrix(before: Reports, after: Reports) -> None:
    there = matrix(before, after)
    assert matrix(after, before) == {(b, a): n for (a, b), n in there.items()}


@quick
@over(reports, reports)
def test_rows_add_up_to_what_was_answered_then(before: Reports, after: Reports) -> None:
    found = matrix(before, after)
    assert sum(found.values()) == 10 * len({*before, *after})
    for code in LEVELS:
        given = sum(row.count(code) for row in before.values())
        assert sum(n for (then, _), n in found.items() if then == code) == given


@quick
@over(reports, reports, rows)
def test_a_country_that_answers_once_changes_nothing_between_levels(
    before: Reports, after: Reports, row: list[str]
) -> None:
    found, more = matrix(before, after), matrix({**before, "TCD": row}, after)
    for then in LEVELS:
        for now in LEVELS:
            assert more.get((then, now)) == found.get((then, now))


measures = st.dictionaries(st.integers(1, 12), st.sampled_from((*LEVELS, "NI", "-")))


@quick
@over(measures, measures)
def test_every_measure_stands_once_in_the_matrix(
    before: dict[int, str], after: dict[int, str]
) -> None:
    both = [(before[key], after[key], 1) for key in before if key in after]
    carried = pd.DataFrame(both, columns=["before", "after", "n"])
    then, now = (
        pd.DataFrame({"counts_as": list(one.values()), "n": 1}, columns=["counts_as", "n"])
        for one in (before, after)
    )
    found = carried_transitions(carried, then, now)
    live = [{key: code for key, code in one.items() if code != "-"} for one in (before, after)]
    due: dict[tuple[str, str], int] = {}
    for key in {*live[0], *live[1]}:
        pair = (live[0].get(key, ABSENT), live[1].get(key, ABSENT))
        due[pair] = due.get(pair, 0) + 1
    assert found == due


@quick
@over(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 12)), max_size=8))
def test_labels_never_cover_each_other(labels: list[tuple[float, float]]) -> None:
    wanted, heights = [y for y, _ in labels], [tall for _, tall in labels]
    places = spread(wanted, heights, 0, 100)
    spans = sorted((y - tall / 2, y + tall / 2) for y, tall in zip(places, heights, strict=True))
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start + 1e-6
    assert all(start >= -1e-6 and end <= 100 + 1e-6 for start, end in spans)
    apart = all(
        abs(a - b) >= (x + y) / 2
        for i, (a, x) in enumerate(labels)
        for b, y in labels[:i]
    )  # fmt: skip
    inside = all(tall / 2 <= y <= 100 - tall / 2 for y, tall in labels)
    if apart and inside:
        assert places == pytest.approx(wanted)


# Which round


class Given(Protocol):
    def round(self, code: str, provenance: str = ...) -> None: ...

    def report(self, country: str, round: str = ..., version: int = ..., **tables: Any) -> int: ...


@pytest.fixture
def ask(engine: Engine, content: Content) -> Callable[..., BuiltExhibit]:
    def built(code: str, language: str = "en", **filters: Any) -> BuiltExhibit:
        view = replace(Filters(round=NOW), **filters)
        return build(code, Source(engine, ("PUB",)), content, content.words[language], view)

    return built


def three_rounds(given: Given) -> None:
    for code in (FIRST, THEN, NOW):
        given.round(code)
    given.report("SEN", FIRST, answers="0 2 2 2 2 2 2 2 2 2")
    given.report("SEN", THEN, answers="3 2 2 2 2 2 2 2 2 NR")
    given.report("SEN", NOW, answers="2 2 2 2 2 2 2 2 3 2")
    given.report("MLI", NOW, answers="1 1 1 1 1 1 1 1 1 1")


def test_any_earlier_round_can_be_compared_with(
    given: Given, ask: Callable[..., BuiltExhibit]
) -> None:
    three_rounds(given)
    assert ask("trend").title == (
        "Since Dakar 2013, the mean has clearly risen on objective 9 and has clearly fallen on"
        " objective 1 (1 country compared)"
    )
    since = ask("trend", against=FIRST)
    assert since.title.startswith(
        "Since Madrid 2012, the mean has clearly risen on objectives 1 and 9"
    )
    for other in (NOW, "public-sources", "nothing"):
        assert ask("trend", against=other).title == ask("trend").title


def test_a_round_without_reports_is_not_chosen(
    given: Given, ask: Callable[..., BuiltExhibit]
) -> None:
    given.round(FIRST)
    given.round(THEN)
    given.round(NOW)
    given.report("SEN", THEN, answers="3 2 2 2 2 2 2 2 2 2")
    given.report("SEN", NOW, answers="2 2 2 2 2 2 2 2 2 2")
    assert "Since Dakar 2013" in ask("change", against=FIRST).title


def test_an_empty_round_between_is_passed_over(
    given: Given, ask: Callable[..., BuiltExhibit]
) -> None:
    for code in (FIRST, THEN, NOW):
        given.round(code)
    given.report("SEN", FIRST, answers="3")
    given.report("SEN", NOW, answers="2")
    assert "Since Madrid 2012" in ask("trend").title


def test_only_rounds_of_one_origin_are_offered(content: Content) -> None:
    rounds = content.rounds
    alike = {FIRST: "reported", THEN: "reported", NOW: "reported", "public-sources": "reported"}
    assert [one.code for one in earlier_rounds(content, rounds[NOW], alike)] == [THEN, FIRST]
    apart = alike | {THEN: "illustrative"}
    assert [one.code for one in earlier_rounds(content, rounds[NOW], apart)] == [FIRST]
    assert earlier_rounds(content, rounds[FIRST], alike) == ()


def test_the_matrix_shows_who_came_and_who_left(
    given: Given, ask: Callable[..., BuiltExhibit]
) -> None:
    """SEN answers objective 10 again, MLI all ten for the first time."""
    three_rounds(given)
    built = ask("transitions")
    keys = [column.key for column in built.table.columns]
    cells = {row[0].text: dict(zip(keys, row, strict=True)) for row in built.table.rows}
    assert keys == ["before", *LEVELS, "NR", "total"]
    assert built.title == (
        "Of 9 answers compared since Dakar 2013: 7 at the same level, 1 higher, 1 lower"
    )
    assert (cells["Under way"]["2"].value, cells["Under way"]["2"].look) == (7, "band")
    assert (cells["Under way"]["3"].value, cells["Advanced"]["2"].value) == (1, 1)
    assert (cells["Not reported"]["1"].value, cells["Not reported"]["2"].value) == (10, 1)
    assert built.said[1:] == (
        "11 answers have a level now and had none.",
        "0 answers had a level and have none now.",
    )
    (foot,) = built.table.foot
    assert foot[-1].value == 20
    one = ask("transitions", objective="9")
    assert one.table.foot[0][-1].value == 2
    assert ask("transitions", objective="10").title == (
        "Rounds Dakar 2013 and Rabat 2014: no common answer to compare"
    )


def test_without_an_earlier_round_both_say_so(
    given: Given, ask: Callable[..., BuiltExhibit]
) -> None:
    given.round(NOW)
    given.report("SEN", NOW, answers="2 2 2 2 2 2 2 2 2 2")
    for code in ("trend", "transitions"):
        built = ask(code)
        assert built.is_empty
        assert built.note


# How it is drawn


@pytest.fixture
def names(content: Content) -> Names:
    return Names(content, content.words["en"], content.frameworks["dakar"])


def slope(names: Names, *lines: tuple[float, float, str], broken: str = "") -> Chart:
    codes = [f"o{place}" for place in range(len(lines))]
    categories = [Category(code, f"Line {code}", note="n = 2") for code in codes]
    frame = pd.DataFrame(
        [(code, *line) for code, line in zip(codes, lines, strict=True)],
        columns=["code", "before", "after", "look"],
    )
    texts = Texts("trend", "What moved", "All of it in words")
    return means_slope(frame, categories, ("Then", "Now"), names, texts, broken)


MANY = [(40.0 + n / 10, 42.0 + n / 10, "steady") for n in range(17)]


def test_the_scale_reaches_to_whole_levels_around_the_values(names: Names) -> None:
    found = slope(names, (30, 60, "rise"), (44, 26, "fall"), (40, 41, "steady"))
    assert found.kind is Kind.SLOPE
    assert [tick.value for tick in found.ticks] == [25, 50, 75]
    assert [tick.value for tick in slope(names, (100, 100, "steady")).ticks] == [50, 75, 100]
    assert [tick.value for tick in slope(names, (0, 3, "steady")).ticks] == [0, 25, 50]
    assert [series.code for series in found.series] == ["rise", "fall", "steady"]


def test_of_too_many_lines_those_that_claim_something_stay(names: Names) -> None:
    found = slope(names, *MANY, (20, 60, "rise"))
    assert len(found.categories) == MOST_LINES
    assert found.categories[-1].code == "o17"


def strokes(svg: str) -> list[str]:
    return re.findall(r'<path d="M[\d. ]+L[\d. ]+" fill="none" stroke="([^"]+)" stroke-width=', svg)


def test_a_verdict_is_told_by_dashes_and_width_too(names: Names) -> None:
    svg = svg_of(slope(names, (30, 60, "rise"), (60, 30, "fall"), (40, 41, "steady")), themed=False)
    assert svg.count('stroke-dasharray="6 4"') == 2  # the line, and its sample
    assert svg.count(f'stroke="{style.INK}" stroke-width="2.5"') == 4
    assert svg.count('stroke-width="1.25"') == 2


def test_names_at_the_right_stand_apart_on_every_width(names: Names) -> None:
    for width in (style.NARROW, style.WIDE):
        root = ElementTree.fromstring(svg_of(slope(names, *MANY[:12]), width))  # noqa: S314
        texts = [e for e in root.iter() if e.tag.endswith("}text")]
        heights = sorted(float(e.get("y", "0")) for e in texts if (e.text or "").startswith("Line"))
        assert len(heights) == 12
        assert min(b - a for a, b in pairwise(heights)) >= 16


def test_where_the_rounds_differ_no_line_joins_them(names: Names) -> None:
    lines = [(30.0, 60.0, "rise"), (40.0, 41.0, "steady")]
    whole, cut = slope(names, *lines), slope(names, *lines, broken="Another framework")
    long = f'stroke="{style.INK}" stroke-width="2.5"'
    assert svg_of(whole, themed=False).count(long) == 2
    assert svg_of(cut, themed=False).count(long) == 1  # the sample alone
    assert "Another framework" in svg_of(cut)
    assert {trace["mode"] for trace in figure_of(cut)["data"]} == {"markers"}
    assert {trace["mode"] for trace in figure_of(whole)["data"]} == {"lines+markers"}


def test_the_interactive_drawing_names_each_line_once(names: Names) -> None:
    figure = figure_of(slope(names, (30, 60, "rise"), (40, 41, "steady"), (41, 42, "steady")))
    assert [trace["y"] for trace in figure["data"]] == [[30, 60], [40, 41], [41, 42]]
    assert [trace["showlegend"] for trace in figure["data"]] == [True, True, False]
    assert len(figure["layout"]["annotations"]) == 3


def test_excel_has_a_line_a_column(names: Names, content: Content) -> None:
    stream = BytesIO()
    chart = slope(names, (30, 60, "rise"), (60, 30, "fall"))
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("S")
        sheet = Sheet(page, Styles(book), content.words["en"])
        made = draw_slope(Place(book, sheet, 0, 2, 12), chart, Table("", (), ()), Places(0, (), 0))
        page.insert_chart(0, 2, made.native)
    found = load_workbook(BytesIO(stream.getvalue()))["S"]
    cells = [[found.cell(row, column).value for column in (13, 14, 15)] for row in (1, 2, 3)]
    assert cells[0][1:] == ["Line o0", "Line o1"]
    assert cells[1:] == [["Then", 30, 60], ["Now", 60, 30]]
    (drawn,) = found._charts  # type: ignore[attr-defined]  # openpyxl has no other way to them
    assert len(drawn.series) == 2
