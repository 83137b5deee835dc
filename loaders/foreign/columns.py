"""Turns headings and the values below them into proposals of what each column is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from loaders.entries import Cell, Kind
from loaders.foreign.known import Known
from loaders.foreign.layout import LEFT_OUT
from loaders.foreign.objectives import named_in
from loaders.headings import text_of
from loaders.values import printed
from loaders.values.countries import country_named
from loaders.values.currencies import read_currency
from loaders.values.dates import read_date_text
from schemas.country import folded
from schemas.foreign import LANGUAGES, TITLE, ForeignWords, Heading

LONGEST_HEADING = 120
SAMPLE = 60
"""Values of a column that are looked at."""

EXACT, PART, NEAR = 0.95, 0.5, 0.6
_MOST = 0.6
"""A column is of a kind when so many of its values are."""
_LONG = 40
"""Mean letters of a value from which a status column tells rather than names."""
_PROPOSED = 0.45
_NOT_READ = ("number", "pillar")
_DESCRIPTION = "description"
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]", re.DOTALL)
_JOINTS = re.compile(r"\s*[/\n|;]\s*|\s+[-–—]\s+")
_PERCENT = re.compile(r"[0-9]\s*%")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_MEASURE_ID = re.compile(r"[A-Z]{3}-M[0-9]{4,}")


@dataclass(frozen=True)
class Guess:
    """What a column may be. `confidence` is between 0 and 1; `reason` is heading, values,
    remembered, number, pillar, multiplier, twice or none; `word` is what decided, as it
    stands in the lexicon or the file."""

    role: str = LEFT_OUT
    confidence: float = 0.0
    reason: str = "none"
    word: str = ""
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Values:
    """A sample of a column, and what shares of it look like."""

    cells: tuple[Cell, ...]
    shares: Mapping[str, float]
    length: float
    distinct: float
    language: str


@lru_cache(maxsize=8192)
def guesses_of(heading: str, words: ForeignWords) -> tuple[Guess, ...]:
    """What a heading may name, best first: the whole of it, one of its two languages, words in
    it, or a word nearly written like it. A wordy text is no heading."""
    if not heading or len(heading) > LONGEST_HEADING:
        return ()
    found: dict[str, Guess] = {}
    for guess in _guesses(heading, words):
        if guess.confidence > found.get(guess.role, Guess()).confidence:
            found[guess.role] = guess
    return tuple(sorted(found.values(), key=lambda g: -g.confidence))


def _guesses(heading: str, words: ForeignWords) -> Iterator[Guess]:
    whole = folded(heading) or heading.strip()
    yield from _exact(whole, words, EXACT)
    bare = folded(_ASIDE.sub(" ", heading))
    if bare and bare != whole:
        yield from _exact(bare, words, EXACT - 0.02)
    for piece in _JOINTS.split(heading):
        plain = folded(_ASIDE.sub(" ", piece))
        if plain and plain not in (whole, bare):
            yield from _exact(plain, words, EXACT - 0.03)
    yield from _within(bare or whole, words)
    if len(whole) >= 7 and not any(character.isdigit() for character in whole):
        near = process.extractOne(whole, words.spellings, scorer=fuzz.ratio, score_cutoff=88)
        if near is not None:
            yield from _exact(near[0], words, NEAR)


def _exact(text: str, words: ForeignWords, confidence: float) -> Iterator[Guess]:
    for heading in words.headings.get(text, ()):
        yield _guess(heading, text, confidence)


def _guess(heading: Heading, text: str, confidence: float) -> Guess:
    weak = 0.05 if heading.role == TITLE else 0.0
    return Guess(heading.role, confidence - weak, "heading", text, heading.languages)


def _within(text: str, words: ForeignWords) -> Iterator[Guess]:
    """Headings that stand in a longer one: the more of it they are, the surer."""
    tokens = text.split()
    counted = [t for t in tokens if t not in words.small] or tokens
    for length in range(min(6, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            part = tokens[start : start + length]
            said = [t for t in part if t not in words.small]
            for heading in words.headings.get(" ".join(part), ()) if said else ():
                share = len(said) / len(counted)
                weak = 0.12 if heading.role == TITLE else 0.0
                confidence = PART + 0.35 * share - weak - 0.01 * start
                guess = _guess(heading, " ".join(part), confidence)
                yield replace(guess, confidence=confidence)


def is_heading(text: str, words: ForeignWords) -> bool:
    """Whether a cell is, to the letter, the heading of something."""
    plain = folded(text) if len(text) <= LONGEST_HEADING else ""
    return bool(plain) and plain in words.headings


# The values


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


def _is_date(cell: Cell, _known: Known) -> bool:
    if cell.kind is Kind.DATE:
        return True
    if not isinstance(cell.value, str) or len(cell.value) > 30:
        return False
    reading = read_date_text(cell.value.strip())
    return reading.value is not None or any(r.code == "ambiguous-date" for r in reading.remarks)


def _is_level(cell: Cell, known: Known) -> bool:
    return bool(known.code_of("level", text_of(cell)[:LONGEST_HEADING]))


def _is_type(cell: Cell, known: Known) -> bool:
    return bool(known.code_of("mtype", text_of(cell)[:LONGEST_HEADING]))


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
}
_SURE: Mapping[str, float] = {"measure_id": 0.97, "level": 0.6, "objective": 0.6}


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


# What each column is


def propose_columns(
    headings: Mapping[int, str],
    values: Mapping[int, Values],
    known: Known,
    remembered: Mapping[str, str],
) -> dict[int, Guess]:
    """Column -> proposal. No role is proposed twice; a column nothing speaks for is left out."""
    wishes = {c: _wishes(headings[c], values[c], known) for c in headings}
    decided: dict[int, Guess] = {}
    for column, heading in headings.items():
        role = remembered.get(folded(heading) or heading)
        if role is not None:
            decided[column] = Guess(role, 1.0, "remembered", heading)
    taken = {guess.role for guess in decided.values()} - {LEFT_OUT}
    _promote(wishes, values)
    ranked = sorted(
        ((guess, column) for column, found in wishes.items() for guess in found),
        key=lambda pair: (-pair[0].confidence, pair[1]),
    )
    for guess, column in ranked:
        if column in decided or guess.role in taken or guess.confidence < _PROPOSED:
            continue
        decided[column] = guess
        taken |= {guess.role} - {LEFT_OUT}
    return _with_titles(headings, values, decided, wishes)


def _promote(wishes: Mapping[int, list[Guess]], values: Mapping[int, Values]) -> None:
    """A description is the title where no heading says so of another column, else a remark."""
    titled = any(guess.role.startswith("title_") for found in wishes.values() for guess in found)
    for column, found in wishes.items():
        for place, guess in enumerate(found):
            if guess.role == _DESCRIPTION:
                language = values[column].language or _spoken(guess.languages)
                role = "comment" if titled else f"title_{language}"
                found[place] = replace(guess, role=role, confidence=guess.confidence - 0.1)


def _wishes(heading: str, values: Values, known: Known) -> list[Guess]:
    """The proposals for one column alone, from its heading and from its values."""
    found = []
    for guess in guesses_of(heading, known.words):
        found.append(_weighed(guess, heading, values, known))
    heads = {guess.role for guess in found}
    for role, share in values.shares.items():
        if share >= _MOST and values.cells and role not in heads:
            sure = _SURE.get(role, 0.5)
            found.append(Guess(role, sure, "values", printed(values.cells[0])))
            if role == "start":
                word = printed(values.cells[0])
                found.append(Guess("end_planned", sure - 0.01, "values", word))
    return found


def _weighed(guess: Guess, heading: str, values: Values, known: Known) -> Guess:
    """The heading's proposal after a look at the values."""
    role, shares = guess.role, values.shares
    if role in _NOT_READ:
        if shares["objective"] >= _MOST or shares["measure_id"] >= _MOST:
            return replace(guess, role=LEFT_OUT, confidence=0.0)
        return replace(guess, role=LEFT_OUT, reason=role)
    if role == "amount" and _multiplied(heading, known.words):
        return replace(guess, role=LEFT_OUT, reason="multiplier")
    if role == "level" and values.length > _LONG and shares["level"] < 0.2:
        return replace(guess, role="result", confidence=0.55, reason="values")
    if role == TITLE:
        language = values.language or _spoken(guess.languages)
        weak = 0.3 if values.cells and values.distinct < 0.5 else 0.0
        longer = min(values.length, 60) / 1500
        confidence = guess.confidence - weak + longer
        return replace(guess, role=f"title_{language}", confidence=confidence)
    is_date = role.startswith(("start", "end"))
    if is_date and values.cells and not shares["start"] and values.length <= 2:
        return replace(guess, role=LEFT_OUT, reason="none")  # a cross in the column of a year
    supported = shares.get("start" if is_date else role, 0.0)
    return replace(guess, confidence=guess.confidence + 0.04 * supported)


