"""The pages of assistance and of profiles: who reads and says what, of which state, in any data."""

import csv
import shutil
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from lxml import html

from dashboard import create_app
from dashboard.settings import Settings
from schemas.database.engine import writer_engine

ROUND = "dakar-2013"
NOTE = "zqx-note of the analysts"
BOARD = f"/en/assistance?round={ROUND}"
PROFILES = f"/en/profiles-imap?round={ROUND}"
ODD = 'L’« atelier » <b>"d\'été"</b> 🚢'


def need(ta_id: str, **changes: Any) -> dict[str, Any]:
    row = {"ta_id": ta_id, "direction": "NEED", "domain": "DATA", "form": "TRAIN", "title": ta_id,
           "urgency": "M3", "lang": "FR", "consent": "PUB"}  # fmt: skip
    return row | changes


def offer(ta_id: str, **changes: Any) -> dict[str, Any]:
    return need(ta_id, direction="OFFER", urgency=None, **changes)


@pytest.fixture(scope="module")
def app(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, given_for: Any, content: Any
) -> Iterator[Dash]:
    file = tmp_path_factory.mktemp("assistance") / "assistance.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    given = given_for(engine)
    given.data_version(1)
    given.round(ROUND)
    given.report(
        "SEN",
        answers="1 2",
        assistance=[need("SEN-T01", title=ODD), need("SEN-T02", form="OTH", form_other="Stage"),
                    need("SEN-T03", domain="CAPH", consent="SEC")],
        profile=[{"mp_status": "REV", "mp_year": 2009, "mp_interest": "YES", "im_interest": "NO",
                  "mp_owner": ODD}],
    )  # fmt: skip
    given.report(
        "DEU",
        answers="3 4",
        assistance=[offer("DEU-T01"), offer("SEN-T01", form="GUIDE", lang="EN"),
                    offer("DEU-T03", domain="CAPH", consent="SEC")],
        profile=[{"mp_status": "NONE", "mp_interest": "MAYBE", "im_interest": "MAYBE"}],
    )  # fmt: skip
    given.report("MAR", answers="1", consent="SEC",
                 profile=[{"mp_status": "PUB", "mp_year": 2030, "mp_interest": "YES"}])  # fmt: skip
    given.report("FRA", answers="NA NA", profile=[{"mp_status": "PUB"}])
    engine.dispose()
    app = create_app(Settings(database_url=f"sqlite:///{file}", secret_key="k" * 32), content)
    yield app
    context = app.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def first_view(client: Any, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    (first,) = html.fromstring(answer.get_data(as_text=True)).xpath("//*[@id='first-view']")
    return first


def text(client: Any, address: str) -> str:
    return " ".join(first_view(client, address).text_content().replace("\xa0", " ").split())


def follow(client: Any, **form: str) -> Any:
    asked = {"country": "SEN", "ta_id": "SEN-T01", "state": "examined", "note": NOTE, "back": BOARD}
    return client.post("/desk/assistance", data=asked | form)


def box_of(view: Any, code: str) -> Any:
    found = view.xpath(f"//*[@data-exhibit='{code}']/..")
    return (found or view.find_class(code))[0]


def table(client: Any, address: str, code: str) -> list[list[str]]:
    """What stands in the rows of an exhibit; without one, of the table of this class."""
    view = first_view(client, address)
    box = box_of(view, code)
    return [
        [" ".join(cell.text_content().split()) for cell in row] for row in box.xpath(".//tbody/tr")
    ]


# The board and the list


def test_a_cell_of_the_board_leads_to_its_rows(app: Dash, client_as: Any) -> None:
    client = client_as(app)
    board = box_of(first_view(client, BOARD), "assistance-board")
    links = board.xpath(".//tbody//a")
    assert {link.text_content() for link in links} == {"1", "2"}
    for link in links:
        shown = table(client, link.get("href"), "assistance-list")
        assert len(shown) == int(link.text_content()), link.get("href")
        assert {row[1] for row in shown} <= {"Need", "Offer"}
    cell = f"{BOARD}&direction=NEED&domain=DATA&form=TRAIN"
    view = first_view(client, cell)
    order = [one.get("data-exhibit") for one in view.xpath("//*[@data-exhibit]")]
    assert order == ["assistance-list", "assistance-board"]
    (clear,) = view.xpath("//*[@class='active-filters']")
    assert "Training workshop" in clear.text_content()


def test_names_with_quotes_and_pictures_stay_as_written(app: Dash, client_as: Any) -> None:
    client = client_as(app)
    rows = table(client, BOARD, "assistance-list")
    assert rows[0][:3] == ["Senegal", "Need", f"{ODD}SEN-T01 · text in French"]
    assert rows[1][4] == "Stage"
    assert rows[0][6].endswith("asked for by 1 December 2013")
    written = client.get(f"/api/v1/exhibits/assistance-list.csv?round={ROUND}").data
    lines = list(csv.reader(StringIO(written.decode("utf-8-sig"))))
    assert ODD in lines[1]


# Follow-up


def test_one_identifier_of_two_countries_is_two_rows(app: Dash, client_as: Any) -> None:
    """The way back leads to the row that was changed."""
    view = first_view(client_as(app, "analyst"), BOARD)
    rows = [one.get("id") for one in view.xpath("//tr[@id]")]
    back = [one.get("value") for one in view.xpath("//input[@name='back'][contains(@value, '#')]")]
    assert rows.count("SEN-SEN-T01") == rows.count("DEU-SEN-T01") == 1
    assert [one.partition("#")[2] for one in back] == rows
    assert len(set(rows)) == len(rows)


def test_state_is_for_the_committee_and_the_note_for_analysts(app: Dash, client_as: Any) -> None:
    analyst = client_as(app, "analyst")
    assert "Received" in text(analyst, BOARD)
    assert follow(analyst).status_code == 303
    assert "follow-up of SEN-T01 is saved" in text(analyst, BOARD)
    follow(analyst)
    assert "Nothing has changed for SEN-T01" in text(analyst, BOARD)
    for role, state, note in (
        ("", False, False),
        ("reader", False, False),
        ("committee", True, False),
        ("focal-point", True, False),
        ("analyst", True, True),
        ("admin", True, True),
    ):
        client = client_as(app, role, "SEN" if role == "focal-point" else None)
        page = client.get(BOARD).get_data(as_text=True)
        assert ("Being examined" in page) is state, role
        assert (NOTE in page) is note, role
        assert ("/desk/assistance" in page) is note, role
        assert ("The Secretariat follows each need" in page) is not state, role
    files = [
        f"/api/v1/exhibits/{code}.{ending}?round={ROUND}&lang=en"
        for code in ("assistance-board", "assistance-list", "assistance")
        for ending in ("json", "csv")
    ]
    for address in (*files, "/en/exhibit/assistance-list", "/en/countries/SEN"):
        found = analyst.get(address).get_data(as_text=True)
        assert NOTE not in found, address
        assert "Being examined" not in found, address


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ta_id": "SEN-T99"}, "SEN-T99 is in no published report"),
        ({"country": "XXX"}, "SEN-T01 is in no published report"),
        ({"state": ""}, "There is no such state"),
        ({"note": "x" * 2001}, "more than 2,000 characters"),
    ],
)
def test_what_cannot_be_kept_is_said(
    app: Dash, client_as: Any, changes: dict[str, str], said: str
) -> None:
    client = client_as(app, "analyst")
    assert follow(client, **changes).status_code == 303
    assert said in text(client, BOARD)


