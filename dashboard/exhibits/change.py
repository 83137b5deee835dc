"""What moved since the round before, over the countries that can be compared."""

from typing import Any

import pandas as pd

from dashboard import comparison
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.compared import FRAMEWORK, Comparison, previous_round
from dashboard.exhibits.parts import blank_cell, count_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Category, to
from dashboard.figures.names import Texts
from dashboard.figures.strip import means_dumbbell
from dashboard.queries import reports
from dashboard.scores import OVERALL
from schemas.country import Round
from schemas.framework import CROSS_CUTTING

__all__ = (
    "Comparison", "breaks_of", "categories_of", "change", "coverage_of", "in_region", "note_of",
    "nothing", "on_few", "previous_round", "signed", "totals_of", "two_rounds",
)  # fmt: skip

CODE = "change"

FEW = 5
"""A finding on fewer countries says on how many it stands."""


def change(ask: Ask) -> Answer:
    """The ten objectives then and now, in the framework's order."""
    both = two_rounds(ask)
    if isinstance(both, Answer):
        return both
    words, names = ask.words, ask.names
    title = _title(both)
    labels = (words.text(both.before.name), words.text(ask.round.name))
    known = [
        (code, row.before, row.after) for code in both.objectives if (row := both.changes[code]).n
    ]
    chart = means_dumbbell(
        pd.DataFrame(known, columns=["code", "before", "after"]),
        categories_of(both),
        labels,
        names,
        Texts(CODE, title, title),
        is_joined=not both.breaks,
    )
    return Answer(
        title,
        words("exhibit.of.change", before=labels[0]),
        _table(both),
        chart,
        note=note_of(both),
        coverage=coverage_of(both),
        by_basis=True,
        not_shown=both.hidden,
        said=_said(both),
    )


def two_rounds(ask: Ask) -> Comparison | Answer:
    """The two rounds that are compared; where there is nothing to compare, why."""
    before = previous_round(ask)
    if before is None:
        return nothing(ask, "exhibit.change.none")
    if not len(ask.frames.read(reports, before.code)):
        return nothing(ask, "exhibit.change.empty", before)
    both = Comparison(ask, before)
    if len(both.pairs):
        return both
    return nothing(ask, "exhibit.change.unmatched", before, both.hidden)


def note_of(both: Comparison) -> str:
    """Where the two rounds differ, what is left out for that, and who counts."""
    key = "exhibit.change.note.measures" if both.ask.on_measures else "exhibit.change.note"
    return " ".join((*breaks_of(both), both.ask.words(key)))


def breaks_of(both: Comparison) -> list[str]:
    """Where the two rounds differ, and which objectives are left out for that, in sentences."""
    ask, words = both.ask, both.ask.words
    parts = []
    if FRAMEWORK in both.breaks:
        earlier = ask.content.framework_of(both.before.code)
        params = {"before": words.text(earlier.name), "after": words.text(ask.framework.name)}
        parts.append(words("exhibit.change.break.framework", **params))
    elif both.breaks:
        parts.append(words("exhibit.change.break"))
    if both.left_out:
        names = words.listed([ask.names.objective(code) for code in both.left_out])
        parts.append(words.count("exhibit.change.left-out", len(both.left_out), objectives=names))
    return parts


def nothing(ask: Ask, key: str, before: Round | None = None, hidden: int = 0) -> Answer:
    """Why nothing can be compared; no failure of anybody. `key`: of the note, and of the title
    with `.title` after it."""
    params = {"round": ask.words.text(ask.round.name)}
    if before is not None:
        params["before"] = ask.words.text(before.name)
    title, note = (ask.words(one, **params) for one in (f"{key}.title", key))
    return Answer(title, "", Table(title, (), ()), note=note, by_basis=True, not_shown=hidden)


def _title(both: Comparison) -> str:
    words = both.ask.words
    compared = [both.changes[code] for code in both.objectives]
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
    return on_few(both, title)


def on_few(both: Comparison, title: str) -> str:
    """A finding, and on how few countries it stands."""
    if both.countries >= FEW:
        return title
    return both.ask.words.count("exhibit.change.few", both.countries, title=title)


def coverage_of(both: Comparison) -> str:
    """How many of the N partners are compared, in words."""
    words, ask = both.ask.words, both.ask
    of = words.number(len(ask.members))
    return in_region(ask, words.count("exhibit.change.coverage", both.countries, of=of))


def in_region(ask: Ask, line: str) -> str:
    """A line of coverage with the region it is about, if it is about one."""
    return f"{line} · {ask.names.region(ask.filters.region)}" if ask.filters.region else line


def categories_of(both: Comparison) -> list[Category]:
    """One row an objective compared, by pillar; its note says by how much it moved, and n."""
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
        for code, objective in both.framework.objectives.items()
    ]


def _row_note(both: Comparison, row: Any) -> str:
    """Beside the marks: by how much, where a change may be claimed, and over how many."""
    words = both.ask.words
    if not row.n:
        return words("exhibit.change.no-pair")
    said = words("exhibit.change.same")
    if row.verdict != comparison.NO_CHANGE:
        said = signed(both.ask, row.change)
    return words("exhibit.change.row-note", said=said, n=words.number(row.n))


def signed(ask: Ask, change: float) -> str:
    """A change in points with its sign; a nought has none."""
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
    objectives = list(both.objectives)
    means = [node for node in both.changes if node not in both.objectives]
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
        TableCell(float(row.change), signed(ask, row.change)),
        text_cell(ask.words(f"exhibit.change.verdict.{row.verdict}")),
        *counts,
    )


def totals_of(both: Comparison) -> dict[str, int]:
    """How many pairs of answers, over all objectives, rose, stayed and fell."""
    rows = [both.changes[code] for code in both.objectives]
    return {key: sum(int(getattr(r, key)) for r in rows) for key in ("rose", "stayed", "fell", "n")}


def _foot(both: Comparison) -> Row:
    first = TableCell("pairs", both.ask.words("exhibit.change.pairs"))
    counts = (count_cell(both.ask, n) for n in totals_of(both).values())
    return (first, TableCell(), TableCell(), TableCell(), TableCell(), *counts)


def _said(both: Comparison) -> tuple[str, ...]:
    """How many answers moved, on which objectives the mean did, and where all of them stand."""
    words = both.ask.words
    totals = totals_of(both)
    moved = {key: words.number(totals[key]) for key in ("rose", "stayed", "fell")}
    before = words.text(both.before.name)
    facts = [words.count("exhibit.change.said.pairs", totals["n"], before=before, **moved)]
    for verdict in (comparison.RISE, comparison.FALL):
        codes = [c for c in both.objectives if both.changes[c].verdict == verdict]
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
