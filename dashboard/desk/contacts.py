"""Contacts written, changed, removed, taken away."""

from datetime import date

import flask

from dashboard.api.answers import XLSX, download
from dashboard.auth import Right, person
from dashboard.components.contacts import ASKED, contact_columns
from dashboard.context import Context
from dashboard.desk.routes import Route, back
from dashboard.exports.contacts import CSV, contacts_csv, contacts_xlsx
from dashboard.figures.names import Names
from dashboard.queries.contacts import ContactNow, latest_round, networks
from dashboard.shell.view import source_of
from loaders import desk
from schemas.template import ColumnType

FORMATS = {"xlsx": (contacts_xlsx, XLSX), "csv": (contacts_csv, CSV)}


def _add(context: Context, country: str) -> flask.Response:
    return _write(context, country, None)


def _change(context: Context, country: str, key: str) -> flask.Response:
    contact = _contact(context, country, key)
    return back("contact-gone") if contact is None else _write(context, country, contact)


def _remove(context: Context, country: str, key: str) -> flask.Response:
    contact = _contact(context, country, key)
    if contact is None:
        return back("contact-gone")
    desk.remove_contact(
        context.writer, country, key, contact.role or "", person().actor, contact.over
    )
    return back("contact-removed")


def _write(context: Context, country: str, contact: ContactNow | None) -> flask.Response:
    if not person().may(Right.CONTACTS, country) or country not in context.content.countries:
        return back("contact-gone")
    given = {column.key: "" for column in contact_columns(context.content)}
    given = {name: flask.request.form.get(name, "").strip() for name in given}
    if not _is_valid(context, given):
        return back("contact-invalid")
    key, over = (contact.key, contact.over) if contact else ("", "")
    desk.change_contact(context.writer, country, given, person().actor, key=key, over=over)
    return back("contact-changed" if contact else "contact-added")


def _is_valid(context: Context, given: dict[str, str]) -> bool:
    """What must be there is there, codes are of their lists, days are real."""
    lists = next(iter(context.content.templates.values())).lists
    for column in contact_columns(context.content):
        value = given[column.key]
        if not value and column.key in ASKED:
            return False
        if value and column.list and value not in lists[column.list]:
            return False
        if value and column.type is ColumnType.DATE and not _is_day(value):
            return False
    return True


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _contact(context: Context, country: str, key: str) -> ContactNow | None:
    """Looked up among the contacts of now: another may have removed him meanwhile."""
    if not person().may(Right.CONTACTS, country):
        return None
    known = networks(source_of(context), context.content, date.today())
    of_country = (one for one in known if one.country == country)
    return next((c for one in of_country for c in one.contacts if c.key == key), None)


def _export(context: Context) -> flask.Response:
    """The contacts of every country as a file, and a line in the audit log that says so."""
    form = flask.request.form
    make, kind = FORMATS.get(form.get("format", ""), FORMATS["xlsx"])
    language = form.get("lang", "")
    words = context.content.words.get(language) or context.content.words["fr"]
    framework = context.content.framework_of(latest_round(context.content))
    names = Names(context.content, words, framework)
    with_refusals = form.get("refused") == "1"
    known = networks(source_of(context), context.content, date.today())
    n = sum(c.may_be_listed or with_refusals for one in known for c in one.contacts)
    ending = "csv" if kind == CSV else "xlsx"
    desk.record_contacts_export(context.writer, person().actor, ending, n, with_refusals)
    name = f"{words('contacts.file.name')}-{date.today().isoformat()}.{ending}"
    return download(make(known, names, with_refusals, date.today()), kind, name)


ROUTES: tuple[Route, ...] = (
    Route("contacts-export", "/contacts/export", Right.CONTACTS_EXPORT, _export),
    Route("contact-add", "/contacts/<country>", Right.CONTACTS, _add),
    Route("contact-change", "/contacts/<country>/<key>", Right.CONTACTS, _change),
    Route("contact-remove", "/contacts/<country>/<key>/remove", Right.CONTACTS, _remove),
)
