"""One agenda, many files: page, API, slides, print, workbook, CSV and offline deck say the same.

Every line of every meeting's default agenda, in each language, as published and as frozen, is read
back by readers of their own (python-pptx, openpyxl, lxml, pdftotext) and compared with the API.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import html
from pptx import Presentation

import loaders
from dashboard import create_app
from dashboard.exports.kit import Kit, kit_of
from dashboard.exports.pack import pack_of
from dashboard.meetings import Slide
from dashboard.meetings.keeping import freeze
from dashboard.queries import Source
from dashboard.queries.meetings import snapshot_of
from dashboard.settings import read_settings
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.engine import reader_engine, writer_engine
from schemas.wording import Words

pytestmark = pytest.mark.slow

MEETINGS = ("session-4", "madrid-2013", "paris-2014", "rabat-2014")
FIRST_ROW = 7


@dataclass(frozen=True)
class Rendered:
    """The files of one pack in one language, and the lines they must agree with."""

    lines: list[Any]
    slides: Sequence[Slide]
    data: Mapping[str, bytes]
    presentation: bytes
    workbook: bytes
    deck: Any
    print: str


# Making


@dataclass(frozen=True)
class World:
    get: Callable[[str], Any]
    content: Content
    database: Path
    codes: Mapping[str, str]


@pytest.fixture(scope="module")
def world(sample_database: Path, tmp_path_factory: Any, content: Content) -> Iterator[World]:
    """Snapshots of every meeting, and one report published after them."""
    database = tmp_path_factory.mktemp("meeting") / "meeting.db"
    shutil.copy(sample_database, database)
    engine = writer_engine(f"sqlite:///{database}")
    source = Source(engine, ("PUB",))
    codes = {
        code: freeze(source, engine, content, meeting, BY_COMMAND, None).snapshot.code
        for code, meeting in content.meetings.items()
    }
    for round_code in ("dakar-2013", "rabat-2014"):
        book = changed(loaders.stored_workbook(engine, content, f"SEN-{round_code}-v1"))
        stored = loaders.load(book, "SEN.xlsx", content=content, engine=engine, publish=True)
        assert stored.state == "published", stored.findings
    app = create_app(read_settings({}, database_url=f"sqlite:///{database}"), content)
    client = app.server.test_client()

    def get(address: str) -> Any:
        answer = client.get(address)
        assert answer.status_code == 200, address
        return answer

    yield World(get, content, database, codes)
    engine.dispose()
    context = app.server.extensions["dakar"]
    for one in (context.reader, context.writer):
        one.dispose()


def changed(book: bytes) -> bytes:
    """Senegal's report with another level for its first objective."""
    found = openpyxl.load_workbook(BytesIO(book))
    sheet = next(one for one in found.worksheets if one.title.startswith("02_"))
    column = next(cell.column for cell in sheet[2] if cell.value == "answer")
    cell = sheet.cell(FIRST_ROW, column)
    cell.value = "2" if str(cell.value)[:1] != "2" else "3"
    stream = BytesIO()
    found.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def text_of_pdf(debian_install: Callable[[str], None]) -> Callable[[bytes], str]:
    if shutil.which("pdftotext") is None:
        debian_install("poppler-utils")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")

    def read(data: bytes) -> str:
        command = ["pdftotext", "-layout", "-", "-"]
        done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
        return done.stdout.decode()

    return read


