"""Turns an address's query into filters, and filters into a query."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from schemas.content import Content
from schemas.country import REGIONS
from schemas.framework import Framework

ALL = "all"
"""What a control says for "no filter": an empty choice would show as nothing chosen."""

BASES = ("declared", "measures")
VIEWS = ("level", "coverage")
SORTS = ("country", "title", "objective", "level", "date")
LEVELS = ("0", "1", "2", "3", "4", "NA", "NI", "C", "NR")

RENAMED = {
    "r": "round", "c": "countries", "country": "countries", "p": "pillar", "o": "objective",
    "th": "theme", "g": "region", "v": "view", "snap": "snapshot",
}  # fmt: skip
"""Names that addresses once had -> the names they have."""

NAMES = {"start": "from", "end": "to"}
"""Fields whose name in the address is a word Python keeps for itself."""


@dataclass(frozen=True)
class Filters:
    """The whole view, as the address states it. Empty values mean "no filter"."""

    round: str = ""
    basis: str = "declared"
    countries: tuple[str, ...] = ()
    region: str = ""
    pillar: str = ""
    objective: str = ""
    theme: str = ""
    level: str = ""
    status: str = ""
    action: str = ""
    view: str = "level"
    snapshot: str = ""
    sort: str = ""
    q: str = ""
    page: int = 1
    start: str = ""
    end: str = ""
    tab: str = ""
    kind: str = ""
    direction: str = ""
    domain: str = ""
    form: str = ""
    slide: str = ""
    measure: str = ""
    report: str = ""
    state: str = ""
    against: str = ""

    def query(self, **changes: Any) -> str:
        """The query of an address, without what is at its default."""
        changed = replace(self, **changes)
        pairs = []
        for field in fields(changed):
            value = getattr(changed, field.name)
            if value != field.default:
                text = ",".join(value) if isinstance(value, tuple) else str(value)
                pairs.append((NAMES.get(field.name, field.name), text))
        return urlencode(pairs, safe=",")

    def kept(self) -> "Filters":
        """What a link to another page carries along: round, basis, region and snapshot."""
        return Filters(
            round=self.round, basis=self.basis, region=self.region, snapshot=self.snapshot
        )


@dataclass(frozen=True)
class Ignored:
    """A part of the address that was not understood; the view says so."""

    name: str
    value: str


def parse_query(query: Mapping[str, str], content: Content) -> tuple[Filters, tuple[Ignored, ...]]:
    """Filters of an address, and what was ignored in it. Never raises for a user's address."""
    allowed: dict[str, Any] = {
        "round": content.rounds, "basis": BASES, "region": REGIONS, "view": VIEWS,
        "sort": SORTS, "level": LEVELS, "status": _status_words(content),
        **{name: _of_any(content, part) for name, part in OF_FRAMEWORK.items()},
    }  # fmt: skip
    values: dict[str, Any] = {}
    ignored = []
    known = {NAMES.get(field.name, field.name): field.name for field in fields(Filters)}
    for name, text in query.items():
        key = known.get(RENAMED.get(name, name))
        if text in ("", ALL):
            continue
        if key is None or (key in allowed and text not in allowed[key]):
            ignored.append(Ignored(name, text[:80]))
        elif key == "countries":
            values[key], unknown = _countries(text, content)
            ignored += [Ignored(name, word) for word in unknown]
        elif key == "page":
            values[key] = max(1, int(text[:7])) if text.isdecimal() else 1
        elif key in ("start", "end") and not _is_day(text):
            ignored.append(Ignored(name, text[:80]))
        else:
            values[key] = text[:200]
    return Filters(**values), tuple(ignored)


OF_FRAMEWORK = {
    "pillar": "pillars", "objective": "objectives", "theme": "themes", "action": "actions",
}  # fmt: skip
"""Filters whose values are codes of a framework -> the part of it that holds them."""


def _of_any(content: Content, part: str) -> set[str]:
    return {code for one in content.frameworks.values() for code in getattr(one, part)}


def fitting(filters: Filters, framework: Framework) -> tuple[Filters, tuple[Ignored, ...]]:
    """The filters without codes that the framework of the round shown does not have."""
    foreign = [
        Ignored(name, value)
        for name, part in OF_FRAMEWORK.items()
        if (value := getattr(filters, name)) and value not in getattr(framework, part)
    ]
    gone: dict[str, Any] = {one.name: "" for one in foreign}
    return replace(filters, **gone), tuple(foreign)


def _status_words(content: Content) -> tuple[str, ...]:
    lists = next(iter(content.templates.values())).lists
    return tuple(lists.get("status_word", ()))


def _countries(text: str, content: Content) -> tuple[tuple[str, ...], list[str]]:
    codes = list(dict.fromkeys(code.strip().upper() for code in text.split(",") if code.strip()))
    unknown = [code[:40] for code in codes if code not in content.countries]
    return tuple(code for code in codes if code in content.countries), unknown


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
