"""Turns what is decided about a round (open, closed, due by a day) into its state and its log."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Engine, func, select

from loaders.storage.events import due_days, keep_event
from loaders.storage.rounds import RoundState, round_states, set_round
from loaders.storage.versions import raise_data_version
from schemas.content import Content
from schemas.database.audit import Actor, record

OPEN, CLOSED = "open", "closed"


def close_round(engine: Engine, content: Content, code: str, actor: Actor) -> bool:
    """No more reports are taken in the round; what is stored can still be reviewed and
    published. False when it was closed already. Raises KeyError for an unknown round."""
    return _set_open(engine, content, code, False, actor)


def open_round(engine: Engine, content: Content, code: str, actor: Actor) -> bool:
    """The round takes reports again; False when it was open already. Raises KeyError."""
    return _set_open(engine, content, code, True, actor)


def set_due_day(
    engine: Engine, content: Content, code: str, day: date | None, actor: Actor
) -> bool:
    """Reports of the round are due by the end of this day; None: by no day. False when that was
    so already. Raises KeyError for an unknown round."""
    with engine.begin() as connection:
        state, due = _held(connection, content, code)
        if due == day:
            return False
        keep_event(connection, code, state.is_open, day, actor)
        before, after = (one.isoformat() if one else "" for one in (due, day))
        record(connection, actor, "round.due", code, before=before, after=after)
        raise_data_version(connection)
    return True


def _set_open(engine: Engine, content: Content, code: str, is_open: bool, actor: Actor) -> bool:
    with engine.begin() as connection:
        state, due = _held(connection, content, code)
        if state.is_open == is_open:
            return False
        set_round(connection, code, replace(state, is_open=is_open))
        keep_event(connection, code, is_open, due, actor)
        before, after = (CLOSED, OPEN) if is_open else (OPEN, CLOSED)
        action = "round.opened" if is_open else "round.closed"
        record(connection, actor, action, code, before=before, after=after)
        raise_data_version(connection)
    return True


def _held(connection: Connection, content: Content, code: str) -> tuple[RoundState, date | None]:
    """What the round is, while nobody else can change it."""
    if code not in content.rounds:
        raise KeyError(code)
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(f"round {code}", 0)
        connection.execute(select(func.pg_advisory_xact_lock(key)))
    state = round_states(connection).get(code, RoundState())
    return state, due_days(connection, content)[code]
