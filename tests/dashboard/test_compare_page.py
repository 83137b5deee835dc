"""The pages of countries side by side and of the Support Project, as plain addresses."""

from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from lxml import html

from dashboard import create_app
from dashboard.settings import Settings
from schemas.content import Content

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def client(database_url: str, content: Content, client_as: Any) -> Iterator[FlaskClient]:
    app: Dash = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield client_as(app)
    context = app.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


@pytest.fixture
def two(given: Any) -> None:
    """Senegal and Morocco have reported; Guinea in the round before alone; Ghana says NA."""
    given.round("madrid-2012")
    given.round("dakar-2013")
    given.report("GIN", round="madrid-2012", answers="1 1 1")
    given.report("SEN", answers="1 2 3 4 NI NA")
    given.report("MAR", answers="1 3 3 2 NR C")
    given.report("GHA", answers="NA NA NA NA NA NA NA NA NA NA")


def first_view(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.get_data(as_text=True)).xpath("//*[@id='first-view']")[0]


def said(node: Any) -> str:
    return " ".join(node.text_content().replace("\xa0", " ").split())


def json_of(client: FlaskClient, address: str) -> Any:
    return client.get(address).json


def chips(node: Any) -> list[str]:
    return [said(one) for one in node.xpath(".//ul[@class='chips']/li/a[1]")]


def notices(node: Any) -> list[str]:
    return [said(one) for one in node.xpath(".//*[contains(@class, 'notice')]")]


def heads(node: Any, code: str) -> list[str]:
    """The columns of an exhibit's table."""
    table = node.xpath(f".//*[@data-exhibit='{code}']/following::table[1]")[0]
    return [said(one) for one in table.xpath("./thead/tr[last()]/th")]


def test_countries_are_named_by_code_name_or_alias(two: None, client: FlaskClient) -> None:
    for countries in ("SEN,MAR", "senegal,Maroc", "Sénégal;Marruecos", "sn,ma"):
        for name in ("countries", "c"):
            page = first_view(client, f"/en/compare?round=dakar-2013&{name}={countries}")
            assert chips(page) == ["Morocco", "Senegal"], countries
            assert notices(page) == []
            assert heads(page, "compare") == ["Objective", "Morocco", "Senegal"]


def test_what_is_typed_joins_what_is_chosen(two: None, client: FlaskClient) -> None:
    page = first_view(client, "/fr/comparer?round=dakar-2013&countries=SEN&add=Maroc,+Narnia")
    assert chips(page) == ["Maroc", "Sénégal"]
    assert notices(page) == [
        "Aucun pays de ce nom : Narnia. Vérifiez l’orthographe ou choisissez dans la liste."
    ]
    (form,) = page.xpath(".//form[@class='compare-add']")
    sent = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    assert sent == {"round": "dakar-2013", "countries": "MAR,SEN", "add": ""}
    # The filters above keep the choice too, without a script.
    (bar,) = page.xpath(".//form[@role='search']")
    assert "countries" not in {i.get("name") for i in bar.xpath(".//input[@type!='hidden']")}


def test_a_seventh_country_is_not_dropped_in_silence(two: None, client: FlaskClient) -> None:
    page = first_view(client, "/en/compare?countries=SEN,MAR,GHA,GIN,FRA,ITA,ESP,SEN")
    assert len(chips(page)) == 6
    assert notices(page) == [
        "Spain: not in the comparison, which takes six countries at most. Remove one to add it."
    ]
    assert not page.xpath(".//form[@class='compare-add']")
    json = json_of(
        client, "/api/v1/exhibits/compare.json?lang=en&countries=SEN,MAR,GHA,GIN,FRA,ITA,ESP"
    )
    assert len(json["columns"]) == 7
    assert "6 countries at most fit side by side: Spain." in json["note"]


def test_one_country_or_none_is_invited_to_add(two: None, client: FlaskClient) -> None:
    none = first_view(client, "/en/compare?round=dakar-2013")
    assert "Choose two to six countries" in said(none)
    assert not none.xpath(".//*[@data-exhibit='compare']")
    one = first_view(client, "/en/compare?round=dakar-2013&countries=SEN")
    assert "a comparison takes at least two" in said(one)
    assert heads(one, "compare") == ["Objective", "Senegal"]
    assert not one.xpath(".//*[@data-exhibit='differences']")
    regions = [said(s) for s in one.xpath(".//*[@class='peers']//summary")]
    assert regions == ["West Africa (15)"]
    names = [said(a) for a in one.xpath(".//*[@class='peer-list']//a")]
    assert names == sorted(names)
    assert "Senegal" not in names


