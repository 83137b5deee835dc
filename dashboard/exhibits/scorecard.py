"""The scorecard: every partner by ten objectives, as levels or as what is known."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import scores
from dashboard.exhibits import said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import (
    known,
    merged,
    most_frequent,
    no_report_cell,
    share_cell,
    tallies,
    text_cell,
    total_of,
)
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import to
from dashboard.figures.frames import rows_of
from schemas.country import REGIONS
from schemas.framework import CROSS_CUTTING

Scores = Mapping[tuple[str, str], Any]
"""(country, node) -> a row of scores.SCORE_COLUMNS."""


def scorecard(ask: Ask) -> Answer:
    """Rows by region and alphabet, never by value; the group's mean at the foot."""
    found: Scores = {(row.country, row.node): row for row in rows_of(ask.country_scores)}
    is_coverage = ask.filters.view == "coverage"
    rows: list[Row] = []
    groups: list[tuple[str, int]] = []
    for region in REGIONS:
        inside = [c for c in ask.members if ask.content.countries[c].region == region]
        rows += [_row(ask, country, found) for country in inside]
        if inside:
            groups.append((ask.names.region(region), len(inside)))
    foot = (_coverage_foot(ask, found),) if is_coverage else (_foot(ask),)
    table = Table(
        ask.words("exhibit.scorecard.caption"),
        _columns(ask),
        tuple(rows),
        tuple(groups),
        foot if rows else (),
        is_matrix=True,
    )
    title = _title(ask)
    return Answer(
        title,
        ask.words("exhibit.of.coverage" if is_coverage else "exhibit.of.levels"),
        table,
        note=ask.words(
            "exhibit.scorecard.note.measures"
            if ask.on_measures
            else "exhibit.scorecard.note.declared"
        ),
        by_basis=True,
        # On both bases the cells say how many measures stand behind them.
        not_shown=total_of(ask.hidden[ask.hidden["objective"].isin(ask.framework.objectives)]),
        said=(said.sentence(ask, title),) if is_coverage else said.means(ask, title),
    )


def _columns(ask: Ask) -> tuple[TableColumn, ...]:
    words, names = ask.words, ask.names
    objectives = tuple(
        TableColumn(
            code,
            code,
            ColumnKind.LEVEL,
            title=names.objective(code),
            band=words("exhibit.cross-cutting")
            if objective.pillar == CROSS_CUTTING
            else names.pillar(objective.pillar),
            target=to("objective", objective=code),
        )
        for code, objective in ask.framework.objectives.items()
    )
    return (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        *objectives,
        TableColumn("coverage", words("exhibit.column.coverage"), ColumnKind.SHARE),
    )


def _row(ask: Ask, country: str, found: Scores) -> Row:
    cells = [text_cell(ask.names.country(country), to("country", country=country))]
    for code in ask.framework.objectives:
        cells.append(_cell(ask, country, code, found[country, code]))
    if country not in ask.reported:
        return (*cells, no_report_cell(ask, country))
    overall = found[country, scores.OVERALL]
    answered, of = int(overall.known), int(overall.known + overall.missing)
    cells.append(
        share_cell(
            ask,
            overall.coverage if of else None,
            ask.words("exhibit.n-of", n=answered, of=of),
            ask.words(
                f"exhibit.band.{overall.band}",
                country=ask.names.country(country),
                n=answered,
                of=of,
            ),
        )
    )
    return tuple(cells)


def _cell(ask: Ask, country: str, code: str, row: Any) -> TableCell:
    """The level of the basis asked for; without one, which answer is missing."""
    level = row.level or ask.blank(country, code)
    target = to("evidence", country=country, objective=code) if country in ask.reported else None
    value = level if not row.level or not ask.on_measures else round(float(row.value), 2)
    look, text = level, ""
    if ask.filters.view == "coverage":
        look = "published" if row.level else level
        text = f"{int(row.n_known)}/{int(row.n_total)}" if ask.on_measures and row.level else ""
    return TableCell(
        value,
        text,
        look,
        _sentence(ask, country, code, row, level),
        hollow=bool(row.few) and look == row.level,
        target=target,
    )


