"""Whose report a file is, and of which round: what it says of itself against what is known."""

from collections.abc import Mapping
from dataclasses import dataclass

from loaders.entries import Meta, RawRow, SheetRows, Stated
from loaders.values import printed
from loaders.values.countries import CountryIndex, country_named
from loaders.values.countries import index_of as country_index_of
from loaders.values.text import cleaned
from schemas.content import Content
from schemas.country import folded
from schemas.findings import Finding

IDENTITY_SHEET = "id"


@dataclass(frozen=True)
class Identity:
    """ISO3 and round code, "" when the file does not tell; then a finding refuses it."""

    country: str
    round: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Said:
    """What a cell of the identity sheet says: its text, and the code that means."""

    text: str
    code: str
    title: str
    place: str

    def finding(self, code: str, **params: str) -> Finding:
        return Finding(code, self.title, self.place, self.text, params)


def identify(
    meta: Meta,
    sheets: Mapping[str, SheetRows],
    content: Content,
    stated: Stated,
    states: Mapping[str, bool],
) -> Identity:
    """The file's own `_meta` decides; `stated` fills what `_meta` does not say; the identity
    sheet decides last, and must agree with both. `states`: round -> is it open."""
    index = country_index_of(content.countries, content.country_names)
    country, findings = _country(meta, sheets, index, stated)
    round_code, more = _round(meta, sheets, content, stated, states)
    findings += more
    if country and round_code:
        findings += _membership(country, round_code, sheets, content)
    return Identity(country, round_code, tuple(findings))


def _said(sheets: Mapping[str, SheetRows], key: str) -> _Said:
    rows = sheets.get(IDENTITY_SHEET)
    if rows is None or not rows.rows:
        return _Said("", "", rows.title if rows else "", "")
    row: RawRow = rows.rows[0]
    cell = row.cells.get(key)
    text = cleaned(printed(cell)).text if cell is not None and cell.value is not None else ""
    return _Said(text, "", rows.title, row.places.get(key, ""))


def _country(
    meta: Meta, sheets: Mapping[str, SheetRows], index: CountryIndex, stated: Stated
) -> tuple[str, list[Finding]]:
    said = [_said(sheets, key) for key in ("iso3", "country")]
    named = [(one, country_named(one.text, index)) for one in said if one.text]
    # Code and name that make the same mistake are one finding, at the code.
    findings = [one.finding("unknown-country") for one, code in named if not code]
    findings = findings if any(code for _, code in named) else findings[:1]
    ruling = meta.country or stated.country or ""
    country = country_named(ruling, index) if ruling else None
    if ruling and country is None:
        return "", [Finding("unknown-country", said[0].title, said[0].place, ruling)]
    known = [(one, code) for one, code in named if code]
    if country is None:
        country = known[0][1] if known else None
    if country is None:
        return "", findings or [said[0].finding("unknown-country")]
    strange: dict[str, _Said] = {}
    for one, code in known:
        if code != country:
            strange.setdefault(code, one)
    findings += [
        one.finding("country-mismatch", stated=country, found=code) for code, one in strange.items()
    ]
    return country, findings


def _round(
    meta: Meta,
    sheets: Mapping[str, SheetRows],
    content: Content,
    stated: Stated,
    states: Mapping[str, bool],
) -> tuple[str, list[Finding]]:
    said = _said(sheets, "round")
    written = _round_named(said.text, content)
    ruling = meta.round or stated.round or ""
    found = _round_named(ruling, content) if ruling else written
    if not found:
        return "", [Finding("unknown-round", said.title, said.place, ruling or said.text)]
    if said.text and not written:
        return found, [said.finding("unknown-round")]
    if written and written != found:
        return found, [said.finding("round-mismatch", stated=found, found=written)]
    if not states.get(found, True):
        return found, [said.finding("closed-round", round=found)]
    return found, []


def _round_named(text: str, content: Content) -> str:
    """The code of the round with this code or name in any language, "" for none."""
    wanted = folded(text)
    for one in content.rounds.values():
        if wanted in {folded(one.code), *(folded(name) for name in one.name.values())}:
            return one.code
    return ""


def _membership(
    country: str, round_code: str, sheets: Mapping[str, SheetRows], content: Content
) -> list[Finding]:
    """A report of a state that is no partner on the round's day is listed apart."""
    day = content.rounds[round_code].members_on
    if content.is_partner(country, day):
        return []
    said = _said(sheets, "iso3")
    return [said.finding("not-a-member", country=country, date=day.isoformat())]
