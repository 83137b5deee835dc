"""The Roadmap, action by action and country by country: how many measures are tied to each."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer, Fact
from dashboard.exhibits.measures import NO_ACTION
from dashboard.exhibits.parts import count_cell, text_cell, total_of
from dashboard.exhibits.said import sentence
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import to
from dashboard.figures.frames import rows_of
from schemas.country import REGIONS
from schemas.framework import RoadmapAction

NONE = "none"
"""Column of the measures that are tied to no action."""


@dataclass(frozen=True)
class _Tied:
    """Measures of the view: by country and action ("none" without one)."""

    by_cell: dict[tuple[str, str], int]

    def of(self, action: str) -> int:
        return sum(n for (_, code), n in self.by_cell.items() if code == action)

    def countries(self, action: str) -> int:
        return sum(code == action for _, code in self.by_cell)

    def of_country(self, country: str) -> int:
        return sum(n for (iso3, _), n in self.by_cell.items() if iso3 == country)


def roadmap_matrix(ask: Ask) -> Answer:
    """Countries by region and alphabet, a column an action, in the order of the objectives; with
    an objective, its measures and the actions they are tied to. From the table of aggregates.
    A country without a measure tied to an action has an empty cell, nothing more."""
    words, code = ask.words, ask.filters.objective
    tied = _Tied(_cells(_on(ask.coded, code)))
    actions = _actions(ask, tied, code)
    total = sum(tied.by_cell.values())
    attached = total - tied.of(NONE)
    title = words("exhibit.roadmap-matrix.none")
    if not actions:
        title = words.count("exhibit.objective-roadmap.none", total, code=code or "–")
    elif attached:
        reached = len({iso3 for iso3, action in tied.by_cell if action != NONE})
        title = words.count(
            "exhibit.roadmap-matrix.title",
            attached,
            of=words.number(total),
            countries=words.count("exhibit.n.countries", reached),
        )
    return Answer(
        title,
        words("exhibit.of.roadmap-matrix"),
        _table(ask, tied, actions),
        note=words("exhibit.roadmap-matrix.note" + ("" if ask.round.asked else ".public")),
        not_shown=total_of(_on(ask.hidden, code)),
        facts=tuple(_legend(ask, action) for action in actions),
        said=(sentence(ask, title),),
    )


def _on(counts: pd.DataFrame, objective: str) -> pd.DataFrame:
    return counts[counts["objective"] == objective] if objective else counts


def _cells(counts: pd.DataFrame) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in rows_of(counts):
        action = NONE if row.roadmap_action in NO_ACTION else str(row.roadmap_action)
        key = (str(row.country), action)
        found[key] = found.get(key, 0) + int(row.n)
    return found


def _actions(ask: Ask, tied: _Tied, objective: str) -> list[RoadmapAction]:
    """By objective, then in the Roadmap's order. A country may tie a measure of the objective to
    an action of another one."""
    objectives = list(ask.framework.objectives)
    found = [
        action
        for action in ask.framework.actions.values()
        if not objective or action.objective == objective or tied.of(action.code)
    ]
    return sorted(found, key=lambda action: objectives.index(action.objective))


def _legend(ask: Ask, action: RoadmapAction) -> Fact:
    """What the code of a column stands for, in its published wording or a translation of it."""
    language = ask.words.language
    source = "" if action.wording.is_official(language) else ask.words("exhibit.translation")
    return Fact(action.code, ask.words.text(action.wording.text), note=source)


def _table(ask: Ask, tied: _Tied, actions: Sequence[RoadmapAction]) -> Table:
    words = ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        *(
            TableColumn(
                action.code,
                action.code,
                ColumnKind.NUMBER,
                title=ask.names.action(action.code),
                band=words("exhibit.roadmap-matrix.band", code=action.objective),
                target=to("measures", _query(ask, action.code)),
            )
            for action in actions
        ),
        TableColumn(NONE, words("exhibit.column.no-action"), ColumnKind.NUMBER),
        TableColumn("total", words("exhibit.column.total"), ColumnKind.NUMBER),
    )
    rows: list[Row] = []
    groups: list[tuple[str, int]] = []
    for region in REGIONS:
        inside = [c for c in ask.members if ask.content.countries[c].region == region]
        rows += [_row(ask, country, tied, actions) for country in inside]
        if inside:
            groups.append((ask.names.region(region), len(inside)))
    foot = _foot(ask, tied, actions) if tied.by_cell else ()
    caption = words("exhibit.roadmap-matrix.caption")
    return Table(caption, columns, tuple(rows), tuple(groups), foot)


def _query(ask: Ask, action: str, country: str = "") -> dict[str, str]:
    """The list of the measures behind a number."""
    asked = {"action": action, "objective": ask.filters.objective, "countries": country}
    return {name: value for name, value in asked.items() if value}


def _row(ask: Ask, country: str, tied: _Tied, actions: Sequence[RoadmapAction]) -> Row:
    cells = [text_cell(ask.names.country(country), to("country", country=country))]
    for action in actions:
        n = tied.by_cell.get((country, action.code), 0)
        target = to("measures", _query(ask, action.code, country))
        cells.append(count_cell(ask, n, target) if n else TableCell())
    rest = tied.by_cell.get((country, NONE), 0)
    cells.append(count_cell(ask, rest) if rest else TableCell())
    if ask.round.asked and country not in ask.reported:
        sentence = ask.words("exhibit.no-report", country=ask.names.country(country))
        return (*cells, TableCell(None, "–", sentence=sentence))
    total = tied.of_country(country)
    return (*cells, count_cell(ask, total) if total else TableCell())


def _foot(ask: Ask, tied: _Tied, actions: Sequence[RoadmapAction]) -> tuple[Row, ...]:
    """Measures, and countries that have some."""
    words, codes = ask.words, [*(action.code for action in actions), NONE]
    measures = [text_cell(words("exhibit.column.measures"))]
    measures += [count_cell(ask, tied.of(code)) for code in codes]
    measures.append(count_cell(ask, sum(tied.by_cell.values())))
    countries = [text_cell(words("exhibit.column.countries-with"))]
    countries += [count_cell(ask, tied.countries(code)) for code in codes]
    countries.append(count_cell(ask, len({iso3 for iso3, _ in tied.by_cell})))
    return tuple(measures), tuple(countries)
