"""Meetings in a real browser: an agenda put in order by mouse, keyboard and plain form; an
exhibit added to it; the pages whole in every size and language."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

NewPage = Callable[..., Page]
Axe = Callable[[Page], list[str]]

SIZES = ((1280, 720), (390, 844))
PAGES = (
    ("fr", "/fr/reunions"),
    ("en", "/en/meeting/session-4"),
    ("fr", "/fr/reunion/session-4"),
    ("en", "/en/meetings?add=scorecard&for=region%3Dwest-africa"),
)


def open_page(new_page: NewPage, path: str, **options: Any) -> Page:
    page = new_page(**{"signed_in": True, **options})
    page.goto(path)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return page


def lines(page: Page) -> Locator:
    return page.locator("[data-line]:visible")


def titles(page: Page) -> list[str]:
    return page.locator("[data-title]:visible").all_inner_texts()


def saved(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    expect(page.locator(".said:visible")).to_have_text("L’ordre du jour est enregistré.")
    page.wait_for_selector("html[data-ready]", timeout=60_000)


@pytest.mark.parametrize(("language", "path"), PAGES)
def test_meetings_are_whole(new_page: NewPage, axe: Axe, language: str, path: str) -> None:
    for width, height in SIZES:
        page = open_page(new_page, path, language=language, width=width, height=height)
        expect(page.locator("h1")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert axe(page) == []


def test_a_line_is_dragged_saved_and_stays(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/reunion/paris-2014")
    before = titles(page)
    handle = lines(page).nth(2).locator("[data-handle]")
    handle.scroll_into_view_if_needed()
    start, first = handle.bounding_box(), lines(page).nth(0).bounding_box()
    assert start is not None
    assert first is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, first["y"] + 4, steps=10)
    page.mouse.up()
    wanted = [before[2], before[0], before[1]]
    assert titles(page) == wanted
    assert page.locator("[data-number]:visible").all_inner_texts() == ["1", "2", "3"]
    expect(page.locator("[data-status]:visible")).to_contain_text("en position 1 sur 3")
    saved(page)
    assert titles(page) == wanted
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert titles(page) == wanted


def test_lines_move_by_keyboard_alone_and_keep_the_focus(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/reunion/rabat-2014")
    before = titles(page)
    lines(page).nth(0).locator("[data-handle]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    assert titles(page) == [before[1], before[2], before[0], before[3]]
    expect(lines(page).nth(2).locator("[data-handle]")).to_be_focused()
    status = page.locator("[data-status]:visible")
    expect(status).to_contain_text(f"«\u00a0{before[0]}\u00a0» est en position 3 sur 4")
    assert status.get_attribute("role") == "status"
    up = lines(page).nth(1).get_by_role("button", name="Monter")
    up.focus()
    page.keyboard.press("Enter")
    assert titles(page) == [before[2], before[1], before[0], before[3]]
    expect(lines(page).nth(0).locator("[data-handle]")).to_be_focused()
    saved(page)
    assert titles(page) == [before[2], before[1], before[0], before[3]]


def test_titles_and_notes_are_kept_and_a_line_comes_back(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/reunion/rabat-2014")
    line = lines(page).nth(1)
    line.locator("summary").click()
    line.get_by_label("Titre en français").fill("Un autre titre")
    line.get_by_label("Notes de l’orateur en anglais").fill("First line\nSecond line")
    assert titles(page)[1] == "Un autre titre"
    expect(page.locator("[data-status]:visible")).to_have_text("Modifications non enregistrées.")
    lines(page).nth(3).get_by_role("button", name="Retirer").click()
    assert len(titles(page)) == 3
    page.get_by_role("button", name="Remettre").click()
    assert len(titles(page)) == 4
    saved(page)
    line = lines(page).nth(1)
    assert titles(page)[1] == "Un autre titre"
    line.locator("summary").click()
    notes = line.get_by_label("Notes de l’orateur en anglais")
    expect(notes).to_have_value("First line\nSecond line")


def test_nobody_leaves_changes_behind_unasked(new_page: NewPage) -> None:
    page = open_page(new_page, "/fr/reunion/session-4")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_role("link", name="Toutes les réunions").click()
    page.wait_for_url("**/fr/reunions")
    assert asked == []
    page.go_back()
    page.wait_for_selector("html[data-ready]")
    lines(page).nth(0).get_by_role("button", name="Descendre").click()
    page.get_by_role("link", name="Toutes les réunions").click()
    page.wait_for_url("**/fr/reunions")
    assert asked == ["beforeunload"]


def test_an_exhibit_is_added_with_the_filter_of_its_page(new_page: NewPage) -> None:
    page = open_page(new_page, "/en/scorecard?round=dakar-2013&region=west-africa", language="en")
    page.locator(".exhibit-actions").get_by_role("link", name="Agenda").click()
    part = page.locator(".meeting-add:visible")
    expect(part).to_contain_text("View limited to: West Africa.")
    part.get_by_role("button", name="Add to the agenda: Madrid 2013").click()
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    expect(page.locator(".said:visible")).to_have_text(
        "The exhibit was added at the end of the agenda."
    )
    last = lines(page).last
    expect(last).to_contain_text("View limited to: West Africa.")
    expect(last.locator("[data-handle]")).to_be_focused()
    address = last.get_by_role("link", name="See the exhibit").get_attribute("href")
    assert address == "/en/exhibit/scorecard?round=dakar-2013&region=west-africa"


def test_everything_works_without_a_script(new_page: NewPage) -> None:
    page = new_page(signed_in=True, java_script_enabled=False)
    page.goto("/fr/reunion/session-4")
    expect(page.locator("[data-handle]").first).to_be_hidden()
    before = titles(page)
    line = lines(page).nth(0)
    line.locator("summary").click()
    line.get_by_label("Titre en français").fill("Saisi sans script")
    line.get_by_role("button", name="Descendre").click()
    expect(page.locator(".said")).to_contain_text("Le point est descendu")
    assert titles(page)[:2] == [before[1], "Saisi sans script"]
    lines(page).nth(1).get_by_role("button", name="Retirer").click()
    assert titles(page) == before[1:]
    page.get_by_text("Revenir à l’ordre du jour par défaut").click()
    page.get_by_role("button", name="Reprendre l’ordre du jour par défaut").click()
    assert titles(page) == before


def test_who_saves_second_goes_on_from_what_he_typed(new_page: NewPage, complaints: Any) -> None:
    complaints.allow("409")
    one = open_page(new_page, "/fr/reunion/session-4")
    other = open_page(new_page, "/fr/reunion/session-4")
    lines(other).nth(0).get_by_role("button", name="Descendre").click()
    saved(other)
    lines(one).nth(0).locator("summary").click()
    lines(one).nth(0).get_by_label("Titre en français").fill("À moi")
    one.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    expect(one.locator("h1")).to_have_text("L’ordre du jour n’est pas encore enregistré")
    assert titles(one)[0] == "À moi"
    saved(one)
    assert titles(one)[0] == "À moi"
