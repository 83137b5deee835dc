"""The tables of what the secretariat keeps beside the reports: follow-up, names, target countries.

Rows are only added; the newest row of its subject counts. A snapshot counts the rows that were
there when it was made.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from schemas.database.models import Base, one_of

FOLLOW_UPS = ("received", "examined", "accepted", "deployed", "closed", "declined")
"""What became of a technical-assistance need or offer, in order; `received` until somebody says
otherwise, `deployed`: the expert is there."""

ACTIVITIES = ("profile", "imap")
"""What target countries are identified for: a migration profile, the i-Map."""


class FollowUp(Base):
    """What became of a need or offer, by the analysts. `country` and `ta_id` name it in every
    round (sheet 06); `note` is theirs and stays with them."""

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("state", FOLLOW_UPS, "state"),
        Index("ix_follow_up_country_ta_id", "country", "ta_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(3))
    ta_id: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class ChallengeName(Base):
    """The name under which challenges of several countries are told as one. `names` holds it by
    language; an empty one takes the challenge out again. `country` and `item_id` name the
    challenge in every round (sheet 05)."""

    __tablename__ = "challenge_name"
    __table_args__ = (Index("ix_challenge_name_country_item_id", "country", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(3))
    item_id: Mapped[str] = mapped_column(String(20))
    names: Mapped[dict[str, Any]]
    actor: Mapped[str]
    at: Mapped[datetime]


class TargetCountry(Base):
    """A country put on the list of target countries of an activity in a round, or taken off it
    (`is_listed`)."""

    __tablename__ = "target_country"
    __table_args__ = (
        one_of("activity", ACTIVITIES, "activity"),
        Index("ix_target_country_round_activity", "round", "activity", "country"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[str] = mapped_column(String(40))
    activity: Mapped[str] = mapped_column(String(10))
    country: Mapped[str] = mapped_column(String(3))
    is_listed: Mapped[bool]
    actor: Mapped[str]
    at: Mapped[datetime]
