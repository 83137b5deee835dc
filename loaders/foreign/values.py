"""Turns the cells of a column into what they look like: dates, levels, objectives, addresses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.entries import Cell, Kind
from loaders.foreign.known import Known
from loaders.foreign.objectives import named_in
from loaders.headings import text_of
from loaders.values.countries import country_named
from loaders.values.currencies import read_currency
from loaders.values.dates import read_date_text
from schemas.country import folded
from schemas.foreign import LANGUAGES, ForeignWords

SAMPLE = 60
"""Values of a column that are looked at."""
_LONGEST_WORD = 120
_PERCENT = re.compile(r"[0-9]\s*%")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.[a-z]|^\s*(?:\+|00)\d[\d\s().-]{7,}$", re.IGNORECASE)
_MEASURE_ID = re.compile(r"[A-Z]{3}-M[0-9]{4,}")


@dataclass(frozen=True)
class Values:
    """A sample of a column, and what shares of it look like."""

    cells: tuple[Cell, ...]
    shares: Mapping[str, float]
    length: float
    distinct: float
    language: str


def values_of(cells: Sequence[Cell], known: Known) -> Values:
    sample = tuple(cells[:SAMPLE])
    texts = [text_of(cell) for cell in sample]
    count = len(sample) or 1
    kinds = dict.fromkeys(_TESTS, 0)
    for cell in sample:
        for name, test in _TESTS.items():
            kinds[name] += test(cell, known)
    return Values(
        cells=sample,
        shares={name: n / count for name, n in kinds.items()},
        length=sum(map(len, texts)) / count,
        distinct=len({folded(text) for text in texts}) / count,
        language=_language(texts, known.words),
    )


def is_tick(cell: Cell, words: ForeignWords) -> bool:
    text = text_of(cell).strip()
    return 0 < len(text) <= 4 and (folded(text) or text) in words.ticks


def is_address(cell: Cell) -> bool:
    """An e-mail address or a telephone number."""
    return isinstance(cell.value, str) and _ADDRESS.search(cell.value) is not None


def _is_contact(cell: Cell, _known: Known) -> bool:
    return is_address(cell)


def _is_date(cell: Cell, _known: Known) -> bool:
    if cell.kind is Kind.DATE:
        return True
    if not isinstance(cell.value, str) or len(cell.value) > 30:
        return False
    reading = read_date_text(cell.value.strip())
    return reading.value is not None or any(r.code == "ambiguous-date" for r in reading.remarks)


def _is_level(cell: Cell, known: Known) -> bool:
    return bool(known.code_of("level", text_of(cell)[:_LONGEST_WORD]))


def _is_type(cell: Cell, known: Known) -> bool:
    return bool(known.code_of("mtype", text_of(cell)[:_LONGEST_WORD]))


def is_percentage(cell: Cell) -> bool:
    if cell.kind is Kind.NUMBER:
        return "%" in cell.number_format
    return isinstance(cell.value, str) and _PERCENT.search(cell.value) is not None


def _is_objective(cell: Cell, known: Known) -> bool:
    """A label, or a number behind a word; a bare number may be anything."""
    text = text_of(cell)
    # A cross in a column is no X either.
    return len(text) > 2 and not text[:1].isdigit() and bool(named_in(text, known).objective)


def _is_link(cell: Cell, _known: Known) -> bool:
    return isinstance(cell.value, str) and _LINK.match(cell.value.strip()) is not None


def _is_country(cell: Cell, known: Known) -> bool:
    parts = [p for p in re.split(r"[;,\n/]", text_of(cell)) if p.strip()]
    named = [country_named(p.strip(), known.vocabulary.countries) for p in parts]
    return bool(parts) and all(named)


def _is_currency(cell: Cell, _known: Known) -> bool:
    text = text_of(cell)
    return 0 < len(text) <= 20 and not text[:1].isdigit() and read_currency(text).value is not None


def _is_identifier(cell: Cell, _known: Known) -> bool:
    return _MEASURE_ID.fullmatch(text_of(cell)) is not None


_TESTS = {
    "start": _is_date,
    "level": _is_level,
    "mtype": _is_type,
    "objective": _is_objective,
    "evidence": _is_link,
    "countries": _is_country,
    "currency": _is_currency,
    "measure_id": _is_identifier,
    "contact": _is_contact,
}


def _language(texts: Sequence[str], words: ForeignWords) -> str:
    """The language most of whose small words stand in the texts, "" when none leads: a word of
    two languages counts for both, so only the others decide."""
    counts = dict.fromkeys(LANGUAGES, 0)
    for text in texts:
        for token in folded(text).split():
            for language, small in words.spoken.items():
                counts[language] += token in small
    first, second = sorted(counts.values(), reverse=True)[:2]
    if first == second:
        return ""
    return max(counts, key=lambda language: counts[language])
