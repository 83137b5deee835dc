"""The upload page as an analyst uses it: drop, read the findings, load, see the country."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from loaders import template_workbook
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.engine import reader_engine

NewPage = Callable[..., Page]


@pytest.fixture
def workbook(content: Content, tmp_path: Path) -> Path:
    """A report of Tunisia with a level that is in no list."""
    measure = {
        "update_type": "NEW",
        "title_fr": "Guichet <b>unique</b>",
        "mtype": "INS",
        "objective": "4",
        "level": "50 %",
        "lead": "Ministère",
    }
    file = tmp_path / "tunisie.xlsx"
    file.write_bytes(filled_workbook(content, "TUN", "dakar-2013", {"measures": [measure]}))
    return file


def open_upload(new_page: NewPage, language: str = "fr") -> Page:
    page = new_page(language=language)
    page.goto({"fr": "/fr/televersement", "en": "/en/upload"}[language])
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return page


def test_findings_are_shown_with_their_cells(new_page: NewPage, workbook: Path) -> None:
    page = open_upload(new_page)
    page.set_input_files("input[type=file]", workbook)
    row = page.locator(".upload-results tbody > tr").first
    expect(row).to_contain_text("Tunisie")
    expect(row).to_contain_text("Brouillon avec erreurs")
    detail = page.locator(".upload-detail")
    expect(detail).to_contain_text("« 50 % »")
    expect(detail.locator(".preview").first).to_contain_text("Guichet <b>unique</b>")
    severities = detail.locator("tbody tr[data-severity=error]")
    assert severities.count() > 10
    detail.get_by_label("Erreur").uncheck()
    expect(severities.first).to_be_hidden()


def test_a_draft_is_loaded_and_the_annotated_workbook_comes_back(
    new_page: NewPage, workbook: Path
) -> None:
    page = open_upload(new_page)
    page.set_input_files("input[type=file]", workbook)
    with page.expect_download() as download:
        page.get_by_role("link", name="Classeur annoté").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="Charger comme brouillon").click()
    expect(page.locator(".outcome.stored")).to_contain_text("brouillon")


def test_several_files_go_on_after_a_bad_one(
    new_page: NewPage, workbook: Path, complaints: Any, tmp_path: Path
) -> None:
    complaints.allow("415")
    bad = tmp_path / "rapport.xlsx"
    bad.write_text("pays;niveau")
    page = open_upload(new_page, "en")
    page.set_input_files("input[type=file]", [bad, workbook])
    expect(page.locator(".outcome.refused")).to_have_text("Refused")
    expect(page.locator(".outcome.draft")).to_have_text("Draft with errors")
    expect(page.locator(".upload-detail").first).to_contain_text("not an Excel workbook")


def test_a_blank_prefilled_template_says_what_to_fill(
    new_page: NewPage, content: Content, sample_database: Path, tmp_path: Path
) -> None:
    engine = reader_engine(f"sqlite:///{sample_database}")
    file = tmp_path / "SEN.xlsx"
    file.write_bytes(template_workbook(engine, content, "SEN", "rabat-2014"))
    engine.dispose()
    page = open_upload(new_page)
    page.set_input_files("input[type=file]", file)
    expect(page.locator(".outcome.draft")).to_be_visible()
    expect(page.locator(".upload-detail")).to_contain_text("est obligatoire")