def test_pairs_are_for_analysts_and_leave_out_what_is_settled(app: Dash, client_as: Any) -> None:
    analyst = client_as(app, "analyst")

    def pairs() -> list[list[str]]:
        return [[row[0][:7], row[0][-7:], row[1][-7:], row[3]]
                for row in table(analyst, BOARD, "assistance-pairs")]  # fmt: skip

    both = "same domain, same form (Training workshop) and same working language (French)"
    language = "same domain and same working language (French)"
    data = [
        ["Senegal", "SEN-T01", "DEU-T01", both],
        ["Senegal", "SEN-T02", "DEU-T01", language],
    ]
    assert pairs() == [*data, ["Senegal", "SEN-T03", "DEU-T03", both]]
    assert table(analyst, f"{BOARD}&region=north-africa", "assistance-list") == []
    follow(analyst, country="DEU", ta_id="DEU-T03", state="closed", note="")
    assert pairs() == data
    only = table(analyst, f"{BOARD}&domain=BORDER", "assistance-board")
    assert len(only) == 10
    for role in ("", "committee"):
        assert "Possible pairs" not in text(client_as(app, role), BOARD)


# Profiles and target countries


def test_every_country_has_a_state_or_the_non_answer_that_stands_for_it(
    app: Dash, client_as: Any
) -> None:
    rows = {row[0]: row for row in table(client_as(app), PROFILES, "profiles")}
    assert rows["Senegal"][1:4] == ["Needs updating", "2009", ODD]
    assert rows["Morocco"][1] == rows["Morocco"][4] == "Confidential"
    assert rows["France"][1:6] == ["Published", "", "", *["Information not available"] * 2]
    assert rows["Spain"][1] == "Not reported"
    assert len(rows) == 57
    said = text(client_as(app), PROFILES)
    assert "1 country dates its migration profile: edition of 2009" in said
    assert "Year not stated" in said
    assert "2030" in text(client_as(app, "analyst"), PROFILES)
    assert "2030" not in said


