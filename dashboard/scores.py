"""Turns answers into scores: pure sums on frames, after the method's sections 1 to 4.

Two bases give frames of one shape and are never blended: *declared* (the level a country gives
an objective) and *measures* (the mean of its measures). A non-answer is never zero; it widens
the bounds instead. Nothing is rounded to an integer here; values are points from 0 to 100.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.database.models import ANSWERS
from schemas.framework import CROSS_CUTTING, Framework

POINTS: Mapping[str, int] = {"0": 0, "1": 25, "2": 50, "3": 75, "4": 100}
"""Points of a level. Every other answer is a non-answer and has none."""

MISSING = ("NR", "NI", "C")
"""Non-answers that may hide any level; NA is left out of every sum and every bound."""

NOT_APPLICABLE = "NA"
REPLACED = "-"
"""`counts_as` of an abandoned measure that a live one replaces: in no mean, in no bound."""

SOLID = 0.8
INDICATIVE = 0.5
PILLAR_NEEDS = 2
"""A pillar has a value when at least two of its objectives are known."""

FEW_MEASURES = 3
"""A mean of fewer measures than this is flagged `few`."""

BAND_STARTS = (12.5, 37.5, 62.5, 87.5)
"""Where levels 1 to 4 begin on the 0 to 100 scale; the lower bound belongs to the band."""

OVERALL = "overall"

VALUE_COLUMNS = (
    "country",
    "objective",
    "value",
    "lower",
    "upper",
    "known",
    "missing",
    "na",
    "n_known",
    "n_total",
    "few",
)
SCORE_COLUMNS = (
    "country",
    "node",
    "value",
    "lower",
    "upper",
    "known",
    "missing",
    "na",
    "coverage",
    "band",
    "n_known",
    "n_total",
    "few",
)
GROUP_COLUMNS = ("node", "value", "median", "q1", "q3", "lower", "upper", "n", "na", "of")

Numbers = NDArray[np.float64]


def band_of(value: float) -> str:
    """The level "0" to "4" nearest to a value of 0 to 100, decided before any rounding."""
    return str(sum(value >= start for start in BAND_STARTS))


def coverage_band(coverage: float) -> str:
    """solid (at least 80 % known), indicative (50 to 79 %) or insufficient (no number)."""
    if coverage >= SOLID:
        return "solid"
    return "indicative" if coverage >= INDICATIVE else "insufficient"


def pillar_node(pillar: str) -> str:
    """The node code of a pillar: "1" -> "P1"."""
    return f"P{pillar}"


def nodes_of(framework: Framework) -> dict[str, tuple[str, ...]]:
    """Node -> codes of its objectives: each objective itself, pillars P1.., then overall.

    The cross-cutting objective is in no pillar; overall is the mean of all objectives, so a
    pillar of three weighs 30 % and the cross-cutting objective 10 %.
    """
    objectives = tuple(framework.objectives)
    nodes: dict[str, tuple[str, ...]] = {code: (code,) for code in objectives}
    for pillar in framework.pillars:
        if pillar != CROSS_CUTTING:
            codes = tuple(objective.code for objective in framework.objectives_of(pillar))
            nodes[pillar_node(pillar)] = codes
    nodes[OVERALL] = objectives
    return nodes


def needed(node: str, members: int) -> int:
    """How many of a node's `members` must be known before it has a number: one of all objectives
    together, two of a pillar, or the one objective it has."""
    return 1 if node == OVERALL else min(PILLAR_NEEDS, members)


def objective_values(answers: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Basis declared. From answers[country, objective, answer] to VALUE_COLUMNS.

    One row for each country of `answers` and each objective of the framework; an objective
    without a row is not reported. `known`, `missing`, `na` are 0 or 1; a known value has
    bounds equal to it, a missing one 0 and 100, NA has none.
    """
    countries = sorted(set(answers["country"]))
    full = _grid(answers[["country", "objective", "answer"]], countries, framework)
    answer = full["answer"].fillna("NR")
    value = answer.map(POINTS).astype(float)
    known = value.notna()
    na = answer == NOT_APPLICABLE
    frame = full[["country", "objective"]].assign(
        value=value,
        lower=value.mask(~known & ~na, 0.0),
        upper=value.mask(~known & ~na, 100.0),
        known=known.astype(int),
        missing=(~known & ~na).astype(int),
        na=na.astype(int),
        n_known=known.astype(int),
        n_total=1,
        few=False,
    )
    return frame[list(VALUE_COLUMNS)]


