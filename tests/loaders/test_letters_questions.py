"""Questions noted at a meeting stand in the letter of the country they were put to."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as DocumentType
from sqlalchemy import Engine

import loaders
from loaders import desk
from loaders.desk import RoomNote
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.audit import BY_COMMAND

TODAY = date(2013, 9, 20)
ROUND = "dakar-2013"
SENEGAL = f"SEN-{ROUND}-v1"
HOSTILE = '=HYPERLINK("http://x","y")\x07 & <b>{DATE}'

Note = Callable[..., RoomNote]
Open = Callable[[str], DocumentType]


@pytest.fixture
def note(engine: Engine) -> Note:
    """A note kept at a meeting, a question to Senegal unless said otherwise."""

    def kept(text: str, meeting: str = "session-4", of: str = ROUND, **values: Any) -> RoomNote:
        made = RoomNote(
            **{
                "key": str(uuid4()),
                "item": "3",
                "kind": "question",
                "text": text,
                "language": "fr",
                "country": "SEN",
                **values,
            }
        )
        desk.keep_notes(engine, meeting, of, [made], BY_COMMAND)
        return made

    return kept


@pytest.fixture
def opened(engine: Engine, content: Content) -> Open:
    return lambda name: Document(
        BytesIO(loaders.follow_up_letter(engine, content, name, today=TODAY))
    )


@pytest.fixture
def report(engine: Engine, content: Content) -> str:
    """A version of Senegal with remarks."""
    rows: Any = {"measures": [{"update_type": "NEW", "title_fr": "Registre", "level": "oui"}]}
    source = filled_workbook(content, "SEN", ROUND, rows)
    result = loaders.load(source, "SEN.xlsx", content=content, engine=engine, today=TODAY)
    assert result.report == SENEGAL
    return SENEGAL


def questions(document: DocumentType) -> list[list[tuple[str, str, str]]]:
    """The rows of each table of questions, with plain spaces."""
    found = []
    for table in document.tables:
        cells = [[plain(cell.text) for cell in row.cells] for row in table.rows]
        if cells[0][-1] in ("Votre réponse", "Your answer"):
            found.append([tuple(row) for row in cells[1:]])
    return found  # type: ignore[return-value]


def plain(text: str) -> str:
    return re.sub(r"[\xa0\u202f]", " ", text)


def said(document: DocumentType) -> str:
    texts = [t.text or "" for t in document.element.body.iter() if str(t.tag).endswith("}t")]
    return plain("\n".join(texts))


def headings(document: DocumentType) -> list[str]:
    found = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    return [plain(text) for text in found]


def test_a_question_stands_as_it_was_typed_with_room_for_an_answer(
    note: Note, opened: Open, report: str
) -> None:
    note("Quand le registre ouvre-t-il ?", objective="4")
    note("Which agency keeps it?\nSince when?", language="en")
    french, english = questions(opened(report))
    assert [row[0] for row in french] == [row[0] for row in english] == ["Q1", "Q2"]
    assert {row[2] for row in french + english} == {""}
    assert french[0][1].startswith("Quand le registre ouvre-t-il ?\nObjectif 4 : ")
    assert english[0][1].startswith("Quand le registre ouvre-t-il ? (in French)\nObjective 4: ")
    assert french[1][1] == "Which agency keeps it?\nSince when? (en anglais)"
    assert english[1][1] == "Which agency keeps it?\nSince when?"


def test_its_heading_names_the_meeting(note: Note, opened: Open, report: str) -> None:
    note("Une question ?")
    document = opened(report)
    text = said(document)
    assert "Questions posées à la réunion Session 4, 11–12 septembre 2013" in headings(document)
    assert "Questions raised at Session 4, 11–12 September 2013" in headings(document)
    assert "En outre, 1 question a été posée à votre pays" in text
    assert "In addition, 1 question was put to your country" in text
    assert "classeur annoté" in text
    assert "joignez-la à votre envoi" in text


def test_each_meeting_of_the_round_has_its_own_section(
    note: Note, opened: Open, report: str
) -> None:
    note("La deuxième ?", "session-4")
    note("La première ?", "madrid-2013")
    note("D’un autre cycle ?", "rabat-2014", "rabat-2014")
    document = opened(report)
    titles = [one for one in headings(document) if one.startswith("Questions posées")]
    assert [one.split(",")[0] for one in titles] == [
        "Questions posées à la réunion Madrid 2013",
        "Questions posées à la réunion Session 4",
    ]
    tables = questions(document)
    assert [row[:2] for table in tables[:2] for row in table] == [
        ("Q1", "La première ?"),
        ("Q2", "La deuxième ?"),
    ]
    assert "autre cycle" not in said(document)


def test_only_questions_to_that_country_that_stand_are_asked(
    note: Note, opened: Open, report: str, engine: Engine
) -> None:
    kept = note("Celle qui reste ?")
    note("À un autre ?", country="MLI")
    note("À tous ?", country=None)
    note("Une conclusion.", kind="conclusion", result=1)
    gone = note("Retirée ?")
    desk.remove_note(engine, "session-4", gone.key, BY_COMMAND)
    desk.change_note(engine, "session-4", replace(kept, text="Reformulée ?"), BY_COMMAND)
    french, english = questions(opened(report))
    assert french == [("Q1", "Reformulée ?", "")]
    assert english == [("Q1", "Reformulée ? (in French)", "")]


def test_the_remarks_of_a_letter_stay_the_same(note: Note, opened: Open, report: str) -> None:
    """Questions are beside what is missing in a report, never counted with it."""
    before = said(opened(report))
    note("Une question ?", objective="1")
    after = said(opened(report))
    counts = re.findall(r"\d+ points? à [a-z]+|\d+ points? to be \w+", before)
    assert counts and counts == re.findall(r"\d+ points? à [a-z]+|\d+ points? to be \w+", after)
    assert (questions(opened(report)) != []) and "en réunion" not in before


def test_who_has_a_question_only_gets_a_letter_too(
    note: Note, opened: Open, report: str, engine: Engine, content: Content
) -> None:
    assert loaders.letters_to_write(engine, content, ROUND) == [SENEGAL]
    note("Une question au Mali ?", country="MLI")
    note("Une autre au Bénin ?", country="BEN", language="en")
    due = loaders.letters_to_write(engine, content, ROUND)
    assert due == [f"BEN-{ROUND}", f"MLI-{ROUND}", SENEGAL]
    document = opened(f"MLI-{ROUND}")
    text = said(document)
    assert "Objet : questions posées en séance, Mali, Dakar 2013" in text
    assert "En réunion, 1 question a été posée à votre pays." in text
    assert "Au Bénin" not in text and "Bénin" not in text
    assert "bien reçu" not in text and "classeur" not in text and "workbook" not in text
    assert "Aucune réponse n’est attendue" not in text
    assert document.core_properties.subject == f"MLI-{ROUND}"


def test_a_clean_report_with_a_question_is_answered(
    note: Note, engine: Engine, content: Content, opened: Open, reporting: Any
) -> None:
    printed = ("country", "iso3", "round")
    rows = {
        code: [{k: v for k, v in row.values.items() if k not in printed} for row in rows]
        for code, rows in reporting.clean().sheets.items()
    }
    source = filled_workbook(content, "SEN", ROUND, rows)
    result = loaders.load(
        source, "SEN.xlsx", content=content, engine=engine, today=date(2013, 9, 12)
    )
    assert result.findings == ()
    assert loaders.letters_to_write(engine, content, ROUND) == []
    note("Une question ?")
    assert loaders.letters_to_write(engine, content, ROUND) == [SENEGAL]
    text = said(opened(SENEGAL))
    assert "n’appelle aucune remarque" in text and "En outre, 1 question" in text
    assert "Écrivez vos réponses à côté des questions" in text
    assert "classeur annoté" not in text


@pytest.mark.parametrize("name", [f"MLI-{ROUND}", "MLI-rabat-2014", "MLI", "", "XXX-nowhere"])
def test_without_a_question_there_is_no_letter(opened: Open, report: str, name: str) -> None:
    with pytest.raises(KeyError):
        opened(name)


def test_a_version_must_be_named_where_there_is_one(note: Note, opened: Open, report: str) -> None:
    note("Une question ?")
    with pytest.raises(KeyError):
        opened(f"SEN-{ROUND}")


def test_a_hostile_question_is_text(
    note: Note, report: str, engine: Engine, content: Content
) -> None:
    note(HOSTILE)
    data = loaders.follow_up_letter(engine, content, report, today=TODAY)
    with ZipFile(BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "=HYPERLINK" in body and "\x07" not in body and "<b>" not in body
    assert "w:instrText" not in body and "w:hyperlink" not in body


def test_a_question_is_marked_in_its_own_language(note: Note, opened: Open, report: str) -> None:
    note("Which agency keeps it?", language="en")
    pieces = opened(report).element.xml
    runs = re.findall(r"<w:r>(?:(?!</w:r>).)*Which agency(?:(?!</w:r>).)*</w:r>", pieces, re.DOTALL)
    assert len(runs) == 2 and all('w:val="en-GB"' in run for run in runs)


def test_a_contact_is_named_only_when_asked(note: Note, engine: Engine, content: Content) -> None:
    rows: Any = {"contacts": [{"role": "NFP", "name": "Contact Z", "institution": "Ministère"}]}
    source = filled_workbook(content, "MLI", "madrid-2012", rows)
    loaders.load(source, "MLI.xlsx", content=content, engine=engine)
    note("Une question ?", country="MLI")

    def letter(**how: Any) -> str:
        name = f"MLI-{ROUND}"
        made = loaders.follow_up_letter(engine, content, name, today=TODAY, **how)
        return said(Document(BytesIO(made)))

    assert "Contact Z" not in letter() and "Ministère" in letter()
    assert "À l’attention de Contact Z" in letter(with_contact=True)