def test_a_country_without_a_report_is_silent_not_failed(two: None, client: FlaskClient) -> None:
    page = first_view(client, "/en/compare?round=dakar-2013&countries=SEN,GIN,MAR")
    (line,) = page.xpath(".//*[contains(@class, 'silent-countries')]/li")
    assert said(line).startswith("Guinea: no report published in this round.")
    (link,) = line.xpath(".//a/@href")
    assert "round=madrid-2012" in link
    assert "countries=GIN,MAR,SEN" in link
    table = page.xpath(".//*[@data-exhibit='compare']/following::table[1]")[0]
    column = [said(row.xpath("./td[1]")[0]) for row in table.xpath("./tbody/tr")]
    assert column == ["–"] * 10
    assert "no report in this round" in said(table.xpath("./tfoot")[0])
    differences = json_of(
        client, "/api/v1/exhibits/differences.json?lang=en&round=dakar-2013&countries=SEN,GIN,MAR"
    )
    assert [row["words"] for row in differences["rows"]] == [
        "Morocco: Advanced; Senegal: Under way",
        "Morocco: Under way; Senegal: Completed",
    ]


@pytest.mark.parametrize("basis", ["declared", "measures"])
@pytest.mark.parametrize("query", ["round=madrid-2012", "round=rabat-2014", "round=public-sources"])
def test_an_empty_round_is_said(two: None, client: FlaskClient, query: str, basis: str) -> None:
    page = first_view(client, f"/fr/comparer?countries=SEN,GHA&basis={basis}&{query}")
    assert chips(page) == ["Ghana", "Sénégal"]
    for code in ("compare", "differences", "groups", "group-means"):
        address = f"/api/v1/exhibits/{code}.json?countries=GHA&basis={basis}&{query}"
        assert json_of(client, address)["title"]


def test_answers_that_do_not_apply_are_no_level(two: None, client: FlaskClient) -> None:
    address = "/api/v1/exhibits/compare.json?lang=en&round=dakar-2013&countries=GHA,SEN"
    json = json_of(client, address)
    assert {row["GHA"] for row in json["rows"]} == {"NA"}
    assert json["title"] == "Ghana and Senegal: no objective where two countries have a level"
    assert json["foot"][0]["GHA"] == 0
    page = first_view(client, "/en/compare?round=dakar-2013&countries=GHA,SEN")
    assert "No difference of level between the known answers" in said(page)


def test_groups_stand_in_a_fixed_order(two: None, client: FlaskClient) -> None:
    page = first_view(client, "/en/compare?round=dakar-2013&objective=4")
    assert heads(page, "group-means")[1::2] == [
        "Europe", "North Africa", "West Africa", "Central Africa", "Steering Committee (states)",
    ]  # fmt: skip
    assert "European Commission and ECOWAS" in said(page)
    (chosen,) = page.xpath(".//nav[@class='nodes']//a[@aria-current]")
    assert said(chosen).startswith("4.")
    titles = [said(h) for h in page.xpath(".//*[@data-exhibit]//h2")]
    assert any(title.startswith("4. ") for title in titles)


def test_the_support_project_says_who_says_so(two: None, client: FlaskClient) -> None:
    page = first_view(client, "/en/support-project?round=dakar-2013")
    areas = page.xpath(".//*[@class='area']")
    assert len(areas) == 3
    assert "Working translation" in said(page)
    assert "fait foi" not in said(first_view(client, "/fr/projet-de-soutien"))
    table = page.xpath(".//table[contains(@class, 'meetings-table')]")[0]
    madrid = next(row for row in table.xpath("./tbody/tr") if "Madrid, Spain" in said(row))
    assert "Spain and Burkina Faso" in said(madrid)
    assert "The sources do not say the same." in said(madrid)
    assert len(madrid.xpath(".//td[last()]//a")) == 2
    links = {a.get("href").split("?")[0] for area in areas for a in area.xpath(".//a")}
    assert {"/en/practices", "/en/assistance", "/en/profiles-imap", "/en/scorecard"} <= links
    assert "/en/focal-points" not in links


def test_the_support_project_needs_no_report(client: FlaskClient) -> None:
    page = first_view(client, "/fr/projet-de-soutien")
    assert len(page.xpath(".//*[@class='area']")) == 3


def test_a_round_without_levels_says_so_once(given: Any, client: FlaskClient) -> None:
    given.round("public-sources")
    given.report("SEN", round="public-sources", measures=[{"status_word": "adopted"}])
    page = first_view(client, "/fr/comparer?round=public-sources&countries=SEN,MAR")
    assert chips(page) == ["Maroc", "Sénégal"]
    assert said(page).count("aucun niveau, donc aucun score") == 1
    assert not page.xpath(".//nav[@class='nodes']")
