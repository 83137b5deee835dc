"""The application as a server: documents, status codes, headers, and the pages' callback."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard import create_app
from dashboard.settings import read_settings
from loaders import child, publish
from schemas.database.engine import writer_engine

PATHS = (
    "/fr/", "/en/", "/fr/tableau", "/en/scorecard", "/fr/pays", "/fr/pays/SEN", "/fr/pays/SEN/4",
    "/en/countries/FRA", "/fr/pilier/1", "/fr/pilier/T", "/fr/objectif/4", "/fr/theme/data",
    "/fr/mesures", "/en/map", "/fr/televersement", "/fr/methode", "/fr/aide",
    "/fr/accessibilite", "/fr/?round=public-sources", "/fr/pays/SEN?round=public-sources",
    "/fr/objectif/4?round=public-sources", "/fr/theme/crisis?round=public-sources",
    "/fr/pilier/2?round=public-sources", "/fr/tableau?round=public-sources",
)  # fmt: skip


@pytest.fixture(scope="module")
def app(sample_database: Path, tmp_path_factory: pytest.TempPathFactory):
    file = tmp_path_factory.mktemp("app") / "app.db"
    shutil.copy(sample_database, file)
    settings = read_settings({}, database_url=f"sqlite:///{file}", secret_key="test")
    return create_app(settings)


@pytest.fixture(scope="module")
def client(app):
    return app.server.test_client()


def pages_callback(client, path, search=""):
    """What the browser asks for when the address changes."""
    where = {"id": "_pages_location"}
    pathname = {**where, "property": "pathname", "value": path}
    query = {**where, "property": "search", "value": search}
    return client.post(
        "/_dash-update-component",
        json={
            "output": ".._pages_content.children..._pages_store.data..",
            "outputs": [
                {"id": "_pages_content", "property": "children"},
                {"id": "_pages_store", "property": "data"},
            ],
            "inputs": [pathname, query],
            "state": [pathname, query],
            "changedPropIds": ["_pages_location.pathname"],
        },
    )


@pytest.mark.parametrize("path", PATHS)
def test_a_page_answers_with_its_first_view(client, path):
    response = client.get(path)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert f'<html lang="{path[1:3]}"' in page
    assert "<h1" in page.split('id="react-entry-point"')[0]


@pytest.mark.parametrize("path", PATHS)
def test_the_callback_gives_the_page_of_the_address(client, path):
    path, _, search = path.partition("?")
    response = pages_callback(client, path, f"?{search}" if search else "")
    assert response.status_code == 200
    answer = json.loads(response.data)["response"]
    assert answer["_pages_content"]["children"]["props"]["lang"] == path[1:3]
    assert answer["_pages_store"]["data"]["title"]


def test_a_query_cannot_take_the_place_of_the_path(client):
    response = pages_callback(client, "/fr/pays/MLI", "?country=FRA&path_=/fr/pays/FRA")
    assert "Mali" in json.loads(response.data)["response"]["_pages_store"]["data"]["title"]


@pytest.mark.parametrize("path", ["/fr/pays/XXX", "/xx/", "/fr/nulle-part", "/en/objective/11"])
def test_an_unknown_address_is_a_404_with_a_page(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "<h1" in response.get_data(as_text=True)


def test_the_root_leads_to_a_language(app):
    fresh = app.server.test_client()
    assert fresh.get("/").headers["Location"] == "/fr/"
    english = fresh.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert english.headers["Location"] == "/en/"
    fresh.get("/fr/")
    kept = fresh.get("/", headers={"Accept-Language": "en"})
    assert kept.headers["Location"] == "/fr/"


def test_headers_are_strict(client):
    policy = client.get("/fr/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert "unsafe-eval" not in policy
    assert client.get("/fr/").headers["X-Content-Type-Options"] == "nosniff"


def test_assets_are_kept_by_their_fingerprint(client):
    page = client.get("/fr/").get_data(as_text=True)
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with client.get(address) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_health_of_the_database_is_told(client):
    assert client.get("/healthz").status_code == 200


def test_no_page_is_shipped_inside_another(client):
    layout = client.get("/_dash-layout").get_data(as_text=True)
    assert len(layout) < 2000


def test_a_failure_is_told_with_a_number(client, monkeypatch, caplog):
    from dashboard.pages import help as page

    monkeypatch.setattr(page, "lead", lambda *_: 1 / 0)
    client.application.extensions["dakar"].pages.forget()
    response = client.get("/fr/aide")
    told = response.get_data(as_text=True)
    assert response.status_code == 500
    number = told.split("le numéro ")[1].split(" ")[0]
    assert any(number in record.getMessage() for record in caplog.records)
    assert "ZeroDivision" not in told


def test_members_only_means_nobody_else(sample_database, tmp_path):
    file = tmp_path / "members.db"
    shutil.copy(sample_database, file)
    given = {"database_url": f"sqlite:///{file}", "secret_key": "test", "access": "members"}
    client = create_app(read_settings({}, **given)).server.test_client()
    for path in ("/fr/", "/en/scorecard", "/api/v1/exhibits", "/_dash-layout", "/_reload-hash"):
        assert client.get(path).status_code == 401
    page = client.get("/en/").get_data(as_text=True)
    assert "Sign in to open this page" in page
    assert "_dash-" not in page
    assert pages_callback(client, "/fr/").status_code == 200
    assert "49 partenaires" not in pages_callback(client, "/fr/").get_data(as_text=True)
    assert client.get("/en/sign-in").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_a_reader_waits_for_the_first_file(app):
    assert child._spare.waiting()


def test_no_page_is_older_than_the_data(sample_database, tmp_path, content):
    file = tmp_path / "fresh.db"
    shutil.copy(sample_database, file)
    url = f"sqlite:///{file}"
    client = create_app(read_settings({}, database_url=url, secret_key="test")).server.test_client()
    before = client.get("/fr/").get_data(as_text=True)
    assert "49 partenaires sur 58" in before
    engine = writer_engine(url)
    report = "MAR-rabat-2014-v1"
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE report SET state = 'draft' WHERE country = 'MAR' AND round = 'rabat-2014'")
        )
        connection.execute(text("UPDATE data_version SET number = number + 1"))
    assert "48 partenaires sur 58" in client.get("/fr/").get_data(as_text=True)
    assert "48 partenaires sur 58" in pages_callback(client, "/fr/").get_data(as_text=True)
    publish(engine, report)
    assert "49 partenaires sur 58" in client.get("/fr/").get_data(as_text=True)
    engine.dispose()
