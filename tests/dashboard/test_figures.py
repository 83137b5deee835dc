"""Frames become charts that hold every number, its words and its look."""

import re
from pathlib import Path

import pandas as pd
import pytest

from dashboard.figures import style
from dashboard.figures.bars import count_bars
from dashboard.figures.chart import Category, Kind, to
from dashboard.figures.dots import country_dots
from dashboard.figures.gantt import Dated, measures_gantt
from dashboard.figures.names import Names, Texts
from dashboard.figures.stacked import answers_stacked
from dashboard.figures.strip import answers_dumbbell, country_strip
from dashboard.figures.tiles import reporting_tiles, tile_map
from schemas.content import Content
from schemas.country import Country, read_tiles
from schemas.database.models import ANSWERS
from schemas.reading import Problems

ASSETS = Path(__file__).resolve().parents[2] / "assets"
TEXTS = Texts("x", "Title", "Alt")


@pytest.fixture
def names(content: Content) -> Names:
    return Names(content, content.words["en"], content.frameworks["dakar"])


def frame(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def test_bars_run_from_done_to_missing_and_leave_out_what_nobody_answered(names: Names) -> None:
    counts = frame("node answer n", ("P1", "0", 2), ("P1", "NR", 1), ("P1", "4", 3), ("P1", "2", 0))
    chart = answers_stacked(counts, [Category("P1", "Pillar 1")], names, TEXTS)
    assert [(s.code, s.points[0].value) for s in chart.series] == [("4", 3), ("0", 2), ("NR", 1)]
    assert chart.series[0].points[0].sentence == "Pillar 1: 3 of 6 answers “Completed” (50%)"


def test_a_strip_keeps_both_bases_apart(names: Names) -> None:
    rows = frame(
        "objective answer own mean lower upper n_known n_total",
        ("1", "3", 75.0, 40.0, 30.0, 60.0, 5, 6),
        ("2", "NA", None, 50.0, 50.0, 50.0, 2, 2),
        ("3", "NR", None, None, None, None, 0, 0),
    )
    chart = country_strip(rows, [Category(c, c) for c in "123"], names, TEXTS)
    own, means = chart.series
    assert [(p.category, p.value, p.look) for p in own.points] == [
        ("1", 75.0, "3"), ("2", None, "NA"), ("3", None, "NR"),
    ]  # fmt: skip
    assert [(p.category, p.value, p.low, p.high, p.hollow) for p in means.points] == [
        ("1", 40.0, 30.0, 60.0, False),
        ("2", 50.0, 50.0, 50.0, True),
    ]


def test_dots_show_the_spread_without_names_or_order(names: Names) -> None:
    values = frame(
        "country node value level", ("SEN", "4", 50.0, "2"), ("FRA", "4", None, ""),
        ("MAR", "9", 0.0, "0"),
    )  # fmt: skip
    groups = frame("node median q1 q3", ("4", 50.0, 25.0, 75.0), ("9", 0.0, 0.0, 0.0))
    chart = country_dots(values, groups, [Category("4", "Objective 4")], names, TEXTS)
    (point,) = chart.series[0].points
    assert (point.value, point.label, point.target) == (50.0, "", to("country", country="SEN"))
    assert point.sentence.startswith("Senegal, ")
    assert [(b.category, b.low, b.middle, b.high) for b in chart.bands] == [("4", 25, 50, 75)]


def test_reporting_tiles_lead_to_published_countries_only(names: Names) -> None:
    rows = frame(
        "country region look date",
        ("FRA", "europe", "published", "1 June 2013"),
        ("SEN", "west-africa", "waiting", ""),
    )
    chart = reporting_tiles(rows, [Category("europe", "Europe")], names, TEXTS)
    assert [(s.code, s.points[0].label, s.points[0].target) for s in chart.series] == [
        ("published", "FRA", to("country", country="FRA")),
        ("waiting", "SEN", None),
    ]


def test_where_nobody_was_asked_no_country_is_late(names: Names) -> None:
    rows = frame("country region look date", ("SEN", "west-africa", "waiting", ""))
    chart = reporting_tiles(rows, [Category("west-africa", "x")], names, TEXTS, is_asked=False)
    assert chart.series[0].label == "Not in the sample"


def test_tiles_of_the_map_stand_at_their_place(names: Names) -> None:
    rows = frame("country look hollow", ("SEN", "2", True), ("FRA", "NR", False))
    chart = tile_map(rows, "4", names, TEXTS)
    (senegal,) = chart.series[0].points
    assert (senegal.column, senegal.row) == names.content.tiles["SEN"]
    assert senegal.hollow
    assert senegal.target == to("evidence", country="SEN", objective="4")


def test_the_map_says_too_few_answers_rather_than_none(names: Names) -> None:
    rows = frame("country look hollow", ("FRA", "NR", False))
    assert tile_map(rows, "", names, TEXTS).series[0].label == "Not enough answers"
    assert tile_map(rows, "4", names, TEXTS).series[0].label == "Not reported"


def test_bars_keep_the_given_order_and_show_zero(names: Names) -> None:
    rows = frame("code n", ("R02", 5))
    chart = count_bars(rows, [Category("R01", "First"), Category("R02", "Second")], names, TEXTS)
    assert [(p.category, p.value) for p in chart.series[0].points] == [("R01", 0), ("R02", 5)]
    assert count_bars(frame("code n"), [Category("R01", "First")], names, TEXTS).is_empty


def test_a_dumbbell_has_no_second_mark_where_the_answer_is_missing(names: Names) -> None:
    rows = frame("code first second", ("SEN", "1", "3"), ("FRA", "2", "C"))
    categories = [Category("SEN", "Senegal"), Category("FRA", "France")]
    chart = answers_dumbbell(rows, categories, ("Theme", "Objective"), names, TEXTS)
    assert chart.kind is Kind.DUMBBELL
    assert [[(p.category, p.value) for p in s.points] for s in chart.series] == [
        [("SEN", 25.0), ("FRA", 50.0)],
        [("SEN", 75.0)],
    ]


def test_a_span_may_miss_one_of_its_days(names: Names) -> None:
    day = pd.Timestamp("2013-03-01").date()
    chart = measures_gantt([Dated(Category("m", "Law"), "3", day, None)], None, names, TEXTS)
    (point,) = chart.series[0].points
    assert (point.low, point.high) == (day.toordinal(), None)
    assert "unknown date" in point.sentence


def test_empty_frames_give_empty_charts(names: Names) -> None:
    charts = [
        answers_stacked(frame("node answer n"), [], names, TEXTS),
        country_dots(
            frame("country node value level"), frame("node median q1 q3"), [], names, TEXTS
        ),
        reporting_tiles(frame("country region look date"), [], names, TEXTS),
        tile_map(frame("country look hollow"), "", names, TEXTS),
        measures_gantt([], None, names, TEXTS),
    ]
    assert [chart.kind for chart in charts if not chart.is_empty] == []


# Style


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_tokens_are_those_of_the_stylesheets() -> None:
    light: dict[str, str] = {}
    for name in ("exhibits.css", "tokens.css"):
        css = (ASSETS / name).read_text("utf-8").split("@media")[0]
        light |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))
    assert {name: light.get(name) for name in style.TOKENS} == dict(style.TOKENS)


