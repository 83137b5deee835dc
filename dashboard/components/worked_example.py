"""The method's worked example: one country's own numbers, step by step."""

from typing import Any

from dashboard.exhibits.ask import Ask
from dashboard.figures.frames import rows_of
from dashboard.scores import OVERALL


def worked_example(ask: Ask) -> str:
    """Markdown. The country is the first of the alphabet whose answers show the most cases:
    missing ones, and ones that do not apply."""
    words, row = ask.words, _telling(ask)
    if row is None:
        return words("method.example.none")
    known, missing, na = int(row.known), int(row.missing), int(row.na)
    total = float(row.value) * known
    return words(
        "method.example.body",
        country=ask.names.country(str(row.country)),
        round=words.text(ask.round.name),
        known=words.number(known),
        na=words.number(na),
        missing=words.number(missing),
        sum=words.number(total),
        asked=words.number(known + missing),
        value=words.number(row.value, 1),
        lower=words.number(row.lower, 1),
        upper=words.number(row.upper, 1),
        coverage=words.percent(row.coverage),
        band=words(f"method.band.{row.band}"),
    )


def _telling(ask: Ask) -> Any:
    frame = ask.country_scores
    whole = frame[(frame["node"] == OVERALL) & frame["value"].notna()]
    gaps = whole[whole["missing"] > 0]
    for chosen in (gaps[gaps["na"] > 0], gaps, whole):
        for row in rows_of(chosen):
            return row
    return None
