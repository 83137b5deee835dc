"""The notes of the room on the meeting's page: for who prepares meetings, and nobody else."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from dash import Dash
from lxml import html
from sqlalchemy import delete

from dashboard import create_app
from dashboard.addresses import Located
from dashboard.auth import Role
from dashboard.auth.person import STRANGER, Person
from dashboard.components.room import room_part
from dashboard.meetings import agenda_json, default_agenda
from dashboard.settings import Settings
from dashboard.shell.view import make_view
from loaders import desk
from loaders.desk import RoomNote
from schemas.content import Content
from schemas.database.audit import BY_COMMAND
from schemas.database.meeting import MeetingNote

MEETING = "session-4"
MARK = "zqxnote"
ANALYST = Person("analyst@example.org", Role.ANALYST, None)


@pytest.fixture(scope="module")
def app(migrated_sqlite: Path, tmp_path_factory: Any, content: Content) -> Iterator[Dash]:
    file = tmp_path_factory.mktemp("room-page") / "room.db"
    shutil.copy(migrated_sqlite, file)
    made = create_app(Settings(database_url=f"sqlite:///{file}", secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


@pytest.fixture(autouse=True)
def no_notes(app: Dash) -> Iterator[None]:
    yield
    with app.server.extensions["dakar"].writer.begin() as connection:
        connection.execute(delete(MeetingNote))


def keep(app: Dash, meeting: str = MEETING, **values: Any) -> RoomNote:
    plain = {"key": str(uuid4()), "item": "3", "kind": "question", "text": "?", "language": "fr"}
    made = RoomNote(**{**plain, **values})
    desk.keep_notes(
        app.server.extensions["dakar"].writer, meeting, "dakar-2013", [made], BY_COMMAND
    )
    return made


def part(
    app: Dash, language: str = "fr", person: Person = ANALYST, meeting: str = MEETING
) -> html.HtmlElement | None:
    """The section as a reader is given it; None when there is none."""
    context = app.server.extensions["dakar"]
    with app.server.test_request_context("/fr/"):
        located = Located("meeting", language, {"meeting": meeting})
        view = make_view(context, located, "", person=person)
        parts = room_part(view, context, context.content.meetings[meeting])
    return html.fromstring(parts[0].data) if parts else None


def outline(section: html.HtmlElement) -> list[tuple[str, str]]:
    """Headings and notes, from top to bottom."""
    found = section.xpath(".//h3 | .//h4 | .//blockquote/p | .//section/p[@class='small']")
    return [(one.tag, " ".join(one.text_content().replace("\xa0", " ").split())) for one in found]


@pytest.mark.parametrize(
    ("role", "country"),
    [(None, None), ("reader", None), ("committee", None), ("focal-point", "SEN")],
)
def test_others_see_nothing_of_it(app: Dash, role: str | None, country: str | None) -> None:
    keep(app, text=MARK, country="SEN")
    person = Person("x@example.org", Role(role), country) if role else STRANGER
    assert part(app, person=person) is None


@pytest.mark.parametrize(
    ("role", "country", "sees"),
    [
        ("", None, False),
        ("committee", None, False),
        ("focal-point", "SEN", False),
        ("analyst", None, True),
        ("admin", None, True),
    ],
)
def test_the_page_itself_shows_it_to_whom_it_concerns(
    app: Dash, client_as: Any, role: str, country: str | None, sees: bool
) -> None:
    keep(app, text=MARK, country="SEN")
    page = client_as(app, role, country).get(f"/fr/reunion/{MEETING}").get_data(as_text=True)
    assert (MARK in page) is sees
    assert ('id="room"' in page) is sees


def test_an_empty_room_says_what_to_do_next(app: Dash) -> None:
    section = part(app)
    assert section is not None
    (said,) = section.xpath(".//div[@class='empty']")
    assert "touche Q" in said.text_content()
    assert said.xpath(".//a/@href") == [f"/fr/projection/{MEETING}"]
    assert "Relevé de conclusions" not in said.text_content()
    assert len(section.xpath(".//form")) == 2, "one to add a note, one to import a file"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_conclusions_stand_under_results_and_questions_under_countries(
    app: Dash, content: Content, language: str
) -> None:
    keep(app, kind="conclusion", result=3, text="Troisième.")
    keep(app, kind="conclusion", text="Sans résultat.")
    keep(app, text="Au Sénégal ?", country="SEN")
    keep(app, text="À l’Algérie ?", country="DZA")
    keep(app, text="À l’Espagne ?\nVraiment ?", country="ESP")
    keep(app, text="À tous ?")
    keep(app, "paris-2014", text=MARK)
    words = content.words[language]
    results = [words.text(one) for one in content.meetings[MEETING].results]
    named = {
        "DZA": "À l’Algérie ?",
        "ESP": "À l’Espagne ?",
        "SEN": "Au Sénégal ?",
    }
    countries = sorted((words.text(content.countries[iso3].name), iso3) for iso3 in named)
    section = part(app, language)
    assert section is not None
    found = outline(section)
    expected = [("h3", "Conclusions")]
    for number, result in enumerate(results, start=1):
        expected.append(("h4", f"{number}. {result}"))
        expected += [("p", "Troisième.")] if number == 3 else []
    expected += [("h4", words("room.others")), ("p", "Sans résultat.")]
    expected.append(("h3", words("room.questions")))
    for name, iso3 in countries:
        expected += [("h4", name), ("p", named[iso3])]
        expected += [("p", "Vraiment ?")] if iso3 == "ESP" else []
    expected += [("h4", words("room.general")), ("p", "À tous ?")]
    assert found == expected
    assert MARK not in html.tostring(section, encoding="unicode")


def test_a_note_says_its_slide_its_objective_and_its_language(app: Dash) -> None:
    keep(app, text="Who?", language="en", country="SEN", objective="4")
    keep(app, text="Annexe ?", item="MLI-2")
    keep(app, text="Parti ?", item="99")
    section = part(app)
    assert section is not None
    texts = [one.text_content().replace("\xa0", " ") for one in section.xpath(".//li/p")]
    assert texts[0].startswith("Point 3. Tableau de bord par pays et objectif · Objectif 4. ")
    assert "en anglais" in texts[0]
    assert texts[1].startswith("Annexe, Mali")
    assert texts[2].startswith("Point retiré de l’ordre du jour")
    assert section.xpath(".//blockquote/p/@lang") == ["en", "fr", "fr"]


def test_a_note_follows_its_line_when_the_agenda_is_reordered(app: Dash, content: Content) -> None:
    keep(app, meeting="rabat-2014", item="3")
    writer = app.server.extensions["dakar"].writer
    turned = agenda_json(tuple(reversed(default_agenda(content.meetings["rabat-2014"]))))
    desk.save_agenda(writer, "rabat-2014", turned, BY_COMMAND)
    section = part(app, meeting="rabat-2014")
    assert section is not None
    (text,) = section.xpath(".//li/p")
    assert text.text_content().startswith("Point 2. Tableau de bord")


def test_its_form_holds_what_is_noted(app: Dash) -> None:
    kept = keep(
        app, kind="conclusion", result=2, text="A <b>\n& B", country="SEN", objective="4", item="5"
    )
    section = part(app)
    assert section is not None
    action = f"/desk/meetings/{MEETING}/notes/{kept.key}"
    (form,) = section.xpath(f".//form[@action='{action}']")
    assert form.xpath(".//textarea")[0].text == "A <b>\n& B"
    chosen = {
        one.getparent().get("name"): one.get("value") for one in form.xpath(".//option[@selected]")
    }
    assert chosen == {
        "kind": "conclusion", "language": "fr", "country": "SEN", "objective": "4",
        "result": "2", "item": "5",
    }  # fmt: skip
    assert form.xpath(".//input[@name='back']/@value") == [f"/fr/reunion/{MEETING}#room"]
    assert section.xpath(f".//form[@action='{action}/remove']")


def test_a_new_note_has_a_key_of_its_own(app: Dash) -> None:
    keys = []
    for _ in range(2):
        section = part(app)
        assert section is not None
        keys += section.xpath(".//input[@name='key']/@value")
    assert len(set(keys)) == 2


def test_files_are_offered_once_there_is_something_in_them(app: Dash) -> None:
    keep(app, kind="conclusion", result=1)
    section = part(app)
    assert section is not None
    record = f"/desk/meetings/{MEETING}/record.docx?lang=fr"
    assert section.xpath(".//a/@href") == [record]
    keep(app, country="SEN")
    section = part(app)
    assert section is not None
    letters = "/desk/rounds/dakar-2013/letters.zip?lang=fr"
    assert section.xpath(".//a/@href") == [record, letters]
