"""What moved since the round before, over the countries that can be compared."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard import comparison
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import blank_cell, count_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Category, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.strip import means_dumbbell
from dashboard.queries import declared, reports
from dashboard.queries.carried import carried_counts
from dashboard.scores import NOT_APPLICABLE, OVERALL
from schemas.country import Round
from schemas.framework import CROSS_CUTTING

CODE = "change"

FEW = 5
"""A finding on fewer countries says on how many it stands."""


def previous_round(ask: Ask) -> Round | None:
    """The last round before this one in which countries were asked the same framework and whose
    numbers come from where those of this one do: change never crosses provenances."""
    earlier = [
        one
        for one in ask.content.rounds.values()
        if one.asked
        and one.framework == ask.round.framework
        and one.period_to < ask.round.period_to
        and ask.provenance_of(one.code) == ask.provenance
    ]
    return max(earlier, key=lambda one: one.period_to, default=None)


@dataclass(frozen=True)
class Comparison:
    """Two rounds side by side. Only partners of both, inside the filters, are compared."""

    ask: Ask
    before: Round

    @cached_property
    def members(self) -> frozenset[str]:
        return frozenset(self.ask.members) & set(self.ask.content.partners(self.before.code))

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """comparison.PAIR_COLUMNS on the basis asked for."""
        if self.ask.on_measures:
            carried = self._carried
            return comparison.carried_pairs(carried[carried["inside"]])
        return comparison.declared_pairs(self._before, self._of_members(self.ask.all_declared))

    @cached_property
    def changes(self) -> dict[str, Any]:
        """Node -> its row of comparison.CHANGE_COLUMNS."""
        framework = self.ask.framework
        moves = comparison.country_moves(self.pairs, framework, self._not_applicable)
        return {str(r.node): r for r in rows_of(comparison.group_changes(moves, framework))}

    @property
    def countries(self) -> int:
        """Countries with at least one objective compared."""
        return int(self.pairs["country"].nunique())

    @property
    def hidden(self) -> int:
        """Measures that would be compared if the permitted use let them be seen."""
        if not self.ask.on_measures:
            return 0
        carried = self._carried
        return int(comparison.carried_pairs(carried[~carried["inside"]])["n"].sum())

    @cached_property
    def _before(self) -> pd.DataFrame:
        return self._of_members(self.ask.frames.read(declared, self.before.code))

    @cached_property
    def _not_applicable(self) -> frozenset[tuple[str, str]]:
        if self.ask.on_measures:
            return frozenset()
        frames = (self._before, self._of_members(self.ask.all_declared))
        return frozenset(
            (str(row.country), str(row.objective))
            for frame in frames
            for row in rows_of(frame[frame["answer"] == NOT_APPLICABLE])
        )

    @cached_property
    def _carried(self) -> pd.DataFrame:
        """Measures of both rounds, of the framework's objectives."""
        frame = self.ask.frames.read(carried_counts, self.before.code, self.ask.round.code)
        return self._of_members(frame[frame["objective"].isin(list(self.ask.framework.objectives))])

    def _of_members(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["country"].isin(self.members)].reset_index(drop=True)


def change(ask: Ask) -> Answer:
    """The ten objectives then and now, in the framework's order."""
    before = previous_round(ask)
    if before is None:
        return _nothing(ask, "none")
    if not len(ask.frames.read(reports, before.code)):
        return _nothing(ask, "empty", before)
    both = Comparison(ask, before)
    if not len(both.pairs):
        return _nothing(ask, "unmatched", before, both.hidden)
    words, names = ask.words, ask.names
    title = _title(both)
    labels = (words.text(before.name), words.text(ask.round.name))
    known = [
        (code, row.before, row.after)
        for code in ask.framework.objectives
        if (row := both.changes[code]).n
    ]
    chart = means_dumbbell(
        pd.DataFrame(known, columns=["code", "before", "after"]),
        _categories(both),
        labels,
        names,
        Texts(CODE, title, title),
        is_joined=before.template == ask.round.template,
    )
    note = words("exhibit.change.note.measures" if ask.on_measures else "exhibit.change.note")
    if before.template != ask.round.template:
        note = f"{words('exhibit.change.break')} {note}"
    return Answer(
        title,
        words("exhibit.of.change", before=labels[0]),
        _table(both),
        chart,
        note=note,
        coverage=_coverage(both),
        by_basis=True,
        not_shown=both.hidden,
        said=_said(both),
    )


def _nothing(ask: Ask, key: str, before: Round | None = None, hidden: int = 0) -> Answer:
    """Why nothing can be compared; no failure of anybody."""
    params = {"round": ask.words.text(ask.round.name)}
    if before is not None:
        params["before"] = ask.words.text(before.name)
    title = ask.words(f"exhibit.change.{key}.title", **params)
    note = ask.words(f"exhibit.change.{key}", **params)
    return Answer(title, "", Table(title, (), ()), note=note, by_basis=True, not_shown=hidden)


def _title(both: Comparison) -> str:
    words = both.ask.words
    compared = [both.changes[code] for code in both.ask.framework.objectives]
    verdicts = [row.verdict for row in compared if row.n]
    rises, falls = (verdicts.count(one) for one in (comparison.RISE, comparison.FALL))
    before, of = words.text(both.before.name), words.number(len(verdicts))
    if rises and falls:
        key = "exhibit.change.title.both"
        title = words.count(key, rises, before=before, of=of, falls=words.number(falls))
    elif rises or falls:
        key = "exhibit.change.title.rise" if rises else "exhibit.change.title.fall"
        title = words.count(key, rises or falls, before=before, of=of)
    else:
        title = words("exhibit.change.title.none", before=before)
    if both.countries >= FEW:
        return title
    return words.count("exhibit.change.few", both.countries, title=title)


