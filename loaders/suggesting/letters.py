"""Turns words and their letters into how likely each objective is: complement naive Bayes.

On TF-IDF, by numpy alone: it is learnt in half a second, in which a library of machine learning
is not even imported.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.suggesting.words import features

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SMOOTHING = 0.3
"""How much a feature counts that an objective never had."""


@dataclass(frozen=True)
class Vocabulary:
    """`numbers`: feature -> its number; `rarity` [feature]: the fewer texts have it, the more."""

    numbers: Mapping[str, int]
    rarity: Floats


@dataclass(frozen=True)
class Row:
    """The features of a text by their numbers, and their values, of length 1 together."""

    numbers: Numbers
    values: Floats


def vocabulary_of(texts: Sequence[Sequence[str]]) -> Vocabulary:
    """What texts, given as their words, are made of."""
    having = Counter(feature for words in texts for feature in set(features(words)))
    counts = np.array(list(having.values()), dtype=np.float64)
    rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
    return Vocabulary({feature: at for at, feature in enumerate(having)}, rarity)


def row_of(words: Sequence[str], vocabulary: Vocabulary) -> Row:
    """Features nobody taught are left out; a text without known ones has an empty row."""
    known = vocabulary.numbers
    counts = Counter(known[one] for one in features(words) if one in known)
    numbers = np.array(list(counts), dtype=np.int64)
    values = 1 + np.log(np.array(list(counts.values()), dtype=np.float64))
    values = values * vocabulary.rarity[numbers]
    return Row(numbers, values / max(float(np.linalg.norm(values)), 1e-12))


def learn_weights(rows: Sequence[Row], targets: Sequence[int], shape: tuple[int, int]) -> Floats:
    """[objective, feature], that shape: how rare a feature is in all other objectives."""
    counts = np.zeros(shape)
    for row, target in zip(rows, targets, strict=True):
        counts[target, row.numbers] += row.values
    others = counts.sum(axis=0) - counts + SMOOTHING
    return np.asarray(-np.log(others / others.sum(axis=1, keepdims=True)))


def scores(rows: Sequence[Row], weights: Floats) -> Floats:
    """[text, objective]: the logarithm of how likely each objective is."""
    found = [weights[:, row.numbers] @ row.values for row in rows]
    return np.asarray(np.log(softmax(np.array(found).reshape(len(rows), len(weights)))))


def softmax(raw: Floats) -> Floats:
    shares = np.exp(raw - raw.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
