"""A new analyst's first hour: 57 workbooks by e-mail, ten of them faulty, from drop to published.

The browser is real, the server has an empty database, and nothing is clicked but what can be
read on the page.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Locator, Page, expect

from loaders.samples.case import Case
from loaders.samples.fiction import fictional_report
from loaders.samples.parameters import read_parameters
from loaders.writer import filled_workbook
from loaders.writing.order import Prefill
from schemas.content import Content
from schemas.layout import FIRST_DATA_ROW

pytestmark = pytest.mark.slow

ROUND = "dakar-2013"
NBSP = "\N{NO-BREAK SPACE}"
PASSWORD = "trois lacs et une montagne"
LONG = 180_000
"""Milliseconds that 57 workbooks may take on a slow machine."""

ID, OBJECTIVES, MEASURES = "01_IDENTITE_ID", "02_OBJECTIFS_OBJECTIVES", "03_MESURES_MEASURES"
EXCHANGE = "05_DEFIS_PRATIQUES"

Plant = Callable[[Workbook], str]
"""Plants an error; the sheet and cell it stands in, "03_MESURES_MEASURES!L7"."""


def place(sheet: Worksheet, key: str, row: int = FIRST_DATA_ROW) -> str:
    keys = [cell.value for cell in sheet[2]]
    return str(sheet.cell(row, keys.index(key) + 1).coordinate)


def answer_row(book: Workbook, key: str) -> str:
    """The answer's cell of a question of the identification sheet."""
    for row in book[ID].iter_rows(max_col=1):
        if row[0].value == key:
            return f"E{row[0].row}"
    raise AssertionError(key)


def put(book: Workbook, title: str, cell: str, value: Any) -> str:
    book[title][cell].value = value
    return f"{title}!{cell}"


def wrong_word(book: Workbook) -> str:
    return put(book, OBJECTIVES, place(book[OBJECTIVES], "answer"), "bien avancé")


def ambiguous_date(book: Workbook) -> str:
    return put(book, MEASURES, place(book[MEASURES], "end_planned"), "03/04/2013")


def missing_reason(book: Workbook) -> str:
    sheet = book[OBJECTIVES]
    put(book, OBJECTIVES, place(sheet, "answer"), "NA")
    return put(book, OBJECTIVES, place(sheet, "answer_reason"), None)


def wrong_country(book: Workbook) -> str:
    return put(book, ID, answer_row(book, "iso3"), "FRA")


def error_value(book: Workbook) -> str:
    cell = place(book[MEASURES], "start")
    book[MEASURES][cell].value = "#REF!"
    book[MEASURES][cell].data_type = "e"
    return f"{MEASURES}!{cell}"


def text_in_number(book: Workbook) -> str:
    return put(book, ID, answer_row(book, "n_measures_declared"), "une dizaine")


def link_to_nothing(book: Workbook) -> str:
    return put(book, EXCHANGE, place(book[EXCHANGE], "measure"), "ZZZ-M9999")


def end_before_start(book: Workbook) -> str:
    sheet = book[MEASURES]
    put(book, MEASURES, place(sheet, "start"), "2014-12-31")
    return put(book, MEASURES, place(sheet, "end_planned"), "2013-01-01")


PLANTED: Mapping[str, tuple[Plant, str, str]] = {
    "AUT": (wrong_word, "not-in-list", "Avec erreurs"),
    "BEL": (ambiguous_date, "ambiguous-date", "Avec erreurs"),
    "BEN": (missing_reason, "reason-missing", "Avec erreurs"),
    "BGR": (wrong_country, "country-mismatch", "Refusé"),
    "BFA": (error_value, "error-value", "Avec erreurs"),
    "CMR": (text_in_number, "not-a-number", "Avec erreurs"),
    "CPV": (link_to_nothing, "unknown-link", "Avec erreurs"),
    "COG": (end_before_start, "end-before-start", "Avec erreurs"),
}
"""Country -> what is planted, the finding it gives, and the word of the outcome."""

