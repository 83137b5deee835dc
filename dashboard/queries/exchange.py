"""Turns what partners want to share into rows of a whole round: what they learned, need and offer.

Three sheets of the workbook: challenges and practices, technical assistance, and migration
profiles with the i-Map. Rows outside the audience are only counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from dashboard.queries.source import Query, Source, columns_of, made
from schemas.database.models import Assistance, ExchangeItem, Profile, Report

CHALLENGE, PRACTICE, SOLUTION = "CHAL", "PRAC", "SOLU"
ITEM_KINDS = (CHALLENGE, PRACTICE, SOLUTION)

NEED, OFFER = "NEED", "OFFER"
DIRECTIONS = (NEED, OFFER)


@dataclass(frozen=True)
class SharedItem:
    """A challenge (CHAL), good practice (PRAC) or common solution (SOLU) with its place in the
    country's file. `answers_to` names a challenge by its identifier or its title. `countries`
    are those concerned, in its own words; `conditions` those of transfer; `present` is Y when it
    wishes to present it in session."""

    country: str
    item_id: str
    kind: str | None
    title: str | None
    lang: str | None
    text: str | None
    objective: str | None
    theme: str | None
    answers_to: str | None
    countries: str | None
    conditions: str | None
    present: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class SharedAssistance:
    """A technical-assistance need or offer."""

    country: str
    ta_id: str
    direction: str | None
    domain: str | None
    form: str | None
    objective: str | None
    title: str | None
    text: str | None
    urgency: str | None
    lang: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class SharedProfile:
    """What a country says of its migration profile and of the i-Map: codes of the lists mp and
    interest."""

    country: str
    mp_status: str | None
    mp_year: int | None
    mp_interest: str | None
    im_interest: str | None


@dataclass(frozen=True)
class HiddenRow:
    """`n` rows outside the audience that share a country and these codes; `kind` is the kind of
    an item or the direction of assistance."""

    country: str
    kind: str | None
    objective: str | None
    theme: str | None
    n: int


def exchange_items(source: Source, round_code: str) -> tuple[SharedItem, ...]:
    """The items of a round inside the audience, by country (ISO3), in the order of its file."""
    statement = _rows(source, SharedItem, ExchangeItem, round_code)
    return made(SharedItem, source.rows(statement.where(source.sees(ExchangeItem.consent))))


def assistance_rows(source: Source, round_code: str) -> tuple[SharedAssistance, ...]:
    """Needs and offers of a round inside the audience, by country, in the order of its file."""
    statement = _rows(source, SharedAssistance, Assistance, round_code)
    return made(SharedAssistance, source.rows(statement.where(source.sees(Assistance.consent))))


def profiles(source: Source, round_code: str) -> tuple[SharedProfile, ...]:
    """One row a report of the round that is inside the audience, by country."""
    statement = _rows(source, SharedProfile, Profile, round_code)
    return made(SharedProfile, source.rows(statement.where(source.sees(Report.consent))))


def hidden_items(source: Source, round_code: str) -> tuple[HiddenRow, ...]:
    """The items of a round outside the audience, counted."""
    codes = (ExchangeItem.kind, ExchangeItem.objective, ExchangeItem.theme)
    hidden = ~source.sees(ExchangeItem.consent)
    statement = (
        select(Report.country, *codes, func.count().label("n"))
        .join(Report, Report.id == ExchangeItem.report_id)
        .where(Report.round == round_code, source.published(), hidden)
        .group_by(Report.country, *codes)
    )
    return made(HiddenRow, source.rows(statement))


def hidden_assistance(source: Source, round_code: str) -> tuple[HiddenRow, ...]:
    """Needs and offers of a round outside the audience, counted; they have no theme."""
    codes = (Assistance.direction, Assistance.objective)
    hidden = ~source.sees(Assistance.consent)
    statement = (
        select(Report.country, *codes, func.count().label("n"))
        .join(Report, Report.id == Assistance.report_id)
        .where(Report.round == round_code, source.published(), hidden)
        .group_by(Report.country, *codes)
    )
    return tuple(
        HiddenRow(row["country"], row["direction"], row["objective"], None, row["n"])
        for row in source.rows(statement)
    )


def hidden_profiles(source: Source, round_code: str) -> tuple[str, ...]:
    """Countries whose row on profiles and the i-Map is outside the audience, for counting."""
    statement = (
        select(Report.country)
        .join(Profile, Profile.report_id == Report.id)
        .where(Report.round == round_code, source.published(), ~source.sees(Report.consent))
    )
    return tuple(str(row["country"]) for row in source.rows(statement))


def _rows(
    source: Source,
    kind: type,
    table: type[ExchangeItem | Assistance | Profile],
    round_code: str,
) -> Query:
    return (
        select(Report.country, *columns_of(kind, table))
        .join(Report, Report.id == table.report_id)
        .where(Report.round == round_code, source.published())
        .order_by(Report.country, table.row, table.id)
    )
