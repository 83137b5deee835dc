"""The hand-out of a meeting: every line of the agenda in print, with its numbers and its stamp."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine

from dashboard.exhibits import build
from dashboard.exhibits.table import ColumnKind, Table, TableCell, TableColumn
from dashboard.exports.pdf import handout_of
from dashboard.exports.pdf.handout import MOST_NUMBERS
from dashboard.filters import Filters
from dashboard.meetings import Deck, Item, deck_of, default_agenda, frozen
from dashboard.queries import Source
from dashboard.queries.meetings import snapshot_of
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.engine import writer_engine

ROUND = "dakar-2013"
BASE = "http://192.0.2.1:8050"
HOSTILE = '#import "x.typ": * $a$ ] [ } { \\ #panic() *gras* _x_ <label> @ref // --'
PARTNERS = ("SEN", "MAR", "FRA", "MLI", "NGA", "TUN")

MakeDeck = Callable[..., Deck]


@pytest.fixture
def engine(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """SQLite alone: what is printed does not depend on where it is stored."""
    file = tmp_path / "pdf.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def filled(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The database that decks of six countries are made of."""
    file = tmp_path_factory.mktemp("handout") / "pdf.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def deck(filled: Engine, content: Content, given_for: Callable[[Engine], Any]) -> MakeDeck:
    """Decks of a round in which six countries have reported, each made once."""
    given = given_for(filled)
    given.round(ROUND)
    for place, iso3 in enumerate(PARTNERS):
        answers = " ".join(str((place + number) % 5) for number in range(9)) + " NR"
        rows = [
            {"answer": str(n % 5), "objective": str(n), "title_fr": f"Mesure {iso3} {n}"}
            for n in range(1, 10)
        ]
        given.report(iso3, answers=answers, measures=rows)

    def make(language: str = "fr", **options: Any) -> Deck:
        source = Source(filled, ("PUB",), snapshot=options.pop("snapshot", None))
        words = content.words[language]
        options.setdefault("base", BASE)
        return deck_of(source, content, words, content.meetings["session-4"], **options)

    plain = cache(make)
    return lambda language="fr", **options: (
        make(language, **options) if options else plain(language)
    )


PRINTED: dict[int, tuple[Deck, bytes]] = {}
"""A deck's identity -> the deck, so that it lives on, and its hand-out: printing takes seconds."""


def read(deck: Deck, content: Content) -> PdfReader:
    if id(deck) not in PRINTED:
        PRINTED[id(deck)] = (deck, handout_of(deck, content))
    return PdfReader(BytesIO(PRINTED[id(deck)][1]))


