"""Turns a text and the words that spoke for each proposal into escaped HTML with marks.

Words match without case and accents, and in another inflection: "frontières" marks "Frontière".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from schemas.country import folded

STEM = 5
"""Letters at least that two inflections of a word share."""

ENDING = 3
"""Letters at most in which they differ, each."""

LONGEST = 12_000
"""Characters in which words are looked for; the rest of a text is shown without marks."""

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int


def marked(text: str, reasons: Sequence[Sequence[str]]) -> Markup:
    """The text, escaped, with <mark data-for="1 3"> round the words that spoke for the first and
    the third proposal. Without its tags it is the text again. `reasons`: pieces of text, as
    written, for each proposal."""
    ranks: list[frozenset[int]] = [frozenset()] * len(text)
    words = list(_words(text[:LONGEST]))
    for rank, pieces in enumerate(reasons, start=1):
        for piece in pieces:
            for start, end in _found(words, list(_words(piece))):
                ranks[start:end] = [one | {rank} for one in ranks[start:end]]
    shown = Markup("")
    for ranked, run in groupby(range(len(text)), key=ranks.__getitem__):
        places = list(run)
        part = escape(text[places[0] : places[-1] + 1])
        names = " ".join(map(str, sorted(ranked)))
        shown += Markup('<mark data-for="{}">{}</mark>').format(names, part) if names else part
    return shown


def _words(text: str) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        yield _Word(folded(match.group()), match.start(), match.end())


def _found(words: Sequence[_Word], piece: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where the piece's words follow each other in the text."""
    for at in range(len(words) - len(piece) + 1) if piece else ():
        run = words[at : at + len(piece)]
        if all(_same(one.text, other.text) for one, other in zip(run, piece, strict=True)):
            yield run[0].start, run[-1].end


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    shared = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    return shared >= STEM and max(len(one), len(other)) - shared <= ENDING
