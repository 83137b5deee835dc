"""Challenges that several countries name: how many countries, and which."""

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import count_cell, text_cell
from dashboard.exhibits.said import sentence
from dashboard.exhibits.shared_items import (
    NO_OBJECTIVE,
    is_found,
    label_of,
    linked,
    objective_of,
    passes,
)
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableColumn
from dashboard.figures.bars import count_bars
from dashboard.figures.chart import Category, Chart, Target, to
from dashboard.figures.names import Texts
from dashboard.queries.exchange import CHALLENGE, hidden_items
from dashboard.queries.threads import Common
from schemas.country import folded

CODE = "common-challenges"
FEWEST = 2
"""Countries that name a challenge before it is told as a common one."""

PAGE_SIZE = 30
LABEL = 90
"""Characters of a name beside a bar."""


def common_of(ask: Ask, group: Common) -> Common:
    """The challenges of the group that the filters let through; what is searched for finds all
    of them or none."""
    kept = tuple(one for one in group.challenges if passes(ask, one))
    return Common(group.names, kept if any(is_found(ask, one) for one in kept) else ())


def common_groups(ask: Ask) -> list[Common]:
    """Challenges named by two or more countries, in order."""
    groups = [common_of(ask, group) for group in linked(ask).told]
    return in_order(ask, [group for group in groups if len(group.countries) >= FEWEST])


def in_order(ask: Ask, groups: Iterable[Common]) -> list[Common]:
    """In the order of the framework, then of the reader's alphabet: not by how many name them."""
    objectives = [*ask.framework.objectives, NO_OBJECTIVE]

    def place(group: Common) -> tuple[int, str]:
        return objectives.index(group_objective(ask, group)), folded(label_of(ask, group))

    return sorted(groups, key=place)


def group_objective(ask: Ask, group: Common) -> str:
    """The first objective, as the framework has them, that one of the challenges names."""
    named = {objective_of(ask, one) for one in group.challenges}
    return next((code for code in ask.framework.objectives if code in named), NO_OBJECTIVE)


def common_challenges(ask: Ask) -> Answer:
    """Filters: objective, theme, kind, q, region, countries. Countries are counted, not rows."""
    words = ask.words
    groups = common_groups(ask)
    pages = max(1, -(-len(groups) // PAGE_SIZE))
    page = min(max(1, ask.filters.page), pages)
    shown = groups[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    named = {country for group in groups for country in group.countries}
    title = words.count("exhibit.common-challenges.title", len(groups))
    hidden = (one for one in ask.frames.read(hidden_items, ask.round.code) if passes(ask, one))
    return Answer(
        title if groups else words("exhibit.common-challenges.none.title"),
        words("exhibit.of.common-challenges"),
        Table(
            words("exhibit.common-challenges.caption"),
            _columns(ask),
            tuple(_row(ask, group) for group in shown),
            pager=Pager(page, pages, len(groups)) if pages > 1 else None,
        ),
        _chart(ask, shown, title),
        note=words(
            "exhibit.common-challenges.note" if groups else "exhibit.common-challenges.none"
        ),
        coverage=words.count(
            "exhibit.common-challenges.coverage", len(named), of=words.number(len(ask.members))
        ),
        not_shown=sum(one.n for one in hidden if one.kind == CHALLENGE),
        not_shown_key="exhibit.not-shown.rows",
        said=(sentence(ask, title),) if groups else (),
    )


def _columns(ask: Ask) -> tuple[TableColumn, ...]:
    words = ask.words
    return (
        TableColumn("challenge", words("exhibit.column.challenge"), ColumnKind.HEADER),
        TableColumn("objective", words("exhibit.column.objective")),
        TableColumn("n", words("exhibit.column.naming"), ColumnKind.NUMBER),
        TableColumn("countries", words("exhibit.column.who-names")),
        TableColumn("together", words("exhibit.column.together")),
    )


def _row(ask: Ask, group: Common) -> Row:
    words, names = ask.words, ask.names
    code = group_objective(ask, group)
    countries = names.alphabetical(group.countries)
    how = "hand" if group.names else "titles"
    return (
        text_cell(label_of(ask, group), search_of(ask, group)),
        text_cell(names.objective(code), to("objective", objective=code))
        if code
        else text_cell(words("exhibit.exchange.no-objective")),
        count_cell(ask, len(countries)),
        text_cell(words.listed([names.country(country) for country in countries])),
        text_cell(words(f"exhibit.common-challenges.{how}")),
    )


def search_of(ask: Ask, group: Common) -> Target:
    """The challenges of the group in the thread, found by what they are told as."""
    return to("practices", {"q": label_of(ask, group), "kind": CHALLENGE})


def _chart(ask: Ask, groups: Sequence[Common], title: str) -> Chart | None:
    if not groups:
        return None
    words, names = ask.words, ask.names
    categories = []
    for number, group in enumerate(groups):
        code = group_objective(ask, group)
        heading = names.objective(code) if code else words("exhibit.exchange.no-objective")
        label = _short(label_of(ask, group))
        target = search_of(ask, group)
        categories.append(Category(str(number), label, group=heading, target=target))
    counted = [(str(number), len(group.countries)) for number, group in enumerate(groups)]
    frame = pd.DataFrame(counted, columns=["code", "n"])
    return count_bars(frame, categories, names, Texts(CODE, title, title), "naming")


def _short(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[:LABEL].rstrip()}…"
