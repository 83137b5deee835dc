"""The tables of the desk: who may do what, what was decided about reports, and by whom.

A person is written here as the `actor`: the e-mail address of an account, `local` (whoever sits
at the server's machine) or `command`. What stands in `audit` is never changed or deleted.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schemas.database.models import STATES, Base, one_of

ROLES = ("reader", "committee", "focal-point", "analyst", "admin")
"""Each sees and does more than the one before, a focal point for his own country only."""

PLACEMENTS = ("accepted", "other", "none", "undone")
"""What a person said to a suggestion: yes, another objective, no objective at all; `undone` takes
the decision before it back."""

LOCAL, COMMAND = "local", "command"
"""Actors without an account: a person at the server's machine, and the command line."""


class Account(Base):
    """A person with an account. `fs_uniquifier` names his sessions: a new one ends them all.
    `country` is set for a focal point. While `must_change`, the password was given by somebody
    else: it opens only the form to choose one."""

    __tablename__ = "account"
    __table_args__ = (one_of("role", ROLES, "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None]
    must_change: Mapped[bool]
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(12))
    country: Mapped[str | None] = mapped_column(String(3))
    made_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class AccessToken(Base):
    """What a script signs in with; only its hash is kept."""

    __tablename__ = "access_token"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class SignInFailure(Base):
    """A sign-in that failed; `account` is the hash of the address tried, so that the table
    names nobody."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_account_at", "account", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Audit(Base):
    """Who did what, when, from which state to which. Triggers refuse every change of a row."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str] = mapped_column(String(12))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    detail: Mapped[dict[str, Any]]


class Review(Base):
    """A step of a report from one state to the next, with what was said."""

    __tablename__ = "review"
    __table_args__ = (one_of("before", STATES, "before"), one_of("after", STATES, "after"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class Override(Base):
    """A finding that does not keep a report from being published, and why; the method page
    prints the reason. `seq` is the finding's."""

    __tablename__ = "override"
    __table_args__ = (UniqueConstraint("report_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    seq: Mapped[int]
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class Placement(Base):
    """What a person decided for a measure that came without an objective. `suggested` is what
    was proposed then, best first, with its confidence. The newest row of a measure counts."""

    __tablename__ = "placement"
    __table_args__ = (
        one_of("decision", PLACEMENTS, "decision"),
        Index("ix_placement_country_measure_id", "country", "measure_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(3))
    round: Mapped[str] = mapped_column(String(40))
    measure_id: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    decision: Mapped[str] = mapped_column(String(8))
    objective: Mapped[str | None] = mapped_column(String(4))
    theme: Mapped[str | None] = mapped_column(String(10))
    roadmap_action: Mapped[str | None] = mapped_column(String(3))
    suggested: Mapped[dict[str, Any]]
    actor: Mapped[str]
    at: Mapped[datetime]


class Layout(Base):
    """How a country's own table is read: `fingerprint` is of its headings, `mapping` names the
    template's column of each."""

    __tablename__ = "layout"
    __table_args__ = (UniqueConstraint("country", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(3))
    fingerprint: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]]
    actor: Mapped[str]
    at: Mapped[datetime]


class Reply(Base):
    """What a country answers to its profile before it is published; printed under it. The
    newest row of a report counts. `role` is what its actor was allowed it by: a focal point
    answers himself, others record what the country sent them."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    actor: Mapped[str]
    role: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]


class ContactEntry(Base):
    """A contact written or changed at the desk; personal data. `key` names the person among
    the country's contacts; the newest row of a key counts, `removed` ends it."""

    __tablename__ = "contact_entry"
    __table_args__ = (Index("ix_contact_entry_country_key", "country", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(3))
    key: Mapped[str]
    fields: Mapped[dict[str, Any]]
    removed: Mapped[bool]
    actor: Mapped[str]
    at: Mapped[datetime]


class RoundEvent(Base):
    """A round opened, closed, or given a day by which reports are due."""

    __tablename__ = "round_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[str] = mapped_column(String(40), index=True)
    is_open: Mapped[bool]
    due_on: Mapped[date | None]
    actor: Mapped[str]
    at: Mapped[datetime]
