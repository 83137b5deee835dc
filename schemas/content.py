"""Turns the folder data/ into one checked `Content`: everything that is not a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from schemas.country import (
    Country,
    Membership,
    Round,
    country_index,
    members_on,
    read_countries,
    read_memberships,
    read_rounds,
    read_tiles,
)
from schemas.framework import Framework, Theme, check_follows, continued, read_framework
from schemas.meeting import Meeting, read_meetings
from schemas.reading import Problems
from schemas.support_project import SupportProject, read_support_project
from schemas.template import Template, read_template
from schemas.wording import Words, read_words

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, eq=False)  # compared and remembered as the one object it is
class Content:
    folder: Path
    frameworks: Mapping[str, Framework]
    templates: Mapping[str, Template]
    countries: Mapping[str, Country]
    memberships: tuple[Membership, ...]
    rounds: Mapping[str, Round]
    meetings: Mapping[str, Meeting]
    words: Mapping[str, Words]
    support_project: SupportProject
    tiles: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.words)

    @cached_property
    def country_names(self) -> Mapping[str, str]:
        """Folded name, alias or code -> ISO3."""
        return country_index(self.countries.values())

    def framework_of(self, round_code: str) -> Framework:
        return self.frameworks[self.rounds[round_code].framework]

    def template_of(self, round_code: str) -> Template:
        return self.templates[self.rounds[round_code].template]

    def continued(self, later_round: str, earlier_round: str) -> Mapping[str, str]:
        """Objectives of the later round -> those of the earlier one that they continue."""
        later, earlier = self.framework_of(later_round), self.framework_of(earlier_round)
        return continued(self.frameworks, later.code, earlier.code)

    def partners(self, round_code: str) -> tuple[str, ...]:
        """The N of a round: ISO3 of the partner states on its `members_on` day."""
        return members_on(self.memberships, self.rounds[round_code].members_on, "partner")

    def is_partner(self, iso3: str, day: date) -> bool:
        return iso3 in members_on(self.memberships, day, "partner")

    def steering_committee(self, day: date) -> tuple[str, ...]:
        return members_on(self.memberships, day, "steering-committee")

    def steering_organisations(self, day: date) -> tuple[str, ...]:
        """Codes of the organisations in the steering committee; their names are the words
        `organisation.<code>`. They have no scores."""
        found = (m for m in self.memberships if m.kind == "organisation" and m.holds_on(day))
        return tuple(sorted({m.code for m in found if m.role == "steering-committee"}))


def load_content(folder: Path = DATA) -> Content:
    """Reads and checks every content file. Raises ContentError with all problems."""
    problems = Problems()
    words = read_words(folder / "locales", problems)
    languages = tuple(words)
    frameworks = {}
    for file in sorted((folder / "frameworks").glob("*.toml")):
        framework = read_framework(file, languages, problems)
        if framework is not None:
            frameworks[framework.code] = framework
    check_follows(frameworks, problems)
    templates = {}
    for file in sorted((folder / "templates").glob("*.toml")):
        template = read_template(file, frameworks, languages, problems)
        if template is not None:
            templates[template.name] = template
    countries = read_countries(folder / "countries.csv", languages, problems)
    memberships = read_memberships(folder / "memberships.csv", countries, problems)
    rounds = read_rounds(folder / "rounds.toml", languages, problems)
    _check_rounds(rounds, frameworks, templates, problems)
    meetings = read_meetings(folder / "meetings.toml", languages, problems)
    for code, meeting in meetings.items():
        if meeting.round not in rounds:
            problems.add("meetings.toml", f"{code}.round", f"no round {meeting.round!r}")
        elif meeting.theme and meeting.theme not in _themes_of(rounds[meeting.round], frameworks):
            problems.add("meetings.toml", f"{code}.theme", f"no theme {meeting.theme!r}")
        for iso3 in sorted(
            {c for one in meeting.co_chairs for c in one.countries} - set(countries)
        ):
            problems.add("meetings.toml", f"{code}.co_chairs", f"no country {iso3!r}")
    tiles = read_tiles(folder / "tiles.csv", countries, problems)
    project = read_support_project(folder / "support_project.toml", languages, problems)
    problems.stop_if_any()
    assert project is not None  # noqa: S101  else there was a problem
    return Content(
        folder=folder,
        frameworks=frameworks,
        templates=templates,
        countries=countries,
        memberships=memberships,
        rounds=rounds,
        meetings=meetings,
        words=words,
        support_project=project,
        tiles=tiles,
    )


def _themes_of(round_: Round, frameworks: Mapping[str, Framework]) -> Mapping[str, Theme]:
    found = frameworks.get(round_.framework)
    return found.themes if found is not None else {}


def _check_rounds(
    rounds: Mapping[str, Round],
    frameworks: Mapping[str, Framework],
    templates: Mapping[str, Template],
    problems: Problems,
) -> None:
    for code, one in rounds.items():
        if one.framework not in frameworks:
            problems.add("rounds.toml", f"{code}.framework", f"no framework {one.framework!r}")
        if one.template not in templates:
            problems.add("rounds.toml", f"{code}.template", f"no template {one.template!r}")
        elif templates[one.template].framework != one.framework:
            reason = f"template {one.template!r} is not of framework {one.framework!r}"
            problems.add("rounds.toml", f"{code}.template", reason)
