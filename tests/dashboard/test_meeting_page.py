"""The calendar and a meeting's page: what readers and who prepares it see, and what is said of
what cannot be shown."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dashboard import create_app
from dashboard.addresses import Located
from dashboard.auth import LOCAL_ADMIN
from dashboard.auth.person import STRANGER
from dashboard.components.exhibit import agenda_address
from dashboard.components.meeting import take_part
from dashboard.context import Context, Preview, View
from dashboard.exhibits import BuiltExhibit, build
from dashboard.filters import Filters
from dashboard.meetings import Item, agenda_json
from dashboard.meetings.keeping import freeze
from dashboard.queries import Source
from dashboard.settings import Settings
from dashboard.shell.address import base_address, is_this_machine
from dashboard.shell.view import make_view
from loaders import desk
from schemas.content import Content
from schemas.database.audit import Actor

SESSION = "/fr/reunion/session-4"
ANALYST = Actor("analyst@example.org", "analyst")


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """One kind of database: what is tried here does not depend on it."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'meeting.db')}"


@pytest.fixture
def app(database_url: str, content: Content) -> Iterator[Dash]:
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def text_of(client: FlaskClient, path: str) -> str:
    """The page as it is first seen, no-break spaces as spaces."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    first = answer.get_data(as_text=True).partition('<div id="first-view"')[2]
    return unescape(first).replace("\u00a0", " ").replace("\u202f", " ")


def reports(given: Any, **more: Any) -> None:
    given.round("dakar-2013", "illustrative")
    for iso3 in ("SEN", "MAR", "CIV"):
        given.report(iso3, answers="4 3 2 1 0 4 3 2 1 0", **more)
    given.data_version(1)


def save(engine: Engine, *items: Item, meeting: str = "session-4") -> int:
    return desk.save_agenda(engine, meeting, agenda_json(items), ANALYST)


# The calendar


def test_the_calendar_has_each_meeting_as_held_and_as_planned(
    app: Dash, content: Content, client_as: Any
) -> None:
    text = text_of(client_as(app), "/fr/reunions")
    words = content.words["fr"]
    places = []
    for meeting in sorted(content.meetings.values(), key=lambda one: one.starts):
        places.append(text.index(f'href="/fr/reunion/{meeting.code}"'))
        for part in (meeting.name, meeting.place, meeting.planned):
            assert words.text(part).replace("\u00a0", " ") in text
        assert f'href="{meeting.source}"' in text
    assert places == sorted(places)
    assert text.count('class="nothing-frozen"') == len(content.meetings)


def test_the_calendar_names_what_is_frozen(
    app: Dash, content: Content, given: Any, engine: Engine, client_as: Any
) -> None:
    reports(given)
    kept = freeze(Source(engine, ("PUB",)), engine, content, content.meetings["session-4"], ANALYST)
    text = text_of(client_as(app), "/en/meetings")
    assert f'href="/en/meeting/session-4?snapshot={kept.snapshot.code}"' in text
    assert f"<code>{kept.snapshot.short}</code>" in text


# A meeting, to read


def test_a_reader_sees_the_agenda_and_changes_nothing(
    app: Dash, given: Any, engine: Engine, client_as: Any
) -> None:
    reports(given)
    save(engine, Item("1", "pillars", "", {"fr": "Les piliers"}, {"fr": "Dire ceci"}))
    text = text_of(client_as(app, "reader"), SESSION)
    assert "1 point à l’ordre du jour, avec les chiffres publiés aujourd’hui : 3 rapports" in text
    assert "Les piliers" in text
    assert "/fr/figure/pillars?round=dakar-2013" in text
    assert "Dire ceci" not in text
    assert 'method="post"' not in text


def test_a_page_says_where_its_numbers_come_from(app: Dash, given: Any, client_as: Any) -> None:
    reports(given)
    assert 'class="provenance illustrative"' in text_of(client_as(app), SESSION)


def test_the_response_of_2013_is_quoted_apart(app: Dash, client_as: Any) -> None:
    text = text_of(client_as(app), SESSION)
    quoted = text.partition('class="meeting-response"')[2].partition("</aside>")[0]
    assert "24 pays et organisations sollicités, 19 questionnaires retournés" in quoted
    assert "ne sont pas ceux de cette plateforme" in quoted
    assert 'href="https://documents.pub/' in quoted
    assert 'class="meeting-response"' not in text_of(client_as(app), "/fr/reunion/paris-2014")


def test_an_empty_database_has_its_meetings(app: Dash, content: Content, client_as: Any) -> None:
    for role in ("", "analyst"):
        client = client_as(app, role)
        for code in content.meetings:
            for language, slug in (("fr", "reunion"), ("en", "meeting")):
                text = text_of(client, f"/{language}/{slug}/{code}")
                none = "aucun rapport du cycle" if language == "fr" else "no reports of the round"
                assert none in text


def test_a_meeting_that_is_not_there_is_a_404(app: Dash, client_as: Any) -> None:
    assert client_as(app).get("/fr/reunion/nulle-part").status_code == 404


@pytest.mark.parametrize("role", ["", "analyst"])
def test_a_line_that_cannot_be_shown_says_so_and_the_others_stand(
    app: Dash, given: Any, engine: Engine, client_as: Any, role: str
) -> None:
    reports(given)
    save(
        engine,
        Item("1", "no-longer", "", {"fr": "Ancienne figure"}),
        Item("2", "pillars", "region=atlantis"),
        Item("3", "scorecard", "", {"fr": "Le tableau"}),
    )
    text = text_of(client_as(app, role), SESSION)
    assert "Point 1 de l’ordre du jour : la figure « no-longer » n’existe plus." in text
    assert "Ancienne figure" in text
    assert "Point 2 de l’ordre du jour : le filtre region=atlantis n’est pas compris" in text
    assert "/fr/figure/scorecard?round=dakar-2013" in text


def test_filters_of_a_line_are_said_in_words(
    app: Dash, given: Any, engine: Engine, client_as: Any
) -> None:
    reports(given)
    save(engine, Item("1", "scorecard", "region=west-africa&countries=SEN"))
    assert "View limited to: West Africa and Senegal." in text_of(
        client_as(app), "/en/meeting/session-4"
    )


# Who prepares it


def test_an_analyst_prepares_what_the_public_sees(
    app: Dash, given: Any, engine: Engine, client_as: Any
) -> None:
    measures = [{"objective": "4", "consent": one, "answer": "2"} for one in ("PUB", "SEC")]
    reports(given, measures=measures)
    save(engine, Item("1", "measures", "", {"fr": "Mesures"}))
    finding = text_of(client_as(app), SESSION).partition('class="agenda-finding">')[2]
    finding = finding.partition("</p>")[0]
    assert "3 mesures" in finding
    text = text_of(client_as(app, "analyst"), SESSION)
    assert f'class="agenda-finding">{finding}</p>' in text
    assert "sont ceux que voit le public" in text


def test_the_form_holds_every_line_and_what_the_data_say(
    app: Dash, given: Any, engine: Engine, client_as: Any
) -> None:
    reports(given)
    number = save(engine, Item("7", "pillars", "", {"en": "Pillars"}, {"fr": "À dire"}))
    text = text_of(client_as(app, "analyst"), SESSION)
    assert f'name="seen" value="{number}"' in text
    assert '<input type="hidden" name="key" value="7">' in text
    assert 'name="title.en.7" value="Pillars"' in text
    assert "À dire</textarea>" in text
    facts = text.partition("Notes tirées des données")[2].partition("</details>")[0]
    assert "3 pays sur 57 ont un rapport publié" in facts


def test_a_frozen_agenda_is_shown_as_it_was_and_not_changed(
    app: Dash, content: Content, given: Any, engine: Engine, client_as: Any
) -> None:
    reports(given)
    save(engine, Item("1", "pillars", "", {"fr": "Alors"}))
    kept = freeze(Source(engine, ("PUB",)), engine, content, content.meetings["session-4"], ANALYST)
    save(engine, Item("2", "scorecard", "", {"fr": "Depuis"}))
    text = text_of(client_as(app, "analyst"), f"{SESSION}?snapshot={kept.snapshot.code}")
    assert "tels qu’ils ont été figés" in text
    assert "Alors" in text
    assert "Depuis</p>" not in text
    assert "data-agenda" not in text
    assert f'<option value="{kept.snapshot.code}" selected>' in text


def test_what_was_frozen_for_another_meeting_is_said_so(
    app: Dash, content: Content, given: Any, engine: Engine, client_as: Any
) -> None:
    reports(given)
    kept = freeze(Source(engine, ("PUB",)), engine, content, content.meetings["session-4"], ANALYST)
    text = text_of(client_as(app), f"/fr/reunion/paris-2014?snapshot={kept.snapshot.code}")
    assert "figés pour une autre réunion, « Session 4 »" in text
    assert text.count("data-line=") == len(content.meetings["paris-2014"].agenda)


def test_the_form_to_freeze_stands_on_the_meetings_moment(app: Dash, client_as: Any) -> None:
    text = text_of(client_as(app, "analyst"), SESSION)
    assert 'action="/desk/meetings/session-4/freeze"' in text
    assert 'type="datetime-local" name="shown_at" value="2013-09-12T09:00"' in text


# Adding an exhibit


def test_what_is_added_is_shown_before_a_meeting_is_chosen(
    app: Dash, content: Content, given: Any, client_as: Any
) -> None:
    reports(given)
    asked = urlencode({"add": "scorecard", "for": "round=dakar-2013&region=west-africa&x=1"})
    text = text_of(client_as(app, "analyst"), f"/en/meetings?{asked}")
    part = text.partition('class="meeting-add"')[2].partition("</section>")[0]
    assert "View limited to: West Africa." in part
    assert "The filter x=1 is not understood" in part
    assert part.count('name="query" value="region=west-africa"') == 3
    assert 'name="query" value="round=dakar-2013&region=west-africa"' in part
    for code in content.meetings:
        assert f'action="/desk/meetings/{code}/items"' in part
    assert "meeting-add" not in text_of(client_as(app, "reader"), f"/en/meetings?{asked}")


def test_an_exhibit_that_is_not_there_is_said_so(app: Dash, client_as: Any) -> None:
    text = text_of(client_as(app, "analyst"), "/en/meetings?add=%3Cb%3Egone")
    assert "does not exist (any more): there is nothing to add" in text
    assert "/items" not in text


@pytest.fixture
def context(app: Dash, given: Any) -> Context:
    reports(given)
    found: Context = app.server.extensions["dakar"]
    return found


def built(context: Context, code: str, **filters: Any) -> BuiltExhibit:
    source = Source(context.reader, ("PUB",))
    words = context.content.words["fr"]
    return build(code, source, context.content, words, Filters(round="dakar-2013", **filters))


def view_of(context: Context, **more: Any) -> View:
    return make_view(context, Located("scorecard", "fr"), "", **more)


def test_the_link_carries_the_filters_the_exhibit_heeds(context: Context) -> None:
    shown = built(context, "scorecard", region="west-africa", q="x", page=2, tab="y")
    address = agenda_address(shown, view_of(context, person=LOCAL_ADMIN))
    parts = urlsplit(address)
    assert parts.path == "/fr/reunions"
    assert parse_qs(parts.query) == {
        "add": ["scorecard"],
        "for": ["round=dakar-2013&region=west-africa"],
    }


def test_nobody_else_has_the_link_nor_has_a_preview(context: Context) -> None:
    shown = built(context, "scorecard")
    view = view_of(context, person=LOCAL_ADMIN)
    preview = Preview(1, "SEN-dakar-2013-v1", "SEN", "dakar-2013", 1, "draft")
    assert agenda_address(shown, replace(view, preview=preview)) == ""
    assert agenda_address(shown, replace(view, person=STRANGER)) == ""
    assert agenda_address(replace(shown, code="gaps"), view) == ""


# Addresses


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("http://127.0.0.1:8050", True),
        ("http://localhost", True),
        ("http://[::1]:8050", True),
        ("http://0.0.0.0:8050", True),
        ("http://192.168.1.20:8050", False),
        ("https://dakar.example.org", False),
    ],
)
def test_an_address_of_this_machine_is_known(address: str, is_here: bool) -> None:
    assert is_this_machine(address) is is_here


def test_codes_lead_to_the_setting_else_to_the_address_asked(app: Dash, context: Context) -> None:
    settings = replace(context.settings, address="https://dakar.example.org")
    with app.server.test_request_context(base_url="http://192.168.1.20:8050/"):
        assert base_address(context) == "http://192.168.1.20:8050"
        assert base_address(replace(context, settings=settings)) == "https://dakar.example.org"


def test_who_prepares_is_told_when_no_telephone_gets_there(app: Dash, client_as: Any) -> None:
    assert "DAKAR_ADDRESS" in text_of(client_as(app, "analyst"), SESSION)
    assert "DAKAR_ADDRESS" not in text_of(client_as(app), SESSION)


def test_only_who_prepares_has_the_projection_made_beforehand(app: Dash, given: Any) -> None:
    reports(given)
    context = app.server.extensions["dakar"]
    kept = context.content.meetings["session-4"]
    for person, is_made in ((STRANGER, False), (LOCAL_ADMIN, True)):
        located = Located("meeting", "fr", {"meeting": "session-4"})
        view = make_view(context, located, "", person=person)
        assert ("data-make" in take_part(view, context, kept, ())) is is_made
