"""One country at a glance, chosen by the address or in place, narrows nothing else."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from dashboard import create_app
from dashboard.api import reading
from dashboard.settings import Settings
from schemas.content import Content

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def client(database_url: str, content: Content, client_as: Any, given: Any) -> FlaskClient:
    given.round("dakar-2013")
    given.report("SEN", answers="1 2 3 4")
    given.report("GHA", answers="4 4")
    app = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    made: FlaskClient = client_as(app)
    return made


def first_view(client: FlaskClient, query: str) -> Any:
    text = client.get(f"/en/{query}").get_data(as_text=True)
    return html.fromstring(text).xpath("//*[@id='first-view']")[0]


def place(page: Any) -> Any:
    return page.xpath(".//*[@data-slot='glance']")[0]


def test_without_a_country_it_asks_for_one(client: FlaskClient) -> None:
    for query in ("", "?country=NOWHERE", "?country=USA"):
        page = first_view(client, query)
        assert place(page).text_content().startswith("Choose a country"), query
        options = page.xpath(".//form[@data-glance]//option")
        assert [one.get("value") for one in options if one.get("selected")] == [""]
        assert len(options) == 1 + 57


def test_the_country_of_the_address_narrows_nothing(client: FlaskClient) -> None:
    alone, beside = first_view(client, ""), first_view(client, "?country=SEN")
    assert place(beside).xpath(".//h2")[0].text.startswith("Senegal")
    for exhibit in ("pillars", "reporting-status", "tile-map", "scorecard"):
        titles = [
            page.xpath(f".//*[@data-exhibit='{exhibit}']//h2")[0].text for page in (alone, beside)
        ]
        assert titles[0] == titles[1], exhibit


def test_what_takes_its_place_is_what_the_page_shows(client: FlaskClient) -> None:
    page = first_view(client, "?country=GHA")
    address = page.xpath(".//form[@data-glance]")[0].get("data-address")
    box = client.get(f"{address}&countries=GHA").get_json()
    shown = place(page)
    assert html.fromstring(f"<div>{box['html']}</div>").text_content() == shown.text_content()
    assert box["title"] == shown.xpath(".//h2")[0].text
    assert box["title"].startswith("Ghana")


def test_what_a_room_chooses_is_written_once_for_each_state_of_the_data(
    client: FlaskClient, given: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/api/v1/exhibits/country-strip.box?lang=en&countries=GHA"
    write, written = reading.exhibit_html, []

    def counted(*values: Any) -> str:
        written.append(values)
        return write(*values)

    monkeypatch.setattr(reading, "exhibit_html", counted)
    before = [client.get(address).get_json() for _ in range(3)]
    assert (len(written), before[0]) == (1, before[2])
    given.report("GHA", version=2, answers="0 0 0")
    given.data_version(7)
    assert client.get(address).get_json() != before[0]
    assert len(written) == 2
