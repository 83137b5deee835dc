"""Takes the pictures of the guide from the running product, in every language.

Not a test: `uv run --group dev pytest -n 0 tests/browser/make_help_pictures.py` writes them to
assets/help/. To be done again when a page of the desk has changed its look.
"""

import base64
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.addresses import href
from loaders import load, stored_workbook
from schemas.content import Content
from schemas.database.engine import writer_engine
from schemas.layout import FIRST_DATA_ROW

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "assets" / "help"
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
SIZE = {"width": 1280, "height": 800}
QUALITIES = (82, 70, 55, 40)
LARGEST = 120_000
ROUND = "rabat-2014"
FILES = ("AUT", "BEL", "BEN", "BFA", "BGR", "CMR", "COG", "CPV", "DEU")
"""Countries whose workbooks are dropped; AUT and BFA get errors, CPV is cut in half."""

PEOPLE = {
    "admin": ("admin@example.org", "--role", "admin"),
    "analyst": ("analyst@example.org", "--role", "analyst"),
    "focal-point": ("focal.point.sn@example.org", "--role", "focal-point", "--country", "SEN"),
    "committee": ("committee@example.org", "--role", "committee"),
}


@dataclass(frozen=True)
class Place:
    """The running product, its people's tokens, and the files they drop."""

    address: str
    tokens: Mapping[str, str]
    files: tuple[Path, ...]
    table: Path


