"""Turns files that are worked on one by one into files that are read before their turn comes."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from loaders.child.inside import Reader
from loaders.entries import ReadFile, Unreadable

OneFile = tuple[str, Callable[[], bytes]]
"""A file's name, and what gets its bytes."""


def read_ahead(
    files: Sequence[OneFile], read: Reader, at_once: int
) -> Generator[Callable[[], ReadFile], None, None]:
    """For each file, in order, what waits until it is read; it raises the OSError that its bytes
    gave. While the caller works on one file, `at_once` next ones are read: no more are in memory,
    and what is read, and in which order it is worked on, does not depend on their number."""
    with ThreadPoolExecutor(at_once, thread_name_prefix="reading") as pool:
        rest = iter(files)
        begun: deque[Future[ReadFile]] = deque(
            pool.submit(_read, file, read) for file in islice(rest, at_once)
        )
        while begun:
            first = begun.popleft()
            begun.extend(pool.submit(_read, file, read) for file in islice(rest, 1))
            yield first.result


def _read(file: OneFile, read: Reader) -> ReadFile:
    name, take = file
    source = take()
    try:
        return ReadFile(source, read(source, name))
    except Unreadable as refusal:
        return ReadFile(source, refusal)
