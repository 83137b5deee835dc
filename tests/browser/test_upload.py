"""The upload page as an analyst uses it: a folder of workbooks from drop to published."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from loaders import stored_workbook, template_workbook
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.engine import reader_engine
from schemas.layout import FIRST_DATA_ROW

NewPage = Callable[..., Page]

ROUND = "madrid-2012"
MEASURES = "03_MESURES_MEASURES"
READ_AS = "en cours"
"""A level as a person types it; it is read as the entry of the list."""


@pytest.fixture(scope="module")
def samples(sample_database: Path) -> Iterator[Engine]:
    engine = reader_engine(f"sqlite:///{sample_database}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def reports(content: Content, samples: Engine) -> Callable[[str], bytes]:
    """A country's stored sample, written back as a workbook: it has no errors."""

    def make(country: str) -> bytes:
        return stored_workbook(samples, content, f"{country}-{ROUND}-v1")

    return make


def level_changed(source: bytes, text: str, rows: int = 1, key: str = "level") -> bytes:
    """The workbook with another text in the level (or other) cells of its first measures."""
    book = openpyxl.load_workbook(BytesIO(source))
    sheet = book[MEASURES]
    keys = [cell.value for cell in sheet[2]]
    column = keys.index(key) + 1
    for row in range(FIRST_DATA_ROW, FIRST_DATA_ROW + rows):
        assert sheet.cell(row, column).value is not None
        sheet.cell(row, column).value = text
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


