"""Turns a person's decision on a measure without objective into a row, and rows into a version.

A decision changes no report by itself: `apply` makes a new draft version that carries it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from loaders.desk.placements import (
    PLACED,
    Decision,
    Key,
    OpenMeasure,
    PlacingError,
    key_text,
    newest_decisions,
    open_measures,
)
from loaders.desk.proposing import as_stored, propose, rank_of
from loaders.storage import StoredReport, find_report, hold
from loaders.storage.copies import copy_version
from schemas.content import Content
from schemas.database.audit import Actor, now, record
from schemas.database.desk import Placement
from schemas.database.models import FindingRow, Report
from schemas.framework import Framework

NONE = "none"
"""The choice that no objective fits."""

AS_PROPOSED = "as-proposed"
"""A theme or Roadmap action that was not chosen: the country's own, else the one proposed with
the chosen objective."""

_BY = "secretariat"
_COLUMNS = ("objective", "theme", "roadmap_action")


@dataclass(frozen=True)
class Choice:
    """What a person said: an objective's code or `none`; theme and action as codes, "" for none,
    or `as-proposed`. `seen` is the newest decision he knew of (its id; 0: none)."""

    objective: str
    theme: str = AS_PROPOSED
    roadmap_action: str = AS_PROPOSED
    seen: int = 0


@dataclass(frozen=True)
class Decided:
    """`rank`: the place of the objective among the proposals, 0 when it was not among them.
    `overtaken`: another person's decision of the meantime, which no longer counts."""

    id: int
    decision: str
    objective: str | None
    rank: int
    overtaken: Decision | None


@dataclass(frozen=True)
class Applied:
    """The new version, and the measures that changed in it."""

    report: StoredReport
    measures: tuple[str, ...]


def decide(engine: Engine, content: Content, key: Key, choice: Choice, actor: Actor) -> Decided:
    """Keeps a decision on a measure of a report's newest version, with what was proposed.

    Raises PlacingError: unknown for one that does not wait for a person, or choice for a code
    that the framework lacks.
    """
    with engine.connect() as connection:
        measure = _measure(connection, key)
    framework = _framework(engine, content, measure)
    (proposals,) = propose(content, [measure.titles], framework.code)
    suggested = as_stored(proposals)
    values = _chosen(choice, measure, suggested, framework)
    with engine.begin() as connection:
        hold(connection, measure.country, measure.round)
        measure = _measure(connection, key)
        newest = newest_decisions(connection, key).get(key)
        row = {
            **dict(zip(("country", "round", "measure_id"), key, strict=True)),
            **values,
            "title": measure.title,
            "suggested": suggested,
        }
        made = _write(connection, row, actor)
        rank = rank_of(suggested, values["objective"])
        record(
            connection,
            actor,
            "placement-decide",
            key_text(key),
            before=_code(newest),
            after=values["objective"] or NONE,
            detail={**values, "rank": rank},
        )
    # One's own click sent twice is nobody else's decision.
    is_new = (
        newest is not None
        and newest.holds
        and newest.id != choice.seen
        and newest.actor != actor.name
    )
    return Decided(made, values["decision"], values["objective"], rank, newest if is_new else None)


def undo(engine: Engine, placement: int, actor: Actor) -> Key:
    """Takes a decision back; the measure waits again. Raises PlacingError: unknown, or
    not-newest when it was decided or undone again since."""
    with engine.begin() as connection:
        table = Placement
        query = select(table.country, table.round, table.measure_id).where(table.id == placement)
        found = connection.execute(query).first()
        if found is None:
            raise PlacingError("unknown")
        key = (found.country, found.round, found.measure_id)
        hold(connection, found.country, found.round)
        newest = newest_decisions(connection, key)[key]
        if newest.id != placement or not newest.holds:
            raise PlacingError("not-newest")
        row = {
            **dict(zip(("country", "round", "measure_id"), key, strict=True)),
            "title": newest.title,
            "decision": "undone",
            "suggested": {},
        }
        _write(connection, row, actor)
        record(connection, actor, "placement-undo", key_text(key), before=_code(newest))
    return key


def apply(engine: Engine, report: str, actor: Actor) -> Applied:
    """Makes the next version of a report (SEN-dakar-2013-v2), a draft, whose measures stand
    where they were placed. Raises PlacingError: unknown, not-newest, or nothing to apply."""
    with engine.begin() as connection:
        report_id = find_report(connection, report)
        if report_id is None:
            raise PlacingError("unknown")
        where = Report.id == report_id
        one = connection.execute(select(Report.country, Report.round).where(where)).one()
        hold(connection, one.country, one.round)
        own = open_measures(connection, report_id=report_id)
        if not own and _has_newer(connection, report_id):
            raise PlacingError("not-newest")
        changes = due(own, newest_decisions(connection))
        if not changes:
            raise PlacingError("nothing")
        made = copy_version(connection, report_id, measures=changes)
        _note(connection, made.id, [m for m in own if m.measure_id in changes], changes)
        record(
            connection,
            actor,
            "placement-apply",
            made.code,
            before=report,
            after=made.code,
            detail={"measures": {m: change["objective"] for m, change in changes.items()}},
        )
    return Applied(made, tuple(changes))


