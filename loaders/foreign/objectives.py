"""Turns what a table says of objectives into their codes; what is not sure stays unknown."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from loaders.foreign.known import Known, stem
from schemas.country import folded

_NUMBER = re.compile(r"(?P<number>0*[1-9][0-9]?|[ivx]{1,4})(?P<rest>\b.*)?", re.DOTALL)
_DOTTED = re.compile(r"\d\s*[.,]\s*\d")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ALIKE = 88.0
_LIKE = 60.0
_SHORTEST_PART = 14
"""Letters of a label that is cut short, as a sheet's name is."""


@dataclass(frozen=True)
class Named:
    """`objective` and `pillar` are codes, "" when the text names none."""

    objective: str = ""
    pillar: str = ""

    def __bool__(self) -> bool:
        return bool(self.objective or self.pillar)


NOTHING = Named()


@lru_cache(maxsize=8192)
def named_in(text: str, known: Known) -> Named:
    """The objective or pillar a text names: by a number behind a word for it ("Objectif 3",
    "Pilar II"), by a bare number, or by its label; a number and a label that do not agree
    name nothing. A pillar of one objective names that objective."""
    plain = folded(text)
    if not plain or len(plain) > 400:
        return NOTHING
    words = known.words
    if plain in words.transversal:
        return _of_pillar(_alone(known), known)
    if _DOTTED.search(text):
        return _by_label(plain, known)
    for spoken, kind in ((words.objective, "objective"), (words.pillar, "pillar")):
        rest = _behind(plain, spoken, words.between)
        if rest is not None:
            return _numbered(rest, kind, known) or _by_label(plain, known)
    if plain in _ROMAN and not text.strip().isupper():
        return NOTHING  # a letter, or the number of a point
    return _bare(plain, known) or _by_label(plain, known)


def speaks_of_one(text: str, known: Known) -> bool:
    """Whether a text begins as an objective or pillar does, with its number, whether or not it is
    sure which: "Objectif 9 : Divers"."""
    plain = folded(text)
    if not plain or len(plain) > 400:
        return False
    rests = (
        _behind(plain, w, known.words.between) for w in (known.words.objective, known.words.pillar)
    )
    return any(rest is not None and _NUMBER.fullmatch(rest) for rest in rests)


def _behind(plain: str, spoken: frozenset[str], between: frozenset[str]) -> str | None:
    """What follows the word for it ("objectif strategique n 3" -> "3"), None without one."""
    tokens = plain.split()
    while len(tokens) > 1 and tokens[0] in between:
        tokens = tokens[1:]
    joined = re.fullmatch(r"([a-z]+)(\d{1,2})", tokens[0])
    if joined is not None and joined[1] in spoken:
        tokens = [joined[1], joined[2], *tokens[1:]]
    if tokens[0] not in spoken:
        return None
    place = 1
    while place < len(tokens) and tokens[place] in between:
        place += 1
    return " ".join(tokens[place:])


def _numbered(rest: str, kind: str, known: Known) -> Named:
    found = _NUMBER.fullmatch(rest)
    if found is None:
        return NOTHING
    code, label = _code(found["number"]), (found["rest"] or "").strip()
    if re.match(r"\d", label):  # "1 3": of a pillar, or a part of an objective
        return NOTHING
    if kind == "pillar":
        return _of_pillar(code, known) if code in known.framework.pillars else NOTHING
    if code not in known.framework.objectives:
        return NOTHING
    return Named(code) if not label or _agrees(label, code, known) else NOTHING


def _bare(plain: str, known: Known) -> Named:
    """A number alone, or before the label of its objective."""
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return NOTHING
    code, label = _code(found["number"]), (found["rest"] or "").strip()
    if code not in known.framework.objectives:
        return NOTHING
    if not label:
        return Named(code)
    return Named(code) if _agrees(label, code, known) else NOTHING


def _agrees(label: str, code: str, known: Known) -> bool:
    """Whether the words behind a number are those of the objective: half of them, or the whole is
    more like its label than any other, as it is in a language near to ours. A country's own
    plan numbers its own objectives."""
    own = {
        stem(word) for text, one in known.objective_labels if one == code for word in text.split()
    }
    words = [word for word in label.split() if word not in known.words.small]
    if not words:
        return True
    if 2 * sum(stem(word) in own for word in words) >= len(words):
        return True
    likeness: dict[str, float] = {}
    for text, one in known.objective_labels:
        likeness[one] = max(likeness.get(one, 0.0), fuzz.ratio(text, label))
    return likeness[code] >= _LIKE and likeness[code] == max(likeness.values())


def _code(number: str) -> str:
    return str(_ROMAN.index(number) + 1) if number in _ROMAN else number.lstrip("0")


def _by_label(plain: str, known: Known) -> Named:
    objectives = _matching(plain, known.objective_labels)
    if len(objectives) == 1:
        return Named(objectives.pop())
    pillars = _matching(plain, known.pillar_labels)
    return _of_pillar(pillars.pop(), known) if len(pillars) == 1 else NOTHING


def _matching(plain: str, labels: tuple[tuple[str, str], ...]) -> set[str]:
    """Codes whose label the text is, nearly is, or begins."""
    if len(plain) < 6:
        return set()
    same = {code for label, code in labels if label == plain}
    if same:
        return same
    cut = len(plain) >= _SHORTEST_PART
    return {
        code
        for label, code in labels
        if fuzz.ratio(label, plain, score_cutoff=_ALIKE) or (cut and label.startswith(plain))
    }


def _of_pillar(pillar: str, known: Known) -> Named:
    own = known.framework.objectives_of(pillar)
    return Named(own[0].code if len(own) == 1 else "", pillar) if pillar else NOTHING


def _alone(known: Known) -> str:
    """The pillar of a single objective, "" when there is none."""
    return next(
        (p for p in known.framework.pillars if len(known.framework.objectives_of(p)) == 1), ""
    )
