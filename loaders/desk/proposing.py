"""Turns the titles of a measure into the objectives suggested for it, best first.

A country may write one title in each language: they say the same thing, so their confidences are
averaged and never added up.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from loaders.suggesting.answers import Suggestion
from schemas.content import Content
from schemas.country import folded
from schemas.framework import continued

SHOWN = 3
"""Proposals for a measure, at most."""

Titles = Sequence[str]


def propose(
    content: Content, measures: Sequence[Titles], framework: str = ""
) -> list[tuple[Suggestion, ...]]:
    """Three suggestions for each measure, given by its titles; none for a measure without.

    They are objectives of the framework that the labelled measures are of; for another one that
    continues it (`framework`), those of its objectives that alone continue what is suggested.
    """
    from loaders import classifier

    if not any(measures):
        return [() for _ in measures]
    known = classifier.trained(content.folder, content.languages)
    texts = list(dict.fromkeys(text for titles in measures for text in titles if text.strip()))
    found = dict(zip(texts, classifier.suggest(known, texts), strict=True))
    made = [_together([found[text] for text in titles if text in found]) for titles in measures]
    if framework in ("", known.framework):
        return made
    heirs = _heirs(content, framework, known.framework)
    return [tuple(_inherited(one, heirs)) for one in made]


def _heirs(content: Content, later: str, earlier: str) -> Mapping[str, str]:
    """Objective of the earlier framework -> the one of the later that alone continues it."""
    carried = continued(content.frameworks, later, earlier)
    counts = Counter(carried.values())
    return {before: own for own, before in carried.items() if counts[before] == 1}


def _inherited(proposals: Iterable[Suggestion], heirs: Mapping[str, str]) -> Iterator[Suggestion]:
    """Themes and actions belong to one framework: they are left to the person."""
    for one in proposals:
        if one.objective in heirs:
            yield replace(one, objective=heirs[one.objective], theme=None, action=None)


def as_stored(proposals: Iterable[Suggestion]) -> dict[str, Any]:
    """What a decision keeps of the proposals it was taken on: codes and confidences."""
    kept = [
        {
            "objective": one.objective,
            "confidence": round(one.confidence, 4),
            "theme": one.theme,
            "roadmap_action": one.action,
        }
        for one in proposals
    ]
    return {"proposals": kept}


def rank_of(suggested: Mapping[str, Any], objective: str | None) -> int:
    """The place of an objective among stored proposals, from 1; 0 when it is not among them."""
    codes = [one["objective"] for one in suggested.get("proposals", ())]
    return codes.index(objective) + 1 if objective in codes else 0


def _together(answers: Sequence[Sequence[Suggestion]]) -> tuple[Suggestion, ...]:
    """The answers for several titles as one; an objective that a title's answer does not hold
    has no confidence there."""
    if len(answers) < 2:
        return tuple(answers[0]) if answers else ()
    by_objective: dict[str, list[Suggestion]] = {}
    for one in (one for answer in answers for one in answer):
        by_objective.setdefault(one.objective, []).append(one)
    joined = [_joined(same, len(answers)) for same in by_objective.values()]
    return tuple(sorted(joined, key=lambda one: -one.confidence)[:SHOWN])


def _joined(same: Sequence[Suggestion], of: int) -> Suggestion:
    ordered = sorted(same, key=lambda one: -one.confidence)
    words: dict[str, str] = {}
    for word in (word for one in ordered for word in one.reason):
        words.setdefault(folded(word).removesuffix("s"), word)
    return Suggestion(
        objective=ordered[0].objective,
        confidence=sum(one.confidence for one in ordered) / of,
        theme=next((one.theme for one in ordered if one.theme), None),
        action=next((one.action for one in ordered if one.action), None),
        reason=tuple(words.values()),
    )
