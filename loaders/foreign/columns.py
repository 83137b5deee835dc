"""Turns headings and the values below them into proposals of what each column is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from loaders.foreign.known import Known
from loaders.foreign.layout import COLUMN_OF, LEFT_OUT, TICKED
from loaders.foreign.values import Values, is_tick
from loaders.values import printed
from schemas.country import folded
from schemas.foreign import LANGUAGES, TITLE, ForeignWords, Heading

LONGEST_HEADING = 120
EXACT, PART, NEAR = 0.95, 0.5, 0.6
_MOST = 0.6
"""A column is of a kind when so many of its values are."""
_LONG = 40
"""Mean letters of a value from which a status column tells rather than names."""
_PROPOSED = 0.45
_SURE: Mapping[str, float] = {"measure_id": 0.97, "level": 0.6, "objective": 0.6}
"""How sure values alone make it, where not 0.5."""
_OVER = ("objective", "result")
"""Beside a title in one heading ("Objectives / Activities") these stand as headings of rows."""
_SAID = 0.85
"""A heading that is said whole, or in one of its languages."""
_NOT_READ = ("number", "pillar", "contact", "other")
_WHOLE = ("contact", "other")
"""A single word of these decides only where it is the whole heading."""
_PERSONS = 0.3
"""A column is of persons' addresses when so many of its values hold one."""
_DESCRIPTION = "description"
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]", re.DOTALL)
_JOINTS = re.compile(r"\s*[/\n|;]\s*|\s+[-–—]\s+")


@dataclass(frozen=True)
class Guess:
    """What a column may be. `confidence` is between 0 and 1; `reason` is heading, values,
    remembered, number, pillar, contact, other, multiplier, twice or none; `word` is what
    decided, as it stands in the lexicon or the file."""

    role: str = LEFT_OUT
    confidence: float = 0.0
    reason: str = "none"
    word: str = ""
    languages: frozenset[str] = frozenset()


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
    for piece in _JOINTS.split(_ASIDE.sub(" ", heading) if bare else heading):
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
                if heading.role in _WHOLE and length == 1 and share < 1.0:
                    continue
                weak = 0.12 if heading.role == TITLE else 0.0
                confidence = PART + 0.35 * share - weak - 0.01 * start
                guess = _guess(heading, " ".join(part), confidence)
                yield replace(guess, confidence=confidence)


def is_heading(text: str, words: ForeignWords) -> bool:
    """Whether a cell is, to the letter, the heading of something."""
    plain = folded(text) if len(text) <= LONGEST_HEADING else ""
    return bool(plain) and plain in words.headings


# What each column is


def propose_columns(
    headings: Mapping[int, str],
    values: Mapping[int, Values],
    known: Known,
    remembered: Mapping[str, str],
    lowest: Mapping[int, Sequence[str]],
) -> dict[int, Guess]:
    """Column -> proposal. No role is proposed twice; a column nothing speaks for is left out.
    `lowest`: the last part of a heading of several rows, where there is one."""
    main = _main_language(headings.values(), known.words)
    wishes = {c: _wishes(headings[c], lowest.get(c, ()), values[c], known, main) for c in headings}
    decided: dict[int, Guess] = {}
    for column, heading in headings.items():
        role = remembered.get(folded(heading) or heading)
        if role is not None:
            decided[column] = Guess(role, 1.0, "remembered", heading)
    if "level" not in {guess.role for guess in decided.values()}:
        decided = _ticked(headings, values, known, lowest) | decided
    taken = {COLUMN_OF.get(guess.role, LEFT_OUT) for guess in decided.values()} - {LEFT_OUT}
    taken |= {guess.role for guess in decided.values()} - {LEFT_OUT}
    for column in _said_again(headings):
        wishes[column] = [replace(g, confidence=0.0) for g in wishes[column]]
    _promote(wishes, values, main)
    ranked = sorted(
        ((guess, column) for column, found in wishes.items() for guess in found),
        key=lambda pair: (-pair[0].confidence, pair[1]),
    )
    for guess, column in ranked:
        if column in decided or guess.role in taken or guess.confidence < _PROPOSED:
            continue
        decided[column] = guess
        taken |= {guess.role} - {LEFT_OUT}
    return _with_titles(headings, values, decided, wishes, main)


def _ticked(
    headings: Mapping[int, str],
    values: Mapping[int, Values],
    known: Known,
    lowest: Mapping[int, Sequence[str]],
) -> dict[int, Guess]:
    """Columns headed by a status each in which nothing but ticks stands; one alone is none."""
    found: dict[int, Guess] = {}
    for column, heading in headings.items():
        label = next(iter(lowest.get(column, ())), heading)
        only_ticks = all(is_tick(cell, known.words) for cell in values[column].cells)
        if only_ticks and len(label) <= LONGEST_HEADING and known.code_of("level", label):
            found[column] = Guess(TICKED, EXACT, "heading", label)
    are_used = any(values[column].cells for column in found)
    return found if len(found) >= 2 and are_used else {}


def _said_again(headings: Mapping[int, str]) -> list[int]:
    """Columns whose heading stood further left, with another between: those of a second table
    beside the first, whose cells speak of other measures."""
    first: dict[str, int] = {}
    found = []
    for column, heading in sorted(headings.items()):
        start = first.setdefault(folded(heading) or heading, column)
        between = range(start + 1, column)
        if heading and any(headings.get(other) != headings[start] for other in between):
            found.append(column)
    return found


