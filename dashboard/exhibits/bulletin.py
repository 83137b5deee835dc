"""A digest of what was published over a period: its facts, and its text in one language."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.changed import Whole, whole
from dashboard.exhibits.frames import Frames
from dashboard.figures.names import Names
from dashboard.filters import Filters
from dashboard.queries import Source
from dashboard.queries.exchange import CHALLENGE, NEED, OFFER, PRACTICE, SOLUTION
from dashboard.queries.published import (
    MEASURES,
    Counted,
    Publication,
    Titled,
    counts_in,
    latest_publication,
    published_in,
    titles_in,
)
from schemas.content import Content
from schemas.country import Round
from schemas.meeting import Meeting

MOST_TITLES = 3


@dataclass(frozen=True)
class Period:
    """Both days included."""

    start: date
    end: date


@dataclass(frozen=True)
class RoundFacts:
    """What was published of one round. `first` and `updated` are partners, `others` report
    without being one. `measures` counts those inside the audience in the partners' reports.
    `since` tells the same countries' measures since the round before; `moved` the whole round."""

    round: Round
    provenance: str
    first: tuple[str, ...]
    updated: tuple[str, ...]
    others: tuple[str, ...]
    measures: int
    since: Whole | None
    moved: Whole | None

    @property
    def reports(self) -> int:
        return len(self.first) + len(self.updated)


@dataclass(frozen=True)
class Facts:
    """The digest in codes and numbers; `kinds`: kind of item or direction of assistance -> how
    many, `giving`: the countries with assistance to need or offer. `hidden`: rows outside the
    audience."""

    period: Period
    rounds: tuple[RoundFacts, ...]
    kinds: Mapping[str, int]
    giving: int
    titles: Mapping[str, tuple[Titled, ...]]
    meetings: tuple[Meeting, ...]
    hidden: int

    @property
    def is_empty(self) -> bool:
        return not (self.rounds or self.meetings)


def default_period(latest: date) -> Period:
    """From the first day of the quarter before the one of the latest publication."""
    month = 3 * ((latest.month - 1) // 3) + 1
    is_first = month == 1
    start = date(latest.year - is_first, 10 if is_first else month - 3, 1)
    return Period(start, latest)


def period_of(source: Source, filters: Filters) -> Period | None:
    """The period asked for; an end that is missing is the latest publication, a start that is
    missing that of the default. None when nothing is published and none is asked for."""
    latest = latest_publication(source)
    start = date.fromisoformat(filters.start) if filters.start else None
    end = date.fromisoformat(filters.end) if filters.end else latest
    if end is None and start is None:
        return None
    end = end or start
    assert end is not None  # noqa: S101  one of the two is known
    return Period(start or default_period(end).start, end)


def facts_of(source: Source, content: Content, period: Period) -> Facts:
    """What was published in the period; nothing where it ends before it starts."""
    frames, days = Frames(source), (period.start, period.end)
    publications = frames.read(published_in, *days)
    counts = [
        one
        for one in (frames.read(counts_in, *days) if publications else ())
        if one.country in content.partners(one.round)
    ]
    shown = [one for one in counts if one.inside]
    kinds = Counter[str]()
    for one in shown:
        kinds[one.kind] += one.n
    return Facts(
        period,
        tuple(_rounds(source, content, publications, shown, frames)),
        kinds,
        len({one.country for one in shown if one.kind in (NEED, OFFER)}),
        {
            kind: tuple(
                one
                for one in frames.read(titles_in, *days, kind, 2 * MOST_TITLES)
                if one.country in content.partners(one.round)
            )[:MOST_TITLES]
            for kind in (PRACTICE, CHALLENGE)
            if kinds[kind]
        },
        tuple(
            sorted(
                (m for m in content.meetings.values() if period.start <= m.ends <= period.end),
                key=lambda m: m.starts,
            )
        ),
        sum(one.n for one in counts if not one.inside),
    )


def _rounds(
    source: Source,
    content: Content,
    publications: Sequence[Publication],
    shown: Sequence[Counted],
    frames: Frames,
) -> list[RoundFacts]:
    """In the order of time; a collection from public pages comes last."""
    found = []
    codes = {one.round for one in publications}
    known = [one for one in content.rounds.values() if one.code in codes]
    for one in sorted(known, key=lambda one: (not one.asked, one.period_to)):
        partners = set(content.partners(one.code))
        own = [p for p in publications if p.round == one.code]
        inside = tuple(p.country for p in own if p.country in partners)
        whole_round, these = (
            _ask(source, content, frames, Filters(round=one.code, countries=countries))
            for countries in ((), inside)
        )
        found.append(
            RoundFacts(
                one,
                whole_round.provenance,
                tuple(p.country for p in own if p.is_first and p.country in partners),
                tuple(p.country for p in own if not p.is_first and p.country in partners),
                tuple(p.country for p in own if p.country not in partners),
                sum(c.n for c in shown if c.round == one.code and c.kind == MEASURES),
                whole(these) if inside else None,
                whole(whole_round),
            )
        )
    return found


def _ask(source: Source, content: Content, frames: Frames, filters: Filters) -> Ask:
    """Facts are the same in every language: any will do to find them."""
    words = next(iter(content.words.values()))
    return Ask("bulletin", source, content, words, filters, frames)


def names_of(content: Content, language: str, code: str) -> Names:
    """Words for the codes of a round's framework."""
    return Names(content, content.words[language], content.framework_of(code))


KINDS = (PRACTICE, CHALLENGE, SOLUTION)
"""What is shared, in the order it is told."""