def _coverage(both: Comparison) -> str:
    words, ask = both.ask.words, both.ask
    line = words.count("exhibit.change.coverage", both.countries, of=words.number(len(ask.members)))
    if ask.filters.region:
        return f"{line} · {ask.names.region(ask.filters.region)}"
    return line


def _categories(both: Comparison) -> list[Category]:
    ask, words = both.ask, both.ask.words
    return [
        Category(
            code,
            ask.names.objective(code),
            group=ask.names.pillar(objective.pillar)
            if objective.pillar != CROSS_CUTTING
            else words("exhibit.cross-cutting"),
            note=_row_note(both, both.changes[code]),
            target=to("objective", objective=code),
        )
        for code, objective in ask.framework.objectives.items()
    ]


def _row_note(both: Comparison, row: Any) -> str:
    """Beside the marks: by how much, where a change may be claimed, and over how many."""
    words = both.ask.words
    if not row.n:
        return words("exhibit.change.no-pair")
    said = words("exhibit.change.same")
    if row.verdict != comparison.NO_CHANGE:
        said = _signed(both.ask, row.change)
    return words("exhibit.change.row-note", said=said, n=words.number(row.n))


def _signed(ask: Ask, change: float) -> str:
    text = ask.words.number(abs(change))
    return text if text == "0" else ("+" if change > 0 else "−") + text


def _table(both: Comparison) -> Table:
    """Objectives, then pillars and all objectives together; below, every pair of answers."""
    ask, words = both.ask, both.ask.words
    columns = (
        TableColumn("node", words("exhibit.column.objective"), ColumnKind.HEADER),
        TableColumn("before", words.text(both.before.name), ColumnKind.NUMBER),
        TableColumn("after", words.text(ask.round.name), ColumnKind.NUMBER),
        TableColumn("change", words("exhibit.column.change"), ColumnKind.NUMBER),
        TableColumn("verdict", words("exhibit.column.verdict")),
        TableColumn("rose", words("exhibit.column.rose"), ColumnKind.NUMBER),
        TableColumn("stayed", words("exhibit.column.stayed"), ColumnKind.NUMBER),
        TableColumn("fell", words("exhibit.column.fell"), ColumnKind.NUMBER),
        TableColumn("n", words("exhibit.column.compared"), ColumnKind.NUMBER),
    )
    objectives = list(ask.framework.objectives)
    means = [node for node in both.changes if node not in ask.framework.objectives]
    rows = tuple(_row(both, node) for node in (*objectives, *means))
    groups = (
        (words("exhibit.change.objectives"), len(objectives)),
        (words("exhibit.change.means"), len(means)),
    )
    return Table(words("exhibit.change.caption"), columns, rows, groups, (_foot(both),))


def _row(both: Comparison, node: str) -> Row:
    ask, row = both.ask, both.changes[node]
    target = to("objective", objective=node) if node in ask.framework.objectives else None
    first = text_cell(ask.names.node(node), target)
    counts = tuple(count_cell(ask, int(n)) for n in (row.rose, row.stayed, row.fell, row.n))
    if not row.n:
        verdict = TableCell(None, ask.words("exhibit.change.no-pair"))
        return (first, blank_cell(), blank_cell(), blank_cell(), verdict, *counts)
    return (
        first,
        count_cell(ask, float(row.before)),
        count_cell(ask, float(row.after)),
        TableCell(float(row.change), _signed(ask, row.change)),
        text_cell(ask.words(f"exhibit.change.verdict.{row.verdict}")),
        *counts,
    )


def _totals(both: Comparison) -> dict[str, int]:
    """How many pairs of answers, over all objectives, rose, stayed and fell."""
    rows = [both.changes[code] for code in both.ask.framework.objectives]
    return {key: sum(int(getattr(r, key)) for r in rows) for key in ("rose", "stayed", "fell", "n")}


def _foot(both: Comparison) -> Row:
    first = TableCell("pairs", both.ask.words("exhibit.change.pairs"))
    counts = (count_cell(both.ask, n) for n in _totals(both).values())
    return (first, TableCell(), TableCell(), TableCell(), TableCell(), *counts)


def _said(both: Comparison) -> tuple[str, ...]:
    """How many answers moved, on which objectives the mean did, and where all of them stand."""
    ask, words = both.ask, both.ask.words
    totals = _totals(both)
    moved = {key: words.number(totals[key]) for key in ("rose", "stayed", "fell")}
    before = words.text(both.before.name)
    facts = [words.count("exhibit.change.said.pairs", totals["n"], before=before, **moved)]
    for verdict in (comparison.RISE, comparison.FALL):
        codes = [c for c in ask.framework.objectives if both.changes[c].verdict == verdict]
        if codes:
            listed = words.listed(codes)
            facts.append(
                words.count(f"exhibit.change.said.{verdict}", len(codes), objectives=listed)
            )
    overall = both.changes[OVERALL]
    if overall.n:
        facts.append(
            words.count(
                f"exhibit.change.said.overall.{overall.verdict}",
                int(overall.n),
                then=words.number(overall.before),
                now=words.number(overall.after),
            )
        )
    if len(facts) == 1:
        facts.append(words("exhibit.change.said.none"))
    return tuple(facts[:3])
