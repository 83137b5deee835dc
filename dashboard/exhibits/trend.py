"""What moved as a slope chart: one line an objective, from one round to the other."""

from dataclasses import replace

import pandas as pd

from dashboard.comparison import FALL, NO_CHANGE, RISE
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.change import (
    categories_of,
    coverage_of,
    note_of,
    on_few,
    signed,
    two_rounds,
)
from dashboard.exhibits.compared import FRAMEWORK, Comparison
from dashboard.exhibits.parts import count_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import to
from dashboard.figures.names import Texts
from dashboard.figures.slope import MOST_LINES, means_slope

CODE = "trend"

LOOKS = {RISE: "rise", FALL: "fall", NO_CHANGE: "steady"}


def trend(ask: Ask) -> Answer:
    """The mean of each objective then and now, over the countries that can be compared. A line
    never spans more than two rounds: each pair of rounds has a panel of its own."""
    both = two_rounds(ask)
    if isinstance(both, Answer):
        return both
    words = ask.words
    title = _title(both)
    ends = (words.text(both.before.name), words.text(ask.round.name))
    rows = [(code, row) for code in both.objectives if (row := both.changes[code]).n]
    frame = pd.DataFrame(
        [(code, row.before, row.after, LOOKS[row.verdict]) for code, row in rows],
        columns=["code", "before", "after", "look"],
    )
    # Lines stand where their values are, so that groups of rows mean nothing.
    categories = [replace(one, group="") for one in categories_of(both)]
    chart = means_slope(
        frame, categories, ends, ask.names, Texts(CODE, title, title), _broken(both)
    )
    note = note_of(both)
    if len(rows) > MOST_LINES:
        more = words.count("exhibit.trend.more", len(rows) - MOST_LINES)
        note = f"{more} {note}"
    return Answer(
        title,
        words("exhibit.of.trend", before=ends[0]),
        _table(both),
        chart,
        note=note,
        coverage=coverage_of(both),
        by_basis=True,
        not_shown=both.hidden,
        said=_said(both),
    )


def _broken(both: Comparison) -> str:
    """Why the lines are cut, in a word or two; "" when they are not."""
    if not both.breaks:
        return ""
    key = FRAMEWORK if FRAMEWORK in both.breaks else "template"
    return both.ask.words(f"chart.broken.{key}")


def _moved(both: Comparison, verdict: str) -> list[str]:
    return [c for c in both.objectives if both.changes[c].n and both.changes[c].verdict == verdict]


def _title(both: Comparison) -> str:
    """Which objectives the mean moved on; on few countries, on how many that stands."""
    words = both.ask.words
    moved = [
        words.count(f"changed.{verdict}", len(codes), codes=words.listed(codes))
        for verdict in (RISE, FALL)
        if (codes := _moved(both, verdict))
    ]
    key = "exhibit.trend.title" if moved else "exhibit.trend.title.none"
    params = {"moved": words.listed(moved)} if moved else {}
    return on_few(both, words(key, before=words.text(both.before.name), **params))


def _table(both: Comparison) -> Table:
    """The objectives with a line, in the framework's order."""
    ask, words = both.ask, both.ask.words
    columns = (
        TableColumn("objective", words("exhibit.column.objective"), ColumnKind.HEADER),
        TableColumn("before", words.text(both.before.name), ColumnKind.NUMBER),
        TableColumn("after", words.text(ask.round.name), ColumnKind.NUMBER),
        TableColumn("change", words("exhibit.column.change"), ColumnKind.NUMBER),
        TableColumn("n", words("exhibit.column.compared"), ColumnKind.NUMBER),
        TableColumn("verdict", words("exhibit.column.verdict")),
    )
    rows = tuple(_row(both, code) for code in both.objectives if both.changes[code].n)
    return Table(words("exhibit.trend.caption"), columns, rows)


def _row(both: Comparison, code: str) -> Row:
    ask, row = both.ask, both.changes[code]
    return (
        text_cell(ask.names.objective(code), to("objective", objective=code)),
        count_cell(ask, float(row.before)),
        count_cell(ask, float(row.after)),
        TableCell(float(row.change), signed(ask, row.change)),
        count_cell(ask, int(row.n)),
        text_cell(ask.words(f"exhibit.change.verdict.{row.verdict}")),
    )


def _said(both: Comparison) -> tuple[str, ...]:
    """The finding, how many objectives show no clear change, and where the lines are cut."""
    words = both.ask.words
    steady = len(_moved(both, NO_CHANGE))
    facts = [words("said.sentence", title=_title(both))]
    if steady:
        facts.append(words.count("exhibit.trend.said.steady", steady))
    if both.breaks:
        facts.append(words("exhibit.trend.said.broken", why=_broken(both)))
    return tuple(facts[:3])
