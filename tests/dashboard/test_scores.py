"""Scores against hand-computed tables."""

import math

import pandas as pd
import pytest

from dashboard.scores import (
    band_of,
    country_scores,
    coverage_band,
    distribution,
    group_scores,
    measure_distribution,
    measure_values,
    nodes_of,
    objective_values,
)
from schemas.framework import Framework, Objective, Pillar, Wording

WORDING = Wording({}, {})
PILLARS = ("1", "1", "1", "2", "2", "2", "3", "3", "3", "T")
DAKAR = Framework(
    code="dakar",
    name={},
    pillars={code: Pillar(code, WORDING, {}) for code in "123T"},
    objectives={
        str(n): Objective(str(n), pillar, WORDING, {}) for n, pillar in enumerate(PILLARS, start=1)
    },
    themes={},
    actions={},
    follows={},
)


def declared(**countries: str) -> pd.DataFrame:
    """SEN="4 3 NR ..." -> country, objective, answer."""
    rows = [
        (country, str(number), answer)
        for country, answers in countries.items()
        for number, answer in enumerate(answers.split(), start=1)
    ]
    return pd.DataFrame(rows, columns=["country", "objective", "answer"])


def counts(text: str) -> pd.DataFrame:
    """Lines "SEN 1 3 2": country, objective, counts_as, n."""
    rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["country", "objective", "counts_as", "n"])
    return frame.assign(n=frame["n"].astype(int))


def scores_of(members: tuple[str, ...] | None = None, **countries: str) -> pd.DataFrame:
    values = objective_values(declared(**countries), DAKAR)
    return country_scores(values, DAKAR, members or tuple(countries))


def one(scores: pd.DataFrame, country: str, node: str, *columns: str) -> list[object]:
    row = scores[(scores["country"] == country) & (scores["node"] == node)].iloc[0]
    shown = [row[column] for column in columns]
    return [None if isinstance(v, float) and math.isnan(v) else v for v in shown]


def test_nodes_leave_the_cross_cutting_objective_out_of_the_pillars() -> None:
    nodes = nodes_of(DAKAR)
    assert (nodes["P1"], nodes["P3"]) == (("1", "2", "3"), ("7", "8", "9"))
    assert "PT" not in nodes
    assert nodes["overall"] == tuple(str(n) for n in range(1, 11))


def test_a_level_is_worth_a_quarter_of_the_scale() -> None:
    frame = objective_values(declared(SEN="0 1 2 3 4 NA NI C NR 4"), DAKAR)
    values = [None if math.isnan(v) else v for v in frame["value"]]
    assert values == [0, 25, 50, 75, 100, None, None, None, None, 100]
    assert frame["missing"].tolist() == [0, 0, 0, 0, 0, 0, 1, 1, 1, 0]
    assert frame["na"].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]


def test_an_objective_without_a_row_is_not_reported() -> None:
    frame = objective_values(declared(SEN="4"), DAKAR)
    assert (frame["known"].sum(), frame["missing"].sum()) == (1, 9)


def test_bounds_of_a_mean_give_the_missing_answers_nothing_and_everything() -> None:
    scores = scores_of(SEN="4 3 2 4 4 4 4 4 NR NA")
    columns = ("value", "lower", "upper", "known", "missing", "na", "band")
    # k = 8, m = 1, S = 725: 725/8, 725/9, 825/9
    expected = [90.625, round(725 / 9, 9), round(825 / 9, 9), 8, 1, 1, "solid"]
    assert one(scores, "SEN", "overall", *columns) == expected


def test_a_pillar_needs_two_known_objectives() -> None:
    scores = scores_of(SEN="4 2 NR 4 NR NR 4 NA NA 0")
    columns = ("value", "lower", "upper", "band")
    assert one(scores, "SEN", "P1", *columns) == [75, 50, round(250 / 3, 9), "indicative"]
    assert one(scores, "SEN", "P2", *columns) == [
        None,
        round(100 / 3, 9),
        100,
        "insufficient",
    ]
    # One applicable objective, known: covered fully, and still not two.
    assert one(scores, "SEN", "P3", *columns, "coverage") == [None, 100, 100, "insufficient", 1]


