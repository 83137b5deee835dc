"""What is missing, needed, offered and shared on a priority theme, in the countries' own words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import text_cell
from dashboard.exhibits.said import sentence
from dashboard.exhibits.table import ColumnKind, Pager, Table, TableColumn
from dashboard.exhibits.theme_parts import (
    is_of,
    joined,
    kept_back,
    place,
    said_in,
    texts_of,
    theme_of,
    without_theme,
)
from dashboard.figures.bars import count_bars
from dashboard.figures.chart import Category, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.queries.exchange import (
    DIRECTIONS,
    ITEM_KINDS,
    HiddenRow,
    SharedAssistance,
    SharedItem,
    assistance_rows,
    exchange_items,
    hidden_items,
)
from schemas.framework import Theme

CODE = "theme-needs"
PAGE_SIZE = 50
MISSING = "MISSING"
KINDS = (MISSING, *DIRECTIONS, *ITEM_KINDS)
"""What is missing, needs, offers, challenges, practices, solutions: the order of the table."""


@dataclass(frozen=True)
class _Said:
    country: str
    kind: str
    text: str
    about: str
    place: str
    row: int


def theme_needs(ask: Ask) -> Answer:
    """By kind, then by alphabet. Needs and offers are those of the theme's domain; challenges,
    practices and solutions those that name the theme or, naming none, its objective."""
    words, theme = ask.words, theme_of(ask)
    if theme is None:
        return without_theme(ask)
    rows = _ordered(ask, (*_missing(ask, theme), *_assistance(ask, theme), *_items(ask, theme)))
    counts = Counter(one.kind for one in rows)
    given = [kind for kind in KINDS if counts[kind]]
    title = words("exhibit.theme-needs.none")
    if given:
        parts = [words.count(f"exhibit.theme-needs.n.{kind}", counts[kind]) for kind in given]
        title = words("exhibit.theme-needs.title", parts=words.listed(parts))
    frame = pd.DataFrame(list(counts.items()), columns=["code", "n"])
    categories = [Category(kind, _kind(ask, kind)) for kind in given]
    texts = Texts(CODE, title, title)
    return Answer(
        title,
        words("exhibit.of.theme-needs"),
        _table(ask, rows),
        count_bars(frame, categories, ask.names, texts, "rows") if rows else None,
        note=words("exhibit.theme-needs.note", code=theme.objective),
        coverage=words.count(
            "exhibit.theme-needs.coverage",
            len({one.country for one in rows}),
            of=words.number(len(ask.members)),
        ),
        not_shown=_hidden(ask, theme),
        not_shown_key="exhibit.not-shown.rows",
        said=(sentence(ask, title),) if rows else (),
    )


def _missing(ask: Ask, theme: Theme) -> list[_Said]:
    return [
        _Said(iso3, MISSING, one.need, said_in(ask, one.language), place(ask, one, "need"), one.row)
        for iso3, one in texts_of(ask, theme).items()
        if one.need
    ]


def _assistance(ask: Ask, theme: Theme) -> list[_Said]:
    """The list of domains names the themes by their codes."""
    return [
        _said(ask, one, one.direction or "", _asked(ask, one))
        for one in ask.frames.read(assistance_rows, ask.round.code)
        if is_of(theme, one.domain) and one.direction in DIRECTIONS and one.country in ask.members
    ]


def _items(ask: Ask, theme: Theme) -> list[_Said]:
    return [
        _said(ask, one, one.kind or "", _tie(ask, theme, one))
        for one in ask.frames.read(exchange_items, ask.round.code)
        if _touches(theme, one) and one.kind in ITEM_KINDS and one.country in ask.members
    ]


def _touches(theme: Theme, one: SharedItem | HiddenRow) -> bool:
    """It names the theme; an item that names none belongs to the theme of its objective."""
    return is_of(theme, one.theme) or (not one.theme and one.objective == theme.objective)


def _tie(ask: Ask, theme: Theme, one: SharedItem) -> str:
    if is_of(theme, one.theme):
        return ""
    return ask.words("exhibit.theme-needs.by-objective", code=theme.objective)


def _said(ask: Ask, one: SharedAssistance | SharedItem, kind: str, about: str) -> _Said:
    key = "title" if one.title else "text"
    text, about = one.title or one.text or "", joined(about, said_in(ask, one.lang))
    return _Said(one.country, kind, text, about, place(ask, one, key), one.row)


def _asked(ask: Ask, one: SharedAssistance) -> str:
    form = ask.names.entry("taform", one.form) if one.form else ""
    return joined(form, ask.names.entry("urgency", one.urgency) if one.urgency else "")


def _ordered(ask: Ask, rows: Iterable[_Said]) -> list[_Said]:
    countries = {iso3: at for at, iso3 in enumerate(ask.members)}
    return sorted(rows, key=lambda one: (KINDS.index(one.kind), countries[one.country], one.row))


def _kind(ask: Ask, kind: str) -> str:
    return ask.words(f"exhibit.theme-needs.kind.{kind}")


def _table(ask: Ask, rows: list[_Said]) -> Table:
    words = ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("kind", words("exhibit.column.kind")),
        TableColumn("text", words("exhibit.column.own-words")),
        TableColumn("place", words("exhibit.column.place")),
    )
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(1, ask.filters.page), pages)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Table(
        words("exhibit.theme-needs.caption"),
        columns,
        tuple(
            (
                text_cell(ask.names.country(one.country), to("country", country=one.country)),
                text_cell(_kind(ask, one.kind)),
                text_cell(one.text, note=one.about),
                text_cell(one.place),
            )
            for one in shown
        ),
        pager=Pager(page, pages, len(rows)) if pages > 1 else None,
    )


def _hidden(ask: Ask, theme: Theme) -> int:
    """Rows on the theme of confidential reports, and items kept back; assistance that is kept
    back is counted without its domain, so it is counted on its own page."""
    own = {row.country for row in rows_of(ask.theme_answers) if is_of(theme, row.theme)}
    reports = own & kept_back(ask)
    items = sum(
        one.n
        for one in ask.frames.read(hidden_items, ask.round.code)
        if _touches(theme, one) and one.country in ask.members
    )
    return len(reports) + items
