"""The arithmetic of the comparison with peers: quantiles, ratios, growth, and its table."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    from measuring import table

    return table


@pytest.fixture
def sections(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    from measuring.goals import SECTIONS

    return SECTIONS


def test_a_quantile_lies_between_its_neighbours(table: Any) -> None:
    values = [40, 10, 30, 20]
    assert [table.quantile(values, share) for share in (0, 0.5, 0.9, 1)] == [10, 25, 37, 40]
    assert table.quantile([7], 0.95) == 7
    with pytest.raises(ValueError, match="no values"):
        table.quantile([], 0.5)


def test_growth_is_the_power_of_the_size(table: Any) -> None:
    sizes = [10, 100, 1000]
    assert table.exponent(sizes, [5, 5, 5]) == pytest.approx(0)
    assert table.exponent(sizes, [3, 30, 300]) == pytest.approx(1)
    assert table.exponent(sizes, [1, 100, 10_000]) == pytest.approx(2)


def test_ratios_are_taken_within_a_repetition(table: Any) -> None:
    """A machine twice as slow in one repetition changes no ratio; a failed one counts for none."""
    assert table.paired([1, 2, None, 3], [10, 20, 10, None]) == pytest.approx(0.1)
    assert table.paired([None], [1]) is None


def test_we_are_held_against_the_best_peer(table: Any) -> None:
    peers = {"slow": [80, 90, 70], "fast": [20, 40, 60], "broken": [None, None, None]}
    assert table.against_best([10, 10, 10], peers) == table.Measured(10, "fast", 40, 0.25)
    assert table.against_best([None], {"fast": [1]}) is None
    assert table.against_best([5], {}) == table.Measured(5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0123, "0.0123"),
        (0.5, "0.5"),
        (12.34, "12.3"),
        (100, "100"),
        (2280000, "2,280,000"),
    ],
)
def test_numbers_are_short(table: Any, value: float, text: str) -> None:
    assert table.short(value) == text


def test_the_table_says_what_is_met_and_what_was_not_measured(table: Any) -> None:
    goals = [
        table.Goal("a", "first", "ms", 0.1),
        table.Goal("b", "shift", "", 0.02, of_ratio=False),
        table.Goal("c", "free", "s"),
        table.Goal("d", "absent", "s", 1.5, of="before"),
    ]
    measured = {
        "a": table.Measured(50, "vizro", 2000, 0.025),
        "b": table.Measured(0.03),
        "c": table.Measured(1.5, note="2 slides"),
    }
    assert table.table(goals, measured).splitlines() == [
        "| figure | goal | ours | best peer | ratio | met? |",
        "| --- | --- | --- | --- | --- | --- |",
        "| first | ≤ 1/10 of best peer | 50 ms | vizro 2,000 ms | 1/40 | yes |",
        "| shift | ≤ 0.02 | 0.03 |  |  | no |",
        "| free |  | 1.5 s (2 slides) |  |  |  |",
        "| absent | ≤ 1.50 of before | not measured |  |  |  |",
    ]


def test_every_figure_has_one_name(sections: Any) -> None:
    keys = [goal.key for goals in sections.values() for goal in goals]
    assert sorted(keys) == sorted(set(keys))