def _spoken(languages: frozenset[str]) -> str:
    return next(language for language in LANGUAGES if language in languages)


def _multiplied(heading: str, words: ForeignWords) -> bool:
    """Whether amounts are written in thousands or millions: as numbers they would mislead."""
    tokens = set(folded(heading).split()) | set(heading.casefold().split())
    return bool(tokens & words.multipliers)


def _with_titles(
    headings: Mapping[int, str],
    values: Mapping[int, Values],
    decided: Mapping[int, Guess],
    wishes: Mapping[int, Sequence[Guess]],
) -> dict[int, Guess]:
    """All columns: without a title the longest text is it, and what came second is named."""
    found = dict(decided)
    if not any(guess.role.startswith("title_") for guess in found.values()):
        free = [c for c in headings if c not in found and values[c].length >= 8]
        free = [c for c in free if values[c].distinct > 0.5]
        if free:
            best = max(free, key=lambda c: values[c].length * values[c].distinct)
            language = values[best].language or "fr"
            found[best] = Guess(f"title_{language}", 0.4, "values", printed(values[best].cells[0]))
    for column in headings:
        if column not in found:
            wished = next(iter(wishes[column]), None)
            found[column] = Guess(reason="twice", word=wished.word) if wished else Guess()
    return dict(sorted(found.items()))
