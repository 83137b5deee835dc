"""What several exhibits share: cells, columns, counts of answers, coverage in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Target
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Names
from dashboard.figures.style import ANSWER_ORDER, LEVELS

DONE = ("3", "4")
"""Advanced or completed."""


def text_cell(text: str | None, target: Target | None = None, note: str = "") -> TableCell:
    return TableCell(text or None, text or "", target=target, note=note)


def count_cell(ask: Ask, n: float, target: Target | None = None) -> TableCell:
    return TableCell(n, ask.words.number(n), target=target)


def share_cell(ask: Ask, share: float | None, text: str = "", sentence: str = "") -> TableCell:
    """A fraction with its percentage, or with other words such as "8 of 10"."""
    if share is None:
        return TableCell(None, "–", sentence=sentence)
    return TableCell(share, text or ask.words.percent(share), sentence=sentence)


def blank_cell() -> TableCell:
    """No number here: a dash on a page, nothing in a file."""
    return TableCell(None, "–")


def no_report_cell(ask: Ask, country: str) -> TableCell:
    """Where a share would stand: a country that has not reported has not failed."""
    sentence = ask.words("exhibit.no-report", country=ask.names.country(country))
    return TableCell(None, ask.words("exhibit.no-report.cell"), sentence=sentence)


def answer_cell(names: Names, answer: str, target: Target | None = None) -> TableCell:
    return TableCell(answer, names.answer(answer), answer, target=target)


def day_cell(ask: Ask, day: date | datetime | None, target: Target | None = None) -> TableCell:
    if day is None:
        return TableCell()
    plain = day.date() if isinstance(day, datetime) else day
    return TableCell(plain.isoformat(), ask.words.date(plain), target=target)


def tallies(frame: pd.DataFrame) -> dict[str, dict[str, int]]:
    """[node, answer, n] as node -> answer -> n."""
    found: dict[str, dict[str, int]] = {}
    for row in rows_of(frame):
        found.setdefault(str(row.node), {})[str(row.answer)] = int(row.n)
    return found


def total_of(counts: pd.DataFrame) -> int:
    """Measures of a frame of counts."""
    return int(counts["n"].sum())


def known(tally: Mapping[str, int]) -> int:
    return sum(tally.get(level, 0) for level in LEVELS)


def done(tally: Mapping[str, int]) -> int:
    return sum(tally.get(level, 0) for level in DONE)


def merged(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for answer, n in part.items():
            total[answer] = total.get(answer, 0) + n
    return total


def most_frequent(tally: Mapping[str, int]) -> list[str]:
    """The levels given most often, from the lowest on; none when nothing is known."""
    most = max(tally.get(level, 0) for level in LEVELS)
    return [level for level in LEVELS if most and tally.get(level, 0) == most]


def answers_table(
    ask: Ask,
    caption: str,
    head: str,
    rows: Sequence[tuple[str, TableCell]],
    frame: pd.DataFrame,
) -> Table:
    """One row a node with the count of each answer, all of them, and the share that is
    advanced or completed. `rows`: node and its first cell. `frame`: [node, answer, n]."""
    words, counts = ask.words, tallies(frame)
    used = [a for a in ANSWER_ORDER if any(t.get(a) for t in counts.values())]
    columns = (
        TableColumn("node", head, ColumnKind.HEADER),
        *(TableColumn(a, ask.names.answer(a), ColumnKind.NUMBER) for a in used),
        TableColumn("total", words("exhibit.column.total"), ColumnKind.NUMBER),
        TableColumn("done", words("exhibit.column.done"), ColumnKind.SHARE),
    )
    body: list[Row] = []
    for node, first in rows:
        tally = counts.get(node, {})
        share = done(tally) / known(tally) if known(tally) else None
        cells = [count_cell(ask, tally.get(a, 0)) for a in used]
        total = count_cell(ask, sum(tally.values()))
        body.append((first, *cells, total, share_cell(ask, share)))
    return Table(caption, columns, tuple(body))


def countries_of(ask: Ask, n: int | None = None) -> str:
    """The coverage line: how many of the N partners the numbers stand on."""
    words = ask.words
    count = len(ask.reported) if n is None else n
    key = "exhibit.coverage" if ask.round.asked else "exhibit.coverage.public"
    line = words.count(
        key,
        count,
        of=words.number(len(ask.members)),
        date=words.date(ask.round.members_on),
    )
    if ask.filters.region:
        return f"{line} · {ask.names.region(ask.filters.region)}"
    return line


def node_reference(ask: Ask, node: str, form: str = "ref") -> str:
    """ "pilier 2" or "objectif 4", to stand inside a sentence; as a place (form "at"),
    "au pilier 2" or "à l’objectif 4"."""
    if node.startswith("P"):
        return ask.words(f"exhibit.{form}.pillar", code=node.removeprefix("P"))
    return ask.words(f"exhibit.{form}.objective", code=node)
