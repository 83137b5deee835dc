"""The projector in a browser: keys, size of words, nothing cut, no network, notes, presenter."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

FRENCH = "/fr/projection/session-4"
ENGLISH = "/en/present/session-4"
MEASURE = Path(__file__).with_name("measure_slides.js").read_text("utf-8")


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    page.evaluate("document.fonts.ready")
    return page


def at(page: Page) -> str:
    place: str = page.evaluate("deck.state.at")
    return place


@pytest.fixture
def stage(new_page: Callable[..., Page]) -> Page:
    return opened(new_page(width=1920, height=1080), FRENCH)


def test_no_words_are_small_cut_or_over_others(stage: Page) -> None:
    complaints: list[str] = []
    for key in ("", "s", "t", "l", "s"):  # every language, with and without the second title
        if key:
            stage.keyboard.press(key)
        measured = stage.evaluate(MEASURE)
        complaints += [f"{key} {one}" for one in measured["found"]]
        assert measured["count"] > 20 * measured["slides"]
    assert complaints == []


def test_the_measure_sees_small_cut_and_overlapping_words(stage: Page) -> None:
    stage.evaluate("""() => {
      const body = deck.slide("2").querySelector(".body");
      const small = document.createElement("p");
      small.textContent = "tiny";
      small.style.fontSize = "20px";
      const far = document.createElement("p");
      far.textContent = "far";
      far.style.cssText = "position:absolute;left:3000px;font-size:30px";
      const over = document.createElement("p");
      over.textContent = "over the title";
      over.style.cssText = "position:absolute;top:-120px;font-size:60px";
      body.append(small, far, over);
    }""")
    found = " ".join(stage.evaluate(MEASURE)["found"])
    assert "fr 2: small 20.0 tiny" in found
    assert "fr 2: outside far" in found
    assert "overlap" in found and "over the title" in found


def test_keys_walk_through_the_agenda(stage: Page) -> None:
    press = stage.keyboard.press
    walked = [at(stage)]
    for key in ("ArrowRight", "Space", "PageDown", "PageDown", "PageUp", "ArrowLeft"):
        press(key)
        walked.append(at(stage))
    assert walked == ["0", "1", "2", "3", "3.2", "3", "2"]
    press("End")
    assert at(stage).split(".")[0] == "10"
    press("Home")
    assert at(stage) == "0"
    press("5")
    expect(stage.locator("p.said")).to_contain_text("5")
    press("Enter")
    assert at(stage) == "5"
    assert stage.url.endswith("#5")
    for key in ("9", "9", "Enter"):
        press(key)
    assert at(stage) == "5"
    expect(stage.locator("p.said")).to_contain_text("99")
    stage.reload()
    stage.wait_for_selector("html[data-ready]")
    assert at(stage) == "5"


def test_a_country_is_found_in_either_language_and_without_accents(stage: Page) -> None:
    press = stage.keyboard.press
    stage.evaluate("deck.go('7')")
    press("/")
    stage.keyboard.type("seneg")
    expect(stage.locator("dialog.find[open] li").first).to_contain_text("Sénégal")
    press("Enter")
    assert at(stage) == "SEN"
    press("ArrowRight")
    assert at(stage) == "SEN.2"
    press("ArrowRight")
    assert at(stage) == "7"
    press("/")
    stage.keyboard.type("germany")
    press("Enter")
    assert at(stage) == "DEU"
    press("Escape")
    assert at(stage) == "7"


def test_one_country_is_lit_and_the_others_are_dimmed(stage: Page) -> None:
    press = stage.keyboard.press
    press("1")
    press("Enter")
    press("h")
    stage.keyboard.type("mali")
    press("Enter")
    expect(stage.locator("p.said")).to_contain_text("Mali")
    light = """iso3 => Number(getComputedStyle(deck.here().querySelector(
        `[data-country="${iso3}"]`)).opacity)"""
    assert stage.evaluate(light, "MLI") == 1
    assert stage.evaluate(light, "FRA") < 0.5
    stage.evaluate("deck.go('3')")
    press("h")
    stage.keyboard.type("mali")
    press("Enter")
    assert at(stage) == "3.4"  # the part of the scorecard where the country stands
    assert stage.locator(".slide.on:visible tr.lit").count() == 1
    ground = """iso3 => [...deck.here().querySelectorAll(`[data-country="${iso3}"] .cell`)]
        .map(cell => getComputedStyle(cell).backgroundColor)"""
    lit = stage.evaluate(ground, "MLI")
    press("Escape")
    assert stage.evaluate(ground, "MLI") == lit  # colours of the levels stay
    assert stage.evaluate(light, "BEN") == 1


def test_black_language_theme_subtitle_and_help(stage: Page) -> None:
    press = stage.keyboard.press
    press("2")
    press("Enter")
    press("b")
    expect(stage.locator(".black")).to_be_visible()
    press("ArrowRight")
    expect(stage.locator(".black")).to_be_hidden()
    assert at(stage) == "2"
    french = stage.locator(".slide.on:visible h2").inner_text()
    press("l")
    assert stage.evaluate("document.documentElement.lang") == "en"
    english = stage.locator(".slide.on:visible h2").inner_text()
    assert english != french
    expect(stage.locator(".slide.on:visible .other")).to_be_hidden()
    press("s")
    assert stage.locator(".slide.on:visible .other").inner_text() == french
    press("t")
    assert stage.evaluate("document.documentElement.dataset.theme") == "dark"
    press("?")
    expect(stage.locator("dialog.help[open] h2")).to_have_text("Keys of the projection")
    press("Escape")
    press("3")
    press("Enter")  # no button of the closed dialog takes it
    assert at(stage) == "3"
    expect(stage.locator("dialog[open]")).to_have_count(0)


def test_buttons_do_what_keys_do_and_axe_is_content(
    new_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    stage = opened(new_page(), f"{FRENCH}?annex=0")
    stage.locator('.bar:visible [data-do="next"]').click()
    assert at(stage) == "1"
    stage.mouse.move(200, 300)
    stage.locator('.bar:visible [data-do="language"]').click()
    assert stage.evaluate("document.documentElement.lang") == "en"
    assert axe(stage) == []
    stage.keyboard.press("3")
    stage.keyboard.press("Enter")
    stage.keyboard.press("t")
    assert axe(stage) == []
    stage.keyboard.press("q")
    assert axe(stage) == []
    stage.keyboard.press("Escape")
    stage.keyboard.press("/")
    assert axe(stage) == []


def test_the_whole_meeting_runs_with_the_network_cut(new_page: Callable[..., Page]) -> None:
    page = opened(new_page(width=1920, height=1080), FRENCH)
    page.context.set_offline(True)
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            asked.append(request.url)

    page.on("request", note)
    page.on("requestfailed", note)
    press = page.keyboard.press
    seen = []
    agenda = page.evaluate("deck.agenda")
    for _ in agenda:
        seen.append(at(page))
        press("PageDown")
    assert seen == agenda
    press("l")
    press("/")
    page.keyboard.type("Maroc")
    press("Enter")
    assert at(page) == "MAR"
    press("h")
    page.keyboard.type("Senegal")
    press("Enter")
    press("Escape")
    press("q")
    page.keyboard.type("When will the register be ready?")
    page.locator('dialog.notes[open] [data-note="keep"]').click()
    expect(page.locator("dialog.notes[open] .kept .text")).to_have_text(
        "When will the register be ready?"
    )
    press("Escape")
    with page.expect_popup() as waiting:
        press("p")
    popup = waiting.value
    expect(popup.locator(".said-notes h3").first).to_be_visible()
    assert asked == []


def test_the_presenter_sees_notes_next_slide_and_clock(stage: Page) -> None:
    stage.keyboard.press("2")
    stage.keyboard.press("Enter")
    with stage.expect_popup() as waiting:
        stage.keyboard.press("p")
    popup = waiting.value
    expect(popup.locator(".now h2")).to_have_text(
        stage.locator(".slide.on:visible h2").inner_text()
    )
    expect(popup.locator(".then .slide")).to_have_attribute("data-at", "3")
    expect(popup.locator(".clock")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    assert popup.locator(".said-notes li").count() >= 1
    popup.locator("body").press("ArrowRight")
    assert at(stage) == "3"
    expect(popup.locator(".now .slide")).to_have_attribute("data-at", "3")
    popup.locator('[data-do="previous"]').click()
    assert at(stage) == "2"
    popup.locator('[data-presenter="reset"]').click()
    expect(popup.locator(".elapsed b")).to_have_text("0:00")


def taken(page: Page, text: str, **fields: str) -> None:
    box = page.locator("dialog.notes[open]")
    for name, value in fields.items():
        if name == "kind":
            box.locator(f'[name="kind"][value="{value}"]').check()
        else:
            box.locator(f'[name="{name}"]').select_option(value)
    box.locator('[name="text"]').fill(text)
    box.locator('[data-note="keep"]').click()


def test_notes_stay_change_and_become_a_file(stage: Page, tmp_path: Path) -> None:
    stage.evaluate("deck.go('6')")
    stage.keyboard.press("q")
    taken(stage, "Une question <b>", country="SEN", objective="4")
    taken(stage, "Une conclusion", kind="conclusion", result="2")
    taken(stage, "À retirer")
    stage.reload()
    stage.wait_for_selector("html[data-ready]")
    stage.keyboard.press("q")
    box = stage.locator("dialog.notes[open]")
    expect(box.locator(".kept .text")).to_have_text(
        ["Une question <b>", "Une conclusion", "À retirer"]
    )
    box.locator(".kept li").nth(2).locator('[data-note="remove"]').click()
    box.locator(".kept li").nth(1).locator('[data-note="change"]').click()
    box.locator('[name="text"]').fill("Une conclusion changée")
    box.locator('[data-note="keep"]').click()
    expect(box.locator(".state")).to_contain_text("2")
    with stage.expect_download() as waiting:
        box.locator('[data-note="file"]').click()
    file = tmp_path / "notes.json"
    waiting.value.save_as(file)
    said: dict[str, Any] = json.loads(file.read_text("utf-8"))
    assert (said["meeting"], len(said["notes"])) == ("session-4", 2)
    first, second = said["notes"]
    assert {name: first[name] for name in ("item", "kind", "country", "objective", "result")} == {
        "item": "6",
        "kind": "question",
        "country": "SEN",
        "objective": "4",
        "result": None,
    }
    assert (second["kind"], second["result"], second["text"]) == (
        "conclusion",
        2,
        "Une conclusion changée",
    )


def test_notes_are_sent_by_who_may_when_the_network_is_back(new_page: Callable[..., Page]) -> None:
    page = opened(new_page(signed_in=True), FRENCH)
    page.context.set_offline(True)
    page.keyboard.press("q")
    taken(page, "Prise sans réseau", country="MLI")
    state = page.locator("dialog.notes[open] .state")
    expect(state).to_contain_text("envoyées\u00a0: 0")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state).to_contain_text("envoyées\u00a0: 1")


def test_a_telephone_reads_the_slides_as_a_document(new_page: Callable[..., Page]) -> None:
    page = opened(new_page(width=390, height=844), ENGLISH)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shown = page.locator(".slide:visible").count()
    assert shown == len(page.evaluate("deck.agenda"))


def test_a_file_opens_without_a_server(
    stage: Page, new_page: Callable[..., Page], complaints: Any, tmp_path: Path
) -> None:
    file = tmp_path / "deck.html"
    file.write_bytes(stage.request.get(FRENCH).body())
    complaints.allow(r"foreign request: file://")
    page = opened(new_page(), file.as_uri())
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    page.keyboard.press("q")
    taken(page, "Depuis une clé")
    expect(page.locator("dialog.notes[open] .kept .text")).to_have_text("Depuis une clé")
    page.keyboard.press("Escape")
    with page.expect_popup() as waiting:
        page.keyboard.press("p")
    expect(waiting.value.locator(".now h2")).to_be_visible()
