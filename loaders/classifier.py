"""Turns the title of a measure into the three objectives it most likely serves, with reasons.

Trained in memory from data/ when it is first needed; nothing is ever applied by itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from loaders.suggesting.answers import Suggestion
from loaders.suggesting.learning import Case, Model, Read, contributions, learn, probabilities
from loaders.suggesting.letters import Floats
from loaders.suggesting.terms import Found, Index, find, index_of
from loaders.suggesting.words import alike, words_of
from schemas.training import OUTSIDE, Training, load_training

SHOWN = 3
"""Suggestions for a title, best first."""

REASONS = 5
"""Words shown as the reason of a suggestion, at most."""

GUESSED = 2
"""Words shown, at most, where no term of the lexicon speaks and their letters alone decided."""

TERMS_A_TEXT = 20
"""Terms of the lexicon that make one text to learn from: about as long as a title."""


@dataclass(frozen=True)
class Classifier:
    """`framework`: the one its objectives are of. `themes` and `actions`: objective -> those its
    measures may have, the most usual first."""

    framework: str
    small: frozenset[str]
    terms: Index
    hints: Index
    always: frozenset[str]
    themes: Mapping[str, tuple[str, ...]]
    actions: Mapping[str, tuple[str, ...]]
    model: Model


@lru_cache(maxsize=2)
def trained(folder: Path, languages: tuple[str, ...]) -> Classifier:
    """The classifier of a data folder, made once a process. Raises ContentError for mistakes in
    its files."""
    return train(load_training(folder, languages))


def train(training: Training) -> Classifier:
    lexicon = training.lexicon
    terms = index_of(lexicon.terms, lexicon.small)
    known = [*cases(training), *outside(training)]
    model = learn(known, wordings(training), training.objectives)
    themes = [(example.objective, example.theme) for example in training.examples]
    actions = [(example.objective, example.action) for example in training.examples]
    return Classifier(
        framework=training.framework,
        small=lexicon.small,
        terms=terms,
        hints=index_of(lexicon.hints, lexicon.small),
        always=lexicon.always,
        themes=_by_objective(training.themes, themes, training.objectives),
        actions=_by_objective(training.actions, actions, training.objectives),
        model=model,
    )


def cases(training: Training) -> list[Case]:
    """The labelled measures, read; those that say nearly the same are one group."""
    lexicon = training.lexicon
    terms = index_of(lexicon.terms, lexicon.small)
    words = [words_of(example.title, lexicon.small) for example in training.examples]
    return [
        Case(Read(found, find(found, terms)), one.objective, one.second, group)
        for one, found, group in zip(training.examples, words, alike(words), strict=True)
    ]


def outside(training: Training) -> list[Case]:
    """The titles that serve no objective, read; their groups are apart from those of measures."""
    lexicon = training.lexicon
    terms = index_of(lexicon.terms, lexicon.small)
    words = [words_of(title, lexicon.small) for title in training.outside]
    first = len(training.examples)
    return [
        Case(Read(found, find(found, terms)), OUTSIDE, "", first + group)
        for found, group in zip(words, alike(words), strict=True)
    ]


def wordings(training: Training) -> list[Case]:
    """The framework's labels and the lexicon's strongest terms, as texts to learn words from."""
    lexicon = training.lexicon
    best = max((term.points for term in lexicon.terms), default=0)
    texts = list(training.labels)
    for objective in training.objectives:
        strong = [t.text for t in lexicon.terms if t.target == objective and t.points == best]
        for start in range(0, len(strong), TERMS_A_TEXT):
            texts.append((" ".join(strong[start : start + TERMS_A_TEXT]), objective))
    return [
        Case(Read(words_of(text.replace("*", ""), lexicon.small)), objective)
        for text, objective in texts
    ]


def suggest(classifier: Classifier, titles: Sequence[str]) -> list[tuple[Suggestion, ...]]:
    """Three suggestions for each title, best first; their confidences add up to 1 at most, and
    to little for a title that serves no objective."""
    if not titles:
        return []
    small, terms = classifier.small, classifier.terms
    read = [Read(words, find(words, terms)) for words in (words_of(t, small) for t in titles)]
    likely = probabilities(classifier.model, read)
    return [tuple(_suggestions(classifier, *one)) for one in zip(titles, read, likely, strict=True)]


def _suggestions(
    classifier: Classifier, title: str, read: Read, likely: Floats
) -> list[Suggestion]:
    hints = Counter(found.target for found in find(read.words, classifier.hints))
    named = {found.target for found in read.found}
    suggestions = []
    of = len(classifier.themes)
    for at in np.argsort(-likely[:of], kind="stable")[:SHOWN]:
        objective = classifier.model.objectives[at]
        always = classifier.always if objective in named else frozenset()
        suggestion = Suggestion(
            objective=objective,
            confidence=float(likely[at]),
            theme=_hinted(classifier.themes[objective], hints, frozenset()),
            action=_hinted(classifier.actions[objective], hints, always),
            reason=_reason(classifier, title, read, objective),
        )
        suggestions.append(suggestion)
    return suggestions


def _hinted(codes: Sequence[str], hints: Mapping[str, int], always: frozenset[str]) -> str | None:
    """The code with most words in the title; the more usual one where two have as many."""
    hinted = [code for code in codes if hints.get(code) or code in always]
    return max(hinted, key=lambda code: hints.get(code, 0), default=None)


def _reason(classifier: Classifier, title: str, read: Read, objective: str) -> tuple[str, ...]:
    found = [one for one in read.found if one.target == objective]
    spans: list[tuple[int, int]] = []
    for one in sorted(found, key=_weight):
        spans += [span for span in one.spans if not _meets(span, spans)]
    if not spans and read.words:
        speak = contributions(classifier.model, read, objective)
        best = np.argsort(-speak, kind="stable")[:GUESSED]
        spans = [(int(at), int(at) + 1) for at in best if speak[at] > 0]
    words = read.words
    pieces = [title[words[start].start : words[end - 1].end] for start, end in spans]
    return tuple(dict.fromkeys(pieces))[:REASONS]


def _weight(found: Found) -> tuple[int, int]:
    return -found.points, found.spans[0][0]


def _meets(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _by_objective(
    owners: Sequence[tuple[str, str]],
    labelled: Sequence[tuple[str, str]],
    objectives: Sequence[str],
) -> dict[str, tuple[str, ...]]:
    """Objective -> codes that belong to it or that a measure of it has, most usual first: action
    R06 belongs to objective 5, but its smuggling side serves objective 4."""
    counts = Counter(labelled)
    found = {}
    for objective in objectives:
        often = {code: counts[objective, code] for code, _ in owners}
        may = [code for code, owner in owners if owner == objective or often[code]]
        found[objective] = tuple(sorted(may, key=often.__getitem__, reverse=True))
    return found
