"""Turns stored measures and decisions into what waits for a person, and what he decided.

A decision is about a measure as it was read: when its title changes in a later version, the
measure waits again, and the decision is offered as one taken before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select
from sqlalchemy.orm import aliased

from schemas.country import folded
from schemas.database.desk import Placement
from schemas.database.models import Measure, Report

PLACED = "placed"
"""The key of `Measure.extra` that tells an objective of the secretariat from a country's own."""

NOT_SHOWN = "superseded"

Key = tuple[str, str, str]
"""Country, round and measure id: what a decision is about."""


class PlacingError(Exception):
    """`reason` is a code: unknown, choice, not-newest or nothing."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class OpenMeasure:
    """A measure of the newest version of a report whose objective its country left blank.
    `objective` is None, or what the secretariat placed it on in that version."""

    report_id: int
    country: str
    round: str
    version: int
    state: str
    language: str | None
    measure_id: str
    title_fr: str | None
    title_en: str | None
    title_other: str | None
    lang_other: str | None
    mtype: str | None
    objective: str | None
    theme: str | None
    roadmap_action: str | None
    lead: str | None
    result: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]
    extra: Mapping[str, Any]

    @property
    def key(self) -> Key:
        return (self.country, self.round, self.measure_id)

    @property
    def report(self) -> str:
        return f"{self.country}-{self.round}-v{self.version}"

    @property
    def titles(self) -> tuple[str, ...]:
        written = (self.title_fr, self.title_en, self.title_other)
        return tuple(title for title in written if title)

    @property
    def title(self) -> str:
        """What a decision remembers the measure by."""
        return self.titles[0] if self.titles else ""

    @property
    def own(self) -> tuple[str | None, str | None]:
        """Theme and Roadmap action as the country gave them."""
        placed = self.extra.get(PLACED)
        given = placed["given"] if placed else {}
        theme = given.get("theme") if placed else self.theme
        action = given.get("roadmap_action") if placed else self.roadmap_action
        return theme, action


@dataclass(frozen=True)
class Decision:
    """The newest row of a measure in table placement."""

    id: int
    country: str
    round: str
    measure_id: str
    title: str
    decision: str
    objective: str | None
    theme: str | None
    roadmap_action: str | None
    suggested: Mapping[str, Any]
    actor: str
    at: datetime

    @property
    def key(self) -> Key:
        return (self.country, self.round, self.measure_id)

    @property
    def holds(self) -> bool:
        return self.decision != "undone"

    def is_about(self, measure: OpenMeasure) -> bool:
        return self.holds and folded(self.title) == folded(measure.title)


def key_text(key: Key) -> str:
    """SEN-dakar-2013:SEN-M0001, as addresses and the audit log name a measure."""
    country, round_code, measure_id = key
    return f"{country}-{round_code}:{measure_id}"


def read_key(text: str) -> Key | None:
    report, colon, measure_id = text.partition(":")
    country, dash, round_code = report.partition("-")
    return (country, round_code, measure_id) if colon and dash else None


def open_measures(
    connection: Connection, key: Key | None = None, report_id: int | None = None
) -> tuple[OpenMeasure, ...]:
    """The measures a person may place, in the order of their files; with a key, that one; with
    a report, its own."""
    measure, report = Measure, Report
    where: list[ColumnElement[bool]] = [
        _newest(),
        or_(measure.objective.is_(None), measure.extra[PLACED].as_string().is_not(None)),
    ]
    if key is not None:
        country, round_code, measure_id = key
        where += [report.country == country, report.round == round_code]
        where.append(measure.measure_id == measure_id)
    if report_id is not None:
        where.append(report.id == report_id)
    kept = {"report_id", "country", "round", "version", "state", "language"}
    own = [getattr(measure, f.name) for f in fields(OpenMeasure) if f.name not in kept]
    query = (
        select(
            report.id.label("report_id"),
            report.country,
            report.round,
            report.version,
            report.state,
            report.language,
            *own,
        )
        .join(measure, measure.report_id == report.id)
        .where(*where)
        .order_by(report.country, report.round, measure.row, measure.id)
    )
    return tuple(OpenMeasure(**row) for row in connection.execute(query).mappings())


def newest_decisions(connection: Connection, key: Key | None = None) -> dict[Key, Decision]:
    """The newest row of each measure, of every one or of one, undone ones too."""
    table = Placement
    last = select(func.max(table.id)).group_by(table.country, table.round, table.measure_id)
    query = select(*(getattr(table, f.name) for f in fields(Decision))).where(table.id.in_(last))
    if key is not None:
        country, round_code, measure_id = key
        query = query.where(table.country == country, table.round == round_code)
        query = query.where(table.measure_id == measure_id)
    rows = connection.execute(query.order_by(table.id)).mappings()
    return {found.key: found for found in (Decision(**row) for row in rows)}


def overtaken_decisions(
    connection: Connection, actor: str, since: datetime
) -> tuple[tuple[Decision, Decision], ...]:
    """A person's decisions since a moment, each with the newest one on its measure, where
    another person has decided otherwise or taken it back since."""
    table = Placement
    columns = [getattr(table, f.name) for f in fields(Decision)]
    query = select(*columns).where(table.actor == actor, table.at >= since).order_by(table.id)
    own = {
        one.key: one for one in (Decision(**row) for row in connection.execute(query).mappings())
    }
    newest = newest_decisions(connection)
    return tuple(
        (mine, newest[key])
        for key, mine in own.items()
        if newest[key].actor != actor and _outcome(newest[key]) != _outcome(mine)
    )


def decided_before(measure: OpenMeasure, decisions: Iterable[Decision]) -> Decision | None:
    """The newest decision on the same measure of the same country in another round, or on one
    of the same title; None when nobody has decided on such a one."""
    title = folded(measure.title)
    found = [
        one
        for one in decisions
        if one.holds
        and one.country == measure.country
        and (one.measure_id == measure.measure_id or (title and folded(one.title) == title))
    ]
    return max(found, key=lambda one: one.id, default=None)


def _outcome(decision: Decision) -> tuple[bool, str | None]:
    return decision.holds, decision.objective


def _newest() -> ColumnElement[bool]:
    """The report is the newest version of its country and round that is not superseded."""
    newer = aliased(Report)
    return (Report.state != NOT_SHOWN) & ~(
        select(newer.id)
        .where(
            newer.country == Report.country,
            newer.round == Report.round,
            newer.state != NOT_SHOWN,
            newer.version > Report.version,
        )
        .exists()
    )