def measure_values(counts: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Basis measures. From counts[country, objective, counts_as, n] to VALUE_COLUMNS.

    Value: the mean of the `counts_as` levels of the measures whose primary objective it is;
    bounds as in decision 16 with measures as answers. `n_known` of `n_total` measures enter
    the mean. An objective without a known measure is missing: measures that do not apply do
    not make an objective that does not apply.
    """
    countries = sorted(set(counts["country"]))
    points = counts["counts_as"].map(POINTS).astype(float)
    tallied = counts[["country", "objective"]].assign(
        total=counts["n"],
        k=counts["n"].where(points.notna(), 0),
        m=counts["n"].where(counts["counts_as"].isin(MISSING), 0),
        s=(points * counts["n"]).fillna(0.0),
    )
    sums = tallied.groupby(["country", "objective"], as_index=False).sum()
    full = _grid(sums, countries, framework).fillna({"total": 0, "k": 0, "m": 0, "s": 0.0})
    known = full["k"] > 0
    counted = (full["k"] + full["m"]).where(known)
    frame = full[["country", "objective"]].assign(
        value=(full["s"] / full["k"].where(known)).round(9),
        lower=(full["s"] / counted).fillna(0.0).round(9),
        upper=((full["s"] + 100 * full["m"]) / counted).fillna(100.0).round(9),
        known=known.astype(int),
        missing=(~known).astype(int),
        na=0,
        n_known=full["k"].astype(int),
        n_total=full["total"].astype(int),
        few=known & (full["k"] < FEW_MEASURES),
    )
    return frame[list(VALUE_COLUMNS)]


def country_scores(
    values: pd.DataFrame, framework: Framework, countries: Sequence[str]
) -> pd.DataFrame:
    """SCORE_COLUMNS for each of `countries` and each node of `nodes_of(framework)`.

    `value` is NaN where nothing may be shown. With k known values of sum S and m missing:
    value S/k, lower S/(k+m), upper (S+100m)/(k+m); NA is left out. A value that is itself
    a mean brings its own bounds, so the true value is always inside. `coverage` is k/(k+m).
    `known`, `missing`, `na` count objectives. A country without values is all missing.
    """
    cube = _Cube.of(values, framework, countries)
    codes = list(framework.objectives)
    rows = [cube.objective(codes.index(code), code) for code in codes]
    for node, members in nodes_of(framework).items():
        if node not in framework.objectives:
            places = [codes.index(code) for code in members]
            rows.append(cube.mean(places, node, needed(node, len(members))))
    frame = pd.concat(rows, ignore_index=True)
    order = {country: place for place, country in enumerate(countries)}
    frame = frame.sort_values("country", key=lambda c: c.map(order), kind="stable")
    return frame.reset_index(drop=True)[list(SCORE_COLUMNS)]


def group_scores(scores: pd.DataFrame, members: Sequence[str]) -> pd.DataFrame:
    """GROUP_COLUMNS, one row a node: the unweighted mean of the members that have the number.

    Median and quartiles (linear interpolation) are of the same `n` countries; `of` is N. The
    bounds are the mean over all members of each one's bounds, a member without a report
    counting 0 and 100; where the node does not apply to a member (`na` of them), it is left
    out of the bounds. The order of countries changes nothing.
    """
    wanted = scores[scores["country"].isin(set(members))]
    rows = []
    for node, part in wanted.groupby("node", sort=False):
        have = part["value"].dropna().to_numpy(dtype=float)
        inside = part[part["lower"].notna()]
        absent = len(set(members)) - len(part)
        counted = len(inside) + absent
        rows.append(
            {
                "node": node,
                "value": _mean(have, len(have)),
                "median": _quantile(have, 0.5),
                "q1": _quantile(have, 0.25),
                "q3": _quantile(have, 0.75),
                "lower": _mean(inside["lower"].to_numpy(dtype=float), counted),
                "upper": _mean([*inside["upper"].tolist(), *[100.0] * absent], counted),
                "n": len(have),
                "na": len(part) - len(inside),
                "of": len(set(members)),
            }
        )
    return pd.DataFrame(rows, columns=list(GROUP_COLUMNS))


def distribution(
    answers: pd.DataFrame,
    nodes: Sequence[str] | Mapping[str, Sequence[str]],
    members: Sequence[str] | None = None,
) -> pd.DataFrame:
    """[objective, answer, n]: how many answers of each kind, all nine of models.ANSWERS, a node.

    `answers` is [country, objective, answer]. `nodes` are objective codes, or node -> codes
    (a pillar's answers are those of its objectives); the column `objective` holds the node.
    With `members`, only they count, and an answer that one of them did not give is NR.
    """
    groups = _groups(nodes)
    part = answers if members is None else answers[answers["country"].isin(set(members))]
    counted = part.groupby(["objective", "answer"]).size()
    return _tally(counted, groups, members)


def measure_distribution(
    counts: pd.DataFrame, nodes: Sequence[str] | Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """[objective, answer, n] of measures by `counts_as`, from counts[objective, counts_as, n].

    Stands beside every mean of measures; replaced measures are left out, as in the mean.
    """
    live = counts[counts["counts_as"] != REPLACED]
    return _tally(live.groupby(["objective", "counts_as"])["n"].sum(), _groups(nodes), None)


@dataclass(frozen=True)
class _Cube:
    """Values as country x objective arrays, rows in the order of `countries`."""

    countries: tuple[str, ...]
    columns: Mapping[str, Numbers]

    @classmethod
    def of(cls, values: pd.DataFrame, framework: Framework, countries: Sequence[str]) -> "_Cube":
        full = _grid(values, countries, framework)
        blank = {"known": 0, "missing": 1, "na": 0, "n_known": 0, "n_total": 0, "few": False}
        unknown = full["known"].isna()
        full["lower"] = full["lower"].mask(unknown, 0.0)
        full["upper"] = full["upper"].mask(unknown, 100.0)
        full = full.fillna(blank)
        shape = (len(countries), len(framework.objectives))
        names = [name for name in VALUE_COLUMNS if name not in ("country", "objective")]
        arrays = {name: full[name].to_numpy(dtype=float).reshape(shape) for name in names}
        return cls(tuple(countries), arrays)

    def objective(self, place: int, code: str) -> pd.DataFrame:
        """One objective: its own value and bounds; solid when known."""
        one = {name: array[:, place] for name, array in self.columns.items()}
        return self._frame(
            code, one, one["known"].copy(), np.where(one["known"] > 0, "solid", "insufficient")
        )

    def mean(self, places: Sequence[int], node: str, needs: int) -> pd.DataFrame:
        """The mean of several objectives, shown from `needs` known and half of them on."""
        part = {name: array[:, list(places)] for name, array in self.columns.items()}
        sums = {name: np.nansum(array, axis=1) for name, array in part.items()}
        known, counted = sums["known"], sums["known"] + sums["missing"]
        coverage = _ratio(known, counted, 0.0)
        bands = np.array([coverage_band(share) for share in coverage], dtype=object)
        bands[known < needs] = "insufficient"
        value = _ratio(sums["value"], known, np.nan)
        value[bands == "insufficient"] = np.nan
        one = sums | {
            "value": value,
            "lower": _ratio(sums["lower"], counted, np.nan),
            "upper": _ratio(sums["upper"], counted, np.nan),
            "few": np.zeros(len(self.countries)),
        }
        return self._frame(node, one, coverage, bands)

    def _frame(
        self, node: str, one: Mapping[str, Numbers], coverage: Numbers, bands: NDArray[np.object_]
    ) -> pd.DataFrame:
        whole = ("known", "missing", "na", "n_known", "n_total")
        frame = pd.DataFrame({"country": self.countries, "node": node})
        for name in ("value", "lower", "upper"):
            # Nine decimals: a sum of thirds then meets the start of a band exactly.
            frame[name] = np.round(one[name], 9)
        for name in whole:
            frame[name] = one[name].astype(int)
        return frame.assign(coverage=coverage, band=bands, few=one["few"] > 0)


def _grid(frame: pd.DataFrame, countries: Sequence[str], framework: Framework) -> pd.DataFrame:
    """The frame's columns for every country and objective, in this order; NaN where absent."""
    index = pd.MultiIndex.from_product(
        [list(countries), list(framework.objectives)], names=["country", "objective"]
    )
    return frame.set_index(["country", "objective"]).reindex(index).reset_index()


def _ratio(above: Numbers, below: Numbers, otherwise: float) -> Numbers:
    result = np.full(len(above), otherwise)
    np.divide(above, below, out=result, where=below > 0)
    return result


def _mean(values: Sequence[float] | Numbers, count: int) -> float:
    """fsum, because its result does not depend on the order of the summands."""
    return round(fsum(values) / count, 9) if count else float("nan")


def _quantile(values: Numbers, share: float) -> float:
    return round(float(np.quantile(values, share)), 9) if len(values) else float("nan")


def _groups(nodes: Sequence[str] | Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    if isinstance(nodes, Mapping):
        return {node: tuple(codes) for node, codes in nodes.items()}
    return {node: (node,) for node in nodes}


def _tally(
    counted: "pd.Series[int]",
    groups: Mapping[str, tuple[str, ...]],
    members: Sequence[str] | None,
) -> pd.DataFrame:
    found = {key: int(n) for key, n in counted.items()}
    rows = []
    for node, codes in groups.items():
        tally = {answer: sum(found.get((c, answer), 0) for c in codes) for answer in ANSWERS}
        if members is not None:
            tally["NR"] += len(set(members)) * len(codes) - sum(tally.values())
        rows += [{"objective": node, "answer": answer, "n": n} for answer, n in tally.items()]
    return pd.DataFrame(rows, columns=["objective", "answer", "n"])
