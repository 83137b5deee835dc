"""Addresses: every page has one in each language, both ways, and links are safe."""

import pytest

from dashboard.addresses import PAGES, Located, counterpart, href, locate, outside_href

VALUES = {
    "country": "SEN", "objective": "4", "pillar": "2", "theme": "border", "exhibit": "pillars",
    "meeting": "session-4",
}  # fmt: skip
VALUES |= {"report": "SEN-dakar-2013-v2"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_an_address_leads_back_to_its_page(page, language):
    names = [name for name in VALUES if f"<{name}>" in page.slugs[language]]
    values = {name: VALUES[name] for name in names}
    assert locate(href(page.key, language, **values)) == Located(page.key, language, values)


@pytest.mark.parametrize(
    ("path", "key", "values"),
    [
        ("/fr/", "overview", {}),
        ("/fr", "overview", {}),
        ("/fr/pays/SEN", "country", {"country": "SEN"}),
        ("/en/countries/SEN/4", "evidence", {"country": "SEN", "objective": "4"}),
        ("/fr/tableau/", "scorecard", {}),
    ],
)
def test_known_paths(path, key, values):
    located = locate(path)
    assert (located.key, located.values) == (key, values)


@pytest.mark.parametrize(
    "path", ["/", "/de/", "/fr/scorecard", "/fr/pays/SEN/4/x", "/fr/pays/a%2Fb", "/fr/pays/<x>"]
)
def test_unknown_paths(path):
    assert locate(path) is None


def test_the_other_language_keeps_path_and_query():
    located = locate("/fr/pays/MLI/4")
    assert counterpart(located, "en", "round=dakar-2013") == "/en/countries/MLI/4?round=dakar-2013"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "java\nscript:alert(1)",
        "//evil.example",
        "http:",
        "Loi n° 2013-08",
        None,
    ],
)
def test_only_plain_links_are_links(address):
    assert outside_href(address) is None


def test_web_and_mail_links_are_links():
    assert outside_href("https://example.org/a") == "https://example.org/a"
    assert outside_href("mailto:a@example.org") == "mailto:a@example.org"
