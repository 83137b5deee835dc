"""Rules on levels: against the last round, and of an objective against its measures."""

from collections.abc import Iterator

from loaders.checks.case import UNCHANGED, WITHDRAWN, Case, is_empty, level_of, levels
from loaders.entries import Row
from schemas.findings import Finding

JUMP = 3
"""A change of so many levels within one round is asked about."""

GAP = 2
"""So many levels between an objective and the mean of its measures are asked about."""


def _compared(case: Case) -> Iterator[tuple[Row, str, str, str | None]]:
    """Each row with a level: row, level column, reason column, answer of the last round."""
    for row in case.rows("objectives"):
        before = case.history.previous_answers.get(str(row.get("objective")))
        yield row, "answer", "answer_reason", before
    for row in case.rows("measures"):
        known = case.history.previous_measures.get(str(row.get("measure_id")))
        yield row, "level", "reason", known.answer if known else None


def fall_without_reason(case: Case) -> Iterator[Finding]:
    """fall-without-reason: a step back is explained. A reason that another rule asks for is
    not asked for twice."""
    for row, level, reason, answer in _compared(case):
        column = case.template.sheets[row.sheet].column(reason)
        for before, now in levels(row, level, answer):
            if now < before and is_empty(row, reason) and not column.is_required(row.values):
                yield case.at(row, "fall-without-reason", reason, before=str(before))


def level_jump(case: Case) -> Iterator[Finding]:
    """level-jump: three levels or more within one round are rare, up or down."""
    for row, level, _, answer in _compared(case):
        for before, now in levels(row, level, answer):
            if abs(now - before) >= JUMP:
                yield case.at(row, "level-jump", level, before=str(before), after=str(now))


def own_level_differs(case: Case) -> Iterator[Finding]:
    """own-level-differs: the level a country gives an objective is near to the mean of its
    measures, which is shown beside it."""
    for row in case.rows("objectives"):
        objective, own = str(row.get("objective")), level_of(row.get("answer"))
        found = [_level(case, m) for m in case.rows("measures") if m.get("objective") == objective]
        known = [level for level in found if level is not None]
        if own is None or not known:
            continue
        mean = sum(known) / len(known)
        if abs(own - mean) >= GAP:
            params = {"objective": objective, "own": str(own), "mean": f"{mean:.1f}"}
            yield case.at(row, "own-level-differs", "answer", **params)


def _level(case: Case, measure: Row) -> int | None:
    """The level with which a measure counts: an unchanged or suspended one keeps its level, an
    abandoned one counts 0 unless another replaces it, a withdrawn one does not count."""
    if measure.get("update_type") == WITHDRAWN:
        return None
    if measure.get("flag") == "ABAN":
        return None if measure.get("replaced_by") else 0
    answer = measure.get("level")
    keeps = measure.get("update_type") == UNCHANGED or measure.get("flag") == "SUSP"
    if answer is None and keeps:
        known = case.history.previous_measures.get(str(measure.get("measure_id")))
        answer = known.answer if known else None
    return level_of(answer)


def unchanged_from_nothing(case: Case) -> Iterator[Finding]:
    """required-empty: "unchanged" keeps the level of the last round, so there must be one. An
    identifier that is not ours is named on its own cell."""
    for row in case.rows("measures"):
        if row.get("update_type") != UNCHANGED or not is_empty(row, "level"):
            continue
        given = row.get("measure_id")
        is_ours = given is None or given in case.known_ids
        if is_ours and given not in case.history.previous_measures:
            yield case.at(row, "required-empty", "level")
