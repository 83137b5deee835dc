"""The page of one exhibit: its words, its own filters, its ways on, its empty states."""

from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from lxml import html

from dashboard import create_app
from dashboard.exhibits import EXHIBITS
from dashboard.pages.fuller import FULLER, NEEDED, ONE_COUNTRY
from dashboard.settings import Settings
from dashboard.shell.filter_bar import CONTROLS
from schemas.content import Content

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def client(database_url: str, content: Content, client_as: Any) -> Iterator[FlaskClient]:
    app: Dash = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield client_as(app)
    context = app.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


@pytest.fixture
def published(given: Any) -> None:
    given.round("dakar-2013")
    given.report(
        "SEN",
        answers="1 2 3 4",
        measures=[{"objective": "4", "answer": "2", "theme": "border", "roadmap_action": "R05"}],
        themes=[{"theme": "border", "answer": "3"}],
    )


def page(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.fromstring(answer.get_data(as_text=True)).xpath("//*[@id='first-view']")[0]


def said(node: Any) -> str:
    return " ".join(node.text_content().replace("\xa0", " ").split())


def heading(node: Any) -> str:
    return said(node.xpath(".//h1")[0])


def controls(node: Any) -> dict[str, str]:
    """Name of each control of the filter bar -> what is chosen."""
    found = {}
    for one in node.xpath(".//form[@data-filters]//select"):
        chosen = one.xpath("./option[@selected]/@value")
        found[one.get("name")] = chosen[0] if chosen else ""
    for one in node.xpath(".//form[@data-filters]//input[not(@type='hidden')]"):
        found[one.get("name")] = one.get("value", "")
    return found


@ON_SQLITE
def test_every_exhibit_has_a_page_with_its_own_filters(
    published: None, client: FlaskClient, content: Content
) -> None:
    for code, exhibit in EXHIBITS.items():
        for language, path in (("fr", "figure"), ("en", "exhibit")):
            words = content.words[language]
            shown = page(client, f"/{language}/{path}/{code}?countries=SEN")
            name = said(html.fromstring(f"<p>{words(f'exhibit-page.{code}')}</p>"))
            assert heading(shown).startswith(name), code
            assert said(shown.xpath(".//p[@class='lead']")[0]), code
            wanted = {"round", *exhibit.filters} & set(CONTROLS)
            not_asked = {"status", "against"}
            assert set(controls(shown)) == wanted - not_asked, code
            if code != "public-status":
                assert shown.find_class("exhibit") or shown.find_class("figures"), code


@ON_SQLITE
def test_what_an_exhibit_cannot_do_without_is_chosen(published: None, client: FlaskClient) -> None:
    for code, name in NEEDED.items():
        shown = page(client, f"/en/exhibit/{code}?countries=SEN")
        assert controls(shown)[name] not in ("", "all"), code
        values = shown.xpath(f".//select[@name='{name}']/option/@value")
        assert "all" not in values, code
        if code in ONE_COUNTRY:
            assert shown.find_class("active-filters") == []
    shown = page(client, "/en/exhibit/objective-tiles?objective=4")
    assert heading(shown).startswith("Map of one objective: 4. ")
    assert controls(shown)["objective"] == "4"


@ON_SQLITE
def test_what_an_exhibit_can_do_without_is_not(published: None, client: FlaskClient) -> None:
    shown = page(client, "/en/exhibit/pillar-objectives")
    assert controls(shown)["pillar"] == "all"
    assert heading(shown) == "Answers by objective"
    one = page(client, "/en/exhibit/pillar-objectives?pillar=1")
    assert heading(one) == "Answers by objective: Legal migration"
    assert controls(one)["pillar"] == "1"
    assert "Legal migration" in said(one.find_class("active-filters")[0])


@ON_SQLITE
def test_one_country_is_asked_for(published: None, client: FlaskClient) -> None:
    for code in ONE_COUNTRY:
        shown = page(client, f"/en/exhibit/{code}")
        assert "Choose a country above." in said(shown.find_class("empty")[0])
        assert shown.find_class("exhibit") == []
        two = page(client, f"/en/exhibit/{code}?countries=SEN,MAR")
        assert "Senegal" in heading(two)
        assert "Morocco" not in heading(two)
        assert controls(two)["countries"] == "SEN"


@ON_SQLITE
def test_the_ways_on(published: None, client: FlaskClient) -> None:
    kept = "round=dakar-2013&basis=measures"
    for code, path in {
        "pillars": "/en/",
        "scorecard": "/en/scorecard",
        "tile-map": "/en/map",
        "country-strip": "/en/countries/SEN",
        "objective-evidence": "/en/countries/SEN/4",
        "pillar-countries": "/en/pillar/1",
        "objective-roadmap": "/en/objective/4",
        "theme-answers": "/en/theme/border",
        "measures": "/en/measures",
    }.items():
        query = f"{kept}&countries=SEN&objective=4&pillar=1&theme=border"
        (ways,) = page(client, f"/en/exhibit/{code}?{query}").find_class("own-page")
        assert ways.xpath("./a/@href") == [f"{path}?{kept}"], code
        (copy,) = ways.xpath("./button[@data-copy='address']")
        assert copy.get("data-copied") == "Address copied"
    (ways,) = page(client, "/en/exhibit/pillar-objectives").find_class("own-page")
    assert ways.xpath("./a") == []


@ON_SQLITE
def test_an_exhibit_that_is_not_there_is_a_404(published: None, client: FlaskClient) -> None:
    for path in ("/fr/figure/nothing", "/en/exhibit/PILLARS", "/en/exhibit/graph"):
        assert "404" not in heading(page(client, path, 404))


@ON_SQLITE
def test_nothing_is_published_yet(client: FlaskClient) -> None:
    for code in ("pillars", "measures", "country-strip"):
        shown = page(client, f"/en/exhibit/{code}")
        assert heading(shown)
        assert shown.find_class("empty"), code


def test_every_fuller_page_is_of_an_exhibit_there_is() -> None:
    assert set(FULLER) <= set(EXHIBITS)
    assert set(NEEDED) | set(ONE_COUNTRY) <= set(EXHIBITS)
