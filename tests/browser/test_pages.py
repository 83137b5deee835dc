"""Every page in a real browser: both languages, desk and telephone, nothing broken."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

NewPage = Callable[..., Page]

ADDRESSES = {
    "overview": ("/fr/", "/en/"),
    "overview-public": ("/fr/?round=public-sources", "/en/?round=public-sources"),
    "scorecard": ("/fr/tableau", "/en/scorecard"),
    "scorecard-measures": ("/fr/tableau?basis=measures", "/en/scorecard?basis=measures"),
    "scorecard-coverage": ("/fr/tableau?view=coverage", "/en/scorecard?view=coverage"),
    "countries": ("/fr/pays", "/en/countries"),
    "country": ("/fr/pays/SEN", "/en/countries/SEN"),
    "country-silent": ("/fr/pays/DZA", "/en/countries/DZA"),
    "country-public": (
        "/fr/pays/SEN?round=public-sources",
        "/en/countries/SEN?round=public-sources",
    ),
    "evidence": ("/fr/pays/SEN/4", "/en/countries/SEN/4"),
    "pillar": ("/fr/pilier/2", "/en/pillar/2"),
    "pillar-cross-cutting": ("/fr/pilier/T", "/en/pillar/T"),
    "objective": ("/fr/objectif/4", "/en/objective/4"),
    "theme": ("/fr/theme/border", "/en/theme/border"),
    "measures": ("/fr/mesures", "/en/measures"),
    "map": ("/fr/carte", "/en/map"),
    "compare": ("/fr/comparer?countries=SEN,MAR,GIN", "/en/compare?countries=SEN,MAR,GIN"),
    "support-project": ("/fr/projet-de-soutien", "/en/support-project"),
    "upload": ("/fr/televersement", "/en/upload"),
    "method": ("/fr/methode", "/en/method"),
    "help": ("/fr/aide", "/en/help"),
    "accessibility": ("/fr/accessibilite", "/en/accessibility"),
}
EACH = [
    pytest.param(path, language, width, height, id=f"{name}-{language}-{width}")
    for name, paths in ADDRESSES.items()
    for path, language in zip(paths, ("fr", "en"), strict=True)
    for width, height in ((1280, 720), (390, 844))
]


def open_page(new_page: NewPage, path: str, **options: Any) -> Page:
    """The page once Dash has put it in the place of the first view."""
    page = new_page(**options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return page


@pytest.mark.parametrize(("path", "language", "width", "height"), EACH)
def test_a_page_is_whole(
    new_page: NewPage,
    axe: Callable[[Page], list[str]],
    path: str,
    language: str,
    width: int,
    height: int,
) -> None:
    page = open_page(new_page, path, language=language, width=width, height=height)
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == language
    sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert sideways <= 0
    for box in page.locator(".exhibit").all():
        assert box.inner_text().strip()
    assert axe(page) == []


@pytest.mark.parametrize("path", ["/fr/", "/en/scorecard", "/fr/pays/SEN"])
def test_the_first_view_needs_no_script(new_page: NewPage, path: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(path)
    expect(page.locator("#first-view h1")).to_be_visible()
    expect(page.locator("#first-view .exhibit").first).to_be_visible()


def test_a_filter_changes_the_address_and_the_page(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/tableau")
    before = page.locator(".exhibit").first.inner_text()
    page.locator("select[name=region]").select_option("north-africa")
    page.wait_for_url("**region=north-africa**")
    expect(page.locator(".active-filters")).to_contain_text("Afrique du Nord")
    assert page.locator(".exhibit").first.inner_text() != before
    page.go_back()
    page.wait_for_url("**/fr/tableau")


def test_the_language_switch_keeps_the_view(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/tableau?region=north-africa&basis=measures")
    page.locator(".languages a[hreflang=en]").click()
    page.wait_for_url("**/en/scorecard?**")
    assert "region=north-africa" in page.url
    assert "basis=measures" in page.url


def test_an_unknown_filter_is_ignored_with_a_notice(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/tableau?region=atlantide&colour=red")
    expect(page.locator(".notice")).to_contain_text("region=atlantide")


@pytest.mark.parametrize("path", ["/fr/pays/XXX", "/en/nowhere", "/fr/objectif/99"])
def test_an_unknown_address_is_a_friendly_404(
    new_page: NewPage, complaints: Any, path: str
) -> None:
    complaints.allow("404")
    page = new_page()
    response = page.goto(path)
    assert response is not None
    assert response.status == 404
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    expect(page.locator("#main a").first).to_be_visible()


def test_fictional_data_are_marked(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/pays/SEN")
    expect(page.locator(".provenance")).to_contain_text("Données fictives")
    page = open_page(new_page, "/en/?round=public-sources")
    expect(page.locator(".provenance")).to_contain_text("Public-source sample")


def test_arrows_walk_the_scorecard(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/tableau")
    grid = page.locator("[role=grid]").first
    cell = grid.locator("[tabindex='0']").first
    cell.focus()
    page.keyboard.press("ArrowRight")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('[role=grid]') !== null")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.textContent") == first


def test_the_cell_leads_to_its_evidence(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/tableau")
    page.locator("[role=grid] a[href*='/fr/pays/SEN/4']").first.click()
    page.wait_for_url("**/fr/pays/SEN/4**")
    expect(page.locator("#main")).to_contain_text("02_OBJECTIFS_OBJECTIVES")


def test_a_country_is_added_and_removed_with_and_without_a_script(new_page: NewPage) -> None:
    for enabled in (False, True):
        page = new_page(java_script_enabled=enabled)
        page.goto("/en/compare?countries=SEN")
        if enabled:
            page.wait_for_selector("html[data-ready]", timeout=60_000)
        page.locator("form.compare-add:visible input[name=add]").fill("Côte d'Ivoire")
        page.locator("form.compare-add:visible button").click()
        page.wait_for_url("**add=**")
        expect(page.locator(".chips:visible li")).to_have_count(2)
        page.locator(".chips:visible li").first.locator(".chip-remove").click()
        expect(page.locator(".chips:visible li")).to_have_count(1)
        expect(page.locator(".chips:visible li")).to_contain_text("Senegal")
