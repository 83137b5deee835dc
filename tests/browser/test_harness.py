"""The browser tests see what a page does wrong, and the conversion really converts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Browser

ORIGIN = "http://127.0.0.1:9"


def complaints_about(browser: Browser, kind: Callable[[str], Any], html: str) -> list[str]:
    watched = kind(ORIGIN)
    page = browser.new_page()
    watched.watch(page)
    page.set_content(html)
    page.wait_for_timeout(300)
    page.close()
    left: list[str] = watched.left()
    return left


def test_a_quiet_page_has_no_complaint(browser: Browser, complaints_type: Any) -> None:
    assert complaints_about(browser, complaints_type, "<h1>Bonjour</h1>") == []


def test_a_console_error_is_a_complaint(browser: Browser, complaints_type: Any) -> None:
    html = "<script>console.error('broken'); console.log('fine')</script>"
    assert complaints_about(browser, complaints_type, html) == ["console: broken"]


def test_a_thrown_error_is_a_complaint(browser: Browser, complaints_type: Any) -> None:
    html = "<script>throw new Error('thrown')</script>"
    assert complaints_about(browser, complaints_type, html) == ["error: thrown"]


def test_a_foreign_request_is_a_complaint(browser: Browser, complaints_type: Any) -> None:
    found = complaints_about(browser, complaints_type, "<img src='https://foreign.example/x.png'>")
    assert "foreign request: https://foreign.example/x.png" in found


def test_axe_names_rule_and_place(browser: Browser, axe: Callable[..., list[str]]) -> None:
    page = browser.new_page()
    page.set_content("<html lang=fr><title>x</title><main><h1>x</h1><img id=i src='data:,'></main>")
    assert axe(page) == ["image-alt: #i"]
    page.close()


def test_libreoffice_converts_a_workbook(
    convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["é", 1.5])
    book.save(tmp_path / "in.xlsx")
    made = convert(tmp_path / "in.xlsx", "ods", tmp_path)
    again = openpyxl.load_workbook(convert(made, "xlsx", tmp_path))
    assert list(again.active.values) == [("é", 1.5)]
