"""Regions and the Steering Committee side by side: how answers spread, and the means."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard import scores
from dashboard.exhibits import said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import (
    answers_table,
    count_cell,
    share_cell,
    text_cell,
)
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Category, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.stacked import answers_stacked
from schemas.country import REGIONS

STEERING = "steering-committee"
"""The group of the partner states in the Steering Committee; they stand in their regions too."""

FEW = 3
"""A mean of fewer countries is drawn hollow."""


def groups(ask: Ask) -> Answer:
    """How the answers spread in each group: all of them, those of a pillar, or of an objective."""
    everyone, words, names = _everyone(ask), ask.words, ask.names
    node, codes = _node(ask)
    of = groups_of(everyone)
    frame = _spread(everyone, codes, of)
    title = words.count(
        "exhibit.groups.title",
        len(everyone.reported),
        of=words.number(len(everyone.members)),
        node=names.node(node),
    )
    categories = [Category(one, _name(ask, one), note=_reported(everyone, of[one])) for one in of]
    rows = [(one, text_cell(_name(ask, one))) for one in of]
    table = answers_table(
        ask, words("exhibit.groups.caption"), words("exhibit.groups.column"), rows, frame
    )
    return Answer(
        title,
        words("exhibit.of.measures" if ask.on_measures else "exhibit.of.answers"),
        _with_reported(everyone, of, table),
        answers_stacked(frame, categories, names, Texts("groups", title, title)),
        note=_note(ask),
        by_basis=True,
        not_shown=everyone.kept_back(codes),
        said=_said(everyone, of, title),
    )


def group_means(ask: Ask) -> Answer:
    """Objectives, pillars and all objectives together: the unweighted mean of each group's
    countries that have the number, and of how many. No group is set above another."""
    everyone, words = _everyone(ask), ask.words
    of = groups_of(everyone)
    found = {
        (one, str(row.node)): row
        for one, members in of.items()
        for row in rows_of(scores.group_scores(everyone.country_scores, members))
    }
    columns = [TableColumn("node", words("exhibit.column.objective"), ColumnKind.HEADER)]
    for one in of:
        name = _name(ask, one)
        columns.append(TableColumn(one, name, ColumnKind.LEVEL))
        title = words("exhibit.group-means.n", group=name)
        columns.append(TableColumn(f"{one}-n", "n", ColumnKind.NUMBER, title=title))
    nodes = scores.nodes_of(ask.framework)
    rows = tuple(_means_row(ask, node, of, found) for node in nodes)
    title = words.count(
        "exhibit.group-means.title",
        len(everyone.reported),
        of=words.number(len(everyone.members)),
    )
    return Answer(
        title,
        words("exhibit.of.group-means"),
        Table(words("exhibit.group-means.caption"), tuple(columns), rows),
        note=f"{words('exhibit.group-means.note')} {_note(ask)}",
        by_basis=True,
        not_shown=everyone.kept_back(ask.framework.objectives),
        said=_said(everyone, of, title),
    )


def groups_of(ask: Ask) -> Mapping[str, tuple[str, ...]]:
    """Group -> its partner states, by alphabet: the regions that have some, then the Steering
    Committee on the day the round's members are counted."""
    inside = set(ask.content.steering_committee(ask.round.members_on))
    found = {
        region: tuple(c for c in ask.members if ask.content.countries[c].region == region)
        for region in REGIONS
    }
    found[STEERING] = tuple(c for c in ask.members if c in inside)
    return {one: members for one, members in found.items() if members}


def _everyone(ask: Ask) -> Ask:
    """The question on all partner states: groups are not cut by a choice of countries."""
    return replace(ask, filters=replace(ask.filters, region="", countries=()), shared=ask.frames)


def _node(ask: Ask) -> tuple[str, tuple[str, ...]]:
    """The objective asked for, else the pillar, else all objectives; and its objectives."""
    framework, filters = ask.framework, ask.filters
    if filters.objective in framework.objectives:
        return filters.objective, (filters.objective,)
    if filters.pillar in framework.pillars:
        codes = tuple(one.code for one in framework.objectives_of(filters.pillar))
        return scores.pillar_node(filters.pillar), codes
    return scores.OVERALL, tuple(framework.objectives)


def _name(ask: Ask, group: str) -> str:
    return ask.words("group.steering-committee") if group == STEERING else ask.names.region(group)


def _spread(ask: Ask, codes: tuple[str, ...], of: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """[node, answer, n], nodes being the groups."""
    parts = []
    for one, members in of.items():
        if ask.on_measures:
            inside = ask.counts[ask.counts["country"].isin(members)]
            part = scores.measure_distribution(inside, {one: codes})
        else:
            reported = [c for c in members if c in ask.reported]
            part = scores.distribution(ask.declared, {one: codes}, reported)
        parts.append(part.rename(columns={"objective": "node"}))
    columns = ["node", "answer", "n"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _reported(ask: Ask, members: tuple[str, ...]) -> str:
    """ "12 of 16": countries of a group with a report."""
    n = sum(1 for c in members if c in ask.reported)
    return ask.words("exhibit.n-of", n=ask.words.number(n), of=ask.words.number(len(members)))


def _with_reported(ask: Ask, of: Mapping[str, tuple[str, ...]], table: Table) -> Table:
    """The table with one more column: how many of each group's countries have a report."""
    column = TableColumn("reported", ask.words("exhibit.column.reported"), ColumnKind.SHARE)
    rows: list[Row] = []
    for row, members in zip(table.rows, of.values(), strict=True):
        n = sum(1 for c in members if c in ask.reported)
        rows.append((*row, share_cell(ask, n / len(members), _reported(ask, members))))
    return replace(table, columns=(*table.columns, column), rows=tuple(rows))


def _means_row(
    ask: Ask,
    node: str,
    of: Mapping[str, tuple[str, ...]],
    found: Mapping[tuple[str, str], Any],
) -> Row:
    words = ask.words
    target = to("objective", objective=node) if node in ask.framework.objectives else None
    cells = [text_cell(ask.names.node(node), target)]
    for one, members in of.items():
        row = found.get((one, node))
        n = int(row.n) if row is not None else 0
        if n and row is not None:
            value = float(row.value)
            look = scores.band_of(value)
            cells.append(TableCell(value, words.number(value), look, hollow=n < FEW))
        else:
            cells.append(TableCell(None, "–"))
        text = f"{words.number(n)}/{words.number(len(members))}"
        cells.append(replace(count_cell(ask, n), text=text))
    return tuple(cells)


def _note(ask: Ask) -> str:
    """Who else sits in the Steering Committee, and that its states stand in their regions too."""
    words = ask.words
    day = ask.round.members_on
    organisations = [
        words(f"organisation.{code}") for code in ask.content.steering_organisations(day)
    ]
    said_of_states = words("exhibit.groups.note")
    if not organisations:
        return said_of_states
    listed = words.listed(organisations)
    also = words.count("exhibit.groups.organisations", len(organisations), names=listed)
    return f"{said_of_states} {also}"


def _said(ask: Ask, of: Mapping[str, tuple[str, ...]], title: str) -> tuple[str, ...]:
    """The title, and how many of each group have reported."""
    parts = [
        ask.words("said.part", label=_name(ask, one), number=_reported(ask, members))
        for one, members in of.items()
    ]
    if not parts:
        return (said.sentence(ask, title),)
    listed = ask.words.listed(parts)
    return (said.sentence(ask, title), ask.words("said.groups", parts=listed))
