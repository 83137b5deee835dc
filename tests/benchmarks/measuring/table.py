"""Turns what was measured, and the goals it is held against, into one Markdown table."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

HEADS = ("figure", "goal", "ours", "best peer", "ratio", "met?")


@dataclass(frozen=True)
class Goal:
    """A figure and the most it may be. Held against the ratio to a peer, or, when `of_ratio` is
    False, against our own figure; `most` None is a figure without a goal."""

    key: str
    figure: str
    unit: str = ""
    most: float | None = None
    of_ratio: bool = True
    of: str = "best peer"

    @property
    def shown(self) -> str:
        if self.most is None:
            return ""
        return f"≤ {part(self.most)} of {self.of}" if self.of_ratio else f"≤ {self.said(self.most)}"

    def said(self, value: float) -> str:
        return f"{short(value)} {self.unit}".strip()


@dataclass(frozen=True)
class Measured:
    """What one goal came to. `theirs` is the peer's figure in the unit of the goal; `ratio` the
    median of ours by the peer's in the same repetition."""

    ours: float
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    note: str = ""


def quantile(values: Iterable[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, between two neighbours by
    distance. Raises ValueError for no values."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """How costs grow with sizes: 0 not at all, 1 in proportion; the slope of the straight line
    through the logarithms of both."""
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((value - x) ** 2 for value in xs)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread


def paired(ours: Sequence[float | None], theirs: Sequence[float | None]) -> float | None:
    """Median of the ratios within each repetition; None where no repetition has both."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=True) if a is not None and b]
    return median(ratios) if ratios else None


def against_best(
    ours: Sequence[float | None], peers: Mapping[str, Sequence[float | None]]
) -> Measured | None:
    """Our figure beside that of the peer with the lowest median; `ours` and each peer have one
    value a repetition, None where a repetition failed. None when we were never measured."""
    own = [value for value in ours if value is not None]
    if not own:
        return None
    known = {n: [v for v in values if v is not None] for n, values in peers.items()}
    medians = {name: median(values) for name, values in known.items() if values}
    if not medians:
        return Measured(median(own))
    best = min(medians, key=lambda name: medians[name])
    return Measured(median(own), best, medians[best], paired(ours, peers[best]))


def short(value: float) -> str:
    """Three figures of a number, thousands set apart by commas."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 2 - math.floor(math.log10(abs(value)))
    text = f"{value:.{min(max(digits, 0), 4)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def part(ratio: float) -> str:
    """A ratio as people say it: 1/33 where it is small, else 0.54."""
    return f"1/{short(1 / ratio)}" if 0 < ratio <= 0.2 else f"{ratio:.2f}"


def is_met(goal: Goal, measured: Measured) -> bool | None:
    """None where there is nothing to hold the figure against."""
    held = measured.ratio if goal.of_ratio else measured.ours
    return None if goal.most is None or held is None else held <= goal.most


def line(goal: Goal, measured: Measured | None) -> tuple[str, ...]:
    """The cells of one row of the table."""
    if measured is None:
        return (goal.figure, goal.shown, "not measured", "", "", "")
    met = {True: "yes", False: "no", None: ""}[is_met(goal, measured)]
    theirs = "" if measured.theirs is None else f"{measured.peer} {goal.said(measured.theirs)}"
    ratio = "" if measured.ratio is None else part(measured.ratio)
    ours = goal.said(measured.ours) + (f" ({measured.note})" if measured.note else "")
    return (goal.figure, goal.shown, ours, theirs, ratio, met)


def table(goals: Iterable[Goal], measured: Mapping[str, Measured]) -> str:
    """Markdown; a goal that was not measured says so."""
    rows = [HEADS, ("---",) * len(HEADS), *(line(goal, measured.get(goal.key)) for goal in goals)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
