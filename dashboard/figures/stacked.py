"""Counts of answers become 100 % bars, what is done first, what is missing last."""

from collections.abc import Sequence

import pandas as pd

from dashboard.figures.chart import Category, Chart, Kind, Point, Series, Unit
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Names, Texts
from dashboard.figures.style import ANSWER_ORDER


def answers_stacked(
    frame: pd.DataFrame, categories: Sequence[Category], names: Names, texts: Texts
) -> Chart:
    """One bar a category. `frame`: [node, answer, n], nodes being the categories' codes.
    Answers that nobody gave are left out of bars and legend."""
    counts = {(row.node, row.answer): int(row.n) for row in rows_of(frame) if row.n}
    totals = {c.code: sum(counts.get((c.code, a), 0) for a in ANSWER_ORDER) for c in categories}
    series = []
    for answer in ANSWER_ORDER:
        points = [
            _point(category, answer, counts[category.code, answer], totals, names)
            for category in categories
            if (category.code, answer) in counts
        ]
        if points:
            series.append(Series(answer, names.answer(answer), answer, tuple(points)))
    return Chart(
        code=texts.code,
        kind=Kind.STACKED,
        unit=Unit.COUNT,
        categories=tuple(categories),
        series=tuple(series),
        title=texts.title,
        alt=texts.alt,
    )


def _point(category: Category, answer: str, n: int, totals: dict[str, int], names: Names) -> Point:
    words = names.words
    sentence = words(
        "chart.part",
        row=category.label,
        answer=names.answer(answer),
        n=words.number(n),
        of=words.number(totals[category.code]),
        share=words.percent(n / totals[category.code]),
    )
    return Point(category.code, n, answer, sentence, label=words.number(n))


def parts_stacked(
    frame: pd.DataFrame,
    categories: Sequence[Category],
    parts: Sequence[tuple[str, str, str]],
    names: Names,
    texts: Texts,
) -> Chart:
    """One 100 % bar a category, of parts that are no answers. `frame`: [node, part, n]; `parts`:
    code, label and neutral look of each, in order. A part that nothing has is left out."""
    counts = {(str(row.node), str(row.part)): int(row.n) for row in rows_of(frame) if row.n}
    totals = {c.code: sum(counts.get((c.code, p), 0) for p, _, _ in parts) for c in categories}
    series = []
    for part, label, look in parts:
        points = tuple(
            Point(
                one.code,
                n,
                look,
                names.words(
                    "chart.kind-part",
                    row=one.label,
                    part=label,
                    n=names.words.number(n),
                    of=names.words.number(totals[one.code]),
                ),
                label=names.words.number(n),
                target=one.target,
            )
            for one in categories
            if (n := counts.get((one.code, part), 0))
        )
        if points:
            series.append(Series(part, label, look, points))
    return Chart(
        code=texts.code,
        kind=Kind.STACKED,
        unit=Unit.COUNT,
        categories=tuple(categories),
        series=tuple(series),
        title=texts.title,
        alt=texts.alt,
    )
