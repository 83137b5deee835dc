"""Turns what a sheet says of contacts, and what was changed at the desk, into who they are now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from schemas.country import folded

FIELDS = (
    "role", "name", "function", "institution", "email", "phone", "lang", "since", "replaces",
    "private_area", "consent",
)  # fmt: skip
"""What is known of a contact: the columns of sheet 08."""


@dataclass(frozen=True)
class ContactChange:
    """A contact as written at the desk. `over` is the id of the version whose sheet it changes,
    "" for a contact that no sheet named."""

    key: str
    fields: Mapping[str, Any]
    removed: bool
    over: str
    at: datetime


@dataclass(frozen=True)
class CurrentContact:
    """`fields` by the names of FIELDS. `row` is the place among the sheet's rows of the one it
    comes from, `changed_at` when it was written at the desk; one of them is None."""

    key: str
    fields: Mapping[str, Any]
    row: int | None
    changed_at: datetime | None


def contact_keys(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """A key for each row: the same for the same role and person, told by the e-mail address or
    else the name, and without a trace of either."""
    found: list[str] = []
    for row in rows:
        who = folded(row.get("email") or "") or folded(row.get("name") or "")
        key = sha256(f"{row.get('role')} {who}".encode()).hexdigest()[:16]
        again = sum(1 for one in found if one.partition("-")[0] == key)
        found.append(f"{key}-{again + 1}" if again else key)
    return found


def current_contacts(
    rows: Sequence[Mapping[str, Any]], said_at: datetime, changes: Sequence[ContactChange]
) -> list[CurrentContact]:
    """A country's contacts: the rows of its sheet, in order, then those written at the desk.

    `said_at` is when the sheet was received, `changes` come oldest first. The newest change of
    a key wins over a sheet older than it; the sheet wins over an older change, and ends it when
    it leaves out whom an earlier sheet named. Whoever is replaced by name in a role goes.
    """
    newest = {change.key: change for change in changes}
    known: list[CurrentContact] = []
    for number, (key, row) in enumerate(zip(contact_keys(rows), rows, strict=True)):
        change = newest.pop(key, None)
        if change is None or change.at <= said_at:
            known.append(CurrentContact(key, _only_fields(row), number, None))
        elif not change.removed:
            known.append(CurrentContact(key, _only_fields(change.fields), None, change.at))
    known += [
        CurrentContact(change.key, _only_fields(change.fields), None, change.at)
        for change in newest.values()
        if not change.removed and not (change.over and change.at <= said_at)
    ]
    return [one for one in known if not _is_replaced(one, known, said_at)]


def _only_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: row.get(name) or None for name in FIELDS}
    since = values["since"]
    return values | {"since": date.fromisoformat(since) if isinstance(since, str) else since}


def _is_replaced(one: CurrentContact, known: Sequence[CurrentContact], said_at: datetime) -> bool:
    name = folded(one.fields["name"] or "")
    return bool(name) and any(
        other is not one
        and other.fields["role"] == one.fields["role"]
        and folded(other.fields["replaces"] or "") == name
        and (other.changed_at or said_at) >= (one.changed_at or said_at)
        for other in known
    )
