"""Turns the lexicon into an index that finds its terms among the words of a title."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.suggesting.words import Word, parts_of
from schemas.training import Term

Part = tuple[str, ...]
Span = tuple[int, int]
"""First word and the one after the last, by their number in the title."""


@dataclass(frozen=True)
class Found:
    """A term in a title, at `spans`: one for a plain term, one a part for joined ones."""

    target: str
    points: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Index:
    """`starts`: first word of a part, or stem with "*" -> the parts that begin so; `terms`: their
    parts -> target -> points."""

    starts: Mapping[str, tuple[Part, ...]]
    terms: Mapping[tuple[Part, ...], Mapping[str, int]]
    using: Mapping[Part, tuple[tuple[Part, ...], ...]]


def index_of(terms: Sequence[Term], small: frozenset[str]) -> Index:
    """A term that stands twice for the same target counts once, with its highest points."""
    kept: dict[tuple[Part, ...], dict[str, int]] = {}
    for term in terms:
        parts = parts_of(term.text, small)
        targets = kept.setdefault(parts, {}) if parts else {}
        targets[term.target] = max(term.points, targets.get(term.target, 0))
    using: dict[Part, list[tuple[Part, ...]]] = {}
    for parts in kept:
        for part in set(parts):
            using.setdefault(part, []).append(parts)
    starts: dict[str, list[Part]] = {}
    for part in using:
        starts.setdefault(part[0], []).append(part)
    return Index(
        {word: tuple(parts) for word, parts in starts.items()},
        kept,
        {part: tuple(terms) for part, terms in using.items()},
    )


def find(words: Sequence[Word], index: Index) -> tuple[Found, ...]:
    """The terms in a title. A term of one part counts where it is not inside a longer one."""
    texts = [word.text for word in words]
    places = _places(texts, index)
    whole = [(part,) for part in places if (part,) in index.terms]
    joined = {
        parts
        for part in places
        for parts in index.using[part]
        if len(parts) > 1 and all(one in places for one in parts)
    }
    spans = {span for parts in (*whole, *joined) for part in parts for span in places[part]}
    found = [
        Found(target, points, outer)
        for parts in whole
        if (outer := tuple(span for span in places[parts[0]] if not _inside(span, spans)))
        for target, points in index.terms[parts].items()
    ]
    for parts in sorted(joined):
        at = tuple(places[part][0] for part in parts)
        found += [Found(target, points, at) for target, points in index.terms[parts].items()]
    return tuple(found)


def _places(texts: Sequence[str], index: Index) -> dict[Part, list[Span]]:
    places: dict[Part, list[Span]] = {}
    for at, text in enumerate(texts):
        for part in _beginning(text, index):
            end = at + len(part)
            if end <= len(texts) and all(map(_same, texts[at:end], part)):
                places.setdefault(part, []).append((at, end))
    return places


def _beginning(text: str, index: Index) -> Iterator[Part]:
    yield from index.starts.get(text, ())
    for length in range(1, len(text) + 1):
        yield from index.starts.get(f"{text[:length]}*", ())


def _same(text: str, word: str) -> bool:
    return text.startswith(word[:-1]) if word.endswith("*") else text == word


def _inside(span: Span, spans: set[Span]) -> bool:
    return any(one != span and one[0] <= span[0] and span[1] <= one[1] for one in spans)
