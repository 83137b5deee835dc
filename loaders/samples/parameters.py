"""Turns the files of data/samples/ into the parameters of the sample reports."""

import tomllib
from collections.abc import Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from schemas.content import Content

Item = TypeVar("Item")
Row = Mapping[str, str]


@dataclass(frozen=True)
class Parameters:
    """`numbers`: the TOML file. `measures`: patterns of titles. `texts`: (kind, what it
    is about, "" for anything) -> the sentences of that kind, in both languages."""

    numbers: Mapping[str, Any]
    measures: tuple[Row, ...]
    texts: Mapping[tuple[str, str], tuple[Row, ...]]

    def chance(self, *what: object) -> Random:
        """Random numbers that depend on these words only, never on what was drawn before."""
        return Random(" ".join(str(word) for word in (self.numbers["seed"], *what)))  # noqa: S311

    def language(self, country: str) -> str:
        return "en" if country in self.numbers["english"] else "fr"

    def text(self, rng: Random, kind: str, language: str, about: str = "") -> str:
        """One sentence of a kind. Raises KeyError when there is none."""
        return rng.choice(self.texts[kind, about])[language]

    def is_perfect(self, country: str) -> bool:
        return bool(country == self.numbers["perfect"])


@dataclass(frozen=True)
class Draw:
    """The chances of one report. `is_careful`: nothing unusual happens in it."""

    rng: Random
    parameters: Parameters
    language: str
    is_careful: bool

    def happens(self, what: str) -> bool:
        """Whether a row has something that a careful report has not."""
        likely = self.rng.random() < self.parameters.numbers["rows"][what]
        return likely and not self.is_careful

    def likely(self, what: str) -> bool:
        return self.rng.random() < float(self.parameters.numbers["rows"][what])

    def text(self, kind: str, about: str = "") -> str:
        return self.parameters.text(self.rng, kind, self.language, about)

    def either(self, probabilities: Mapping[str, float], otherwise: str) -> str:
        """A key by its probability; `otherwise` for what is left of 1."""
        left = self.rng.random()
        for key, probability in probabilities.items():
            left -= probability
            if left < 0:
                return key
        return otherwise

    def between(self, bounds: Sequence[int]) -> int:
        return self.rng.randint(*bounds)


def read_parameters(content: Content) -> Parameters:
    folder = content.folder / "samples"
    texts: dict[tuple[str, str], tuple[Row, ...]] = {}
    for row in read_table(folder / "fictional_texts.csv"):
        key = row["kind"], row["about"]
        texts[key] = (*texts.get(key, ()), row)
    numbers = tomllib.loads((folder / "fictional.toml").read_text(encoding="utf-8"))
    return Parameters(numbers, read_table(folder / "fictional_measures.csv"), texts)


def read_table(file: Path) -> tuple[Row, ...]:
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(DictReader(stream))
