"""The whole life of a report in a browser: from a draft with an error to a restored version."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from loaders import storage
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.engine import reader_engine

COUNTRY, ROUND = "COG", "madrid-2012"
FIRST = f"{COUNTRY}-{ROUND}"
WHY = "La date a été confirmée par téléphone ; le fichier suivra."
BAD_DATE = "05/06/2013"

Sheets = Mapping[str, list[dict[str, Any]]]


@pytest.fixture
def sheets(sample_database: Path, content: Content) -> Sheets:
    """What the country's sample report holds, without a mistake."""
    engine = reader_engine(f"sqlite:///{sample_database}")
    with engine.connect() as connection:
        found = storage.find_report(connection, f"{FIRST}-v1") or 0
        rows = storage.read_rows(connection, found, content).rows
    engine.dispose()
    return {code: [dict(row) for row in sheet] for code, sheet in rows.items()}


@pytest.fixture
def send(content: Content) -> Callable[[Page, Sheets], str]:
    """Uploads and loads a workbook as the page does; the code of its version."""

    def one(page: Page, sheets: Sheets) -> str:
        source = filled_workbook(content, COUNTRY, ROUND, sheets)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        file = {"name": "Congo.xlsx", "mimeType": kind, "buffer": source}
        checked = page.request.post("/api/v1/uploads", multipart={"file": file})
        assert checked.status == 201, checked.text()
        loaded = page.request.post(f"/api/v1/uploads/{checked.json()['id']}/load")
        assert loaded.ok, loaded.text()
        return str(loaded.json()["report"])

    return one


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")


def press(page: Page, button: str) -> None:
    """Sends a form and waits for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()
    ready(page)


def state(page: Page) -> str:
    return page.locator("#state-title .state").inner_text()


def open_from_the_list(page: Page, report: str) -> None:
    page.goto(f"/fr/rapports?round={ROUND}&country={COUNTRY}")
    ready(page)
    page.get_by_role("rowheader", name="Congo", exact=True).get_by_role("link").click()
    page.wait_for_url(f"**/rapports/{report}")
    ready(page)


def set_aside(page: Page) -> None:
    """The first error, for a reason."""
    page.get_by_role("link", name="Voir les constats").click()
    page.wait_for_url("**tab=findings**")
    ready(page)
    group = page.locator(".found-group.error").first
    group.locator("summary").click()
    group.get_by_role("textbox").fill(WHY)
    press(page, "Lever le constat")
    assert WHY in page.locator(".found-group.aside").first.inner_text()


def send_back(page: Page, comment: str) -> None:
    page.get_by_text("Demander une révision").click()
    page.get_by_label("Ce qui est à revoir").fill(comment)
    press(page, "Renvoyer pour révision")
    assert state(page) == "À réviser"
    assert comment in page.locator(".timeline").inner_text()


def restore_the_superseded(page: Page, report: str) -> None:
    page.goto(f"/fr/rapports/{report}?tab=versions")
    ready(page)
    row = page.locator(".tab-inside tr").filter(has_text="Remplacé")
    with page.expect_navigation():
        row.get_by_role("button", name="Reprendre comme nouvelle version").click()
    ready(page)


def shown(page: Page) -> str:
    """What everybody reads of the country."""
    page.goto(f"/fr/pays/{COUNTRY}?round={ROUND}")
    ready(page)
    return page.locator("#main").inner_text()


def test_from_a_draft_with_an_error_to_a_restored_version(
    new_page: Callable[..., Page], sheets: Sheets, send: Callable[[Page, Sheets], str]
) -> None:
    page = new_page(signed_in=True)
    page.on("dialog", lambda dialog: dialog.accept())
    sheets["id"][0]["summary"] = "Message corrigé"
    sheets["measures"][0]["start"] = BAD_DATE
    second = send(page, sheets)
    assert second == f"{FIRST}-v2"

    open_from_the_list(page, second)
    assert state(page) == "Brouillon"
    assert page.get_by_role("button", name="Publier", exact=True).count() == 0
    set_aside(page)
    press(page, "Soumettre")
    assert state(page) == "Soumis"
    send_back(page, "Merci d’envoyer la date.")

    sheets["measures"][0]["start"] = None
    third = send(page, sheets)
    page.goto(f"/fr/rapports/{third}?against={FIRST}-v1")
    ready(page)
    assert "Message principal" in page.locator(".change-sentences").inner_text()
    press(page, "Soumettre")
    press(page, "Valider")
    assert state(page) == "Validé"
    press(page, "Publier")
    assert state(page) == "Publié"
    assert "Message corrigé" in shown(page)

    restore_the_superseded(page, third)
    assert page.url.endswith(f"/fr/rapports/{FIRST}-v4")
    assert state(page) == "Brouillon"
    press(page, "Publier")
    assert state(page) == "Publié"
    assert "Message corrigé" not in shown(page)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("tab", ["changes", "findings", "versions", "files"])
def test_pages_of_versions_fit_and_are_accessible(
    new_page: Callable[..., Page], axe: Callable[[Page], list[str]], language: str, tab: str
) -> None:
    paths = {"fr": "rapports", "en": "reports"}
    for width, height in ((1280, 720), (390, 844)):
        page = new_page(language, width, height, signed_in=True)
        for address in (f"?round={ROUND}", f"/SEN-{ROUND}-v1?tab={tab}"):
            page.goto(f"/{language}/{paths[language]}{address}")
            ready(page)
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