@pytest.fixture(scope="module")
def rendered(
    world: World, same: Any, text_of_pdf: Callable[[bytes], str]
) -> Callable[..., Rendered]:
    @cache
    def pack(meeting: str, is_frozen: bool) -> tuple[Kit, Mapping[str, bytes]]:
        engine = reader_engine(f"sqlite:///{world.database}")
        source = Source(engine, ("PUB",))
        if is_frozen:
            source = replace(source, snapshot=snapshot_of(source, world.codes[meeting]))
        known = world.content
        kit = kit_of(source, known, known.meetings[meeting], ["fr", "en"], base="http://x")
        with ZipFile(BytesIO(pack_of(kit))) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        engine.dispose()
        return kit, files

    @cache
    def read(meeting: str, is_frozen: bool, language: str) -> Rendered:
        kit, files = pack(meeting, is_frozen)
        deck = kit.decks[language]

        def file(ending: str) -> bytes:
            (name,) = [n for n in files if n.endswith(f"-{language}.{ending}") and "/" not in n]
            return files[name]

        (whole,) = [name for name in files if name.endswith(".html")]
        code = world.codes[meeting] if is_frozen else ""
        return Rendered(
            [line_of(same, world, slide, deck.words, code, deck.round) for slide in deck.whole],
            deck.slides,
            {
                n: data
                for n, data in files.items()
                if f"-{language}." in n and n.startswith("data/")
            },
            file("pptx"),
            file("xlsx"),
            html.fromstring(files[whole].decode()),
            text_of_pdf(file("pdf")),
        )

    return read


def line_of(
    same: Any, world: World, slide: Slide, words: Words, frozen: str, round_code: str
) -> Any:
    built = slide.built
    assert built is not None, slide.problem
    query = replace(built.filters, snapshot=frozen, round=round_code).query()
    address = f"/api/v1/exhibits/{built.code}.json?{query}&lang={words.language}"
    first = world.get(address).json
    assert (first["snapshot"] is not None) == bool(frozen)
    rows = [list(row.values()) for row in first["rows"]]
    for page in range(2, (first["page"] or {"pages": 1})["pages"] + 1):
        more = world.get(f"{address}&page={page}").json
        rows += [list(row.values()) for row in more["rows"]]
    foot = [list(row.values()) for row in first["foot"]]
    labels = {}
    if built.code == "reporting-status" and built.chart is not None:
        labels = {series.code: series.label for series in built.chart.series}
    elif built.code == "exchange":
        kinds = list(dict.fromkeys(row[1] for row in rows))
        names = [row[1] for row in foot]
        labels = {kind: next(n for n in names if n[:3] == kind[:3]) for kind in kinds}
    return same.Line(slide, words, address, first["columns"], rows, foot, labels)


CASES = [
    (meeting, is_frozen, language)
    for meeting in MEETINGS
    for is_frozen in (False, True)
    for language in ("fr", "en")
]


@pytest.mark.parametrize(("meeting", "is_frozen", "language"), CASES)
def test_every_rendering_says_the_numbers_of_the_api(
    meeting: str, is_frozen: bool, language: str, rendered: Any, world: World, same: Any
) -> None:
    files = rendered(meeting, is_frozen, language)
    pages = list(Presentation(BytesIO(files.presentation)).slides)[1:]
    sheets = openpyxl.load_workbook(BytesIO(files.workbook)).worksheets[1:]
    assert len(pages) == len(files.slides)
    for line, sheet in zip(files.lines, sheets, strict=False):
        number, code = line.slide.number, line.code
        same.json(line, files.data[f"data/{number:02}-{code}-{language}.json"])
        same.csv(line, files.data[f"data/{number:02}-{code}-{language}.csv"])
        same.sheet(line, sheet)
        mine = [place for place, slide in enumerate(files.slides) if slide.number == number]
        same.slides(line, [pages[p] for p in mine], sum(files.slides[p].left_out for p in mine))
        same.markup(line, deck_slides(files.deck, line))
        same.print(line, files.print)
        same.markup(line, page_of(world, line))


PAGE = {"fr": "figure", "en": "exhibit"}


def page_of(world: World, line: Any) -> list[Any]:
    language = line.words.language
    page = line.address.replace("/api/v1/exhibits/", f"/{language}/{PAGE[language]}/")
    tree = html.fromstring(world.get(page.replace(".json", "")).get_data(as_text=True))
    found: list[Any] = tree.xpath("//*[@id='first-view']")
    return found


def deck_slides(deck: Any, line: Any) -> list[Any]:
    key, language = line.slide.item, line.words.language
    found = deck.xpath(f"//section[@data-item='{key}']")
    return [one for one in found if one.get("aria-labelledby").startswith(f"title-{language}-")]


