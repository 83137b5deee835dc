"""A priority theme's own answers beside those of the objective it is linked to."""

from collections import Counter

import pandas as pd

from dashboard.exhibits import said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import answer_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableColumn
from dashboard.exhibits.theme_parts import theme_of, without_theme
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.strip import answers_dumbbell
from dashboard.figures.style import LEVELS

FEW = 20
"""Up to so many countries each has a line of its own; of more, those that give the same two
levels share one."""


def theme_answers(ask: Ask) -> Answer:
    """Side by side; a theme's score is never the objective's score renamed."""
    words, names = ask.words, ask.names
    theme = theme_of(ask)
    if theme is None:
        return without_theme(ask)
    both = _paired(ask, theme.code, theme.workbook_code, theme.objective)
    labels = (words("exhibit.theme.own"), names.objective(theme.objective))
    levels = both[both["first"].isin(LEVELS) & both["second"].isin(LEVELS)]
    title = words("exhibit.no-level-known")
    if len(levels):
        title = words.count(
            "exhibit.theme-answers.title",
            int((levels["first"] == levels["second"]).sum()),
            of=words.number(len(levels)),
            code=theme.objective,
            lower=words.number(int((levels["first"] < levels["second"]).sum())),
        )
    texts = Texts("theme-answers", title, title)
    is_few = len(both) <= FEW
    chart: Chart | None = answers_dumbbell(both, _countries(ask, both), labels, names, texts)
    if not is_few:
        pairs = _pairs(levels)
        chart = answers_dumbbell(pairs, _shared(ask, pairs), labels, names, texts)
    blank = 0 if is_few else len(both) - len(levels)
    return Answer(
        title,
        words("exhibit.of.theme"),
        _table(ask, both, labels),
        chart if is_few or len(levels) else None,
        note=words.count("exhibit.theme-answers.blank", blank) if blank else "",
        said=said.theme(ask, title, both),
    )


def _paired(ask: Ask, theme: str, workbook_code: str, objective: str) -> pd.DataFrame:
    """[code, first, second, interest, took_part] of the members that reported."""
    own = {
        row.country: row
        for row in rows_of(ask.theme_answers)
        if row.theme in (theme, workbook_code)
    }
    linked = {r.country: r.answer for r in rows_of(ask.declared) if r.objective == objective}
    rows = [
        (
            iso3,
            own[iso3].answer if iso3 in own else "NR",
            linked.get(iso3, "NR"),
            own[iso3].interest if iso3 in own else "",
            own[iso3].took_part if iso3 in own else "",
        )
        for iso3 in ask.reported
    ]
    return pd.DataFrame(rows, columns=["code", "first", "second", "interest", "took_part"])


def _countries(ask: Ask, both: pd.DataFrame) -> list[Category]:
    return [
        Category(iso3, ask.names.country(iso3), target=to("country", country=iso3))
        for iso3 in both["code"]
    ]


def _pairs(levels: pd.DataFrame) -> pd.DataFrame:
    """[code, first, second, n]: the pairs of levels in use, with how many countries give them;
    theme below the objective, the same, above; within these, by level."""
    counts = Counter(zip(levels["first"].astype(str), levels["second"].astype(str), strict=True))
    rows = [(f"{own}-{linked}", own, linked, n) for (own, linked), n in counts.items()]
    rows.sort(key=lambda row: (_side(row[1], row[2]), row[1], row[2]))
    return pd.DataFrame(rows, columns=["code", "first", "second", "n"])


def _side(own: str, linked: str) -> int:
    """-1 where the theme's level is below the objective's, 0 the same, 1 above."""
    return (own > linked) - (own < linked)


def _shared(ask: Ask, pairs: pd.DataFrame) -> list[Category]:
    words, names = ask.words, ask.names
    sides = {-1: "below", 0: "same", 1: "above"}
    return [
        Category(
            row.code,
            words(
                "exhibit.theme.pair", own=names.answer(row.first), linked=names.answer(row.second)
            ),
            note=words.count("exhibit.n.countries", row.n),
            group=words(f"exhibit.theme.pair.{sides[_side(row.first, row.second)]}"),
        )
        for row in rows_of(pairs)
    ]


def _table(ask: Ask, both: pd.DataFrame, labels: tuple[str, str]) -> Table:
    words, names = ask.words, ask.names
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("own", labels[0], ColumnKind.LEVEL),
        TableColumn("linked", labels[1], ColumnKind.LEVEL),
        TableColumn("took_part", words("exhibit.column.took-part")),
        TableColumn("interest", words("exhibit.column.interest")),
    )
    rows: list[Row] = [
        (
            text_cell(names.country(row.code), to("country", country=row.code)),
            answer_cell(names, row.first),
            answer_cell(names, row.second),
            text_cell(names.entry("yn", row.took_part) if row.took_part else None),
            text_cell(names.entry("interest", row.interest) if row.interest else None),
        )
        for row in rows_of(both)
    ]
    return Table(words("exhibit.theme-answers.caption"), columns, tuple(rows))
