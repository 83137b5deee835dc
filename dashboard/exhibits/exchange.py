"""Challenges, good practices and common solutions: how many by objective, and each of them."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import text_cell
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableCell, TableColumn
from dashboard.figures.bars import count_bars
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.names import Texts
from dashboard.figures.stacked import parts_stacked
from dashboard.queries.exchange import (
    CHALLENGE,
    ITEM_KINDS,
    PRACTICE,
    SOLUTION,
    HiddenRow,
    SharedItem,
    answered,
    exchange_items,
    hidden_items,
)

CODE = "exchange"
PAGE_SIZE = 50
LOOKS = {CHALLENGE: "strong", PRACTICE: "count", SOLUTION: "hollow"}
"""Neutral looks: what is shared has no level."""

NO_OBJECTIVE = ""


def exchange(ask: Ask) -> Answer:
    """Items in the order of the framework, then challenges, practices and solutions, countries
    by alphabet. Filters: objective, theme, kind (CHAL, PRAC, SOLU), region, countries."""
    words = ask.words
    everything = ask.frames.read(exchange_items, ask.round.code)
    items = _ordered(ask, (one for one in everything if _passes(ask, one)))
    replies = answered(everything)
    counts = Counter(one.kind for one in items)
    open_ = [one for one in items if one.kind == CHALLENGE and one.item_id not in replies]
    title = _title(ask, counts)
    hidden = sum(
        one.n for one in ask.frames.read(hidden_items, ask.round.code) if _passes(ask, one)
    )
    return Answer(
        title,
        words("exhibit.of.exchange"),
        _table(ask, items, replies, len(open_)),
        _chart(ask, items, title),
        note="" if items else words("exhibit.exchange.none"),
        coverage=words.count("exhibit.exchange.coverage", len({one.country for one in items}),
                             of=words.number(len(ask.members))),
        not_shown=hidden,
        not_shown_key="exhibit.not-shown.rows",
        said=_said(ask, items, counts, len(open_)),
    )  # fmt: skip


def _passes(ask: Ask, one: SharedItem | HiddenRow) -> bool:
    filters = ask.filters
    theme = ask.framework.themes.get(filters.theme)
    return (
        one.country in ask.members
        and (filters.kind not in ITEM_KINDS or one.kind == filters.kind)
        and (not filters.objective or one.objective == filters.objective)
        and (theme is None or one.theme in (theme.code, theme.workbook_code))
    )


def _ordered(ask: Ask, items: Iterable[SharedItem]) -> list[SharedItem]:
    objectives = [*ask.framework.objectives, NO_OBJECTIVE]
    countries = {iso3: place for place, iso3 in enumerate(ask.members)}
    return sorted(
        items,
        key=lambda one: (
            objectives.index(_objective(ask, one)),
            ITEM_KINDS.index(one.kind) if one.kind in ITEM_KINDS else len(ITEM_KINDS),
            countries[one.country],
            one.row,
        ),
    )


def _objective(ask: Ask, one: SharedItem) -> str:
    known = one.objective in ask.framework.objectives
    return one.objective or NO_OBJECTIVE if known else NO_OBJECTIVE


def _title(ask: Ask, counts: Counter[str | None]) -> str:
    words = ask.words
    if not counts:
        return words("exhibit.exchange.none.title")
    parts = [
        words.count(f"exhibit.exchange.{kind}", counts[kind])
        for kind in ITEM_KINDS
        if ask.filters.kind not in ITEM_KINDS or ask.filters.kind == kind
    ]
    return words("exhibit.exchange.title", parts=words.listed(parts))


def _chart(ask: Ask, items: Sequence[SharedItem], title: str) -> Chart | None:
    """Parts of a bar by kind; of one kind alone, bars of its counts."""
    if not items:
        return None
    words, names = ask.words, ask.names
    texts = Texts(CODE, title, title)
    counted = Counter((_objective(ask, one), one.kind) for one in items)
    totals = Counter(_objective(ask, one) for one in items)
    codes = [c for c in ask.framework.objectives if ask.filters.objective in ("", c)]
    codes += [NO_OBJECTIVE] if totals[NO_OBJECTIVE] else []
    categories = [
        Category(
            code,
            names.objective(code) if code else words("exhibit.exchange.no-objective"),
            note="" if _is_one_kind(ask) else words.count("exhibit.exchange.n", totals[code]),
            target=to("objective", objective=code) if code else None,
        )
        for code in codes
    ]
    if _is_one_kind(ask):
        frame = pd.DataFrame(list(totals.items()), columns=["code", "n"])
        return count_bars(frame, categories, names, texts, f"items.{ask.filters.kind}")
    frame = pd.DataFrame(
        [(node, kind, n) for (node, kind), n in counted.items()], columns=["node", "part", "n"]
    )
    parts = [(kind, words(f"exhibit.exchange.kinds.{kind}"), LOOKS[kind]) for kind in ITEM_KINDS]
    return parts_stacked(frame, categories, parts, names, texts)


def _is_one_kind(ask: Ask) -> bool:
    return ask.filters.kind in ITEM_KINDS


def _table(
    ask: Ask, items: Sequence[SharedItem], replies: dict[str, tuple[str, ...]], unanswered: int
) -> Table:
    words = ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("kind", words("exhibit.column.kind")),
        TableColumn("title", words("exhibit.column.item")),
        TableColumn("objective", words("exhibit.column.objective")),
        TableColumn("answered", words("exhibit.column.answered")),
        TableColumn("place", words("exhibit.column.place")),
    )
    pages = max(1, -(-len(items) // PAGE_SIZE))
    page = min(max(1, ask.filters.page), pages)
    shown = items[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Table(
        words("exhibit.exchange.caption"),
        columns,
        tuple(_row(ask, one, replies) for one in shown),
        foot=_foot(ask, items, unanswered) if items else (),
        pager=Pager(page, pages, len(items)) if pages > 1 else None,
    )


def _row(ask: Ask, one: SharedItem, replies: dict[str, tuple[str, ...]]) -> Row:
    words, names = ask.words, ask.names
    code = _objective(ask, one)
    return (
        text_cell(names.country(one.country), to("country", country=one.country)),
        text_cell(names.entry("kind", one.kind) if one.kind else None),
        text_cell(one.title or one.text, note=_note(ask, one)),
        text_cell(names.objective(code), to("objective", objective=code))
        if code
        else text_cell(words("exhibit.exchange.no-objective")),
        _answered(ask, one, replies),
        text_cell(_place(ask, one)),
    )


def _note(ask: Ask, one: SharedItem) -> str:
    """The item's identifier, and the language of its text where it is not the reader's."""
    key = f"exhibit.in-language.{one.lang}"
    if not one.lang or one.lang.lower() == ask.words.language or key not in ask.words.keys:
        return one.item_id
    return f"{one.item_id} · {ask.words(key)}"


def _answered(ask: Ask, one: SharedItem, replies: dict[str, tuple[str, ...]]) -> TableCell:
    """Who answers a challenge; which challenge another item answers."""
    if one.kind != CHALLENGE:
        said = ask.words("exhibit.exchange.answers", challenge=one.answers_to)
        return text_cell(said if one.answers_to else None)
    found = replies.get(one.item_id)
    if not found:
        return text_cell(ask.words("exhibit.exchange.open"))
    return text_cell(
        ask.words.listed([ask.names.country(c) for c in ask.names.alphabetical(found)])
    )


def _place(ask: Ask, one: SharedItem) -> str:
    cell = one.cells.get("title") or one.cells.get("text") or ""
    key = "exhibit.place" if cell else "exhibit.row"
    return ask.words(key, sheet=one.sheet, cell=cell, row=one.row)


def _foot(ask: Ask, items: Sequence[SharedItem], unanswered: int) -> tuple[Row, ...]:
    """How many of each kind, over all pages."""
    words = ask.words
    counts = Counter(one.kind for one in items)
    rows = []
    for kind in ITEM_KINDS:
        if counts[kind]:
            is_open = kind == CHALLENGE
            open_ = TableCell(unanswered, words.count("exhibit.exchange.n-open", unanswered))
            rows.append(
                (
                    text_cell(words("exhibit.column.total")),
                    text_cell(words(f"exhibit.exchange.kinds.{kind}")),
                    TableCell(counts[kind], words.number(counts[kind])),
                    TableCell(),
                    open_ if is_open else TableCell(),
                    TableCell(),
                )
            )
    return tuple(rows)


def _said(
    ask: Ask, items: Sequence[SharedItem], counts: Counter[str | None], unanswered: int
) -> tuple[str, ...]:
    """What partners share; how many challenges wait for an answer; where nobody shares yet."""
    if not items:
        return ()
    words = ask.words
    facts = [words("exhibit.exchange.said", parts=_title(ask, counts))]
    if counts[CHALLENGE]:
        of = words.number(counts[CHALLENGE])
        facts.append(words.count("exhibit.exchange.said.open", unanswered, of=of))
    return tuple(facts)
