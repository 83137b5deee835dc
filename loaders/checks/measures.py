"""Rules on the measures of a report: their place, their titles, their number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rapidfuzz import fuzz

from loaders.checks.case import UNCHANGED, WITHDRAWN, Case, is_empty
from loaders.entries import Row
from schemas.country import folded
from schemas.findings import Finding

ALIKE = 90
"""Titles with so many hundredths of their letters in common look alike (rapidfuzz ratio of
the sorted words)."""

_BLOCK = 500
"""Titles are compared in blocks, so that a very long sheet needs little memory."""

_FEW = 60
"""So many titles are compared one by one."""

_MOST_ALIKE = 100
"""A title repeated more often is a pasted sheet: the first ones tell enough."""

_TITLES = ("title_fr", "title_en", "title_other")


def same_objective_twice(case: Case) -> Iterator[Finding]:
    """same-objective-twice: an other objective differs from the primary one."""
    for row in case.rows("measures"):
        seen = {row.get("objective")}
        for key in ("objective_2", "objective_3"):
            objective = row.get(key)
            if objective is not None and objective in seen:
                yield case.at(row, "same-objective-twice", key, objective=objective)
            seen.add(objective)


def no_objective(case: Case) -> Iterator[Finding]:
    """no-objective: a measure without objective waits for an analyst."""
    for row in case.rows("measures"):
        is_asked = row.get("update_type") not in (UNCHANGED, WITHDRAWN)
        if is_asked and is_empty(row, "objective"):
            yield case.at(row, "no-objective", "objective")


def translation_pending(case: Case) -> Iterator[Finding]:
    """translation-pending: a title in one language only is shown untranslated."""
    for row in case.rows("measures"):
        empty = [key for key in ("title_fr", "title_en") if is_empty(row, key)]
        is_titled = any(row.get(key) for key in _TITLES)
        if empty and is_titled and row.get("update_type") != WITHDRAWN:
            yield case.at(row, "translation-pending", empty[0])


def count_differs(case: Case) -> Iterator[Finding]:
    """count-differs: the declared number of measures is that of the rows of sheet 03."""
    form = case.report.form("id")
    declared = form.get("n_measures_declared") if form is not None else None
    counted = len(case.rows("measures"))
    if form is not None and declared is not None and declared != counted:
        numbers = {"declared": declared, "counted": counted}
        yield case.at(form, "count-differs", "n_measures_declared", **numbers)


def likely_duplicate(case: Case) -> Iterator[Finding]:
    """likely-duplicate: two measures of one objective, at the same time, with titles alike.
    One finding for each row that repeats an earlier one, on its title."""
    found: dict[int, Finding] = {}
    for key in _TITLES:
        for group in _comparable(case, key):
            for later, earlier in _repeated(group):
                other = earlier.row.places.get(key, "")
                finding = case.at(later.row, "likely-duplicate", key, other=other)
                found.setdefault(later.row.number, finding)
    yield from found.values()


@dataclass(frozen=True)
class _Titled:
    words: str
    row: Row


def _comparable(case: Case, key: str) -> list[list[_Titled]]:
    """Measures of one objective whose titles hold the same numbers: "Phase 1" and "Phase 2"
    are two measures, however alike they read."""
    groups: dict[tuple[str, ...], list[_Titled]] = {}
    for row in case.rows("measures"):
        if row.get(key) and row.get("update_type") != WITHDRAWN:
            words = sorted(folded(row.get(key)).split())
            numbers = [w for w in words if not w.isalpha() and any(c.isdigit() for c in w)]
            group = groups.setdefault((str(row.get("objective")), *numbers), [])
            group.append(_Titled(" ".join(words), row))
    return [group for group in groups.values() if len(group) > 1]


def _repeated(group: list[_Titled]) -> Iterator[tuple[_Titled, _Titled]]:
    """Each measure that looks like an earlier one, with that one."""
    titles = [one.words for one in group]
    if len(titles) <= _FEW:
        for later, title in enumerate(titles):
            earlier = (n for n in range(later) if _is_alike(title, titles[n]))
            yield from _first_overlapping(group, later, islice(earlier, _MOST_ALIKE))
        return
    from rapidfuzz import process  # needs numpy, which few files need

    for start in range(0, len(group), _BLOCK):
        block, before = titles[start : start + _BLOCK], titles[: start + _BLOCK]
        scores = process.cdist(block, before, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype="uint8")
        for later in range(start, start + len(block)):
            alike = scores[later - start, :later].nonzero()[0][:_MOST_ALIKE].tolist()
            yield from _first_overlapping(group, later, alike)


def _is_alike(title: str, other: str) -> bool:
    return fuzz.ratio(title, other, score_cutoff=ALIKE) > 0


def _first_overlapping(
    group: list[_Titled], later: int, alike: Iterable[int]
) -> Iterator[tuple[_Titled, _Titled]]:
    same = (group[n] for n in alike if _overlap(group[n].row, group[later].row))
    yield from ((group[later], one) for one in islice(same, 1))


def _overlap(one: Row, other: Row) -> bool:
    """A date that is not given sets no limit."""
    begins = [row.get("start") or date.min for row in (one, other)]
    ends = [row.get("end_actual") or row.get("end_planned") or date.max for row in (one, other)]
    return max(begins) <= min(ends)
