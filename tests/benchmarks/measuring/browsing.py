"""A page in Chromium: when its charts stand, what it weighs, how long a choice takes."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "chrome",
)
FLAGS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-gpu"]
SCRIPT = Path(__file__).with_name("watch.js")
COUNTRY = "France"
"""Whose profile every page shows first."""

CHOSEN = ("Senegal", "Belgium", "Mali", "Spain", "Ghana", "Tunisia")
OPTION = "[role=option], .dash-dropdown-option, .dash-options-list-option"
QUIET = 0.4
"""Seconds without a byte after which a page has everything."""


@dataclass(frozen=True)
class Throttle:
    """Of the network (megabits a second, milliseconds there and back) and of the processor."""

    megabits: float
    round_trip: float
    slower: float


ROOM = Throttle(10, 40, 4)
"""A conference room: shared wireless network, a modest laptop."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that the browser tests take. It resolves no name but this machine's."""
    named = os.environ.get("DAKAR_TEST_BROWSER")
    program = named or next(filter(None, map(shutil.which, NAMES)), None)
    root = hasattr(os, "getuid") and os.getuid() == 0
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            args=[*FLAGS, *(["--no-sandbox"] if root else [])], executable_path=program
        )
        try:
            yield started
        finally:
            started.close()


@dataclass
class Traffic:
    """What went over the network since the last `begin`. `asked` are the requests that the
    browser's cache did not answer, in their order, as Chromium tells them."""

    bytes: float = 0
    requests: int = 0
    outside: int = 0
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    extra: dict[str, dict[str, str]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    moves: int = 0

    def begin(self) -> None:
        self.bytes = self.requests = self.outside = 0
        self.asked, self.extra = {}, {}

    def watch(self, session: Any) -> None:
        handlers = {
            "requestWillBeSent": self._sent,
            "requestWillBeSentExtraInfo": self._headers,
            "requestServedFromCache": self._cached,
            "responseReceived": self._answered,
            "loadingFinished": self._finished,
            "loadingFailed": self._failed,
            "webSocketFrameReceived": self._frame,
        }
        for name, handler in handlers.items():
            session.on(f"Network.{name}", handler)

    def _sent(self, event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if address.startswith(("data:", "blob:")):
            return
        self.moves += 1
        self.requests += 1
        self.outside += not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]", address)
        self.open.add(event["requestId"])
        self.asked[event["requestId"]] = {"type": event.get("type", ""), **event["request"]}

    def _headers(self, event: dict[str, Any]) -> None:
        self.extra[event["requestId"]] = event["headers"]

    def _cached(self, event: dict[str, Any]) -> None:
        self.asked.pop(event["requestId"], None)

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self.asked.pop(event["requestId"], None)

    def _finished(self, event: dict[str, Any]) -> None:
        self.moves += 1
        self.bytes += event["encodedDataLength"]
        self.open.discard(event["requestId"])

    def _failed(self, event: dict[str, Any]) -> None:
        self.moves += 1
        self.open.discard(event["requestId"])

    def _frame(self, event: dict[str, Any]) -> None:
        """Chromium gives frames of bytes in base64."""
        self.moves += 1
        size = len(event["response"]["payloadData"])
        self.bytes += size * 3 / 4 if event["response"].get("opcode") == 2 else size


@dataclass(frozen=True)
class Visit:
    """Times in ms after the address was opened; None where it never came to that."""

    first: float | None
    ready: float | None
    shift: float
    blocking: float
    bytes: float
    requests: int
    outside: int


class Visitor:
    """One person with a browser of his own, whose cache is empty at first."""

    def __init__(
        self, browser: Browser, throttle: Throttle | None = None, wait: float = 90
    ) -> None:
        self._context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.page: Page = self._context.new_page()
        self._wait = wait * 1000
        self.page.add_init_script(f"window.REVIEWED = {json.dumps(COUNTRY)};")
        self.page.add_init_script(path=SCRIPT)
        self.traffic = Traffic()
        session = self._context.new_cdp_session(self.page)
        session.send("Network.enable")
        if throttle:
            rate = throttle.megabits * 125_000
            session.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": throttle.round_trip,
                    "downloadThroughput": rate,
                    "uploadThroughput": rate,
                },
            )
            session.send("Emulation.setCPUThrottlingRate", {"rate": throttle.slower})
        self.traffic.watch(session)

    def close(self) -> None:
        self._context.close()

    def open(self, url: str) -> Visit:
        """Opens the page and waits until it has everything."""
        self.page.goto("about:blank")
        self.settle()
        self.traffic.begin()
        self.page.goto(url, wait_until="commit", timeout=self._wait)
        self._until("window.watched && watched.ready !== null")
        self.settle()
        seen = self.page.evaluate("watched.result()")
        traffic = self.traffic
        return Visit(
            seen["first"],
            seen["ready"],
            seen["shift"],
            seen["blocking"],
            traffic.bytes,
            traffic.requests,
            traffic.outside,
        )

    def choose(self, how: str, country: str) -> float | None:
        """Chooses a country as a person would; ms from the last input to the page that names it,
        None when it never did."""
        self.page.evaluate("(country) => watched.expect(country)", country)
        try:
            CHOICES[how](self.page, country)
        except PlaywrightError:
            return None
        if not self._until("watched.shown !== null"):
            return None
        self.settle()
        return float(self.page.evaluate("watched.shown - watched.input"))

    def settle(self) -> None:
        """Waits until nothing has come for a while."""
        for _ in range(200):
            before = self.traffic.moves
            self.page.wait_for_timeout(QUIET * 1000)
            if not self.traffic.open and before == self.traffic.moves:
                return

    def _until(self, condition: str) -> bool:
        try:
            self.page.wait_for_function(condition, timeout=self._wait, polling=50)
        except PlaywrightError:
            return False
        return True


# How a person chooses a country


def _select(page: Page, country: str) -> None:
    page.select_option("#country", label=country)


def _dropdown(page: Page, country: str) -> None:
    page.locator("#country").first.click()
    _type_and_take(page, country)


def _vizro(page: Page, country: str) -> None:
    page.locator("#country, [id*=country] input").first.click()
    _type_and_take(page, country)


def _type_and_take(page: Page, country: str) -> None:
    page.keyboard.type(country)
    exactly = re.compile(f"^{country}$")
    option = page.locator(OPTION).filter(has_text=exactly).first
    option.wait_for(timeout=5000)
    page.wait_for_timeout(150)
    option.click()


def _streamlit(page: Page, country: str) -> None:
    page.locator("[data-testid=stSelectbox] input").first.click()
    page.keyboard.type(country)
    page.wait_for_timeout(250)
    page.keyboard.press("Enter")


CHOICES = {
    "select": _select,
    "dropdown": _dropdown,
    "vizro": _vizro,
    "streamlit": _streamlit,
}
