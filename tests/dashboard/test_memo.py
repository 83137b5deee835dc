"""Kept answers: computed once a key, bounded, and safe with threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from dashboard.memo import Memo


def test_an_answer_is_computed_once_for_each_key() -> None:
    memo, computed = Memo(), []

    def compute(name: str) -> str:
        computed.append(name)
        return name.upper()

    keys = [("rounds", "PUB", 1), ("rounds", "PUB", 1), ("rounds", "PUB", 2), ("rounds", "SEC", 1)]
    for key in keys:
        memo.answer(key, lambda: compute("a"))
    assert len(computed) == 3


def test_an_answer_of_nothing_is_kept_too() -> None:
    memo = Memo()
    assert memo.answer("key", lambda: None) is None
    assert memo.answer("key", lambda: "computed again") is None


def test_the_answer_asked_for_longest_ago_goes_first() -> None:
    memo = Memo(most=2)
    for key in ("a", "b", "a", "c"):
        memo.answer(key, lambda key=key: key)
    assert len(memo) == 2
    assert memo.answer("a", lambda: "computed again") == "a"
    assert memo.answer("b", lambda: "computed again") == "computed again"


def test_a_failure_is_not_kept() -> None:
    memo = Memo()
    try:
        memo.answer("key", lambda: 1 // 0)
    except ZeroDivisionError:
        assert memo.answer("key", lambda: 5) == 5


def test_nobody_waits_for_a_slow_answer() -> None:
    """Two threads compute at once: with one lock round both, the barrier would never open."""
    memo, together = Memo(), Barrier(2, timeout=10)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda name: memo.answer(name, together.wait), ("a", "b")))
    assert sorted(answers) == [0, 1]
