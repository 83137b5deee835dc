"""Signing in where only members read, in a browser: plain pages first, the platform after."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]
EMAIL, PASSWORD = "committee@example.org", "a sentence of some length"


@pytest.fixture(scope="module")
def members(
    running: Callable[[Path, Path], AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of an empty platform whose readers sign in; one of them has an account."""
    folder = tmp_path_factory.mktemp("members")
    place = ["--database", f"sqlite:///{folder / 'members.db'}"]
    add = ["user", "add", EMAIL, "--role", "committee", "--password-stdin"]
    for words in (["init", "--empty"], add):
        command = [sys.executable, "-m", "dashboard.cli", *words, *place]
        subprocess.run(command, cwd=ROOT, input=f"{PASSWORD}\n", text=True, check=True, timeout=120)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAKAR_ACCESS", "members")
        with running(folder / "members.db", folder / "server.log") as address:
            yield address


@pytest.fixture
def reader(browser: Browser, members: str, complaints_type: Any) -> Iterator[Page]:
    """An English page; at its end nothing may have gone wrong in it, but for refusals."""
    complaints = complaints_type(members)
    complaints.allow("status of 401")
    context = browser.new_context(base_url=members, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    complaints.watch(page)
    yield page
    context.close()
    assert complaints.left() == []


def sign_in(page: Page, password: str) -> None:
    page.locator("#main input[name=email]").fill(EMAIL)
    page.locator("#main input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_member_signs_in_to_the_page_he_asked_for_and_out_again(
    reader: Page, axe: Callable[[Page], list[str]]
) -> None:
    reader.goto("/en/gaps")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Sign in to open this page")
    reader.locator("#main").get_by_role("link", name="Sign in").click()
    expect(reader.get_by_label("E-mail address")).to_be_visible()
    assert axe(reader) == []
    sign_in(reader, "not the password")
    expect(reader.locator(".said")).to_contain_text("is not right")
    sign_in(reader, PASSWORD)
    reader.wait_for_selector("html[data-ready]")
    assert reader.url.endswith("/en/gaps")
    expect(reader.locator("[data-page=gaps]")).to_be_visible()
    reader.get_by_role("link", name="Steering committee").click()
    reader.wait_for_selector("html[data-ready]")
    expect(reader.locator("#main")).to_contain_text(EMAIL)
    expect(reader.locator("#main")).to_contain_text("see the gaps")
    assert axe(reader) == []
    reader.get_by_role("button", name="Sign out").click()
    expect(reader.locator(".said")).to_contain_text("You are signed out")
    reader.goto("/en/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Sign in to open this page")