def due(
    measures: Iterable[OpenMeasure], decisions: Mapping[Key, Decision]
) -> dict[str, dict[str, Any]]:
    """Measure id -> the columns that change when the decisions are applied; measures that stand
    already where they were placed are left out."""
    changes: dict[str, dict[str, Any]] = {}
    for measure in measures:
        columns = _columns(measure, decisions.get(measure.key))
        if any(columns[name] != getattr(measure, name) for name in _COLUMNS):
            changes[measure.measure_id] = columns
    return changes


def _columns(measure: OpenMeasure, decision: Decision | None) -> dict[str, Any]:
    theme, action = measure.own
    kept = {key: value for key, value in measure.extra.items() if key != PLACED}
    if decision is None or not decision.is_about(measure) or decision.objective is None:
        return {"objective": None, "theme": theme, "roadmap_action": action, "extra": kept}
    placed = {
        "by": _BY,
        "at": decision.at.isoformat(timespec="seconds"),
        "decision": decision.decision,
        "given": {"theme": theme, "roadmap_action": action},
    }
    return {
        "objective": decision.objective,
        "theme": decision.theme,
        "roadmap_action": decision.roadmap_action,
        "extra": {**kept, PLACED: placed},
    }


def _measure(connection: Connection, key: Key) -> OpenMeasure:
    found = open_measures(connection, key)
    if not found:
        raise PlacingError("unknown")
    return found[0]


def _framework(engine: Engine, content: Content, measure: OpenMeasure) -> Framework:
    with engine.connect() as connection:
        query = select(Report.framework).where(Report.id == measure.report_id)
        return content.frameworks[connection.execute(query).scalar_one()]


def _chosen(
    choice: Choice, measure: OpenMeasure, suggested: Mapping[str, Any], framework: Framework
) -> dict[str, Any]:
    """The columns of a decision. Raises PlacingError for a code that the framework lacks."""
    if choice.objective == NONE:
        return {"decision": NONE, **dict.fromkeys(_COLUMNS)}
    known = (
        choice.objective in framework.objectives
        and choice.theme in ("", AS_PROPOSED, *framework.themes)
        and choice.roadmap_action in ("", AS_PROPOSED, *framework.actions)
    )
    if not known:
        raise PlacingError("choice")
    rank = rank_of(suggested, choice.objective)
    proposed = suggested["proposals"][rank - 1] if rank else {}
    own = dict(zip(("theme", "roadmap_action"), measure.own, strict=True))
    values: dict[str, Any] = {
        "decision": "accepted" if rank else "other",
        "objective": choice.objective,
    }
    for name in ("theme", "roadmap_action"):
        said = getattr(choice, name)
        usual = own[name] or proposed.get(name)
        values[name] = usual if said == AS_PROPOSED else said or None
    return values


def _write(connection: Connection, row: Mapping[str, Any], actor: Actor) -> int:
    values = {**dict.fromkeys(_COLUMNS), **row, "actor": actor.name, "at": now()}
    statement = insert(Placement).values(**values).returning(Placement.id)
    return int(connection.execute(statement).scalar_one())


def _code(decision: Decision | None) -> str:
    return (decision.objective or NONE) if decision is not None and decision.holds else ""


def _has_newer(connection: Connection, report_id: int) -> bool:
    own = select(Report.country, Report.round, Report.version).where(Report.id == report_id)
    one = connection.execute(own).one()
    query = select(Report.id).where(
        Report.country == one.country, Report.round == one.round, Report.version > one.version
    )
    return connection.execute(query.limit(1)).first() is not None


def _note(
    connection: Connection,
    report_id: int,
    measures: Iterable[OpenMeasure],
    changes: Mapping[str, Mapping[str, Any]],
) -> None:
    """The remark that a measure has no objective becomes a note of who placed it, or the other
    way round where a placement was taken back."""
    table = FindingRow
    codes = ("no-objective", "objective-placed")
    query = select(table.id, table.sheet, table.cell, table.params)
    found = connection.execute(query.where(table.report_id == report_id, table.code.in_(codes)))
    places = {(row.sheet, _row_number(row.cell)): row for row in found}
    for measure in measures:
        row = places.get((measure.sheet, _row_number(f"A{measure.row}")))
        objective = changes[measure.measure_id]["objective"]
        if row is None:
            continue
        kept = {name: value for name, value in row.params.items() if name != "objective"}
        values = (
            {"code": "objective-placed", "params": {**kept, "objective": objective}}
            if objective
            else {"code": "no-objective", "params": kept}
        )
        connection.execute(update(table).where(table.id == row.id).values(**values))


def _row_number(cell: str) -> int:
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdecimal() else 0
