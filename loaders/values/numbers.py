"""Numbers as people type them (spaces, points, commas, a currency), read only when one reading
is possible."""

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import list_currencies

from loaders.values.reading import Reading, exact, interpreted, refused

MOST_DIGITS = 15
"""A float keeps no more; a longer number would change silently."""

_SPACES = re.compile(r"[\s'’]")
_WORDS = re.compile(r"[^\W\d_]+\.?|[€$£₦₵¥]")
_MONEY_WORDS = """€ $ £ ₦ ₵ ¥ f cfa fcfa franc francs euro euros dollar dollars dirham dirhams
naira nairas ouguiya ouguiyas dinar dinars cedi cedis escudo escudos dalasi leone leones us"""
_CURRENCIES = {code.casefold() for code in list_currencies()} | set(_MONEY_WORDS.split())
_POWERS = {"mille": 3, "thousand": 3, "k": 3, "million": 6, "millions": 6, "mio": 6, "m": 6}
_POWERS |= {"milliard": 9, "milliards": 9, "mrd": 9, "md": 9, "billion": 9, "bn": 9}


def readings_of(text: str) -> tuple[Decimal, ...]:
    """The numbers a text may mean: "1 250,50", "1.250,50" and "1,250.50" are 1250.50,
    "1.250" is 1250 or 1.25; none when it is no number."""
    body = _in_ascii(text).strip()
    negative = body[:1] in ("-", "−")
    body = body[1:].strip() if negative or body[:1] == "+" else body
    found = _readings(_SPACES.sub(" ", body).strip())
    return tuple(dict.fromkeys(-number if negative else number for number in found))


def _in_ascii(text: str) -> str:
    """Digits of other scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _readings(body: str) -> tuple[Decimal, ...]:
    if " " in body:
        whole = re.fullmatch(r"([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?", body)
        return (_decimal(whole[1].replace(" ", ""), whole[2] or "0"),) if whole else ()
    if re.fullmatch(r"[0-9]+", body):
        return (Decimal(body),)
    if not re.fullmatch(r"[0-9]*(?:[.,][0-9]+)+", body):
        return ()
    marks = {c for c in body if c in ".,"}
    return _two_marks(body) if len(marks) == 2 else _one_mark(body, marks.pop())


def _one_mark(text: str, mark: str) -> tuple[Decimal, ...]:
    parts = text.split(mark)
    grouped = (Decimal("".join(parts)),) if _is_grouped(text, mark) else ()
    return grouped if len(parts) > 2 else (*grouped, _decimal(*parts))


def _two_marks(text: str) -> tuple[Decimal, ...]:
    """One reading when the first mark groups thousands before the last one; both otherwise."""
    last = max(text.rfind("."), text.rfind(","))
    before, after = text[:last], text[last + 1 :]
    other = "," if text[last] == "." else "."
    if _is_grouped(before, other):
        return (_decimal(before.replace(other, ""), after),)
    halves = [text.replace(",", "").split("."), text.replace(".", "").split(",")]
    return tuple(_decimal(*half) for half in halves) if all(len(h) == 2 for h in halves) else ()


def _is_grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+", text) is not None


def _decimal(whole: str, fraction: str) -> Decimal:
    return Decimal(f"{whole or '0'}.{fraction}")


def printed_number(value: float | Decimal) -> str:
    """1250.0 -> 1250, 0.5 -> 0.5, never with an exponent."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if number == number.to_integral_value():
        return format(number.to_integral_value(), "f")
    return format(number.normalize(), "f")


def read_number_text(text: str, whole: bool) -> Reading:
    """A text as a number, int when `whole`. A currency beside it is left out; any other word
    is refused with the number found, because it may change what is meant."""
    words = [word.casefold() for word in _WORDS.findall(text)]
    bare = _WORDS.sub(" ", text).strip() if len(words) <= 4 else text
    readings = readings_of(bare)
    if not all(word in _CURRENCIES or word.rstrip(".") in _CURRENCIES for word in words):
        power = max(_POWERS.get(word.rstrip("."), 0) for word in words)
        return _not_a_number(reading * 10**power for reading in readings)
    if len(readings) != 1:
        return _not_a_number(readings)
    return _accepted(readings[0], text, whole)


def read_number(value: float, number_format: str, whole: bool) -> Reading:
    """A number of the file, int when `whole`; one shown as a percentage prints otherwise, so
    it is named."""
    if not math.isfinite(value) or abs(value) >= 10**MOST_DIGITS:
        return _not_a_number(())
    seen = printed_number(value) + ("%" if "%" in number_format else "")
    return _accepted(Decimal(repr(float(value))), seen, whole)


def _accepted(value: Decimal, seen: str, whole: bool) -> Reading:
    if abs(value) >= 10**MOST_DIGITS:
        return _not_a_number(())
    if whole and value != value.to_integral_value():
        lower = value.to_integral_value("ROUND_FLOOR")
        return _not_a_number((lower, lower + 1))
    number = int(value) if whole else float(value)
    written = printed_number(number)
    return exact(number) if written == seen else interpreted(number, written)


def _not_a_number(readings: Iterable[Decimal]) -> Reading:
    sizes = [number for number in readings if abs(number) < 10**MOST_DIGITS]
    return refused("not-a-number", readings=[printed_number(number) for number in sizes])
