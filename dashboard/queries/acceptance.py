"""Turns decisions into figures on the proposals: how often people took them, and how sure they
were when they were right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loaders import desk
from schemas.content import Content

FEWEST = 5
"""Below this number no rate is given: one more decision would turn it round."""

LIMITS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Bands of confidence of the first proposal: from one limit to below the next; the last one
holds 1 itself."""


@dataclass(frozen=True)
class ObjectiveFigures:
    """Of decisions whose proposals held the objective: how many (`shown`), in how many it was
    chosen as first, second or third proposal, another objective was, or none.

    `shown_first` and `first` count where it stood first. `unproposed`: chosen though not shown.
    """

    objective: str
    shown: int
    shown_first: int
    first: int
    second: int
    third: int
    other: int
    none: int
    unproposed: int

    @property
    def rate(self) -> float | None:
        """The fraction of first proposals that was accepted; None below FEWEST."""
        return self.first / self.shown_first if self.shown_first >= FEWEST else None


@dataclass(frozen=True)
class BandFigures:
    """Decisions whose first proposal had a confidence from `low` to below `high`: how many, how
    many people agreed with, and what the program expected (the mean confidence)."""

    low: float
    high: float
    n: int
    agreed: int
    expected: float | None

    @property
    def rate(self) -> float | None:
        return self.agreed / self.n if self.n >= FEWEST else None


@dataclass(frozen=True)
class Acceptance:
    """`n` decisions on measures for which something was proposed; `first`, `second`, `third`:
    the objective chosen stood there; `other`: it was not shown; `none`: no objective."""

    n: int
    first: int
    second: int
    third: int
    other: int
    none: int
    objectives: tuple[ObjectiveFigures, ...]
    bands: tuple[BandFigures, ...]

    @property
    def rate(self) -> float | None:
        return self.first / self.n if self.n >= FEWEST else None


def decided_in(
    decisions: Iterable[desk.Decision], content: Content, framework: str
) -> list[desk.Decision]:
    """Decisions on measures of rounds that follow a framework: codes of another one are others."""
    return [
        one
        for one in decisions
        if one.round in content.rounds and content.framework_of(one.round).code == framework
    ]


def acceptance(decisions: Iterable[desk.Decision], objectives: Sequence[str]) -> Acceptance:
    """The figures of the decisions that hold."""
    judged = [one for one in decisions if one.holds and _proposals(one)]
    ranks = [_rank(one) for one in judged]
    none = sum(one.objective is None for one in judged)
    return Acceptance(
        n=len(judged),
        first=ranks.count(1),
        second=ranks.count(2),
        third=ranks.count(3),
        other=ranks.count(0) - none,
        none=none,
        objectives=tuple(_of_objective(code, judged) for code in objectives),
        bands=tuple(_of_band(at, judged) for at in range(len(LIMITS) - 1)),
    )


def _of_objective(code: str, judged: Sequence[desk.Decision]) -> ObjectiveFigures:
    shown = [one for one in judged if desk.rank_of(one.suggested, code)]
    chosen = [desk.rank_of(one.suggested, code) for one in shown if one.objective == code]
    none = sum(one.objective is None for one in shown)
    return ObjectiveFigures(
        objective=code,
        shown=len(shown),
        shown_first=sum(desk.rank_of(one.suggested, code) == 1 for one in shown),
        first=chosen.count(1),
        second=chosen.count(2),
        third=chosen.count(3),
        other=len(shown) - len(chosen) - none,
        none=none,
        unproposed=sum(one.objective == code and not _rank(one) for one in judged),
    )


def _of_band(at: int, judged: Sequence[desk.Decision]) -> BandFigures:
    low, high = LIMITS[at], LIMITS[at + 1]
    is_last = at == len(LIMITS) - 2
    inside = [one for one in judged if low <= (c := _confidence(one)) and (c < high or is_last)]
    expected = sum(map(_confidence, inside)) / len(inside) if inside else None
    agreed = sum(_rank(one) == 1 for one in inside)
    return BandFigures(low, high, len(inside), agreed, expected)


def _proposals(decision: desk.Decision) -> Sequence[Mapping[str, Any]]:
    proposals: Sequence[Mapping[str, Any]] = decision.suggested.get("proposals", ())
    return proposals


def _rank(decision: desk.Decision) -> int:
    return desk.rank_of(decision.suggested, decision.objective)


def _confidence(decision: desk.Decision) -> float:
    return float(_proposals(decision)[0]["confidence"])
