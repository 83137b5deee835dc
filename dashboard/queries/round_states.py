"""Turns reports and the events of rounds into who has reported, and when it was due."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, select

from dashboard.queries.source import Source, report_code
from schemas.content import Content
from schemas.country import Round
from schemas.database.desk import RoundEvent
from schemas.database.models import Report, RoundState

PUBLISHED, RECEIVED, WAITING = "published", "received", "waiting"
UNPUBLISHED = ("draft", "submitted", "needs-revision", "validated")


@dataclass(frozen=True)
class Reporting:
    """What has come from a country. `report` and `state` are of its newest version, "" without
    one. `received_on` is the day its first version was stored; `days_after` how many days after
    the due day that was, or how many have passed since: 0 in time, or without a due day."""

    country: str
    status: str
    report: str
    state: str
    received_on: date | None
    published_on: date | None
    days_after: int

    @property
    def is_late(self) -> bool:
        return self.days_after > 0


@dataclass(frozen=True)
class RoundStatus:
    """A round as it stands. `members` are its partners' rows by ISO3, `others` those of
    countries that reported without being one."""

    round: Round
    is_open: bool
    provenance: str
    due_on: date | None
    members: tuple[Reporting, ...]
    others: tuple[Reporting, ...]

    def count(self, status: str) -> int:
        return sum(row.status == status for row in self.members)

    @property
    def late(self) -> int:
        """Partners whose report came after the due day."""
        return sum(row.is_late and row.status != WAITING for row in self.members)


def round_statuses(source: Source, content: Content, today: date) -> tuple[RoundStatus, ...]:
    """Every round of the content, the latest first. It tells what is received too: for those
    who may see that."""
    states = _states(source)
    due = due_days(source, content)
    stored: dict[str, dict[str, list[RowMapping]]] = defaultdict(lambda: defaultdict(list))
    query = select(
        Report.country,
        Report.round,
        Report.version,
        Report.state,
        Report.stored_at,
        Report.published_at,
    ).order_by(Report.version)
    for row in source.rows(query):
        stored[row["round"]][row["country"]].append(row)
    found = []
    for code, one in content.rounds.items():
        provenance, is_open = states.get(code, ("reported", True))
        versions = stored[code]
        partners = content.partners(code)
        members = tuple(
            _reporting(iso3, versions.get(iso3, ()), due[code], today) for iso3 in sorted(partners)
        )
        others = tuple(
            _reporting(iso3, versions[iso3], due[code], today)
            for iso3 in sorted(set(versions) - set(partners))
        )
        found.append(RoundStatus(one, is_open, provenance, due[code], members, others))
    return tuple(sorted(found, key=lambda s: (s.round.asked, s.round.period_to), reverse=True))


def due_days(source: Source, content: Content) -> Mapping[str, date | None]:
    """Round -> the day by which reports are due: the last one set, else the content's."""
    query = select(RoundEvent.round, RoundEvent.due_on).order_by(RoundEvent.id)
    newest = {row["round"]: row["due_on"] for row in source.rows(query)}
    return {code: newest.get(code, one.deadline) for code, one in content.rounds.items()}


def _states(source: Source) -> dict[str, tuple[str, bool]]:
    query = select(RoundState.round, RoundState.provenance, RoundState.is_open)
    return {row["round"]: (row["provenance"], bool(row["is_open"])) for row in source.rows(query)}


def _reporting(
    country: str, versions: Sequence[RowMapping], due: date | None, today: date
) -> Reporting:
    """`versions` are all of the country in the round, the oldest first."""
    if not versions:
        return Reporting(country, WAITING, "", "", None, None, days_after(today, due))
    newest, first = versions[-1], versions[0]["stored_at"].date()
    public = next((row for row in versions if row["state"] == "published"), None)
    return Reporting(
        country,
        RECEIVED if public is None else PUBLISHED,
        report_code(country, newest["round"], newest["version"]),
        newest["state"],
        first,
        None if public is None else public["published_at"].date(),
        days_after(first, due),
    )


def days_after(day: date, due: date | None) -> int:
    """How many days a day lies after the due day; 0 when it does not."""
    return max(0, (day - due).days) if due is not None else 0
