"""Turns table round_state into what a round is at this moment: its provenance, open or closed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from schemas.database import models

REPORTED = "reported"
"""What a round is until the database says otherwise."""


@dataclass(frozen=True)
class RoundState:
    """`provenance`: reported, public-sources or illustrative."""

    provenance: str = REPORTED
    is_open: bool = True


def round_states(connection: Connection) -> Mapping[str, RoundState]:
    """Round code -> its state. A round that is not listed has the default state."""
    table = models.RoundState
    rows = connection.execute(select(table.round, table.provenance, table.is_open))
    return {row.round: RoundState(row.provenance, row.is_open) for row in rows}


def open_rounds(connection: Connection) -> Mapping[str, bool]:
    """Round code -> whether it takes reports, as validation asks it."""
    return {code: state.is_open for code, state in round_states(connection).items()}


def provenance_of(states: Mapping[str, RoundState], round_code: str) -> str:
    return states.get(round_code, RoundState()).provenance


def set_round(connection: Connection, round_code: str, state: RoundState) -> None:
    values = {"provenance": state.provenance, "is_open": state.is_open}
    table = models.RoundState
    changed = connection.execute(update(table).where(table.round == round_code).values(**values))
    if not changed.rowcount:
        connection.execute(insert(table).values(round=round_code, **values))
