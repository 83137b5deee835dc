"""Rounds, gaps and the right of reply in a real browser, as the people of the desk use them."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from loaders import stored_workbook
from schemas.content import Content
from schemas.database.engine import reader_engine

NewPage = Callable[..., Page]
Axe = Callable[[Page], list[str]]

ROUND = "madrid-2012"
SIZES = ((1280, 720), (390, 844))
ADDRESSES = (
    ("fr", "/fr/cycles"),
    ("en", "/en/rounds?round=dakar-2013"),
    ("en", "/en/rounds?round=public-sources"),
    ("fr", "/fr/lacunes"),
    ("en", "/en/gaps?kind=date"),
    ("en", "/en/gaps?tab=coverage"),
    ("fr", "/fr/lacunes?round=public-sources"),
)


def open_page(new_page: NewPage, path: str, **options: Any) -> Page:
    page = new_page(**{"signed_in": True, **options})
    page.goto(path)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return page


@pytest.mark.parametrize(("language", "path"), ADDRESSES)
def test_rounds_and_gaps_are_whole(new_page: NewPage, axe: Axe, language: str, path: str) -> None:
    for width, height in SIZES:
        page = open_page(new_page, path, language=language, width=width, height=height)
        expect(page.locator("h1")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert axe(page) == []


def test_a_round_is_given_a_day_closed_and_opened_again(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/cycles?round=public-sources")
    page.locator("input[name=due]").fill("2014-06-30")
    page.get_by_role("button", name="Enregistrer la date").click()
    expect(page.locator(".said")).to_contain_text("est enregistrée")
    row = page.locator("tr.current")
    expect(row).to_contain_text("30 juin 2014")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Clore le cycle").click()
    expect(row.locator(".state")).to_have_text("ouvert")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clore le cycle").click()
    expect(page.locator(".said")).to_have_text("Le cycle Sources publiques est clos.")
    expect(row.locator(".state")).to_have_text("clos")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Rouvrir le cycle").click()
    expect(row.locator(".state")).to_have_text("ouvert")


def test_a_reminder_is_copied_and_not_sent(new_page: NewPage) -> None:
    page = open_page(
        new_page, f"/en/rounds?round={ROUND}", language="en",
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    reminder = page.locator(".reminder").first
    reminder.locator("summary").click()
    text = reminder.locator("textarea[lang=fr]").input_value()
    assert "Madame, Monsieur," in text
    button = reminder.locator(".copied", has=page.locator("[lang=fr]")).locator("[data-copy]")
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n") == text


def test_all_workbooks_come_with_one_click(new_page: NewPage) -> None:
    page = open_page(new_page, f"/en/rounds?round={ROUND}", language="en")
    link = page.get_by_role("link", name="prefilled workbooks (ZIP)")
    answer = page.context.request.get(str(link.get_attribute("href")), timeout=180_000)
    assert f"{ROUND}.zip" in answer.headers["content-disposition"]
    assert len(zipfile.ZipFile(BytesIO(answer.body())).namelist()) == 57


def test_the_list_is_narrowed_by_kind_and_country(new_page: NewPage) -> None:
    page = open_page(new_page, f"/en/gaps?round={ROUND}", language="en")
    tab = page.locator(".tabs a", has_text="Report awaited")
    awaited = int(tab.locator("strong").inner_text())
    tab.click()
    page.wait_for_url("**kind=not-reported**")
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    expect(page.locator("[data-exhibit=gaps] h2")).to_contain_text(f"{awaited} reports awaited")
    rows = page.locator("table.data tbody tr")
    expect(rows).to_have_count(awaited)
    iso3 = str(rows.first.locator("th a").get_attribute("href")).partition("?")[0][-3:]
    page.locator("input[name=countries]").fill(iso3)
    page.locator("input[name=countries]").press("Enter")
    page.wait_for_url(f"**countries={iso3}**")
    expect(rows).to_have_count(1)
    assert "kind=not-reported" in page.url


@pytest.fixture(scope="module")
def changed(sample_database: Path, content: Content) -> bytes:
    """Gabon's report with another main message: a new version of it."""
    engine = reader_engine(f"sqlite:///{sample_database}")
    book = openpyxl.load_workbook(BytesIO(stored_workbook(engine, content, f"GAB-{ROUND}-v1")))
    engine.dispose()
    book["01_IDENTITE_ID"]["E23"] = "Un message plus récent."
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_profile_is_seen_and_answered_before_it_is_published(
    new_page: NewPage, axe: Axe, complaints: Any, changed: bytes
) -> None:
    page = open_page(new_page, "/fr/")
    file = {"name": "gabon.xlsx", "mimeType": "application/octet-stream", "buffer": changed}
    tried = page.context.request.post("/api/v1/uploads", multipart={"file": file})
    stored = page.context.request.post(f"/api/v1/uploads/{tried.json()['id']}/load")
    code = stored.json()["report"]
    address = f"/fr/pays/GAB?report={code}"
    page.goto(address)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    expect(page.locator(".preview-mark")).to_contain_text("non publiée")
    expect(page.locator(".message")).to_contain_text("Un message plus récent.")
    expect(page.locator("a[href*='/api/v1/exhibits/']")).to_have_count(0)
    assert axe(page) == []

    area = page.locator("textarea[name=text]")
    area.fill("é" * 2001)
    page.get_by_role("button", name="Enregistrer la réponse du pays").click()
    expect(page.locator(".reply .field .small").first).to_contain_text("2\u202f001 caractères sur")
    assert page.evaluate("document.querySelector('textarea[name=text]').validity.customError")
    assert len(area.input_value()) == 2001
    area.fill("Le pays précise son message.")
    page.get_by_role("button", name="Enregistrer la réponse du pays").click()
    expect(page.locator(".said")).to_contain_text(code)
    expect(page.locator(".reply-printed")).to_contain_text("Le pays précise son message.")

    page.locator(".languages a[hreflang=en]").click()
    page.wait_for_url(f"**report={code}**")
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    expect(page.locator(".preview-mark")).to_contain_text("not published")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert axe(page) == []
    page.locator("a[href*='/en/countries/GAB/4']:visible").first.click()
    page.wait_for_url(f"**/GAB/4?**report={code}**")
    expect(page.locator(".preview-mark")).to_be_visible()

    stranger = new_page(signed_in=False)
    stranger.goto("/fr/pays/GAB?round=madrid-2012")
    expect(stranger.locator("#main")).not_to_contain_text("Le pays précise son message.")