@pytest.fixture(scope="module")
def place(
    sample_database: Path,
    tmp_path_factory: pytest.TempPathFactory,
    content: Content,
    running: Callable[[Path, Path], AbstractContextManager[str]],
) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("pictures")
    database = Path(shutil.copy(sample_database, folder / "pictures.db"))
    engine = writer_engine(f"sqlite:///{database}")

    def report(country: str, **changes: str) -> bytes:
        source = stored_workbook(engine, content, f"{country}-{ROUND}-v1")
        return _changed(source, {"level": "en cours", **changes})

    for country in ("SEN", "MLI"):
        load(report(country), f"{country}-{ROUND}.xlsx", content=content, engine=engine)
    wrong = {"AUT": {"end_planned": "03/04/2015"}, "BFA": {"level": "50 %"}}
    files = []
    for country in FILES:
        data = report(country, **wrong.get(country, {}))
        files.append(folder / f"{country}-{ROUND}.xlsx")
        files[-1].write_bytes(data[: len(data) // 2] if country == "CPV" else data)
    engine.dispose()
    tokens = {name: _account(database, *person) for name, person in PEOPLE.items()}
    with running(database, folder / "server.log") as address:
        yield Place(address, tokens, tuple(files), _own_table(folder))


def _changed(source: bytes, changes: Mapping[str, str]) -> bytes:
    """The workbook with other texts in the first two measures."""
    book = openpyxl.load_workbook(BytesIO(source))
    sheet = book["03_MESURES_MEASURES"]
    keys = [cell.value for cell in sheet[2]]
    for row in (FIRST_DATA_ROW, FIRST_DATA_ROW + 1):
        for key, text in changes.items():
            sheet.cell(row, keys.index(key) + 1).value = text
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _own_table(folder: Path) -> Path:
    """A table as a country may keep it for itself."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Mesures"
    for row in (
        ("Mesures prises au titre de la Stratégie de Dakar",),
        (),
        ("N°", "Intitulé de la mesure", "Objectif", "État d’avancement", "Début", "Responsable"),
        (1, "Guichet unique pour les travailleurs migrants", "1", "en cours", "2012-03-01", "DGE"),
        (2, "Numérisation des registres d’état civil", "6", "achevée", "2011-09-01", "DEC"),
        (3, "Formation de la police aux frontières", "4", "en préparation", "2013-01-15", "DPAF"),
        (4, "Réduction du coût des transferts d’argent", "8", "en cours", "2012-06-01", "BC"),
    ):
        sheet.append(row)
    file = folder / "mesures.xlsx"
    book.save(file)
    return file


def _account(database: Path, email: str, *options: str) -> str:
    """Adds an account; its token."""
    place = ("--database", f"sqlite:///{database}", "--lang", "en")
    _dakar("user", "add", email, *options, "--password-stdin", *place, given="une phrase à soi")
    said = _dakar("user", "token", email, *place).split()
    return max(said, key=len)


def _dakar(*words: str, given: str = "") -> str:
    command = [sys.executable, "-m", "dashboard.cli", *words]
    done = subprocess.run(
        command, cwd=ROOT, input=given, capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout


@dataclass(frozen=True)
class Camera:
    browser: Browser
    place: Place
    language: str

    def page(self, key: str, who: str = "analyst", query: str = "", **values: str) -> Page:
        """A page of the product, as this person sees it."""
        context = self.browser.new_context(
            base_url=self.place.address,
            locale=LOCALES[self.language],
            viewport=SIZE,
            reduced_motion="reduce",
            color_scheme="light",
            extra_http_headers={"Authorization": f"Bearer {self.place.tokens[who]}"},
        )
        page = context.new_page()
        page.goto(href(key, self.language, query, **values))
        ready(page)
        return page

    def take(self, page: Page, name: str) -> None:
        """Keeps what is seen, as WebP, in the best quality that is small enough."""
        session = page.context.new_cdp_session(page)
        for quality in QUALITIES:
            options = {"format": "webp", "quality": quality}
            data = base64.b64decode(session.send("Page.captureScreenshot", options)["data"])
            if len(data) <= LARGEST:
                break
        assert len(data) <= LARGEST, name
        folder = FOLDER / self.language
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.webp").write_bytes(data)
        page.context.close()


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    page.evaluate("document.fonts.ready")


@pytest.fixture(params=LOCALES)
def camera(request: pytest.FixtureRequest, browser: Browser, place: Place) -> Camera:
    return Camera(browser, place, request.param)


def test_upload(camera: Camera) -> None:
    page = camera.page("upload")
    page.set_input_files("input[type=file]:not([webkitdirectory])", list(camera.place.files))
    rows = page.locator(".upload-file")
    expect(rows).to_have_count(len(FILES))
    expect(page.locator(".upload-file .outcome")).to_have_count(len(FILES), timeout=120_000)
    _scroll_to(page, page.locator("#upload-summary"))
    camera.take(page, "upload-list")
    page = camera.page("upload")
    page.set_input_files("input[type=file]:not([webkitdirectory])", [camera.place.files[0]])
    row = page.locator(".upload-file").filter(has_text=camera.place.files[0].name)
    expect(row.locator(".outcome")).to_be_visible(timeout=60_000)
    row.get_by_role("button", name=camera.place.files[0].name, exact=True).click()
    _scroll_to(page, row)
    camera.take(page, "upload-detail")


@pytest.mark.parametrize(
    ("name", "key", "who"),
    [
        ("mapping", "mapping", "analyst"),
        ("rounds", "rounds", "analyst"),
        ("gaps", "gaps", "analyst"),
        ("contacts", "focal-points", "analyst"),
        ("accounts", "admin", "admin"),
    ],
)
def test_page(camera: Camera, name: str, key: str, who: str) -> None:
    camera.take(camera.page(key, who), name)


def test_report(camera: Camera) -> None:
    camera.take(camera.page("report", report=f"MLI-{ROUND}-v2"), "report")


def test_focal_point(camera: Camera) -> None:
    camera.take(camera.page("report", "focal-point", report=f"SEN-{ROUND}-v2"), "focal-point")


def test_foreign_table(camera: Camera) -> None:
    page = camera.page("foreign-table")
    page.set_input_files("#main input[type=file]", camera.place.table)
    page.locator("#main select[name=country]").select_option("NER")
    page.locator("#main select[name=round]").select_option(ROUND)
    page.locator("#main form button[type=submit]").first.click()
    page.wait_for_load_state()
    ready(page)
    camera.take(page, "foreign-table")


def _scroll_to(page: Page, what: Any) -> None:
    """What is shown stands below the page's header, which stays in sight."""
    what.evaluate("node => window.scrollTo(0, node.getBoundingClientRect().top + scrollY - 90)")
    page.wait_for_timeout(200)
