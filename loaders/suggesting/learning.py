"""Turns labelled titles into a model that gives each objective of a title a probability.

Two kinds of evidence are mixed: the lexicon's terms found in the title, and naive Bayes on words
and their letters. How far to trust each is learnt on titles the model has not seen, so that its
probabilities come true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.suggesting.letters import (
    Floats,
    Vocabulary,
    learn_weights,
    row_of,
    scores,
    softmax,
    vocabulary_of,
)
from loaders.suggesting.terms import Found
from loaders.suggesting.words import Word
from schemas.training import OUTSIDE

INNER = 4
"""Folds in which the weight of each kind of evidence is learnt."""

DOUBT = 2
"""Points of the lexicon that speak for no objective, so that one weak hint is not certain."""

STEPS, PENALTY = 20, 0.1
"""Of learning the mix: steps, after which nothing changes any more, and pull towards nothing."""

SECOND = 0.25
"""The part of a title that belongs to its second objective."""


@dataclass(frozen=True)
class Read:
    """A title once it is read: its words and the terms found in it."""

    words: tuple[Word, ...]
    found: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Case:
    """What is learnt from: a title, its objective, and a second one it may have. Cases of the
    same `group` say nearly the same and are never held against each other."""

    read: Read
    objective: str
    second: str = ""
    group: int = -1


@dataclass(frozen=True)
class Model:
    """`weights` [objective, feature] of naive Bayes; `mix`: how much each kind of evidence
    counts. The last of `objectives` is OUTSIDE: none of them."""

    objectives: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    mix: Floats


def learn(cases: Sequence[Case], extra: Sequence[Case], objectives: tuple[str, ...]) -> Model:
    """A model from labelled titles, some of which may be OUTSIDE; `extra` are wordings of the
    framework and the lexicon, which teach words but not how far to trust them."""
    objectives = (*objectives, OUTSIDE)
    every = [*cases, *extra]
    vocabulary = vocabulary_of([_texts(case.read) for case in every])
    rows = [row_of(_texts(case.read), vocabulary) for case in every]
    targets = [objectives.index(case.objective) for case in every]
    shape = (len(objectives), len(vocabulary.numbers))
    folds = np.concatenate([split(cases, INNER, seed=0), np.full(len(extra), -1)])
    likely = np.zeros((len(cases), len(objectives)))
    for fold in range(INNER):
        outside = np.flatnonzero(folds != fold)
        inside = np.flatnonzero(folds == fold)
        taught = [rows[at] for at in outside], [targets[at] for at in outside]
        likely[inside] = scores([rows[at] for at in inside], learn_weights(*taught, shape))
    points = _points([case.read for case in cases], objectives)
    mix = _learn_mix(_evidence(points, likely), _wanted(cases, objectives))
    return Model(objectives, vocabulary, learn_weights(rows, targets, shape), mix)


def probabilities(model: Model, titles: Sequence[Read]) -> Floats:
    """[title, objective], each row summing to 1; the last column is OUTSIDE."""
    likely = scores([row_of(_texts(title), model.vocabulary) for title in titles], model.weights)
    return softmax(_evidence(_points(titles, model.objectives), likely) @ model.mix)


def contributions(model: Model, title: Read, objective: str) -> Floats:
    """How much the letters of each word speak for an objective rather than for the others."""
    at = model.objectives.index(objective)
    spoken = []
    for word in title.words:
        row = row_of([word.text], model.vocabulary)
        weights = model.weights[:, row.numbers]
        spoken.append(float((weights[at] - weights.mean(axis=0)) @ row.values))
    return np.array(spoken)


def split(cases: Sequence[Case], folds: int, seed: int) -> NDArray[np.int64]:
    """The fold of each case: objectives spread evenly, cases of a group together."""
    groups: dict[int, list[int]] = {}
    for at, case in enumerate(cases):
        groups.setdefault(case.group, []).append(at)
    shuffled = np.random.default_rng(seed).permutation(len(groups))
    members = [list(groups.values())[at] for at in shuffled]
    filled: Mapping[str, Floats] = {case.objective: np.zeros(folds) for case in cases}
    total = np.zeros(folds)
    place = np.zeros(len(cases), dtype=np.int64)
    for group in sorted(members, key=len, reverse=True):
        count = filled[cases[group[0]].objective]
        fold = int(np.argmin(count + total / len(cases)))
        place[group] = fold
        count[fold] += len(group)
        total[fold] += len(group)
    return place


def _texts(title: Read) -> list[str]:
    return [word.text for word in title.words]


def _points(titles: Sequence[Read], objectives: tuple[str, ...]) -> Floats:
    """[title, objective]: points of the lexicon's terms found in it, and doubt."""
    points = np.zeros((len(titles), len(objectives)))
    points[:, objectives.index(OUTSIDE)] = DOUBT
    for at, title in enumerate(titles):
        for found in title.found:
            points[at, objectives.index(found.target)] += found.points
    return points


def _evidence(points: Floats, likely: Floats) -> Floats:
    """[title, objective, kind]: share of the lexicon's points, their logarithm, naive Bayes."""
    share = points / points.sum(axis=1, keepdims=True)
    return np.stack([share, np.log1p(points), likely], axis=2)


def _wanted(cases: Sequence[Case], objectives: tuple[str, ...]) -> Floats:
    """[case, objective]: how much of a case belongs to each objective."""
    wanted = np.zeros((len(cases), len(objectives)))
    for at, case in enumerate(cases):
        wanted[at, objectives.index(case.objective)] = 1 - SECOND if case.second else 1
        if case.second:
            wanted[at, objectives.index(case.second)] = SECOND
    return wanted


def _learn_mix(evidence: Floats, wanted: Floats) -> Floats:
    """The weights, none negative, under which the wanted objectives are most likely.

    Newton's steps on a convex function; a small penalty keeps it so with little evidence.
    """
    kinds = evidence.shape[2]
    mix = np.ones(kinds)
    for _ in range(STEPS):
        likely = softmax(evidence @ mix)
        slope = np.einsum("nk,nkd->d", likely - wanted, evidence) + PENALTY * mix
        middle = np.einsum("nk,nkd->nd", likely, evidence)
        spread = np.einsum("nk,nkd,nke->de", likely, evidence, evidence) - middle.T @ middle
        step = np.linalg.solve(spread + PENALTY * np.eye(kinds), slope)
        mix = np.maximum(mix - step, 0)
    return mix