@pytest.mark.parametrize(
    ("answers", "coverage", "band", "value"),
    [
        ("4 4 4 4 4 4 4 4 NR NR", 0.8, "solid", 100),
        ("4 4 4 4 4 4 4 NR NR NR", 0.7, "indicative", 100),
        ("4 4 4 4 NR NA NA NA NA NA", 0.8, "solid", 100),
        ("4 4 4 4 4 NI NI C C NR", 0.5, "indicative", 100),
        ("4 4 4 4 NI NI C C NR NR", 0.4, "insufficient", None),
        ("NA NA NA NA NA NA NA NA NA NA", 0.0, "insufficient", None),
    ],
)
def test_coverage_decides_whether_an_overall_number_is_shown(
    answers: str, coverage: float, band: str, value: float | None
) -> None:
    scores = scores_of(SEN=answers)
    assert one(scores, "SEN", "overall", "coverage", "band", "value") == [coverage, band, value]


def test_overall_is_the_mean_of_ten_objectives_not_of_blocks() -> None:
    # Four blocks (three pillars and objective 10) would give 25, ten objectives give 10.
    assert one(scores_of(SEN="0 0 0 0 0 0 0 0 0 4"), "SEN", "overall", "value") == [10]


def test_a_country_without_a_report_has_no_number_and_the_widest_bounds() -> None:
    scores = scores_of(members=("SEN", "MAR"), SEN="4 4 4 4 4 4 4 4 4 4")
    columns = ("value", "lower", "upper", "known", "missing", "coverage", "band")
    for node, missing in (("5", 1), ("P2", 3), ("overall", 10)):
        assert one(scores, "MAR", node, *columns) == [None, 0, 100, 0, missing, 0, "insufficient"]


def test_rows_follow_the_given_order_of_countries_and_drop_the_others() -> None:
    scores = scores_of(members=("SEN", "ALB"), SEN="4", MLI="4", ALB="4")
    assert scores["country"].drop_duplicates().tolist() == ["SEN", "ALB"]
    assert scores[scores["country"] == "SEN"]["node"].tolist() == [*nodes_of(DAKAR)]


def test_a_group_is_the_mean_of_countries_that_have_the_number_themselves() -> None:
    scores = scores_of(
        members=("BEN", "CIV", "MLI", "SEN"),
        BEN="4 4 4 4 4 4 4 4 4 4",
        MLI="2 2 2 2 2 2 2 NR NR NR",
        SEN="0 0 0 0 NR NR NR NR NR NR",
    )
    group = group_scores(scores, ("BEN", "CIV", "MLI", "SEN")).set_index("node")
    overall = group.loc["overall"]
    # SEN has known answers but no overall number: it enters the bounds, not the value.
    assert (overall["value"], overall["n"], overall["of"]) == (75, 2, 4)
    assert overall["lower"] == (100 + 35 + 0 + 0) / 4
    assert overall["upper"] == (100 + 65 + 60 + 100) / 4
    objective = group.loc["1"]
    assert (objective["value"], objective["median"], objective["n"]) == (50, 50, 3)
    assert (objective["q1"], objective["q3"]) == (25, 75)
    # Never a mean of means: P3 has a number in BEN only.
    assert (group.loc["P3", "value"], group.loc["P3", "n"]) == (100, 1)


def test_a_group_leaves_out_of_its_bounds_whom_the_objective_does_not_concern() -> None:
    group = group_scores(scores_of(BEN="4", MLI="NA", SEN="NR"), ("BEN", "MLI", "SEN"))
    first = group[group["node"] == "1"].iloc[0]
    assert (first["lower"], first["upper"], first["na"], first["of"]) == (50, 100, 1, 3)


def test_a_member_absent_from_the_frame_counts_as_a_country_without_a_report() -> None:
    group = group_scores(scores_of(BEN="4"), ("BEN", "MLI"))
    first = group[group["node"] == "1"].iloc[0]
    assert (first["lower"], first["upper"], first["n"], first["of"]) == (50, 100, 1, 2)


def test_a_group_without_members_has_no_number() -> None:
    assert group_scores(scores_of(BEN="4"), ()).empty


