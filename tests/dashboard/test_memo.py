"""Kept answers: computed once a key, bounded, and safe with threads."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event, Lock
from typing import Any

import pytest

from dashboard.memo import LARGE, Builds, BusyError, Memo


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


class Slow:
    """Computes when it is let go; counts how often it was asked to."""

    def __init__(self) -> None:
        self.asked, self.started, self.go = 0, Event(), Event()

    def __call__(self) -> str:
        self.asked += 1
        self.started.set()
        assert self.go.wait(10)
        if self.asked == 1:
            return "made"
        raise AssertionError("computed twice")


def waiting(memo: Memo, slow: Callable[[], object], pool: ThreadPoolExecutor) -> list[Future[Any]]:
    """Eight threads ask for one answer, all of them while the first one makes it."""
    ready = Barrier(9, timeout=10)

    def ask() -> object:
        ready.wait()
        return memo.answer("key", slow)

    asked = [pool.submit(ask) for _ in range(8)]
    ready.wait()
    return asked


def test_threads_that_ask_for_one_answer_at_once_make_it_once() -> None:
    memo, slow = Memo(), Slow()
    with ThreadPoolExecutor(8) as pool:
        asked = waiting(memo, slow, pool)
        assert slow.started.wait(10)
        slow.go.set()
        assert [one.result(10) for one in asked] == ["made"] * 8
    assert slow.asked == 1


def test_who_waited_for_a_failure_tries_himself() -> None:
    memo, calls, started, go = Memo(), [], Event(), Event()

    def fails_first() -> str:
        calls.append(1)
        if len(calls) > 1:
            return "made"
        started.set()
        assert go.wait(10)
        raise KeyError("first")

    with ThreadPoolExecutor(8) as pool:
        asked = waiting(memo, fails_first, pool)
        assert started.wait(10)
        go.set()
        failed = [one for one in asked if one.exception(10) is not None]
    assert len(failed) == 1
    assert {one.result() for one in asked if one not in failed} == {"made"}


def test_the_bytes_of_all_answers_are_bounded() -> None:
    memo = Memo(most_bytes=10_000)
    for number in range(200):
        assert memo.answer(number, lambda: "x" * 900) == "x" * 900
        assert memo.bytes <= 10_000
    assert len(memo) == 10
    assert memo.answer("large", lambda: "x" * 20_000) == "x" * 20_000
    assert len(memo) == 10
    memo.forget()
    assert memo.bytes == 0


def test_what_cannot_be_written_out_counts_as_large() -> None:
    memo = Memo(most_bytes=2 * LARGE)
    for number in range(5):
        memo.answer(number, lambda: Lock())
    assert len(memo) == 2


# What takes long


def test_a_file_is_made_once_however_many_ask() -> None:
    builds, started, go, made = Builds(100, most_waiting=5), Event(), Event(), []

    def build() -> bytes:
        started.set()
        assert go.wait(10)
        made.append(1)
        return b"file"

    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(builds.answer, "key", build, len) for _ in range(6)]
        assert started.wait(10)
        go.set()
        assert [one.result(10) for one in asked] == [b"file"] * 6
    assert len(made) == 1


def test_one_file_is_made_at_a_time_and_few_wait() -> None:
    builds, at_once, most = Builds(100, most_waiting=2), [], []
    started, go = Event(), Event()

    def build() -> bytes:
        at_once.append(1)
        most.append(len(at_once))
        started.set()
        assert go.wait(10)
        at_once.pop()
        return b"file"

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(builds.answer, 0, build, len)
        assert started.wait(10)
        others: list[Future[bytes]] = [
            pool.submit(builds.answer, key, build, len) for key in range(1, 8)
        ]
        deadline = time.monotonic() + 10
        while sum(one.done() for one in others) < 5 and time.monotonic() < deadline:
            time.sleep(0.01)
        refused = [one for one in others if one.done()]
        assert len(refused) == 5
        assert all(isinstance(one.exception(), BusyError) for one in refused)
        go.set()
        kept = [one for one in others if one not in refused]
        assert [one.result(10) for one in (first, *kept)] == [b"file"] * 3
    assert max(most) == 1
    assert builds.answer(0, lambda: b"again", len) == b"file"


def test_nobody_waits_for_ever() -> None:
    builds, started, go = Builds(100, seconds=0.05), Event(), Event()

    def build() -> bytes:
        started.set()
        assert go.wait(10)
        return b"file"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(builds.answer, "slow", build, len)
        assert started.wait(10)
        with pytest.raises(BusyError):
            builds.answer("other", lambda: b"x", len)
        go.set()
        assert first.result(10) == b"file"


def test_files_are_kept_by_their_size() -> None:
    builds = Builds(10)
    for key, size in (("a", 4), ("b", 4), ("a", 4), ("c", 4)):
        builds.answer(key, lambda size=size: b"x" * size, len)
        assert builds.bytes <= 10
    assert builds.answer("a", lambda: b"again", len) == b"xxxx"
    assert builds.answer("b", lambda: b"again", len) == b"again"
    assert len(builds.answer("large", lambda: b"x" * 11, len)) == 11
    assert builds.bytes <= 10


def test_a_failure_lets_the_next_one_try() -> None:
    builds = Builds(10)
    with pytest.raises(ZeroDivisionError):
        builds.answer("key", lambda: bytes(1 // 0), len)
    assert builds.answer("key", lambda: b"file", len) == b"file"