def test_the_agreed_list_is_for_everybody_and_drawn_up_by_analysts(
    app: Dash, client_as: Any
) -> None:
    analyst, stranger = client_as(app, "analyst"), client_as(app)
    assert "none identified yet" in text(stranger, PROFILES)
    form = first_view(analyst, PROFILES).xpath("//form[@action]")[-1]
    shown = form.xpath(".//input[@name='shown']/@value")
    assert shown == ["profile-MAR", "profile-SEN", "profile-DEU", "imap-DEU"]
    assert "reserved report" in form.text_content()
    sent = {"shown": shown, "listed": ["profile-SEN", "profile-MAR"], "back": PROFILES}
    assert analyst.post(form.get("action"), data=sent).status_code == 303
    assert "Countries added: 2; taken off: 0" in text(analyst, PROFILES)
    rows = table(stranger, PROFILES, "target-countries")
    assert [row[:3] for row in rows] == [
        ["Morocco", "Migration profiles", "Confidential"],
        ["Senegal", "Migration profiles", "Interested"],
    ]
    found = stranger.get(f"/api/v1/exhibits/target-countries.json?round={ROUND}&lang=en").json
    assert [row["country"] for row in found["rows"]] == ["Morocco", "Senegal"]
    assert "targets" not in client_as(app, "committee").get(PROFILES).get_data(as_text=True)
    for wrong in ({"shown": "profile-DZA"}, {"shown": "x"}, {"listed": "profile-FRA"}):
        assert analyst.post(form.get("action"), data=wrong).status_code == 303
        assert "nothing was saved" in text(analyst, PROFILES)
    assert analyst.post("/desk/rounds/nowhere/targets", data=sent).status_code == 404
    assert len(table(stranger, PROFILES, "target-countries")) == 2


# What there may be


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "query", ["", "round=madrid-2012", "round=public-sources", "round=dakar-2013&countries=ISL",
              "round=dakar-2013&domain=x&form=y&page=9", "round=dakar-2013&countries=FRA"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["", "analyst"])
def test_pages_stand_without_anything_to_show(
    app: Dash, client_as: Any, role: str, query: str, language: str
) -> None:
    paths = {"fr": ("assistance", "profils-imap"), "en": ("assistance", "profiles-imap")}
    for path in paths[language]:
        assert first_view(client_as(app, role), f"/{language}/{path}?{query}").text_content()


def test_an_empty_database_has_nothing_to_show(
    migrated_sqlite: Path, tmp_path: Path, content: Any, client_as: Any
) -> None:
    file = tmp_path / "empty.db"
    shutil.copy(migrated_sqlite, file)
    app = create_app(Settings(database_url=f"sqlite:///{file}", secret_key="k" * 32), content)
    for address in ("/en/assistance", "/fr/profils-imap"):
        for role in ("", "analyst"):
            assert first_view(client_as(app, role), address).text_content()
    with sqlite3.connect(file) as db:
        assert db.execute("SELECT count(*) FROM follow_up").fetchone() == (0,)
