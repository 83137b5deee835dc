"""Letters and annotated files at the desk: who gets them, what is in them, what is written down."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from dash import Dash
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import Engine, select

import loaders
from dashboard import create_app
from dashboard.settings import Settings
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.desk import Audit
from schemas.layout import REMARKS_SHEET

NAME = "Contact Marker"
ROWS: Any = {
    "measures": [{"update_type": "NEW", "title_fr": "Registre", "level": "oui"}],
    "contacts": [{"role": "NFP", "name": NAME, "institution": "Ministère"}],
}
LETTER = "/desk/reports/SEN-dakar-2013-v1/letter.docx"
LETTERS = "/desk/rounds/dakar-2013/letters.zip"
ANNOTATED = "/desk/reports/SEN-dakar-2013-v1/annotated.xlsx"


@pytest.fixture
def app(database_url: str, content: Content, engine: Engine) -> Iterator[Dash]:
    for country in ("SEN", "MLI"):
        source = filled_workbook(content, country, "dakar-2013", ROWS)
        result = loaders.load(source, f"{country} été.xlsx", content=content, engine=engine)
        assert result.report == f"{country}-dakar-2013-v1"
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def said(data: bytes) -> str:
    document = Document(BytesIO(data))
    return "\n".join(t.text or "" for t in document.element.iter() if str(t.tag).endswith("}t"))


def actions(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(select(Audit.action, Audit.subject, Audit.actor))
        return [tuple(row) for row in rows if row.action.startswith("letter")]


@pytest.mark.parametrize(
    ("role", "country", "statuses"),
    [
        ("", None, (401, 401, 401)),
        ("reader", None, (403, 403, 403)),
        ("committee", None, (403, 403, 403)),
        ("focal-point", "SEN", (403, 403, 200)),
        ("focal-point", "MLI", (403, 403, 403)),
        ("analyst", None, (200, 200, 200)),
        ("admin", None, (200, 200, 200)),
    ],
)
def test_who_gets_which_file(
    app: Dash, client_as: Any, role: str, country: str | None, statuses: tuple[int, ...]
) -> None:
    client = client_as(app, role, country)
    found = tuple(client.get(address).status_code for address in (LETTER, LETTERS, ANNOTATED))
    assert found == statuses


def test_a_letter_names_somebody_only_when_asked_and_that_is_written_down(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    client = client_as(app, "analyst")
    plain = client.get(LETTER)
    assert NAME not in said(plain.data)
    assert "SEN-dakar-2013-v1-lettre.docx" in plain.headers["Content-Disposition"]
    assert actions(engine) == []
    assert NAME in said(client.get(f"{LETTER}?contact=1").data)
    assert actions(engine) == [("letter-read", "SEN-dakar-2013-v1", "analyst-@example.org")]


def test_the_letters_of_a_round(app: Dash, client_as: Any, engine: Engine) -> None:
    client = client_as(app, "analyst")
    with ZipFile(BytesIO(client.get(f"{LETTERS}?contact=1&lang=en").data)) as archive:
        assert sorted(archive.namelist()) == [
            "MLI-dakar-2013-v1-letter.docx",
            "SEN-dakar-2013-v1-letter.docx",
        ]
        assert all(NAME in said(archive.read(name)) for name in archive.namelist())
    assert actions(engine) == [("letters-read", "dakar-2013", "analyst-@example.org")]
    page = "/fr/cycles?round=rabat-2014"
    nobody = client.get(
        "/desk/rounds/rabat-2014/letters.zip", headers={"Referer": f"http://localhost{page}"}
    )
    assert (nobody.status_code, nobody.location) == (303, page)


@pytest.mark.parametrize(
    "address",
    [
        "/desk/reports/SEN-dakar-2013-v9/letter.docx",
        "/desk/reports/SEN-dakar-2013-v9/annotated.xlsx",
        "/desk/reports/nonsense/letter.docx",
        "/desk/reports/nonsense/annotated.xlsx",
        "/desk/rounds/dakar-1999/letters.zip",
    ],
)
def test_what_is_not_there_is_404(app: Dash, client_as: Any, address: str) -> None:
    assert client_as(app, "analyst").get(address).status_code == 404


def test_the_annotated_file_is_that_of_the_day(app: Dash, client_as: Any) -> None:
    answer = client_as(app, "focal-point", "SEN").get(ANNOTATED)
    assert "annote.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames[0] == REMARKS_SHEET
    assert book["03_MESURES_MEASURES"]["L7"].comment is not None


def test_a_file_that_cannot_be_annotated_says_so(app: Dash, client_as: Any, given: Any) -> None:
    given.report("TGO", findings=[{"code": "meta-missing"}])
    answer = client_as(app, "analyst").get("/desk/reports/TGO-dakar-2013-v1/annotated.xlsx")
    assert answer.status_code == 303


def test_every_action_has_words(content: Content) -> None:
    for words in content.words.values():
        assert {"audit.letter-read", "audit.letters-read"} <= words.keys


def test_the_command_writes_them(
    dakar: Any, database: Path, tmp_path: Path, content: Content
) -> None:
    dakar("init", "--empty")
    book = tmp_path / "SEN.xlsx"
    book.write_bytes(filled_workbook(content, "SEN", "dakar-2013", ROWS))
    dakar("load", str(book))
    letter, letters = tmp_path / "letter.docx", tmp_path / "letters.zip"
    assert dakar("letter", "--report", "SEN-dakar-2013-v1", "-o", str(letter))[0] == 0
    assert NAME not in said(letter.read_bytes())
    done = dakar("letter", "--round", "dakar-2013", "--with-contact", "-o", str(letters))
    assert done[0] == 0
    with ZipFile(letters) as archive:
        assert archive.namelist() == ["SEN-dakar-2013-v1-lettre.docx"]
        assert NAME in said(archive.read(archive.namelist()[0]))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--report"),
        (("--report", "SEN-dakar-2013-v1", "--round", "dakar-2013"), "--report"),
        (("--report", "SEN-dakar-2013-v1"), "SEN-dakar-2013-v1"),
        (("--round", "dakar-2013"), "Aucun pays"),
        (("--round", "dakar-1999"), "dakar-1999"),
    ],
)
def test_the_command_says_what_is_wrong(
    dakar: Any, database: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    dakar("init", "--empty")
    status, _, said_so = dakar("letter", *arguments, "-o", str(tmp_path / "x"))
    assert status == 2 and words in said_so
    assert not (tmp_path / "x").exists()