def _sentence(ask: Ask, country: str, code: str, row: Any, level: str) -> str:
    words = ask.words
    base = words(
        "exhibit.cell",
        country=ask.names.country(country),
        code=code,
        answer=ask.names.answer(level).lower() if row.level else ask.names.answer(level),
    )
    tally = ask.measure_tallies.get((country, code), {})
    total = sum(tally.values())
    if not total:
        return base
    if ask.on_measures and row.level:
        detail = words(
            "exhibit.cell.mean",
            value=words.number(row.value),
            known=words.number(row.n_known),
            of=words.number(row.n_total),
        )
    else:
        detail = words.count("exhibit.cell.completed", tally.get("4", 0), of=words.number(total))
    return f"{base} ({detail})"


def _foot(ask: Ask) -> Row:
    """The unweighted mean of the countries that have the number, with its n."""
    words = ask.words
    by_node = {row.node: row for row in rows_of(ask.group_scores)}
    cells = [TableCell("mean", words("exhibit.mean"), note=words("exhibit.mean.note"))]
    for code in ask.framework.objectives:
        row = by_node.get(code)
        if row is None or pd.isna(row.value):
            cells.append(TableCell(None, "", "", words("exhibit.no-level-known")))
            continue
        cells.append(
            TableCell(
                float(row.value),
                words.number(row.value),
                scores.band_of(row.value),
                words(
                    "exhibit.mean.cell",
                    code=code,
                    value=words.number(row.value),
                    n=words.number(row.n),
                    of=words.number(row.of),
                    lower=words.number(row.lower),
                    upper=words.number(row.upper),
                ),
            )
        )
    n, of = len(ask.reported), len(ask.members)
    text = words("exhibit.n-of", n=n, of=of)
    cells.append(share_cell(ask, n / of if of else None, text, words("exhibit.column.reported")))
    return tuple(cells)


def _coverage_foot(ask: Ask, found: Scores) -> Row:
    """How many members have a level for each objective."""
    words, of = ask.words, len(ask.members)
    cells = [TableCell("known", words("exhibit.known"), note=words("exhibit.known.note"))]
    for code in ask.framework.objectives:
        n = sum(1 for country in ask.members if found[country, code].level)
        sentence = words("exhibit.known.cell", code=code, n=words.number(n), of=words.number(of))
        cells.append(TableCell(n, words.number(n), "", sentence))
    n = len(ask.reported)
    text = words("exhibit.n-of", n=n, of=of)
    cells.append(share_cell(ask, n / of if of else None, text, words("exhibit.column.reported")))
    return tuple(cells)


def _title(ask: Ask) -> str:
    words = ask.words
    objectives = {code: (code,) for code in ask.framework.objectives}
    total = merged(tallies(ask.distribution(objectives)).values())
    levels = most_frequent(total)
    if not levels:
        return words("exhibit.no-level-known")
    if ask.filters.view == "coverage":
        have = sum(
            1
            for row in rows_of(ask.country_scores)
            if row.node in ask.framework.objectives and row.level
        )
        asked = len(ask.members) * len(ask.framework.objectives)
        return words(
            "exhibit.scorecard.title.coverage",
            share=words.percent(have / asked),
            waiting=words.number(len(ask.members) - len(ask.reported)),
            of=words.number(len(ask.members)),
        )
    key = "measures" if ask.on_measures else "declared"
    share = words.percent(total[levels[0]] / known(total))
    if len(levels) > 1:
        quoted = [words("exhibit.quoted", answer=ask.names.answer(one)) for one in levels]
        key += ".several"
        return words(f"exhibit.scorecard.title.{key}", answers=words.listed(quoted), share=share)
    return words.count(
        f"exhibit.scorecard.title.{key}",
        _answering(ask),
        answer=ask.names.answer(levels[0]),
        share=share,
    )


def _answering(ask: Ask) -> int:
    """Members with a known level of some objective: what the reader may not see is not known."""
    values = ask.values
    return int(values.loc[values["value"].notna(), "country"].nunique())
