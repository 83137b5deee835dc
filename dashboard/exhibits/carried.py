"""What became of the measures of the round before, carried apart from new."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.change import in_region, nothing
from dashboard.exhibits.compared import previous_round
from dashboard.exhibits.fates import CARRIED, REMAPPED, UNMAPPED, Fates, carried_of
from dashboard.exhibits.parts import count_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableColumn
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.names import Texts
from dashboard.figures.stacked import parts_stacked
from dashboard.queries.fates import COMPLETED, FALLEN, NEW, RISEN, SAME, SILENT, UNKNOWN, WITHDRAWN
from schemas.framework import CROSS_CUTTING

CODE = "carried"

GOING_ON = "going-on"
LOOKS = {COMPLETED: "strong", GOING_ON: "count", WITHDRAWN: "hollow", SILENT: "waiting"}
"""Neutral looks: what became of a measure is no level."""


def carried(ask: Ask) -> Answer:
    """Of partners that reported in both rounds: the measures of the earlier round by what became
    of them, and the new ones, by objective."""
    before = previous_round(ask)
    if before is None:
        return replace(nothing(ask, "exhibit.carried.none"), by_basis=False)
    fates = Fates(ask, before)
    if not len(fates.frame):
        found = nothing(ask, "exhibit.carried.unmatched", before, fates.hidden)
        return replace(found, by_basis=False)
    words = ask.words
    title = _title(fates)
    return Answer(
        title,
        words("exhibit.of.carried", before=words.text(before.name)),
        _table(fates),
        _chart(fates, title),
        note=words("exhibit.carried.note"),
        coverage=coverage(fates),
        not_shown=fates.hidden,
        said=_said(fates, title),
    )


def coverage(fates: Fates) -> str:
    """How many partners reported in both rounds."""
    ask = fates.ask
    of = ask.words.number(len(ask.members))
    return in_region(ask, ask.words.count("exhibit.carried.coverage", len(fates.countries), of=of))


def _earlier(tally: Mapping[str, int]) -> int:
    """Measures of the earlier round."""
    return carried_of(tally) + tally.get(SILENT, 0) + tally.get(WITHDRAWN, 0)


def _title(fates: Fates) -> str:
    words, totals = fates.ask.words, fates.totals
    keys = {
        NEW: "changed.n.new",
        WITHDRAWN: "changed.n.withdrawn",
        SILENT: "exhibit.carried.n.silent",
    }
    return words.count(
        "exhibit.carried.title",
        carried_of(totals),
        before=words.text(fates.before.name),
        completed=words.count("changed.n.completed", totals.get(COMPLETED, 0)),
        others=words.listed([words.count(key, totals.get(fate, 0)) for fate, key in keys.items()]),
    )


def _codes(fates: Fates) -> list[str]:
    """Objectives in the framework's order; measures without one after them."""
    codes = list(fates.ask.framework.objectives)
    return [*codes, UNMAPPED] if UNMAPPED in fates.by_objective else codes


def _chart(fates: Fates, title: str) -> Chart | None:
    """The measures of the earlier round; new ones stand beside the bars, never in them."""
    ask, words = fates.ask, fates.ask.words
    frame = pd.DataFrame(
        [
            (code, part, n)
            for code, tally in fates.by_objective.items()
            for part, n in _parts(tally).items()
        ],
        columns=["node", "part", "n"],
    )
    categories = [
        Category(
            code,
            ask.names.objective(code) if code else words("exhibit.unmapped"),
            group=_group(ask, code),
            note=words.count("exhibit.carried.row-note", _count(fates, code, NEW)),
            target=to("objective", objective=code) if code else None,
        )
        for code in _codes(fates)
    ]
    parts = [(part, words(f"exhibit.carried.part.{part}"), look) for part, look in LOOKS.items()]
    return parts_stacked(frame, categories, parts, ask.names, Texts(CODE, title, title))


def _parts(tally: Mapping[str, int]) -> dict[str, int]:
    done = tally.get(COMPLETED, 0)
    others = {key: tally.get(key, 0) for key in (WITHDRAWN, SILENT)}
    return {COMPLETED: done, GOING_ON: carried_of(tally) - done, **others}


def _group(ask: Ask, code: str) -> str:
    if not code:
        return ""
    if ask.framework.objectives[code].pillar == CROSS_CUTTING:
        return ask.words("exhibit.cross-cutting")
    return ask.names.pillar(ask.framework.objectives[code].pillar)


def _count(fates: Fates, code: str, fate: str) -> int:
    return fates.by_objective.get(code, {}).get(fate, 0)


def _table(fates: Fates) -> Table:
    words = fates.ask.words
    band = words("exhibit.carried.band")
    columns = (
        TableColumn("objective", words("exhibit.column.objective"), ColumnKind.HEADER),
        _column(fates, "carried", band),
        *(_column(fates, fate, band) for fate in CARRIED),
        *(_column(fates, fate) for fate in (NEW, WITHDRAWN, SILENT)),
    )
    ask = fates.ask
    rows = tuple(
        _row(
            fates,
            ask.names.objective(code) if code else words("exhibit.unmapped"),
            code,
            fates.by_objective.get(code, {}),
        )
        for code in _codes(fates)
    )
    foot = _row(fates, words("exhibit.column.total"), "", fates.totals)
    return Table(words("exhibit.carried.caption"), columns, rows, foot=(foot,))


def _column(fates: Fates, key: str, band: str = "") -> TableColumn:
    label = fates.ask.words(f"exhibit.carried.column.{key}")
    return TableColumn(key, label, ColumnKind.NUMBER, band=band)


def _row(fates: Fates, label: str, code: str, tally: Mapping[str, int]) -> Row:
    ask = fates.ask
    first = text_cell(label, to("objective", objective=code) if code else None)
    numbers = (carried_of(tally), *(tally.get(fate, 0) for fate in CARRIED))
    others = (tally.get(fate, 0) for fate in (NEW, WITHDRAWN, SILENT))
    return (first, *(count_cell(ask, n) for n in (*numbers, *others)))


def _said(fates: Fates, title: str) -> tuple[str, ...]:
    """What became of them; how the level of those carried moved; what is asked about."""
    words, totals = fates.ask.words, fates.totals
    numbers = {key: words.number(totals.get(key, 0)) for key in (SAME, FALLEN, UNKNOWN, REMAPPED)}
    rose = totals.get(RISEN, 0) + totals.get(COMPLETED, 0)
    facts = [
        words("said.sentence", title=title),
        words.count("exhibit.carried.said.levels", rose, **numbers),
    ]
    if totals.get(SILENT, 0):
        facts.append(words.count("exhibit.carried.said.silent", totals[SILENT]))
    return tuple(facts)
