"""Dates as people type them; one that may be read in two ways is refused with both."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

from babel import Locale

from loaders.values.reading import Reading, Remark, exact, interpreted, refused
from schemas.country import folded
from schemas.findings import iso_dates

PLAUSIBLE = (date(2000, 1, 1), date(2050, 12, 31))
EARLIEST = date(1900, 1, 1)
_SERIAL_ZERO = date(1899, 12, 30)
_LANGUAGES = ("fr", "en", "pt", "es")
_FILLERS = frozenset(
    ["le", "the", "on", "du", "de", "del", "do", "da", "of", "el", "o", "a", "em", "en"]
)
_ORDINAL = re.compile(r"\b([0-9]{1,2})(?:er|st|nd|rd|th|o|º|ª|°)\b|\b([0-9]{1,2})[º°ª]", re.I)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"[T ]+[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$")


def read_date(value: datetime) -> Reading:
    """A real date cell. A time of day is left out, and named."""
    day = value.date()
    if day < EARLIEST:
        return refused("not-a-date")
    kept = exact(day) if value.time() == time() else interpreted(day, day.isoformat())
    return _with_plausibility(kept)


def read_date_number(value: float) -> Reading:
    """A number that lost its date format: a day between 2000 and 2050, else no date."""
    first, last = ((day - _SERIAL_ZERO).days for day in PLAUSIBLE)
    if not first <= value < last + 1:
        return refused("not-a-date")
    day = _SERIAL_ZERO + timedelta(days=int(value))
    return interpreted(day, day.isoformat())


def read_date_text(text: str) -> Reading:
    days = sorted(set(_days(text)))
    if not days:
        return refused("not-a-date")
    if len(days) > 1:
        return refused("ambiguous-date", dates=iso_dates(days))
    day = days[0]
    is_iso = text == day.isoformat()
    return _with_plausibility(exact(day) if is_iso else interpreted(day, day.isoformat()))


def _with_plausibility(reading: Reading) -> Reading:
    if PLAUSIBLE[0] <= reading.value <= PLAUSIBLE[1]:
        return reading
    remark = Remark("implausible-date", {"date": reading.value.isoformat()})
    return Reading(reading.value, (*reading.remarks, remark))


def _days(text: str) -> Iterator[date]:
    """Every day the text may mean."""
    if _ISO.fullmatch(text):
        yield from _day(*text.split("-"))
        return
    text = _TIME.sub("", text)
    if re.fullmatch(r"[0-9]{8}", text):
        yield from _day(text[:4], text[4:6], text[6:])
        return
    parts = re.fullmatch(r"([0-9]{1,4})\s*([./\-\s])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})\.?", text)
    if parts:
        yield from _all_numbers(parts[1], parts[3], parts[4])
    else:
        yield from _with_month_name(text)


def _all_numbers(first: str, second: str, third: str) -> Iterator[date]:
    if len(first) == 4:
        # Written year first, the month follows in every country.
        yield from _day(first, second, third)
    elif len(third) == 4:
        yield from _day(third, second, first)
        yield from _day(third, first, second)
    else:
        yield from _day(third, second, first)
        yield from _day(third, first, second)
        yield from _day(first, second, third)


def _with_month_name(text: str) -> Iterator[date]:
    numbers: list[str] = []
    names: list[str] = []
    plain = _ORDINAL.sub(lambda match: f" {match[1] or match[2]} ", text)
    for token in folded(plain).split():
        (numbers if token.isdecimal() else names).append(token)
    month = _month(names)
    if month is None or len(numbers) != 2 or not all(n.isascii() for n in numbers):
        return
    first, second = numbers
    if len(first) == 4:
        yield from _day(first, month, second)
    elif len(second) == 4:
        yield from _day(second, month, first)
    elif len(first) <= 2 and len(second) <= 2:
        yield from _day(second, month, first)
        yield from _day(first, month, second)


def _month(names: list[str]) -> str | None:
    """The number of the one month named; None when another word stands beside it."""
    months, weekdays = _calendar_words()
    left = [name for name in names if name not in _FILLERS]
    if len(left) == 2 and left[0] in weekdays:
        left = left[1:]
    return str(months[left[0]]) if len(left) == 1 and left[0] in months else None


@cache
def _calendar_words() -> tuple[dict[str, int], frozenset[str]]:
    """Folded month names and abbreviations, and weekday names, of the four languages."""
    months: dict[str, int] = {"sept": 9, "fev": 2, "aout": 8}
    weekdays: set[str] = set()
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    months[folded(name)] = number
                weekdays.update(folded(name) for name in locale.days[context][width].values())
    return months, frozenset(weekdays)


def _day(year: str, month: str, day: str) -> Iterator[date]:
    if len(year) == 3 or len(day) > 2 or len(month) > 2:
        return
    full_year = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= 50 else 1900)
    try:
        found = date(full_year, int(month), int(day))
    except ValueError:
        return
    if found >= EARLIEST:
        yield found
