"""Turns rows without an identifier into rows with a stable one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from loaders.entries import CleanReport, History, KnownMeasure, Row
from schemas.country import folded

TITLES = ("title_fr", "title_en", "title_other")


@dataclass
class Numbers:
    """Gives `SEN-M0001`, `SEN-M0002`, ... after the highest one taken."""

    prefix: str
    digits: int
    taken: Collection[str] = ()
    last: int = field(default=0)

    def __post_init__(self) -> None:
        numbers = (
            identifier.removeprefix(self.prefix)
            for identifier in self.taken
            if identifier.startswith(self.prefix)
        )
        self.last = max(self.last, *(int(n) for n in numbers if n.isdecimal()), 0)

    def next(self) -> str:
        self.last += 1
        return f"{self.prefix}{self.last:0{self.digits}d}"


def measure_ids(report: CleanReport, history: History) -> dict[int, str]:
    """Row number -> measure id. An id that the country does not have (a finding says so) is
    treated as empty; an empty one takes the id of the same measure in the country's earlier
    version of this round, else the next number."""
    rows = report.sheets.get("measures", ())
    ids = _typed(rows, "measure_id", history.known_ids)
    free = {key: one for key, one in history.earlier_measures.items() if key not in ids.values()}
    numbers = Numbers(f"{report.country}-M", 4, history.known_ids, history.highest_number)
    for row in rows:
        if row.number not in ids:
            earlier = _same_measure(row, free)
            if earlier is not None:
                del free[earlier]
            ids[row.number] = earlier or numbers.next()
    return ids


def other_ids(
    rows: tuple[Row, ...], key: str, numbers: Numbers, earlier: Mapping[str, str]
) -> dict[int, str]:
    """Row number -> id of a challenge, practice, solution, need or offer, by the same rule:
    `earlier` holds the folded titles of the earlier version by id."""
    ids = _typed(rows, key, frozenset(i for i in numbers.taken if i.startswith(numbers.prefix)))
    free = {title: one for one, title in earlier.items() if one not in ids.values()}
    for row in rows:
        if row.number not in ids:
            same = free.pop(folded(str(row.get("title") or "")), None)
            ids[row.number] = same or numbers.next()
    return ids


def _typed(rows: tuple[Row, ...], key: str, known: Collection[str]) -> dict[int, str]:
    """Ids that stand in the file, each for the first row that has it."""
    ids: dict[int, str] = {}
    for row in rows:
        identifier = str(row.get(key) or "").upper()
        if identifier in known and identifier not in ids.values():
            ids[row.number] = identifier
    return ids


def _same_measure(row: Row, earlier: Mapping[str, KnownMeasure]) -> str | None:
    titles = {folded(str(row.get(key))) for key in TITLES if row.get(key)}
    objective = row.get("objective")
    return next(
        (
            key
            for key, known in earlier.items()
            if known.title in titles and known.objective == objective
        ),
        None,
    )
