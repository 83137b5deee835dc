"""Turns sheets and changes of the desk into each country's contacts, and what is amiss there.

Personal data: read by the page of focal points and its export alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, select

from dashboard.queries.source import Source, report_code
from loaders import desk
from schemas.contacts import ContactChange, CurrentContact, current_contacts
from schemas.content import Content
from schemas.database.desk import ContactEntry
from schemas.database.models import Contact, Report

FOCAL_POINT, AUTHOR = "NFP", "AUTH"

OLD = timedelta(days=731)
"""A contact that nobody has named or confirmed for longer is asked about again."""

REMARKS = ("no-focal-point", "no-theme-contact", "old", "not-listed", "email")
"""What a network may lack, in the order it is shown: the first two of a country, the others of
a contact."""


@dataclass(frozen=True)
class ContactNow:
    """One contact. `report` is the version whose sheet names him, `place` its cells; both are
    "" for one written at the desk at `changed_at`. `confirmed_on` is the last day on which he
    was named. `over` is the version a change at the desk refers to."""

    key: str
    role: str | None
    name: str | None
    function: str | None
    institution: str | None
    email: str | None
    phone: str | None
    lang: str | None
    since: date | None
    replaces: str | None
    private_area: str | None
    consent: str | None
    report: str
    place: str
    changed_at: datetime | None
    confirmed_on: date
    over: str
    remarks: tuple[str, ...]

    @property
    def may_be_listed(self) -> bool:
        """Whether he agreed to stand in the contact base."""
        return self.consent == "Y"


@dataclass(frozen=True)
class Network:
    """The contacts of a country. `report` is the version whose sheet is read, "" for none;
    `state` its state. `author` wrote the report, at `author_place` of it. `missing` are roles."""

    country: str
    report: str
    state: str
    contacts: tuple[ContactNow, ...]
    author: str
    author_place: str
    missing: tuple[str, ...]
    remarks: tuple[str, ...]


def networks(source: Source, content: Content, today: date) -> tuple[Network, ...]:
    """Of every partner of the latest round, and of whoever else has contacts, by ISO3.

    A country's sheet is that of its latest published version, else of its latest one; a version
    without contacts (the sheet may be taken out) counts only where no version has any.
    """
    versions = _versions(source, content)
    rows = _sheet_rows(source, [report["id"] for report in versions.values()])
    changes = _changes(source)
    countries = {*content.partners(latest_round(content))}
    countries |= {iso3 for iso3, report in versions.items() if rows[report["id"]]} | set(changes)
    roles = wanted_roles(content)
    return tuple(
        _network(
            iso3,
            versions.get(iso3),
            rows[versions[iso3]["id"]] if iso3 in versions else (),
            changes[iso3],
            roles,
            today,
        )
        for iso3 in sorted(countries)
    )


def latest_round(content: Content) -> str:
    """The last round that countries are asked to report to."""
    asked = [one for one in content.rounds.values() if one.asked]
    return max(asked, key=lambda one: one.period_to).code


def wanted_roles(content: Content) -> tuple[str, ...]:
    """The roles every country is asked to fill: focal point, and one contact for each theme."""
    themes = content.framework_of(latest_round(content)).themes
    return (FOCAL_POINT, *(f"TH-{code.upper()}" for code in themes))


def _versions(source: Source, content: Content) -> dict[str, RowMapping]:
    """Country -> the version whose sheet 08 is read."""
    has_contacts = select(Contact.id).where(Contact.report_id == Report.id).exists()
    query = select(
        Report.id, Report.country, Report.round, Report.version, Report.state, Report.stored_at,
        Report.extra, Report.cells, has_contacts.label("has_contacts"),
    )  # fmt: skip
    asked = {code: one.period_to for code, one in content.rounds.items() if one.asked}
    found = [row for row in source.rows(query) if row["round"] in asked]
    found.sort(
        key=lambda row: (
            row["has_contacts"],
            row["state"] == "published",
            asked[row["round"]],
            row["version"],
        )
    )
    return {row["country"]: row for row in found}


def _sheet_rows(
    source: Source, report_ids: Sequence[int]
) -> defaultdict[int, tuple[RowMapping, ...]]:
    table = Contact.__table__
    query = select(table).where(table.c.report_id.in_(report_ids)).order_by(table.c.id)
    found: defaultdict[int, tuple[RowMapping, ...]] = defaultdict(tuple)
    for row in source.rows(query):
        found[row["report_id"]] += (row,)
    return found


def _changes(source: Source) -> defaultdict[str, list[ContactChange]]:
    table = ContactEntry
    query = select(table.country, table.key, table.fields, table.removed, table.at)
    found: defaultdict[str, list[ContactChange]] = defaultdict(list)
    for row in source.rows(query.order_by(table.id)):
        over = row["fields"].get("over", "")
        change = ContactChange(row["key"], row["fields"], row["removed"], over, row["at"])
        found[row["country"]].append(change)
    return found


def _network(
    country: str,
    report: RowMapping | None,
    rows: Sequence[RowMapping],
    changes: Sequence[ContactChange],
    roles: Sequence[str],
    today: date,
) -> Network:
    code = report_code(country, report["round"], report["version"]) if report else ""
    said_at = report["stored_at"] if report else datetime.min
    over = {change.key: change.over for change in changes}
    contacts = tuple(
        _contact(one, rows, code, said_at, over.get(one.key, ""), today)
        for one in current_contacts([dict(row) for row in rows], said_at, changes)
    )
    filled = {one.role for one in contacts}
    missing = tuple(role for role in roles if role not in filled)
    amiss = {remark for one in contacts for remark in one.remarks}
    if FOCAL_POINT in missing:
        amiss.add("no-focal-point")
    if any(role != FOCAL_POINT for role in missing):
        amiss.add("no-theme-contact")
    author, place = _author(report, contacts)
    return Network(
        country,
        code,
        report["state"] if report else "",
        contacts,
        author,
        place,
        missing,
        tuple(remark for remark in REMARKS if remark in amiss),
    )


def _contact(
    one: CurrentContact,
    rows: Sequence[RowMapping],
    report: str,
    said_at: datetime,
    over: str,
    today: date,
) -> ContactNow:
    confirmed = (one.changed_at or said_at).date()
    since = one.fields["since"]
    if since is not None and confirmed < since <= today:
        confirmed = since
    return ContactNow(
        key=one.key,
        **one.fields,
        report=report if one.row is not None else "",
        place=_place(rows[one.row]) if one.row is not None else "",
        changed_at=one.changed_at,
        confirmed_on=confirmed,
        over=report if one.row is not None else over,
        remarks=_remarks(one.fields, confirmed, today),
    )


def _place(row: RowMapping) -> str:
    """The cells of a row of the sheet: 08_CONTACTS!B7:L7."""
    letters = [cell.rstrip("0123456789") for cell in row["cells"].values()]
    letters.sort(key=lambda one: (len(one), one))
    if not letters:
        return str(row["sheet"])
    return f"{row['sheet']}!{letters[0]}{row['row']}:{letters[-1]}{row['row']}"


def _remarks(values: Mapping[str, Any], confirmed: date, today: date) -> tuple[str, ...]:
    email = values["email"]
    holds = {
        "old": today - confirmed > OLD,
        "not-listed": values["consent"] != "Y",
        "email": email is None or not desk.is_email(email),
    }
    return tuple(remark for remark in REMARKS if holds.get(remark))


def _author(report: RowMapping | None, contacts: Sequence[ContactNow]) -> tuple[str, str]:
    """Who wrote the report, by its sheet 01; "" when sheet 08 names an author."""
    if report is None or any(one.role == AUTHOR for one in contacts):
        return "", ""
    name = report["extra"].get("private", {}).get("author_name") or ""
    place = f"{report['cells'].get('sheet', '')}!{report['cells'].get('author_name', '')}"
    return name, place.strip("!") if name else ""
