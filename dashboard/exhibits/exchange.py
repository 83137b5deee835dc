"""Challenges, good practices and common solutions: how many by objective, and each of them."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import text_cell
from dashboard.exhibits.shared_items import (
    NO_OBJECTIVE,
    language_note,
    linked,
    objective_of,
    ordered,
    passes,
    place_of,
)
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
    SharedItem,
    hidden_items,
)
from dashboard.queries.threads import Subject, subject_of

CODE = "exchange"
PAGE_SIZE = 50
LOOKS = {CHALLENGE: "strong", PRACTICE: "count", SOLUTION: "hollow"}
"""Neutral looks: what is shared has no level."""

Replies = Mapping[Subject, Sequence[str]]
"""Challenge -> countries that answer it, or one it is told with."""


def exchange(ask: Ask) -> Answer:
    """Items in the order of the framework, then challenges, practices and solutions, countries
    by alphabet. Filters: objective, theme, kind (CHAL, PRAC, SOLU), region, countries."""
    words = ask.words
    everything = linked(ask)
    items = ordered(ask, (one for one in everything.items if passes(ask, one)))
    replies = {
        subject: tuple(dict.fromkeys(one.country for one in found))
        for subject, found in everything.replies.items()
        if found
    }
    counts = Counter(one.kind for one in items)
    open_ = [o for o in items if o.kind == CHALLENGE and subject_of(o) not in replies]
    title = _title(ask, counts)
    hidden = sum(one.n for one in ask.frames.read(hidden_items, ask.round.code) if passes(ask, one))
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
    counted = Counter((objective_of(ask, one), one.kind) for one in items)
    totals = Counter(objective_of(ask, one) for one in items)
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


def _table(ask: Ask, items: Sequence[SharedItem], replies: Replies, unanswered: int) -> Table:
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


def _row(ask: Ask, one: SharedItem, replies: Replies) -> Row:
    words, names = ask.words, ask.names
    code = objective_of(ask, one)
    return (
        text_cell(names.country(one.country), to("country", country=one.country)),
        text_cell(names.entry("kind", one.kind) if one.kind else None),
        text_cell(one.title or one.text, note=_note(ask, one)),
        text_cell(names.objective(code), to("objective", objective=code))
        if code
        else text_cell(words("exhibit.exchange.no-objective")),
        _answered(ask, one, replies),
        text_cell(place_of(ask, one)),
    )


def _note(ask: Ask, one: SharedItem) -> str:
    """The item's identifier, and the language of its text where it is not the reader's."""
    return " · ".join(part for part in (one.item_id, language_note(ask, one)) if part)


def _answered(ask: Ask, one: SharedItem, replies: Replies) -> TableCell:
    """Who answers a challenge; which challenge another item answers, if it can be shown."""
    if one.kind != CHALLENGE:
        challenge = linked(ask).answers.get(subject_of(one))
        if challenge is not None:
            return text_cell(ask.words("exhibit.exchange.answers", challenge=challenge.item_id))
        return text_cell(ask.words("exhibit.thread.elsewhere") if one.answers_to else None)
    found = replies.get(subject_of(one))
    if not found:
        return text_cell(ask.words("exhibit.exchange.open"))
    return text_cell(
        ask.words.listed([ask.names.country(c) for c in ask.names.alphabetical(found)])
    )


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
