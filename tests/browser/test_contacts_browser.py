"""The directory of focal points as an analyst uses it, and the guide that explains it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

NewPage = Callable[..., Page]


def opened(new_page: NewPage, path: str, **options: object) -> Page:
    page = new_page(signed_in=True, **options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return page


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 390)])
def test_the_directory_is_whole(
    new_page: NewPage, axe: Callable[[Page], list[str]], language: str, width: int
) -> None:
    path = {"fr": "/fr/points-focaux?country=SEN", "en": "/en/focal-points"}[language]
    page = opened(new_page, path, language=language, width=width)
    page.evaluate("document.querySelectorAll('#main details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []


def test_a_contact_is_changed_and_removed_by_its_forms(new_page: NewPage) -> None:
    page = opened(new_page, "/fr/points-focaux")
    page.get_by_label("Pays").select_option("MRT")
    page.get_by_role("button", name="Afficher").click()
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    page.get_by_text("Ajouter un contact").click()
    form = page.locator("details.add form")
    form.get_by_label("Rôle").select_option("TH-BORDER")
    form.get_by_label("Nom", exact=True).fill("Contact A")
    form.get_by_label("Courriel").fill("a@example.org")
    form.get_by_label("Accepte de figurer dans la base").select_option("Y")
    form.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("status")).to_contain_text("Le contact est ajouté")
    row = page.get_by_role("row").filter(has_text="Contact A")
    expect(row).to_contain_text("modifié au Secrétariat")
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    page.get_by_text("Modifier ou retirer\N{NO-BREAK SPACE}: Contact thématique frontières").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("details[open]").get_by_role("button", name="Retirer ce contact").click()
    expect(page.get_by_role("status")).to_contain_text("Le contact est retiré")
    expect(page.get_by_text("Contact A")).to_have_count(0)


def test_a_link_into_the_guide_ends_at_its_heading(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/fr/aide#qui-voit-et-fait-quoi")
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    place = page.locator("#qui-voit-et-fait-quoi").bounding_box()
    assert place is not None
    assert 0 <= place["y"] < 200


def test_every_picture_of_the_guide_is_shown(new_page: NewPage) -> None:
    page = new_page(language="en")
    page.goto("/en/help")
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    pictures = page.locator(".prose img")
    assert pictures.count() >= 8
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("node => node.naturalWidth === 1280", arg=picture.element_handle())
