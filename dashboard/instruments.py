"""Turns titles of one country's measures into instruments: steps of one text under one measure.

Two titles belong together when they are the same, word for word, without words that name a step
(drafted, adopted, revised), without one year and days, and without small words. Two years, such
as 2012-2014, are part of a name. Where the same step was taken in two years, as with a course held
again, nothing is grouped. Nothing looser is used: a wrong group would hide a measure. Grouping
changes no count; it only says how many instruments stand behind the measures.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.country import folded

FEWEST_WORDS = 3
"""Shorter names, such as "national policy", say too little to be one instrument."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True)
class Steps:
    """Words as folded (data/milestones.toml): `step` names a step, `tail` begins who took it."""

    step: frozenset[str]
    tail: frozenset[str]
    filler: frozenset[str]
    months: frozenset[str]


@dataclass(frozen=True)
class Titled:
    """A measure as far as it is compared. `status` and `year` are "" and None where not given;
    `day` is what milestones are put in order by, "" at the end."""

    code: str
    title: str
    status: str = ""
    year: int | None = None
    day: str = ""


@dataclass(frozen=True)
class Instrument:
    """`codes` of measures that are steps of one instrument, by date. `repeated` are those that
    look like an earlier one of them in status word, year and step: a question, no more."""

    codes: tuple[str, ...]
    repeated: tuple[str, ...] = ()


@cache
def read_steps(folder: Path) -> Steps:
    """The words of both languages together: a title may be in either. `folder` is data/."""
    tables = tomllib.loads((folder / "milestones.toml").read_text("utf-8")).values()
    parts = ("step", "tail", "filler", "months")
    return Steps(*(frozenset(folded(w) for t in tables for w in t[part]) for part in parts))


def core_of(title: str, steps: Steps) -> tuple[str, ...]:
    """The words that name the instrument, as folded."""
    return _parts(title, steps).core


@dataclass(frozen=True)
class _Parts:
    """What names the instrument, the words that name the step, and its year where one stands
    there."""

    core: tuple[str, ...]
    taken: tuple[str, ...]
    year: int | None


def _parts(title: str, steps: Steps) -> _Parts:
    words = _words(title, steps)
    years = [word for word in words if _YEAR.fullmatch(word)]
    year = years[0] if len(years) == 1 else ""
    core: list[str] = []
    taken: list[str] = []
    for place, word in enumerate(words):
        if word in steps.tail and taken:
            break
        if word.replace("-", " ") in steps.step:
            taken.append(word)
        elif not (
            word in steps.filler
            or word in steps.months
            or word == year
            or _is_day(words, place, steps)
        ):
            core.append(word)
    return _Parts(tuple(core), tuple(sorted(taken)), int(year) if year else None)


def _words(title: str, steps: Steps) -> list[str]:
    """The words as folded; those that name a step together as one."""
    text = " ".join(folded(title).split())
    for step in steps.step:
        if " " in step:
            text = re.sub(rf"\b{step}\b", step.replace(" ", "-"), text)
    return _WORD.findall(text)


def _is_day(words: Sequence[str], place: int, steps: Steps) -> bool:
    """A number beside the name of a month: 30 June, June 30, 1er juillet."""
    number = words[place].removesuffix("er")
    beside = (*words[max(0, place - 1) : place], *words[place + 1 : place + 2])
    return number.isdecimal() and len(number) <= 2 and any(word in steps.months for word in beside)


def instruments(measures: Sequence[Titled], steps: Steps) -> tuple[Instrument, ...]:
    """The groups of two and more among the measures of one country, in their order."""
    groups: dict[tuple[str, ...], list[tuple[Titled, _Parts]]] = {}
    for one in measures:
        parts = _parts(one.title, steps)
        if len(parts.core) >= FEWEST_WORDS:
            groups.setdefault(parts.core, []).append((one, parts))
    return tuple(
        _instrument(group) for group in groups.values() if len(group) > 1 and not _is_again(group)
    )


def _is_again(group: Sequence[tuple[Titled, _Parts]]) -> bool:
    """Whether a step was taken in two years: then the name stands for more than one thing."""
    years: dict[tuple[str, tuple[str, ...]], int] = {}
    for one, parts in group:
        year = parts.year or int(_day(one)[:4] or 0)
        if year and years.setdefault((one.status, parts.taken), year) != year:
            return True
    return False


def _instrument(group: Sequence[tuple[Titled, _Parts]]) -> Instrument:
    ordered = sorted(group, key=lambda pair: _day(pair[0]) or "9999")
    seen: set[tuple[str, int | None, tuple[str, ...], str]] = set()
    repeated = []
    for one, parts in ordered:
        mark = (one.status, one.year, parts.taken, one.day)
        if mark in seen:
            repeated.append(one.code)
        seen.add(mark)
    return Instrument(tuple(one.code for one, _ in ordered), tuple(repeated))


def _day(one: Titled) -> str:
    return one.day or (str(one.year) if one.year else "")


def counted(total: int, groups: Sequence[Instrument]) -> int:
    """How many instruments stand behind `total` measures."""
    return total - sum(len(group.codes) - 1 for group in groups)


def main_of(groups: Sequence[Instrument]) -> Mapping[str, str]:
    """Each later step -> the measure it stands under."""
    return {code: group.codes[0] for group in groups for code in group.codes[1:]}
