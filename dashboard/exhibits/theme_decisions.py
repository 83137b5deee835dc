"""The chain from an objective to a decision: what was done on a theme, and what it led to."""

from collections import Counter

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import answer_cell, text_cell
from dashboard.exhibits.said import sentence
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.exhibits.theme_parts import joined, kept_back, place, said_in, texts_of
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.names import Texts
from dashboard.figures.stacked import parts_stacked
from dashboard.figures.style import ANSWER_ORDER
from dashboard.queries.themes import ThemeText
from schemas.framework import Theme

CODE = "data-decisions"
LINKS = {"named": "strong", "open": "hollow"}
"""State of a chain -> its look: an open place is no level."""


def data_decisions(ask: Ask) -> Answer:
    """The theme whose reports name decisions, country by country in the reader's alphabet: level
    of the linked objective, what was done, the decision taken. An open place is a question for
    the meeting, not a gap in a report."""
    words, theme = ask.words, theme_with_decisions(ask)
    if theme is None:
        title = words("exhibit.data-decisions.no-theme")
        return Answer(title, "", Table(title, (), ()), note=title)
    texts, hidden = texts_of(ask, theme), kept_back(ask)
    shown = [iso3 for iso3 in ask.reported if iso3 not in hidden]
    named = [iso3 for iso3 in shown if _has_decision(texts.get(iso3))]
    title = words("exhibit.data-decisions.none")
    if named:
        title = words.count("exhibit.data-decisions.title", len(named), of=words.number(len(shown)))
    done = sum(1 for iso3 in shown if (one := texts.get(iso3)) and one.done)
    facts = [sentence(ask, title)]
    if done:
        facts.append(words.count("said.done", done))
    open_ = len(shown) - len(named)
    if open_ and named:
        facts.append(words.count("said.open-decisions", open_))
    return Answer(
        title,
        words("exhibit.of.data-decisions", code=theme.objective),
        _table(ask, theme, texts, hidden),
        _chart(ask, theme, shown, named, title) if shown else None,
        note=words("exhibit.data-decisions.note", code=theme.objective),
        not_shown=len(hidden),
        not_shown_key="exhibit.not-shown.rows",
        said=tuple(facts),
    )


def theme_with_decisions(ask: Ask) -> Theme | None:
    return next((one for one in ask.framework.themes.values() if one.decisions), None)


def _has_decision(one: ThemeText | None) -> bool:
    return one is not None and bool(one.decision)


def _linked(ask: Ask, theme: Theme, iso3: str) -> str:
    return ask.answers.get((iso3, theme.objective), "NR")


def _chart(ask: Ask, theme: Theme, shown: list[str], named: list[str], title: str) -> Chart:
    """A bar for each answer to the linked objective, parted by whether a decision is named."""
    words, names = ask.words, ask.names
    counts = Counter(
        (_linked(ask, theme, iso3), "named" if iso3 in named else "open") for iso3 in shown
    )
    frame = pd.DataFrame(
        [(answer, link, n) for (answer, link), n in counts.items()], columns=["node", "part", "n"]
    )
    totals = Counter(_linked(ask, theme, iso3) for iso3 in shown)
    categories = [
        Category(
            answer,
            names.answer(answer),
            note=words.count("exhibit.n.countries", totals[answer]),
            group=names.objective(theme.objective),
        )
        for answer in ANSWER_ORDER
        if totals[answer]
    ]
    parts = [(one, words(f"exhibit.data-decisions.{one}"), look) for one, look in LINKS.items()]
    return parts_stacked(frame, categories, parts, names, Texts(CODE, title, title))


def _table(ask: Ask, theme: Theme, texts: dict[str, ThemeText], hidden: set[str]) -> Table:
    words, names = ask.words, ask.names
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("linked", names.objective(theme.objective), ColumnKind.LEVEL),
        TableColumn("done", words("exhibit.column.done-on-theme")),
        TableColumn("decision", words("exhibit.column.decision")),
    )
    rows: list[Row] = []
    for iso3 in ask.reported:
        one = texts.get(iso3)
        said = "exhibit.data-decisions.kept-back" if iso3 in hidden else ""
        rows.append(
            (
                text_cell(names.country(iso3), to("country", country=iso3)),
                answer_cell(
                    names,
                    _linked(ask, theme, iso3),
                    to("evidence", country=iso3, objective=theme.objective),
                ),
                _text(ask, one, "done", said or "exhibit.data-decisions.nothing"),
                _text(ask, one, "decision", said or "exhibit.data-decisions.open"),
            )
        )
    return Table(words("exhibit.data-decisions.caption"), columns, tuple(rows))


def _text(ask: Ask, one: ThemeText | None, key: str, blank: str) -> TableCell:
    """The text in the country's language, with its cell; an open place says so."""
    text = getattr(one, key) if one is not None else None
    if one is None or not text:
        return TableCell(None, ask.words(blank))
    return text_cell(text, note=joined(place(ask, one, key), said_in(ask, one.language)))
