"""The same page in every framework, in turns: what a reader waits for, and what it weighs."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from measuring.browsing import CHOSEN, ROOM, Throttle, Visit, Visitor, chromium
from measuring.flat import flatten
from measuring.programs import Served, Site, Work, ours, peers, seeded, served
from measuring.table import Measured, against_best
from playwright.sync_api import Browser

ROUND = "dakar-2013"
MEASURES = 2_280
MANY = 100_000
CHOICES = 3
"""Countries that each visitor chooses."""


@dataclass(frozen=True)
class Seen:
    """One visitor: the page with an empty cache, the countries chosen, the page again."""

    cold: Visit
    warm: Visit
    chosen: Sequence[float]


Value = Callable[[Seen], float | None]


@dataclass(frozen=True)
class Rounds:
    """All visitors of each site, one a repetition."""

    seen: Mapping[str, Sequence[Seen]]

    def values(self, name: str, value: Value) -> list[float | None]:
        return [value(one) for one in self.seen[name]]

    def against(self, value: Value, *names: str, own: str = "ours") -> Measured | None:
        """Ours beside the best of these peers; of all, when none is named."""
        others = names or tuple(name for name in self.seen if name != own)
        return against_best(
            self.values(own, value), {name: self.values(name, value) for name in others}
        )

    def alone(self, value: Value) -> Measured | None:
        return against_best(self.values("ours", value), {})


def _filter(seen: Seen) -> float | None:
    return median(seen.chosen) if seen.chosen else None


def all_sites(work: Work, measures: int) -> list[Site]:
    """Ours and the peers, all with the same measures."""
    database = seeded(work, measures)
    data = work.folder / f"peers-{measures}.db"
    return [
        ours(database),
        *peers(work, data if data.is_file() else flatten(database, ROUND, data)),
    ]


def take_turns(
    sites: Sequence[Served],
    repetitions: int,
    throttle: Throttle | None = None,
    choices: int = CHOICES,
) -> Rounds:
    """Visits all sites in each repetition, in another order each time, after a visit that only
    warms the servers up."""
    seen: dict[str, list[Seen]] = {one.site.name: [] for one in sites}
    with chromium() as browser:
        for one in sites:
            for _ in range(2):
                _visit(browser, one, None, (CHOSEN[0],))
        for number in range(repetitions):
            turn = number % len(sites)
            countries = [CHOSEN[(number + i) % len(CHOSEN)] for i in range(choices)]
            for one in [*sites[turn:], *sites[:turn]]:
                seen[one.site.name].append(_visit(browser, one, throttle, countries))
    return Rounds(seen)


def _visit(
    browser: Browser, one: Served, throttle: Throttle | None, countries: Sequence[str]
) -> Seen:
    visitor = Visitor(browser, throttle)
    try:
        cold = visitor.open(one.url)
        waits = [visitor.choose(one.site.how, country) for country in countries]
        return Seen(cold, visitor.open(one.url), [wait for wait in waits if wait is not None])
    finally:
        visitor.close()


def measure_pages(work: Work) -> dict[str, Measured | None]:
    with ExitStack() as running:
        sites = [running.enter_context(served(s, work.folder)) for s in all_sites(work, MEASURES)]
        rounds = take_turns(sites, work.few(10, 3))
    return {
        "first-cold": rounds.against(lambda seen: seen.cold.first),
        "ready-cold": rounds.against(lambda seen: seen.cold.ready),
        "ready-warm": rounds.against(lambda seen: seen.warm.ready),
        "bytes-cold": rounds.against(lambda seen: seen.cold.bytes / 1000),
        "bytes-warm": rounds.against(lambda seen: seen.warm.bytes / 1000, "Vizro"),
        "requests": rounds.against(lambda seen: seen.cold.requests),
        "filter-dash": rounds.against(_filter, "Dash"),
        "filter-vizro": rounds.against(_filter, "Vizro"),
        "shift": rounds.against(lambda seen: seen.cold.shift),
        "blocking": rounds.against(lambda seen: seen.cold.blocking),
        "outside": rounds.alone(lambda seen: seen.cold.outside),
    }


def measure_room(work: Work) -> dict[str, Measured | None]:
    """Chromium slows no websockets down, which is kind to Streamlit."""
    with ExitStack() as running:
        sites = [running.enter_context(served(s, work.folder)) for s in all_sites(work, MEASURES)]
        rounds = take_turns(sites, work.few(5, 1), ROOM)
    return {
        "room-first": rounds.against(lambda seen: seen.cold.first),
        "room-ready": rounds.against(lambda seen: seen.cold.ready),
        "room-filter": rounds.against(_filter),
    }


def measure_large(work: Work) -> dict[str, Measured | None]:
    small = "2,280 measures"
    many = [site for site in all_sites(work, MANY) if site.name in ("ours", "Dash")]
    few = ours(seeded(work, MEASURES))
    with ExitStack() as running:
        sites = [running.enter_context(served(site, work.folder)) for site in many]
        beside = Site(small, few.command, few.how, few.path)
        sites.append(running.enter_context(served(beside, work.folder)))
        rounds = take_turns(sites, work.few(5, 2))
    return {
        "large-ready": rounds.against(lambda seen: seen.cold.ready, small),
        "large-bytes": rounds.against(lambda seen: seen.cold.bytes / 1000, small),
        "large-filter": rounds.against(_filter, "Dash"),
    }
