"""Turns a new database into one that has begun: with the samples, or deliberately without.

A database has begun once table round_state names every round: loading the samples names each
round it fills, an empty start and the end of the samples name them all as `reported`.
"""

from sqlalchemy import Connection, Engine, select

from loaders import storage
from schemas.content import Content
from schemas.database.models import Report


def wants_samples(engine: Engine, content: Content) -> bool:
    """Whether this is a first start: nobody has chosen yet, and no report of a country is
    stored. True as well after a first start that was cut off half way."""
    with engine.connect() as connection:
        if set(content.rounds) <= set(storage.round_states(connection)):
            return False
        extras = connection.scalars(select(Report.extra))
        return all(extra.get(storage.SAMPLE) for extra in extras)


def start_empty(connection: Connection, content: Content) -> None:
    """Every round is `reported` and stays open or closed as it is; no samples will come."""
    states = storage.round_states(connection)
    for code in content.rounds:
        is_open = states.get(code, storage.RoundState()).is_open
        storage.set_round(connection, code, storage.RoundState(is_open=is_open))
