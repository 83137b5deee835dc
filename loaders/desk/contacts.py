"""Turns what is said of a contact at the desk into a row; what went before stays."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, insert

from loaders.values.text import is_email
from schemas.contacts import FIELDS, contact_keys
from schemas.database.audit import Actor, now, record
from schemas.database.desk import ContactEntry

__all__ = ["change_contact", "is_email", "record_contacts_export", "remove_contact"]

UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def change_contact(
    engine: Engine,
    country: str,
    fields: Mapping[str, Any],
    actor: Actor,
    *,
    key: str = "",
    over: str = "",
) -> str:
    """Writes a contact as it is from now on; its key, made here for a new one.

    `fields` by schemas.contacts.FIELDS, `since` as 2013-06-01; `over` is the id of the version
    whose sheet named the person. The audit log learns the country and the role, nobody's name.
    """
    kept = {name: _clean(fields.get(name)) for name in FIELDS}
    known = key or contact_keys([kept])[0]
    action = "contact-changed" if key else "contact-added"
    _write(engine, country, known, {**kept, "over": over}, actor, action)
    return known


def remove_contact(
    engine: Engine, country: str, key: str, role: str, actor: Actor, over: str = ""
) -> None:
    """Ends a contact; the country's file and the rows before stay as they are."""
    _write(engine, country, key, {"role": role, "over": over}, actor, "contact-removed")


def record_contacts_export(
    engine: Engine, actor: Actor, form: str, n: int, with_refusals: bool
) -> None:
    """Writes down that n contacts were taken away as a file of this form (xlsx, csv), and
    whether those who did not agree to be listed were among them."""
    detail = {"format": form, "n": n, "without_consent": with_refusals}
    with engine.begin() as connection:
        record(connection, actor, "contacts-exported", "contacts", detail=detail)


def _write(
    engine: Engine, country: str, key: str, fields: Mapping[str, Any], actor: Actor, action: str
) -> None:
    row = {
        "country": country,
        "key": key,
        "fields": dict(fields),
        "removed": action == "contact-removed",
        "actor": actor.name,
        "at": now(),
    }
    with engine.begin() as connection:
        connection.execute(insert(ContactEntry).values(**row))
        record(connection, actor, action, country, detail={"role": fields["role"] or ""})


def _clean(text: str | None) -> str | None:
    """Without what no file or page can show, and without spaces round it."""
    return " ".join(UNWANTED.sub(" ", text).split())[:400] or None if text else None