def test_text_can_be_read_on_every_level_and_borders_can_be_seen() -> None:
    weak = [c for c in style.LEVELS if contrast(style.LEVELS[c], style.ON_LEVELS[c]) < 4.5]
    assert weak == []
    assert contrast(style.BORDER, style.PAPER) >= 3
    assert contrast(style.NEUTRAL, style.PAPER) >= 4.5
    dark = [luminance(colour) for colour in style.LEVELS.values()]
    assert dark == sorted(dark, reverse=True)


def test_every_answer_has_a_look_and_a_glyph() -> None:
    assert set(style.ANSWER_ORDER) == set(ANSWERS)
    assert [a for a in ANSWERS if a not in style.FILLS or a not in style.GLYPHS] == []


# Places on the map


def test_every_country_has_a_tile_of_its_own(content: Content) -> None:
    assert set(content.tiles) == set(content.countries)
    assert len(set(content.tiles.values())) == len(content.countries) == 60


def test_neighbours_stand_as_on_a_map(content: Content) -> None:
    column = {iso3: place[0] for iso3, place in content.tiles.items()}
    row = {iso3: place[1] for iso3, place in content.tiles.items()}
    assert row["NOR"] < row["DEU"] < row["ITA"] < row["TUN"] < row["NER"] < row["COG"]
    assert column["PRT"] < column["ESP"] < column["ITA"] < column["GRC"] < column["CYP"]
    assert column["CPV"] < column["SEN"] < column["MLI"] < column["TCD"]
    europe = [row[c.iso3] for c in content.countries.values() if c.region == "europe"]
    africa = [row[c.iso3] for c in content.countries.values() if c.region != "europe"]
    assert max(europe) < min(africa)


def test_two_tiles_in_one_place_and_a_country_without_one_are_problems(tmp_path: Path) -> None:
    file = tmp_path / "tiles.csv"
    file.write_text("iso3,column,row\nSEN,1,1\nMLI,1,1\nXXX,2,2\n", "utf-8")
    known = {
        iso3: Country(iso3, iso3[:2], {"en": iso3}, "west-africa", ())
        for iso3 in ("SEN", "MLI", "FRA")
    }
    problems = Problems()
    read_tiles(file, known, problems)
    assert [problem.key for problem in problems.found] == ["MLI", "FRA", "XXX"]
