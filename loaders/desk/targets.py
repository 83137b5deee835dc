"""Turns the list of target countries as agreed into rows; who was listed before stays known."""

from collections.abc import Collection

from sqlalchemy import Connection, Engine, insert, select

from loaders.storage.versions import hold, raise_data_version
from schemas.content import Content
from schemas.database.audit import Actor, now, record
from schemas.database.exchange import ACTIVITIES, TargetCountry

Place = tuple[str, str]
"""An activity and a country on its list."""


def set_targets(
    engine: Engine,
    content: Content,
    round_code: str,
    shown: Collection[Place],
    listed: Collection[Place],
    actor: Actor,
) -> tuple[int, int]:
    """Puts `listed` of what was `shown` on the lists of a round and takes the others off; places
    that were not shown stay as they are. How many were put on and taken off.

    Raises KeyError for an unknown round, activity, or country that is no partner in that round.
    """
    partners = set(content.partners(round_code))
    unknown = [one for one in shown if one[0] not in ACTIVITIES or one[1] not in partners]
    if unknown or not set(listed) <= set(shown):
        raise KeyError(*unknown[:1])
    with engine.begin() as connection:
        hold(connection, "targets", round_code)
        before = _listed(connection, round_code)
        wanted = {place: place in set(listed) for place in shown}
        changed = sorted(place for place, on in wanted.items() if on != (place in before))
        if not changed:
            return 0, 0
        at = now()
        rows = [
            {"round": round_code, "activity": activity, "country": country,
             "is_listed": wanted[activity, country], "actor": actor.name, "at": at}
            for activity, country in changed
        ]  # fmt: skip
        connection.execute(insert(TargetCountry), rows)
        detail = {name: [f"{a} {c}" for a, c in changed if wanted[a, c] is on]
                  for name, on in (("on", True), ("off", False))}  # fmt: skip
        record(connection, actor, "targets.changed", round_code, detail=detail)
        raise_data_version(connection)
    return len(detail["on"]), len(detail["off"])


def _listed(connection: Connection, round_code: str) -> set[Place]:
    statement = (
        select(TargetCountry.activity, TargetCountry.country, TargetCountry.is_listed)
        .where(TargetCountry.round == round_code)
        .order_by(TargetCountry.id)
    )
    newest = {(row[0], row[1]): row[2] for row in connection.execute(statement)}
    return {place for place, is_listed in newest.items() if is_listed}
