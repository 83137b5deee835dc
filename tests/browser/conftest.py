"""A real browser, the running application, and pages that fail on any complaint."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "chrome",
)
MISSING = (
    "No browser for the tests: install Chromium, Chrome or Edge, "
    "or name its program in the environment variable DAKAR_TEST_BROWSER"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


# The browser


def _on_path() -> str | None:
    named = os.environ.get("DAKAR_TEST_BROWSER")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def _candidates(playwright: Playwright, install: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Ways to start a browser, the cheapest first; later ones install one."""
    if found := _on_path():
        yield {"executable_path": found}
        return
    if Path(playwright.chromium.executable_path).is_file():
        yield {}
    if sys.platform in ("win32", "darwin"):
        yield from ({"channel": "chrome"}, {"channel": "msedge"})
    install("chromium")
    if found := _on_path():
        yield {"executable_path": found}
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command, capture_output=True, timeout=600).returncode == 0:
        yield {}


@pytest.fixture(scope="session")
def browser(debian_install: Callable[[str], None]) -> Iterator[Browser]:
    """One Chromium a test process. It resolves no name, so nothing can come from elsewhere."""
    root = hasattr(os, "getuid") and os.getuid() == 0
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    arguments += ["--no-sandbox"] if root else []
    with sync_playwright() as playwright:
        reason = ""
        for options in _candidates(playwright, debian_install):
            try:
                started = playwright.chromium.launch(args=arguments, **options)
            except PlaywrightError as error:
                reason = f" ({str(error).splitlines()[0]})"
                continue
            yield started
            started.close()
            return
    pytest.fail(MISSING + reason, pytrace=False)


# The application


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The application did not start:\n{log.read_text('utf-8')[-2000:]}", pytrace=False)


_TOKENS: dict[str, str] = {}
"""Address of a running application -> the token it printed at its start."""


def _token(log: Path) -> str:
    """The last word of the line that tells the token."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = re.search(r"(?:Jeton|Token).*: (\S+)\s*$", log.read_text("utf-8"), re.MULTILINE)
        if found:
            return found.group(1)
        time.sleep(0.2)
    pytest.fail(f"No token was printed:\n{log.read_text('utf-8')[-2000:]}", pytrace=False)


@pytest.fixture(scope="session")
def token(site: str) -> str:
    """What signs in the administrator of the machine that `site` runs on."""
    return _TOKENS[site]


@contextmanager
def _running(database: Path, log: Path) -> Iterator[str]:
    """The address of the application while it runs with this database."""
    port = _free_port()
    command = [sys.executable, "app.py", "--no-browser", "--port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--database", f"sqlite:///{database}"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def running() -> Callable[[Path, Path], AbstractContextManager[str]]:
    """Runs the application with a database: `with running(database, log) as address`."""
    return _running


@pytest.fixture(scope="session")
def site(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application, running with the samples in a database of its own."""
    folder = tmp_path_factory.mktemp("site")
    database, log = Path(shutil.copy(sample_database, folder / "site.db")), folder / "server.log"
    with _running(database, log) as address:
        _TOKENS[address] = _token(log)
        yield address


@dataclass(frozen=True)
class EmptySite:
    """The application without any report, and an account of an analyst who has never come."""

    address: str
    email: str
    one_time_password: str


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptySite]:
    """The application as the first administrator leaves it to a new analyst."""
    folder = tmp_path_factory.mktemp("empty")
    database, email = folder / "empty.db", "analyst@example.org"
    place = ["--database", f"sqlite:///{database}", "--lang", "en"]
    for words in (["init", "--empty"], ["user", "add", email, "--role", "analyst"]):
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.cli", *words, *place],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    password = done.stdout.split()[-1]
    with _running(database, folder / "server.log") as address:
        yield EmptySite(address, email, password)


# Pages


@dataclass
class Complaints:
    """What a browser had to say against the pages of a test; `allow` takes a regex."""

    origin: str
    found: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        self.allowed.append(pattern)

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("console", lambda m: m.type == "error" and self._add(f"console: {m.text}"))
        page.on("request", lambda request: self._check(request.url))

    def left(self) -> list[str]:
        return [c for c in self.found if not any(re.search(a, c) for a in self.allowed)]

    def _add(self, complaint: str) -> None:
        self.found.append(complaint)

    def _check(self, url: str) -> None:
        if not url.startswith((self.origin + "/", "data:", "blob:", "about:")):
            self._add(f"foreign request: {url}")


@pytest.fixture
def complaints(site: str) -> Iterator[Complaints]:
    """Fails the test at its end when a page made an error or asked for a foreign address."""
    kept = Complaints(site)
    yield kept
    assert kept.left() == []


@pytest.fixture(scope="session")
def complaints_type() -> type[Complaints]:
    return Complaints


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, site: str, complaints: Complaints) -> Iterator[NewPage]:
    """Makes a page: new_page(language="en", width=390, height=844); `page.goto("/fr/")` works.
    With `signed_in=True` it is the local administrator's."""
    contexts: list[BrowserContext] = []

    def make(
        language: str = "fr",
        width: int = 1280,
        height: int = 720,
        signed_in: bool = False,
        **options: Any,
    ) -> Page:
        if signed_in:
            options["extra_http_headers"] = {"Authorization": f"Bearer {_TOKENS[site]}"}
        context = browser.new_context(
            base_url=site,
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A French page of 1280 x 720."""
    return new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe finds on a page, by all its rules: "rule: place" for each."""
    script = AXE.read_text("utf-8")
    call = """() => axe.run(document)
        .then(r => r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}`)))"""

    def violations(page: Page) -> list[str]:
        page.evaluate(script)
        found: list[str] = page.evaluate(call)
        return found

    return violations
