"""Finds the currency that stands beside an amount in one cell, or in the way it is shown."""

import re
from itertools import islice

from loaders.entries import Cell
from loaders.values.currencies import read_currency
from loaders.values.numbers import read_number_text

_WORD = re.compile(r"[^\W\d_]+\.?|[€$£₦₵¥]")
_SHOWN = re.compile(r"\[\$([^\]\-]+)[^\]]*\]|\"([^\"]+)\"|([€£])")
_MOST_WORDS = 3
_SYMBOLS = ("€", "£", "₦", "₵")


def money_of(cell: Cell) -> str:
    """The ISO code of the currency of an amount; the words beside it where they name none, so that
    they are asked about; "" where nothing stands beside it."""
    if isinstance(cell.value, str):
        return _beside(cell.value)
    for groups in islice(_SHOWN.findall(cell.number_format), 3):
        text = next((group for group in groups if group), "").strip()
        code = read_currency(text).value if text else None
        if code is not None:
            return str(code)
    return ""


def _beside(text: str) -> str:
    words = [word.strip(".") for word in _WORD.findall(text)]
    if not words or len(words) > _MOST_WORDS or read_number_text(text, whole=False).value is None:
        return ""
    together = " ".join(words)
    for candidate in (together, *words):
        if len(candidate) > 1 or candidate in _SYMBOLS:
            code = read_currency(candidate).value
            if code is not None:
                return str(code)
    return together
