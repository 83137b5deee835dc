"""The board of technical assistance: needs above offers by domain and form, then one by one."""

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import count_cell, day_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import to
from dashboard.queries.assistance import (
    BoardRow,
    HiddenAssistance,
    Since,
    board_rows,
    hidden_board,
    known_since,
)
from dashboard.queries.exchange import DIRECTIONS, NEED

DOMAINS, FORMS = "tadomain", "taform"
"""Lists of the template: the rows and columns of the board."""

UNSAID = ""
"""The domain or form of a row that does not state one."""

PAGE_SIZE = 50

MONTHS = re.compile("M([0-9]{1,2})")
"""Codes of the list of urgencies that say in how many months."""


def board(ask: Ask) -> Answer:
    """Every domain and form of the template, in its order: how many needs, how many offers.
    Filters: region, countries."""
    words = ask.words
    rows = [
        one for one in ask.frames.read(board_rows, ask.round.code) if one.country in ask.members
    ]
    counts = Counter((one.domain or UNSAID, one.direction, one.form or UNSAID) for one in rows)
    hidden = ask.frames.read(hidden_board, ask.round.code)
    title = words("exhibit.board.title", parts=_parts(ask, rows))
    meeting = sum(
        all(counts[domain, direction, form] for direction in DIRECTIONS)
        for domain in lines(ask, DOMAINS, (one.domain for one in rows))
        for form in lines(ask, FORMS, (one.form for one in rows))
    )
    return Answer(
        title,
        words("exhibit.of.board"),
        _matrix(ask, rows, counts),
        note=words("exhibit.board.note") if rows else words("exhibit.board.none"),
        coverage=_coverage(ask, rows),
        not_shown=sum(one.n for one in hidden if one.country in ask.members),
        not_shown_key="exhibit.not-shown.rows",
        said=(words.count("exhibit.board.said", meeting),) if rows else (),
    )


def listed(ask: Ask) -> Answer:
    """Each need and offer by domain, form and country (by alphabet), needs first. Filters:
    direction, domain, form, objective, region, countries."""
    words = ask.words
    rows = rows_of_list(ask)
    hidden = ask.frames.read(hidden_board, ask.round.code)
    title = words("exhibit.board.list.title", parts=_parts(ask, rows))
    return Answer(
        title,
        words("exhibit.of.board.list"),
        _table(ask, rows),
        note=words("exhibit.board.list.note" if rows else "exhibit.assistance.none"),
        coverage=_coverage(ask, rows),
        not_shown=sum(one.n for one in hidden if _passes(ask, one)),
        not_shown_key="exhibit.not-shown.rows",
        said=(title,) if rows else (),
    )


def rows_of_list(ask: Ask) -> list[BoardRow]:
    """The rows inside the filters, in the order of the list."""
    rows = [one for one in ask.frames.read(board_rows, ask.round.code) if _passes(ask, one)]
    domains = lines(ask, DOMAINS, (one.domain for one in rows))
    forms = lines(ask, FORMS, (one.form for one in rows))
    places = {iso3: place for place, iso3 in enumerate(ask.members)}
    return sorted(
        rows,
        key=lambda one: (
            domains.index(one.domain or UNSAID),
            one.direction != NEED,
            forms.index(one.form or UNSAID),
            places[one.country],
            one.row,
        ),
    )


def page_of(ask: Ask, rows: Sequence[BoardRow]) -> tuple[Sequence[BoardRow], Pager | None]:
    """The rows of the page asked for."""
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(1, ask.filters.page), pages)
    pager = Pager(page, pages, len(rows)) if pages > 1 else None
    return rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], pager


def lines(ask: Ask, list_name: str, used: Iterable[str | None]) -> list[str]:
    """Every code of the template's list in its order; then others in use, none stated last."""
    found = {code or UNSAID for code in used}
    order = list(ask.content.template_of(ask.round.code).lists[list_name])
    return [*order, *sorted(found - {*order, UNSAID}), *sorted(found & {UNSAID})]


def line_name(ask: Ask, list_name: str, code: str | None) -> str:
    return ask.names.entry(list_name, code) if code else ask.words("exhibit.assistance.unsaid")


def form_name(ask: Ask, row: BoardRow) -> str:
    """The form; another than those listed in the country's own words."""
    return row.form_other or line_name(ask, FORMS, row.form)


def asked_by(row: BoardRow) -> date | None:
    """The day its urgency names: so many months after the report was received."""
    months = MONTHS.fullmatch(row.urgency or "")
    return _after(row.stated_at.date(), int(months[1])) if months else None


def since_of(ask: Ask, row: BoardRow) -> Since:
    """Since when it is known; of what is not published yet, since its own report."""
    first = ask.frames.read(known_since).get(row.subject)
    return first or Since(row.stated_at.date(), ask.round.code)


def _passes(ask: Ask, one: BoardRow | HiddenAssistance) -> bool:
    filters = ask.filters
    return (
        one.country in ask.members
        and (filters.direction not in DIRECTIONS or one.direction == filters.direction)
        and (not filters.domain or one.domain == filters.domain)
        and (not filters.form or one.form == filters.form)
        and (not filters.objective or one.objective == filters.objective)
    )


def _parts(ask: Ask, rows: Sequence[BoardRow]) -> str:
    counts = Counter(one.direction for one in rows)
    return ask.words.listed(
        [ask.words.count(f"exhibit.assistance.{one}", counts[one]) for one in DIRECTIONS]
    )


