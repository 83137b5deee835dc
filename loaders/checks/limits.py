"""Rules on numbers: how many priorities, how many days."""

from collections.abc import Iterator

from loaders.checks.case import Case
from schemas.findings import Finding

HIGH = "1"
MOST_PRIORITIES = 3
MOST_DAYS = 120
"""The Support Project gives short-term assistance."""


def too_many_priorities(case: Case) -> Iterator[Finding]:
    """too-many-priorities: at most three objectives are of high priority; said once, on the
    first one too many."""
    high = [row for row in case.rows("objectives") if row.get("priority") == HIGH]
    if len(high) > MOST_PRIORITIES:
        first = high[MOST_PRIORITIES]
        yield case.at(first, "too-many-priorities", "priority", n=len(high))


def assistance_too_long(case: Case) -> Iterator[Finding]:
    """assistance-too-long: more than 120 days are no longer short term."""
    for row in case.rows("assistance"):
        days = row.get("days")
        if days is not None and days > MOST_DAYS:
            yield case.at(row, "assistance-too-long", "days", days=days)
