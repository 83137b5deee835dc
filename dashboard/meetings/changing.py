"""Turns what somebody does to an agenda into the agenda after it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dashboard.exhibits import EXHIBITS
from dashboard.filters import Filters
from dashboard.meetings.agenda import Item
from schemas.meeting import Meeting


def moved(items: Sequence[Item], key: str, by: int) -> tuple[Item, ...]:
    """With one line `by` places further down (up, when negative), as far as there are lines."""
    places = [item.key for item in items]
    if key not in places:
        return tuple(items)
    at = places.index(key)
    others = [*items[:at], *items[at + 1 :]]
    to = min(max(0, at + by), len(others))
    return (*others[:to], items[at], *others[to:])


def without(items: Sequence[Item], key: str) -> tuple[Item, ...]:
    return tuple(item for item in items if item.key != key)


def added_by_others(
    mine: Sequence[Item], before: Sequence[Item], theirs: Sequence[Item]
) -> tuple[Item, ...]:
    """Lines that somebody else added since `before`, which `mine` was made from."""
    known = {item.key for item in (*before, *mine)}
    return tuple(item for item in theirs if item.key not in known)


def next_key(used: Iterable[str]) -> str:
    """Above every number ever used: a note taken against a line never moves to another."""
    numbers = [int(key) for key in used if key.isascii() and key.isdecimal()]
    return str(max(numbers, default=0) + 1)


def new_item(key: str, exhibit: str, filters: Filters, meeting: Meeting) -> Item:
    """A line for an exhibit with the filters it heeds. The round is kept only where it is not
    the meeting's, so that the line follows the meeting. Raises KeyError for an unknown exhibit."""
    heeded = {name: getattr(filters, name) for name in EXHIBITS[exhibit].filters}
    heeded.pop("page", None)
    round_ = "" if filters.round == meeting.round else filters.round
    return Item(key, exhibit, replace(Filters(), **heeded, round=round_).query())
