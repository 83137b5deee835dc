"""Measures whose planned end has passed while they go on: by objective, and as a list."""

from dataclasses import replace
from datetime import date

import pandas as pd

from dashboard.exhibits import said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.lists import PAGE_SIZE, objective_cell, title_cell
from dashboard.exhibits.pace import day_word, held_on, only_pace, pace_in
from dashboard.exhibits.parts import answer_cell, day_cell, text_cell, total_of
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableColumn
from dashboard.figures.bars import count_bars
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.names import Texts
from dashboard.pace import PACES
from dashboard.queries import MeasureRow, MeasuresPage
from dashboard.queries.pace import late_counts, late_page


def late(ask: Ask) -> Answer:
    """Measures whose planned end has passed while they go on: by objective, and the list."""
    words, day = ask.words, held_on(ask)
    counts = _inside(ask, ask.frames.read(late_counts, ask.round.code, day))
    shown = counts[counts["shown"]]
    total = total_of(shown)
    title = words.count(
        "late-measures.title",
        total,
        countries=words.count("exhibit.n.countries", shown["country"].nunique()),
        date=words.date(day),
    )
    page = _page(ask, day)
    note = "" if total else words("late-measures.none")
    return Answer(
        title,
        words("late-measures.of"),
        _table(ask, page, day),
        _chart(ask, shown, title) if total and not ask.filters.objective else None,
        note=" ".join(part for part in (note, words("late-measures.note")) if part),
        coverage=_coverage(ask, shown, day),
        not_shown=total_of(counts[~counts["shown"]]),
        said=_said(ask, title, shown),
    )


def _inside(ask: Ask, counts: pd.DataFrame) -> pd.DataFrame:
    """The counts of the filters for countries, objective and theme; an objective by its primary
    measures alone."""
    filters = ask.filters
    kept = counts["country"].isin(ask.members)
    if filters.objective:
        kept &= counts["objective"] == filters.objective
    if filters.theme:
        kept &= counts["theme"] == filters.theme
    return counts[kept].reset_index(drop=True)


def _page(ask: Ask, day: date) -> MeasuresPage:
    filters = replace(ask.filters, round=ask.round.code)
    order = ask.names.alphabetical(ask.content.countries)
    return late_page(ask.source, filters, PAGE_SIZE, day, order=order, among=ask.members)


def _chart(ask: Ask, shown: pd.DataFrame, title: str) -> Chart:
    names = ask.names
    sums = {str(code): int(n) for code, n in shown.groupby("objective")["n"].sum().items()}
    categories = [
        Category(
            code,
            names.objective(code),
            group=names.pillar(objective.pillar),
            target=to("objective", objective=code),
        )
        for code, objective in ask.framework.objectives.items()
    ]
    if sums.get(""):
        categories.append(Category("", ask.words("exhibit.unmapped")))
    frame = pd.DataFrame(list(sums.items()), columns=["code", "n"])
    return count_bars(frame, categories, names, Texts("late-measures", title, title))


def _table(ask: Ask, page: MeasuresPage, day: date) -> Table:
    words = ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country")),
        TableColumn("title", words("exhibit.column.title"), ColumnKind.HEADER),
        TableColumn("objective", words("exhibit.column.objective")),
        TableColumn("level", words("exhibit.column.level"), ColumnKind.LEVEL),
        TableColumn("planned", words("pace.column.planned"), ColumnKind.DATE),
        TableColumn("own", words("pace.column.own")),
        TableColumn("proposed", words("pace.column.proposed")),
    )
    pager = Pager(page.page, page.pages, page.total) if page.pages > 1 else None
    rows = tuple(_row(ask, row, day) for row in page.rows)
    return Table(words("late-measures.caption"), columns, rows, pager=pager)


def _row(ask: Ask, row: MeasureRow, day: date) -> Row:
    pace = pace_in(row, day)
    own = only_pace(ask, pace.own)
    return (
        text_cell(ask.names.country(row.country), to("country", country=row.country)),
        title_cell(ask, row),
        objective_cell(ask, row),
        answer_cell(ask.names, row.answer),
        day_cell(ask, row.end_planned),
        own if pace.own else replace(own, text=ask.words("pace.no-answer")),
        replace(
            only_pace(ask, pace.proposed), note=ask.words("pace.question") if pace.asks else ""
        ),
    )


def _coverage(ask: Ask, shown: pd.DataFrame, day: date) -> str:
    """Of how many measures, and the day."""
    counts = ask.coded if ask.filters.theme else ask.counts
    for column, code in (("objective", ask.filters.objective), ("theme", ask.filters.theme)):
        counts = counts[counts[column] == code] if code else counts
    line = ask.words.count(
        "late-measures.coverage", total_of(counts), passed=ask.words.number(total_of(shown))
    )
    return f"{line} · {day_word(ask, day)}"


def _said(ask: Ask, title: str, shown: pd.DataFrame) -> tuple[str, ...]:
    """How many there are, and what the countries themselves say of their pace."""
    if not len(shown):
        return ()
    by_pace = shown.groupby("pace")["n"].sum().to_dict()
    parts = [
        ask.words("said.part", label=ask.names.entry("pace", code), number=ask.words.number(n))
        for code in PACES
        if (n := int(by_pace.get(code, 0)))
    ]
    unsaid = int(by_pace.get("", 0))
    if unsaid:
        label = ask.words("pace.no-answer")
        parts.append(ask.words("said.part", label=label, number=ask.words.number(unsaid)))
    own = ask.words("late-measures.own", parts=ask.words.listed(parts))
    return (said.sentence(ask, title), own)
