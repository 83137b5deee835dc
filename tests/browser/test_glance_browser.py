"""One country at a glance is chosen in place, before Dash's page is there and after."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

PLACE = "[data-slot=glance]"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page("en")


def test_a_country_takes_the_place_of_another(page: Page) -> None:
    page.goto("/en/?round=dakar-2013&country=GHA")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(f"{PLACE} h2")).to_contain_text("Ghana")
    page.select_option("#country", label="Tunisia")
    expect(page.locator(f"{PLACE} h2")).to_contain_text("Tunisia")
    assert page.url.endswith("/en/?round=dakar-2013&country=TUN")
    page.reload()
    expect(page.locator("[data-slot=glance] h2")).to_contain_text("Tunisia")


def test_what_is_chosen_before_dash_is_there_stays(page: Page) -> None:
    held: list[Route] = []
    page.route("**/_dash-layout", lambda route: held.append(route))
    page.goto("/en/", wait_until="domcontentloaded")
    page.select_option("#first-view form[data-glance] select", label="Mali")
    expect(page.locator(f"#first-view {PLACE} h2")).to_contain_text("Mali")
    held[0].continue_()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#country")).to_have_value("MLI")
    expect(page.locator(f"{PLACE} h2")).to_contain_text("Mali")


def test_without_the_network_the_page_says_so(page: Page, complaints: Any) -> None:
    complaints.allow("ERR_FAILED")
    page.goto("/en/")
    page.wait_for_selector("html[data-ready]")
    page.route("**/*.box*", lambda route: route.abort())
    page.select_option("#country", label="Mali")
    said = page.locator("form[data-glance] [role=status]")
    expect(said).to_contain_text("Check the connection")
    expect(said).to_be_visible()
    page.unroute("**/*.box*")
    page.select_option("#country", label="Ghana")
    expect(page.locator(f"{PLACE} h2")).to_contain_text("Ghana")
    expect(said).to_have_class("visually-hidden")
