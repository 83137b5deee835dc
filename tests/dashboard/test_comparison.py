"""What moved between two rounds: by hand, and whatever the answers."""

from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.comparison import (
    FALL,
    NO_CHANGE,
    RISE,
    carried_pairs,
    country_moves,
    declared_pairs,
    group_changes,
)
from dashboard.scores import POINTS
from schemas.database.models import ANSWERS
from schemas.framework import Framework, Objective, Pillar, Wording

WORDING = Wording({}, {})
PILLARS = ("1", "1", "1", "2", "2", "2", "3", "3", "3", "T")
OBJECTIVES = tuple(str(n) for n in range(1, 11))
TEN = Framework(
    code="ten",
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
Reports = dict[str, list[str]]


def frame_of(reports: Reports) -> pd.DataFrame:
    cells = [(c, o, a) for c, row in reports.items() for o, a in zip(OBJECTIVES, row, strict=True)]
    return pd.DataFrame(cells, columns=["country", "objective", "answer"])


def not_applicable(*rounds: Reports) -> set[tuple[str, str]]:
    return {
        (country, code)
        for reports in rounds
        for country, row in reports.items()
        for code, answer in zip(OBJECTIVES, row, strict=True)
        if answer == "NA"
    }


def changes(before: Reports, after: Reports) -> pd.DataFrame:
    pairs = declared_pairs(frame_of(before), frame_of(after))
    moves = country_moves(pairs, TEN, not_applicable(before, after))
    return group_changes(moves, TEN).set_index("node")


def of(row: str) -> list[str]:
    return row.split()


# By hand


def test_only_countries_with_a_level_in_both_rounds_count() -> None:
    """MLI answered once, TCD keeps its level secret now: neither changes a mean."""
    before = {"SEN": of("1" + " 2" * 9), "MAR": of("3" + " 2" * 9), "TCD": of("0" + " 2" * 9)}
    after = {"SEN": of("2" + " 2" * 9), "MAR": of("3" + " 2" * 9), "TCD": of("C" + " 2" * 9)}
    after["MLI"] = of("4" + " 4" * 9)
    found = changes(before, after).loc["1"]
    assert (found["before"], found["after"], found["change"]) == (50, 62.5, 12.5)
    assert (found["n"], found["rose"], found["stayed"], found["fell"]) == (2, 1, 1, 0)
    assert found["verdict"] == RISE


def test_a_mean_that_moves_by_less_than_five_points_shows_no_clear_change() -> None:
    before = {f"C{n:02}": of("2" + " 2" * 9) for n in range(6)}
    after = {**before, "C00": of("3" + " 2" * 9)}
    found = changes(before, after).loc["1"]
    assert (round(found["change"], 6), found["rose"]) == (4.166667, 1)
    assert found["verdict"] == NO_CHANGE
    fewer = [code for code in before if code != "C05"]
    found = changes({c: before[c] for c in fewer}, {c: after[c] for c in fewer}).loc["1"]
    assert (found["change"], found["verdict"]) == (5, RISE)


def test_rises_and_falls_that_cancel_out_are_counted_but_claim_nothing() -> None:
    before = {"SEN": of("1" + " 2" * 9), "MAR": of("3" + " 2" * 9)}
    after = {"SEN": of("3" + " 2" * 9), "MAR": of("1" + " 2" * 9)}
    found = changes(before, after).loc["1"]
    assert (found["rose"], found["stayed"], found["fell"]) == (1, 0, 1)
    assert (found["change"], found["verdict"]) == (0, NO_CHANGE)


def test_a_pillar_needs_four_fifths_of_its_objectives_in_both_rounds() -> None:
    """SEN knows two of three objectives of pillar 1: not enough. In MAR the third does not
    apply, so that two are all. Of ten objectives SEN knows nine: enough."""
    before = {"SEN": of("1 1 NR 2 2 2 2 2 2 2"), "MAR": of("1 1 NA 2 2 2 2 2 2 2")}
    after = {"SEN": of("2 2 4 2 2 2 2 2 2 2"), "MAR": of("2 2 NA 2 2 2 2 2 2 2")}
    found = changes(before, after)
    assert (found.loc["P1", "n"], found.loc["P1", "before"], found.loc["P1", "after"]) == (
        1,
        25,
        50,
    )
    assert found.loc["P1", "verdict"] == RISE
    assert (found.loc["overall", "n"], found.loc["P2", "n"]) == (2, 2)
    assert found.loc["overall", "verdict"] == RISE
    assert (found.loc["P2", "stayed"], found.loc["P2", "verdict"]) == (2, NO_CHANGE)


def test_a_pillar_is_the_mean_of_the_same_objectives_then_and_now() -> None:
    """An objective that is new in the after round lifts nothing by its mere presence."""
    row = "0 0 NR 0 0 0 0 0 0 0"
    found = changes({"SEN": of(row)}, {"SEN": of(row.replace("NR", "4"))})
    assert found.loc["overall", "change"] == 0
    assert found.loc["P1", "n"] == 0


def test_measures_are_compared_with_themselves() -> None:
    """The example of the method: each of five measures gains a level, two new ones at 0 do not
    count."""
    carried = pd.DataFrame(
        [("SEN", "4", "2", "3", 5), ("SEN", "4", "NI", "4", 2), ("SEN", "4", "-", "-", 1)],
        columns=["country", "objective", "before", "after", "n"],
    )
    (pair,) = carried_pairs(carried).itertuples(index=False)
    assert tuple(pair) == ("SEN", "4", 50, 75, 5)


def test_half_a_level_of_one_country_is_no_clear_change() -> None:
    """One of two measures gains a level: 12.5 points for the only country compared."""
    carried = pd.DataFrame(
        [("SEN", "4", "2", "3", 1), ("SEN", "4", "2", "2", 1)],
        columns=["country", "objective", "before", "after", "n"],
    )
    moves = country_moves(carried_pairs(carried), TEN)
    found = group_changes(moves, TEN).set_index("node").loc["4"]
    assert (found["change"], found["stayed"], found["verdict"]) == (12.5, 1, NO_CHANGE)


def test_nothing_to_compare_gives_every_node_without_numbers() -> None:
    found = changes({"SEN": of("NR " * 9 + "NR")}, {"SEN": of("4 " * 9 + "4")})
    assert list(found.index) == [*OBJECTIVES, "P1", "P2", "P3", "overall"]
    assert found["n"].sum() == 0
    assert found["change"].isna().all()
    assert set(found["verdict"]) == {NO_CHANGE}


# Whatever the answers

quick = settings(max_examples=40, deadline=None)
rows = st.lists(st.sampled_from(ANSWERS), min_size=10, max_size=10)
reports = st.dictionaries(st.sampled_from(("BEN", "MAR", "MLI", "SEN")), rows, min_size=1)


@quick
@given(reports, reports)
def test_every_country_compared_rose_stayed_or_fell(before: Reports, after: Reports) -> None:
    found = changes(before, after)
    assert (found["n"] == found["rose"] + found["stayed"] + found["fell"]).all()
    due = {
        code: sum(
            country in after and {row[place], after[country][place]} <= set(POINTS)
            for country, row in before.items()
        )
        for place, code in enumerate(OBJECTIVES)
    }
    assert {code: found.loc[code, "n"] for code in OBJECTIVES} == due
    known = found[found["n"] > 0]
    assert (abs(known["after"] - known["before"] - known["change"]) < 1e-6).all()


@quick
@given(reports, reports, rows, st.sampled_from(("before", "after")))
def test_whoever_answered_once_changes_nothing(
    before: Reports, after: Reports, row: list[str], side: str
) -> None:
    more = {**(before if side == "before" else after), "TCD": row}
    found = changes(more, after) if side == "before" else changes(before, more)
    pd.testing.assert_frame_equal(found, changes(before, after))


@quick
@given(reports, reports)
def test_turning_time_round_turns_every_change_round(before: Reports, after: Reports) -> None:
    there, back = changes(before, after), changes(after, before)
    assert (abs(there["change"] + back["change"]).fillna(0) < 1e-6).all()
    assert list(there["rose"]) == list(back["fell"])
    turned = {RISE: FALL, FALL: RISE, NO_CHANGE: NO_CHANGE}
    assert [turned[one] for one in there["verdict"]] == list(back["verdict"])


@quick
@given(reports)
def test_the_same_answers_show_no_change(same: Reports) -> None:
    found = changes(same, same)
    assert set(found["verdict"]) == {NO_CHANGE}
    assert (found["rose"].sum(), found["fell"].sum()) == (0, 0)


@quick
@given(reports, reports)
def test_a_claim_stands_on_five_points_and_on_a_country(before: Reports, after: Reports) -> None:
    for row in changes(before, after).itertuples():
        claimed = {RISE: (row.change, row.rose), FALL: (-row.change, row.fell)}.get(row.verdict)
        if claimed is not None:
            assert claimed[0] >= 5
            assert claimed[1] >= 1
        elif row.n and row.Index in OBJECTIVES:
            # A declared level moves by whole steps: five points on the mean take a country.
            assert abs(row.change) < 5


@quick
@given(st.permutations(list(product(("BEN", "MAR", "SEN"), OBJECTIVES))))
def test_the_order_of_answers_changes_nothing(order: list[tuple[str, str]]) -> None:
    levels = tuple(POINTS)
    cells = [(c, o, levels[(ord(c[0]) * 7 + int(o) * 3) % 5]) for c, o in order]
    moved = [(c, o, levels[(levels.index(a) + int(o)) % 5]) for c, o, a in cells]
    columns = ["country", "objective", "answer"]
    one = declared_pairs(pd.DataFrame(cells, columns=columns), pd.DataFrame(moved, columns=columns))
    other = declared_pairs(
        pd.DataFrame(sorted(cells), columns=columns), pd.DataFrame(sorted(moved), columns=columns)
    )
    pd.testing.assert_frame_equal(
        group_changes(country_moves(one, TEN), TEN), group_changes(country_moves(other, TEN), TEN)
    )
