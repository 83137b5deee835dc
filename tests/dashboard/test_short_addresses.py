"""Short addresses: from a slide to the exact view, in the reader's language."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dashboard import create_app
from dashboard.context import Snapshot
from dashboard.meetings import agenda_json, deck_of, default_agenda
from dashboard.meetings.keeping import freeze
from dashboard.queries import Source
from dashboard.settings import Settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import Actor

MEETING = "madrid-2013"
ANALYST = Actor("analyst@example.org", "analyst")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def frozen(engine: Engine, given: Any, content: Content) -> Snapshot:
    """A snapshot of three lines; the agenda saved since turns them round, and one is unknown."""
    given.round("dakar-2013")
    given.report("SEN", answers="1 2 3 4")
    meeting = content.meetings[MEETING]
    kept = freeze(Source(engine, ("PUB",)), engine, content, meeting, ANALYST).snapshot
    items = agenda_json(default_agenda(meeting))[::-1]
    items.append({**items[0], "key": "gone", "exhibit": "gone"})
    items.append({**items[0], "key": "MAR", "query": "objective=2"})
    desk.save_agenda(engine, MEETING, items, ANALYST)
    return kept


@pytest.fixture
def app(database_url: str, content: Content, frozen: Snapshot) -> Iterator[Dash]:
    yield from made(database_url, content)


def made(database_url: str, content: Content, **given: Any) -> Iterator[Dash]:
    settings = Settings(database_url=database_url, secret_key="k" * 32, **given)
    app = create_app(settings, content)
    yield app
    context = app.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def target(client: FlaskClient, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 302, address
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.headers["Location"])


def test_where_short_addresses_lead(app: Dash, client_as: Any, frozen: Snapshot) -> None:
    client, code = client_as(app), frozen.code
    dakar = "round=dakar-2013"
    for address, expected in {
        f"/s/{MEETING}": f"/fr/reunion/{MEETING}",
        f"/s/{MEETING}/": f"/fr/reunion/{MEETING}",
        f"/s/{MEETING}/1": f"/fr/figure/theme-answers?{dakar}&theme=border",
        f"/s/{MEETING}/2": f"/fr/figure/objective-tiles?{dakar}&objective=4",
        f"/s/{MEETING}/MAR": f"/fr/figure/objective-roadmap?{dakar}&objective=2",
        f"/s/{MEETING}/SEN": f"/fr/pays/SEN?{dakar}",
        f"/s/{MEETING}/sen": f"/fr/pays/SEN?{dakar}",
        f"/s/{frozen.short}": f"/fr/reunion/{MEETING}?snapshot={code}",
        f"/s/{frozen.short.upper()}": f"/fr/reunion/{MEETING}?snapshot={code}",
        f"/s/{code}/1": f"/fr/figure/theme-answers?{dakar}&theme=border&snapshot={code}",
        f"/s/{frozen.sha256}/2": f"/fr/figure/objective-tiles?{dakar}&objective=4&snapshot={code}",
        f"/s/{frozen.short}/MAR": f"/fr/pays/MAR?{dakar}&snapshot={code}",
    }.items():
        assert target(client, address) == expected
        assert client.get(expected).status_code == 200, expected


def test_the_language_is_the_readers(app: Dash, client_as: Any) -> None:
    address = f"/s/{MEETING}"
    assert target(client_as(app), address, **{"Accept-Language": "en-GB"}).startswith("/en/")
    assert target(client_as(app), address, **{"Accept-Language": "pt"}).startswith("/fr/")
    client = client_as(app)
    client.set_cookie("language", "en")
    assert target(client, address, **{"Accept-Language": "fr"}).startswith("/en/")


def test_what_leads_nowhere_says_so(app: Dash, client_as: Any, frozen: Snapshot) -> None:
    client = client_as(app)
    for address, said, way in (
        ("/s/nothing", "There is no meeting and no snapshot “nothing”", "/en/meetings"),
        ("/s/abcdef0/1", "no snapshot “abcdef0”", "/en/meetings"),
        ("/s/<b>/1", "no snapshot “&lt;b&gt;”", "/en/meetings"),
        (f"/s/{MEETING}/99", "has no item “99”", f"/en/meeting/{MEETING}"),
        (f"/s/{MEETING}/gone", "has no item “gone”", f"/en/meeting/{MEETING}"),
        (f"/s/{frozen.short}/gone", "has no item", f"?snapshot={frozen.code}"),
    ):
        answer = client.get(address, headers={"Accept-Language": "en"})
        text = answer.get_data(as_text=True)
        assert answer.status_code == 404, address
        assert said in text, address
        assert "This short address leads nowhere" in text
        assert way in text, address


def test_every_slide_of_a_deck_has_an_address_that_leads_to_its_view(
    app: Dash, client_as: Any, engine: Engine, content: Content, frozen: Snapshot
) -> None:
    client = client_as(app)
    meeting, words = content.meetings[MEETING], content.words["fr"]
    for snapshot in (None, frozen):
        source = Source(engine, ("PUB",), snapshot=snapshot)
        base = "http://dakar.example"
        deck = deck_of(source, content, words, meeting, base=base, annex=("SEN",))
        shown = [slide for slide in deck.slides if slide.built is not None]
        assert shown
        for slide in shown:
            found = urlsplit(target(client, slide.address.removeprefix(base)))
            exact = urlsplit(slide.path)
            assert found.path == exact.path
            assert parse_qs(found.query) == parse_qs(exact.query)
        for slide in deck.annex:
            assert "/pays/SEN?" in target(client, slide.address.removeprefix(base))


def test_a_snapshot_for_others_leads_nowhere(
    app: Dash, client_as: Any, engine: Engine, content: Content
) -> None:
    meeting = content.meetings[MEETING]
    part = freeze(Source(engine, ("PUB", "PART")), engine, content, meeting, ANALYST).snapshot
    assert client_as(app).get(f"/s/{part.short}").status_code == 404
    assert part.code in target(client_as(app, "committee"), f"/s/{part.short}")


def test_where_only_members_read_the_way_is_to_sign_in(
    database_url: str, content: Content, client_as: Any, frozen: Snapshot
) -> None:
    for app in made(database_url, content, access="members"):
        for name in (frozen.short, "nothing"):
            found = urlsplit(target(client_as(app), f"/s/{name}/1"))
            assert found.path == "/fr/connexion"
            assert parse_qs(found.query) == {"next": [f"/s/{name}/1"]}
        assert "figure/theme-answers" in target(client_as(app, "reader"), f"/s/{frozen.short}/1")
