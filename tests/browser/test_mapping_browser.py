"""The queue of measures without objective, decided by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

NewPage = Callable[..., Page]

NO_COLOUR = "rgba(0, 0, 0, 0)"
SLUGS = {"fr": "correspondance", "en": "mapping"}


def opened(page: Page, language: str, query: str = "") -> None:
    page.goto(f"/{language}/{SLUGS[language]}{query}")
    ready(page)


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")


def keys(page: Page, *pressed: str) -> str:
    """Presses keys, the last of which sends the page on; what the next page says."""
    *first, last = pressed
    for key in first:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(last)
    ready(page)
    return page.locator(".said").inner_text()


def measure(page: Page) -> str:
    return page.locator("input[name=measure]").input_value().rpartition(":")[2]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_three_measures_are_decided_by_keyboard_alone(
    new_page: NewPage, axe: Callable[[Page], list[str]], language: str
) -> None:
    page = new_page(language=language, signed_in=True)
    opened(page, language)
    assert axe(page) == []

    first = measure(page)
    proposed = page.locator("[data-rank='2']").get_attribute("value")
    said = keys(page, "2", "Enter")
    assert first in said and re.search(rf"{proposed}\.$", said)
    assert page.evaluate("document.activeElement.id") == "measure"

    second = measure(page)
    assert second != first or page.url
    other = page.locator("[data-others] input").last.get_attribute("value") or ""
    said = keys(page, "o", other[-1], "Enter")
    assert second in said and re.search(rf"{other}\b", said)

    third = measure(page)
    said = keys(page, "n", "Enter")
    assert third in said
    assert page.locator(".mapping-last").inner_text().count(third) == 1
    assert axe(page) == []

    said = keys(page, "u")
    assert third in said and measure(page) == third


def test_neighbours_are_reached_without_deciding(new_page: NewPage) -> None:
    page = new_page(signed_in=True)
    opened(page, "fr")
    start = page.locator("input[name=measure]").input_value()
    for forth, back in (("j", "k"), ("ArrowRight", "ArrowLeft")):
        with page.expect_navigation():
            page.keyboard.press(forth)
        ready(page)
        assert page.locator("input[name=measure]").input_value() != start
        with page.expect_navigation():
            page.keyboard.press(back)
        ready(page)
        assert page.locator("input[name=measure]").input_value() == start


def test_keys_are_shown_and_switched_off(new_page: NewPage) -> None:
    page = new_page(language="en", signed_in=True)
    opened(page, "en")
    page.keyboard.press("?")
    expect(page.get_by_text("Use these keys on this page")).to_be_visible()
    page.get_by_label("Use these keys on this page").uncheck()
    page.keyboard.press("n")
    expect(page.locator("[data-none]")).not_to_be_checked()


def test_the_words_of_the_chosen_proposal_stand_out(new_page: NewPage) -> None:
    page = new_page(signed_in=True)
    opened(page, "fr")
    mark = page.locator(".mapping-measure mark[data-for='1']").first
    colour = "mark => getComputedStyle(mark).backgroundColor"
    page.keyboard.press("1")
    assert mark.evaluate(colour) != NO_COLOUR
    page.keyboard.press("3")
    assert mark.evaluate(colour) == NO_COLOUR


@pytest.mark.parametrize("tab", ["list", "decided", "figures"])
def test_other_views_suit_screen_readers_and_telephones(
    new_page: NewPage, axe: Callable[[Page], list[str]], tab: str
) -> None:
    page = new_page(language="en", width=390, height=844, signed_in=True)
    opened(page, "en", f"?tab={tab}")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_a_script_a_decision_is_a_plain_form(new_page: NewPage) -> None:
    page = new_page(signed_in=True, java_script_enabled=False)
    page.goto("/fr/correspondance")
    key = page.locator("input[name=measure]").input_value()
    page.locator("[data-none]").check()
    page.get_by_role("button", name="Enregistrer la décision").click()
    assert key.rpartition(":")[2] in page.locator(".said").inner_text()
