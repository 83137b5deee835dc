"""Dates of measures: the pace they propose, the bars they make, the steps of one instrument."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.drawings.svg import svg_of
from dashboard.figures.chart import Category
from dashboard.figures.gantt import Dated, measures_gantt
from dashboard.figures.names import Names, Texts
from dashboard.instruments import Titled, core_of, counted, instruments, read_steps
from dashboard.pace import day_of, held_against, pace_of, proposed
from schemas.content import Content, load_content

DAY = date(2014, 5, 31)
START = date(2013, 5, 31)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.mark.parametrize(
    ("answer", "start", "end", "due"),
    [
        ("3", START, date(2014, 5, 31), "OFF"),
        ("0", None, date(2013, 1, 1), "OFF"),
        ("4", START, date(2013, 1, 1), ""),
        ("NA", START, date(2013, 1, 1), ""),
        ("1", START, date(2014, 8, 1), "RISK"),
        ("2", START, date(2014, 8, 1), ""),
        ("1", START, date(2016, 5, 31), ""),
        ("1", None, date(2014, 8, 1), ""),
        ("1", date(2015, 1, 1), date(2014, 8, 1), ""),
        ("1", START, None, ""),
    ],
)
def test_dates_propose_a_pace(answer: str, start: date | None, end: date | None, due: str) -> None:
    assert proposed(answer, start, end, DAY) == due
    assert proposed(answer, start, end, DAY, set_aside=True) == ""


@pytest.mark.parametrize(
    ("own", "hint", "shown", "asks"),
    [
        ("ON", "OFF", "ON", True),
        ("RISK", "OFF", "RISK", True),
        ("ND", "RISK", "ND", True),
        ("OFF", "RISK", "OFF", False),
        ("OFF", "OFF", "OFF", False),
        ("OFF", "", "OFF", False),
        (None, "OFF", "OFF", False),
        (None, "", "", False),
    ],
)
def test_a_countrys_own_word_wins(own: str | None, hint: str, shown: str, asks: bool) -> None:
    pace = pace_of(own, hint)
    assert (pace.code, pace.asks) == (shown, asks)
    assert pace.is_proposed == (own is None and hint != "")


def test_the_line_stands_at_the_end_of_the_period_or_before() -> None:
    assert day_of(DAY, date(2026, 1, 1)) == DAY
    assert day_of(DAY, date(2014, 1, 1)) == date(2014, 1, 1)
    assert day_of(DAY, date(2026, 1, 1), date(2013, 9, 12)) == date(2013, 9, 12)


def test_a_report_is_held_against_its_own_period() -> None:
    assert held_against(DAY, date(2014, 3, 31)) == date(2014, 3, 31)
    assert held_against(DAY, date(2015, 3, 31)) == held_against(DAY, None) == DAY


def test_open_bars_are_drawn_open_and_say_so(content: Content) -> None:
    names = Names(content, content.words["en"], next(iter(content.frameworks.values())))
    row = Dated(Category("m", "Law", note="On track", sign="ON"), "3", START, None, pace="On track")
    closed = replace(row, end=DAY, planned=date(2014, 1, 1))
    open_one, closed_one = (
        measures_gantt([one], (DAY, "End: 31 May 2014"), names, Texts("x", "t", "t"))
        for one in (row, closed)
    )
    (point,) = open_one.series[0].points
    assert (point.low, point.high) == (START.toordinal(), None)
    assert "unknown date" in point.sentence and point.sentence.endswith("pace: On track")
    assert closed_one.series[0].points[0].value == date(2014, 1, 1).toordinal()
    drawn, shut = svg_of(open_one, 900), svg_of(closed_one, 900)
    assert "End: 31 May 2014" in drawn and "On track" in drawn
    assert drawn.count('stroke-width="2"') == 2, "two strokes lead on"
    assert shut.count('stroke-width="2"') == 1, "one line marks the planned end"


def titled(*titles: str, **same: object) -> list[Titled]:
    return [Titled(str(n), title, **same) for n, title in enumerate(titles)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("titles", "together"),
    [
        (("Loi sur la traite des personnes", "Projet de loi sur la traite des personnes"), True),
        (("Act to Ban Trafficking", "Revised Act to Ban Trafficking (September 2021)"), True),
        (("Policy on Labour Migration approved by the Council", "Policy on Labour Migration 2020"),
         True),
        (("National Policy on Migration", "National Policy on Labour Migration"), False),
        (("Civil status reform, phase 1", "Civil status reform, phase 2"), False),
        (("National policy adopted", "National policy drafted"), False),
        (("", ""), False),
        (("Loi no 2012-01 sur la traite", "Loi no 2014-05 sur la traite"), False),
        (("Loi sur la traite des personnes 2012",
          "Décret d’application de la loi sur la traite des personnes 2012"), False),
        (("Training of border officers 2011", "Training of border officers 2013"), False),
        (("Plan d’action migration 2012-2014", "Plan d’action migration 2015-2018 adopté"), False),
        (("Border programme, phase I", "Border programme, phase II"), False),
        (("Transferts du Mali au Ghana", "Transferts du Ghana au Mali"), False),
        (("Law on entry and stay of foreigners", "Law on stay of foreigners"), False),
        (("Law on stay of foreigners", "Entry into force of the law on stay of foreigners"), True),
    ],
)  # fmt: skip
def test_steps_of_one_instrument(content: Content, titles: tuple[str, str], together: bool) -> None:
    found = instruments(titled(*titles), read_steps(content.folder))
    assert bool(found) == together
    assert counted(2, found) == (1 if together else 2)


def test_the_same_step_twice_is_asked_about(content: Content) -> None:
    steps = read_steps(content.folder)
    same = titled("Charter of migrant workers", "Charter of migrant workers", status="adopted")
    (group,) = instruments(same, steps)
    assert group.repeated == ("1",)
    (group,) = instruments([same[0], replace(same[1], status="launched", year=2012)], steps)
    assert (group.codes, group.repeated) == (("1", "0"), ())
    assert core_of("Charter adopted on 1 June 2012 by the Senate", steps) == ("charter",)


def test_the_list_of_public_pages_has_two_such_instruments(content: Content) -> None:
    """Looked at one by one: an act and its revision, a policy and its revision."""
    file: Path = content.folder / "samples" / "public_measures.csv"
    by_country: dict[str, list[Titled]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for n, row in enumerate(csv.DictReader(lines)):
            one = Titled(str(n), row["title"], row["status"], int(row["year"] or 0) or None)
            by_country.setdefault(row["iso3"], []).append(one)
    steps = read_steps(content.folder)
    found = {iso3: groups for iso3, m in by_country.items() if (groups := instruments(m, steps))}
    assert {iso3: [len(g.codes) for g in groups] for iso3, groups in found.items()} == {
        "LBR": [2],
        "NGA": [2],
    }
