"""Decks as PowerPoint: native charts and tables with the exhibits' numbers, notes, languages."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation
from pptx.util import Pt
from sqlalchemy import Engine

from dashboard.exports.pptx import country_of, pptx_of
from dashboard.figures.chart import Kind
from dashboard.meetings import Deck, Item, deck_of
from schemas.content import Content
from schemas.database.engine import writer_engine

BASE = "http://192.0.2.7:8050"
PARTNERS = ("SEN", "MAR", "FRA", "MLI", "NGA", "TUN")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

MakeDeck = Callable[..., Deck]


@pytest.fixture
def engine(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """SQLite alone: what a slide shows does not depend on where it is stored."""
    file = tmp_path / "pptx.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def deck(engine: Engine, content: Content, given: Any) -> MakeDeck:
    """Decks of a round in which six countries have reported."""
    from dashboard.queries import Source

    given.round("dakar-2013")
    for place, iso3 in enumerate(PARTNERS):
        answers = " ".join(str((place + number) % 5) for number in range(8)) + " NA NI"
        rows = [{"answer": str(n % 5), "objective": str(n)} for n in range(1, 10)]
        given.report(iso3, answers=answers, measures=rows)

    def make(language: str = "fr", **options: Any) -> Deck:
        options.setdefault("base", BASE)
        meeting = content.meetings["session-4"]
        return deck_of(
            Source(engine, ("PUB",)), content, content.words[language], meeting, **options
        )

    return make


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


def test_cover_slides_and_annex_stand_in_their_order(deck: MakeDeck, content: Content) -> None:
    made = deck(annex=("FRA", "SEN"))
    native = opened(pptx_of(made, content))
    expected = [slide.built.title for slide in (*made.slides, *made.annex) if slide.built]
    assert [s.shapes.title.text for s in native.slides] == [made.title, *expected]
    assert (native.slide_width, native.slide_height) == (Pt(960), Pt(540))
    for slide in native.slides:
        assert made.stamp.line in said(slide)
    for slide in list(native.slides)[1:]:
        assert 'type="slidenum"' in slide.shapes._spTree.xml


def test_charts_are_native_and_hold_the_numbers(deck: MakeDeck, content: Content) -> None:
    made = deck()
    native = opened(pptx_of(made, content))
    stacked = 0
    for slide, page in zip(made.slides, list(native.slides)[1:], strict=True):
        chart = slide.built.chart if slide.built else None
        if chart is None or chart.kind is not Kind.STACKED:
            continue
        stacked += 1
        (drawn,) = charts_of(page)
        (plot,) = drawn.plots
        assert list(plot.categories) == [category.label for category in chart.categories]
        for series, one in zip(chart.series, plot.series, strict=True):
            values = {point.category: point.value for point in series.points}
            assert one.name == series.label
            assert list(one.values) == [values.get(c.code) for c in chart.categories]
    assert stacked >= 4


def test_every_picture_is_a_qr_code(deck: MakeDeck, content: Content) -> None:
    made = deck(annex=("SEN",))
    native = opened(pptx_of(made, content))
    for page, slide in zip(list(native.slides)[1:], (*made.slides, *made.annex), strict=True):
        pictures = [shape for shape in shapes_of(page) if shape.shape_type == 13]
        assert [p._element.nvPicPr.cNvPr.get("descr") for p in pictures] == [
            f"Code QR qui mène à {slide.address}"
        ]
    without = opened(pptx_of(deck(base=""), content))
    assert not [s for page in without.slides for s in shapes_of(page) if s.shape_type == 13]


def test_charts_tables_and_groups_are_described(deck: MakeDeck, content: Content) -> None:
    for page in opened(pptx_of(deck(annex=("SEN",)), content)).slides:
        names = [shape.name for shape in shapes_of(page)]
        numbers = [shape.shape_id for shape in shapes_of(page)]
        assert len(set(names)) == len(names) and len(set(numbers)) == len(numbers)
        for shape in shapes_of(page):
            if shape.shape_type in (3, 6, 13, 19):
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr"), shape.name


def test_the_scorecard_is_a_table_by_region(deck: MakeDeck, content: Content) -> None:
    made = deck()
    native = opened(pptx_of(made, content))
    pages = [
        (slide, page)
        for slide, page in zip(made.slides, list(native.slides)[1:], strict=True)
        if slide.built is not None and slide.built.code == "scorecard"
    ]
    assert [slide.label for slide, _ in pages][-1] == "Afrique centrale"
    for slide, page in pages:
        (table,) = tables_of(page)
        rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
        assert table.first_row and len(rows) <= 20
        assert rows[1][:3] == ["Pays", "1", "2"]
        assert slide.built is not None
        for row, wanted in zip(rows[2:], slide.built.table.rows, strict=False):
            codes = {"NA": "", "NR": "", "NI": "?", "C": ""}
            values = [str(cell.value) for cell in wanted[1:-1]]
            assert row[0] == wanted[0].text
            assert row[1:-1] == [codes.get(value, value) for value in values]


def test_absence_is_a_pattern_and_never_a_colour(deck: MakeDeck, content: Content) -> None:
    native = opened(pptx_of(deck(), content))
    table = next(table for page in native.slides for table in tables_of(page))
    blank = [cell for row in list(table.rows)[2:] for cell in row.cells if not cell.text_frame.text]
    assert blank
    assert all(cell._tc.tcPr.find(f"{A}pattFill") is not None for cell in blank)


def test_notes_say_facts_coverage_caveat_and_hash(deck: MakeDeck, content: Content) -> None:
    items = [Item("7", "scorecard", notes={"fr": "Saluer la présidence."})]
    made = deck(items=items, with_notes=True)
    stamp = replace(made.stamp, sha256="ab" * 32, line="Session 4 · ababab")
    made = replace(made, stamp=stamp)
    page = list(opened(pptx_of(made, content)).slides)[1]
    notes = page.notes_slide.notes_text_frame.text
    slide = made.slides[0]
    for fact in slide.notes.facts:
        assert f"– {fact}" in notes
    for line in (slide.notes.coverage, slide.notes.caveat, "Saluer la présidence.", "ab" * 32):
        assert line in notes
    assert "Session 4 · ababab" in said(page)
    assert 'lang="fr-FR"' in page.notes_slide.notes_text_frame._txBody.xml


def test_the_other_language_stands_below_the_title(deck: MakeDeck, content: Content) -> None:
    english = deck("en")
    native = opened(pptx_of(deck(), content, other=english))
    page = list(native.slides)[2]
    assert english.slides[1].built is not None
    assert english.slides[1].built.title in said(page)
    tagged = set(re.findall(r'lang="([^"]+)"', page.shapes._spTree.xml))
    assert tagged == {"fr-FR", "en-GB"}
    alone = list(opened(pptx_of(english, content)).slides)[2]
    assert set(re.findall(r'lang="([^"]+)"', alone.shapes._spTree.xml)) == {"en-GB"}


def test_properties_name_the_product_and_no_person(deck: MakeDeck, content: Content) -> None:
    made = deck()
    data = pptx_of(made, content)
    core = opened(data).core_properties
    product = made.words("shell.product")
    assert (core.title, core.author, core.last_modified_by) == (made.title, product, product)
    names = ZipFile(BytesIO(data)).namelist()
    assert len(names) == len(set(names))
    assert not [name for name in names if "thumbnail" in name or "printer" in name]
    assert pptx_of(made, content) == data


def test_one_country_has_its_pair(deck: MakeDeck, content: Content) -> None:
    made = deck(items=(), annex=("FRA", "SEN"))
    pages = list(opened(country_of(made, content, "SEN", other=deck("en", annex=("SEN",)))).slides)
    assert len(pages) == 2 and all("Sénégal" in page.shapes.title.text for page in pages)
    (chart,) = charts_of(pages[0])
    own = next(series for series in chart.plots[0].series if series.name.startswith("Niveau"))
    assert own._element.xpath("c:xVal//c:v")
    with pytest.raises(KeyError):
        country_of(made, content, "MLI")


def test_an_empty_round_says_so_in_words(engine: Engine, content: Content) -> None:
    from dashboard.queries import Source

    words = content.words["en"]
    items = [Item("1", "pillars"), Item("2", "gone")]
    made = deck_of(
        Source(engine, ("PUB",)), content, words, content.meetings["session-4"], items=items
    )
    first, second = list(opened(pptx_of(made, content)).slides)[1:]
    assert made.slides[0].built is not None
    assert made.slides[0].built.note in said(first)
    assert made.slides[1].problem in said(second)


@pytest.fixture(scope="session")
def presenter(soffice: str, debian_install: Callable[[str], None]) -> None:
    """The part of LibreOffice that reads presentations."""
    debian_install("libreoffice-impress")


def test_a_program_opens_every_slide(
    deck: MakeDeck,
    content: Content,
    presenter: None,
    convert: Callable[[Path, str, Path], Path],
    tmp_path: Path,
) -> None:
    made = deck(annex=("SEN",))
    file = tmp_path / "deck.pptx"
    file.write_bytes(pptx_of(made, content, other=deck("en", annex=("SEN",))))
    pdf = convert(file, "pdf", tmp_path / "out")
    printed = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    pages = printed.stdout.decode().rstrip("\f").split("\f")
    assert len(pages) == 1 + len(made.slides) + len(made.annex)
    for page, slide in zip(pages[1:], (*made.slides, *made.annex), strict=True):
        assert slide.built is not None
        words = " ".join(page.split())
        assert " ".join(slide.built.title.split()[:4]) in words
        assert " ".join(made.stamp.line.split()) in words