BROKEN: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "CYP": (lambda _source: b"Pays;Niveau\r\nChypre;3\r\n", "n’est pas un classeur Excel"),
    "DNK": (lambda source: source[: len(source) // 2], "endommagé"),
}
"""Country -> what became of the file on its way, and a word of the answer."""


@dataclass(frozen=True)
class Post:
    """What came by e-mail: the files, and the cells with planted errors by country."""

    files: tuple[Path, ...]
    cells: Mapping[str, str]


@pytest.fixture(scope="module")
def post(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Post:
    folder, cells = tmp_path_factory.mktemp("post"), {}
    parameters = read_parameters(content)
    files = []
    for country in content.partners(ROUND):
        case = Case(content, parameters, country, [ROUND], Prefill())
        source = filled_workbook(content, country, ROUND, fictional_report(case))
        if country in PLANTED:
            source, cells[country] = planted(source, PLANTED[country][0])
        if country in BROKEN:
            source = BROKEN[country][0](source)
        files.append(folder / f"{country}.xlsx")
        files[-1].write_bytes(source)
    assert len(files) == 57
    return Post(tuple(files), cells)


def planted(source: bytes, plant: Plant) -> tuple[bytes, str]:
    book = openpyxl.load_workbook(BytesIO(source))
    cell = plant(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue(), cell


@pytest.fixture(scope="module")
def page(browser: Browser, empty_site: Any, complaints_type: Any) -> Iterator[Page]:
    """The analyst's browser; at the end nothing has gone wrong in it."""
    context = browser.new_context(
        base_url=empty_site.address, locale="fr-FR", viewport={"width": 1280, "height": 800}
    )
    complaints = complaints_type(empty_site.address)
    complaints.allow("status of 4(15|22)")  # the answers to the three files that are refused
    page = context.new_page()
    complaints.watch(page)
    yield page
    context.close()
    assert complaints.left() == []


def ready(page: Page) -> None:
    """Waits for the address the last press leads to, and for the page to be in place."""
    page.wait_for_load_state()
    page.wait_for_selector("html[data-ready]", timeout=60_000)


def row_of(page: Page, country: str) -> Locator:
    return page.locator(".upload-file").filter(has_text=f"{country}.xlsx")


def test_a_new_analyst_signs_in_and_chooses_a_password(page: Page, empty_site: Any) -> None:
    page.goto("/fr/")
    ready(page)
    page.get_by_role("link", name="Connexion").click()
    ready(page)
    page.get_by_label("Adresse électronique").fill(empty_site.email)
    page.get_by_label("Mot de passe").fill(empty_site.one_time_password)
    page.get_by_role("button", name="Se connecter").click()
    ready(page)
    page.get_by_label("Mot de passe actuel").fill(empty_site.one_time_password)
    page.get_by_label(re.compile("^Nouveau mot de passe(?!,)")).fill(PASSWORD)
    page.get_by_label("Nouveau mot de passe, une seconde fois").fill(PASSWORD)
    page.get_by_role("button", name="Changer le mot de passe").click()
    expect(page.get_by_role("link", name="Analyste", exact=True)).to_be_visible()


def test_57_workbooks_are_dropped_at_once_and_the_table_shows_what_was_planted(
    page: Page, post: Post
) -> None:
    page.goto("/fr/")
    ready(page)
    menu = page.get_by_role("navigation", name="Menu principal")
    menu.get_by_text("Bureau de l’analyste").click()
    menu.get_by_role("link", name="Téléverser des rapports").click()
    ready(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Choisir des fichiers").click()
    chooser.value.set_files(list(post.files))
    summary = page.get_by_role("status").filter(has_text="57 fichiers")
    wanted = f"57 fichiers{NBSP}: 47 sans erreur, 7 avec erreurs, 3 refusés"
    expect(summary).to_have_text(wanted, timeout=LONG)
    for country, (_, _, outcome) in PLANTED.items():
        expect(row_of(page, country)).to_contain_text(outcome)
    for country in BROKEN:
        expect(row_of(page, country)).to_contain_text("Refusé")


@pytest.mark.parametrize("country", PLANTED)
def test_the_annotated_file_shows_the_planted_cell(
    page: Page, post: Post, country: str, content: Content
) -> None:
    _, code, _ = PLANTED[country]
    title, cell = post.cells[country].split("!")
    row = row_of(page, country)
    row.get_by_role("button", name=f"{country}.xlsx", exact=True).click()
    expect(row).to_contain_text(title)
    expect(row.get_by_text(cell, exact=True).first).to_be_visible()
    with page.expect_download() as download:
        row.get_by_role("link", name="Classeur annoté").first.click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    found = book[title][cell]
    assert found.comment is not None
    for words in content.words.values():
        assert words(f"finding.{code}.rule").partition("{")[0] in found.comment.text
    assert found.fill.fill_type == "solid"
    first = book.worksheets[0]
    links = [c.hyperlink.location for line in first.iter_rows() for c in line if c.hyperlink]
    assert any(cell in (link or "") for link in links)
    row.get_by_role("button", name=f"{country}.xlsx", exact=True).click()


@pytest.mark.parametrize("country", BROKEN)
def test_a_broken_file_says_why(page: Page, country: str) -> None:
    row = row_of(page, country)
    row.get_by_role("button", name=f"{country}.xlsx", exact=True).click()
    expect(row).to_contain_text(BROKEN[country][1])
    expect(row.get_by_role("link", name="Classeur annoté")).to_have_count(0)


def test_the_clean_ones_are_published_with_one_press(page: Page) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Publier tous ceux sans erreur (47)").click()
    said = page.get_by_role("status").filter(has_text="47 publiés")
    expect(said.first).to_be_visible(timeout=LONG)


def test_the_overview_counts_what_was_published(page: Page) -> None:
    page.goto(f"/fr/?round={ROUND}")
    ready(page)
    expect(page.locator("#main")).to_contain_text("47 pays sur 57")
    page.goto(f"/fr/rapports?round={ROUND}")
    ready(page)
    published = page.get_by_role("main").get_by_role("row").filter(has_text="Publié")
    expect(published).to_have_count(47)


def test_the_corrected_file_of_a_country_is_published_after_all(
    page: Page, post: Post, content: Content, tmp_path: Path
) -> None:
    case = Case(content, read_parameters(content), "AUT", [ROUND], Prefill())
    file = tmp_path / "AUT-corrected.xlsx"
    file.write_bytes(filled_workbook(content, "AUT", ROUND, fictional_report(case)))
    page.goto("/fr/televersement")
    ready(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Choisir des fichiers").click()
    chooser.value.set_files([file])
    row = page.locator(".upload-file").filter(has_text="AUT-corrected.xlsx")
    expect(row).to_contain_text("Sans erreur", timeout=LONG)
    row.get_by_role("button", name="Publier").click()
    expect(row).to_contain_text("Publié", timeout=LONG)
    page.goto(f"/fr/?round={ROUND}")
    ready(page)
    expect(page.locator("#main")).to_contain_text("48 pays sur 57")
