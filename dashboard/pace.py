"""Turns the dates of a measure and a day into the pace they propose; a country's own word wins.

After section 2 of the method: planned end passed and level under 4 proposes OFF; less than a
quarter of the time left and level 0 or 1 proposes RISK. Nothing else is proposed.
"""

from dataclasses import dataclass
from datetime import date

PACES = ("ON", "RISK", "OFF", "ND")

OPEN_LEVELS = ("0", "1", "2", "3")
"""Levels of a measure that still has something to do."""

EARLY_LEVELS = ("0", "1")
TIME_LEFT = 0.25
"""With less of its time left than this, a measure at an early level is proposed as at risk."""

_WEIGHT = {"ND": 0, "ON": 0, "RISK": 1, "OFF": 2}


@dataclass(frozen=True)
class Pace:
    """`code` is shown: the country's own word, else the proposed one, else "". `own` and
    `proposed` are "" where there is none. `asks`: the dates say more than the country does,
    which is a question to it and changes nothing."""

    code: str
    own: str
    proposed: str

    @property
    def is_proposed(self) -> bool:
        return not self.own and bool(self.proposed)

    @property
    def asks(self) -> bool:
        return bool(self.own and self.proposed) and _WEIGHT[self.own] < _WEIGHT[self.proposed]


def day_of(period_to: date, today: date, shown_on: date | None = None) -> date:
    """The day a measure's dates are held against: the last day of the period reported on, or
    the day of reading while that lies ahead. Of a snapshot, `shown_on` is the day of reading.
    What came after the period is in no report of the round."""
    return min(period_to, shown_on or today)


def held_against(day: date, own: date | None) -> date:
    """The day for one report: the last one of its own period where that ends before `day`."""
    return min(day, own or day)


def proposed(
    answer: str, start: date | None, end_planned: date | None, day: date, *, set_aside: bool = False
) -> str:
    """OFF, RISK or "". `answer` is a level "0" to "4" or a non-answer; `set_aside`: suspended,
    discontinued or withdrawn, for which no pace is proposed."""
    if set_aside or answer not in OPEN_LEVELS or end_planned is None:
        return ""
    if end_planned <= day:
        return "OFF"
    if answer not in EARLY_LEVELS or start is None or start >= end_planned:
        return ""
    left, whole = (end_planned - day).days, (end_planned - start).days
    return "RISK" if left < TIME_LEFT * whole else ""


def pace_of(own: str | None, suggestion: str) -> Pace:
    """The country's own word beside the proposed one."""
    said = own if own in PACES else ""
    return Pace(said or suggestion, said, suggestion)
