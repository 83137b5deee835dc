"""Measures of one country with the steps of one instrument together, the first one above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.exhibits.ask import Ask
from dashboard.instruments import Instrument, Titled, counted, instruments, main_of, read_steps
from dashboard.queries import MeasureRow


@dataclass(frozen=True)
class Arranged:
    """`rows` with later steps right below the first; `under` tells the measure each later step
    stands under. Nothing is added or left out."""

    rows: tuple[MeasureRow, ...]
    under: Mapping[str, str]
    groups: tuple[Instrument, ...]


def arranged(ask: Ask, rows: Sequence[MeasureRow]) -> Arranged:
    """The rows of one page, in their order but for later steps."""
    titled = [_titled(row) for row in rows]
    groups = instruments(titled, read_steps(ask.content.folder))
    under, by_code = main_of(groups), {row.measure_id: row for row in rows}
    steps = {group.codes[0]: group.codes for group in groups}
    ordered = [
        by_code[code]
        for row in rows
        if row.measure_id not in under
        for code in steps.get(row.measure_id, (row.measure_id,))
    ]
    return Arranged(tuple(ordered), under, groups)


def _titled(row: MeasureRow) -> Titled:
    day = row.end_actual or row.start or row.end_planned
    title = row.title_fr or row.title_en or row.title_other or ""
    return Titled(
        row.measure_id, title, row.status_word or "", row.year, day.isoformat() if day else ""
    )


def counted_in_words(ask: Ask, total: int, groups: Sequence[Instrument]) -> str:
    """ "25 measures", with how many instruments they are where that is fewer."""
    said = ask.words.count("exhibit.n.measures", total)
    if not groups:
        return said
    behind = counted(total, groups)
    return ask.words("milestones.counted", measures=said, n=ask.words.number(behind))
