"""Measures over time: bars from start to end with today's line, what has no dates named below."""

from collections.abc import Sequence
from datetime import date

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.lists import objective_cell, title_cell
from dashboard.exhibits.measures import page_of
from dashboard.exhibits.pace import day_word, held_on, pace_cell, pace_in
from dashboard.exhibits.parts import answer_cell, day_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableColumn
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.gantt import Dated, measures_gantt
from dashboard.figures.names import Texts
from dashboard.filters import Filters
from dashboard.queries import MeasureRow, MeasuresPage
from dashboard.queries.pace import Dates, dates_of

FEWEST = 2
"""A single bar has nothing to be held beside; the table says it."""

MOST_NAMED = 5
"""Measures without dates that are named below the chart."""


def schedule(ask: Ask) -> Answer:
    """Measures of an objective, a theme or a group of countries over time, a page of them."""
    words, filters = ask.words, ask.filters
    page = page_of(ask, ask.members)
    region = tuple(c.iso3 for c in ask.content.countries.values() if c.region == filters.region)
    asked = Filters(round=ask.round.code, objective=filters.objective, theme=filters.theme)
    dates = ask.frames.read(dates_of, asked, region, (), ask.members)
    title = words.count(
        "schedule.title", dates.total, dated=words.number(dates.total - dates.undated)
    )
    note = below(ask, dates, page.rows)
    return Answer(
        title,
        words("schedule.of"),
        _table(ask, page),
        gantt(ask, page.rows, title, with_country=True),
        note=note if dates.total else words("exhibit.measures.none"),
        coverage=f"{words.count('exhibit.n.measures', dates.total)} · {_line(ask)}",
        not_shown=page.not_shown,
        said=(words("said.sentence", title=title),) if dates.total else (),
    )


def gantt(
    ask: Ask, rows: Sequence[MeasureRow], title: str, *, with_country: bool = False
) -> Chart | None:
    """The bars of these measures; None where there are too few with dates."""
    if not ask.round.asked:
        return None
    day = held_on(ask)
    dated = [_dated(ask, row, day, with_country) for row in rows if can_be_drawn(row)]
    if len(dated) < FEWEST:
        return None
    mark = (day, day_word(ask, day))
    return measures_gantt(dated, mark, ask.names, Texts(ask.code, title, title))


def can_be_drawn(row: MeasureRow) -> bool:
    """It has a day, and none of its ends lies before its start."""
    return _has_day(row) and not _is_turned(row)


def below(ask: Ask, dates: Dates, rows: Sequence[MeasureRow]) -> str:
    """What the chart does not draw: how many have no dates, and which of this page; how many
    end before they start; and where the line stands."""
    words, parts = ask.words, []
    if dates.undated:
        named = [row.title(words.language) for row in rows if not _has_day(row)]
        shown = "; ".join(named[:MOST_NAMED])
        key = (
            "schedule.undated"
            if 0 < dates.undated == len(named) <= MOST_NAMED
            else ("schedule.undated.some" if named else "schedule.undated.elsewhere")
        )
        parts.append(words.count(key, dates.undated, titles=shown))
    if dates.turned:
        parts.append(words.count("schedule.turned", dates.turned))
    day = held_on(ask)
    if ask.round.asked and day == ask.round.period_to:
        parts.append(words("schedule.past", date=words.date(day)))
    return " ".join(parts)


def _line(ask: Ask) -> str:
    return day_word(ask, held_on(ask))


def _has_day(row: MeasureRow) -> bool:
    return any(day is not None for day in (row.start, row.end_planned, row.end_actual))


def _is_turned(row: MeasureRow) -> bool:
    ends = [day for day in (row.end_planned, row.end_actual) if day is not None]
    return row.start is not None and any(end < row.start for end in ends)


def _dated(ask: Ask, row: MeasureRow, day: date, with_country: bool) -> Dated:
    pace = pace_in(row, day)
    word = ask.names.entry("pace", pace.code) if pace.code else ""
    said = ask.words("pace.word.proposed", pace=word) if pace.is_proposed else word
    title = row.title(ask.words.language)
    name = ask.names.country(row.country)
    label = ask.words("schedule.row", country=name, title=title) if with_country else title
    is_moved = row.end_actual is not None and row.end_planned not in (None, row.end_actual)
    target = None
    if row.objective and row.objective in ask.framework.objectives:
        target = to("evidence", country=row.country, objective=row.objective)
    return Dated(
        Category(str(row.id), label, note=said, sign=pace.code, target=target),
        row.answer,
        row.start,
        row.end_actual or row.end_planned,
        row.end_planned if is_moved else None,
        said,
    )


def _table(ask: Ask, page: MeasuresPage) -> Table:
    words = ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country")),
        TableColumn("title", words("exhibit.column.title"), ColumnKind.HEADER),
        TableColumn("objective", words("exhibit.column.objective")),
        TableColumn("level", words("exhibit.column.level"), ColumnKind.LEVEL),
        TableColumn("pace", words("pace.column.pace")),
        TableColumn("start", words("pace.column.start"), ColumnKind.DATE),
        TableColumn("planned", words("pace.column.planned"), ColumnKind.DATE),
        TableColumn("ended", words("pace.column.ended"), ColumnKind.DATE),
    )
    pager = Pager(page.page, page.pages, page.total) if page.pages > 1 else None
    day = held_on(ask)
    rows = tuple(_row(ask, row, day) for row in page.rows)
    return Table(words("schedule.caption"), columns, rows, pager=pager)


def _row(ask: Ask, row: MeasureRow, day: date) -> Row:
    return (
        text_cell(ask.names.country(row.country), to("country", country=row.country)),
        title_cell(ask, row),
        objective_cell(ask, row),
        answer_cell(ask.names, row.answer),
        pace_cell(ask, row, day),
        day_cell(ask, row.start),
        day_cell(ask, row.end_planned),
        day_cell(ask, row.end_actual),
    )
