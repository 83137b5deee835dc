"""Turns a title into its words, folded, each with its place in the title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.country import folded

LONGEST = 2000
"""Characters of a title that count; a cell may hold 32 767."""

ALIKE = 75
"""Titles that share this much (token set ratio, 0 to 100) say nearly the same: the joint measure
that several countries report must not teach its own answer."""

_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*\*?")
"""Letters and digits, with the accents of texts that write them apart; "*" ends a stem."""

_GRAMS = (3, 4, 5)


@dataclass(frozen=True)
class Word:
    """`text` is folded and without its plural s; the title's own letters are [start:end]."""

    text: str
    start: int
    end: int


def words_of(title: str, small: frozenset[str]) -> tuple[Word, ...]:
    """The words of a title in their order, without the small ones."""
    found = []
    for match in _WORD.finditer(title[:LONGEST]):
        text = folded(match.group())
        if text and text not in small:
            found.append(Word(_singular(text), match.start(), match.end()))
    return tuple(found)


def parts_of(term: str, small: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """A term's parts, each some words that follow each other; "*" stays at the end of a stem."""
    parts = []
    for part in term.split("+"):
        words = []
        for written in _WORD.findall(part):
            text = folded(written)
            if written.endswith("*"):
                words.append(f"{text}*")
            elif text not in small:
                words.append(_singular(text))
        parts.append(tuple(words))
    return tuple(part for part in parts if part)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def features(words: Sequence[str]) -> Iterator[str]:
    """What is learnt from: the words, each with its neighbour, and the letters inside each."""
    for word in words:
        yield word
        padded = f" {word} "
        for size in _GRAMS:
            for start in range(max(1, len(padded) - size + 1)):
                yield f"~{padded[start : start + size]}"
    for left, right in pairwise(words):
        yield f"{left} {right}"


def alike(titles: Sequence[Sequence[Word]]) -> list[int]:
    """A number for each title; the same one for titles that say nearly the same."""
    from rapidfuzz import fuzz, process

    texts = [" ".join(word.text for word in words) for words in titles]
    near = process.cdist(texts, texts, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE)
    numbers = list(range(len(titles)))
    for at, row in enumerate(near):
        for other in row.nonzero()[0]:
            joined, old = numbers[at], numbers[int(other)]
            if joined != old:
                numbers = [joined if number == old else number for number in numbers]
    return numbers
