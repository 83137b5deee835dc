"""Turns the last report's measures into this round's: carried, changed, dropped, and new ones."""

from collections.abc import Mapping
from typing import Any

from loaders.samples.case import DONE, LEVELS, Case, Cells
from loaders.samples.parameters import Draw, Row
from schemas.framework import Framework

STEPS = (-1, 0, 1, 2)
WEIGHTS = (0.07, 0.45, 0.43, 0.05)
CENTS = 10_000


def measure_rows(case: Case) -> list[Cells]:
    """The rows of sheet measures: carried ones first, in their order, then the new ones."""
    last = {row["measure_id"]: row for row in case.prefill.rows.get("measures", ())}
    carried = [
        updated
        for row in case.before("measures")
        if (updated := _carried(case, row, last[row["measure_id"]])) is not None
    ]
    return [*carried, *(new_measure(case, pattern) for pattern in _patterns(case))]


def _carried(case: Case, row: Cells, last: Mapping[str, Any]) -> Cells | None:
    """The row of a measure that was reported before; None when it is not mentioned any more."""
    draw = case.draw("update", row["measure_id"])
    previous = last.get("level")
    shown = {**row, "prev_level": previous} if previous else row
    fate = "SAME" if previous == DONE else draw.either(_fates(case), "UPD")
    if fate == "silent":
        return None
    if fate == "SAME" and previous:
        return {**shown, "update_type": "SAME"}
    if fate == "DROP":
        return {**shown, "update_type": "DROP", "reason": draw.text("reason.DROP")}
    if fate in ("SUSP", "ABAN"):
        cells = {"update_type": "UPD", "flag": fate, "reason": draw.text(f"reason.{fate}")}
        level = previous if previous in LEVELS else "1"
        return {**shown, **cells, **_facts(case, draw, row, level), "pace": "ND"}
    level = _near(case, row) if case.is_careful else _moved(draw, previous)
    cells = {"update_type": "DONE" if level == DONE else "UPD", **_facts(case, draw, row, level)}
    if previous in LEVELS and level < previous:
        cells["reason"] = draw.text("reason.back")
    return {**shown, **cells}


def _fates(case: Case) -> dict[str, float]:
    """A careful country has news of every measure."""
    updates: dict[str, float] = case.parameters.numbers["updates"]
    return {} if case.is_careful else updates


def _moved(draw: Draw, previous: str | None) -> str:
    if previous not in LEVELS:
        return "1"
    step = draw.rng.choices(STEPS, WEIGHTS)[0]
    return LEVELS[min(max(LEVELS.index(previous) + step, 0), len(LEVELS) - 1)]


def _near(case: Case, row: Cells) -> str:
    """The level of a measure that keeps pace with its objective."""
    answer = case.answer(row["objective"])
    return answer if answer in LEVELS else "1"


def _patterns(case: Case) -> list[Row]:
    """The title patterns of this round's new measures. Each country has its own order of all
    patterns, and each round takes the next ones, so that none comes twice."""
    numbers = case.parameters.numbers["measures"]
    rng = case.parameters.chance("patterns", case.country)
    continent = "europe" if _is_european(case) else "africa"
    fitting = [row for row in case.parameters.measures if row["where"] in ("", continent)]
    rng.shuffle(fitting)
    begin, count = 0, 0
    for number, code in enumerate(case.rounds):
        begin += count
        bounds = numbers["new"] if number else numbers["first"]
        count = case.parameters.chance("new", case.country, code).randint(*bounds)
    if not case.prefill.rows:  # the first report tells of everything begun so far
        begin, count = 0, begin + count
    taken = fitting[begin : begin + count]
    return [row for row in taken if case.answer(row["objective"]) in LEVELS]


def _is_european(case: Case) -> bool:
    return case.content.countries[case.country].region == "europe"


def new_measure(case: Case, pattern: Row) -> Cells:
    """The cells of a measure made after a pattern of the parameters, as new in this round."""
    draw = case.draw("measure", pattern["fr"])
    near = case.parameters.numbers["measures"]["near"]
    level = LEVELS.index(case.answer(pattern["objective"])) + draw.between((-near, near))
    code = LEVELS[min(max(level, 0), len(LEVELS) - 1)]
    begun = {"mtype": pattern["mtype"], "start": case.within(draw)}
    cells: Cells = {
        "update_type": "NEW",
        **_titles(draw, pattern),
        "objective": None if draw.happens("no_objective") else pattern["objective"],
        "theme": pattern["theme"].upper() or None,
        "roadmap_action": pattern["roadmap_action"] or None,
        **begun,
        "lead": draw.text("lead", pattern["objective"]),
        **_facts(case, draw, begun, code),
        **_options(case, draw, pattern["objective"]),
    }
    return {key: value for key, value in cells.items() if value is not None}


def _titles(draw: Draw, pattern: Row) -> Cells:
    place = draw.rng.choice(draw.parameters.texts["place", ""])
    titles = {
        f"title_{language}": pattern[language].format(place=place[language])
        for language in ("fr", "en")
    }
    if draw.happens("one_language"):
        return {f"title_{draw.language}": titles[f"title_{draw.language}"]}
    return titles


def _facts(case: Case, draw: Draw, before: Cells, level: str) -> Cells:
    """What a level asks for: pace and planned end, or result, end and evidence."""
    facts: Cells = {"level": level}
    if level >= "3":
        facts["result"] = draw.text("result", before["mtype"])
    if level == DONE:
        number = f"{case.country}-{draw.between((100, 999))}"
        begun = max(case.within(draw), before.get("start") or case.round.period_from)
        evidence = draw.text("evidence").format(number=number)
        return {**facts, "end_actual": begun, "evidence": evidence}
    planned = before.get("end_planned")
    if draw.happens("off_track"):
        facts |= {"pace": "OFF", "reason": draw.text("reason.OFF")}
        facts["end_planned"] = planned or case.later(draw, (2, 6))
        return facts
    facts["pace"] = "RISK" if draw.likely("at_risk") else "ON"
    is_ahead = planned is not None and planned > case.round.period_to
    facts["end_planned"] = planned if is_ahead else case.later(draw, (3, 30))
    return facts


def _options(case: Case, draw: Draw, objective: str) -> Cells:
    """Columns that a country may leave empty."""
    options: Cells = {"partners": draw.text("partner"), **consent_of(draw)}
    if draw.likely("other_objective"):
        options["objective_2"] = _other(case.content.framework_of(case.round.code), objective)
    if draw.likely("cost"):
        options |= {
            "donor": draw.text("donor"),
            "amount": float(draw.between((5, 250)) * CENTS),
            "currency": "EUR" if _is_european(case) or draw.rng.random() < 0.5 else "XOF",
        }
    if draw.rng.random() < 0.25:
        partners = [c for c in case.content.partners(case.round.code) if c != case.country]
        options["countries"] = tuple(sorted(draw.rng.sample(partners, 2)))
    return options


def _other(framework: Framework, objective: str) -> str:
    codes = list(framework.objectives)
    return codes[(codes.index(objective) + 3) % len(codes)]


def consent_of(draw: Draw) -> dict[str, Any]:
    """The permitted use of a row that differs from the report's, now and then."""
    if draw.happens("consent_part"):
        return {"consent": "PART"}
    return {"consent": "SEC"} if draw.happens("consent_sec") else {}
