"""Countries as people name them, in four languages, alone or in a list."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.values.reading import Reading, Remark, interpreted
from schemas.country import Country, folded

_STRONG = re.compile(r"[;\n|•]")
_WEAK = re.compile(r"(\s*[,/]\s*|\s+(?:et|and|e|y|und)\s+|\s*&\s*|\s+-\s+)", re.IGNORECASE)


@dataclass(frozen=True)
class CountryIndex:
    """`printed`: code, and name as the register prints it -> ISO3. `names`: folded -> ISO3."""

    printed: Mapping[str, str]
    names: Mapping[str, str]


def index_of(countries: Mapping[str, Country], names: Mapping[str, str]) -> CountryIndex:
    printed = {code: code for code in countries}
    for country in countries.values():
        printed.update(dict.fromkeys(country.name.values(), country.iso3))
    return CountryIndex(printed, names)


def country_named(text: str, index: CountryIndex) -> str | None:
    """ISO3 of a name, alias or code; exact but for case, accents and apostrophes, so that
    Niger is never Nigeria."""
    return index.printed.get(text) or index.names.get(folded(text))


def read_country(text: str, index: CountryIndex) -> Reading:
    code = country_named(text, index)
    if code is None:
        return Reading(None, (Remark("unknown-country-name", {"name": text}),))
    return Reading(code) if text in index.printed else interpreted(code, code)


def read_countries(text: str, index: CountryIndex) -> Reading:
    """A tuple of ISO3 codes in the order written; unknown names are left out and named."""
    codes: list[str] = []
    unknown: list[str] = []
    is_printed = True
    for piece in _STRONG.split(text):
        for name in _names(piece.strip(" .,/&\t"), index):
            code = country_named(name, index)
            is_printed = is_printed and name in index.printed and code not in codes
            if code is None:
                unknown.append(name)
            elif code not in codes:
                codes.append(code)
    reading = "; ".join(codes)
    value = tuple(codes) or None
    if unknown:
        params = {"name": "; ".join(unknown), "reading": reading}
        return Reading(value, (Remark("unknown-country-name", params),))
    return Reading(value) if is_printed and value else interpreted(value, reading)


def _names(piece: str, index: CountryIndex) -> list[str]:
    """The names between commas, slashes and "and"; a name that holds one of these itself, such
    as Sao Tome and Principe, is tried first."""
    if not piece or country_named(piece, index):
        return [piece] if piece else []
    parts = _WEAK.split(piece)
    names: list[str] = []
    start = 0
    while start < len(parts):
        end = _longest(parts, start, index)
        name = "".join(parts[start:end]).strip()
        if name:
            names.append(name)
        start = end + 1
    return names


def _longest(parts: Sequence[str], start: int, index: CountryIndex) -> int:
    """The end of the longest run of parts from `start` that is one country's name. No name of
    a state has more than three joints, so no more are tried."""
    for end in range(min(len(parts), start + 7), start + 1, -2):
        if country_named("".join(parts[start:end]), index):
            return end
    return start + 1
