"""The Dakar Strategy as data: pillars, objectives, priority themes and Roadmap actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.reading import Problems, Text, read_toml, text_of

CROSS_CUTTING = "T"
"""Code of the group that holds the cross-cutting objective alone."""


@dataclass(frozen=True)
class Wording:
    """A label and, for each language, where its words come from.

    `source` says `seed`, `official`, or `translation` (a working translation) per language.
    """

    text: Text
    source: Text

    def is_official(self, language: str) -> bool:
        return self.source[language] != "translation"


@dataclass(frozen=True)
class Pillar:
    code: str
    wording: Wording
    short: Text


@dataclass(frozen=True)
class Objective:
    """`code` is "1" to "10"; `pillar` the code of its pillar, "T" when cross-cutting."""

    code: str
    pillar: str
    wording: Wording
    short: Text


@dataclass(frozen=True)
class Theme:
    """A priority theme; `code` is the address and JSON code (`data`, `border`, `crisis`).
    `decisions`: reports name the decisions taken thanks to it, so it has a chain from the
    objective to a decision."""

    code: str
    objective: str
    wording: Wording
    short: Text
    decisions: bool = False

    @property
    def workbook_code(self) -> str:
        """Workbooks print themes in capitals."""
        return self.code.upper()


@dataclass(frozen=True)
class RoadmapAction:
    code: str
    objective: str
    wording: Wording


@dataclass(frozen=True)
class Follows:
    """The framework that one came after, and its objectives that each of the later one's
    continues: own code -> earlier code. An objective that is not named continues none."""

    framework: str
    objectives: Mapping[str, str]


@dataclass(frozen=True)
class Framework:
    code: str
    name: Text
    pillars: Mapping[str, Pillar]
    objectives: Mapping[str, Objective]
    themes: Mapping[str, Theme]
    actions: Mapping[str, RoadmapAction]
    follows: Follows | None = None

    def objectives_of(self, pillar: str) -> tuple[Objective, ...]:
        return tuple(o for o in self.objectives.values() if o.pillar == pillar)

    def theme_of(self, objective: str) -> Theme | None:
        return next((t for t in self.themes.values() if t.objective == objective), None)


def continued(frameworks: Mapping[str, Framework], later: str, earlier: str) -> Mapping[str, str]:
    """Objectives of the later framework -> those of the earlier one they continue: each its own
    within one framework, along `follows` from one to another, nothing where no way leads."""
    carried = {code: code for code in frameworks[later].objectives}
    seen = {later}
    while later != earlier:
        follows = frameworks[later].follows
        if follows is None or follows.framework in seen:
            return {}
        carried = {
            own: follows.objectives[code]
            for own, code in carried.items()
            if code in follows.objectives
        }
        later = follows.framework
        seen.add(later)
    return carried


def read_framework(file: Path, languages: Sequence[str], problems: Problems) -> Framework | None:
    """The framework a TOML file defines; None and problems when it is incomplete."""
    before = len(problems.found)
    table = read_toml(file, problems)
    parts: dict[str, dict[str, Any]] = {}
    makers = {
        "pillars": _pillar,
        "objectives": _objective,
        "themes": _theme,
        "actions": _action,
    }
    for part, make in makers.items():
        parts[part] = {}
        for code, entry in table.get(part, {}).items():
            with problems.reading(file, f"{part}.{code}"):
                parts[part][code] = make(code, entry, languages)
    _check_references(file, parts, problems)
    if len(problems.found) > before:
        return None
    with problems.reading(file, "framework"):
        return Framework(
            code=table["code"],
            name=text_of(table["name"], languages),
            follows=_follows(table["follows"], parts["objectives"]) if "follows" in table else None,
            **parts,
        )
    return None


def check_follows(frameworks: Mapping[str, Framework], problems: Problems) -> None:
    """Adds a problem for each framework or objective that `follows` names and that is not."""
    for code, framework in frameworks.items():
        follows = framework.follows
        if follows is None:
            continue
        file = f"{code}.toml"
        earlier = frameworks.get(follows.framework)
        if earlier is None or earlier.code == code:
            problems.add(file, "follows.framework", f"no other framework {follows.framework!r}")
            continue
        for own, before in follows.objectives.items():
            if before not in earlier.objectives:
                problems.add(file, f"follows.objectives.{own}", f"no objective {before!r}")


def wording_of(table: Mapping[str, Any], languages: Sequence[str]) -> Wording:
    """A label with the source of each language's words. Raises KeyError for a missing one and
    ValueError for a source there is not."""
    source = text_of(table["source"], languages)
    unknown = set(source.values()) - {"seed", "official", "translation"}
    if unknown:
        raise ValueError(f"source must be seed, official or translation, not {sorted(unknown)}")
    return Wording(text_of(table, languages), source)


def _pillar(code: str, table: Mapping[str, Any], languages: Sequence[str]) -> Pillar:
    return Pillar(code, wording_of(table, languages), text_of(table["short"], languages))


def _objective(code: str, table: Mapping[str, Any], languages: Sequence[str]) -> Objective:
    short = text_of(table["short"], languages)
    return Objective(code, str(table["pillar"]), wording_of(table, languages), short)


def _theme(code: str, table: Mapping[str, Any], languages: Sequence[str]) -> Theme:
    short = text_of(table["short"], languages)
    decisions = bool(table.get("decisions", False))
    return Theme(code, str(table["objective"]), wording_of(table, languages), short, decisions)


def _action(code: str, table: Mapping[str, Any], languages: Sequence[str]) -> RoadmapAction:
    return RoadmapAction(code, str(table["objective"]), wording_of(table, languages))


def _follows(table: Mapping[str, Any], objectives: Mapping[str, Any]) -> Follows:
    carried = {str(own): str(earlier) for own, earlier in table["objectives"].items()}
    if unknown := sorted(carried.keys() - objectives.keys()):
        raise ValueError(f"follows.objectives: no objective {unknown}")
    return Follows(str(table["framework"]), carried)


def _check_references(file: Path, parts: Mapping[str, Mapping[str, Any]], to: Problems) -> None:
    for part in ("pillars", "objectives"):
        if not parts[part]:
            to.add(file, part, "a framework needs at least one entry")
    for code, objective in parts["objectives"].items():
        if objective.pillar not in parts["pillars"]:
            to.add(file, f"objectives.{code}.pillar", f"no pillar {objective.pillar!r}")
    for part in ("themes", "actions"):
        for code, entry in parts[part].items():
            if entry.objective not in parts["objectives"]:
                to.add(file, f"{part}.{code}.objective", f"no objective {entry.objective!r}")
