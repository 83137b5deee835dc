"""The workbook of a meeting, its pack, and both from the command line and over the API."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from dash import Dash
from flask.testing import FlaskClient
from pptx import Presentation

from dashboard import create_app
from dashboard.exports.annex import annex_of, sheet_names
from dashboard.exports.kit import kit_of
from dashboard.exports.pack import pack_of
from dashboard.figures.style import LEVELS
from dashboard.meetings import Deck, Item, Notes, Slide, deck_of, read_items, whole_of
from dashboard.queries import Source
from dashboard.settings import read_settings
from schemas.content import Content
from schemas.database.engine import reader_engine

pytestmark = pytest.mark.slow

Dakar = Callable[..., tuple[int, str, str]]

ITEMS = (
    Item("1", "pillars", "", {"fr": "État [des] lieux : a/b?", "en": "State [of] play: a/b?"}),
    Item("2", "scorecard", "", {"fr": "Tableau", "en": "=1+1"}),
    Item("3", "country-strip", "countries=SEN", {}),
    Item("4", "no-such-exhibit", "", {"fr": "Perdu", "en": "Lost"}),
)


@pytest.fixture(scope="module")
def source(sample_database: Path) -> Iterator[Source]:
    engine = reader_engine(f"sqlite:///{sample_database}")
    yield Source(engine, ("PUB",))
    engine.dispose()


@pytest.fixture(scope="module")
def deck(source: Source, content: Content) -> Deck:
    meeting, words = content.meetings["session-4"], content.words["en"]
    return deck_of(source, content, words, meeting, items=ITEMS, base="http://x")


@pytest.fixture(scope="module")
def book(source: Source, content: Content, deck: Deck) -> Any:
    return openpyxl.load_workbook(BytesIO(annex_of(deck, whole_of(source, content, deck))))


def test_the_contents_lead_to_each_sheet_and_say_what_is_lost(book: Any, deck: Deck) -> None:
    assert book.sheetnames[0] == "Contents"
    assert book.sheetnames[1:3] == ["1 State of play a b", "2 =1+1"]
    first = book.worksheets[0]
    texts = [str(cell.value) for row in first.iter_rows() for cell in row if cell.value]
    assert {deck.title, deck.mark, deck.stamp.line, "http://x/s/session-4/1"} <= set(texts)
    assert any("no-such-exhibit" in text for text in texts)
    links = [c.hyperlink.location for r in first.iter_rows() for c in r if c.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_all_measures_of_the_round_stand_in_the_workbook(book: Any, deck: Deck) -> None:
    sheet = book["Measures"]
    title = sheet["A1"].value
    ids = {str(row[0].value) for row in sheet.iter_rows(min_row=10) if row[0].value}
    assert len(ids) > 30
    total = int(str(title).split(" ", maxsplit=1)[0])
    rows = [row for row in sheet.iter_rows(min_row=1) if row[3].value is not None]
    assert len(rows) == total + 1


def test_levels_take_their_colour_from_rules(book: Any) -> None:
    sheet = book["2 =1+1"]
    rules = [rule for one in sheet.conditional_formatting for rule in one.rules]
    colours = {rule.dxf.fill.bgColor.rgb[2:].lower() for rule in rules}
    assert colours == {colour.lstrip("#") for colour in LEVELS.values()}
    levels = [c for row in sheet.iter_rows() for c in row if c.value in range(5)]
    assert levels
    assert {cell.fill.fill_type for cell in levels if isinstance(cell.value, int)} == {None}


def test_charts_are_native_and_described(source: Source, content: Content, deck: Deck) -> None:
    data = annex_of(deck, whole_of(source, content, deck))
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        drawings = [archive.read(n).decode() for n in names if n.startswith("xl/drawings/drawing")]
    assert len([name for name in names if name.startswith("xl/charts/chart")]) == 2
    assert all('descr="' in drawing for drawing in drawings)
    assert not [name for name in names if "media" in name]


def test_names_of_sheets_are_valid_and_unique() -> None:
    notes = Notes((), "", "")
    headings = ["A" * 60, "A" * 60, "a" * 60, "History", "", "'x'", "\x07[]:*?/\\", "Contents"]
    whole = [Slide(0, str(n), one, object(), notes) for n, one in enumerate(headings)]  # type: ignore[arg-type]
    names = list(sheet_names(whole, "Contents").values())
    assert len({name.casefold() for name in names}) == len(headings)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\\x07")
        assert name[0] != "'"
        assert name.casefold() not in ("history", "contents")


# Pack


@pytest.fixture(scope="module")
def pack(source: Source, content: Content) -> bytes:
    kit = kit_of(source, content, content.meetings["madrid-2013"], ["fr", "en"], base="http://x")
    return pack_of(kit)


def test_a_pack_holds_every_file_with_its_hash(pack: bytes) -> None:
    with ZipFile(BytesIO(pack)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert {one["path"]: one["sha256"] for one in manifest["files"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }
    assert (manifest["audience"], manifest["languages"]) == ("PUB", ["fr", "en"])
    assert (manifest["snapshot"], manifest["provenance"]) == (None, ["illustrative"])
    assert [name for name in files if "/" not in name] == [
        "madrid-2013-presentation-fr.pptx",
        "madrid-2013-document-de-seance-fr.pdf",
        "madrid-2013-annexe-fr.xlsx",
        "madrid-2013-slides-en.pptx",
        "madrid-2013-handout-en.pdf",
        "madrid-2013-annex-en.xlsx",
        "madrid-2013-projection.html",
        "LISEZ-MOI.txt",
        "README.txt",
    ]
    data = [name for name in files if name.startswith("data/") and "-en." in name]
    assert data == [
        f"data/{name}-en.{ending}"
        for name in ("01-theme-answers", "02-objective-tiles", "03-objective-roadmap", "measures")
        for ending in ("csv", "json")
    ]
    readme = files["README.txt"].decode("utf-8-sig")
    assert "madrid-2013-slides-en.pptx\r\n" in readme
    assert "made for demonstration" in readme


def test_the_same_data_give_the_same_pack(pack: bytes, source: Source, content: Content) -> None:
    kit = kit_of(source, content, content.meetings["madrid-2013"], ["fr", "en"], base="http://x")
    assert pack_of(kit) == pack


def test_an_empty_round_still_makes_a_pack(migrated_sqlite: Path, content: Content) -> None:
    engine = reader_engine(f"sqlite:///{migrated_sqlite}")
    kit = kit_of(Source(engine, ("PUB",)), content, content.meetings["session-4"], ["en"])
    assert kit.is_empty
    with ZipFile(BytesIO(pack_of(kit))) as archive:
        assert "No report of this round is published" in archive.read("README.txt").decode()
        sheets = openpyxl.load_workbook(BytesIO(archive.read("session-4-annex-en.xlsx")))
        assert len(sheets.sheetnames) == 12
    engine.dispose()


def test_a_design_that_became_useless_stops_no_file(source: Source, content: Content) -> None:
    """One kept by an earlier version, or spoilt in the database: told, not silently dropped."""
    meeting, items = content.meetings["session-4"], ITEMS[:1]
    kit = kit_of(source, content, meeting, ["en"], items=items, design=b"PK no presentation")
    assert kit.design is None
    with ZipFile(BytesIO(pack_of(kit))) as archive:
        readme = archive.read("README.txt").decode()
        assert archive.read("session-4-slides-en.pptx").startswith(b"PK")
    assert "own design could not be used" in readme
    assert content.words["en"](kit.refused) in readme


IMPOSSIBLE = "Nul \x00 \x0b \x1f \ufffe \ud800 end"


def test_a_title_spoilt_in_the_database_spoils_no_file(source: Source, content: Content) -> None:
    stored = [
        {"key": "1", "exhibit": "pillars", "title": {"en": IMPOSSIBLE}, "notes": {"en": IMPOSSIBLE}}
    ]
    meeting, items = content.meetings["session-4"], read_items(stored)
    with ZipFile(
        BytesIO(pack_of(kit_of(source, content, meeting, ["en"], items=items, with_notes=True)))
    ) as archive:
        names = archive.namelist()
        read = openpyxl.load_workbook(BytesIO(archive.read("session-4-annex-en.xlsx")))
        assert Presentation(BytesIO(archive.read("session-4-slides-en.pptx"))).slides
    assert read.sheetnames[1] == "1 Nul end"
    assert len([name for name in names if name.endswith((".html", ".pdf"))]) == 2


# Command line


@pytest.fixture
def samples(sample_database: Path, database: Path) -> Path:
    shutil.copy(sample_database, database)
    return database


def test_each_kind_is_written_in_each_language(dakar: Dakar, samples: Path, tmp_path: Path) -> None:
    for kind, start in (("pptx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        target = tmp_path / f"m.{kind}"
        arguments = ("--meeting", "madrid-2013", "--lang", "fr,en", "-o", str(target))
        status, out, err = dakar("export", kind, *arguments, language="en")
        assert (status, len(out.splitlines())) == (0, 2), err
        assert "no snapshot" in err
        for language in ("fr", "en"):
            assert (tmp_path / f"m.{language}.{kind}").read_bytes().startswith(start)
    target = tmp_path / "m.html"
    status, out, _ = dakar("export", "html", "--meeting", "madrid-2013", "-o", str(target))
    assert (status, target.read_bytes()[:15].lower()) == (0, b"<!doctype html>")


def test_a_snapshot_is_named_or_refused(dakar: Dakar, samples: Path, tmp_path: Path) -> None:
    target = tmp_path / "m.xlsx"
    asked = ("export", "xlsx", "--meeting", "madrid-2013", "-o", str(target), "--snapshot")
    status, _, err = dakar(*asked, "latest", language="en")
    assert (status, "none has been made yet" in err) == (2, True)
    assert dakar("snapshot", "madrid-2013")[0] == 0
    status, _, err = dakar(*asked, "latest", language="en")
    assert (status, "snapshot madrid-2013-1" in err) == (0, True)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("SHA-256" in text for text in texts)
    status, _, err = dakar(*asked, "session-4-1", language="en")
    assert (status, "madrid-2013-1" in err) == (2, True)
    frozen = tmp_path / "pillars.json"
    exhibit = ("export", "exhibit", "pillars", "-o", str(frozen), "--snapshot", "madrid-2013-1")
    assert dakar(*exhibit)[0] == 0
    assert json.loads(frozen.read_bytes())["snapshot"]["short"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("xlsx", "--meeting", "nowhere", "-o", "m.xlsx"), "madrid-2013"),
        (("xlsx", "--meeting", "session-4", "-o", "m.zip"), ".xlsx"),
        (("pack", "--meeting", "session-4", "-o", "m.pptx"), ".zip"),
        (("pdf", "--meeting", "session-4", "-o", "none/m.pdf"), "none"),
        (("html", "--meeting", "session-4", "--lang", "de", "-o", "m.html"), "fr"),
        (("country", "--country", "ZZZ", "-o", "m.pdf"), "ZZZ"),
        (("country", "--country", "SEN", "-o", "m.docx"), ".pptx"),
        (("country", "--country", "SEN", "--round", "r", "-o", "m.pdf"), "dakar-2013"),
        (
            ("pptx", "--meeting", "session-4", "--design", "design.txt", "-o", "m.pptx"),
            "design.txt",
        ),
        (("pack", "-o", "m.zip"), "--meeting"),
    ],
)
def test_what_is_not_understood_is_said(
    arguments: tuple[str, ...], said: str, dakar: Dakar, samples: Path, tmp_path: Path
) -> None:
    (tmp_path / "design.txt").write_text("no presentation")
    status, out, err = dakar("export", *arguments, language="en")
    assert (status, out) == (2, "")
    assert said in err
    assert not list(tmp_path.glob("m.*"))


def test_a_country_has_files_of_its_own(dakar: Dakar, samples: Path, tmp_path: Path) -> None:
    for kind in ("pdf", "pptx", "xlsx"):
        target = tmp_path / f"SEN.{kind}"
        asked = ("--country", "sen", "--round", "dakar-2013", "--lang", "en", "-o", str(target))
        assert dakar("export", "country", *asked)[0] == 0
        assert target.stat().st_size > 5_000
    names = openpyxl.load_workbook(tmp_path / "SEN.xlsx").sheetnames
    assert len(names) == 3


# API


@pytest.fixture(scope="module")
def app(sample_database: Path) -> Iterator[Dash]:
    app = create_app(read_settings({}, database_url=f"sqlite:///{sample_database}"))
    yield app
    context = app.server.extensions["dakar"]
    for one in (context.reader, context.writer):
        one.dispose()


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


def test_meetings_are_listed_without_speaker_notes(client: FlaskClient) -> None:
    meetings = client.get("/api/v1/meetings").json["meetings"]
    assert meetings[0]["meeting"] == "session-4"
    assert len(meetings[0]["agenda"]) == 10
    assert all("notes" not in line for one in meetings for line in one["agenda"])
    assert meetings[0]["files"]["pack"] == "/api/v1/meetings/session-4/pack.zip"


@pytest.mark.parametrize(
    ("address", "name", "start"),
    [
        ("meetings/madrid-2013/slides.pptx?lang=fr", "madrid-2013-presentation-fr.pptx", b"PK"),
        ("meetings/madrid-2013/handout.pdf?lang=en", "madrid-2013-handout-en.pdf", b"%PDF"),
        ("meetings/madrid-2013/annex.xlsx?lang=en,fr", "madrid-2013-annex-en-fr.zip", b"PK"),
        ("meetings/madrid-2013/deck.html", "madrid-2013-projection.html", b"<!"),
        ("countries/SEN/profile.pdf?lang=en&round=dakar-2013", "SEN-dakar-2013-en.pdf", b"%PDF"),
        ("countries/SEN/profile.xlsx?lang=fr", "SEN-rabat-2014-fr.xlsx", b"PK"),
    ],
)
def test_files_are_answered_once(
    address: str, name: str, start: bytes, client: FlaskClient
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.data[: len(start)]) == (200, start)
    assert name in answer.headers["Content-Disposition"]
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/api/v1/{address}", headers=tag).status_code == 304
    elsewhere = {**tag, "Host": "127.0.0.1:9999"}
    assert client.get(f"/api/v1/{address}", headers=elsewhere).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("meetings/nowhere/pack.zip", 404),
        ("meetings/session-4/pack.pdf", 404),
        ("meetings/session-4/annex.xlsx?snapshot=session-4-9", 404),
        ("meetings/session-4/annex.xlsx?audience=SEC", 403),
        ("countries/ZZZ/profile.pdf", 404),
        ("countries/SEN/profile.pdf?round=nowhere", 404),
    ],
)
def test_what_is_not_there_is_said_in_one_shape(
    address: str, status: int, client: FlaskClient
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, set(answer.json)) == (status, {"error"})


def test_a_wider_audience_is_for_who_may_see_it(app: Dash, client_as: Any) -> None:
    address = "/api/v1/meetings/madrid-2013/annex.xlsx?lang=en&audience=PART"
    assert client_as(app, "").get(address).status_code == 403
    assert client_as(app, "committee").get(address).status_code == 200
