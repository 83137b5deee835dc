"""The projector's document: whole, closed, in both languages, with the numbers of the exhibits."""

import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html as parser
from lxml.html import HtmlElement

from dashboard import create_app
from dashboard.drawings.fitted import fitted
from dashboard.exhibits.table import ColumnKind, TableCell
from dashboard.exports.deck import html_of
from dashboard.meetings import Deck, Item, agenda_of, deck_of, frozen
from dashboard.queries import Source
from dashboard.queries.meetings import snapshot_of
from dashboard.settings import read_settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.engine import reader_engine, writer_engine

BASE = "http://192.0.2.7:8050"
ANNEX = ("MLI", "SEN")


@pytest.fixture(scope="module")
def database(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("deck") / "deck.db"
    return f"sqlite:///{shutil.copy(sample_database, file)}"


@pytest.fixture(scope="module")
def source(database: str, content: Content) -> Iterator[Source]:
    """Of what is frozen for session 4."""
    engine, writer = reader_engine(database), writer_engine(database)
    live = Source(engine, ("PUB",))
    meeting = content.meetings["session-4"]
    shown = datetime(2013, 9, 12, 9)
    made = frozen(live, content, meeting, agenda_of(live, meeting), shown, shown)
    snapshot = snapshot_of(live, desk.freeze(writer, made, BY_COMMAND))
    yield Source(engine, ("PUB",), snapshot=snapshot)
    engine.dispose()
    writer.dispose()


@pytest.fixture(scope="module")
def decks(source: Source, content: Content) -> tuple[Deck, Deck]:
    meeting = content.meetings["session-4"]
    french, english = (
        deck_of(source, content, content.words[language], meeting, base=BASE, annex=ANNEX)
        for language in ("fr", "en")
    )
    return french, english


@pytest.fixture(scope="module")
def text(decks: tuple[Deck, Deck], content: Content) -> str:
    return html_of(decks, content, notes_address="/desk/meetings/session-4/notes").decode("utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> HtmlElement:
    return parser.document_fromstring(text)


def slides(page: HtmlElement, language: str) -> list[HtmlElement]:
    found: list[HtmlElement] = page.xpath(
        f'//main[@lang="{language}"]/section[contains(@class, "slide")]'
    )
    return found


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def flat(sentence: str) -> str:
    return " ".join(sentence.split())


def test_the_document_asks_for_nothing(text: str, page: HtmlElement) -> None:
    assert page.xpath("//@src | //@href | //@srcset | //@action | //@style") == []
    assert page.xpath("//link | //iframe | //object | //img | //base | //form[@action]") == []
    style = page.xpath("//style")[0].text
    asked = re.findall(r"url\(([^)]{0,30})", style)
    assert len(asked) == 2
    assert all(one.startswith("data:font/woff2;base64,") for one in asked)
    assert "@import" not in style
    hosts = set(re.findall(r"https?://[a-z0-9.-]+", text))
    assert hosts <= {"http://www.w3.org"}


def test_only_its_own_script_and_style_run(page: HtmlElement) -> None:
    policy = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')[0]
    run = [one for one in page.xpath("//script") if one.get("type") != "application/json"]
    parts = {"script-src": run, "style-src": page.xpath("//style")}
    for name, elements in parts.items():
        assert len(elements) == 1
        digest = b64encode(sha256(elements[0].text.encode("utf-8")).digest()).decode("ascii")
        assert f"{name} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []


def test_every_slide_of_both_languages_is_there(
    page: HtmlElement, decks: tuple[Deck, Deck]
) -> None:
    named = {
        language: [one.get("data-at") for one in slides(page, language)]
        for language in ("fr", "en")
    }
    assert named["fr"] == named["en"]
    assert named["fr"][:4] == ["0", "1", "2", "3"]
    assert named["fr"][-4:] == ["MLI", "MLI.2", "SEN", "SEN.2"]
    assert len(named["fr"]) == 1 + len(decks[0].slides) + len(decks[0].annex)
    hidden = [one.get("hidden") is not None for one in page.xpath("//main")]
    assert hidden == [False, True]


def test_every_slide_says_what_it_is_of(page: HtmlElement, decks: tuple[Deck, Deck]) -> None:
    for deck in decks:
        for slide, element in zip(
            (*deck.slides, *deck.annex), slides(page, deck.language)[1:], strict=True
        ):
            said = words(element)
            assert slide.built is not None
            for line in (slide.built.title, slide.built.coverage, slide.built.source_line):
                assert flat(line) in said
            assert deck.stamp.short in said and deck.stamp.line in said
            assert slide.built.badge in words(element.xpath('.//*[@class="mark"]')[0])
            assert slide.address.removeprefix("http://") in said
            assert element.xpath('.//*[@class="code"]/*[name()="svg"]')
            assert element.xpath(".//h2")


def test_the_second_title_is_the_other_languages(
    page: HtmlElement, decks: tuple[Deck, Deck]
) -> None:
    french = [words(one) for one in page.xpath('//main[@lang="fr"]//*[@class="other"][@lang="en"]')]
    english = [slide.built.title for slide in decks[1].slides if slide.built]
    assert french[1 : len(english) + 1] == [flat(title) for title in english]


def test_tables_hold_the_numbers_of_the_exhibits(
    page: HtmlElement, decks: tuple[Deck, Deck]
) -> None:
    checked = 0
    for deck in decks:
        for slide, element in zip(deck.slides, slides(page, deck.language)[1:], strict=False):
            if slide.built is None or slide.built.chart is not None:
                continue
            tables = element.xpath('.//table[contains(@class, "matrix") or @class]')
            rows = [*slide.built.table.rows, *slide.built.table.foot]
            shown = tables[0].xpath(".//tbody/tr | .//tfoot/tr")
            assert len(shown) == len(rows)
            for row, line in zip(rows, shown, strict=True):
                for cell, place in zip(row, line.xpath("./th | ./td"), strict=True):
                    assert said_by(cell) in words(place)
                    checked += 1
    assert checked > 500


def said_by(cell: TableCell) -> str:
    return flat(cell.text or cell.sentence)


def test_charts_hold_the_numbers_of_the_exhibits(
    page: HtmlElement, decks: tuple[Deck, Deck]
) -> None:
    for deck in decks:
        every = (*deck.slides, *deck.annex)
        for slide, element in zip(every, slides(page, deck.language)[1:], strict=True):
            chart = slide.built.chart if slide.built else None
            if chart is None:
                continue
            said = {unescape(flat(one)) for one in element.xpath(".//*[name()='title']/text()")}
            wanted = {
                flat(point.sentence)
                for series in chart.series
                for point in series.points
                if point.sentence and point.value != 0
            }
            tiles = {one.partition(" – ")[2] for one in said}
            assert wanted <= said | tiles


def test_marks_and_rows_say_their_country(page: HtmlElement) -> None:
    named: dict[str, set[str]] = {}
    for slide in slides(page, "en"):
        line = slide.get("data-at").partition(".")[0]
        named.setdefault(line, set()).update(slide.xpath(".//@data-country"))
    assert (len(named["1"]), len(named["3"])) == (57, 57)
    assert all(re.fullmatch("[A-Z]{3}", code) for code in named["1"] | named["3"])


def test_what_a_country_wrote_stays_text(decks: tuple[Deck, Deck], content: Content) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    deck = decks[1]
    slide = next(one for one in deck.annex if one.item == "SEN-2")
    assert slide.built is not None
    row = (replace(slide.built.table.rows[0][0], text=evil), *slide.built.table.rows[0][1:])
    built = replace(
        slide.built, title=evil, table=replace(slide.built.table, rows=(row,)), said=(evil,)
    )
    changed = replace(deck, slides=(replace(slide, built=built, heading=evil),), title=evil)
    document = parser.document_fromstring(html_of((changed,), content).decode("utf-8"))
    assert len(document.xpath("//script")) == 2
    assert document.xpath("//img") == []
    assert evil in document.xpath("//section//h2")[0].text_content()
    assert not any("<" in one.text for one in document.xpath('//script[@type="application/json"]'))


def test_a_line_whose_exhibit_is_gone_says_so(source: Source, content: Content) -> None:
    meeting = content.meetings["session-4"]
    items = [Item("1", "no-such-exhibit"), Item("2", "pillars")]
    deck = deck_of(source, content, content.words["en"], meeting, items=items)
    page = parser.document_fromstring(html_of((deck,), content).decode("utf-8"))
    found = slides(page, "en")
    assert [one.get("data-at") for one in found] == ["0", "1", "2"]
    assert "no-such-exhibit" in words(found[1])
    assert len(page.xpath("//main")) == 1
    assert page.xpath('//button[@data-do="language"]') == []


def test_a_chart_uses_its_place_and_its_words_are_never_small(decks: tuple[Deck, Deck]) -> None:
    charts = [s.built.chart for s in (*decks[0].slides, *decks[0].annex) if s.built]
    drawn = [chart for chart in charts if chart is not None]
    assert drawn
    for chart in drawn:
        for height in (600, 700):
            svg = fitted(chart, 1792, height, 24)
            found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
            assert found is not None
            scale = 1792 / float(found[1])
            assert float(found[2]) * scale <= height
            sizes = [float(one) * scale for one in re.findall(r'font-size="([\d.]+)"', svg)]
            assert min(sizes) >= 24


def test_levels_are_never_told_by_colour_alone(page: HtmlElement) -> None:
    slide = next(one for one in slides(page, "fr") if one.get("data-at") == "3")
    cells = slide.xpath('.//td[contains(@class, "cell")]')
    assert cells
    for cell in cells:
        assert cell.xpath('.//*[name()="svg"]')
        assert words(cell)
    assert ColumnKind.LEVEL == "level"


@pytest.fixture(scope="module")
def client(database: str, source: Source, content: Content) -> FlaskClient:
    settings = read_settings({}, database_url=database)
    return create_app(settings, content).server.test_client()


@pytest.mark.parametrize(
    ("path", "first"),
    [("/fr/projection/session-4?annex=0", "fr"), ("/en/present/session-4?annex=0", "en")],
)
def test_the_address_decides_which_language_is_first(
    client: FlaskClient, path: str, first: str
) -> None:
    answer = client.get(path)
    page = parser.document_fromstring(answer.get_data(as_text=True))
    shown = [one.get("lang") for one in page.xpath("//main") if one.get("hidden") is None]
    assert shown == [first]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')[0] in policy


def test_the_newest_snapshot_is_shown_unless_live_is_asked_for(client: FlaskClient) -> None:
    frozen_page = client.get("/en/present/session-4?annex=0").get_data(as_text=True)
    live = client.get("/en/present/session-4?annex=0&snapshot=live").get_data(as_text=True)
    assert re.search(r"hash [0-9a-f]{7}", frozen_page)
    assert not re.search(r"hash [0-9a-f]{7}", live)
    chosen = client.get("/en/present/session-4?snapshot=&annex=0").get_data(as_text=True)
    assert not re.search(r"hash [0-9a-f]{7}", chosen), "the form of the meeting asks for live so"


def test_a_snapshot_that_is_gone_is_never_another_one(client: FlaskClient) -> None:
    answer = client.get("/en/present/session-4?annex=0&snapshot=session-4-99")
    assert answer.headers["Location"].endswith("/en/meeting/session-4?snapshot=session-4-99")


def test_other_addresses_lead_to_the_readers_language(client: FlaskClient) -> None:
    client.delete_cookie("language")
    answer = client.get("/present/session-4?slide=3", headers={"Accept-Language": "fr"})
    assert answer.headers["Location"].endswith("/fr/projection/session-4?slide=3")
    unknown = client.get("/en/present/no-such-meeting")
    assert unknown.headers["Location"].endswith("/en/meeting/no-such-meeting")


def test_strangers_are_not_offered_to_send_notes(client: FlaskClient) -> None:
    kept = re.search(
        r'id="kept">(.*?)</script>', client.get("/en/present/session-4?annex=0").get_data(True)
    )
    assert kept is not None
    assert '"notes":""' in kept[1]
