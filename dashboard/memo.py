"""Keeps answers until the data changes: one bounded store for the whole process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


class Memo:
    """Answers by key; the key holds the data version, so no answer can be stale.

    Two threads that miss at once compute twice and store the same answer: harmless, and
    nobody waits for a lock while a query runs.
    """

    def __init__(self, most: int = 2000) -> None:
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()
        self._most = most

    def answer(self, key: Hashable, compute: Callable[[], T]) -> T:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]  # type: ignore[return-value]
        answer = compute()
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Drops every answer; for measuring what an answer costs."""
        with self._lock:
            self._answers.clear()

    def __len__(self) -> int:
        return len(self._answers)