def text_of(reader: PdfReader) -> str:
    joined = " ".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
    return " ".join(joined.split())


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def headings(reader: PdfReader) -> list[str]:
    """The bookmarks of the first level, which are the headings."""
    return [str(one.title) for one in reader.outline if not isinstance(one, list)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_hand_out_is_tagged_in_its_language(
    deck: MakeDeck, content: Content, language: str
) -> None:
    made = deck(language)
    reader = read(made, content)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"][:2] == language
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == made.title


def test_each_line_of_the_agenda_is_a_section_headed_by_its_finding(
    deck: MakeDeck, content: Content
) -> None:
    made = deck()
    reader = read(made, content)
    first = {slide.number: slide for slide in reversed(made.slides)}
    findings = [
        slide.built.title if slide.built is not None else slide.heading
        for _, slide in sorted(first.items())
    ]
    assert [squeezed(one) for one in headings(reader)] == [squeezed(one) for one in findings]
    page = squeezed(text_of(reader))
    for slide in first.values():
        assert squeezed(slide.heading) in page
        assert squeezed(slide.address.removeprefix("http://")) in page
        if slide.built is not None:
            assert squeezed(slide.built.coverage) in page
            assert squeezed(slide.built.source_line) in page


def test_the_numbers_are_those_of_the_exhibits(deck: MakeDeck, content: Content) -> None:
    made = deck()
    page = squeezed(text_of(read(made, content)))
    compared = 0
    for slide in made.slides:
        built = slide.built
        if built is None or (built.chart is not None and len(built.table.rows) > MOST_NUMBERS):
            continue
        for row in (*built.table.rows, *built.table.foot):
            line = squeezed("".join(_shown(built.table, row)))
            assert line in page, (slide.number, line)
            compared += 1
    assert compared > 60


def _shown(table: Table, row: tuple[TableCell, ...]) -> list[str]:
    """What stands in a row of the printed table: a matrix has signs, others have words too."""
    return [f"{cell.text}{cell.note}" for cell in row]


def test_a_table_parted_for_slides_is_whole_again(deck: MakeDeck, content: Content) -> None:
    made = deck()
    parts = [slide for slide in made.slides if slide.number == 3]
    assert len(parts) > 1
    page = text_of(read(made, content))
    assert page.count(content.words["fr"]("exhibit.scorecard.note.declared")[:40]) == 1
    for slide in parts:
        assert slide.label in page


def test_every_page_has_the_stamp_the_meeting_and_its_number(
    deck: MakeDeck, content: Content, filled: Engine
) -> None:
    live = deck()
    source, meeting = Source(filled, ("PUB",)), content.meetings["session-4"]
    taken = frozen(
        source, content, meeting, default_agenda(meeting), meeting.session, datetime(2013, 9, 11)
    )
    snapshot = snapshot_of(source, desk.freeze(filled, taken, BY_COMMAND))
    assert snapshot is not None
    made = deck(snapshot=snapshot)
    reader = read(made, content)
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        text = " ".join(page.extract_text().split())
        assert snapshot.short in text
        assert f"Page {number} sur {total}" in text
        assert "Session 4" in text
    assert snapshot.sha256 in squeezed(text_of(reader))
    assert squeezed(live.stamp.line) in squeezed(text_of(read(live, content)))


def test_the_scale_is_said_to_be_ours(deck: MakeDeck, content: Content) -> None:
    for language in ("fr", "en"):
        said = content.words[language]("shell.scale_is_ours")
        assert squeezed(said) in squeezed(text_of(read(deck(language), content)))


def test_data_that_countries_did_not_report_are_marked_on_every_page(
    engine: Engine, given: Any, content: Content
) -> None:
    given.round(ROUND, "illustrative")
    given.report("SEN", answers="1 2 3")
    words, meeting = content.words["fr"], content.meetings["session-4"]
    made = deck_of(Source(engine, ("PUB",)), content, words, meeting)
    for page in read(made, content).pages:
        assert "Données fictives" in " ".join(page.extract_text().split())


def test_every_picture_has_words(deck: MakeDeck, content: Content) -> None:
    made = deck()
    reader = read(made, content)
    said = [alt for kind, alt in _marked(reader.trailer["/Root"]["/StructTreeRoot"])]  # type: ignore[index]
    charts = [slide.built.chart.alt for slide in made.slides if slide.built and slide.built.chart]
    assert charts
    assert {squeezed(alt) for alt in charts} <= {squeezed(alt) for alt in said}
    assert all(said)


def test_tables_have_cells_that_head_them(deck: MakeDeck, content: Content) -> None:
    reader = read(deck(), content)
    kinds = {kind for kind, _ in _walked(reader.trailer["/Root"]["/StructTreeRoot"])}  # type: ignore[index]
    assert {"/H1", "/Table", "/TH", "/TD", "/THead", "/Figure"} <= kinds


def _marked(root: Any) -> list[tuple[str, str]]:
    return [(kind, alt) for kind, alt in _walked(root) if kind in ("/Figure", "/Formula")]


def _walked(node: Any) -> Iterator[tuple[str, str]]:
    """Kind and alternative text of every element of the document's structure."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            if "/S" in one:
                yield str(one["/S"]), str(one.get("/Alt", ""))
            if "/K" in one:
                waiting.append(one["/K"])


def test_a_line_that_cannot_be_shown_says_why(deck: MakeDeck, content: Content) -> None:
    items = [Item("1", "gone", title={"fr": "Ce qui manque"}), Item("2", "pillars")]
    made = deck(items=items)
    page = text_of(read(made, content))
    assert "Ce qui manque" in page
    assert squeezed(made.slides[0].problem) in squeezed(page)
    assert "réponses connues" in page


def test_a_round_without_reports_still_has_its_hand_out(engine: Engine, content: Content) -> None:
    words, meeting = content.words["fr"], content.meetings["session-4"]
    made = deck_of(Source(engine, ("PUB",)), content, words, meeting)
    page = text_of(read(made, content))
    assert "aucun rapport publié" in page
    empty = deck_of(Source(engine, ("PUB",)), content, words, meeting, items=[])
    assert len(read(empty, content).pages) >= 1


def test_text_is_printed_as_it_stands(deck: MakeDeck, content: Content) -> None:
    items = [Item("1", "pillars", title={"fr": HOSTILE})]
    made = deck(items=items)
    slide = made.slides[0]
    assert slide.built is not None
    table = Table(
        HOSTILE,
        (TableColumn("a", HOSTILE, ColumnKind.HEADER), TableColumn("b", "B")),
        ((TableCell(HOSTILE, HOSTILE, note=HOSTILE), TableCell("中", "中" * 5)),),
        groups=((HOSTILE, 1),),
    )
    built = replace(slide.built, title=HOSTILE, chart=None, table=table, note=HOSTILE)
    odd = replace(made, title=HOSTILE, slides=(replace(slide, built=built),))
    page = squeezed(text_of(read(odd, content)))
    assert page.count(squeezed(HOSTILE)) >= 7
    assert "□" * 5 in page


def test_the_annex_has_each_country_by_the_alphabet(deck: MakeDeck, content: Content) -> None:
    made = deck(annex=("TCD", "SEN", "MAR"))
    reader = read(made, content)
    names = [str(one.title) for one in reader.outline[-1]]  # type: ignore[union-attr, index]
    assert names == ["Maroc", "Sénégal", "Tchad"]
    page = text_of(reader)
    assert "Mesure SEN 1" in page
    assert squeezed("Tchad : aucun rapport publié dans ce cycle") in squeezed(page)


def test_a_country_of_the_annex_has_the_numbers_of_its_page(
    deck: MakeDeck, content: Content, filled: Engine
) -> None:
    page = squeezed(text_of(read(deck(annex=("SEN",)), content)))
    filters = Filters(round=ROUND, countries=("SEN",))
    words = content.words["fr"]
    built = build("country-strip", Source(filled, ("PUB",)), content, words, filters)
    for row in built.table.rows:
        assert squeezed("".join(cell.text for cell in row)) in page


def test_the_same_deck_gives_the_same_bytes(deck: MakeDeck, content: Content) -> None:
    made = deck()
    read(made, content)
    assert handout_of(made, content) == PRINTED[id(made)][1]
