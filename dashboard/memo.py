"""Keeps answers until the data changes: bounded stores for the whole process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Condition, Lock
from typing import TypeVar

T = TypeVar("T")


class BusyError(Exception):
    """Too many already wait for what takes long: come back later."""


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


class Builds:
    """Files that take seconds to make and megabytes to keep: made one at a time, each once.

    Who asks for what is being made waits for it; who asks for something else waits for his turn.
    More than `most_waiting` do not wait, nor anybody longer than `seconds`: those threads answer
    pages.
    """

    def __init__(self, most_bytes: int, most_waiting: int = 3, seconds: float = 60.0) -> None:
        self._files: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._changed = Condition()
        self._is_building = False
        self._waiting = 0
        self._most_bytes, self._most_waiting = most_bytes, most_waiting
        self._seconds = seconds

    def answer(self, key: Hashable, build: Callable[[], T], size: Callable[[T], int]) -> T:
        """What is kept under the key, else what `build` makes, `size` bytes. Raises BusyError."""
        with self._changed:
            if self._is_building and key not in self._files:
                self._wait(key)
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key][0]  # type: ignore[return-value]
            self._is_building = True
        try:
            made = build()
            with self._changed:
                self._keep(key, made, size(made))
        finally:
            with self._changed:
                self._is_building = False
                self._changed.notify_all()
        return made

    @property
    def bytes(self) -> int:
        """Of all that is kept."""
        with self._changed:
            return sum(size for _, size in self._files.values())

    def _wait(self, key: Hashable) -> None:
        """Until the file is there, or it is our turn to make it."""
        if self._waiting >= self._most_waiting:
            raise BusyError
        until = time.monotonic() + self._seconds
        self._waiting += 1
        try:
            while self._is_building and key not in self._files:
                if not self._changed.wait(until - time.monotonic()):
                    raise BusyError
        finally:
            self._waiting -= 1

    def _keep(self, key: Hashable, made: object, size: int) -> None:
        """The one asked for longest ago goes first; what is too large for all is not kept."""
        self._files[key] = (made, size)
        while sum(one for _, one in self._files.values()) > self._most_bytes:
            self._files.popitem(last=False)
