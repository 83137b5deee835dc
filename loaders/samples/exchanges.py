"""Turns sentences into challenges, practices, solutions, and into needs and offers of help."""

from loaders.samples.case import Case, Cells
from loaders.samples.measures import consent_of
from loaders.samples.parameters import Draw
from schemas.template import Template

PLACES = {"DATA": "10", "BORDER": "4", "CRISIS": "5"}
"""Domain of assistance -> objective it serves."""


def exchange_rows(case: Case) -> list[Cells]:
    """What was told before, and this round's new items, none with a title told before."""
    rows = case.before("exchange")
    told = {row["title"] for row in rows}
    for kind, likely in (("CHAL", True), ("PRAC", "practice"), ("SOLU", "solution")):
        draw = case.draw("exchange", kind)
        if likely is True or draw.likely(str(likely)):
            row = _item(case, draw, kind)
            if row["title"] not in told:
                rows.append(row)
    return rows


def _item(case: Case, draw: Draw, kind: str) -> Cells:
    about = draw.rng.choice([key[1] for key in case.parameters.texts if key[0] == kind])
    title, text, *conditions = draw.text(kind, about).split("|")
    row: Cells = {
        "kind": kind,
        "title": title,
        "lang": case.language.upper(),
        "text": text,
        "objective": about,
        "present": "Y" if draw.rng.random() < 0.3 else "N",
        **consent_of(draw),
    }
    if conditions:
        row["conditions"] = conditions[0]
    if kind == "SOLU" and case.challenges.get(about):
        row["answers_to"] = draw.rng.choice(list(case.challenges[about]))
    return row


def assistance_rows(case: Case) -> list[Cells]:
    """Needs mostly from Africa, offers mostly from Europe; those of before are over."""
    is_european = case.content.countries[case.country].region == "europe"
    rows = []
    for direction, what in (("NEED", "need"), ("OFFER", "offer")):
        draw = case.draw("assistance", direction)
        if draw.likely(what) and is_european == (direction == "OFFER"):
            rows.append(_assistance(case, draw, direction))
    return rows


def _assistance(case: Case, draw: Draw, direction: str) -> Cells:
    domain = draw.rng.choice([key[1] for key in case.parameters.texts if key[0] == direction])
    title, text = draw.text(direction, domain).split("|")
    row: Cells = {
        "direction": direction,
        "domain": domain,
        "form": draw.rng.choice(_forms(case.content.template_of(case.round.code))),
        "objective": PLACES.get(domain),
        "title": title,
        "text": text,
        "institution": draw.text("institution"),
        "from_date": case.later(draw, (1, 6)),
        "days": draw.between((3, 60)),
        "lang": case.language.upper(),
        "consent": "PUB" if draw.rng.random() < 0.7 else "PART",
    }
    if direction == "NEED":
        row["urgency"] = draw.rng.choice(("M3", "M6", "M12"))
    return {key: value for key, value in row.items() if value is not None}


def _forms(template: Template) -> list[str]:
    return [code for code in template.lists["taform"] if code != "OTH"]
