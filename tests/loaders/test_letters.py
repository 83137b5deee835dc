"""The letter that follows up a version: what it says, of whom, and in which form."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as DocumentType
from sqlalchemy import Engine, insert, update

import loaders
from loaders.letters import KINDS, kind_of
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.desk import Override, RoundEvent
from schemas.database.models import File
from schemas.findings import Finding

TODAY = date(2013, 9, 12)
NAME, MAIL = "Contact A", "contact.a@example.org"
CONTACT = {
    "role": "NFP",
    "name": NAME,
    "function": "Directeur de la coopération",
    "institution": "Ministère de l’Intérieur",
    "email": MAIL,
    "lang": "FR",
    "consent": "Y",
}
IDENTITY = {
    "report_type": "UPDATE",
    "report_lang": "FR",
    "author_name": "Cellule",
    "institution": "Ministère",
    "validated": "N",
    "consent": "PUB",
}
MEASURE = {
    "update_type": "NEW",
    "title_fr": "Registre",
    "title_en": "Register",
    "mtype": "PRJ",
    "objective": "6",
    "level": "2",
    "pace": "ON",
    "end_planned": date(2014, 12, 31),
    "lead": "Ministère",
}
ANSWER = {
    "answer": "2",
    "pace": "ON",
    "basis": "ADM",
    "next_step": "Atelier",
    "next_date": date(2014, 3, 31),
}
THEME = {"answer": "1", "interest": "YES", "took_part": "Y"}
HOSTILE = '=HYPERLINK("http://x","y")\x07 & <b>{DATE}'

Store = Callable[..., str]


@pytest.fixture
def store(engine: Engine, content: Content) -> Store:
    """Stores a report with ten answers and these measures; its id."""

    def stored(*measures: dict[str, Any], **sheets: Any) -> str:
        rows: dict[str, Any] = {
            "id": [IDENTITY | {"n_measures_declared": len(measures)}],
            "objectives": [{"objective": str(n), **ANSWER} for n in range(1, 11)],
            "themes": [{"theme": theme, **THEME} for theme in ("DATA", "BORDER", "CRISIS")],
            "profiles": [{"mp_status": "NONE", "mp_interest": "YES", "im_interest": "NO"}],
            "measures": [MEASURE | measure for measure in measures],
            "contacts": [CONTACT],
            **sheets,
        }
        source = filled_workbook(content, "SEN", sheets.pop("round", "dakar-2013"), rows)
        result = loaders.load(source, "rapport.xlsx", content=content, engine=engine, today=TODAY)
        assert result.report is not None, result.findings
        with engine.begin() as connection:
            connection.execute(update(File).values(received_at=datetime(2013, 9, 1, 8)))
        return result.report

    return stored


@pytest.fixture
def letter(engine: Engine, content: Content) -> Callable[..., DocumentType]:
    def opened(report: str, **how: Any) -> DocumentType:
        how.setdefault("today", TODAY)
        return Document(BytesIO(loaders.follow_up_letter(engine, content, report, **how)))

    return opened


def said(document: DocumentType) -> str:
    """Paragraphs and cells, top to bottom, with plain spaces."""
    texts = [element.text or "" for element in document.element.body.iter() if is_text(element)]
    return re.sub(r"[\xa0\u202f]", " ", "\n".join(texts))


def is_text(element: Any) -> bool:
    return str(element.tag).endswith("}t")


def findings_of(engine: Engine, report: str) -> tuple[Finding, ...]:
    from loaders import storage

    with engine.connect() as connection:
        number = storage.find_report(connection, report)
        assert number is not None
        return storage.stored_findings(connection, number)


def headings(document: DocumentType) -> list[str]:
    return [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]


def test_it_says_what_was_received_and_what_to_do(
    store: Store, letter: Callable[..., DocumentType], engine: Engine
) -> None:
    report = store({"level": "oui"}, {"level": "en cours"}, {"end_planned": None})
    text = said(letter(report))
    found = findings_of(engine, report)
    counts = {kind: sum(kind_of(f) == kind for f in found) for kind in KINDS}
    assert counts["errors"] and counts["readings"]
    assert f"{counts['errors']} points à corriger" in text
    assert f"{counts['errors']} points to be corrected" in text
    assert "1 lecture à confirmer" in text and "1 reading to be confirmed" in text
    for words in (
        "reçu, le 1er septembre 2013,",
        "on 1 September 2013",
        "référence SEN-dakar-2013-v1",
        "« rapport.xlsx »",
        "3 mesures et des réponses pour 10 objectifs sur 10",
        "3 measures and answers on 10 of 10 objectives",
        "Le 12 septembre 2013",
        "Objet : rapport de progrès, Sénégal, Dakar 2013, version 1",
        "03_MESURES_MEASURES",
        "« oui » ne figure pas dans la liste.",
        "“oui” is not in the list.",
        "Madame, Monsieur le Point focal national,",
    ):
        assert words in text, words


@pytest.mark.parametrize("kind", ["errors", "warnings", "readings", "infos"])
def test_its_tables_hold_every_finding(
    store: Store,
    letter: Callable[..., DocumentType],
    engine: Engine,
    content: Content,
    kind: str,
) -> None:
    report = store(
        *({"level": "oui"} for _ in range(3)),
        {"level": "en cours"},
        {"end_planned": date(2013, 1, 1), "title_en": None},
    )
    found = [f for f in findings_of(engine, report) if kind_of(f) == kind]
    assert found
    document = letter(report)
    words = content.words["fr"]
    expected = {f.cell for f in found}
    title = words(f"letter.{kind}.title")
    table = document.tables[headings(document).index(title)]
    from schemas.findings_groups import expanded

    named = set()
    for row in table.rows[1:]:
        lines = row.cells[0].text.split("\n")
        if len(lines) > 1:
            named |= set(expanded(lines[1]))
    assert named == {cell for cell in expected if cell}


def test_groups_are_one_line(store: Store, letter: Callable[..., DocumentType]) -> None:
    report = store(*({"level": "oui"} for _ in range(9)))
    text = said(letter(report))
    assert text.count("« oui » ne figure pas dans la liste.") == 1
    assert "L7:L15" in text and "9 cellules" in text and "9 cells" in text


def test_it_names_nobody_unless_asked(store: Store, letter: Callable[..., DocumentType]) -> None:
    report = store({})
    plain, named = letter(report), letter(report, with_contact=True)
    assert "Directeur de la coopération" in said(plain)
    assert "Ministère de l’Intérieur" in said(plain)
    assert NAME not in said(plain)
    assert f"À l’attention de {NAME}" in said(named)
    assert f"For the attention of {NAME}" in said(named)
    assert MAIL not in said(plain) + said(named)
    core = plain.core_properties
    about = [core.author, core.last_modified_by, core.comments, core.title]
    assert not any("python" in one.lower() for one in about)


def test_a_clean_report_is_thanked(
    store: Store, letter: Callable[..., DocumentType], engine: Engine, content: Content
) -> None:
    report = store({})
    assert findings_of(engine, report) == ()
    document = letter(report)
    text = said(document)
    assert document.tables == []
    assert "Sa lecture n’appelle aucune remarque de notre part." in text
    assert "Aucune réponse n’est attendue de votre part." in text
    assert "classeur annoté" not in text and "enclosed" not in text
    assert loaders.letters_to_write(engine, content, "dakar-2013") == []


def test_silent_measures_and_open_objectives_are_asked_about(
    store: Store, letter: Callable[..., DocumentType], engine: Engine
) -> None:
    first = store(
        {}, {"title_fr": "Guichet unique", "title_en": "One-stop shop"}, round="madrid-2012"
    )
    loaders.publish(engine, first)
    answers = [{"objective": "1", **ANSWER}]
    report = store({"measure_id": "SEN-M0001", "update_type": "UPD"}, objectives=answers)
    text = said(letter(report))
    assert "SEN-M0002" in text and "Guichet unique" in text and "One-stop shop" in text
    assert "question sur 1 mesure de votre rapport précédent" in text
    assert "Objectifs sans réponse à ce jour" in text
    assert not re.search(r"échec|retard|défaill|manqué|fail", text.split("Comment répondre")[0])


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        (date(2013, 10, 1), "au plus tard le 1er octobre 2013"),
        (date(2013, 9, 12), "au plus tard le 12 septembre 2013"),
        (date(2013, 9, 11), "prévoyait une réponse pour le 11 septembre 2013"),
        (None, None),
    ],
)
def test_the_day_is_that_of_the_round(
    store: Store,
    letter: Callable[..., DocumentType],
    engine: Engine,
    due: date | None,
    sentence: str | None,
) -> None:
    report = store({"level": "oui"})
    with engine.begin() as connection:
        for day in (date(2013, 1, 1), due):
            row = {"round": "dakar-2013", "is_open": True, "due_on": day, "actor": "local"}
            connection.execute(insert(RoundEvent).values(**row, at=datetime(2013, 1, 1)))
    text = said(letter(report))
    if sentence is None:
        assert "au plus tard" not in text and "prévoyait" not in text
    else:
        assert sentence in text


def test_without_a_day_of_the_desk_it_is_that_of_the_content(
    store: Store, engine: Engine, content: Content
) -> None:
    report = store({"level": "oui"})
    one = replace(content.rounds["dakar-2013"], deadline=date(2013, 10, 2))
    dated = replace(content, rounds={**content.rounds, "dakar-2013": one})
    made = loaders.follow_up_letter(engine, dated, report, today=TODAY)
    assert "au plus tard le 2 octobre 2013" in said(Document(BytesIO(made)))


def test_what_was_set_aside_is_not_asked_again(
    store: Store, letter: Callable[..., DocumentType], engine: Engine
) -> None:
    from loaders import storage

    report = store({"level": "oui"}, {"level": "non"})
    found = findings_of(engine, report)
    seq = next(n for n, f in enumerate(found) if f.value == "oui")
    with engine.begin() as connection:
        number = storage.find_report(connection, report)
        row = {"report_id": number, "seq": seq, "reason": "r", "actor": "local"}
        connection.execute(insert(Override).values(**row, at=datetime(2013, 9, 2)))
    text = said(letter(report))
    assert "« oui »" not in text and "« non »" in text
    assert "1 autre remarque a été levée" in text


def test_hostile_text_is_text(store: Store, engine: Engine, content: Content) -> None:
    report = store({"level": HOSTILE, "title_fr": HOSTILE})
    data = loaders.follow_up_letter(engine, content, report, today=TODAY, with_contact=True)
    with ZipFile(BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "\x07" not in body and "<b>" not in body
    assert "w:instrText" not in body and "w:hyperlink" not in body
    assert "=HYPERLINK" in body


def test_it_is_dressed_as_a_letter(store: Store, letter: Callable[..., DocumentType]) -> None:
    document = letter(store(*({"level": f"valeur {n}"} for n in range(40))))
    section = document.sections[0]
    assert "Suivi de la Stratégie de Dakar" in section.header.paragraphs[0].text
    assert "PAGE" in section.footer._element.xml and "NUMPAGES" in section.footer._element.xml
    for table in document.tables:
        first, *others = table._tbl.tr_lst
        assert "w:tblHeader" in first.xml
        assert not any("w:tblHeader" in row.xml for row in others)
    languages = set(re.findall(r'w:lang w:val="([^"]+)"', document.element.xml))
    assert languages == {"fr-FR", "en-GB"}


def test_who_is_written_to(store: Store, engine: Engine, content: Content) -> None:
    report = store({"level": "oui"})
    assert loaders.letters_to_write(engine, content, "dakar-2013") == [report]
    again = store({"level": "non"})
    assert loaders.letters_to_write(engine, content, "dakar-2013") == [again]
    assert loaders.letters_to_write(engine, content, "rabat-2014") == []
    assert loaders.letters_to_write(engine, content, "public-sources") == []
    with pytest.raises(KeyError):
        loaders.follow_up_letter(engine, content, "SEN-dakar-2013-v9")


@pytest.fixture(scope="session")
def word_processor(soffice: str, debian_install: Callable[[str], None]) -> None:
    """The part of LibreOffice that reads letters."""
    debian_install("libreoffice-writer")


def test_a_program_opens_the_letter(
    store: Store,
    engine: Engine,
    content: Content,
    word_processor: None,
    convert: Callable[[Path, str, Path], Path],
    tmp_path: Path,
) -> None:
    file = tmp_path / "letter.docx"
    report = store({"level": "oui"})
    file.write_bytes(loaders.follow_up_letter(engine, content, report, today=TODAY))
    pdf = convert(file, "pdf", tmp_path / "out")
    assert pdf.read_bytes().startswith(b"%PDF")
