"""Each kind of chart and table on a slide: native forms, exact numbers, text that stays text."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from pptx import Presentation

from dashboard.exhibits import BuiltExhibit
from dashboard.exhibits.base import Fact, KeyFigure
from dashboard.exhibits.table import ColumnKind, Table, TableCell, TableColumn
from dashboard.exports.pptx import pptx_of
from dashboard.figures.chart import Band, Category, Chart, Kind, Point, Series, Tick, Unit
from dashboard.filters import Filters
from dashboard.meetings import Deck, Item, deck_of
from dashboard.queries import Source
from schemas.content import Content
from schemas.database.engine import writer_engine


@pytest.fixture
def deck(migrated_sqlite: Path, tmp_path: Path, content: Content) -> Iterator[Deck]:
    """One slide, whose exhibit the tests replace."""
    file = tmp_path / "kinds.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    source, words = Source(engine, ("PUB",)), content.words["en"]
    items = [Item("1", "pillars")]
    yield deck_of(source, content, words, content.meetings["session-4"], items=items)
    engine.dispose()


def shapes_of(slide: Any) -> Iterator[Any]:
    waiting = list(slide.shapes)
    while waiting:
        shape = waiting.pop(0)
        yield shape
        if shape.shape_type == 6:
            waiting = [*shape.shapes, *waiting]


def said(slide: Any) -> str:
    return " ".join(s.text_frame.text for s in shapes_of(slide) if s.has_text_frame)


def charts_of(slide: Any) -> list[Any]:
    return [shape.chart for shape in shapes_of(slide) if getattr(shape, "has_chart", False)]


def tables_of(slide: Any) -> list[Any]:
    return [shape.table for shape in shapes_of(slide) if getattr(shape, "has_table", False)]


def opened(data: bytes) -> Any:
    return Presentation(BytesIO(data))


def exhibit(chart: Chart | None, table: Table | None = None, **changes: Any) -> BuiltExhibit:
    fields: dict[str, Any] = {
        "code": "pillars", "title": "A finding", "subtitle": "Measure", "coverage": "2 of 57",
        "not_shown": "", "source_line": "Source: reports", "alt": "All of it in words.",
        "provenance": "reported", "badge": "", "chart": chart, "filters": Filters(),
        "table": table or Table("Caption", (), ()), **changes,
    }  # fmt: skip
    return BuiltExhibit(**fields)


def shown(deck: Deck, content: Content, built: BuiltExhibit) -> tuple[Any, bytes]:
    """The slide of an exhibit, and the file it stands in."""
    made = replace(deck, slides=(replace(deck.slides[0], built=built),))
    data = pptx_of(made, content)
    return list(opened(data).slides)[1], data


def chart_of(kind: Kind, points: list[Point], **changes: Any) -> Chart:
    codes = dict.fromkeys(point.category for point in points)
    categories = tuple(Category(code, f"Row {code}", "n", "Group") for code in codes)
    fields: dict[str, Any] = {
        "code": "x", "kind": kind, "unit": Unit.POINTS, "categories": categories,
        "series": (Series("s", "Series", "2", tuple(points)),), "title": "T",
        "alt": "All of it in words.", **changes,
    }  # fmt: skip
    return Chart(**fields)


TICKS = tuple(Tick(25.0 * n, f"Level {n}", str(n)) for n in range(5))


def test_marks_on_the_scale_keep_their_digits(deck: Deck, content: Content) -> None:
    points = [
        Point("a", 100 / 3, "mark", "s", low=12.5, high=62.5, hollow=True),
        Point("b", None, "NR", "s", label="No answer"),
        Point("c", 75.0, "3", "s"),
    ]
    page, _ = shown(deck, content, exhibit(chart_of(Kind.STRIP, points, ticks=TICKS)))
    (chart,) = charts_of(page)
    lines, marks = chart.plots[0].series
    assert [float(v.text) for v in lines._element.xpath("c:xVal//c:v")] == [12.5, 62.5]
    assert [float(v.text) for v in marks._element.xpath("c:xVal//c:v")] == [100 / 3, 75.0]
    for word in ("No answer", "Row b", "Group", "3 Level 3"):
        assert word in said(page)


def test_dots_of_one_value_do_not_hide_each_other(deck: Deck, content: Content) -> None:
    points = [Point("a", 50.0, "2", "s") for _ in range(30)]
    bands = (Band("a", 25.0, 75.0, 50.0, "s"),)
    page, data = shown(
        deck, content, exhibit(chart_of(Kind.DOTS, points, ticks=TICKS, bands=bands))
    )
    dots = charts_of(page)[0].plots[0].series[-1]._element
    places = {
        (x.text, y.text)
        for x, y in zip(dots.xpath("c:xVal//c:v"), dots.xpath("c:yVal//c:v"), strict=True)
    }
    assert len(places) == 30
    assert [v for row in workbook(data).iter_rows(values_only=True) for v in row].count(50.0) >= 30


def test_a_span_of_days_is_a_bar_of_dates(deck: Deck, content: Content) -> None:
    points = [Point("a", None, "1", "s", low=734_869, high=735_234), Point("b", None, "NR", "s")]
    chart = chart_of(
        Kind.GANTT,
        points,
        unit=Unit.DAY,
        ticks=(Tick(734_869, "2013"),),
        marks=(Tick(735_000, "End"),),
    )
    page, _ = shown(deck, content, exhibit(chart))
    starts, days = charts_of(page)[0].plots[0].series
    assert [v for v in starts.values if v is not None] == [734_869 - 693_594]
    assert next(v for v in days.values if v is not None) == 365
    assert "2013" in said(page) and "End" in said(page)


@pytest.mark.parametrize("kind", [Kind.TILES, Kind.TILE_MAP])
def test_tiles_are_one_group_of_shapes(deck: Deck, content: Content, kind: Kind) -> None:
    points = [
        Point("a", 1, "published", "Mali: yes", label="MLI"),
        Point("a", 1, "NR", "Togo: no", label="TGO", column=3, row=2),
    ]
    table = Table(
        "Caption",
        (TableColumn("country", "Country", ColumnKind.HEADER),),
        ((TableCell("MLI", "Mali"),), (TableCell("TGO", "Togo"),)),
    )
    page, _ = shown(deck, content, exhibit(chart_of(kind, points), table))
    tiles = {s.text_frame.text: s for s in shapes_of(page) if s.has_text_frame}
    assert {"MLI", "TGO"} <= set(tiles)
    assert tiles["MLI"]._element.xpath(".//p:cNvPr")[0].get("descr") == "Mali: yes"
    assert "Togo" in page.notes_slide.notes_text_frame.text


def test_other_kinds_have_native_forms(deck: Deck, content: Content) -> None:
    points = [Point("a", 0.255, "count", "s"), Point("b", 1.5, "count", "s")]
    page, _ = shown(deck, content, exhibit(chart_of(Kind.BARS, points, unit=Unit.SHARE)))
    bars = charts_of(page)[0].plots[0]
    assert [v for v in bars.series[0].values if v is not None] == [0.255, 1.5]
    matrix = chart_of(Kind.MATRIX, [Point("a", None, "3", "s"), Point("b", None, "NA", "s")])
    page, _ = shown(deck, content, exhibit(matrix))
    rows = [[cell.text_frame.text for cell in row.cells] for row in tables_of(page)[0].rows]
    assert rows == [["", "Series"], ["Row a", "3"], ["Row b", ""]]
    pair = (
        Series("x", "First", "2", (Point("a", 25.0, "1", "s"),), hollow=True),
        Series("y", "Second", "mark", (Point("a", 75.0, "mark", "s"),)),
    )
    chart = chart_of(Kind.DUMBBELL, [Point("a", 25.0, "1", "s")], ticks=TICKS)
    page, _ = shown(deck, content, exhibit(replace(chart, series=pair)))
    drawn = charts_of(page)[0].plots[0].series
    xs = [[float(v.text) for v in s._element.xpath("c:xVal//c:v")] for s in drawn]
    assert xs == [[25.0, 75.0], [25.0], [75.0]]


def test_a_slope_is_a_line_chart_of_two_ends(deck: Deck, content: Content) -> None:
    points = [Point("a", 100 / 3, "mark", "s", label="33"), Point("a", 75.0, "mark", "s")]
    ends = (Tick(0, "Then"), Tick(1, "Now"))
    chart = chart_of(Kind.SLOPE, points, ticks=TICKS, marks=ends)
    chart = replace(chart, series=(replace(chart.series[0], look="rise"),))
    page, _ = shown(deck, content, exhibit(chart))
    (line,) = charts_of(page)[0].plots[0].series
    assert (list(line.values), line.name) == ([100 / 3, 75.0], "Row a")
    assert list(charts_of(page)[0].plots[0].categories) == ["Then", "Now"]
    assert not line._element.xpath("c:spPr/a:ln/a:noFill")
    page, _ = shown(deck, content, exhibit(replace(chart, broken="Another form")))
    (line,) = charts_of(page)[0].plots[0].series
    assert line._element.xpath("c:spPr/a:ln/a:noFill")
    assert "Another form" in said(page)


def test_figures_facts_and_what_is_left_out_are_said(deck: Deck, content: Content) -> None:
    figures = (KeyFigure("41", "have reported", "41 of 57"),)
    page, _ = shown(deck, content, exhibit(None, figures=figures))
    assert "41" in said(page) and "have reported" in said(page)
    names = ", ".join(f"Country {n}" for n in range(57))
    page, _ = shown(deck, content, exhibit(None, facts=(Fact("Targets", names),)))
    assert f"Targets – {names}" in said(page) and "…" not in said(page)
    facts = (Fact("Reason", "It takes time. " * 600),)
    page, _ = shown(deck, content, exhibit(None, facts=facts, not_shown="3 not shown"))
    assert "Reason – It takes time." in said(page) and "…" in said(page)
    assert "3 not shown" in said(page)
    rows = tuple((TableCell("a", "a"),) for _ in range(3))
    table = Table("Caption", (TableColumn("a", "A", ColumnKind.HEADER),), rows)
    slides = (replace(deck.slides[0], built=exhibit(None, table), left_out=3),)
    (_, page) = opened(pptx_of(replace(deck, slides=slides), content)).slides
    assert "3 more rows stand in the annex workbook" in said(page)


def test_marks_of_invented_numbers_stand_on_every_slide(deck: Deck, content: Content) -> None:
    chart = chart_of(Kind.BARS, [Point("a", 1, "count", "s")], unit=Unit.COUNT)
    page, _ = shown(deck, content, exhibit(chart, provenance="illustrative"))
    assert content.words["en"]("provenance.illustrative") in said(page)


def workbook(data: bytes) -> Any:
    archive = ZipFile(BytesIO(data))
    (name,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
    return openpyxl.load_workbook(BytesIO(archive.read(name))).active


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://evil.example")', "+1", "-1", "@A1", "{=1}", "http://e.example"],
)
def test_nothing_in_a_workbook_runs(deck: Deck, content: Content, text: str) -> None:
    chart = chart_of(Kind.BARS, [Point("a", 1, "count", "s")], unit=Unit.COUNT)
    chart = replace(
        chart,
        categories=(Category("a", text),),
        series=(replace(chart.series[0], label=text),),
    )
    _, data = shown(deck, content, exhibit(chart))
    sheet = workbook(data)
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    held = {str(cell.value).removeprefix("'") for cell in cells if cell.value is not None}
    assert held == {text, "1"}


def test_hostile_text_stays_text(deck: Deck, content: Content) -> None:
    text = "</a:t><script>&\"' \x07]]> 한글 " + "long" * 400
    columns = (TableColumn("a", text, ColumnKind.HEADER), TableColumn("b", "B"))
    rows = tuple((TableCell(text, text, note=text), TableCell(text, text)) for _ in range(8))
    page, data = shown(
        deck, content, exhibit(None, Table(text, columns, rows), title=text, alt=text)
    )
    assert page.shapes.title.text.startswith("</a:t><script>&\"'")
    (table,) = tables_of(page)
    assert "<script>" in table.cell(1, 0).text_frame.text
    assert "\x07" not in ZipFile(BytesIO(data)).read("ppt/slides/slide2.xml").decode()
