"""Pages, files and the API opened as of a snapshot; making one by a form and by a command."""

import csv
import io
from itertools import product
from typing import Any

import openpyxl
import pytest
from dash import Dash
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine, delete

from dashboard.addresses import PAGES, href
from dashboard.context import Snapshot
from dashboard.meetings.keeping import freeze
from dashboard.queries import Source
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.models import CONSENTS, Aggregate, ObjectiveAnswer, Report

ROUND = "dakar-2013"
MEETING = "session-4"
ANALYST = Actor("analyst@example.org", "analyst")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OLD, NEW = "Mesure d’alors", "Mesure de maintenant"
VALUES = {
    "country": "SEN", "objective": "1", "pillar": "1", "theme": "border", "exhibit": "measures",
    "meeting": MEETING,
}  # fmt: skip


def tree(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.fromstring(answer.get_data(as_text=True)).xpath("//*[@id='first-view']")[0]


def words_in(node: Any) -> str:
    return " ".join(node.text_content().replace("\xa0", " ").split())


def main_of(client: FlaskClient, address: str) -> str:
    return words_in(tree(client, address).xpath(".//main")[0])


def strip_of(client: FlaskClient, address: str) -> str:
    return " ".join(words_in(one) for one in tree(client, address).find_class("snapshot-strip"))


# What a page shows


READ = [page.key for page in PAGES if page.right == "read"]


def test_every_page_says_which_snapshot_it_shows(visitor: FlaskClient, kept: Snapshot) -> None:
    name = {"fr": "Session 4, 12 septembre 2013, 09:00", "en": "Session 4, 12 September 2013"}
    newer = {
        "fr": "1 rapport de ce cycle a été publié depuis.",
        "en": "1 report of this round has been published since.",
    }
    for key, language in product(READ, ("fr", "en")):
        address = href(key, language, f"snapshot={kept.code}", **VALUES)
        said = strip_of(visitor, address)
        assert name[language] in said, address
        assert kept.short in said
        assert newer[language] in said


def test_a_snapshot_is_named_by_code_or_hash(visitor: FlaskClient, kept: Snapshot) -> None:
    names = (f"snapshot={kept.code}", f"snapshot={kept.short}", f"snapshot={kept.sha256}")
    for query in (*names, f"snap={kept.code}"):
        shown = main_of(visitor, f"/fr/mesures?{query}")
        assert OLD in shown, query
        assert NEW not in shown, query


PREPARATION, COMPLETED = "« Préparation » est la réponse", "« Achevée » est la réponse"
SHOWN = (
    ("/fr/mesures", OLD, NEW),
    ("/fr/pays/SEN", OLD, NEW),
    ("/fr/pays/SEN/1", OLD, NEW),
    ("/fr/theme/border", OLD, NEW),
    ("/fr/figure/measures", OLD, NEW),
    ("/fr/figure/country-measures?countries=SEN", OLD, NEW),
    ("/fr/", PREPARATION, COMPLETED),
    ("/fr/tableau", PREPARATION, COMPLETED),
)


def test_a_page_shows_the_frozen_version_and_nothing_else(
    visitor: FlaskClient, kept: Snapshot
) -> None:
    # Twice, and the live page between: what is kept in memory must not be mixed up.
    for (address, then, now), _ in product(SHOWN, range(2)):
        joined = f"{address}{'&' if '?' in address else '?'}snapshot={kept.code}"
        live, shown = main_of(visitor, address), main_of(visitor, joined)
        assert then in shown, address
        assert now not in shown, address
        assert now in live, address
        assert then not in live, address


def test_links_and_languages_keep_the_snapshot(visitor: FlaskClient, kept: Snapshot) -> None:
    for path in ("/fr/", "/fr/tableau", "/fr/pays/SEN", "/fr/figure/pillars"):
        page = tree(visitor, f"{path}?snapshot={kept.short}")
        links = [
            one.get("href")
            for one in page.xpath(".//a[@href]")
            if one.get("href").startswith(("/fr/", "/en/", "/api/"))
        ]
        ways_out = {"/fr/connexion"}
        live = page.xpath(".//*[contains(@class, 'snapshot-strip')]//a/@href")
        lost = {
            one for one in links if f"snapshot={kept.code}" not in one and one not in live
        } - ways_out
        assert not lost, path
        assert len(live) == 1
        assert "snapshot" not in live[0]


def test_other_rounds_of_a_silent_country_keep_the_snapshot(
    visitor: FlaskClient, kept: Snapshot
) -> None:
    page = tree(visitor, f"/fr/pays/SEN?round=madrid-2012&snapshot={kept.code}")
    links = page.xpath(".//main//ul//a/@href")
    assert links == [f"?round={ROUND}&snapshot={kept.code}"]


def test_filters_are_cleared_without_leaving_the_snapshot(
    visitor: FlaskClient, kept: Snapshot
) -> None:
    page = tree(visitor, f"/fr/mesures?objective=1&snapshot={kept.code}")
    (clear,) = page.xpath(".//*[contains(@class, 'active-filters')]//a/@href")
    assert f"snapshot={kept.code}" in clear
    assert "objective" not in clear


def test_the_choice_between_now_and_then(visitor: FlaskClient, kept: Snapshot) -> None:
    for query, chosen in (("", "all"), (f"snapshot={kept.code}", kept.code)):
        page = tree(visitor, f"/en/scorecard?round={ROUND}&{query}")
        options = page.xpath(".//select[@name='snapshot']/option")
        said = [(one.get("value"), one.text) for one in options]
        assert said == [
            ("all", "As published now"),
            (kept.code, "Session 4, 12 September 2013, 09:00"),
        ]
        assert [one.get("value") for one in options if one.get("selected") is not None] == [chosen]
    other = tree(visitor, "/en/scorecard?round=madrid-2012")
    assert other.xpath(".//select[@name='snapshot']") == []


@ON_SQLITE
def test_two_snapshots_of_one_session_are_told_apart(
    engine: Engine, content: Content, frozen: Snapshot, client: FlaskClient, freeze_now: Any
) -> None:
    second = freeze_now()
    page = tree(client, f"/en/scorecard?round={ROUND}")
    said = [one.text for one in page.xpath(".//select[@name='snapshot']/option")][1:]
    name = "Session 4, 12 September 2013, 09:00"
    assert said == [f"{name} ({second.short})", f"{name} ({frozen.short})"]


# Live pages


def test_a_live_page_says_that_it_is_newer(visitor: FlaskClient, kept: Snapshot) -> None:
    page = tree(visitor, f"/en/scorecard?round={ROUND}&basis=measures")
    (line,) = page.find_class("newer-than-shown")
    assert f"Newer than shown at Session 4 ({kept.short}): 1 report since." in words_in(line)
    (way,) = line.xpath(".//a/@href")
    assert way == f"/en/scorecard?round={ROUND}&basis=measures&snapshot={kept.code}"
    for address in ("/en/scorecard?round=madrid-2012", "/en/method", "/en/meetings"):
        assert tree(visitor, address).find_class("newer-than-shown") == []


@ON_SQLITE
def test_nothing_is_said_while_the_meetings_numbers_are_the_newest(
    engine: Engine, content: Content, client: FlaskClient, frozen: Snapshot, freeze_now: Any
) -> None:
    latest = freeze_now()
    assert tree(client, f"/en/scorecard?round={ROUND}").find_class("newer-than-shown") == []
    said = strip_of(client, f"/en/scorecard?snapshot={latest.code}")
    assert "No report of this round has been published since." in said


def test_pages_of_the_desk_stay_in_the_present(
    shown: tuple[Dash, Snapshot], client_as: Any
) -> None:
    app, kept = shown
    client = client_as(app, "analyst")
    for path in ("lacunes", "rapports", "cycles"):
        address = f"/fr/{path}?round={ROUND}&snapshot={kept.code}"
        assert "toujours sur la situation présente" in strip_of(client, address), path
        page = tree(client, address)
        assert page.xpath(".//select[@name='snapshot']") == []
        assert f"snapshot={kept.code}" in page.xpath(".//a[@class='brand']/@href")[0]
    covered = f"/fr/lacunes?round={ROUND}&tab=coverage&snapshot={kept.code}"
    files = tree(client, covered).xpath(".//a[contains(@href, '/api/v1/exhibits')]/@href")
    assert files
    assert not [one for one in files if "snapshot" in one]


# A snapshot that is not there


def test_a_snapshot_that_is_not_there_is_named(visitor: FlaskClient) -> None:
    for code in ("session-4-9", "abcdef0", "<b>x</b>", "session-4"):
        page = tree(visitor, f"/en/measures?round={ROUND}&snapshot={code}")
        (notice,) = page.find_class("notice")
        assert words_in(notice) == (
            f"The snapshot “{code}” is not there, or not any more. "
            "This page shows what is published now."
        )
        assert page.find_class("snapshot-strip") == []
        assert NEW in words_in(page)


@ON_SQLITE
def test_a_snapshot_for_others_is_as_if_it_were_not_there(
    engine: Engine, content: Content, app: Dash, client_as: Any, freeze_now: Any
) -> None:
    part = freeze_now("PART")
    address = f"/fr/mesures?snapshot={part.code}"
    assert strip_of(client_as(app), address) == ""
    assert part.short in strip_of(client_as(app, "committee"), address)
    assert strip_of(client_as(app, "committee"), address.replace(part.code, part.short))
    for options, seen in ((client_as(app), 1), (client_as(app, "committee"), 2)):
        page = tree(options, f"/fr/mesures?round={ROUND}")
        assert len(page.xpath(".//select[@name='snapshot']/option")) == 1 + seen


@ON_SQLITE
def test_a_wide_snapshot_shows_no_more_to_who_sees_more(
    engine: Engine, content: Content, app: Dash, client_as: Any, given: Any, freeze_now: Any
) -> None:
    hidden = [{"objective": "1", "answer": "2", "consent": "SEC", "title_fr": "Secrète"}]
    given.report("MAR", answers="1", measures=hidden)
    given.data_version(40)
    public, wide = freeze_now(), freeze_now("SEC")
    analyst = client_as(app, "analyst")
    assert "Secrète" in main_of(analyst, f"/fr/mesures?snapshot={wide.code}")
    assert "Secrète" not in main_of(analyst, f"/fr/mesures?snapshot={public.code}")
    assert "Secrète" in main_of(analyst, f"/fr/mesures?round={ROUND}")


@ON_SQLITE
def test_what_has_gone_is_counted(
    engine: Engine, content: Content, given: Any, client: FlaskClient, freeze_now: Any
) -> None:
    gone = given.report("MAR", answers="2")
    given.data_version(50)
    snapshot = freeze_now()
    with engine.begin() as connection:
        for table in (Aggregate, ObjectiveAnswer):
            connection.execute(delete(table).where(table.report_id == gone))
        connection.execute(delete(Report).where(Report.id == gone))
    given.data_version(60)
    said = strip_of(client, f"/en/scorecard?snapshot={snapshot.code}")
    assert "1 of 2 frozen versions is no longer stored; what still stands is shown." in said
    assert "Senegal" in main_of(client, f"/en/scorecard?snapshot={snapshot.code}")


@ON_SQLITE
def test_an_empty_round_says_so(engine: Engine, content: Content, client: FlaskClient) -> None:
    consents = CONSENTS[:1]
    meeting = content.meetings["rabat-2014"]
    snapshot = freeze(Source(engine, consents), engine, content, meeting, ANALYST).snapshot
    said = strip_of(client, f"/en/?snapshot={snapshot.code}")
    assert "No report of this round was published at that moment." in said


# Files and the API


def test_files_of_a_snapshot_name_it(visitor: FlaskClient, kept: Snapshot) -> None:
    line = "Session 4, 12 September 2013, 09:00"
    query = f"round={ROUND}&snapshot={kept.code}&lang=en"
    answer = visitor.get(f"/api/v1/exhibits/measures.csv?{query}")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert any(row and line in row[0] and kept.short in row[0] for row in rows)
    assert OLD in str(rows)
    assert f"measures-{ROUND}-{kept.short}.csv" in answer.headers["Content-Disposition"]
    answer = visitor.get(f"/api/v1/exhibits/measures.xlsx?{query}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(line in cell and kept.short in cell for cell in cells)
    assert OLD in cells
    told = visitor.get(f"/api/v1/exhibits/measures.json?{query}").get_json()
    assert told["snapshot"] == {
        "name": "Session 4, 12 September 2013, 09:00",
        "short": kept.short,
        "sha256": kept.sha256,
    }
    assert told["filters"]["snapshot"] == kept.code
    live = visitor.get(f"/api/v1/exhibits/measures.json?round={ROUND}").get_json()
    assert live["snapshot"] is None


def test_the_api_answers_from_the_snapshot(visitor: FlaskClient, kept: Snapshot) -> None:
    def told(path: str, query: str) -> Any:
        return visitor.get(f"/api/v1/{path}?{query}").get_json()

    for query, version, title in (
        (f"round={ROUND}", 2, NEW),
        (f"round={ROUND}&snapshot={kept.short}", 1, OLD),
    ):
        assert [one["version"] for one in told("reports", query)["reports"]] == [version]
        measures = told("measures", query)
        assert [one["title_fr"] for one in measures["measures"]] == [title]
        counted = {one["code"]: one["reports"] for one in told("rounds", query)["rounds"]}
        assert counted[ROUND] == 1
        short = (measures["snapshot"] or {}).get("short", "")
        assert short == (kept.short if "snapshot" in query else "")


def test_the_api_never_gives_todays_numbers_for_a_missing_snapshot(visitor: FlaskClient) -> None:
    message = "There is no such snapshot, or not any more, or it is not open to you."
    files = ("exhibits/pillars.json", "exhibits/pillars.csv", "exhibits/pillars.graph")
    for path in ("measures", "reports", "rounds", *files):
        answer = visitor.get(f"/api/v1/{path}?snapshot=session-4-9&lang=en")
        assert answer.status_code == 404, path
        assert answer.get_json() == {"error": {"code": "no-snapshot", "message": message}}


@ON_SQLITE
def test_a_copy_is_fresh_as_long_as_the_snapshot_is_there(
    engine: Engine, client: FlaskClient, frozen: Snapshot, by_hand: Any
) -> None:
    address = f"/api/v1/measures?snapshot={frozen.code}"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    by_hand("DROP TRIGGER snapshot_stays_delete", "DELETE FROM snapshot")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 404
    page = tree(client, f"/en/measures?round={ROUND}&snapshot={frozen.code}")
    assert "is not there, or not any more" in words_in(page)


def test_the_description_names_the_snapshot(visitor: FlaskClient) -> None:
    paths = visitor.get("/api/v1/openapi.json").get_json()["paths"]
    for path in ("/measures", "/reports", "/rounds", "/exhibits/{code}.csv"):
        asked = [one["name"] for one in paths[path]["get"]["parameters"]]
        assert "snapshot" in asked, path
