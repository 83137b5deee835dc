"""Turns the contacts into a workbook or a CSV file, marked as personal data."""

import csv
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO

import xlsxwriter

from dashboard.exports.csv import neutral
from dashboard.exports.sheets import LONGEST, MADE
from dashboard.figures.names import Names
from dashboard.queries.contacts import ContactNow, Network
from schemas.template import Column

CSV = "text/csv; charset=utf-8"
WIDTH = 28


def contacts_xlsx(
    networks: Sequence[Network], names: Names, with_refusals: bool, today: date
) -> bytes:
    """A first sheet that says what this file is, then a sheet with a row for each contact.
    Every text is written as text. Without `with_refusals`, only who agreed to be listed."""
    words, stream = names.words, BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": words("contacts.file.mark"), "created": MADE})
        bold = book.add_format({"bold": True})
        first = book.add_worksheet(words("contacts.file.sheet"))
        first.set_column(0, 0, 100)
        for place, line in enumerate(_imprint(networks, names, with_refusals, today)):
            first.write_string(place, 0, line, bold if place == 0 else None)
        sheet = book.add_worksheet(words("contacts.file.list"))
        for place, row in enumerate(_rows(networks, names, with_refusals)):
            for column, text in enumerate(row):
                style = None if place else bold
                sheet.write_string(place, column, text[:LONGEST], style)
        sheet.set_column(0, len(_heads(names)) - 1, WIDTH)
        sheet.freeze_panes(1, 1)
    return stream.getvalue()


def contacts_csv(
    networks: Sequence[Network], names: Names, with_refusals: bool, today: date
) -> bytes:
    """The same rows, quoted; what the file is stands below an empty line."""
    stream = StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows(
        [neutral(text) for text in row] for row in _rows(networks, names, with_refusals)
    )
    writer.writerow([])
    writer.writerows([neutral(line)] for line in _imprint(networks, names, with_refusals, today))
    return stream.getvalue().encode("utf-8-sig")


def _imprint(
    networks: Sequence[Network], names: Names, with_refusals: bool, today: date
) -> list[str]:
    words = names.words
    contacts = [contact for one in networks for contact in one.contacts]
    refused = sum(not contact.may_be_listed for contact in contacts)
    n = len(contacts) if with_refusals else len(contacts) - refused
    key = "contacts.file.included" if with_refusals else "contacts.file.left-out"
    count = words.count("contacts.file.contacts", n)
    return [
        words("contacts.file.mark"),
        words("contacts.file.rule"),
        words("contacts.file.made", date=words.date(today), contacts=count),
        words(key, n=words.number(refused)),
    ]


def _columns(names: Names) -> tuple[Column, ...]:
    template = next(iter(names.content.templates.values()))
    return tuple(column for column in template.sheets["contacts"].columns if column.is_input)


def _heads(names: Names) -> list[str]:
    words = names.words
    ours = [words(f"contacts.file.{key}") for key in ("country", "code")]
    asked = [words.text(column.label) for column in _columns(names)]
    last = [words(f"contacts.file.{key}") for key in ("source", "confirmed", "remarks")]
    return [*ours, *asked, *last]


def _rows(networks: Sequence[Network], names: Names, with_refusals: bool) -> list[list[str]]:
    by_country = {one.country: one for one in networks}
    rows = [_heads(names)]
    for iso3 in names.alphabetical(by_country):
        rows += [
            _row(names, iso3, contact)
            for contact in by_country[iso3].contacts
            if contact.may_be_listed or with_refusals
        ]
    return rows


def _row(names: Names, iso3: str, contact: ContactNow) -> list[str]:
    words = names.words
    asked = [_text(names, column, getattr(contact, column.key)) for column in _columns(names)]
    if contact.changed_at is not None:
        source = words("contacts.source.desk", date=words.date(contact.changed_at.date()))
    else:
        source = f"{contact.report} {contact.place}"
    day = words.date(contact.confirmed_on)
    remarks = "; ".join(words(f"contacts.remark.{code}", date=day) for code in contact.remarks)
    return [names.country(iso3), iso3, *asked, source, contact.confirmed_on.isoformat(), remarks]


def _text(names: Names, column: Column, value: object) -> str:
    if value is None:
        return ""
    return names.entry(column.list, str(value)) if column.list else str(value)