# It can fail: a wrong number planted in each rendering is seen


@pytest.mark.parametrize(
    "kind", ["json", "csv", "sheet", "chart", "table", "workbook", "deck", "page", "print"]
)
def test_a_wrong_number_is_seen(kind: str, rendered: Any, world: World, same: Any) -> None:
    files = rendered("session-4", False, "en")
    by_code = {line.code: line for line in files.lines}
    line = by_code["scorecard" if kind == "table" else "pillars"]
    right, wrong = PLANTED[kind](files, line, world)
    compare = getattr(same, COMPARED.get(kind, kind))
    compare(line, *right)
    with pytest.raises(AssertionError):
        compare(line, *wrong)


COMPARED = {
    "chart": "slides", "table": "slides", "workbook": "slides", "deck": "markup", "page": "markup",
}  # fmt: skip


def planted_text(ending: str, before: bytes, after: bytes) -> Any:
    def plant(files: Rendered, line: Any, world: World) -> Any:
        data = files.data[f"data/02-pillars-en.{ending}"]
        assert before in data
        return (data,), (data.replace(before, after, 1),)

    return plant


def planted_sheet(files: Rendered, line: Any, world: World) -> Any:
    def sheet() -> Any:
        return openpyxl.load_workbook(BytesIO(files.workbook)).worksheets[2]

    wrong = sheet()
    cell = next(c for row in wrong.iter_rows() for c in row if c.value == line.rows[0][1])
    cell.value += 1
    return (sheet(),), (wrong,)


def planted_slides(change: Callable[[Any], None]) -> Any:
    def plant(files: Rendered, line: Any, world: World) -> Any:
        def pages() -> list[Any]:
            found = list(Presentation(BytesIO(files.presentation)).slides)[1:]
            pairs = zip(found, files.slides, strict=True)
            return [page for page, slide in pairs if slide.number == line.slide.number]

        wrong = pages()
        change(wrong[0].shapes)
        return (pages(), 0), (wrong, 0)

    return plant


def change_chart(shapes: Any) -> None:
    (chart,) = [shape.chart for shape in shapes if shape.has_chart]
    chart._chartSpace.xpath(".//c:val//c:pt/c:v")[0].text = "99"


def change_workbook(shapes: Any) -> None:
    (chart,) = [shape.chart for shape in shapes if shape.has_chart]
    part = chart.part.chart_workbook.xlsx_part
    book = openpyxl.load_workbook(BytesIO(part.blob))
    book.active["B2"].value += 1
    stream = BytesIO()
    book.save(stream)
    part._blob = stream.getvalue()


def change_table(shapes: Any) -> None:
    (table,) = [shape.table for shape in shapes if shape.has_table]
    rows = list(table.rows)[2:]
    cell = next(c for row in rows for c in row.cells if c.text in ("0", "1"))
    cell.text = "4"


def planted_markup(files: Rendered, line: Any, world: World) -> Any:
    right = deck_slides(files.deck, line)
    return (right,), ([with_another_number(one) for one in right],)


def planted_page(files: Rendered, line: Any, world: World) -> Any:
    right = page_of(world, line)
    return (right,), ([with_another_number(one) for one in right],)


def with_another_number(box: Any) -> Any:
    """The drawing's first sentence with a count says one more."""
    text = html.tostring(box, encoding="unicode")
    assert "17 of 138" in text
    return html.fromstring(text.replace("17 of 138", "18 of 138"))


def planted_print(files: Rendered, line: Any, world: World) -> Any:
    found = re.sub(r"( 138 +)(\d)", r"\g<1>9\2", files.print)
    assert found != files.print
    return (files.print,), (found,)


PLANTED = {
    "json": planted_text("json", b"138", b"139"),
    "csv": planted_text("csv", b"138", b"139"),
    "sheet": planted_sheet,
    "chart": planted_slides(change_chart),
    "table": planted_slides(change_table),
    "workbook": planted_slides(change_workbook),
    "deck": planted_markup,
    "page": planted_page,
    "print": planted_print,
}
