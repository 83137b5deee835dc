"""The bulletin taken along: one click copies it, as text, with formatting, in both languages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

NewPage = Callable[..., Page]

READ = """async () => {
  const [item] = await navigator.clipboard.read();
  const parts = {};
  for (const type of item.types) { parts[type] = await (await item.getType(type)).text(); }
  return parts;
}"""


def opened(new_page: NewPage, path: str, **options: object) -> Page:
    page = new_page(**options)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(path)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return page


def test_the_bulletin_is_copied_by_keyboard(new_page: NewPage) -> None:
    page = opened(new_page, "/fr/bulletin", language="fr")
    page.get_by_role("button", name="Copier en texte simple").press("Enter")
    expect(page.locator(".bulletin-copy [role=status]")).to_have_text("Copié.")
    text = page.evaluate(READ)["text/plain"]
    assert text.startswith("Suivi de la Stratégie de Dakar")
    assert "Données fictives" in text
    days = "from=[0-9]{4}(-[0-9]{2}){2}&to=[0-9]{4}(-[0-9]{2}){2}"
    assert re.search(f"/fr/bulletin[?]{days}$", text.rstrip())
    page.get_by_role("button", name="Copier dans les deux langues").press("Enter")
    page.wait_for_function("async () => (await navigator.clipboard.read())[0].types.length > 1")
    both = page.evaluate(READ)
    assert both["text/html"].count("<h1>") == 2
    assert "Fictional data" in both["text/plain"]
    assert "Données fictives" in both["text/plain"]


def test_without_a_clipboard_of_its_own_the_browser_still_copies(new_page: NewPage) -> None:
    """A page that is not served securely has no navigator.clipboard."""
    page = opened(new_page, "/en/bulletin", language="en")
    page.evaluate("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.get_by_role("button", name="Copy with formatting").click()
    expect(page.locator(".bulletin-copy [role=status]")).to_have_text("Copied.")
    assert "<h1>" in page.evaluate(READ)["text/html"]


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 390)])
def test_the_bulletin_is_whole(
    new_page: NewPage, axe: Callable[[Page], list[str]], language: str, width: int
) -> None:
    page = new_page(language=language, width=width)
    page.goto(f"/{language}/bulletin")
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    page.evaluate("document.querySelectorAll('#main details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []
