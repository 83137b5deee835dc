"""Every page's address in each language, both ways: from a page to a path and back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class Page:
    """A page: its key in the program, the right it needs (dashboard/auth/rights.py), its path
    below /<language>/ with <variables> in it, and its menu group ("" when it is reached from
    other pages only)."""

    key: str
    right: str
    slugs: Mapping[str, str]
    group: str = ""


PAGES: tuple[Page, ...] = (
    Page("overview", "read", {"fr": "", "en": ""}, "review"),
    Page("scorecard", "read", {"fr": "tableau", "en": "scorecard"}, "review"),
    Page(
        "evidence",
        "read",
        {"fr": "pays/<country>/<objective>", "en": "countries/<country>/<objective>"},
    ),
    Page("country", "read", {"fr": "pays/<country>", "en": "countries/<country>"}),
    Page("trend", "read", {"fr": "evolution", "en": "trend"}, "review"),
    Page("countries", "read", {"fr": "pays", "en": "countries"}, "review"),
    Page("compare", "read", {"fr": "comparer", "en": "compare"}, "review"),
    Page("map", "read", {"fr": "carte", "en": "map"}, "review"),
    Page("measures", "read", {"fr": "mesures", "en": "measures"}, "review"),
    Page("pillar", "read", {"fr": "pilier/<pillar>", "en": "pillar/<pillar>"}),
    Page("objective", "read", {"fr": "objectif/<objective>", "en": "objective/<objective>"}),
    Page("theme", "read", {"fr": "theme/<theme>", "en": "theme/<theme>"}),
    Page("exhibit", "read", {"fr": "figure/<exhibit>", "en": "exhibit/<exhibit>"}),
    Page("practices", "read", {"fr": "pratiques", "en": "practices"}, "exchange"),
    Page("assistance", "read", {"fr": "assistance", "en": "assistance"}, "exchange"),
    Page("profiles-imap", "read", {"fr": "profils-imap", "en": "profiles-imap"}, "exchange"),
    Page(
        "support-project", "read", {"fr": "projet-de-soutien", "en": "support-project"}, "exchange"
    ),
    Page("meeting", "read", {"fr": "reunion/<meeting>", "en": "meeting/<meeting>"}),
    Page("meetings", "read", {"fr": "reunions", "en": "meetings"}, "exchange"),
    Page("bulletin", "read", {"fr": "bulletin", "en": "bulletin"}, "exchange"),
    Page("upload", "check", {"fr": "televersement", "en": "upload"}, "desk"),
    Page("foreign-table", "load", {"fr": "tableau-etranger", "en": "foreign-table"}, "desk"),
    Page("report", "desk", {"fr": "rapports/<report>", "en": "reports/<report>"}),
    Page("reports", "desk", {"fr": "rapports", "en": "reports"}, "desk"),
    Page("mapping", "place", {"fr": "correspondance", "en": "mapping"}, "desk"),
    Page("gaps", "gaps", {"fr": "lacunes", "en": "gaps"}, "desk"),
    Page("rounds", "rounds", {"fr": "cycles", "en": "rounds"}, "desk"),
    Page("focal-points", "contacts", {"fr": "points-focaux", "en": "focal-points"}, "desk"),
    Page("admin", "admin", {"fr": "administration", "en": "admin"}, "desk"),
    Page("sign-in", "open", {"fr": "connexion", "en": "sign-in"}),
    Page("method", "read", {"fr": "methode", "en": "method"}, "about"),
    Page("data", "read", {"fr": "donnees", "en": "data"}, "about"),
    Page("help", "read", {"fr": "aide", "en": "help"}, "about"),
    Page("accessibility", "read", {"fr": "accessibilite", "en": "accessibility"}, "about"),
)
"""In menu order within a group; a path with more variables stands before its prefix."""

GROUPS = ("review", "exchange", "desk", "about")

BY_KEY: Mapping[str, Page] = {page.key: page for page in PAGES}


@dataclass(frozen=True)
class Located:
    """The page an address names, its language, and the values of the path's variables."""

    key: str
    language: str
    values: Mapping[str, str] = field(default_factory=dict)


def href(key: str, language: str, query: str = "", **values: str) -> str:
    """The path of a page, with its query. Raises KeyError for an unknown page or a missing
    value. Every link inside the product is made here."""
    slug = BY_KEY[key].slugs[language]
    path = re.sub(r"<(\w+)>", lambda match: quote(values[match.group(1)], safe=""), slug)
    return f"/{language}/{path}" + (f"?{query}" if query else "")


def outside_href(address: str | None) -> str | None:
    """The address when it is a plain web or mail link, else None: a country's text never
    becomes a script."""
    if address is None:
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    is_web = parts.scheme.lower() in ("http", "https") and bool(parts.netloc)
    return address.strip() if is_web or parts.scheme.lower() == "mailto" else None


def _pattern(slug: str) -> re.Pattern[str]:
    parts = re.split(r"<(\w+)>", slug)
    escaped = [
        re.escape(part) if i % 2 == 0 else f"(?P<{part}>[A-Za-z0-9-]+)"
        for i, part in enumerate(parts)
    ]
    return re.compile("".join(escaped) + "/?")


_PATTERNS = tuple(
    (page.key, language, _pattern(slug)) for page in PAGES for language, slug in page.slugs.items()
)


def locate(path: str) -> Located | None:
    """The page of a path such as /fr/pays/SEN, or None when there is no such page."""
    match = re.fullmatch(r"/(\w\w)/?(.*)", path)
    if match is None:
        return None
    language, rest = match.groups()
    for key, page_language, pattern in _PATTERNS:
        if page_language == language:
            found = pattern.fullmatch(rest)
            if found is not None:
                return Located(key, language, found.groupdict())
    return None


def counterpart(located: Located, language: str, query: str = "") -> str:
    """The same page and view in another language."""
    return href(located.key, language, query, **located.values)
