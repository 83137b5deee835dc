"""Pace in words and cells: what a country says of a measure beside what its dates propose."""

from datetime import date

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.table import TableCell
from dashboard.pace import Pace, day_of, held_against, pace_of, proposed
from dashboard.queries import MeasureRow
from dashboard.queries.pace import WITHDRAWN

NO_FLAG = (None, "", "-")


def held_on(ask: Ask) -> date:
    """The day that dates are held against: see pace.day_of."""
    frozen = ask.source.snapshot
    shown_on = frozen.shown_at.date() if frozen is not None else None
    return day_of(ask.round.period_to, date.today(), shown_on)


def day_word(ask: Ask, day: date) -> str:
    """What the line in a chart says, with its date."""
    if day == ask.round.period_to:
        key = "period"
    else:
        key = "today" if ask.source.snapshot is None else "shown"
    return ask.words(f"pace.day.{key}", date=ask.words.date(day))


def pace_in(row: MeasureRow, day: date) -> Pace:
    """Of a report whose own period ends before `day`, the end of that period counts."""
    is_set_aside = row.flag not in NO_FLAG or row.update_type == WITHDRAWN
    on = held_against(day, row.period_to)
    hint = proposed(row.answer, row.start, row.end_planned, on, set_aside=is_set_aside)
    return pace_of(row.pace, hint)


def pace_cell(ask: Ask, row: MeasureRow, day: date) -> TableCell:
    """Shape and word; below it whether the word is proposed, or what the dates ask."""
    pace = pace_in(row, day)
    if not pace.code:
        return TableCell()
    return TableCell(
        pace.code, ask.names.entry("pace", pace.code), pace.code, note=_beside(ask, pace)
    )


def _beside(ask: Ask, pace: Pace) -> str:
    if pace.is_proposed:
        return ask.words("pace.proposed")
    word = ask.names.entry("pace", pace.proposed)
    return ask.words("pace.asks", pace=word) if pace.asks else ""


def only_pace(ask: Ask, code: str) -> TableCell:
    return TableCell(code, ask.names.entry("pace", code), code) if code else TableCell()
