"""Turns measures without objective and the decisions on them into a queue and what came of it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.queries.source import Source
from loaders import Suggestion, desk

Proposals = tuple[Suggestion, ...]
Propose = Callable[[Sequence[desk.OpenMeasure]], Sequence[Proposals]]
"""From the titles of each measure to its proposals, best first."""

BANDS: Mapping[str, tuple[float, float]] = {
    "sure": (0.8, 2.0),
    "likely": (0.5, 0.8),
    "uncertain": (0.0, 0.5),
}
"""Confidence of the first proposal: from, and below."""

UNCERTAIN = 0.5
"""Below this, a proposal is called uncertain."""


@dataclass(frozen=True)
class Placements:
    """`measures`: those a person may place, in the order of their files. `decisions`: the newest
    one on each measure, by country, round and id; undone ones too."""

    measures: tuple[desk.OpenMeasure, ...]
    decisions: Mapping[tuple[str, str, str], desk.Decision]

    def decision_on(self, measure: desk.OpenMeasure) -> desk.Decision | None:
        """What holds for the measure as it is now."""
        found = self.decisions.get(measure.key)
        return found if found is not None and found.is_about(measure) else None

    def seen(self, measure: desk.OpenMeasure) -> int:
        """The newest decision on the measure, held or undone; 0 when there is none."""
        found = self.decisions.get(measure.key)
        return found.id if found else 0

    def before(self, measure: desk.OpenMeasure) -> desk.Decision | None:
        """What was decided before on the same measure or title of its country."""
        return desk.decided_before(measure, self.decisions.values())

    @property
    def waiting(self) -> tuple[desk.OpenMeasure, ...]:
        return tuple(one for one in self.measures if self.decision_on(one) is None)

    @property
    def held(self) -> tuple[desk.Decision, ...]:
        """The decisions that hold, newest first."""
        held = [one for one in self.decisions.values() if one.holds]
        return tuple(sorted(held, key=lambda one: -one.id))

    @property
    def due(self) -> Mapping[str, int]:
        """Report -> how many of its measures stand elsewhere than they were placed."""
        changes = Counter[str]()
        by_report: dict[str, list[desk.OpenMeasure]] = {}
        for measure in self.measures:
            by_report.setdefault(measure.report, []).append(measure)
        for report, own in by_report.items():
            changes[report] = len(desk.due(own, self.decisions))
        return {report: n for report, n in changes.items() if n}


@dataclass(frozen=True)
class Place:
    """A measure's place in a queue: how many there are, and its neighbours' keys, "" at an end."""

    number: int
    of: int
    previous: str
    next: str


@dataclass(frozen=True)
class Waiting:
    """A measure of the queue with what is proposed for it."""

    measure: desk.OpenMeasure
    proposals: Proposals

    @property
    def key(self) -> str:
        return desk.key_text(self.measure.key)

    @property
    def confidence(self) -> float:
        return self.proposals[0].confidence if self.proposals else 0.0


@dataclass(frozen=True)
class WaitingPage:
    """`rows` of page `page` of `pages` (from 1) of `total` measures."""

    rows: tuple[Waiting, ...]
    total: int
    page: int
    pages: int


def placements(source: Source) -> Placements:
    """Everything that waits for a person or was decided by one."""
    with source.connection() as connection:
        return Placements(desk.open_measures(connection), desk.newest_decisions(connection))


def overtaken(
    source: Source, actor: str, since: datetime
) -> tuple[tuple[desk.Decision, desk.Decision], ...]:
    """A person's decisions since a moment that another person has replaced, each with the one
    that counts now."""
    with source.connection() as connection:
        return desk.overtaken_decisions(connection, actor, since)


def queue(
    found: Placements,
    propose: Propose,
    *,
    order: Sequence[str],
    countries: Sequence[str] = (),
    round_code: str = "",
    band: str = "",
) -> tuple[desk.OpenMeasure, ...]:
    """The measures that wait and pass the filters; an empty filter lets everything pass.

    `order`: the countries in alphabetical order of their names. Only a filter by confidence
    needs proposals for every measure.
    """
    places = {iso3: place for place, iso3 in enumerate(order)}
    waiting = [
        one
        for one in found.waiting
        if (not countries or one.country in countries)
        and (not round_code or one.round == round_code)
    ]
    if band in BANDS:
        low, high = BANDS[band]
        rows = with_proposals(waiting, propose)
        waiting = [row.measure for row in rows if low <= row.confidence < high]
    return tuple(sorted(waiting, key=lambda one: places.get(one.country, len(places))))


def page_of(
    waiting: Sequence[desk.OpenMeasure], propose: Propose, page: int, size: int
) -> WaitingPage:
    """One page of a queue with its proposals; a page after the last one is the last one."""
    pages = max(1, -(-len(waiting) // size))
    page = min(max(1, page), pages)
    rows = with_proposals(waiting[(page - 1) * size : page * size], propose)
    return WaitingPage(rows, len(waiting), page, pages)


def with_proposals(measures: Sequence[desk.OpenMeasure], propose: Propose) -> tuple[Waiting, ...]:
    proposals = propose(measures)
    return tuple(Waiting(*pair) for pair in zip(measures, proposals, strict=True))


def place_in(waiting: Sequence[desk.OpenMeasure], key: str) -> Place:
    """Where a measure stands in a queue. One that is not in it (it was decided) has the first
    of the queue as its next."""
    keys = [desk.key_text(one.key) for one in waiting]
    if key not in keys:
        return Place(0, len(keys), "", keys[0] if keys else "")
    at = keys.index(key)
    before = keys[at - 1] if at else ""
    return Place(at + 1, len(keys), before, keys[at + 1] if at + 1 < len(keys) else "")
