"""What became of each level: a table of answers then by answers now, with entries and exits."""

from collections.abc import Iterable

from dashboard.comparison import (
    ABSENT,
    Transitions,
    carried_transitions,
    declared_transitions,
)
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.change import breaks_of, coverage_of, two_rounds
from dashboard.exhibits.compared import Comparison
from dashboard.exhibits.parts import text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.style import LEVELS, NON_ANSWERS

UNCHANGED = "band"
"""Look of the cells in which nothing moved."""


def transitions(ask: Ask) -> Answer:
    """How many answers of the objectives asked for (on basis measures: how many measures) went
    from each level to each other, among whoever reported in one of the rounds at least."""
    both = two_rounds(ask)
    if isinstance(both, Answer):
        return both
    words = ask.words
    codes = _objectives(both)
    found = _found(both, codes)
    sums = _sums(found)
    kind = "measures" if ask.on_measures else "declared"
    before, now = words.text(both.before.name), words.text(ask.round.name)
    numbers = {key: words.number(n) for key, n in sums.items()}
    if not sums["compared"]:
        title = words("exhibit.change.unmatched.title", before=before, round=now)
    else:
        title = words.count(
            f"exhibit.transitions.title.{kind}", sums["compared"], before=before,
            rose=numbers["rose"], fell=numbers["fell"], stayed=numbers["stayed"],
        )  # fmt: skip
    said = (
        words("said.sentence", title=title),
        words.count(f"exhibit.transitions.said.{kind}.in", sums["entered"]),
        words.count(f"exhibit.transitions.said.{kind}.out", sums["left"]),
    )
    return Answer(
        title,
        words(f"exhibit.of.transitions.{kind}"),
        _table(both, found),
        note=" ".join((words(f"exhibit.transitions.note.{kind}"), *breaks_of(both))),
        coverage=coverage_of(both),
        by_basis=True,
        not_shown=both.hidden if len(codes) == len(both.objectives) else 0,
        said=said,
    )


def _objectives(both: Comparison) -> tuple[str, ...]:
    """Those compared, inside the filters."""
    filters = both.ask.filters
    return tuple(
        code
        for code, one in both.framework.objectives.items()
        if filters.objective in ("", code) and filters.pillar in ("", one.pillar)
    )


def _found(both: Comparison, codes: tuple[str, ...]) -> Transitions:
    if not both.ask.on_measures:
        return declared_transitions(both.declared_before, both.declared_after, both.reported, codes)
    carried = both.carried[both.carried["inside"]]
    carried, then, now = (
        frame[frame["objective"].isin(codes)]
        for frame in (carried, both.counts_before, both.counts_after)
    )
    return carried_transitions(carried, then, now)


def _sums(found: Transitions) -> dict[str, int]:
    """Between two levels: how many are compared, rose, stayed and fell; and how many gained or
    lost a level that stands opposite none."""
    sums = dict.fromkeys(("compared", "rose", "stayed", "fell", "entered", "left"), 0)
    for (then, now), n in found.items():
        if then in LEVELS and now in LEVELS:
            sums["compared"] += n
            sums["rose" if now > then else "fell" if now < then else "stayed"] += n
        elif now in LEVELS:
            sums["entered"] += n
        elif then in LEVELS:
            sums["left"] += n
    return sums


def _table(both: Comparison, found: Transitions) -> Table:
    """Rows: answers then; columns: answers now. All levels, of the others those that occur."""
    ask, words = both.ask, both.ask.words
    used = {code for pair in found for code in pair}
    codes = [*LEVELS, *(code for code in (*NON_ANSWERS, ABSENT) if code in used)]
    before, now = words.text(both.before.name), words.text(ask.round.name)
    band = words("exhibit.transitions.now", round=now)
    columns = (
        TableColumn("before", words("exhibit.transitions.then", round=before), ColumnKind.HEADER),
        *(TableColumn(one, _name(ask, one), ColumnKind.NUMBER, band=band) for one in codes),
        TableColumn("total", words("exhibit.column.total"), ColumnKind.NUMBER),
    )
    rows = tuple(_row(ask, then, codes, found) for then in codes)
    totals = [sum(found.get((then, now), 0) for then in codes) for now in codes]
    foot = (
        TableCell("total", words("exhibit.column.total")),
        *(_number(ask, n) for n in (*totals, sum(totals))),
    )
    caption = words("exhibit.transitions.caption", before=before, round=now)
    return Table(caption, columns, rows, foot=(foot,), is_matrix=True)


def _row(ask: Ask, then: str, codes: Iterable[str], found: Transitions) -> Row:
    counts = {now: found.get((then, now), 0) for now in codes}
    return (
        text_cell(_name(ask, then)),
        *(_cell(ask, then, now, n) for now, n in counts.items()),
        _number(ask, sum(counts.values())),
    )


def _cell(ask: Ask, then: str, now: str, n: int) -> TableCell:
    words = ask.words
    if then == now == ABSENT:
        return TableCell(None, "–")
    key = "exhibit.transitions.stayed" if then == now else "exhibit.transitions.went"
    sentence = words.count(key, n, then=_name(ask, then), now=_name(ask, now))
    look = UNCHANGED if then == now else ""
    return TableCell(n, words.number(n), look, sentence=sentence)


def _number(ask: Ask, n: int) -> TableCell:
    return TableCell(n, ask.words.number(n))


def _name(ask: Ask, code: str) -> str:
    return ask.words("exhibit.transitions.absent") if code == ABSENT else ask.names.answer(code)
