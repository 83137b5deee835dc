"""Turns steps done into one line that rewrites itself, on standard error, on a terminal only."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")

WIDTH = 24


def show(done: int, total: int, label: str = "") -> None:
    """Draws the line; at the end it is taken away."""
    if not sys.stderr.isatty():
        return
    full = WIDTH * done // max(total, 1)
    bar = "#" * full + "." * (WIDTH - full)
    text = f"[{bar}] {done}/{total} {label}"[:78] if done < total else ""
    sys.stderr.write("\r\x1b[K" + text)
    sys.stderr.flush()


def hide() -> None:
    """Takes the line away, so that something can be said in its place."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def each(things: Iterable[Thing]) -> Iterator[Thing]:
    """The things one by one, with the line."""
    items = list(things)
    for number, thing in enumerate(items):
        show(number, len(items), str(thing))
        yield thing
    show(len(items), len(items))
