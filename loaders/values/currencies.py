"""Currencies as people type them, as ISO 4217 codes."""

from functools import cache

from babel import Locale
from babel.numbers import list_currencies

from loaders.values.reading import Reading, interpreted, refused
from schemas.country import folded

_SYMBOLS = {"€": "EUR", "£": "GBP", "₦": "NGN", "₵": "GHS"}
"""Symbols of one currency only; $ and FCFA belong to several."""


@cache
def _known() -> tuple[frozenset[str], dict[str, str]]:
    """ISO codes, and folded French or English name -> code where one currency bears it."""
    codes = frozenset(list_currencies())
    names: dict[str, set[str]] = {}
    for language in ("fr", "en"):
        for code, name in Locale.parse(language).currencies.items():
            for written in (name, f"{name}s"):
                names.setdefault(folded(written), set()).add(code)
    return codes, {name: min(found) for name, found in names.items() if len(found) == 1}


def read_currency(text: str) -> Reading:
    codes, names = _known()
    if text in codes:
        return Reading(text)
    capitals = text.upper().rstrip(".")
    code = capitals if capitals in codes else _SYMBOLS.get(text) or names.get(folded(text))
    if code is None:
        return refused("not-in-list", list="currency", entry="")
    return interpreted(code, code)
