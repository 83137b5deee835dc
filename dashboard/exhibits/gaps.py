"""The list of gaps of a round as an exhibit. Not in the catalogue: not everybody may read it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer, BuiltExhibit
from dashboard.exhibits.building import finished
from dashboard.exhibits.parts import day_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Target, to
from dashboard.queries.gaps import KINDS, Gap, Gaps

CODE = "gaps"
PAGE_SIZE = 100


@dataclass(frozen=True)
class GapList:
    """`built` holds the rows of one page, or all of them; `figures` count every kind inside the
    filters for countries, whatever kind is listed."""

    built: BuiltExhibit
    figures: tuple[tuple[str, int], ...]


def gap_list(
    ask: Ask, gaps: Gaps, today: date, opens: Callable[[str], bool], *, whole: bool = False
) -> GapList:
    """The gaps inside the view's filters, countries in the reader's alphabet, then by kind.
    `ask` narrows by country and region, its filter `kind` by kind. `opens(iso3)` tells whose
    versions the reader may open. A file has the `whole` list."""
    order = {iso3: place for place, iso3 in enumerate(ask.members)}
    inside = [gap for gap in gaps.rows if gap.country in order]
    inside.sort(key=lambda gap: (order[gap.country], KINDS.index(gap.kind)))
    counted = Counter(gap.kind for gap in inside)
    kind = ask.filters.kind if ask.filters.kind in KINDS else ""
    rows = [gap for gap in inside if not kind or gap.kind == kind]
    shown, pager = (rows, None) if whole else _page(ask, rows)
    table = Table(
        ask.words("gaps.caption"),
        _columns(ask),
        tuple(_row(ask, gap, today, opens(gap.country)) for gap in shown),
        pager=pager,
    )
    answer = _answer(ask, rows, kind, table, gaps.hidden)
    figures = tuple((one, counted[one]) for one in KINDS)
    return GapList(finished(ask, answer), figures)


def _page(ask: Ask, rows: Sequence[Gap]) -> tuple[Sequence[Gap], Pager | None]:
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(1, ask.filters.page), pages)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return shown, None if pages == 1 else Pager(page, pages, len(rows))


def _answer(ask: Ask, rows: Sequence[Gap], kind: str, table: Table, hidden: int) -> Answer:
    words = ask.words
    countries = len({gap.country for gap in rows})
    title = words.count(
        f"gaps.title.{kind}" if kind else "gaps.title",
        len(rows),
        countries=words.count("gaps.countries", countries),
    )
    return Answer(
        title,
        words("gaps.of"),
        table,
        note="" if rows else words("gaps.none"),
        coverage=_coverage(ask, hidden),
    )


def _coverage(ask: Ask, hidden: int) -> str:
    words = ask.words
    line = words.count("gaps.coverage", len(ask.members))
    return f"{line} {words.count('gaps.not-shown', hidden)}" if hidden else line


def _columns(ask: Ask) -> tuple[TableColumn, ...]:
    words = ask.words
    return (
        TableColumn("country", words("gaps.column.country"), ColumnKind.HEADER),
        TableColumn("kind", words("gaps.column.kind")),
        TableColumn("what", words("gaps.column.what")),
        TableColumn("place", words("gaps.column.place")),
        TableColumn("report", words("gaps.column.report")),
        TableColumn("since", words("gaps.column.since"), ColumnKind.DATE),
        TableColumn("days", words("gaps.column.days"), ColumnKind.NUMBER),
    )


def _row(ask: Ask, gap: Gap, today: date, opens: bool) -> Row:
    words = ask.words
    days = (today - gap.since).days if gap.since is not None else None
    state = words(f"gaps.state.{gap.state}") if gap.state and gap.state != "published" else ""
    return (
        text_cell(ask.names.country(gap.country), to("country", country=gap.country)),
        text_cell(words(f"gaps.kind.{gap.kind}")),
        _what_cell(ask, gap),
        text_cell(_place(ask, gap), _evidence(gap)),
        text_cell(
            gap.report, to("report", report=gap.report) if opens and gap.report else None, state
        ),
        day_cell(ask, gap.since),
        TableCell(days, words.number(days)) if days is not None else TableCell(),
    )


def _what_cell(ask: Ask, gap: Gap) -> TableCell:
    said, title = _what(ask, gap), _title(ask, gap)
    whole = f"{said} ({title})" if title else said
    return TableCell(whole, said, note=title)


def _what(ask: Ask, gap: Gap) -> str:
    words = ask.words
    said = words(f"gaps.what.{gap.code}", **gap.params)
    if gap.measure:
        return words("gaps.of-measure", measure=gap.measure, what=said)
    if gap.objective:
        return words("gaps.of-objective", code=gap.objective, what=said)
    return said


def _title(ask: Ask, gap: Gap) -> str:
    """The measure's title in the reader's language, else as it was written."""
    own = gap.titles.get(ask.words.language)
    return own or next((text for text in gap.titles.values() if text), "")


def _evidence(gap: Gap) -> Target | None:
    """The page of the country's answer, where what is missing is published."""
    if not gap.objective or gap.state != "published":
        return None
    return to("evidence", country=gap.country, objective=gap.objective)


def _place(ask: Ask, gap: Gap) -> str:
    if not gap.sheet:
        return ""
    if not gap.cell:
        return gap.sheet
    key = "gaps.row" if gap.cell.isdecimal() else "gaps.place"
    return ask.words(key, sheet=gap.sheet, cell=gap.cell)
