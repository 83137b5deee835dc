"""Turns needs and offers of technical assistance into rows of a board, and what became of each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from dashboard.queries.source import Source, columns_of, made
from schemas.database.exchange import FollowUp
from schemas.database.models import Assistance, Report

Subject = tuple[str, str]
"""Country and identifier: what names a need or offer in every round."""


@dataclass(frozen=True)
class BoardRow:
    """A need or offer. `written`: the language of the report; `lang`: the one the assistance
    would be given in. `stated_at`: when the report was received."""

    country: str
    ta_id: str
    direction: str | None
    domain: str | None
    form: str | None
    form_other: str | None
    objective: str | None
    title: str | None
    urgency: str | None
    from_date: date | None
    days: int | None
    lang: str | None
    written: str | None
    stated_at: datetime
    row: int

    @property
    def subject(self) -> Subject:
        return self.country, self.ta_id


@dataclass(frozen=True)
class HiddenAssistance:
    """`n` rows outside the audience that share these codes."""

    country: str
    direction: str | None
    domain: str | None
    form: str | None
    objective: str | None
    n: int


@dataclass(frozen=True)
class Since:
    """The first published report to name a need or offer: when it was received, of which round."""

    day: date
    round: str


@dataclass(frozen=True)
class Followed:
    """What became of a need or offer. `note` is the analysts' own."""

    country: str
    ta_id: str
    state: str
    note: str
    at: datetime


def board_rows(source: Source, round_code: str) -> tuple[BoardRow, ...]:
    """Needs and offers of a round inside the audience, by country, in the order of its file."""
    statement = (
        select(
            Report.country,
            Report.language.label("written"),
            Report.stored_at.label("stated_at"),
            *columns_of(BoardRow, Assistance),
        )
        .join(Report, Report.id == Assistance.report_id)
        .where(Report.round == round_code, source.published(), source.sees(Assistance.consent))
        .order_by(Report.country, Assistance.row, Assistance.id)
    )
    return made(BoardRow, source.rows(statement))


def hidden_board(source: Source, round_code: str) -> tuple[HiddenAssistance, ...]:
    """Needs and offers of a round outside the audience, counted."""
    codes = (Assistance.direction, Assistance.domain, Assistance.form, Assistance.objective)
    statement = (
        select(Report.country, *codes, func.count().label("n"))
        .join(Report, Report.id == Assistance.report_id)
        .where(Report.round == round_code, source.published(), ~source.sees(Assistance.consent))
        .group_by(Report.country, *codes)
    )
    return made(HiddenAssistance, source.rows(statement))


def known_since(source: Source) -> dict[Subject, Since]:
    """Since when each need or offer inside the audience is known. Versions that a newer one has
    taken the place of count too: a correction does not make a request younger. A snapshot has
    what was published before it was frozen."""
    statement = (
        select(
            Report.country,
            Assistance.ta_id,
            Report.round,
            func.min(Report.stored_at).label("at"),
        )
        .join(Report, Report.id == Assistance.report_id)
        .where(
            Report.state.in_(("published", "superseded")),
            Report.published_at.is_not(None),
            source.sees(Assistance.consent),
        )
        .group_by(Report.country, Assistance.ta_id, Report.round)
    )
    if source.snapshot is not None:
        statement = statement.where(Report.published_at <= source.snapshot.made_at)
    found: dict[Subject, Since] = {}
    for row in sorted(source.rows(statement), key=lambda one: (one["at"], one["round"])):
        found.setdefault((row["country"], row["ta_id"]), Since(row["at"].date(), row["round"]))
    return found


def follow_ups(source: Source) -> dict[Subject, Followed]:
    """The newest of what was said of each need or offer. A snapshot has what was said before it
    was frozen."""
    newest = select(func.max(FollowUp.id)).group_by(FollowUp.country, FollowUp.ta_id)
    if source.snapshot is not None:
        newest = newest.where(FollowUp.at <= source.snapshot.made_at)
    statement = select(*columns_of(Followed, FollowUp)).where(FollowUp.id.in_(newest))
    return {(one.country, one.ta_id): one for one in made(Followed, source.rows(statement))}
