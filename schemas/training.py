"""Turns labelled measures and the lexicon of the field into what suggestions are learnt from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from schemas.framework import Framework, read_framework
from schemas.reading import Problems, read_csv, read_toml

OUTSIDE = "-"
"""The target of words and titles that serve no objective at all."""

COLUMNS = ("iso3", "lang", "title", "objective", "second_objective", "theme", "roadmap_action")


@dataclass(frozen=True)
class Example:
    """A measure whose place is known; an empty text where it has no second objective, theme or
    Roadmap action."""

    title: str
    country: str
    language: str
    objective: str
    second: str
    theme: str
    action: str

    @property
    def right(self) -> frozenset[str]:
        """The objectives that are a right answer."""
        return frozenset({self.objective, self.second} - {""})


@dataclass(frozen=True)
class Term:
    """Words of the field as they stand in the lexicon, and how much they say for `target`."""

    text: str
    target: str
    points: int


@dataclass(frozen=True)
class Lexicon:
    """`terms` point to objectives, `hints` to themes and Roadmap actions; `always` are the actions
    that every measure of their objective has; `small` are words that do not count; `unread` are
    countries whose measures were not read while the lexicon was written."""

    terms: tuple[Term, ...]
    hints: tuple[Term, ...]
    always: frozenset[str]
    small: frozenset[str]
    unread: frozenset[str]


@dataclass(frozen=True)
class Training:
    """`framework` is the code of the one it teaches, `objectives` in its order; `owners`: theme or
    action -> its objective; `labels` are the framework's own wordings, each with the objective it
    belongs to; `outside` are titles that serve none, and the lexicon's terms with the target
    OUTSIDE speak for that."""

    framework: str
    objectives: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    examples: tuple[Example, ...]
    lexicon: Lexicon
    outside: tuple[str, ...] = ()


def load_training(folder: Path, languages: Sequence[str]) -> Training:
    """Reads and checks training/lexicon.toml, training/outside.toml and the labelled measures of
    a data folder.

    Raises ContentError with all problems.
    """
    problems = Problems()
    file = folder / "training" / "lexicon.toml"
    table = read_toml(file, problems)
    code = str(table.get("framework", ""))
    framework = read_framework(folder / "frameworks" / f"{code}.toml", languages, problems)
    problems.stop_if_any()
    assert framework is not None  # noqa: S101  (else there was a problem)
    lexicon = _read_lexicon(file, table, framework, problems)
    terms, outside = _read_outside(folder / "training" / "outside.toml", table, problems)
    examples = _read_examples(folder / "samples" / "public_measures.csv", framework, problems)
    problems.stop_if_any()
    return Training(
        framework=framework.code,
        objectives=tuple(framework.objectives),
        themes=tuple((code, one.objective) for code, one in framework.themes.items()),
        actions=tuple((code, one.objective) for code, one in framework.actions.items()),
        labels=tuple(_labels(framework)),
        examples=examples,
        lexicon=replace(lexicon, terms=(*lexicon.terms, *terms)),
        outside=outside,
    )


def _labels(framework: Framework) -> Iterator[tuple[str, str]]:
    for code, objective in framework.objectives.items():
        yield from ((text, code) for text in objective.wording.text.values())
    for part in (framework.actions, framework.themes):
        for one in part.values():
            yield from ((text, one.objective) for text in one.wording.text.values())


def _read_lexicon(
    file: Path, table: Mapping[str, Any], framework: Framework, problems: Problems
) -> Lexicon:
    terms: list[Term] = []
    hints: list[Term] = []
    always: set[str] = set()
    with problems.reading(file, "weights"):
        points = {name: int(weight) for name, weight in table["weights"].items()}
        for code, classes in table["objectives"].items():
            _known(file, f"objectives.{code}", code in framework.objectives, problems)
            for name, lists in classes.items():
                with problems.reading(file, f"objectives.{code}.{name}"):
                    listed = [text for part in lists.values() for text in part]
                    terms += [Term(text, code, points[name]) for text in listed]
    for part, codes in (("actions", framework.actions), ("themes", framework.themes)):
        for code, entry in table.get(part, {}).items():
            _known(file, f"{part}.{code}", code in codes, problems)
            hints += [Term(text, code, 1) for text in entry.get("terms", ())]
            always |= {code} if entry.get("always") else set()
    _check_words(file, (*terms, *hints), problems)
    small = frozenset(str(table.get("small_words", "")).split())
    unread = frozenset(table.get("unread", ()))
    return Lexicon(tuple(terms), tuple(hints), frozenset(always), small, unread)


def _read_outside(
    file: Path, lexicon: Mapping[str, Any], problems: Problems
) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The terms and the titles of other fields; the terms weigh as the lexicon says."""
    table = read_toml(file, problems)
    terms: list[Term] = []
    titles: list[str] = []
    with problems.reading(file, "terms"):
        for name, lists in table["terms"].items():
            points = int(lexicon["weights"][name])
            terms += [Term(text, OUTSIDE, points) for part in lists.values() for text in part]
    with problems.reading(file, "titles"):
        titles += [str(title) for part in table["titles"].values() for title in part]
    _check_words(file, (*terms, *(Term(title, OUTSIDE, 0) for title in titles)), problems)
    return tuple(terms), tuple(titles)


def _check_words(file: Path, terms: Sequence[Term], problems: Problems) -> None:
    for term in terms:
        if not all(re.search(r"\w", part) for part in term.text.split("+")):
            problems.add(file, term.target, f"no words in {term.text!r}")


def _known(file: Path, key: str, known: bool, problems: Problems) -> None:
    if not known:
        problems.add(file, key, "not in the framework")


def _read_examples(file: Path, framework: Framework, problems: Problems) -> tuple[Example, ...]:
    examples = []
    for number, row in enumerate(read_csv(file, COLUMNS, problems), start=2):
        example = Example(
            title=row["title"],
            country=row["iso3"],
            language=row["lang"],
            objective=row["objective"],
            second=row["second_objective"],
            theme=row["theme"].lower(),
            action=row["roadmap_action"],
        )
        known = (
            example.right <= set(framework.objectives)
            and {example.theme} <= {"", *framework.themes}
            and {example.action} <= {"", *framework.actions}
        )
        _known(file, f"line {number}", known and bool(example.objective), problems)
        examples.append(example)
    return tuple(examples)