def _coverage(ask: Ask, rows: Sequence[BoardRow]) -> str:
    n, of = len({one.country for one in rows}), ask.words.number(len(ask.members))
    return ask.words.count("exhibit.assistance.coverage", n, of=of)


def _matrix(
    ask: Ask, rows: Sequence[BoardRow], counts: Counter[tuple[str, str | None, str]]
) -> Table:
    """Two lines a domain, needs above offers, and two of their sums; none without a row."""
    words = ask.words
    forms = lines(ask, FORMS, (one.form for one in rows))
    columns = (
        TableColumn("domain", words("exhibit.column.domain"), ColumnKind.HEADER),
        TableColumn("direction", words("exhibit.board.column.direction")),
        *(
            TableColumn(form or "none", line_name(ask, FORMS, form), ColumnKind.NUMBER)
            for form in forms
        ),
        TableColumn("total", words("exhibit.column.total"), ColumnKind.NUMBER),
    )
    body: list[Row] = []
    domains = lines(ask, DOMAINS, (one.domain for one in rows))
    for domain in domains:
        label = line_name(ask, DOMAINS, domain)
        for direction in DIRECTIONS if rows else ():
            ns = [counts[domain, direction, form] for form in forms]
            body.append(_line(ask, label, direction, ns, domain, forms))
    foot = []
    for direction in DIRECTIONS if rows else ():
        ns = [sum(counts[domain, direction, form] for domain in domains) for form in forms]
        foot.append(_line(ask, words("exhibit.column.total"), direction, ns, UNSAID, forms))
    return Table(words("exhibit.board.caption"), columns, tuple(body), foot=tuple(foot))


def _line(
    ask: Ask, label: str, direction: str, ns: Sequence[int], domain: str, forms: Sequence[str]
) -> Row:
    """Each count leads to its rows in the list."""
    query = {"direction": direction, **({"domain": domain} if domain else {})}
    cells = [
        count_cell(
            ask, n, to("assistance", {**query, **({"form": form} if form else {})}) if n else None
        )
        for form, n in zip(forms, ns, strict=True)
    ]
    total = count_cell(ask, sum(ns), to("assistance", query) if sum(ns) else None)
    return (
        text_cell(label),
        text_cell(ask.words(f"exhibit.assistance.group.{direction}")),
        *cells,
        total,
    )


def _table(ask: Ask, rows: Sequence[BoardRow]) -> Table:
    words = ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("direction", words("exhibit.board.column.direction")),
        TableColumn("title", words("exhibit.board.column.subject")),
        TableColumn("domain", words("exhibit.column.domain")),
        TableColumn("form", words("exhibit.board.column.form")),
        TableColumn("objective", words("exhibit.column.objective")),
        TableColumn("urgency", words("exhibit.board.column.urgency")),
        TableColumn("from", words("exhibit.board.column.from"), ColumnKind.DATE),
        TableColumn("days", words("exhibit.board.column.days"), ColumnKind.NUMBER),
        TableColumn("language", words("exhibit.board.column.language")),
        TableColumn("since", words("exhibit.board.column.since"), ColumnKind.DATE),
    )
    shown, pager = page_of(ask, rows)
    body = tuple(_row(ask, one) for one in shown)
    return Table(words("exhibit.board.list.caption"), columns, body, pager=pager)


def _row(ask: Ask, one: BoardRow) -> Row:
    names = ask.names
    known = one.objective in ask.framework.objectives
    objective = one.objective if known and one.objective else ""
    return (
        text_cell(names.country(one.country), to("country", country=one.country)),
        text_cell(names.entry("dir", one.direction) if one.direction else None),
        text_cell(one.title or one.ta_id, note=_note(ask, one)),
        text_cell(line_name(ask, DOMAINS, one.domain)),
        text_cell(form_name(ask, one)),
        text_cell(
            ask.words("objective.short", code=objective), to("objective", objective=objective)
        )
        if objective
        else TableCell(),
        _urgency(ask, one),
        day_cell(ask, one.from_date),
        count_cell(ask, one.days) if one.days is not None else TableCell(),
        text_cell(names.entry("lang", one.lang) if one.lang else None),
        _since(ask, one),
    )


def _note(ask: Ask, one: BoardRow) -> str:
    """Its identifier, and the language of its title where it is not the reader's."""
    written = (one.written or "").upper()
    key = f"exhibit.in-language.{written}"
    if not written or written.lower() == ask.words.language or key not in ask.words.keys:
        return one.ta_id
    return f"{one.ta_id} · {ask.words(key)}"


def _urgency(ask: Ask, one: BoardRow) -> TableCell:
    if not one.urgency:
        return TableCell()
    day = asked_by(one)
    note = ask.words("exhibit.board.asked-by", date=ask.words.date(day)) if day else ""
    return text_cell(ask.names.entry("urgency", one.urgency), note=note)


def _since(ask: Ask, one: BoardRow) -> TableCell:
    """The day it was first received, and the round of that report where it is an earlier one."""
    first = since_of(ask, one)
    if first.round == ask.round.code:
        return day_cell(ask, first.day)
    name = ask.words.text(ask.content.rounds[first.round].name)
    return TableCell(first.day.isoformat(), ask.words.date(first.day), note=name)


def _after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
