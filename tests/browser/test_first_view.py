"""What a person does before Dash has put its page in place is not lost."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect


def test_what_is_typed_early_stays(new_page: Callable[..., Page]) -> None:
    page = new_page("en", signed_in=True)
    held: list[Route] = []
    page.route("**/_dash-layout", lambda route: held.append(route))
    page.goto("/en/admin", wait_until="domcontentloaded")
    form = "form[action='/desk/accounts/add']"
    page.fill(f"#first-view {form} [name=email]", "analyst@example.org")
    page.select_option(f"#first-view {form} [name=role]", "analyst")
    page.focus(f"#first-view {form} [name=email]")
    page.wait_for_timeout(200)
    held[0].continue_()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#first-view").count() == 0
    expect(page.locator(f"{form} [name=email]")).to_have_value("analyst@example.org")
    expect(page.locator(f"{form} [name=role]")).to_have_value("analyst")
    expect(page.locator(f"{form} [name=email]")).to_be_focused()
