"""Turns what countries say of profiles and the i-Map, and whom analysts listed, into rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from dashboard.queries.source import Source, columns_of, made
from schemas.database.exchange import TargetCountry
from schemas.database.models import Profile, Report


@dataclass(frozen=True)
class ProfileAnswer:
    """What a country says of its migration profile and of the i-Map: codes of the lists mp and
    interest, and its own words. `consent`: the permitted use of its report."""

    country: str
    consent: str
    mp_status: str | None
    mp_year: int | None
    mp_owner: str | None
    mp_use: str | None
    mp_interest: str | None
    mp_need: str | None
    im_interest: str | None

    def wish(self, activity: str) -> str | None:
        """Whether it wishes to be a target country of an activity."""
        return self.mp_interest if activity == "profile" else self.im_interest


@dataclass(frozen=True)
class Listed:
    """A country on the list of target countries of an activity, and since when."""

    activity: str
    country: str
    at: datetime


def profile_answers(source: Source, round_code: str) -> tuple[ProfileAnswer, ...]:
    """One row a report of the round that is inside the audience, by country."""
    statement = (
        select(Report.country, Report.consent, *columns_of(ProfileAnswer, Profile))
        .join(Report, Report.id == Profile.report_id)
        .where(Report.round == round_code, source.published(), source.sees(Report.consent))
        .order_by(Report.country)
    )
    return made(ProfileAnswer, source.rows(statement))


def targets(source: Source, round_code: str) -> tuple[Listed, ...]:
    """The countries on the lists of a round, by activity and country (ISO3). A snapshot has
    those listed before it was frozen."""
    newest = (
        select(func.max(TargetCountry.id))
        .where(TargetCountry.round == round_code)
        .group_by(TargetCountry.activity, TargetCountry.country)
    )
    if source.snapshot is not None:
        newest = newest.where(TargetCountry.at <= source.snapshot.made_at)
    statement = (
        select(*columns_of(Listed, TargetCountry))
        .where(TargetCountry.id.in_(newest), TargetCountry.is_listed)
        .order_by(TargetCountry.activity, TargetCountry.country)
    )
    return made(Listed, source.rows(statement))
