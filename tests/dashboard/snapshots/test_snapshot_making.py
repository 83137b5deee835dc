"""Making a snapshot: by a form of the meeting's page, and by a command."""

import json
from typing import Any

import pytest
from dash import Dash
from lxml import html
from sqlalchemy import Engine

from dashboard.context import Snapshot
from dashboard.queries import Source
from dashboard.queries.meetings import snapshot_of, snapshots
from schemas.database.models import CONSENTS

MEETING = "session-4"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def text_of(client: Any, address: str) -> str:
    (first,) = html.fromstring(client.get(address).text).xpath("//*[@id='first-view']")
    return " ".join(first.text_content().replace("\xa0", " ").split())


# The form


FORM = f"/desk/meetings/{MEETING}/freeze"


def test_who_prepares_meetings_freezes(app: Dash, client_as: Any, engine: Engine) -> None:
    form = {"shown_at": "2013-09-12T14:30", "audience": "PART", "back": "/en/meeting/session-4"}
    for role, country, status in (
        ("", None, 401),
        ("committee", None, 403),
        ("focal-point", "SEN", 403),
    ):
        assert client_as(app, role, country).post(FORM, data=form).status_code == status
    assert snapshot_of(Source(engine, CONSENTS), "session-4-2") is None
    for role, code in (("analyst", "session-4-2"), ("local", "session-4-3")):
        client = client_as(app, role)
        assert client.post(FORM, data=form).status_code == 303
        made = snapshot_of(Source(engine, CONSENTS), code)
        assert made is not None
        assert made.shown_at.isoformat() == "2013-09-12T14:30:00"
        assert made.consents == ("PUB", "PART")
        assert f"What is published is frozen: {code}, hash {made.short}." in text_of(
            client, "/en/meeting/session-4"
        )


def test_a_form_that_cannot_be_read_freezes_nothing(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    client = client_as(app, "analyst")
    for form, said in (
        ({"shown_at": "tomorrow"}, "the date and time were not understood"),
        ({"audience": "ALL"}, "the permitted use chosen is not known"),
    ):
        assert client.post(FORM, data={**form, "back": "/en/meetings"}).status_code == 303
        assert said in text_of(client, "/en/meetings")
    assert len(snapshots(Source(engine, CONSENTS))) == 1
    assert client.post("/desk/meetings/none/freeze").status_code == 404


def test_an_empty_form_freezes_for_everybody_at_the_session(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    client_as(app, "analyst").post(FORM, data={})
    made = snapshots(Source(engine, CONSENTS[:1]))[0]
    assert (made.code, made.shown_at.isoformat()) == ("session-4-2", "2013-09-12T09:00:00")


# The command


def test_the_command_freezes_and_tells(dakar: Any, engine: Engine, frozen: Snapshot) -> None:
    address = ("--database", str(engine.url))
    status, out, err = dakar("snapshot", MEETING, *address, language="en")
    made = snapshots(Source(engine, CONSENTS))[0]
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "Session 4, 12 September 2013, 09:00",
        "Code: session-4-2",
        f"Hash: {made.sha256}",
        "1 version frozen, of all rounds.",
    ]
    arguments = ("--shown-at", "2013-09-12 11:15", "--audience", "SEC", "--json")
    status, out, err = dakar("snapshot", "Session-4", *arguments, *address)
    told = json.loads(out)
    assert (status, err, told["code"]) == (0, "", "session-4-3")
    assert (told["shown_at"], told["audience"]) == ("2013-09-12T11:15:00", "SEC")
    assert (told["versions"], told["reports"]) == (1, 1)
    assert told["sha256"].startswith(told["short"])
    assert dakar("doctor", *address, language="en")[0] == 0


def test_the_command_refuses_in_words(dakar: Any, engine: Engine, frozen: Snapshot) -> None:
    address = ("--database", str(engine.url))
    status, out, err = dakar("snapshot", "dakar-2013", *address, language="en")
    assert (status, out) == (2, "")
    assert "There is no meeting “dakar-2013”. Known: session-4, madrid-2013" in err
    status, out, err = dakar("snapshot", MEETING, "--shown-at", "soon", *address, language="en")
    assert (status, out) == (2, "")
    assert "“soon” is not a moment" in err
    assert dakar("snapshot", MEETING, "--audience", "ALL", *address)[0] == 2
    assert dakar("snapshot", *address)[0] == 2
    assert len(snapshots(Source(engine, CONSENTS))) == 1


def test_the_command_says_that_a_round_is_empty(dakar: Any, engine: Engine) -> None:
    address = ("--database", str(engine.url))
    status, out, err = dakar("snapshot", "rabat-2014", *address, language="en")
    assert status == 0
    assert "Code: rabat-2014-1" in out
    assert "what is frozen of it is empty" in err


def test_the_doctor_has_a_line_for_each_snapshot(
    dakar: Any, engine: Engine, frozen: Snapshot, by_hand: Any
) -> None:
    address = ("--database", str(engine.url))
    status, out, _ = dakar("doctor", *address, language="en")
    assert status == 0
    assert f"Snapshot {frozen.code} ({frozen.short}): still gives the same numbers" in out
    changed = "UPDATE snapshot SET round = 'madrid-2012'"
    by_hand("DROP TRIGGER snapshot_stays_update", changed)
    status, out, _ = dakar("doctor", *address, language="en")
    assert status == 1
    assert "its hash no longer fits what is stored" in out