def test_the_measures_basis_is_the_mean_of_what_counts() -> None:
    frame = measure_values(
        counts(
            """
            SEN 1  4  2
            SEN 1  0  1
            SEN 1  NA 1
            SEN 1  -  1
            SEN 2  3  2
            SEN 3  NI 1
            SEN 4  2  3
            SEN 4  C  1
            SEN    4  9
            """.replace("SEN    4", "SEN - 4")
        ),
        DAKAR,
    ).set_index("objective")
    columns = ["value", "lower", "upper", "n_known", "n_total", "few"]
    assert frame.loc["1", columns].tolist() == [
        round(200 / 3, 9),
        round(200 / 3, 9),
        round(200 / 3, 9),
        3,
        5,
        False,
    ]
    assert frame.loc["2", columns].tolist() == [75, 75, 75, 2, 2, True]
    assert frame.loc["4", columns].tolist() == [50, 37.5, 62.5, 3, 4, False]
    assert frame.loc["3", ["lower", "upper", "known", "missing"]].tolist() == [0, 100, 0, 1]
    assert frame["known"].sum() == 3


def test_a_mean_of_measures_brings_its_bounds_to_the_pillar() -> None:
    text = "SEN 1 4 1\nSEN 1 NI 1\nSEN 2 0 3\nSEN 3 2 3"
    scores = country_scores(measure_values(counts(text), DAKAR), DAKAR, ("SEN",))
    # O1 is 100 with bounds 50 and 100; O2 0; O3 50.
    assert one(scores, "SEN", "P1", "value", "lower", "upper") == [
        50,
        round(100 / 3, 9),
        50,
    ]
    assert one(scores, "SEN", "1", "few", "n_known", "n_total", "band") == [True, 1, 2, "solid"]
    assert one(scores, "SEN", "P1", "few", "n_known", "n_total") == [False, 7, 8]


def test_a_sum_of_thirds_meets_the_start_of_a_band() -> None:
    # 37.5 as the mean of 100/3, 100/3 and 45.8333...: floats alone give 37.49999...
    text = "SEN 1 4 1\nSEN 1 0 2\nSEN 2 4 1\nSEN 2 0 2\nSEN 3 2 10\nSEN 3 1 2"
    scores = country_scores(measure_values(counts(text), DAKAR), DAKAR, ("SEN",))
    (value,) = one(scores, "SEN", "P1", "value")
    assert value == 37.5
    assert band_of(37.5) == "2"


@pytest.mark.parametrize(
    ("value", "level"),
    [(0, "0"), (12.4999, "0"), (12.5, "1"), (37.5, "2"), (62.4999, "2"), (62.5, "3"), (100, "4")],
)
def test_a_band_is_decided_before_rounding(value: float, level: str) -> None:
    assert band_of(value) == level


@pytest.mark.parametrize(
    ("coverage", "band"),
    [
        (1.0, "solid"),
        (0.8, "solid"),
        (0.799, "indicative"),
        (0.5, "indicative"),
        (0.49, "insufficient"),
    ],
)
def test_coverage_bands(coverage: float, band: str) -> None:
    assert coverage_band(coverage) == band


def test_a_distribution_counts_every_kind_of_answer() -> None:
    answers = declared(SEN="4 NA", MLI="4 0", CMR="0 0")
    frame = distribution(answers, ["1", "2"], members=("SEN", "MLI", "BEN"))
    shown = {(r.objective, r.answer): r.n for r in frame.itertuples() if r.n}
    assert shown == {
        ("1", "4"): 2,
        ("1", "NR"): 1,
        ("2", "NA"): 1,
        ("2", "0"): 1,
        ("2", "NR"): 1,
    }
    assert len(frame) == 18


def test_a_distribution_of_a_pillar_is_that_of_its_objectives() -> None:
    frame = distribution(declared(SEN="4 4 1 4"), {"P1": ("1", "2", "3")})
    shown = {(r.objective, r.answer): r.n for r in frame.itertuples() if r.n}
    assert shown == {("P1", "4"): 2, ("P1", "1"): 1}


def test_replaced_measures_are_in_no_distribution() -> None:
    frame = measure_distribution(counts("SEN 1 4 2\nMLI 1 4 1\nSEN 1 - 5\nSEN 1 NR 1"), ["1"])
    shown = {(r.objective, r.answer): r.n for r in frame.itertuples() if r.n}
    assert shown == {("1", "4"): 3, ("1", "NR"): 1}


def test_nothing_reported_gives_empty_frames_not_an_error() -> None:
    no_answers = declared(SEN="")
    no_counts = pd.DataFrame({"country": [], "objective": [], "counts_as": [], "n": []})
    for values in (objective_values(no_answers, DAKAR), measure_values(no_counts, DAKAR)):
        scores = country_scores(values, DAKAR, ("SEN",))
        assert one(scores, "SEN", "overall", "value", "lower", "upper") == [None, 0, 100]
