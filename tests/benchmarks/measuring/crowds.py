"""Sixty viewers at once: the requests of one real visit, asked again by many."""

import base64
import json
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from measuring.browsing import CHOSEN, Visitor, chromium
from measuring.pages import MEASURES, all_sites
from measuring.programs import PEERS, Served, Site, Work, cpu_of, memory_of, served
from measuring.table import Measured, against_best, quantile

VIEWERS = 60
STARTS = 12
FIRST_VISITS = 8
LEFT_OUT = ("Streamlit",)
"""It speaks its own language over a websocket: no request of it can be asked again."""

DROPPED = ("host", "connection", "content-length", "accept-encoding")

Turns = list[list[dict[str, Any]]]


@dataclass(frozen=True)
class Plan:
    """What a viewer asks for at a first visit, at a second one, and when a country is chosen."""

    first: Turns
    again: Turns
    chosen: Turns


@dataclass(frozen=True)
class Crowd:
    """`p95`, `p99` in seconds, `cpu` of the server in seconds a viewer."""

    p95: float
    p99: float
    cpu: float
    errors: Sequence[str]


@dataclass(frozen=True)
class Load:
    """All crowds of one site, one a repetition, and what the server held afterwards (MiB)."""

    opened: Sequence[Crowd]
    first: Crowd
    chosen: Sequence[Crowd]
    memory: float


def recorded(one: Served) -> Plan:
    """What Chromium asks for when one person visits twice and chooses a country."""
    with chromium() as browser:
        visitor = Visitor(browser)
        try:
            visitor.open(one.url)
            first = _turns(visitor)
            visitor.open(one.url)
            again = _turns(visitor)
            visitor.traffic.begin()
            visitor.choose(one.site.how, CHOSEN[0])
            return Plan(first, again, _turns(visitor))
        finally:
            visitor.close()


def _turns(visitor: Visitor) -> Turns:
    """Documents first, then what they are made of, then what their scripts ask for."""
    turns: dict[int, list[dict[str, Any]]] = {0: [], 1: [], 2: [], 3: []}
    for key, request in visitor.traffic.asked.items():
        headers = {**request["headers"], **visitor.traffic.extra.get(key, {})}
        turns[_turn(request)].append(
            {
                "method": request["method"],
                "path": _path(request["url"]),
                "headers": _kept(headers),
                "body": base64.b64encode(request.get("postData", "").encode()).decode(),
            }
        )
    return [asked for asked in turns.values() if asked]


def _turn(request: Mapping[str, Any]) -> int:
    if request["type"] == "Document":
        return 0
    if request["type"] not in ("XHR", "Fetch"):
        return 1
    return 2 if request["method"] == "GET" else 3


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    lowered = {name.lower(): value for name, value in headers.items()}
    kept = {n: v for n, v in lowered.items() if n not in DROPPED and not n.startswith(":")}
    return {**kept, "accept-encoding": "gzip, deflate, br"}


def crowd(work: Work, one: Served, turns: Turns, viewers: int = VIEWERS) -> Crowd:
    """So many viewers ask for the same at once."""
    plan = {"origin": one.origin, "viewers": viewers, "turns": turns}
    before = cpu_of(one.pid)
    done = subprocess.run(
        [work.python, PEERS / "viewers.py"],
        input=json.dumps(plan).encode(),
        capture_output=True,
        check=True,
    )
    used = cpu_of(one.pid) - before
    said = json.loads(done.stdout)
    times = said["times"]
    return Crowd(quantile(times, 0.95), quantile(times, 0.99), used / viewers, said["errors"])


def load(work: Work, site: Site, plans: dict[str, Plan], repetitions: int) -> Load:
    """Crowds in turn; the plan is recorded once and kept for `broken_starts`."""
    with served(site, work.folder) as one:
        plan = plans[site.name] = recorded(one)
        crowd(work, one, plan.again, 4)
        opened = [crowd(work, one, plan.again) for _ in range(repetitions)]
        first = crowd(work, one, plan.first)
        chosen = [crowd(work, one, plan.chosen) for _ in range(repetitions)]
        return Load(opened, first, chosen, memory_of(one.pid))


def broken_starts(work: Work, site: Site, plan: Plan, starts: int) -> tuple[int, list[float]]:
    """Starts at which one of the first visitors met an error, of all that are tried; and the
    server's CPU from each start to its first page, in seconds."""
    broken, used = 0, []
    for number in range(starts):
        with served(site, work.folder) as one:
            if number % 2:
                _first_page(one)
                used.append(cpu_of(one.pid))
            else:
                broken += bool(crowd(work, one, plan.first, FIRST_VISITS).errors)
    return broken, used


def _first_page(one: Served) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(one.url, timeout=60) as answer:
                answer.read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{one.site.name} gave no first page")


def measure_crowds(work: Work) -> dict[str, Measured | None]:
    sites = [site for site in all_sites(work, MEASURES) if site.name not in LEFT_OUT]
    plans: dict[str, Plan] = {}
    repetitions = work.few(5, 1)
    loads = {site.name: load(work, site, plans, repetitions) for site in sites}
    starts = work.few(2 * STARTS, 2)
    begun = {s.name: broken_starts(work, s, plans[s.name], starts) for s in sites}
    errors = loads["ours"].first.errors
    return {
        "open-p95": _best(loads, lambda one: [c.p95 for c in one.opened]),
        "open-cpu": _best(loads, lambda one: [1000 * c.cpu for c in one.opened]),
        "open-errors": Measured(len(errors), note=", ".join(sorted(set(errors))[:3])),
        "filter-p99": _best(loads, lambda one: [c.p99 for c in one.chosen]),
        "memory": _best(loads, lambda one: [one.memory]),
        "starts": Measured(begun["ours"][0], note=f"{starts - starts // 2} starts"),
        "start-cpu": _best(begun, lambda one: one[1], "Vizro"),
    }


def _best(found: Mapping[str, Any], values: Any, *names: str) -> Measured | None:
    wanted = names or [name for name in found if name != "ours"]
    return against_best(values(found["ours"]), {name: values(found[name]) for name in wanted})
