"""What a reader does with an exhibit: switch to its table, save its picture, read its cells."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

NewPage = Callable[..., Page]
PNG = b"\x89PNG\r\n\x1a\n"


def opened(new_page: NewPage, path: str) -> Page:
    page = new_page()
    page.goto(path)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return page


def saved(page: Page, button: str, folder: Path) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(button).first.click()
    file = folder / "picture"
    download.value.save_as(file)
    return download.value.suggested_filename, file.read_bytes()


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height, from the picture's header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@pytest.mark.parametrize(
    ("path", "code"), [("/fr/", "pillars"), ("/fr/carte", "tile-map"), ("/fr/tableau", "scorecard")]
)
def test_a_chart_or_matrix_is_saved_as_a_picture(
    new_page: NewPage, tmp_path: Path, path: str, code: str
) -> None:
    page = opened(new_page, path)
    name, png = saved(page, f".exhibit:has([data-exhibit='{code}']) [data-picture]", tmp_path)
    assert (name, png[:8]) == (f"{code}.png", PNG)
    assert min(size_of(png)) > 500


def test_chart_and_table_take_each_others_place(new_page: NewPage) -> None:
    page = opened(new_page, "/fr/")
    box = page.locator(".exhibit:has([data-exhibit='pillars'])").last
    expect(box.locator("table")).to_be_hidden()
    box.locator("[data-show='table']").click()
    expect(box.locator("table")).to_be_visible()
    expect(box.locator(".chart")).to_be_hidden()
    expect(box.locator("[data-show='table']")).to_have_attribute("aria-pressed", "true")
    box.locator("[data-show='chart']").click()
    expect(box.locator(".chart")).to_be_visible()


def test_a_focused_cell_shows_its_sentence_until_escape(new_page: NewPage) -> None:
    page = opened(new_page, "/fr/tableau")
    page.locator("[role=grid] a[href*='/fr/pays/SEN/4']").first.focus()
    expect(page.locator(".cell-tip")).to_contain_text("Sénégal, objectif 4")
    page.keyboard.press("Escape")
    expect(page.locator(".cell-tip")).to_have_count(0)


def test_a_grid_has_one_tab_stop_and_edges(new_page: NewPage) -> None:
    page = opened(new_page, "/fr/tableau")
    stops = page.locator("[role=grid] [tabindex='0']")
    expect(stops).to_have_count(1)
    stops.first.focus()
    page.keyboard.press("Control+End")
    assert "49 sur 58" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Home")
    assert "Objectif 1" in page.evaluate("document.activeElement.textContent")
    expect(stops).to_have_count(1)


@pytest.mark.parametrize(("width", "shown"), [(1280, "chart-wide"), (390, "chart-narrow")])
def test_one_drawing_is_shown_at_a_time(new_page: NewPage, width: int, shown: str) -> None:
    page = new_page(width=width)
    page.goto("/fr/")
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    drawings = page.locator(".exhibit:has([data-exhibit='pillars']) .chart svg")
    visible = [drawings.nth(i) for i in range(drawings.count()) if drawings.nth(i).is_visible()]
    assert [drawing.get_attribute("class") for drawing in visible] == [shown]


def test_a_chart_is_explored_with_plotly_only_when_asked(new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/fr/pilier/2")
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    assert not [url for url in asked if "plotly-cartesian" in url]
    exhibit = page.locator(".exhibit").nth(1)
    exhibit.locator("[data-show=explore]").click()
    exhibit.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=30_000)
    assert [url for url in asked if "plotly-cartesian" in url]
    assert exhibit.locator("[data-part=chart]").is_hidden()
    exhibit.locator("[data-show=chart]").click()
    assert exhibit.locator("[data-part=chart]").is_visible()
    assert exhibit.locator("[data-part=explore]").is_hidden()
