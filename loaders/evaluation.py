"""Turns the labelled measures into figures: how often suggestions for unseen titles are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.classifier import SHOWN, cases, outside, wordings
from loaders.suggesting.answers import Evaluation, Figures, OutsideFigures
from loaders.suggesting.learning import learn, probabilities, split
from loaders.suggesting.letters import Floats
from schemas.training import Training

CONFIDENT = 0.8
"""The confidence from which a suggestion counts as shown with confidence."""

LIKELY = 0.5
"""The confidence below which a suggestion is called uncertain."""


@dataclass(frozen=True)
class _Judged:
    """For each title: its first suggestion is right, one of them is; the first one's confidence."""

    first: NDArray[np.bool_]
    among: NDArray[np.bool_]
    confidence: Floats


def evaluate(training: Training, folds: int = 10, repeats: int = 3) -> Evaluation:
    """Each title is judged by a model that has seen neither it nor one like it; what the model
    trusts, and how far, is learnt without them too. An answer is right when it is the objective
    or the second objective of the measure."""
    tried = [_tried(training, folds, seed) for seed in range(repeats)]
    runs = [_judged(likely[: len(training.examples)], training) for likely in tried]
    languages = [example.language for example in training.examples]
    unread = [one.country in training.lexicon.unread for one in training.examples]
    objectives = [example.objective for example in training.examples]
    return Evaluation(
        folds=folds,
        repeats=repeats,
        groups=len({case.group for case in cases(training)}),
        outside=_outside([likely[len(training.examples) :] for likely in tried]),
        overall=_figures("", runs, [True] * len(languages)),
        unread=_figures("", runs, unread),
        languages=tuple(
            _figures(code, runs, [one == code for one in languages])
            for code in dict.fromkeys(languages)
        ),
        objectives=tuple(
            _figures(code, runs, [one == code for one in objectives])
            for code in training.objectives
            if code in objectives
        ),
    )


def _tried(training: Training, folds: int, seed: int) -> Floats:
    """[title, objective]: probabilities from models that were taught without the title; first the
    labelled measures, then the titles that serve no objective."""
    known, extra = [*cases(training), *outside(training)], wordings(training)
    place = split(known, folds, seed)
    likely = np.zeros((len(known), len(training.objectives)))
    for fold in range(folds):
        others = [case for case, at in zip(known, place, strict=True) if at != fold]
        inside = np.flatnonzero(place == fold)
        model = learn(others, extra, training.objectives)
        found = probabilities(model, [known[at].read for at in inside])
        likely[inside] = found[:, : len(training.objectives)]
    return likely


def _judged(likely: Floats, training: Training) -> _Judged:
    best = np.argsort(-likely, axis=1, kind="stable")[:, :SHOWN]
    right = [
        [training.objectives[at] in example.right for at in row]
        for row, example in zip(best, training.examples, strict=True)
    ]
    first, among = np.array([row[0] for row in right]), np.array([any(row) for row in right])
    return _Judged(first, among, likely.max(axis=1))


def _outside(runs: Sequence[Floats]) -> OutsideFigures:
    likely = np.concatenate(runs).max(axis=1, initial=0.0)
    return OutsideFigures(
        n=len(runs[0]),
        uncertain=_share([likely < LIKELY]),
        confident=_share([likely >= CONFIDENT]),
    )


def _figures(code: str, runs: Sequence[_Judged], belongs: Sequence[bool]) -> Figures:
    inside = np.array(belongs)
    shown = [(run.confidence >= CONFIDENT) & inside for run in runs]
    count = sum(int(one.sum()) for one in shown)
    right = sum(int(run.first[one].sum()) for run, one in zip(runs, shown, strict=True))
    return Figures(
        code=code,
        n=int(inside.sum()),
        first=_share([run.first[inside] for run in runs]),
        among=_share([run.among[inside] for run in runs]),
        shown=count / len(runs),
        of_shown=right / count if count else None,
    )


def _share(runs: Sequence[NDArray[np.bool_]]) -> float:
    """The fraction that is true; 0 of none."""
    return float(np.concatenate(runs).mean()) if runs[0].size else 0.0