@pytest.fixture(scope="module")
def dozen(reports: Callable[[str], bytes], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Twelve workbooks: six clean, three with errors, three that are refused."""
    clean = ("SEN", "MLI", "TUN", "FRA", "ITA", "PRT")
    files = {f"{country}.xlsx": reports(country) for country in clean}
    for country in ("DEU", "GHA", "NGA"):
        files[f"{country}.xlsx"] = level_changed(reports(country), "50 %", rows=2)
    files["note.xlsx"] = b"pays;niveau"
    files["vide.xlsx"] = b""
    files["coupe.xlsx"] = files["SEN.xlsx"][:5000]
    return written(tmp_path_factory.mktemp("dozen"), files)


@pytest.fixture
def draft(content: Content, tmp_path: Path) -> Path:
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


def open_upload(new_page: NewPage, language: str = "fr", **options: Any) -> Page:
    page = new_page(language=language, **{"signed_in": True, **options})
    page.goto({"fr": "/fr/televersement", "en": "/en/upload"}[language])
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return page


def drop(page: Page, files: Path | list[Path]) -> None:
    page.set_input_files("[data-choose=files]", files)


def row_of(page: Page, name: str) -> Any:
    return page.locator(f".upload-file:has(.disclose:text-is('{name}'))")


def open_detail(page: Page, name: str) -> Any:
    row = row_of(page, name)
    row.locator(".disclose").click()
    return row.locator(".upload-detail")


def test_a_dozen_workbooks_from_drop_to_published(
    new_page: NewPage, dozen: list[Path], complaints: Any, axe: Any
) -> None:
    complaints.allow("415|422")
    page = open_upload(new_page, width=390, height=844)
    drop(page, dozen)
    summary = page.locator("#upload-summary")
    wanted = "12 fichiers\N{NO-BREAK SPACE}: 6 sans erreur, 3 avec erreurs, 3 refusés"
    expect(summary).to_have_text(wanted, timeout=60_000)
    expect(page.locator("[role=status]")).to_have_text(wanted)

    shown = page.locator(".upload-file:visible")
    page.locator("[data-filter=outcome]").select_option("refused")
    expect(shown).to_have_count(3)
    page.locator("[data-filter=outcome]").select_option("all")
    page.get_by_label("Pays ou fichier").fill("allem")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Allemagne")
    page.get_by_label("Pays ou fichier").fill("")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Publier tous ceux sans erreur (6)").click()
    expect(page.locator("[role=status]")).to_have_text("6 publiés", timeout=60_000)
    expect(page.locator(".state.published")).to_have_count(6)
    page.get_by_role("button", name="Tout enregistrer (3)").click()
    expect(page.locator("[role=status]")).to_contain_text("3 enregistrés", timeout=60_000)

    page.reload()
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    again = "12 fichiers\N{NO-BREAK SPACE}: 6 publiés, 3 enregistrés comme brouillons, 3 refusés"
    expect(summary).to_have_text(again, timeout=60_000)
    detail = open_detail(page, "SEN.xlsx")
    detail.get_by_text("Données lues").click()
    expect(detail.locator(".upload-rows")).to_contain_text(re.compile("donnée|Mesures|Objectif"))


def test_columns_sort_by_mouse_and_keyboard(
    new_page: NewPage, dozen: list[Path], complaints: Any
) -> None:
    complaints.allow("415|422")
    page = open_upload(new_page)
    drop(page, [file for file in dozen if file.stem in ("MLI", "DEU", "SEN", "note")])
    expect(page.locator("#upload-summary")).to_contain_text("1 refusé", timeout=60_000)
    expect(page.locator(".upload-all")).to_be_hidden(timeout=60_000)  # the others are read too
    names = page.locator(".disclose")
    page.get_by_role("button", name="Erreurs", exact=True).click()
    page.get_by_role("button", name="Erreurs", exact=True).press("Enter")
    assert names.all_inner_texts()[0] == "DEU.xlsx"
    head = page.locator("th:has([data-sort=error])")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Pays", exact=True).click()
    assert names.all_inner_texts()[1:] == ["DEU.xlsx", "MLI.xlsx", "SEN.xlsx"]
    assert head.get_attribute("aria-sort") is None


def test_findings_are_grouped_with_their_cells(
    new_page: NewPage, reports: Callable[[str], bytes], tmp_path: Path
) -> None:
    page = open_upload(new_page)
    wrong = level_changed(reports("POL"), "50 %", rows=2)
    wrong = level_changed(wrong, "hier", key="start")
    drop(page, written(tmp_path, {"POL.xlsx": wrong}))
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)
    detail = open_detail(page, "POL.xlsx")
    group = detail.locator("tr.error:has-text('2 cellules')")
    expect(group).to_contain_text("50 %")
    group.get_by_role("button", name="Voir chaque cellule").click()
    expect(detail.locator(".single-cells li")).to_have_count(2)
    detail.locator(".finding-filter select").last.select_option("not-a-date")
    expect(group).to_be_hidden()
    expect(detail.locator("tr.error:visible")).to_contain_text("hier")
    with page.expect_download() as download:
        detail.get_by_role("link", name="Constats en CSV").click()
    saved = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert saved[0] == '"Gravité","Code","Feuille","Cellule","Valeur lue","Constat"'
    assert any('"not-in-list"' in line and '"50 %"' in line for line in saved)


def test_a_reading_is_refused_and_the_refusal_taken_back(
    new_page: NewPage, reports: Callable[[str], bytes], tmp_path: Path
) -> None:
    changed = level_changed(reports("GAB"), READ_AS)
    (file,) = written(tmp_path, {"GAB.xlsx": changed})
    page = open_upload(new_page)
    drop(page, file)
    expect(page.locator(".outcome.clean")).to_be_visible(timeout=60_000)
    detail = open_detail(page, "GAB.xlsx")
    row = detail.locator(".readings-table tbody tr", has_text=READ_AS)
    expect(row).to_contain_text("2 · En cours")
    row.get_by_role("button", name="Refuser").press("Enter")
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)
    expect(row).to_contain_text("Refusée")
    expect(detail.locator(".findings-table")).to_contain_text("Cette lecture n’a pas été retenue")
    page.reload()
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)
    open_detail(page, "GAB.xlsx")
    row.get_by_role("button", name="Accepter").click()
    expect(page.locator(".outcome.clean")).to_be_visible(timeout=60_000)
    expect(row).to_contain_text("Acceptée")


def test_a_corrected_file_takes_the_place_of_the_one_before(
    new_page: NewPage, reports: Callable[[str], bytes], tmp_path: Path
) -> None:
    fine = reports("SLE")
    page = open_upload(new_page)
    drop(page, written(tmp_path, {"SLE.xlsx": level_changed(fine, "50 %")}))
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)
    drop(page, written(tmp_path, {"SLE.xlsx": fine}))
    expect(page.locator(".outcome.clean")).to_be_visible(timeout=60_000)
    expect(page.locator(".upload-file")).to_have_count(1)


def test_of_two_files_of_one_country_none_is_published_unasked(
    new_page: NewPage, reports: Callable[[str], bytes], tmp_path: Path
) -> None:
    one = reports("EGY")
    page = open_upload(new_page, "en")
    files = written(tmp_path, {"a.xlsx": one, "b.xlsx": level_changed(one, READ_AS)})
    drop(page, files)
    expect(page.locator(".outcome.clean")).to_have_count(2, timeout=60_000)
    page.get_by_role("button", name="Publish all without error (2)").click()
    expect(page.locator(".problem")).to_have_count(2)
    expect(page.locator("[role=status]")).to_have_text("0 published, 2 not published: see the list")


def test_a_lost_connection_is_told_and_tried_again(
    new_page: NewPage, draft: Path, complaints: Any
) -> None:
    complaints.allow("ERR_FAILED")
    page = open_upload(new_page)
    page.route("**/api/v1/uploads", lambda route: route.abort())
    drop(page, draft)
    expect(page.locator(".problem")).to_contain_text("Liaison coupée")
    page.unroute("**/api/v1/uploads")
    page.get_by_role("button", name="Reprendre les envois interrompus").click()
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)


def test_a_list_that_cannot_be_fetched_is_not_forgotten(
    new_page: NewPage, draft: Path, complaints: Any
) -> None:
    complaints.allow("ERR_FAILED")
    page = open_upload(new_page)
    drop(page, draft)
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)
    page.route("**/api/v1/uploads/*", lambda route: route.abort())
    for _ in range(2):
        page.reload()
        page.wait_for_selector("html[data-ready]", timeout=60_000)
        expect(page.locator(".problem")).to_contain_text("Liaison coupée")
    page.unroute("**/api/v1/uploads/*")
    page.get_by_role("button", name="Réessayer").click()
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)
    expect(page.locator(".disclose")).to_have_text(draft.name)


def test_leaving_while_files_are_sent_asks_first(new_page: NewPage, draft: Path) -> None:
    page = open_upload(new_page)
    page.route("**/api/v1/uploads", lambda _route: None)  # never answered
    drop(page, draft)
    expect(page.locator(".upload-outcome progress")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    page.unroute_all(behavior="ignoreErrors")


FOLDER_DROP = """async (names) => {
  const file = (name) => ({ isDirectory: false, name, fullPath: "/rapports/" + name,
    file: (done) => done(new File(["x"], name)) });
  let given = false;
  const reader = { readEntries: (done) => { done(given ? [] : names.map(file)); given = true; } };
  const folder = { isDirectory: true, createReader: () => reader };
  const event = new Event("drop", { bubbles: true, cancelable: true });
  event.dataTransfer = { types: ["Files"], files: [],
    items: [{ webkitGetAsEntry: () => folder }] };
  document.querySelector(".drop-zone").dispatchEvent(event);
}"""


def test_of_a_dropped_folder_the_workbooks_are_sent(new_page: NewPage, complaints: Any) -> None:
    complaints.allow("415")
    page = open_upload(new_page)
    page.evaluate(FOLDER_DROP, ["a.xlsx", "~$a.xlsx", ".DS_Store", "lettre.docx"])
    expect(page.locator(".outcome.refused")).to_have_count(1, timeout=60_000)
    expect(page.locator(".upload-notes")).to_contain_text("lettre.docx")
    expect(page.locator(".disclose")).to_contain_text("rapports")


def test_a_stranger_at_the_machine_checks_and_stores_nothing(
    new_page: NewPage, draft: Path
) -> None:
    page = open_upload(new_page, signed_in=False)
    drop(page, draft)
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)
    detail = open_detail(page, draft.name)
    detail.get_by_text("Données lues").click()
    expect(detail.locator(".preview").first).to_contain_text("Guichet <b>unique</b>")
    assert page.get_by_role("button", name=re.compile("Enregistrer|Publier")).count() == 0
    with page.expect_download() as download:
        page.locator(".upload-actions a").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_blank_prefilled_template_says_what_to_fill(
    new_page: NewPage, content: Content, samples: Engine, tmp_path: Path
) -> None:
    blank = template_workbook(samples, content, "SEN", "rabat-2014")
    page = open_upload(new_page)
    drop(page, written(tmp_path, {"SEN.xlsx": blank}))
    expect(page.locator(".outcome.draft")).to_be_visible(timeout=60_000)
    expect(open_detail(page, "SEN.xlsx")).to_contain_text("est obligatoire")
