"""The Support Project as data: its areas, their activities, and what the platform holds of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.framework import Wording, wording_of
from schemas.reading import Problems, Text, read_toml, text_of

HOLDINGS = (
    "meetings", "focal-points", "bulletin", "profiles-imap", "practices", "assistance", "themes",
    "scorecard", "measures", "trend",
)  # fmt: skip
"""What the platform may hold of an area; each is shown with its page, to who may open it, and,
where there are numbers, with them."""


@dataclass(frozen=True)
class Activity:
    """`parts` are listed under it; `note` stands beside it, None where there is none."""

    wording: Wording
    parts: tuple["Activity", ...] = ()
    note: Text | None = None


@dataclass(frozen=True)
class Area:
    """`holds` are codes of HOLDINGS."""

    code: str
    wording: Wording
    activities: tuple[Activity, ...]
    holds: tuple[str, ...]
    note: Text | None = None


@dataclass(frozen=True)
class SupportProject:
    """`presentation` names the document whose wording this is."""

    name: Text
    presentation: Text
    aim: Wording
    areas: tuple[Area, ...]


def read_support_project(
    file: Path, languages: Sequence[str], problems: Problems
) -> SupportProject | None:
    """The project a TOML file describes; None and problems when it is incomplete."""
    before = len(problems.found)
    table = read_toml(file, problems)
    if len(problems.found) > before:
        return None
    areas = []
    for number, entry in enumerate(table.get("areas", ()), start=1):
        with problems.reading(file, f"areas.{entry.get('code', number)}"):
            areas.append(_area(_Reader(languages, table.get("source", {})), entry))
    with problems.reading(file, "support_project"):
        if not areas and len(problems.found) == before:
            raise ValueError("a project needs at least one area")
        reader = _Reader(languages, table["source"])
        project = SupportProject(
            name=text_of(table["name"], languages),
            presentation=text_of(table["presentation"], languages),
            aim=reader.wording(table["aim"]),
            areas=tuple(areas),
        )
        return project if len(problems.found) == before else None
    return None


@dataclass(frozen=True)
class _Reader:
    """`source` holds for every entry without one of its own."""

    languages: Sequence[str]
    source: Mapping[str, Any]

    def wording(self, table: Mapping[str, Any]) -> Wording:
        return wording_of({"source": self.source, **table}, self.languages)

    def note(self, table: Mapping[str, Any]) -> Text | None:
        return text_of(table["note"], self.languages) if "note" in table else None


def _area(reader: _Reader, table: Mapping[str, Any]) -> Area:
    holds = tuple(str(one) for one in table.get("holds", ()))
    if unknown := [one for one in holds if one not in HOLDINGS]:
        raise ValueError(f"holds: {unknown} is none of {', '.join(HOLDINGS)}")
    return Area(
        code=str(table["code"]),
        wording=reader.wording(table),
        activities=tuple(_activity(reader, one) for one in table["activities"]),
        holds=holds,
        note=reader.note(table),
    )


def _activity(reader: _Reader, table: Mapping[str, Any]) -> Activity:
    return Activity(
        reader.wording(table),
        tuple(_activity(reader, one) for one in table.get("parts", ())),
        reader.note(table),
    )
