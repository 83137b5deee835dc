"""What attackers write into a report runs nothing in a real browser."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

PAGES = (
    "/fr/mesures?round=dakar-2013&country=SEN",
    "/en/countries/SEN?round=dakar-2013",
    "/fr/pays/SEN/4?round=dakar-2013",
    "/en/practices?round=dakar-2013",
    "/fr/assistance?round=dakar-2013",
    "/en/meeting/session-4",
    "/fr/projection/session-4",
    "/en/sign-in?next=//evil.example",
)  # fmt: skip
WATCH = """window.__reports = [];
document.addEventListener("securitypolicyviolation",
    event => window.__reports.push(event.effectiveDirective + " " + event.blockedURI));"""


def looked_at(page: Page, address: str, marks: int) -> dict[str, Any]:
    """What became of a page, everything on it opened and pointed at."""
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for mark in page.locator(".main-svg .point, [title], svg title").all()[:marks]:
        mark.dispatch_event("mouseover")
    said: dict[str, Any] = page.evaluate(
        "({ran: window.__xss || null, reports: window.__reports,"
        " size: document.body.innerText.length})"
    )
    return said


@pytest.mark.plan("S8")
def test_no_attack_runs_in_a_browser(
    browser: Browser,
    hostile: Any,
    running: Callable[[Path, Path], AbstractContextManager[str]],
    complaints_type: Any,
    tmp_path: Path,
    figure: Any,
    effort: Callable[[int, int], int],
) -> None:
    database = Path(shutil.copy(hostile.database, tmp_path / "hostile.db"))
    dialogs: list[str] = []
    with running(database, tmp_path / "server.log") as address:
        complaints = complaints_type(address)
        context = browser.new_context(base_url=address)
        context.add_init_script(WATCH)
        page = context.new_page()
        complaints.watch(page)
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        seen = {path: looked_at(page, path, effort(5, 200)) for path in PAGES}
        context.close()
    assert {path: (one["ran"], one["reports"]) for path, one in seen.items()} == dict.fromkeys(
        PAGES, (None, [])
    )
    assert dialogs == []
    assert complaints.left() == []
    assert all(one["size"] > 200 for one in seen.values())
    figure(f"{len(PAGES)} pages, 0 scripts run, 0 dialogs, 0 policy reports, 0 outside requests")
