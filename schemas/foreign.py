"""Turns data/foreign/headings.toml into the words by which a country's own table is understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from schemas.country import folded
from schemas.reading import Problems, read_toml

LANGUAGES = ("fr", "en", "pt", "es")
"""Languages in which tables come; a heading may mix them."""
OTHER = "other"
"""Words of further languages, where a list has some."""

TITLE = "title"


@dataclass(frozen=True)
class Heading:
    """A way to head a column: `words` folded, the role it names, and its languages."""

    words: tuple[str, ...]
    role: str
    languages: frozenset[str]


@dataclass(frozen=True, eq=False)  # compared and remembered as the one object it is
class ForeignWords:
    """`headings`: folded heading -> what it names, one a role. `values`: list (level, mtype,
    theme) -> folded word -> code. `small` words do not count, `spoken` are those of each language.
    `totals` and `notes` begin rows that are no measures, `subheadings` lone texts over measures.
    `ticks` are what a ticked cell holds.
    `objective`, `pillar`: words before a number; `between` may stand there too; `transversal`
    names the pillar of one objective. `multipliers` in a heading say that amounts are not
    written whole."""

    headings: Mapping[str, tuple[Heading, ...]]
    values: Mapping[str, Mapping[str, str]]
    small: frozenset[str]
    spoken: Mapping[str, frozenset[str]]
    totals: frozenset[str]
    notes: frozenset[str]
    subheadings: frozenset[str]
    ticks: frozenset[str]
    objective: frozenset[str]
    pillar: frozenset[str]
    between: frozenset[str]
    transversal: frozenset[str]
    multipliers: frozenset[str]

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Every folded heading."""
        return tuple(self.headings)


@lru_cache(maxsize=4)
def load_foreign(folder: Path) -> ForeignWords:
    """Reads and checks the file. Raises ContentError with all problems."""
    problems = Problems()
    file = folder / "foreign" / "headings.toml"
    table = read_toml(file, problems)
    problems.stop_if_any()
    headings: dict[str, dict[str, set[str]]] = {}
    values: dict[str, dict[str, str]] = {}
    with problems.reading(file, "roles"):
        headings = _headings(table["roles"])
    with problems.reading(file, "values"):
        values = {name: _values(block) for name, block in table["values"].items()}
    words: dict[str, frozenset[str]] = {}
    for section, names in _LISTS.items():
        for name in names:
            with problems.reading(file, f"{section}.{name}"):
                words[name] = frozenset(_each(table[section][name]))
    small: dict[str, frozenset[str]] = {}
    with problems.reading(file, "small"):
        small = {one: frozenset(folded(table["small"][one]).split()) for one in LANGUAGES}
    problems.stop_if_any()
    made = {
        text: tuple(Heading(tuple(text.split()), r, frozenset(ls)) for r, ls in roles.items())
        for text, roles in headings.items()
    }
    return ForeignWords(
        headings=made,
        values=values,
        small=frozenset[str]().union(*small.values()),
        spoken=small,
        totals=words["total"],
        notes=words["note"],
        subheadings=words["subheading"],
        ticks=words["tick"],
        objective=words["objective"],
        pillar=words["pillar"],
        between=words["between"],
        transversal=words["transversal"],
        multipliers=words["multipliers"],
    )


_LISTS: Mapping[str, Sequence[str]] = {
    "rows": ("total", "note", "subheading", "tick"),
    "numbers": ("objective", "pillar", "between", "transversal", "multipliers"),
}


def _headings(roles: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, dict[str, set[str]]]:
    found: dict[str, dict[str, set[str]]] = {}
    for role, spoken in roles.items():
        for language, texts in _spoken(spoken):
            for text in _each(texts):
                found.setdefault(text, {}).setdefault(role, set()).add(language)
    return found


def _values(block: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, str]:
    """Folded word -> code. Raises ValueError for a word that would mean two things."""
    found: dict[str, str] = {}
    for code, spoken in block.items():
        for _language, words in _spoken(spoken):
            for word in _each(words):
                if found.setdefault(word, code) != code:
                    raise ValueError(f"{word!r} stands under {found[word]!r} and {code!r}")
    return found


def _spoken(spoken: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    """Each language with its words. Raises KeyError where one of the usual languages lacks."""
    return [*((one, spoken[one]) for one in LANGUAGES), (OTHER, spoken.get(OTHER, []))]


def _each(texts: Any) -> list[str]:
    """The texts as they are compared. Raises TypeError for anything but a list of texts."""
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise TypeError("a list of texts is needed")
    return [folded(text) or text.strip() for text in texts]
