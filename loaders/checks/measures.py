"""Rules on the measures of a report: their place, their titles, their number."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from rapidfuzz import fuzz, process

from loaders.checks.case import UNCHANGED, WITHDRAWN, Case, is_empty
from loaders.entries import Row
from schemas.country import folded
from schemas.findings import Finding

ALIKE = 90
"""Titles with so many hundredths of their letters in common look alike (rapidfuzz ratio of
the sorted words)."""

_BLOCK = 500
"""Titles are compared in blocks, so that a very long sheet needs little memory."""

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
    """likely-duplicate: two measures of one objective, at the same time, with titles alike."""
    live = [row for row in case.rows("measures") if row.get("update_type") != WITHDRAWN]
    by_objective = sorted(live, key=lambda row: (str(row.get("objective")), row.number))
    for _, group in groupby(by_objective, key=lambda row: str(row.get("objective"))):
        yield from _pairs(case, list(group))


def _pairs(case: Case, rows: list[Row]) -> Iterator[Finding]:
    """One finding for each row that repeats an earlier one, on its title."""
    found: dict[int, tuple[int, str]] = {}
    for key in _TITLES:
        titled = [n for n, row in enumerate(rows) if row.get(key)]
        titles = [_sorted_words(rows[n].get(key)) for n in titled]
        for later, earlier in _alike(titles):
            one, other = titled[earlier], titled[later]
            if other not in found and _overlap(rows[one], rows[other]):
                found[other] = one, key
    for other, (one, key) in sorted(found.items()):
        place = rows[one].places.get(key, "")
        yield case.at(rows[other], "likely-duplicate", key, other=place)


def _alike(titles: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs of a later and an earlier title that look alike."""
    for start in range(0, len(titles), _BLOCK):
        block = titles[start : start + _BLOCK]
        scores = process.cdist(
            block, titles[: start + _BLOCK], scorer=fuzz.ratio, score_cutoff=ALIKE, dtype="uint8"
        )
        for line, title in enumerate(block):
            later = start + line
            for earlier in scores[line, :later].nonzero()[0]:
                # "Phase 1" and "Phase 2" are two measures, however alike they read.
                if _numbers(title) == _numbers(titles[earlier]):
                    yield later, int(earlier)


def _sorted_words(title: str | None) -> str:
    return " ".join(sorted(folded(title or "").split()))


def _numbers(words: str) -> list[str]:
    return [word for word in words.split() if any(c.isdigit() for c in word)]


def _overlap(one: Row, other: Row) -> bool:
    """A date that is not given sets no limit."""
    begins = [row.get("start") or date.min for row in (one, other)]
    ends = [row.get("end_actual") or row.get("end_planned") or date.max for row in (one, other)]
    return max(begins) <= min(ends)
