"""Turns the values of two rounds into what moved: sums on the matched panel, after section 5.

Only a country that has a value of the same objective in both rounds counts, on basis measures
over the same measures; whoever answered once changes nothing. Nothing is rounded to an integer.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from math import fsum

import pandas as pd

from dashboard.scores import OVERALL, PILLAR_NEEDS, POINTS, REPLACED, SOLID, nodes_of
from schemas.framework import Framework

LEVEL_STEP = 25.0
"""Points by which an objective of one country must move: one level."""

MEAN_STEP = 5.0
"""Points by which a mean must move: of a country's pillar, of all its objectives, of a group."""

UNKNOWN = "NR"
"""Of an objective without an answer."""

RISE, FALL, NO_CHANGE = "rise", "fall", "none"

PAIR_COLUMNS = ("country", "objective", "before", "after", "n")
MOVE_COLUMNS = ("country", "node", "before", "after", "change", "move")
ABSENT = "absent"
"""Where a measure stands under an objective in one of the rounds only."""

Transitions = dict[tuple[str, str], int]
"""(answer then, answer now) -> how many; a pair that does not occur is not in it."""

CHANGE_COLUMNS = ("node", "before", "after", "change", "n", "rose", "stayed", "fell", "verdict")


def declared_pairs(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Basis declared. From [country, objective, answer] of two rounds to PAIR_COLUMNS: the points
    of objectives that have a level in both; `n` is 1."""
    both = before.merge(after, on=["country", "objective"], suffixes=("_before", "_after"))
    pairs = both[["country", "objective"]].assign(
        before=both["answer_before"].map(POINTS).astype(float),
        after=both["answer_after"].map(POINTS).astype(float),
        n=1,
    )
    known = pairs["before"].notna() & pairs["after"].notna()
    return pairs[known].reset_index(drop=True)[list(PAIR_COLUMNS)]


def carried_pairs(carried: pd.DataFrame) -> pd.DataFrame:
    """Basis measures. From [country, objective, before, after, n], the levels of `n` measures
    that stand under the objective in both rounds, to PAIR_COLUMNS: their mean points then and
    now, and how many they are."""
    points = carried.assign(
        before=carried["before"].map(POINTS).astype(float) * carried["n"],
        after=carried["after"].map(POINTS).astype(float) * carried["n"],
    ).dropna(subset=["before", "after"])
    sums = points.groupby(["country", "objective"], as_index=False)[["before", "after", "n"]].sum()
    return sums.assign(
        before=(sums["before"] / sums["n"]).round(9), after=(sums["after"] / sums["n"]).round(9)
    )[list(PAIR_COLUMNS)]


def country_moves(
    pairs: pd.DataFrame,
    framework: Framework,
    not_applicable: Collection[tuple[str, str]] = frozenset(),
) -> pd.DataFrame:
    """MOVE_COLUMNS: each country's values then and now, for every node it can be compared on.

    A pillar, and all objectives together, are the means of the same objectives in both rounds;
    they count when at least 80 % of what applies is known in both (`not_applicable`: (country,
    objective) that did not apply in one of the rounds), a pillar from two objectives on. `move` is
    RISE or FALL from one level on for an objective, from 5 points on for a mean.
    """
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for row in pairs.itertuples(index=False):
        found.setdefault(str(row.country), {})[str(row.objective)] = _two(row)
    rows = []
    for country, values in found.items():
        for node, codes in nodes_of(framework).items():
            known = [values[code] for code in codes if code in values]
            applies = sum((country, code) not in not_applicable for code in codes)
            if _is_comparable(node, len(known), applies, framework):
                before, after = (fsum(ends) / len(known) for ends in zip(*known, strict=True))
                step = LEVEL_STEP if node in framework.objectives else MEAN_STEP
                rows.append(_move(country, node, before, after, step))
    return pd.DataFrame(rows, columns=list(MOVE_COLUMNS))


def group_changes(moves: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """CHANGE_COLUMNS, one row a node of the framework: unweighted means over the `n` countries
    compared, how many rose, stayed and fell. `verdict` claims a change only when the mean moves
    by 5 points or more, and a country by its own step that way; else it is NO_CHANGE."""
    parts: Mapping[str, pd.DataFrame] = {str(node): part for node, part in moves.groupby("node")}
    rows = []
    for node in nodes_of(framework):
        part = parts.get(node)
        if part is None:
            nan = float("nan")
            rows.append((node, nan, nan, nan, 0, 0, 0, 0, NO_CHANGE))
            continue
        n = len(part)
        before, after = (round(fsum(part[end]) / n, 9) for end in ("before", "after"))
        change = round(fsum(part["change"]) / n, 9)
        rose, fell = (int((part["move"] == move).sum()) for move in (RISE, FALL))
        verdict = _verdict(change, rose, fell)
        rows.append((node, before, after, change, n, rose, n - rose - fell, fell, verdict))
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))


def declared_transitions(
    before: pd.DataFrame,
    after: pd.DataFrame,
    countries: Collection[str],
    objectives: Collection[str],
) -> Transitions:
    """Basis declared. From [country, objective, answer] of two rounds: how many (country,
    objective) went from which answer to which; one that did not answer is not reported."""
    then, now = (
        {(str(c), str(o)): str(a) for c, o, a in zip(*_columns(frame), strict=True)}
        for frame in (before, after)
    )
    cells = ((country, code) for country in countries for code in objectives)
    return dict(Counter((then.get(cell, UNKNOWN), now.get(cell, UNKNOWN)) for cell in cells))


def carried_transitions(
    carried: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame
) -> Transitions:
    """Basis measures. From [before, after, n] of carried measures and [counts_as, n] of all
    measures of each round: how many went from which level to which. One that stands in one
    round only comes from, or goes to, ABSENT; so does one that a better one replaces."""
    found: Counter[tuple[str, str]] = Counter()
    for row in carried.itertuples(index=False):
        found[_placed(row.before), _placed(row.after)] += int(str(row.n))
    for place, frame in enumerate((before, after)):
        for code, n in _totals(frame).items():
            known = sum(count for pair, count in found.items() if pair[place] == code)
            pair = (code, ABSENT) if place == 0 else (ABSENT, code)
            found[pair] += n - known
    return {pair: n for pair, n in found.items() if n and pair != (ABSENT, ABSENT)}


def _columns(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    return frame["country"], frame["objective"], frame["answer"]


def _totals(counts: pd.DataFrame) -> dict[str, int]:
    live = counts[counts["counts_as"] != REPLACED]
    return {str(code): int(n) for code, n in live.groupby("counts_as")["n"].sum().items()}


def _placed(counts_as: object) -> str:
    return ABSENT if counts_as == REPLACED else str(counts_as)


def _two(row: object) -> tuple[float, float]:
    return float(getattr(row, "before")), float(getattr(row, "after"))  # noqa: B009 - untyped row


def _is_comparable(node: str, known: int, applies: int, framework: Framework) -> bool:
    if node in framework.objectives:
        return known == 1
    needs = 1 if node == OVERALL else PILLAR_NEEDS
    return known >= needs and known >= SOLID * applies


def _move(
    country: str, node: str, before: float, after: float, step: float
) -> tuple[str, str, float, float, float, str]:
    change = round(after - before, 9)
    move = RISE if change >= step else FALL if change <= -step else NO_CHANGE
    return country, node, round(before, 9), round(after, 9), change, move


def _verdict(change: float, rose: int, fell: int) -> str:
    if change >= MEAN_STEP and rose:
        return RISE
    return FALL if change <= -MEAN_STEP and fell else NO_CHANGE
