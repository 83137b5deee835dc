"""What a title turns into: suggestions; and figures on how often they are right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Suggestion:
    """`confidence`: the chance, 0 to 1, that this objective is right; `theme` and `action` are
    None where nothing in the title speaks for one; `reason`: pieces of the title, as written."""

    objective: str
    confidence: float
    theme: str | None
    action: str | None
    reason: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Of `n` titles: the fraction whose first suggestion is right (`first`), one of the three is
    (`among`); how many are shown with confidence (`shown`), and the fraction of those that are
    right (`of_shown`; None when there are none). Means over the repetitions."""

    code: str
    n: int
    first: float
    among: float
    shown: float
    of_shown: float | None


@dataclass(frozen=True)
class OutsideFigures:
    """Of `n` titles that serve no objective: the fraction whose first suggestion is rightly called
    uncertain, and wrongly shown with confidence."""

    n: int
    uncertain: float
    confident: float


@dataclass(frozen=True)
class Evaluation:
    """`groups`: how many titles remain when those that say nearly the same count once; `unread`:
    the measures of countries that were not read while the lexicon was written."""

    folds: int
    repeats: int
    groups: int
    overall: Figures
    unread: Figures
    outside: OutsideFigures
    languages: tuple[Figures, ...]
    objectives: tuple[Figures, ...]
