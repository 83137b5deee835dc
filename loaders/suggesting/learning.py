"""Turns labelled titles into a model that gives each objective of a title a probability.

Two kinds of evidence are mixed: the lexicon's terms found in the title, and naive Bayes on words
and their letters. How far to trust each is learnt on titles the model has not seen, so that its
probabilities come true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loaders.suggesting.terms import Found
from loaders.suggesting.words import Word, features

Floats = NDArray[np.float64]

INNER = 4
"""Folds in which the weight of each kind of evidence is learnt."""

SMOOTHING = 0.3
"""Of naive Bayes: how much an n-gram counts that an objective never had."""

DOUBT = 2
"""Points of the lexicon that stay with no objective, so that one weak hint is not certain."""

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
class Letters:
    """Naive Bayes on words and their letters: `weights` [objective, feature]."""

    vectorizer: Any
    weights: Floats


@dataclass(frozen=True)
class Model:
    """`mix`: how much each kind of evidence counts."""

    objectives: tuple[str, ...]
    letters: Letters
    mix: Floats


def learn(cases: Sequence[Case], extra: Sequence[Case], objectives: tuple[str, ...]) -> Model:
    """A model from labelled titles; `extra` are wordings of the framework and the lexicon, which
    teach words but not how far to trust them."""
    folds = split(cases, INNER, seed=0)
    evidence = np.zeros((len(cases), len(objectives), 3))
    for fold in range(INNER):
        inside = np.flatnonzero(folds == fold)
        others = [case for case, at in zip(cases, folds, strict=True) if at != fold]
        letters = _learn_letters([*others, *extra], objectives)
        evidence[inside] = _evidence(
            [case.read for case, at in zip(cases, folds, strict=True) if at == fold],
            letters,
            objectives,
        )
    letters = _learn_letters([*cases, *extra], objectives)
    return Model(objectives, letters, _learn_mix(evidence, _wanted(cases, objectives)))


def probabilities(model: Model, titles: Sequence[Read]) -> Floats:
    """[title, objective], each row summing to 1."""
    return _softmax(_evidence(titles, model.letters, model.objectives) @ model.mix)


def contributions(model: Model, title: Read, objective: str) -> Floats:
    """How much the letters of each word speak for an objective rather than for the others."""
    at = model.objectives.index(objective)
    matrix = model.letters.vectorizer.transform([[word.text] for word in title.words])
    return np.asarray(matrix @ (model.letters.weights[at] - model.letters.weights.mean(axis=0)))


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


def _learn_letters(cases: Sequence[Case], objectives: tuple[str, ...]) -> Letters:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import ComplementNB

    vectorizer = TfidfVectorizer(analyzer=features, sublinear_tf=True)
    matrix = vectorizer.fit_transform([_texts(case.read) for case in cases])
    bayes = ComplementNB(alpha=SMOOTHING)
    bayes.partial_fit(matrix, [case.objective for case in cases], classes=sorted(objectives))
    order = [list(bayes.classes_).index(code) for code in objectives]
    return Letters(vectorizer, np.asarray(bayes.feature_log_prob_)[order])


def _texts(title: Read) -> list[str]:
    return [word.text for word in title.words]


def _evidence(titles: Sequence[Read], letters: Letters, objectives: tuple[str, ...]) -> Floats:
    """[title, objective, kind]: share of the lexicon's points, their logarithm, and the logarithm
    of naive Bayes."""
    points = np.zeros((len(titles), len(objectives)))
    for at, title in enumerate(titles):
        for found in title.found:
            points[at, objectives.index(found.target)] += found.points
    share = points / (points.sum(axis=1, keepdims=True) + DOUBT)
    matrix = letters.vectorizer.transform([_texts(title) for title in titles])
    likely = _softmax(np.asarray(matrix @ letters.weights.T))
    return np.stack([share, np.log1p(points), np.log(likely)], axis=2)


def _wanted(cases: Sequence[Case], objectives: tuple[str, ...]) -> Floats:
    """[case, objective]: how much of a case belongs to each objective."""
    wanted = np.zeros((len(cases), len(objectives)))
    for at, case in enumerate(cases):
        wanted[at, objectives.index(case.objective)] = 1 - SECOND if case.second else 1
        if case.second:
            wanted[at, objectives.index(case.second)] = SECOND
    return wanted


def _learn_mix(evidence: Floats, wanted: Floats) -> Floats:
    """The weights, none negative, under which the wanted objectives are most likely."""
    from scipy.optimize import minimize

    def loss(mix: Floats) -> tuple[float, Floats]:
        likely = _softmax(evidence @ mix)
        slope = 0.1 * mix - np.einsum("nk,nkd->d", wanted - likely, evidence)
        return float(0.05 * mix @ mix - (wanted * np.log(likely + 1e-12)).sum()), slope

    start = np.full(evidence.shape[2], 0.1)
    bounds = [(0, None)] * len(start)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _softmax(scores: Floats) -> Floats:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
