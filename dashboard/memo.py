"""Keeps answers until the data changes: bounded stores for the whole process."""

import pickle
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Condition, Lock
from typing import TypeVar

T = TypeVar("T")

MOST_WRITTEN = 12 * 1024 * 1024
"""Bytes of answers kept, as they would be written out."""

LARGE = 512 * 1024
"""What an answer counts that cannot be written out."""


class BusyError(Exception):
    """Too many already wait for what takes long: come back later."""


class Memo:
    """Answers by key; the key holds the data version, so no answer can be stale.

    Threads that ask for one key at once wait for the first of them, so what sixty people open
    together is made once. What is asked for inside `compute` must never lead back to its own key.
    Bounded by the bytes of all answers and by their number: the one asked for longest ago goes
    first, and one that is too large for all is not kept.
    """

    def __init__(self, most: int = 2000, most_bytes: int = MOST_WRITTEN) -> None:
        self._answers: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._making: dict[Hashable, Future[tuple[object] | None]] = {}
        self._lock = Lock()
        self._most, self._most_bytes, self._bytes = most, most_bytes, 0

    def answer(self, key: Hashable, compute: Callable[[], T]) -> T:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key][0]  # type: ignore[return-value]
            others = self._making.get(key)
            if others is None:
                ours = self._making[key] = Future()
        if others is None:
            return self._made(key, ours, compute)
        made = others.result()
        # Why another thread failed is for its own reader; we may fail in our own way.
        return compute() if made is None else made[0]  # type: ignore[return-value]

    def _made(
        self, key: Hashable, making: "Future[tuple[object] | None]", compute: Callable[[], T]
    ) -> T:
        made: tuple[T] | None = None
        size = 0
        try:
            answer = compute()
            size = written_size(answer)
            made = (answer,)
        finally:
            with self._lock:
                del self._making[key]
                if made is not None:
                    self._keep(key, made[0], size)
            making.set_result(made)
        return answer

    def _keep(self, key: Hashable, answer: object, size: int) -> None:
        if size > self._most_bytes:
            return
        self._answers[key] = (answer, size)
        self._bytes += size
        while len(self._answers) > self._most or self._bytes > self._most_bytes:
            _, (_, freed) = self._answers.popitem(last=False)
            self._bytes -= freed

    def forget(self) -> None:
        """Drops every answer; for measuring what an answer costs."""
        with self._lock:
            self._answers.clear()
            self._bytes = 0

    @property
    def bytes(self) -> int:
        """Of all that is kept, as `written_size` counts them."""
        with self._lock:
            return self._bytes

    def __len__(self) -> int:
        return len(self._answers)


def written_size(answer: object) -> int:
    """Bytes of an answer written out, which is quick to tell; it takes three to four times as
    many in memory. What cannot be written counts as one that is large."""
    try:
        return len(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
    except (pickle.PicklingError, TypeError, AttributeError):
        return LARGE


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
