"""Two readings of the same rows become marks on the scale: a strip or a dumbbell."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Unit
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Names, Texts
from dashboard.figures.scale import level_ticks
from dashboard.figures.style import LEVELS


def country_strip(
    frame: pd.DataFrame, categories: Sequence[Category], names: Names, texts: Texts
) -> Chart:
    """A country's objectives: its own level, and the mean of its measures with its bounds.

    `frame`: [objective, answer, own, mean, lower, upper, n_known, n_total]; `own` and `mean`
    are points or NaN. A mean of fewer than three measures is hollow.
    """
    own, means = [], []
    for row in rows_of(frame):
        own.append(_own(row, names))
        if pd.notna(row.mean):
            means.append(_mean(row, names))
    series = [Series("own", names.words("chart.own"), "2", tuple(own), hollow=True)]
    if means:
        series.append(Series("measures", names.words("chart.measures"), "mark", tuple(means)))
    return Chart(
        code=texts.code,
        kind=Kind.STRIP,
        unit=Unit.POINTS,
        categories=tuple(categories),
        series=tuple(series),
        title=texts.title,
        alt=texts.alt,
        ticks=level_ticks(names),
    )


def _own(row: Any, names: Names) -> Point:
    answer = str(row.answer)
    words = names.words
    sentence = words(
        "chart.own-level", row=names.objective(str(row.objective)), answer=names.answer(answer)
    )
    value = float(row.own) if answer in LEVELS else None
    return Point(str(row.objective), value, answer, sentence, label=names.answer(answer))


def _mean(row: Any, names: Names) -> Point:
    words = names.words
    known, total = int(row.n_known), int(row.n_total)
    sentence = words.count(
        "chart.mean-of-measures",
        total,
        row=names.objective(str(row.objective)),
        value=words.number(row.mean),
        known=words.number(known),
        lower=words.number(row.lower),
        upper=words.number(row.upper),
    )
    return Point(
        str(row.objective),
        float(row.mean),
        "mark",
        sentence,
        label=words.number(row.mean),
        low=float(row.lower),
        high=float(row.upper),
        hollow=known < 3,
    )


def answers_dumbbell(
    frame: pd.DataFrame,
    categories: Sequence[Category],
    labels: tuple[str, str],
    names: Names,
    texts: Texts,
) -> Chart:
    """Two answers a row joined by a line: the first by its glyph, the second by a diamond.

    `frame`: [code, first, second], answers' codes, in the order of the categories.
    """
    firsts, seconds = [], []
    for row in rows_of(frame):
        label = next(c.label for c in categories if c.code == row.code)
        firsts.append(_answer(row.code, str(row.first), label, labels[0], names))
        second = _answer(row.code, str(row.second), label, labels[1], names)
        if second.value is not None:
            seconds.append(Point(second.category, second.value, "mark", second.sentence))
    return Chart(
        code=texts.code,
        kind=Kind.DUMBBELL,
        unit=Unit.POINTS,
        categories=tuple(categories),
        series=(
            Series("first", labels[0], "2", tuple(firsts), hollow=True),
            Series("second", labels[1], "mark", tuple(seconds)),
        ),
        title=texts.title,
        alt=texts.alt,
        ticks=level_ticks(names),
    )


def _answer(code: str, answer: str, row: str, reading: str, names: Names) -> Point:
    sentence = names.words("chart.reading", row=row, reading=reading, answer=names.answer(answer))
    value = float(answer) * 25 if answer in LEVELS else None
    return Point(code, value, answer, sentence, label=names.answer(answer))


def means_dumbbell(
    frame: pd.DataFrame,
    categories: Sequence[Category],
    labels: tuple[str, str],
    names: Names,
    texts: Texts,
    *,
    is_joined: bool = True,
) -> Chart:
    """Two means a row, then (hollow) and now, on the scale. `frame`: [code, before, after] in
    points; a category without a row has no marks. Not `is_joined`: nothing joins the two, for
    they were not measured in the same way."""
    known = {str(row.code): row for row in rows_of(frame)}
    shown = [category for category in categories if category.code in known]
    then = [_mean_mark(one, known[one.code].before, labels[0], names, True) for one in shown]
    now = [_mean_mark(one, known[one.code].after, labels[1], names, False) for one in shown]
    return Chart(
        code=texts.code,
        kind=Kind.DUMBBELL if is_joined else Kind.STRIP,
        unit=Unit.POINTS,
        categories=tuple(categories),
        series=(
            Series("before", labels[0], "mark", tuple(then), hollow=True),
            Series("after", labels[1], "mark", tuple(now)),
        ),
        title=texts.title,
        alt=texts.alt,
        ticks=level_ticks(names),
    )


def _mean_mark(
    category: Category, value: float, reading: str, names: Names, is_hollow: bool
) -> Point:
    words = names.words
    shown = words.number(value)
    sentence = words("chart.mean-then", row=category.label, reading=reading, value=shown)
    return Point(category.code, float(value), "mark", sentence, label=shown, hollow=is_hollow)
