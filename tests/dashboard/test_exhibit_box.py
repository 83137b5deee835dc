"""An exhibit's box: everything about a number stands round it, in one escaped string."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from dashboard.addresses import locate
from dashboard.components.exhibit import download, exhibit_box, exhibit_html, icon
from dashboard.components.links import link_of
from dashboard.context import View
from dashboard.exhibits import BuiltExhibit, KeyFigure
from dashboard.exhibits.base import Fact
from dashboard.exhibits.table import ColumnKind, Table, TableCell, TableColumn
from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Target, Unit, to
from dashboard.filters import Filters
from schemas.content import Content, load_content
from schemas.wording import Words

HOSTILE = "<script>alert(1)</script>"
TABLE = Table(
    "Caption",
    (TableColumn("a", "A", ColumnKind.HEADER), TableColumn("n", "N", ColumnKind.NUMBER)),
    ((TableCell("a", HOSTILE), TableCell(1, "1")),),
)
CHART = Chart(
    "pillars",
    Kind.BARS,
    Unit.COUNT,
    (Category("a", HOSTILE),),
    (Series("n", "N", "count", (Point("a", 1, "count", HOSTILE, "1"),)),),
    "Title",
    "Alt",
    legend=False,
)
BUILT = BuiltExhibit(
    code="pillars",
    title=HOSTILE,
    subtitle="Measure, basis, round",
    coverage="3 of 57 countries",
    not_shown="1 measure not shown",
    source_line="Source: reports",
    alt="Alt",
    provenance="illustrative",
    badge="Fictional data",
    chart=CHART,
    table=TABLE,
    filters=Filters(round="dakar-2013", objective="4"),
    note=HOSTILE,
)


@pytest.fixture
def words(content: Content) -> Words:
    return content.words["en"]


@pytest.fixture
def view(words: Words) -> View:
    filters = Filters(round="dakar-2013", region="europe", q="law", page=3)
    located = locate("/en/countries/SEN")
    assert located is not None
    framework = load_content().frameworks["dakar"]
    return View(located, words, filters, framework, None, (), 0)


def text_of(html: str) -> str:
    return " ".join(ElementTree.fromstring(f"<div>{html}</div>").itertext())  # noqa: S314


def nowhere(_: Target) -> str:
    return ""


def test_the_box_says_everything_of_its_numbers(words: Words) -> None:
    html = exhibit_html(BUILT, words, nowhere)
    assert "<script" not in html
    said = text_of(
        html.replace("hidden>", 'hidden="">')
        .replace("data-picture>", ">")
        .replace("download>", ">")
    )
    for part in ("title", "subtitle", "coverage", "not_shown", "source_line", "badge", "note"):
        assert getattr(BUILT, part) in said, part


def test_downloads_keep_every_filter_and_the_language() -> None:
    assert download(BUILT, "fr", "csv") == (
        "/api/v1/exhibits/pillars.csv?round=dakar-2013&objective=4&lang=fr"
    )
    assert download(replace(BUILT, filters=Filters()), "en", "xlsx") == (
        "/api/v1/exhibits/pillars.xlsx?lang=en"
    )


def test_without_a_chart_there_is_nothing_to_switch(words: Words) -> None:
    html = exhibit_html(replace(BUILT, chart=None), words, nowhere)
    assert "data-show" not in html and "data-picture" not in html
    assert "CSV" in html


def test_an_empty_exhibit_explains_itself_and_offers_no_download(words: Words) -> None:
    empty = replace(BUILT, chart=None, table=Table("c", (), ()), note="Nobody was asked.")
    html = exhibit_html(empty, words, nowhere)
    assert 'class="nothing">Nobody was asked.' in html
    assert "/api/v1/" not in html


def test_key_figures_and_facts_are_written_out(words: Words) -> None:
    figures = (KeyFigure("42 %", "of answers", "17 of 30"),)
    html = exhibit_html(replace(BUILT, figures=figures), words, nowhere)
    assert text_of(html).split() == ["42", "%", "of", "answers", "17", "of", "30"]
    facts = (Fact("Level", "Under way", "2", "sheet, cell G10"),)
    html = exhibit_html(replace(BUILT, facts=facts), words, nowhere)
    assert "look look-2" in html and "sheet, cell G10" in html


def test_page_and_first_view_hold_the_same_string(words: Words, view: View) -> None:
    plain = replace(BUILT, chart=None)
    store, slot = exhibit_box(plain, view, primary=True).children
    assert store.data == exhibit_html(plain, words, link_of(view))
    assert slot.className == "exhibit primary"


def test_a_chart_can_be_explored_in_a_place_that_is_empty_until_asked_for(view: View) -> None:
    section = exhibit_box(BUILT, view).children
    kinds = [type(child).__name__ for child in section.children]
    assert kinds == ["Store", "Div", "Div", "Store", "Div"]
    place = section.children[2]
    assert place.id == {"index": BUILT.code, "type": "graph-place"}
    assert place.hidden and getattr(place, "children", None) is None
    assert f"/api/v1/exhibits/{BUILT.code}.graph" in section.children[0].data


def test_targets_become_addresses_with_the_filters_they_keep(view: View) -> None:
    link = link_of(view)
    assert link(to("country", country="MAR")) == (
        "/en/countries/MAR?round=dakar-2013&region=europe"
    )
    assert link(Target("", query=(("page", "2"),))) == (
        "/en/countries/SEN?round=dakar-2013&region=europe&q=law&page=2"
    )
    assert link(to("measures", {"action": "R05"})) == (
        "/en/measures?round=dakar-2013&region=europe&action=R05"
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
    ],
)
def test_a_countrys_text_never_becomes_a_script(view: View, address: str, expected: str) -> None:
    assert link_of(view)(Target("", address=address)) == expected


def test_icons_are_hidden_from_readers() -> None:
    assert 'aria-hidden="true"' in icon("chart")
