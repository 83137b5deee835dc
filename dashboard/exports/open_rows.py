"""Turns content and published reports into the rows of each table of the open data."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from dashboard.exports.open_tables import OpenTable, open_tables
from dashboard.queries import Source
from dashboard.queries.open_data import (
    counted,
    measures_of_reports,
    open_rows,
    stands_anyway,
)
from schemas.content import Content
from schemas.country import Membership
from schemas.database.models import Base
from schemas.framework import Framework, Wording
from schemas.reading import Text

Row = Mapping[str, Any]
"""Name of a field -> text, number, date, moment, mapping or None."""


@dataclass(frozen=True)
class RoundFacts:
    provenance: str
    is_open: bool
    reports: int


@dataclass(frozen=True)
class OpenData:
    """What is written out: what the source's audience may see of every round, or of `round`.
    `states` are the rounds as queries/frames.py gives them."""

    source: Source
    content: Content
    connection: Connection
    states: pd.DataFrame = field(compare=False)
    round: str = ""

    @cached_property
    def tables(self) -> dict[str, OpenTable]:
        return open_tables(self.content)

    @cached_property
    def rounds(self) -> dict[str, RoundFacts]:
        """The rounds asked for that are known or hold reports, in order of time."""
        states = {
            str(row["round"]): RoundFacts(
                str(row["provenance"]), bool(row["is_open"]), int(row["reports"])
            )
            for row in self.states.to_dict("records")
        }
        known = self.content.rounds
        order = sorted(known, key=lambda code: (known[code].period_to, code))
        order += sorted(set(states) - set(known))
        return {
            code: states.get(code, RoundFacts("reported", True, 0))
            for code in order
            if self.round in ("", code)
        }

    @cached_property
    def counts(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Table of reports -> round -> rows shown, and rows kept back."""
        return {
            name: counted(self.source, self.connection, table.kept)
            for name, table in self.tables.items()
            if table.kept is not None
        }

    def not_shown(self, table: str) -> int:
        """Rows of a table that the permitted use keeps back from this audience."""
        by_round = self.counts.get(table, {})
        return sum(by_round[code][1] for code in self.rounds if code in by_round)

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, each with every field."""
        kept = self.tables[table].kept
        if kept is not None:
            return self._of_reports(self.tables[table], kept)
        return OWN[table](self)

    def keeps_every_row(self, table: str) -> bool:
        """Whether rows outside the audience are there without their content."""
        kept = self.tables[table].kept
        return kept is not None and stands_anyway(kept)

    def _of_reports(self, table: OpenTable, kept: type[Base]) -> Iterator[Row]:
        values = {one.name: one.value for one in table.fields if one.value is not None}
        measures: Mapping[int, int] = {}
        if table.name == "reports":
            measures = measures_of_reports(self.source, self.connection)
        for code, facts in self.rounds.items():
            common = {"round": code, "provenance": facts.provenance}
            found = open_rows(self.source, self.connection, kept, code, values)
            for row in found:
                made = {**row, **common, "measures": measures.get(row["report_id"], 0)}
                placed = made.get("placed_by")
                if placed:
                    made["placed_by"] = str(placed["by"])
                yield {one.name: made[one.name] for one in table.fields}


def _named(stem: str, said: Text) -> dict[str, str]:
    return {f"{stem}_{language}": one for language, one in said.items()}


def _countries(data: OpenData) -> Iterator[Row]:
    for one in sorted(data.content.countries.values(), key=lambda one: one.iso3):
        named = _named("name", one.name)
        yield {"country": one.iso3, "iso2": one.iso2, **named, "region": one.region}


def _memberships(data: OpenData) -> Iterator[Row]:
    def order(one: Membership) -> tuple[str, ...]:
        return one.kind, one.code, one.role, str(one.valid_from or "")

    for one in sorted(data.content.memberships, key=order):
        yield {
            "member": one.code,
            "member_kind": one.kind,
            "role": one.role,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
        }


def _frameworks(data: OpenData) -> Iterator[Row]:
    for one in data.content.frameworks.values():
        yield from _framework(one)


def _framework(one: Framework) -> Iterator[Row]:
    def row(kind: str, code: str, parent: str, wording: Wording, short: Text) -> Row:
        follows = one.follows.objectives if one.follows and kind == "objective" else {}
        return {
            "framework": one.code,
            "kind": kind,
            "code": code,
            "parent": parent,
            **_named("label", wording.text),
            **_named("label_source", wording.source),
            **_named("short", short),
            "follows_framework": one.follows.framework if code in follows and one.follows else None,
            "follows": follows.get(code),
        }

    for pillar in one.pillars.values():
        yield row("pillar", pillar.code, "", pillar.wording, pillar.short)
    for objective in one.objectives.values():
        yield row("objective", objective.code, objective.pillar, objective.wording, objective.short)
    for theme in one.themes.values():
        yield row("theme", theme.code, theme.objective, theme.wording, theme.short)
    for action in one.actions.values():
        unsaid = dict.fromkeys(action.wording.text, "")
        yield row("action", action.code, action.objective, action.wording, unsaid)


def _rounds(data: OpenData) -> Iterator[Row]:
    for code, facts in data.rounds.items():
        one = data.content.rounds.get(code)
        if one is None:
            continue
        yield {
            "round": code,
            **_named("name", one.name),
            "framework": one.framework,
            "template": one.template,
            "period_from": one.period_from,
            "period_to": one.period_to,
            "deadline": one.deadline,
            "asked": one.asked,
            "members_on": one.members_on,
            "members": len(data.content.partners(code)),
            "provenance": facts.provenance,
            "is_open": facts.is_open,
            "reports": facts.reports,
        }


def _not_shown(data: OpenData) -> Iterator[Row]:
    for table, by_round in data.counts.items():
        for code in data.rounds:
            shown, hidden = by_round.get(code, (0, 0))
            yield {"table": table, "round": code, "shown": shown, "not_shown": hidden}


def _fields(data: OpenData) -> Iterator[Row]:
    for table in data.tables.values():
        for one in table.fields:
            yield {
                "table": table.name,
                "field": one.name,
                "type": one.type,
                **_named("title", one.title),
                **_named("description", one.help),
                "codes": " ".join(dict.fromkeys(code.value for code in one.codes)),
                "template": " ".join(place.template for place in one.places),
                "template_sheet": " ".join(place.sheet for place in one.places),
                "template_column": " ".join(place.key for place in one.places),
            }


def _codes(data: OpenData) -> Iterator[Row]:
    for table in data.tables.values():
        for one in table.fields:
            for code in one.codes:
                yield {
                    "table": table.name,
                    "field": one.name,
                    "value": code.value,
                    **_named("label", code.label),
                    "framework": code.framework,
                }


OWN: Mapping[str, Callable[[OpenData], Iterator[Row]]] = {
    "countries": _countries,
    "memberships": _memberships,
    "frameworks": _frameworks,
    "rounds": _rounds,
    "not_shown": _not_shown,
    "fields": _fields,
    "codes": _codes,
}
"""Tables that do not come from reports."""
