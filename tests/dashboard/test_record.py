"""The record of conclusions: what it holds, in which order and language, and of which numbers."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from dash import Dash
from docx import Document
from docx.document import Document as DocumentType
from sqlalchemy import Engine

from dashboard import create_app
from dashboard.exports.record import DOCX, record_in
from dashboard.meetings import agenda_of, deck_of, frozen
from dashboard.queries import Source
from dashboard.queries.meetings import meeting_notes
from dashboard.settings import Settings
from loaders import desk
from loaders.desk import RoomNote
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.engine import writer_engine

MEETING = "session-4"
RECORD = f"/desk/meetings/{MEETING}/record.docx"
HOSTILE = '=HYPERLINK("http://x","y")\x07 & <b>{DATE}'
MADE_ON = date(2013, 9, 13)

Record = Callable[..., DocumentType]


@pytest.fixture
def engine(sample_database: Path, tmp_path: Path) -> Iterator[Engine]:
    """The samples, on SQLite alone: a record reads nothing that is not read elsewhere too."""
    file = tmp_path / "record.db"
    shutil.copy(sample_database, file)
    engine = writer_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def app(engine: Engine, content: Content) -> Iterator[Dash]:
    made = create_app(Settings(database_url=str(engine.url), secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


@pytest.fixture
def record(engine: Engine, content: Content) -> Record:
    def made(meeting: str = MEETING, **how: Any) -> DocumentType:
        source = Source(engine, ("PUB",))
        notes = meeting_notes(source, meeting)
        data = record_in(source, content, content.meetings[meeting], notes, MADE_ON, **how)
        return Document(BytesIO(data))

    return made


def keep(engine: Engine, text: str, meeting: str = MEETING, **values: Any) -> RoomNote:
    plain = {"key": str(uuid4()), "item": "3", "kind": "conclusion", "language": "fr"}
    made = RoomNote(**{**plain, **values, "text": text})
    desk.keep_notes(engine, meeting, "dakar-2013", [made], BY_COMMAND)
    return made


def freeze(engine: Engine, content: Content, meeting: str = MEETING) -> str:
    source, of = Source(engine, ("PUB",)), content.meetings[meeting]
    shown = of.session or datetime(2014, 6, 26, 9)
    made = frozen(source, content, of, agenda_of(source, of), shown, datetime(2013, 9, 11, 18))
    return desk.freeze(engine, made, BY_COMMAND)


def outline(document: DocumentType) -> list[tuple[str, str]]:
    """Style and text of each paragraph, with plain spaces."""
    return [(p.style.name, plain(p.text)) for p in document.paragraphs if p.style and p.text]


def plain(text: str) -> str:
    return re.sub(r"[\xa0\u202f]", " ", text)


def halves(document: DocumentType) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    lines = outline(document)
    second = [n for n, (style, _) in enumerate(lines) if style == "Draft"][1]
    return lines[:second], lines[second:]


def test_conclusions_stand_under_the_expected_results_in_both_languages(
    engine: Engine, content: Content, record: Record
) -> None:
    keep(engine, "Les défis sont communs.", result=1)
    keep(engine, "The network grows.", result=4, language="en", country="SEN")
    keep(engine, "Le point suivant se tient à Rabat.", item="")
    for half, language, other in zip(
        halves(record()), ("fr", "en"), ("(en anglais)", "(in French)"), strict=True
    ):
        words = content.words[language]
        results = [words.text(one) for one in content.meetings[MEETING].results]
        heads = [text for style, text in half if style == "Heading 2"]
        assert heads[:4] == [f"{n}. {plain(one)}" for n, one in enumerate(results, start=1)]
        points = [text for style, text in half if style == "Point"]
        marks = ["" if (language == "fr") == (n != 1) else f" {other}" for n in range(3)]
        assert points == [
            f"1.1\tLes défis sont communs.{marks[0]}",
            f"4.1\tThe network grows.{marks[1]}",
            f"A.1\tLe point suivant se tient à Rabat.{marks[2]}",
        ]
        none = plain(words("room.no-conclusion"))
        assert [text for style, text in half if style == "Quiet"] == [
            none, none, plain(words("room.no-question")),
        ]  # fmt: skip


def test_questions_stand_by_country_in_the_readers_alphabet(
    engine: Engine, content: Content, record: Record
) -> None:
    for iso3 in ("SEN", "ESP", "DZA", "DEU"):
        keep(engine, f"À {iso3} ?", kind="question", country=iso3, objective="4")
    keep(engine, "À tous ?", kind="question")
    french, english = halves(record())
    for half, title, order in (
        (french, "Questions par pays", ["Algérie", "Allemagne", "Espagne", "Sénégal"]),
        (english, "Questions by country", ["Algeria", "Germany", "Senegal", "Spain"]),
    ):
        after = half[half.index(("Heading 1", title)) :]
        heads = [text for style, text in after if style == "Heading 2"]
        assert heads[:4] == order and len(heads) == 5
    about = [text for style, text in french if style == "Point Source"]
    assert about[0].startswith("Point 3. Tableau de bord par pays et objectif · Objectif 4. ")
    assert [t for s, t in french if s == "Point"][-1] == "–\tÀ tous ?"


def test_it_says_of_what_its_numbers_are(engine: Engine, content: Content, record: Record) -> None:
    keep(engine, "Conclu.", item="2", result=1)
    keep(engine, "Demandé ?", item="8", kind="question")
    document = record()
    texts = [text for _, text in outline(document)]
    assert any("État publié au" in text for text in texts)
    assert (
        "Ces rapports ont été produits pour la démonstration ; aucun pays ne les a transmis."
        in texts
    )
    deck = deck_of(
        Source(engine, ("PUB",)), content, content.words["fr"], content.meetings[MEETING]
    )
    table = document.tables[0]
    shown = {slide.item: slide.built for slide in deck.whole}
    expected = []
    for item in ("2", "8"):
        built = shown[item]
        assert built is not None
        expected.append((item, built.title, built.coverage))
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert [(row[0], row[1].split("\n")[1], row[2]) for row in rows] == expected
    assert len(document.tables) == 2


def test_without_a_note_its_headings_stand(record: Record) -> None:
    document = record()
    french, _ = halves(document)
    assert [text for style, text in french if style == "Heading 1"] == [
        "Conclusions", "Questions par pays",
    ]  # fmt: skip
    assert document.tables == []
    assert any("0 conclusion et 0 question" in text for _, text in french)


def test_a_meeting_without_expected_results_has_one_list(engine: Engine, record: Record) -> None:
    keep(engine, "Conclu.", "paris-2014")
    french, _ = halves(record("paris-2014"))
    assert not [text for style, text in french if style == "Heading 2"]
    assert [text for style, text in french if style == "Point"] == ["A.1\tConclu."]


def test_it_is_a_draft_with_numbered_pages_and_tagged_languages(
    engine: Engine, record: Record
) -> None:
    keep(engine, "The network grows.", language="en")
    document = record()
    section = document.sections[0]
    assert section.header.paragraphs[0].text.startswith("Projet / Draft")
    footer = section.footer._element.xml
    assert "PAGE" in footer and "NUMPAGES" in footer
    xml = document.element.xml
    assert set(re.findall(r'w:lang w:val="([^"]+)"', xml)) == {"fr-FR", "en-GB"}
    runs = re.findall(r"<w:r>(?:(?!</w:r>).)*The network(?:(?!</w:r>).)*</w:r>", xml, re.DOTALL)
    assert len(runs) == 2 and all('w:val="en-GB"' in run for run in runs)
    core = document.core_properties
    about = " ".join((core.author, core.last_modified_by, core.comments, core.title))
    assert "python" not in about.lower() and "Relevé de conclusions" in about


def test_one_language_alone(engine: Engine, record: Record) -> None:
    keep(engine, "Conclu.", result=1)
    texts = [text for _, text in outline(record(languages=["en"]))]
    assert "Record of conclusions" in texts and "Relevé de conclusions" not in texts
    assert "1.1\tConclu. (in French)" in texts


def test_a_hostile_note_is_text(engine: Engine, content: Content) -> None:
    keep(engine, HOSTILE, result=1)
    keep(engine, HOSTILE, kind="question", country="SEN")
    source = Source(engine, ("PUB",))
    notes = meeting_notes(source, MEETING)
    data = record_in(source, content, content.meetings[MEETING], notes, MADE_ON)
    with ZipFile(BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    assert body.count("=HYPERLINK") == 4 and "\x07" not in body and "<b>" not in body
    assert "w:instrText" not in body and "w:hyperlink" not in body


def said(data: bytes) -> str:
    """Everything in the document, header and footer too."""
    with ZipFile(BytesIO(data)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if "word/" in name]
    return plain(re.sub(r"<[^>]+>", "", "\n".join(parts)))


def test_it_is_of_what_was_on_the_screen(
    app: Dash, client_as: Any, engine: Engine, content: Content
) -> None:
    """The snapshot the notes name, unless another is asked for."""
    first, second = freeze(engine, content), freeze(engine, content)
    other = freeze(engine, content, "rabat-2014")
    keep(engine, "Conclu.", snapshot=first)
    analyst = client_as(app, "analyst")
    answer = analyst.get(f"{RECORD}?lang=en")
    assert (answer.status_code, answer.mimetype) == (200, DOCX)
    assert f"{MEETING}-record-of-conclusions.docx" in answer.headers["Content-Disposition"]
    text = said(answer.data)
    assert "Session 4, 12 septembre 2013, 09:00" in text
    assert len(re.findall(r"[0-9a-f]{64}", text)) >= 3, "in both parts and in the foot"
    assert analyst.get(f"{RECORD}?snapshot={second}").status_code == 200
    for wrong in ("session-4-9", other, "x" * 99):
        assert analyst.get(f"{RECORD}?snapshot={wrong}").status_code == 404
    assert analyst.get("/desk/meetings/session-9/record.docx").status_code == 404
    for role, status in (("", 401), ("committee", 403)):
        assert client_as(app, role).get(RECORD).status_code == status


def test_the_command_writes_it(
    dakar: Any, database: Path, sample_database: Path, tmp_path: Path
) -> None:
    shutil.copy(sample_database, database)
    engine = writer_engine(f"sqlite:///{database}")
    keep(engine, "Conclu en séance.", result=1)
    engine.dispose()
    target = tmp_path / "releve.docx"
    done = dakar("export", "record", "--meeting", MEETING, "-o", str(target))
    assert done[0] == 0, done
    text = said(target.read_bytes())
    assert "Relevé de conclusions" in text and "Record of conclusions" in text
    assert text.count("Conclu en séance.") == 2
    assert dakar("export", "record", "--meeting", "session-9", "-o", str(target))[0] == 2
    assert dakar("export", "record", "--meeting", MEETING, "-o", str(tmp_path / "x.pdf"))[0] == 2


@pytest.fixture(scope="session")
def word_processor(soffice: str, debian_install: Callable[[str], None]) -> None:
    """The part of LibreOffice that reads documents."""
    debian_install("libreoffice-writer")


def test_a_program_opens_it(
    engine: Engine,
    content: Content,
    word_processor: None,
    convert: Callable[[Path, str, Path], Path],
    tmp_path: Path,
) -> None:
    keep(engine, "Conclu.", result=1)
    source = Source(engine, ("PUB",))
    notes = meeting_notes(source, MEETING)
    file = tmp_path / "record.docx"
    file.write_bytes(record_in(source, content, content.meetings[MEETING], notes, MADE_ON))
    assert convert(file, "pdf", tmp_path / "out").read_bytes().startswith(b"%PDF")
