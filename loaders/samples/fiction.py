"""Turns the parameters into the sheets of one fictional report, as a focal point fills them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loaders.samples.case import DONE, LEVELS, Case, Cells
from loaders.samples.exchanges import assistance_rows, exchange_rows
from loaders.samples.measures import measure_rows

EMAIL = {"fr": "pointfocal", "en": "focalpoint"}


def fictional_report(case: Case) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The sheets of the report: sheet code -> rows by column key."""
    measures = measure_rows(case)
    return {
        "id": [_identification(case, len(measures))],
        "objectives": [_objective(case, code) for code in _framework(case).objectives],
        "measures": measures,
        "themes": [_theme(case, code) for code in _framework(case).themes],
        "exchange": exchange_rows(case),
        "assistance": assistance_rows(case),
        "profiles": [_profile(case)],
        "contacts": _contacts(case),
    }


def _framework(case: Case) -> Any:
    return case.content.framework_of(case.round.code)


def _identification(case: Case, measures: int) -> Cells:
    draw = case.draw("id")
    numbers = case.parameters.numbers
    consent = "PART" if case.country in numbers["consent_part"] else "PUB"
    row: Cells = {
        "period_from": case.round.period_from,
        "period_to": case.round.period_to,
        "report_type": "FIRST",
        "report_lang": case.language.upper(),
        "author_name": case.draw("contact").text("function", "NFP"),
        "institution": draw.text("institution"),
        "consulted": draw.text("lead", draw.rng.choice(list(_framework(case).objectives))),
        "validated": "N",
        "n_measures_declared": measures + draw.happens("wrong_count"),
        "consent": "SEC" if case.country in numbers["consent_sec"] else consent,
        "summary": _summary(case),
    }
    if draw.rng.random() < 0.8:
        row |= {
            "validated": "Y",
            "validated_by": draw.text("validator"),
            "validated_on": case.later(draw, (1, 2)),
        }
    return row


def _summary(case: Case) -> str:
    """The main message names the objectives with the highest and the lowest level."""
    objectives = _framework(case).objectives
    known = [code for code in objectives if case.answer(code) in LEVELS] or list(objectives)
    ordered = sorted(known, key=case.answer)
    return (
        case.draw("summary")
        .text("summary")
        .format(
            strong=objectives[ordered[-1]].short[case.language],
            weak=objectives[ordered[0]].short[case.language],
        )
    )


def _objective(case: Case, code: str) -> Cells:
    draw = case.draw("objective", code)
    answer = case.answer(code)
    previous = case.prefill.answers.get(code)
    row: Cells = {
        "objective": code,
        "prev_answer": previous,
        "answer": answer,
        "priority": _priority(case, code),
        "basis": draw.rng.choice(("DOC", "ADM", "SUR", "EXP")),
    }
    if answer not in LEVELS:
        return _filled({**row, "answer_reason": draw.text(f"reason.{answer}")})
    if previous in LEVELS and answer < previous:
        row["answer_reason"] = draw.text("reason.back")
    row["progress"] = draw.text("progress", code)
    if draw.rng.random() < 0.5:
        row["obstacle"] = draw.text("obstacle")
    if answer != DONE:
        row["pace"] = "OFF" if draw.happens("off_track") else "ON"
        row["next_step"] = draw.text("next_step", code)
        row["next_date"] = case.later(draw, (2, 18))
    if draw.rng.random() < 0.4:
        number = f"{case.country}-{draw.between((10, 99))}"
        row["evidence"] = draw.text("evidence").format(number=number)
    return _filled(row)


def _priority(case: Case, code: str) -> str:
    """Three objectives are of high, four of medium and three of low priority."""
    ordered = list(_framework(case).objectives)
    case.parameters.chance("priority", case.country).shuffle(ordered)
    return "1112222333"[ordered.index(code)]


def _theme(case: Case, code: str) -> Cells:
    """A theme's level is its own, near to that of the objective it is linked to."""
    theme = _framework(case).themes[code]
    draw = case.draw("theme", code)
    linked = case.answer(theme.objective)
    level = LEVELS.index(linked) if linked in LEVELS else 1
    answer = LEVELS[min(max(level + draw.between((-1, 0)), 0), len(LEVELS) - 1)]
    row: Cells = {
        "theme": theme.workbook_code,
        "answer": answer,
        "interest": draw.rng.choice(("YES", "YES", "MAYBE", "NO")),
        "took_part": "Y" if draw.rng.random() < 0.6 else "N",
        "need": draw.text("need", code),
    }
    if answer >= "2":
        row["done"] = draw.text("done", code)
        if ("decision", code) in case.parameters.texts and draw.rng.random() < 0.4:
            row["decision"] = draw.text("decision", code)
    return row


def _profile(case: Case) -> Cells:
    """A country's own profile, ordered before it is published, and then due for renewal."""
    own = case.parameters.chance("profile", case.country)
    stage = min(own.choice((0, 0, 1, 2)) + len(case.rounds) - 1, 3)
    status = ("NONE", "PREP", "PUB", "REV")[stage]
    draw = case.draw("profile")
    row: Cells = {
        "mp_status": status,
        "mp_interest": draw.rng.choice(("YES", "MAYBE", "NO")),
        "im_interest": own.choice(("YES", "MAYBE", "NO")),
    }
    if status != "NONE":
        row["mp_owner"] = draw.text("owner")
    if status in ("PUB", "REV"):
        row["mp_year"] = _published(case, stage).year
        row["mp_use"] = draw.text("use")
    if row["im_interest"] == "YES":
        row["im_contact"] = case.draw("contact").text("function", "TH-DATA")
    return row


def _published(case: Case, stage: int) -> date:
    """A profile that needs renewal came out two rounds ago or earlier."""
    return case.content.rounds[case.rounds[max(0, len(case.rounds) - stage)]].period_from


def _contacts(case: Case) -> list[Cells]:
    """Functions, never persons."""
    draw = case.draw("contact")
    iso2 = case.content.countries[case.country].iso2.lower()
    roles = (("NFP", EMAIL[case.language]), ("TH-DATA", "imap"))
    return [
        {
            "role": role,
            "name": draw.text("function", role),
            "function": draw.text("function", role),
            "institution": draw.text("institution"),
            "email": f"{box}.{iso2}@example.org",
            "lang": case.language.upper(),
            "private_area": "Y" if role == "NFP" else "N",
            "consent": "Y",
        }
        for role, box in roles
    ]


def _filled(row: Cells) -> Cells:
    return {key: value for key, value in row.items() if value is not None}
