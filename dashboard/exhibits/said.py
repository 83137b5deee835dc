"""Facts in whole sentences for whoever presents an exhibit, made from the numbers it shows.

Neutral: what stands where, in the order of the framework or the alphabet. No country is compared
with another, and what is missing is only said to be missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.comparison import LEVEL_STEP
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.parts import done, known, node_reference
from dashboard.figures.chart import Category
from dashboard.figures.style import ANSWER_ORDER, LEVELS
from dashboard.scores import MISSING

MOST_ACTIONS = 6
"""More actions than that are read in the table."""


def sentence(ask: Ask, title: str) -> str:
    """A title as a sentence to be read aloud."""
    return ask.words("said.sentence", title=title)


def regions(ask: Ask, title: str, categories: Sequence[Category]) -> tuple[str, ...]:
    """Who reported, in all and by region. The categories' notes say "n of N"."""
    parts = [_with(ask, one.label, one.note) for one in categories]
    if len(parts) < 2:
        return (sentence(ask, title),)
    suffix = "" if ask.round.asked else ".public"
    listed = ask.words.listed(parts)
    return (sentence(ask, title), ask.words(f"said.regions{suffix}", parts=listed))


def spread(ask: Ask, title: str, counts: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    """What share is advanced or completed, of each node."""
    parts = [
        _with(ask, node_reference(ask, node), ask.words.percent(done(tally) / known(tally)))
        for node, tally in counts.items()
        if known(tally)
    ]
    if len(parts) < 2:
        return (sentence(ask, title),)
    key = "said.done.measures" if ask.on_measures else "said.done.declared"
    return (sentence(ask, title), ask.words(key, parts=ask.words.listed(parts)))


def means(ask: Ask, title: str) -> tuple[str, ...]:
    """Between which means the objectives of the group stand; one country is no group."""
    groups = ask.group_scores
    inside = groups[groups["node"].isin(list(ask.framework.objectives))]
    if not any(n >= 2 for n in inside["n"]):
        return (sentence(ask, title),)
    values = inside["value"].dropna()
    words = ask.words
    low, high = words.number(float(values.min())), words.number(float(values.max()))
    return (sentence(ask, title), words("said.means", low=low, high=high))


def theme(ask: Ask, title: str, both: pd.DataFrame) -> tuple[str, ...]:
    """How many took part in the theme's meeting, and how many wish to go on with it."""
    words = ask.words
    facts = [sentence(ask, title)]
    for column, code, key in (("took_part", "Y", "took-part"), ("interest", "YES", "interest")):
        n = int((both[column] == code).sum())
        if n:
            facts.append(words.count(f"said.{key}", n))
    return tuple(facts)


def looks(ask: Ask, title: str, codes: Iterable[str], key: str) -> tuple[str, ...]:
    """How many there are of each level, the highest first; `key` says of what."""
    given = list(codes)
    parts = [
        _with(ask, ask.names.answer(level), ask.words.number(given.count(level)))
        for level in ANSWER_ORDER
        if level in LEVELS and level in given
    ]
    if not parts:
        return (sentence(ask, title),)
    return (sentence(ask, title), ask.words(f"said.levels.{key}", parts=ask.words.listed(parts)))


def actions(ask: Ask, title: str, sums: Mapping[str, int]) -> tuple[str, ...]:
    """How many measures are tied to each action of the Roadmap that has some."""
    words = ask.words
    parts = [_with(ask, code, words.number(n)) for code, n in sums.items() if n]
    if not 2 <= len(parts) <= MOST_ACTIONS:
        return (sentence(ask, title),)
    return (sentence(ask, title), words("said.actions", parts=words.listed(parts)))


def country(ask: Ask, title: str, rows: Iterable[Any]) -> tuple[str, ...]:
    """Where the two readings of a country lie a level apart, and which level is not known."""
    words, apart, blank = ask.words, [], []
    for row in rows:
        if row.answer in MISSING:
            blank.append(str(row.objective))
        elif pd.notna(row.own) and pd.notna(row.mean) and abs(row.own - row.mean) >= LEVEL_STEP:
            apart.append(str(row.objective))
    facts = [sentence(ask, title)]
    for key, codes in (("apart", apart), ("blank", blank)):
        if codes:
            facts.append(words.count(f"said.{key}", len(codes), codes=words.listed(codes)))
    return tuple(facts)


def _with(ask: Ask, label: str, number: str) -> str:
    return ask.words("said.part", label=label, number=number)
