"""Accounts and the audit log."""

from collections.abc import Callable

import flask
from markupsafe import Markup

from dashboard.addresses import href, locate
from dashboard.api.answers import CSV, download
from dashboard.auth import Right, person
from dashboard.auth.accounts import hashed
from dashboard.auth.passwords import one_time_password
from dashboard.context import Context
from dashboard.desk.routes import Route, back
from dashboard.exports.log import audit_csv
from dashboard.queries import AuditFilter, audit_rows
from dashboard.shell.plain import form_page
from loaders import desk
from schemas.database.audit import record
from schemas.wording import Words

Answer = Callable[[Context], flask.Response]


def _or_why_not(change: Answer) -> Answer:
    """What cannot be is told on the page; nobody closes the door on himself."""

    def answer(context: Context) -> flask.Response:
        if desk.kept_form(flask.request.form.get("email", "")) == person().name:
            return back("account-own")
        try:
            return change(context)
        except desk.AccountError as error:
            return back(f"account-{error.code}")

    return answer


def _add(context: Context) -> flask.Response:
    form = flask.request.form
    what = desk.standing(context.content, form.get("role", ""), form.get("country"))
    assert context.identity is not None  # noqa: S101  the application always has one
    if what.role != "admin" and not context.identity.has_accounts():
        return back("account-first")
    email = desk.clean_email(form.get("email", ""))
    password = one_time_password()
    desk.add_account(
        context.writer, email, what, hashed(password), person().actor, must_change=True
    )
    return _shown(context, email, password)


def _role(context: Context) -> flask.Response:
    form = flask.request.form
    what = desk.standing(context.content, form.get("role", ""), form.get("country"))
    desk.change_standing(context.writer, form.get("email", ""), what, person().actor)
    return back("account-changed")


def _password(context: Context) -> flask.Response:
    email, password = flask.request.form.get("email", ""), one_time_password()
    desk.set_password(context.writer, email, hashed(password), person().actor, must_change=True)
    return _shown(context, email, password)


def _disable(context: Context) -> flask.Response:
    desk.set_active(context.writer, flask.request.form.get("email", ""), False, person().actor)
    return back("account-changed")


def _enable(context: Context) -> flask.Response:
    desk.set_active(context.writer, flask.request.form.get("email", ""), True, person().actor)
    return back("account-changed")


def _shown(context: Context, email: str, password: str) -> flask.Response:
    """The one-time password, in this answer only: it is kept nowhere."""
    words = _words(context)
    secret = Markup('<p class="one-time"><code>{}</code></p><p>{}</p>').format(
        password, words("admin.one-time.then")
    )
    said = words("admin.one-time", email=email)
    address = href("admin", words.language)
    return form_page(words, words("admin.one-time.title"), said, secret, address, status=200)


def _audit_file(context: Context) -> flask.Response:
    """The log as a file; that it was taken is written down as well."""
    query = flask.request.args
    wanted = AuditFilter(*(query.get(name, "") for name in ("action", "actor", "subject")))
    data = audit_csv(audit_rows(context.reader, wanted))
    with context.writer.begin() as connection:
        record(connection, person().actor, "audit-exported", "audit")
    return download(data, CSV, "audit.csv")


def _words(context: Context) -> Words:
    located = locate(flask.request.form.get("back", "").partition("?")[0])
    return context.content.words[located.language if located else context.settings.language]


ROUTES = (
    Route("account-add", "/accounts/add", Right.ADMIN, _or_why_not(_add)),
    Route("account-role", "/accounts/role", Right.ADMIN, _or_why_not(_role)),
    Route("account-password", "/accounts/password", Right.ADMIN, _or_why_not(_password)),
    Route("account-disable", "/accounts/disable", Right.ADMIN, _or_why_not(_disable)),
    Route("account-enable", "/accounts/enable", Right.ADMIN, _or_why_not(_enable)),
    Route("audit-file", "/audit.csv", Right.ADMIN, _audit_file, "GET"),
)
