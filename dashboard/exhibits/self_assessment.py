"""A country's own levels beside the mean of its measures: pairs two levels or more apart.

The two are never blended. Both may be right: a pair is a question to the country, not a fault.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import scores
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.lists import PAGE_SIZE
from dashboard.exhibits.parts import answer_cell, count_cell, share_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import to
from dashboard.figures.frames import rows_of

FLAGGED = 50.0
"""Points between the two from which on they are asked about: two levels."""


@dataclass(frozen=True)
class Pair:
    """A country's own `answer` ("0" to "4") to an objective, and the `mean` of `known` of its
    `total` measures, in points. `gap` is positive when its own level is the higher one."""

    country: str
    objective: str
    answer: str
    mean: float
    known: int
    total: int

    @property
    def gap(self) -> float:
        return scores.POINTS[self.answer] - self.mean

    @property
    def is_flagged(self) -> bool:
        return abs(self.gap) >= FLAGGED

    @property
    def is_few(self) -> bool:
        return self.known < scores.FEW_MEASURES


def pairs_of(ask: Ask, countries: Sequence[str]) -> tuple[Pair, ...]:
    """Every objective of these countries with both, in their order and the framework's."""
    answers = {
        (str(row.country), str(row.objective)): str(row.answer) for row in rows_of(ask.all_declared)
    }
    means = {(str(r.country), str(r.objective)): r for r in rows_of(ask.all_measure_values)}
    found = []
    for iso3 in countries:
        for code in ask.framework.objectives:
            answer, mean = answers.get((iso3, code), ""), means.get((iso3, code))
            if answer in scores.POINTS and mean is not None and pd.notna(mean.value):
                value = float(mean.value)
                pair = Pair(iso3, code, answer, value, int(mean.n_known), int(mean.n_total))
                found.append(pair)
    return tuple(found)


def self_assessment(ask: Ask) -> Answer:
    """The pairs two levels or more apart, of the countries and the objective asked for."""
    words, code = ask.words, ask.filters.objective
    pairs = [p for p in pairs_of(ask, ask.members) if not code or p.objective == code]
    flagged = [pair for pair in pairs if pair.is_flagged]
    title = words.count("self-assessment.title", len(flagged), of=words.number(len(pairs)))
    facts = [words("said.sentence", title=title)]
    higher = sum(pair.gap > 0 for pair in flagged)
    if flagged:
        facts.append(
            words(
                "self-assessment.sides",
                higher=words.number(higher),
                lower=words.number(len(flagged) - higher),
            )
        )
    return Answer(
        title,
        words("self-assessment.of"),
        _table(ask, flagged),
        note=words("self-assessment.note") if flagged else words("self-assessment.none"),
        not_shown=ask.kept_back(ask.framework.objectives),
        said=tuple(facts) if pairs else (),
    )


def _table(ask: Ask, pairs: Sequence[Pair]) -> Table:
    words = ask.words
    pages = max(1, -(-len(pairs) // PAGE_SIZE))
    page = min(max(1, ask.filters.page), pages)
    shown = pairs[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("objective", words("exhibit.column.objective")),
        TableColumn("own", words("exhibit.column.own"), ColumnKind.LEVEL),
        TableColumn("band", words("self-assessment.column.band"), ColumnKind.LEVEL),
        TableColumn("mean", words("exhibit.column.mean"), ColumnKind.NUMBER),
        TableColumn("known", words("exhibit.column.known-measures"), ColumnKind.SHARE),
        TableColumn("gap", words("exhibit.column.gap"), ColumnKind.NUMBER),
    )
    rows = tuple(_row(ask, pair) for pair in shown)
    pager = Pager(page, pages, len(pairs)) if pages > 1 else None
    return Table(words("self-assessment.caption"), columns, rows, pager=pager)


def _row(ask: Ask, pair: Pair) -> Row:
    names, band = ask.names, scores.band_of(pair.mean)
    target = to("evidence", country=pair.country, objective=pair.objective)
    few = ask.words("self-assessment.few") if pair.is_few else ""
    share = ask.words("exhibit.n-of", n=pair.known, of=pair.total)
    return (
        text_cell(names.country(pair.country), to("country", country=pair.country)),
        text_cell(names.objective(pair.objective), target),
        answer_cell(names, pair.answer),
        TableCell(band, names.answer(band), band, note=few, hollow=pair.is_few),
        count_cell(ask, round(pair.mean, 2)),
        share_cell(ask, pair.known / pair.total, share),
        gap_cell(ask, pair.gap),
    )


def gap_cell(ask: Ask, gap: float | None) -> TableCell:
    """With a sign: + when the country's own answer is the higher one."""
    if gap is None:
        return TableCell(None, "–")
    text = ask.words.number(abs(gap))
    sign = "" if text == "0" else "+" if gap > 0 else "−"
    return TableCell(round(gap, 2), sign + text)


def question_of(ask: Ask, pair: Pair) -> str:
    """The pair in a sentence, for where it stands by itself."""
    return ask.words.count(
        "self-assessment.question",
        pair.known,
        own=ask.names.answer(pair.answer),
        mean=ask.words.number(pair.mean),
        gap=gap_cell(ask, pair.gap).text,
    )
