"""Who may do what: one table, deny by default."""

from collections.abc import Mapping
from enum import StrEnum


class Right(StrEnum):
    """What a route, page or callback declares that it needs."""

    OPEN = "open"
    """Everybody, even where only members may read: signing in, assets, health."""
    READ = "read"
    """Published reports, as far as their permitted use allows."""
    GAPS = "gaps"
    """What is missing in published reports, and who has not answered."""
    CHECK = "check"
    """Try a workbook: a dry run, its findings, the annotated file."""
    LOAD = "load"
    """Store a workbook as a draft version."""
    TEMPLATE = "template"
    """A country's workbook, prefilled with what it said before, names included."""
    DESK = "desk"
    """What is not published: drafts, versions, findings, original files."""
    SUBMIT = "submit"
    """Say that a draft is the country's report."""
    REPLY = "reply"
    """Answer to a profile before it is published."""
    REVIEW = "review"
    """Validate, send back, override, publish, restore."""
    PLACE = "place"
    """Decide which objective a measure serves."""
    ROUNDS = "rounds"
    """Close a round, set the day reports are due, make templates and reminders."""
    REOPEN = "reopen"
    """Open a closed round again."""
    MEETINGS = "meetings"
    """Prepare meetings: agendas, snapshots, speaker notes, what was said in the room."""
    CONTACTS = "contacts"
    """See and change the names and addresses of focal points."""
    CONTACTS_EXPORT = "contacts-export"
    """Take them away as a file."""
    ADMIN = "admin"
    """Accounts, the audit log, settings."""


class Role(StrEnum):
    READER = "reader"
    COMMITTEE = "committee"
    FOCAL_POINT = "focal-point"
    ANALYST = "analyst"
    ADMIN = "admin"


_READER = {Right.OPEN, Right.READ}
_COMMITTEE = _READER | {Right.GAPS}
_FOCAL_POINT = _COMMITTEE | {
    Right.CHECK,
    Right.LOAD,
    Right.TEMPLATE,
    Right.DESK,
    Right.SUBMIT,
    Right.REPLY,
}
_ANALYST = _FOCAL_POINT | {Right.REVIEW, Right.PLACE, Right.ROUNDS, Right.CONTACTS, Right.MEETINGS}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset(_READER),
    Role.COMMITTEE: frozenset(_COMMITTEE),
    Role.FOCAL_POINT: frozenset(_FOCAL_POINT),
    Role.ANALYST: frozenset(_ANALYST),
    Role.ADMIN: frozenset(Right),
}

OWN_COUNTRY = _FOCAL_POINT - _COMMITTEE
"""Rights that a focal point has for his own country only."""

CONSENTS: Mapping[Role, tuple[str, ...]] = {
    Role.READER: ("PUB",),
    Role.COMMITTEE: ("PUB", "PART"),
    Role.FOCAL_POINT: ("PUB", "PART"),
    Role.ANALYST: ("PUB", "PART", "SEC"),
    Role.ADMIN: ("PUB", "PART", "SEC"),
}
"""Permitted uses of the rows that a role sees (decision 4)."""
