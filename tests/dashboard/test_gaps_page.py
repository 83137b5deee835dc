"""The page of gaps and its files: each role reads what it may, and all say the same."""

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from dash import Dash
from lxml import html
from sqlalchemy import Engine

from dashboard import create_app
from dashboard.settings import Settings
from schemas.content import Content

ROUND = "dakar-2013"
OBJECTIVES = "02_OBJECTIFS_OBJECTIVES"


@pytest.fixture
def app(engine: Engine, content: Content) -> Iterator[Dash]:
    url = engine.url.render_as_string(hide_password=False)
    made = create_app(Settings(database_url=url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


PASSED = {
    "code": "date-passed", "sheet": OBJECTIVES, "cell": "O7", "params": {"date": "2013-05-01"},
}  # fmt: skip

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rows_of(client: Any, query: str = "") -> list[list[str]]:
    answer = client.get(f"/desk/gaps.csv?round={ROUND}&lang=en{query}")
    assert answer.status_code == 200
    lines = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    return lines[1 : lines.index([])]


@ON_SQLITE
def test_page_and_files_follow_the_role(app: Dash, client_as: Any, given: Any) -> None:
    given.report("SEN", answers="NR", findings=[PASSED])
    given.report("MLI", state="draft", answers="NR NR")
    for role, country, status in (("", None, 401), ("reader", None, 403)):
        client = client_as(app, role, country)
        for address in ("/fr/lacunes", "/en/gaps", "/desk/gaps.csv", "/desk/gaps.xlsx"):
            assert client.get(address).status_code == status, (role, address)
    expected = {
        ("committee", None): ("No report published yet", 1),
        ("focal-point", "SEN"): ("No report published yet", 1),
        ("focal-point", "MLI"): ("Objective 1: no answer given", 2),
        ("analyst", None): ("Objective 1: no answer given", 3),
    }
    for (role, country), (said, n) in expected.items():
        client = client_as(app, role, country)
        rows = rows_of(client)
        of_mali = [row for row in rows if row[0] == "Mali"]
        assert of_mali[0][2] == said, role
        assert sum(row[0] == "Mali" for row in rows) == n, role
        page = client.get(f"/en/gaps?round={ROUND}").get_data(as_text=True)
        (first,) = html.fromstring(page).xpath("//*[@id='first-view']")
        assert said in " ".join(first.text_content().split())
        assert ("MLI-dakar-2013-v1" in page) == (role == "analyst" or country == "MLI")
        assert ("Contact to be named" in page) == (role == "analyst")


@ON_SQLITE
def test_the_files_hold_what_the_page_says(app: Dash, client_as: Any, given: Any) -> None:
    given.report("SEN", answers="NR", measures=[{"answer": "1", "title_fr": "=1+1"}])
    client = client_as(app, "committee")
    rows = rows_of(client, "&countries=SEN,FRA")
    assert [row[0] for row in rows] == ["France", "Senegal"]
    answer = client.get(f"/desk/gaps.xlsx?round={ROUND}&lang=en&countries=SEN,FRA")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = next(n for n, row in enumerate(grid) if row[0] == "Country")
    assert [row[0] for row in grid[at + 1 : at + 3]] == ["France", "Senegal"]
    assert any("2 points to be completed in 2 countries" in str(row[0]) for row in grid)
    page = client.get(f"/en/gaps?round={ROUND}&countries=SEN,FRA").get_data(as_text=True)
    (first,) = html.fromstring(page).xpath("//*[@id='first-view']")
    assert "2 points to be completed in 2 countries" in first.text_content()
    assert first.xpath(".//a[contains(@href, '/desk/gaps.xlsx?')]")
    tabs = {a.text_content(): a for a in first.xpath(".//nav[contains(@class, 'counted')]/a")}
    assert "2 All" in tabs
    assert "1 Report awaited" in tabs


@ON_SQLITE
def test_a_kind_and_the_answers_have_their_own_tab(app: Dash, client_as: Any, given: Any) -> None:
    given.report("SEN", answers="2 NR")
    client = client_as(app, "committee")
    page = client.get(f"/en/gaps?round={ROUND}&kind=unanswered").get_data(as_text=True)
    (first,) = html.fromstring(page).xpath("//*[@id='first-view']")
    assert first.xpath(".//nav[contains(@class, 'counted')]/a[@aria-current]")[
        0
    ].text_content() == ("1 Objective without an answer")
    assert "No report published yet" not in first.text_content()
    page = client.get(f"/en/gaps?round={ROUND}&tab=coverage").get_data(as_text=True)
    assert 'data-exhibit="scorecard"' in page
    assert 'data-exhibit="gaps"' not in page


@ON_SQLITE
def test_a_focal_point_finds_his_workbook(app: Dash, client_as: Any) -> None:
    address = f"/desk/rounds/{ROUND}/templates/SEN.xlsx"
    page = client_as(app, "focal-point", "SEN").get(f"/fr/lacunes?round={ROUND}")
    assert address in page.get_data(as_text=True)
    page = client_as(app, "committee").get(f"/fr/lacunes?round={ROUND}")
    assert address not in page.get_data(as_text=True)


@ON_SQLITE
def test_a_kept_page_is_made_anew_on_another_day(
    app: Dash, client_as: Any, given: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.report("SEN", measures=[{"answer": "2", "end_planned": date(2013, 3, 1)}])
    client, said = client_as(app, "", None), []
    for day in (date(2013, 2, 1), date(2013, 4, 1)):
        today = type("Day", (date,), {"today": classmethod(lambda _, day=day: day)})
        for module in ("pages.rendering", "shell.parts", "exhibits.pace"):
            monkeypatch.setattr(f"dashboard.{module}.date", today)
        page = client.get(f"/en/measures?round={ROUND}&tab=late").get_data(as_text=True)
        said.append("1 measure with its planned end passed by 1 April 2013" in page)
    assert said == [False, True]


@ON_SQLITE
def test_nobody_was_asked_about_public_sources(app: Dash, client_as: Any) -> None:
    page = client_as(app, "committee").get("/en/gaps?round=public-sources").get_data(as_text=True)
    assert "no country was asked to report" in page


def test_nothing_is_worded_as_a_failure(content: Content) -> None:
    for language, words in content.words.items():
        said = [words(key) for key in words.keys if key.startswith("gaps.") and "{" not in key]
        text = " ".join(said).lower()
        for bad in ("fail", "overdue", "échou", "défaill", "manqu", "en retard", "retardataire"):
            assert bad not in text, (language, bad)
