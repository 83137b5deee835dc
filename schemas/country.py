"""Countries, their dated membership and reporting rounds."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from schemas.reading import Problems, Text, optional_date, read_csv, read_toml, text_of

REGIONS = ("europe", "north-africa", "west-africa", "central-africa")

PROVENANCES = ("reported", "public-sources", "illustrative")
"""Where the numbers of a round come from."""


@dataclass(frozen=True)
class Country:
    """A state; `aliases` are other names seen in files, in any language."""

    iso3: str
    iso2: str
    name: Text
    region: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Membership:
    """What a state or organisation was (`role`) from one day to another, both inclusive.

    `kind` is `state` or `organisation`; `role` is `partner`, `observer` or `steering-committee`.
    """

    code: str
    kind: str
    role: str
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Round:
    """A reporting round.

    `asked` is False for a collection nobody was asked to report to: it has no scores and
    no completeness rules. `members_on` is the day on which the N of its coverage is counted.
    """

    code: str
    name: Text
    members_on: date
    period_from: date
    period_to: date
    deadline: date | None
    framework: str
    template: str
    asked: bool
    sample_provenance: str


def folded(text: str) -> str:
    """The text without case, accents, apostrophe or hyphen variants and doubled spaces.

    Used to compare words people type; never shown.
    """
    # Labels are compared again and again; a long text is met once and not kept.
    return _folded_label(text) if len(text) <= _LONGEST_LABEL else _folded(text)


_LONGEST_LABEL = 120


class _Letters(dict[int, str]):
    """Character code -> what is left of it, worked out when first met: files repeat theirs."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code).casefold())
        letters = "".join(c for c in plain if not unicodedata.combining(c))
        known = "".join(c if c.isalnum() else " " for c in letters.replace("œ", "oe"))
        self[code] = known
        return known


_letters = _Letters()


def _folded(text: str) -> str:
    return " ".join(text.translate(_letters).split())


_folded_label = lru_cache(maxsize=8192)(_folded)


def country_index(countries: Iterable[Country]) -> dict[str, str]:
    """Folded name, alias, ISO2 or ISO3 code -> ISO3. Exact matches only, so that Niger is
    never read as Nigeria; a bare "Congo" is COG because that is its registered name."""
    index: dict[str, str] = {}
    for country in countries:
        known = (country.iso3, country.iso2, *country.name.values(), *country.aliases)
        index.update({folded(name): country.iso3 for name in known})
    return index


def members_on(memberships: Iterable[Membership], day: date, role: str) -> tuple[str, ...]:
    """ISO3 codes of the states that had the role on that day, in alphabetical order."""
    return tuple(
        sorted(
            m.code for m in memberships if m.kind == "state" and m.role == role and m.holds_on(day)
        )
    )


def read_countries(file: Path, languages: Sequence[str], problems: Problems) -> dict[str, Country]:
    names = [f"name_{language}" for language in languages]
    rows = read_csv(file, ["iso3", "iso2", *names, "region", "aliases"], problems)
    countries: dict[str, Country] = {}
    claimed: dict[str, str] = {}
    for row in rows:
        iso3 = row["iso3"]
        if row["region"] not in REGIONS:
            problems.add(file, iso3, f"region must be one of {', '.join(REGIONS)}")
        if iso3 in countries:
            problems.add(file, iso3, "listed twice")
        name = {language: row[f"name_{language}"] for language in languages}
        if not all((iso3, row["iso2"], *name.values())):
            problems.add(file, iso3 or "-", "a country has both codes and a name in each language")
        aliases = tuple(alias.strip() for alias in row["aliases"].split(";") if alias.strip())
        countries[iso3] = Country(iso3, row["iso2"], name, row["region"], aliases)
        for word in {folded(w) for w in (iso3, row["iso2"], *name.values(), *aliases)}:
            if claimed.setdefault(word, iso3) != iso3:
                problems.add(file, iso3, f"name {word!r} also belongs to {claimed[word]}")
    return countries


def read_memberships(
    file: Path, countries: Mapping[str, Country], problems: Problems
) -> tuple[Membership, ...]:
    rows = read_csv(file, ["code", "kind", "role", "valid_from", "valid_to"], problems)
    memberships = []
    for number, row in enumerate(rows, start=2):
        key = f"line {number}"
        if row["kind"] not in ("state", "organisation"):
            problems.add(file, key, "kind must be state or organisation")
        if row["role"] not in ("partner", "observer", "steering-committee"):
            problems.add(file, key, "role must be partner, observer or steering-committee")
        if row["kind"] == "state" and row["code"] not in countries:
            problems.add(file, key, f"no country {row['code']!r} in countries.csv")
        with problems.reading(file, key):
            start, end = optional_date(row["valid_from"]), optional_date(row["valid_to"])
            check_order(start, end)
            memberships.append(Membership(row["code"], row["kind"], row["role"], start, end))
    return tuple(memberships)


def read_tiles(
    file: Path, countries: Mapping[str, Country], problems: Problems
) -> dict[str, tuple[int, int]]:
    """ISO3 -> column and row of its tile on the map, from 0 at the top left. Every country has
    one tile, and no two share a place."""
    tiles: dict[str, tuple[int, int]] = {}
    for row in read_csv(file, ["iso3", "column", "row"], problems):
        with problems.reading(file, row["iso3"]):
            place = int(row["column"]), int(row["row"])
            if place in tiles.values():
                problems.add(file, row["iso3"], "another country has this place")
            tiles[row["iso3"]] = place
    for iso3 in sorted(set(tiles) ^ set(countries)):
        problems.add(file, iso3, "a country has one tile, and a tile has a country")
    return tiles


def read_rounds(file: Path, languages: Sequence[str], problems: Problems) -> dict[str, Round]:
    rounds: dict[str, Round] = {}
    for code, table in read_toml(file, problems).items():
        with problems.reading(file, code):
            rounds[code] = Round(
                code=code,
                name=text_of(table["name"], languages),
                members_on=day_of(table["members_on"]),
                period_from=day_of(table["period_from"]),
                period_to=day_of(table["period_to"]),
                deadline=day_of(table["deadline"]) if "deadline" in table else None,
                framework=table["framework"],
                template=table["template"],
                asked=bool(table["asked"]),
                sample_provenance=table["sample_provenance"],
            )
            check_order(rounds[code].period_from, rounds[code].period_to)
            if rounds[code].sample_provenance not in PROVENANCES:
                raise ValueError(f"sample_provenance must be one of {', '.join(PROVENANCES)}")
    return rounds


def day_of(value: object) -> date:
    """A TOML date. Raises ValueError for anything else."""
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is not a date (write 2013-06-01, without quotes)")
    return value


def check_order(start: date | None, end: date | None) -> None:
    """Raises ValueError when the end is before the start."""
    if start is not None and end is not None and end < start:
        raise ValueError(f"ends on {end}, before it begins on {start}")