def _main_language(headings: Iterable[str], words: ForeignWords) -> str:
    """The language of most headings, "" when two have as many."""
    counts = dict.fromkeys(LANGUAGES, 0)
    for heading in headings:
        for guess in guesses_of(heading, words)[:1]:
            for language in guess.languages & counts.keys():
                counts[language] += 1
    first, second = sorted(counts.values(), reverse=True)[:2]
    return max(counts, key=lambda one: counts[one]) if first > second else ""


def _promote(wishes: Mapping[int, list[Guess]], values: Mapping[int, Values], main: str) -> None:
    """A description is the title where no heading says so of another column, else a remark."""
    titled = any(guess.role.startswith("title_") for found in wishes.values() for guess in found)
    for column, found in wishes.items():
        for place, guess in enumerate(found):
            if guess.role == _DESCRIPTION:
                language = values[column].language or _spoken(guess.languages, main)
                role = "comment" if titled else f"title_{language}"
                found[place] = replace(guess, role=role, confidence=guess.confidence - 0.1)


def _wishes(
    heading: str, lowest: Sequence[str], values: Values, known: Known, main: str
) -> list[Guess]:
    """The proposals for one column alone, from its heading and from its values."""
    is_titled = any(g.role == TITLE for g in guesses_of(heading, known.words)[:1])
    if values.shares["contact"] >= (_MOST if is_titled else _PERSONS):
        return [Guess(LEFT_OUT, EXACT, "contact")]
    found = []
    guesses = _of_rows(heading, lowest, known.words)
    said = {guess.role for guess in guesses if guess.confidence >= _SAID}
    for guess in guesses:
        is_over = guess.role in _OVER and TITLE in said and values.shares["objective"] < _MOST
        if is_over:
            continue
        found.append(_weighed(guess, heading, values, known, main))
    heads = {guess.role for guess in found}
    for role, share in values.shares.items():
        if share >= _MOST and values.cells and role not in heads:
            sure = _SURE.get(role, 0.5)
            found.append(Guess(role, sure, "values", printed(values.cells[0])))
            if role == "start":
                word = printed(values.cells[0])
                found.append(Guess("end_planned", sure - 0.01, "values", word))
    return found


def _of_rows(heading: str, lowest: Sequence[str], words: ForeignWords) -> list[Guess]:
    """What the whole heading names, and what its lowest row says more surely: "Funding" over
    "Amount" is an amount. "Name" under "Objective" is no title."""
    found = {guess.role: guess for guess in guesses_of(heading, words)}
    for text in lowest:
        for guess in guesses_of(text, words):
            known = found.get(guess.role, Guess()).confidence
            if guess.confidence > known and (guess.role != TITLE or not found):
                found[guess.role] = replace(guess, confidence=guess.confidence - 0.02)
    return sorted(found.values(), key=lambda guess: -guess.confidence)


def _weighed(guess: Guess, heading: str, values: Values, known: Known, main: str) -> Guess:
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
        language = values.language or _spoken(guess.languages, main)
        weak = 0.3 if values.cells and values.distinct < 0.5 else 0.0
        longer = min(values.length, 60) / 1500
        confidence = guess.confidence - weak + longer
        return replace(guess, role=f"title_{language}", confidence=confidence)
    is_date = role.startswith(("start", "end"))
    if (is_date or role == "year") and values.cells and not shares["start"] and values.length <= 2:
        return replace(guess, role=LEFT_OUT, reason="none")  # a cross in the column of a year
    supported = shares.get("start" if is_date else role, 0.0)
    return replace(guess, confidence=guess.confidence + 0.04 * supported)


def _spoken(languages: frozenset[str], main: str) -> str:
    """The language of a heading: that of most headings, where it may be."""
    if main in languages:
        return main
    return next((language for language in LANGUAGES if language in languages), LANGUAGES[0])


def _multiplied(heading: str, words: ForeignWords) -> bool:
    """Whether amounts are written in thousands or millions: as numbers they would mislead."""
    tokens = set(folded(heading).split()) | set(heading.casefold().split())
    return bool(tokens & words.multipliers)


def _with_titles(
    headings: Mapping[int, str],
    values: Mapping[int, Values],
    decided: Mapping[int, Guess],
    wishes: Mapping[int, Sequence[Guess]],
    main: str,
) -> dict[int, Guess]:
    """All columns: without a title the longest text is it, and what came second is named."""
    found = dict(decided)
    if not any(guess.role.startswith("title_") for guess in found.values()):
        free = [c for c in headings if c not in found and values[c].length >= 8]
        free = [c for c in free if values[c].distinct > 0.5]
        if free:
            best = max(free, key=lambda c: values[c].length * values[c].distinct)
            language = values[best].language or main or "fr"
            found[best] = Guess(f"title_{language}", 0.4, "values", printed(values[best].cells[0]))
    for column in headings:
        if column not in found:
            wished = next(iter(wishes[column]), None)
            found[column] = Guess(reason="twice", word=wished.word) if wished else Guess()
    return dict(sorted(found.items()))
