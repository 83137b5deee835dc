"""Typed text without control and invisible characters, and where they stood."""

import re
import unicodedata
from dataclasses import dataclass

from loaders.values.reading import Reading, Remark
from schemas.template import Column

_LINE_BREAK = re.compile("\r\n|[\r\u2028\u2029]")

_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
"""Unicode calls these signs "format characters", but they are seen on the page."""

_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Unicode calls these letters or marks, but nothing is seen on the page."""
_UNSEEN = re.compile(f"[{''.join(sorted(_UNSEEN_LETTERS))}]")

_EMAIL = re.compile(r"[^@\s,;:<>()]+@[^@\s,;:<>()]+\.[^@\s,;:<>().]{2,}")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`positions` count from 1 in the text as it stood in the cell."""

    text: str
    positions: tuple[int, ...] = ()


def _is_seen(text: str) -> bool:
    """Whether nothing of it has to go; most texts are told from their letters at once. No-break
    spaces, which French is full of, count as printed; a line break does not."""
    plain = text.replace("\xa0", " ").replace("\u202f", " ")
    return plain.isprintable() and _UNSEEN.search(text) is None


def cleaned(text: str) -> Cleaned:
    """The text trimmed, in composed form, with line breaks as \\n and nothing invisible."""
    if text.isascii() and text.isprintable():
        return Cleaned(text.strip())
    if _is_seen(text):
        return Cleaned(unicodedata.normalize("NFC", text).strip())
    positions = tuple(n for n, c in enumerate(text, start=1) if _is_unwanted(text, n - 1, c))
    if positions:
        gone = set(positions)
        text = "".join(c for n, c in enumerate(text, start=1) if n not in gone)
    lines = _LINE_BREAK.sub("\n", text)
    return Cleaned(unicodedata.normalize("NFC", lines).strip(), positions)


def _is_unwanted(text: str, index: int, character: str) -> bool:
    if character in "\n\t\r":
        return False
    if character in _UNSEEN_LETTERS:
        return True
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in _VISIBLE_FORMAT
    if category == "Cn":
        return _is_noncharacter(ord(text[index]))
    return category in ("Cc", "Cs")


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def shown(text: str) -> str:
    """The text for a finding: what was removed from the value is a replacement mark here, so
    that the finding can be printed, stored and sent anywhere."""
    if _is_seen(text):
        return text
    return "".join("\ufffd" if _is_unwanted(text, n, c) else c for n, c in enumerate(text))


def read_text(text: str, column: Column) -> Reading:
    """The text itself; a long one is kept whole, and named."""
    if len(text) > column.max_length:
        params = {"limit": column.max_length, "length": len(text)}
        return Reading(text, (Remark("text-too-long", params),))
    return Reading(text)


def read_email(text: str, column: Column) -> Reading:
    """The text, with a remark when it has not the shape of an address. Nothing is sent there."""
    reading = read_text(text, column)
    if is_email(text):
        return reading
    return Reading(text, (*reading.remarks, Remark("email-shape")))


def is_email(text: str) -> bool:
    """Whether the text has the shape of one e-mail address."""
    return bool(_EMAIL.fullmatch(text)) and ".." not in text


def read_identifier(text: str, column: Column) -> Reading:
    """An identifier in capitals, without spaces around its hyphens."""
    wanted = re.sub(r"\s*[-‐‑–−]\s*", "-", text).upper()
    if wanted != text:
        return Reading(wanted, (Remark("interpreted", {"reading": wanted}),))
    return read_text(text, column)
