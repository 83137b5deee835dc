"""What holds of scores whatever the answers."""

import math

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.scores import (
    POINTS,
    band_of,
    country_scores,
    group_scores,
    measure_values,
    nodes_of,
    objective_values,
)
from schemas.database.models import ANSWERS
from schemas.framework import Framework, Objective, Pillar, Wording

WORDING = Wording({}, {})
PILLARS = ("1", "1", "1", "2", "2", "2", "3", "3", "3", "T")
OBJECTIVES = tuple(str(n) for n in range(1, 11))
COUNTRIES = ("BEN", "MAR", "MLI", "SEN")
SMALL = Framework(
    code="small",
    name={},
    pillars={code: Pillar(code, WORDING, {}) for code in "123T"},
    objectives={
        code: Objective(code, pillar, WORDING, {})
        for code, pillar in zip(OBJECTIVES, PILLARS, strict=True)
    },
    themes={},
    actions={},
    follows={},
)

# No deadline: a busy machine is not a wrong sum.
quick = settings(max_examples=40, deadline=None)

levels = st.sampled_from(tuple(POINTS))
answers = st.sampled_from(ANSWERS)
rows = st.lists(answers, min_size=10, max_size=10)
# A blank that hides a level, or NA: what the truth may turn out to be.
truths = st.lists(st.sampled_from((*POINTS, "NA")), min_size=10, max_size=10)


def frame_of(reports: dict[str, list[str]]) -> pd.DataFrame:
    cells = [(c, o, a) for c, row in reports.items() for o, a in zip(OBJECTIVES, row, strict=True)]
    return pd.DataFrame(cells, columns=["country", "objective", "answer"])


def scored(reports: dict[str, list[str]], members: tuple[str, ...] = COUNTRIES) -> pd.DataFrame:
    return country_scores(objective_values(frame_of(reports), SMALL), SMALL, members)


def true_mean(row: list[str], node: str) -> float:
    """The plain mean of what is known, whatever the share of answers."""
    points = [POINTS[row[int(c) - 1]] for c in nodes_of(SMALL)[node] if row[int(c) - 1] in POINTS]
    return sum(points) / len(points) if points else math.nan


def inside(lower: float, value: float, upper: float) -> bool:
    return math.isnan(value) or lower - 1e-8 <= value <= upper + 1e-8


@quick
@given(given_row=rows, truth=truths)
def test_bounds_hold_the_true_value_of_a_country(given_row: list[str], truth: list[str]) -> None:
    blanks = ("NR", "NI", "C")
    real = [t if g in blanks else g for g, t in zip(given_row, truth, strict=True)]
    for row in scored({"SEN": given_row}, ("SEN",)).itertuples():
        assert inside(row.lower, true_mean(real, row.node), row.upper)
        assert inside(row.lower, row.value, row.upper)


@quick
@given(
    reports=st.dictionaries(st.sampled_from(COUNTRIES), rows, max_size=4),
    truth=st.fixed_dictionaries({c: st.lists(levels, min_size=10, max_size=10) for c in COUNTRIES}),
)
def test_bounds_hold_the_true_value_of_a_group(
    reports: dict[str, list[str]], truth: dict[str, list[str]]
) -> None:
    blanks = ("NR", "NI", "C")
    real = {
        country: [
            t if g in blanks else g
            for g, t in zip(reports.get(country, ["NR"] * 10), truth[country], strict=True)
        ]
        for country in COUNTRIES
    }
    for row in group_scores(scored(reports), COUNTRIES).itertuples():
        values = [true_mean(one, row.node) for one in real.values()]
        values = [value for value in values if not math.isnan(value)]
        if values:
            assert inside(row.lower, sum(values) / len(values), row.upper)


@quick
@given(
    reports=st.fixed_dictionaries(dict.fromkeys(COUNTRIES, rows)), order=st.permutations(COUNTRIES)
)
def test_a_permutation_of_countries_changes_nothing(
    reports: dict[str, list[str]], order: list[str]
) -> None:
    group = group_scores(scored(reports), COUNTRIES)
    moved = {c: reports[c] for c in order}
    renamed = dict(zip(COUNTRIES, (reports[c] for c in order), strict=True))
    pd.testing.assert_frame_equal(group, group_scores(scored(moved, tuple(order)), tuple(order)))
    pd.testing.assert_frame_equal(group, group_scores(scored(renamed), COUNTRIES))


@quick
@given(row=rows, place=st.integers(0, 9), blank=st.sampled_from(("NR", "NI", "C", "NA")))
def test_a_non_answer_is_never_zero(row: list[str], place: int, blank: str) -> None:
    """The value of a node is the mean of its known answers, however many blanks stand beside."""
    emptied = [*row[:place], blank, *row[place + 1 :]]
    for one in scored({"SEN": emptied}, ("SEN",)).itertuples():
        if not math.isnan(one.value):
            assert one.value == round(true_mean(emptied, one.node), 9)


@quick
@given(
    known=st.lists(levels, min_size=1, max_size=12),
    blanks=st.lists(st.sampled_from(("NR", "NI", "C", "NA", "-")), max_size=8),
)
def test_adding_a_non_answer_never_changes_a_mean_of_measures(
    known: list[str], blanks: list[str]
) -> None:
    def value(kinds: list[str]) -> pd.Series:
        frame = pd.DataFrame(
            {"country": "SEN", "objective": "4", "counts_as": kinds, "n": [1] * len(kinds)}
        )
        return measure_values(frame, SMALL).set_index("objective").loc["4"]

    alone, beside = value(known), value([*known, *blanks])
    assert alone["value"] == beside["value"]
    assert alone["lower"] == alone["upper"] == alone["value"]
    assert inside(beside["lower"], beside["value"], beside["upper"])
    assert beside["n_known"] == len(known)


@quick
@given(row=rows)
def test_width_of_the_bounds_is_the_missing_share(row: list[str]) -> None:
    overall = scored({"SEN": row}, ("SEN",)).iloc[-1]
    applicable = overall["known"] + overall["missing"]
    if applicable:
        width = 100 * overall["missing"] / applicable
        assert math.isclose(overall["upper"] - overall["lower"], width, abs_tol=1e-8)


@quick
@given(value=st.floats(0, 100))
def test_a_band_is_that_of_the_nearest_level(value: float) -> None:
    assert abs(POINTS[band_of(value)] - value) <= 12.5


@quick
@given(reports=st.dictionaries(st.sampled_from(COUNTRIES), rows, max_size=4))
def test_a_group_never_counts_more_than_its_members(reports: dict[str, list[str]]) -> None:
    for row in group_scores(scored(reports), COUNTRIES).itertuples():
        assert 0 <= row.n <= row.of == 4
        assert row.n + row.na <= 4
