"""Charts become SVG that stands alone and figures that plotly draws."""

import json
import re
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from dashboard.components.graph import config, graph
from dashboard.drawings import plotly
from dashboard.drawings.canvas import text_width, wrapped
from dashboard.drawings.svg import DRAWINGS, svg_of
from dashboard.figures import style
from dashboard.figures.chart import Band, Category, Chart, Kind, Point, Series, Tick, Unit, to

HOSTILE = '<script>alert("x")</script> & "quotes"'
CATEGORIES = (
    Category("a", HOSTILE, note="3 of 5", group="Group", target=to("objective", objective="4")),
    Category("b", "Améliorer la gestion des frontières et la réadmission des migrants"),
)


def chart(kind: Kind, points: int = 3) -> Chart:
    series = tuple(
        Series(
            look,
            f"S {look}",
            "mark" if look == "3" else look,
            tuple(
                Point(
                    category.code,
                    None if look == "NI" else 25.0 * place,
                    "mark" if look == "3" and kind in (Kind.STRIP, Kind.DUMBBELL) else look,
                    f"{HOSTILE}: {look}",
                    label=str(place),
                    low=734000.0 if kind is Kind.GANTT else 10.0,
                    high=734900.0 if kind is Kind.GANTT else 90.0,
                    target=to("country", country="SEN"),
                    column=place,
                    row=1,
                    hollow=look == "4",
                )
                for place, category in enumerate(CATEGORIES * points, start=1)
            ),
        )
        for look in ("4", "3", "NR", "NI", "NA")
    )
    return Chart(
        code="test",
        kind=kind,
        unit=Unit.COUNT,
        categories=CATEGORIES,
        series=series,
        title=HOSTILE,
        alt="All of it in words",
        axis="What the axis counts, said in a sentence that is longer than a telephone is wide",
        ticks=tuple(Tick(25.0 * i, f"Level {i}", str(i)) for i in range(5)),
        bands=(Band("a", 25, 75, 50, "half of them"),),
        marks=(Tick(734500.0, "Today"),) if kind is Kind.GANTT else (),
    )


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - made by the test itself


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("width", [style.NARROW, style.WIDE])
def test_every_kind_is_drawn_whole_and_escaped(kind: Kind, width: int) -> None:
    svg = svg_of(chart(kind), width, link=lambda _: "/fr/x?a=1&b=2")
    root = parsed(svg)
    assert "<script" not in svg
    assert root.get("role") == "group"
    assert root.get("aria-label") == HOSTILE
    assert [e.text for e in root if e.tag.endswith("desc")] == ["All of it in words"]
    assert any(e.get("href") == "/fr/x?a=1&b=2" for e in root.iter() if e.tag.endswith("}a"))


@pytest.mark.parametrize("kind", list(Kind))
def test_no_text_leaves_the_drawing(kind: Kind) -> None:
    for width in (style.NARROW, style.WIDE):
        root = parsed(svg_of(chart(kind), width))
        left, top, wide, high = map(float, (root.get("viewBox") or "").split())
        for text in (e for e in root.iter() if e.tag.endswith("}text")):
            x, y, size = (float(text.get(name, "0")) for name in ("x", "y", "font-size"))
            length = text_width(text.text or "", size)
            start = {"end": x - length, "middle": x - length / 2}.get(
                text.get("text-anchor", ""), x
            )
            assert left - 4 <= start, (kind, width, text.text)
            assert start + length * 0.88 <= left + wide + 4, (kind, width, text.text)
            assert top <= y <= top + high, (kind, width, text.text)


def test_without_links_a_drawing_is_an_image() -> None:
    svg = svg_of(chart(Kind.STACKED))
    assert parsed(svg).get("role") == "img"
    assert "<a " not in svg


def test_a_drawing_needs_nothing_from_elsewhere() -> None:
    for kind in Kind:
        for svg in (svg_of(chart(kind)), svg_of(chart(kind), themed=False)):
            assert re.findall(r"url\(|<style|<image|<use|xlink", svg) == []


def test_paper_has_plain_colours_and_names_its_font() -> None:
    paper = svg_of(chart(Kind.STACKED), themed=False)
    assert "var(" not in paper
    assert style.LEVELS["4"] in paper
    assert "Inter" in paper
    assert f"var(--level-4,{style.LEVELS['4']})" in svg_of(chart(Kind.STACKED))


def bar_widths(svg: str) -> list[float]:
    parts = [e for e in parsed(svg).iter() if e.tag.endswith("}rect")]
    return [float(e.get("width", "0")) for e in parts if e.get("height") == str(style.BAR_HEIGHT)]


def test_a_hundred_per_cent_bar_is_divided_by_its_counts() -> None:
    points = {"4": 1.0, "2": 3.0}
    stacked = Chart(
        "x",
        Kind.STACKED,
        Unit.COUNT,
        (Category("a", "Row"),),
        tuple(Series(c, c, c, (Point("a", n, c, "", str(n)),)) for c, n in points.items()),
        "t",
        "a",
    )
    first, second = bar_widths(svg_of(stacked))
    assert second / first == pytest.approx(3, rel=0.01)


def test_an_empty_chart_is_still_a_drawing() -> None:
    for kind in Kind:
        empty = Chart("x", kind, Unit.COUNT, (), (), "t", "a")
        assert parsed(svg_of(empty)).tag.endswith("svg")


def test_every_kind_has_a_drawing() -> None:
    assert set(DRAWINGS) == set(Kind)


def test_labels_break_between_words_and_say_when_they_are_cut() -> None:
    text = "Améliorer la gestion des frontières"
    lines = wrapped(text, 120, 14)
    assert " ".join(lines) == text
    assert all(text_width(line, 14) <= 120 for line in lines)
    assert wrapped("one two three four", 1, 14, most=2) == ["one", "two…"]


# Plotly


@pytest.mark.parametrize("kind", plotly.DRAWN)
def test_figures_use_only_traces_of_the_bundle_and_no_template(kind: Kind) -> None:
    figure = plotly.figure_of(chart(kind))
    assert {trace["type"] for trace in figure["data"]} <= set(plotly.TRACES)
    assert "template" not in figure["layout"]
    assert len(json.dumps(figure)) < 12_000
    go.Figure(figure)  # raises ValueError for a property that plotly does not know


def test_marks_without_a_number_are_not_placed() -> None:
    figure = plotly.figure_of(chart(Kind.STRIP))
    assert [trace["x"] for trace in figure["data"] if trace["name"] == "S NI"] == [[]]


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(plotly.DRAWN)))
def test_other_kinds_say_that_they_have_no_figure(kind: Kind) -> None:
    with pytest.raises(ValueError, match="no interactive drawing"):
        plotly.figure_of(chart(kind))


def test_the_graph_sends_nothing_away() -> None:
    made = graph(chart(Kind.BARS), "pillars", "fr")
    assert made.config == config("fr")
    assert made.config["showSendToCloud"] is False
    assert made.config["plotlyServerURL"] == ""
    assert made.config["displayModeBar"] is False
    assert made.config["locale"] == "fr"


def test_dots_of_one_value_lie_beside_each_other() -> None:
    dots = chart(Kind.DOTS)
    for trace in plotly.figure_of(dots)["data"]:
        places = list(zip(trace["x"], trace["y"], strict=True))
        assert len(set(places)) == len(places)
        assert all(abs(y - round(y)) < 0.5 for y in trace["y"])
