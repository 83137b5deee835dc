"""The wizard for a country's own table, as an analyst uses it: three steps, nothing lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from xlsxwriter import Workbook

NewPage = Callable[..., Page]

HEAD = ["N°", "Mesure", "Objectif", "État d'avancement", "Fin prévue", "Responsable", "Notes"]
ROWS = [
    ["Suivi des mesures"],
    [],
    HEAD,
    ["Objectif 3"],
    ["1", "Guide des droits des migrants", "", "en cours", "2014-12-31", "Justice", ""],
    ["2", "Poste frontière commun", "4", "achevé", "01/02/2013", "Police", "à deux"],
    ["3", "Enquête sur les retours", "La sécurité", "60 %", "2014-06-30", "Statistique", ""],
    ["", "Total", "", "", "", "", ""],
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "suivi.xlsx"
    with Workbook(file) as book:
        for title in ("Mesures", "Contacts"):
            sheet = book.add_worksheet(title)
            for row, texts in enumerate(ROWS if title == "Mesures" else [["Contact A"]]):
                for column, text in enumerate(texts):
                    if text:
                        sheet.write_string(row, column, text)
    return file


def step_one(page: Page, address: str, file: Path, country: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    page.set_input_files("input[name=file]", file)
    page.select_option("select[name=country]", country)
    page.select_option("select[name=round]", "rabat-2014")
    page.click(".desk-form button")
    page.wait_for_url("**upload=*")
    page.wait_for_selector("html[data-ready]")


def test_a_table_from_its_file_to_a_draft(
    new_page: NewPage, table: Path, axe: Callable[[Page], list[str]]
) -> None:
    page = new_page(signed_in=True)
    step_one(page, "/fr/tableau-etranger", table, "CIV")
    expect(page.locator("tr.header")).to_contain_text("État d'avancement")
    roles = page.locator(".roles select").evaluate_all("all => all.map(one => one.value)")
    assert roles == ["", "title_fr", "objective", "level", "end_planned", "lead", "comment"]
    expect(page.locator(".wizard-left")).to_contain_text("Total")
    expect(page.get_by_label("Objectif des lignes sous la ligne 4")).to_have_value("3")
    expect(page.get_by_label("Sens de « en cours »")).to_have_value("")
    assert axe(page) == []

    # A title nowhere: the page says so, and what was chosen is still there.
    page.get_by_label("Colonne G").select_option("result")
    page.get_by_label("Colonne B").select_option("")
    page.get_by_role("button", name="Continuer vers l’aperçu").click()
    expect(page.locator(".said")).to_contain_text("dites quelle colonne contient l’intitulé")
    expect(page.get_by_label("Colonne G")).to_have_value("result")
    page.get_by_label("Colonne B").select_option("title_fr")
    page.get_by_role("button", name="Reprendre toutes les propositions").click()
    expect(page.get_by_label("Sens de « en cours »")).to_have_value("2")

    page.get_by_role("button", name="Continuer vers l’aperçu").click()
    page.wait_for_url("**step=3")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".wizard-preview tbody tr")).to_have_count(3)
    expect(page.locator(".found-group.error")).to_have_count(2)
    expect(page.locator(".found-list").first).to_contain_text("60 %")
    assert axe(page) == []
    page.get_by_role("link", name="Revenir aux colonnes").click()
    page.wait_for_url(re.compile(r"upload=[^&]+$"))
    expect(page.get_by_label("Colonne G")).to_have_value("result")
    page.go_back()
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    page.wait_for_url("**/fr/rapports/CIV-rabat-2014-v*")
    expect(page.locator("body")).to_contain_text("suivi.xlsx")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_steps_fit_a_telephone_and_speak_english(
    new_page: NewPage, table: Path, width: int
) -> None:
    page = new_page(language="en", width=width, height=844, signed_in=True)
    step_one(page, "/en/foreign-table", table, "GHA")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Sheet “Mesures”")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Go on to the preview").click()
    page.wait_for_url("**step=3")
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
