"""Signing in and out, and one's own password."""

import flask

from dashboard.addresses import href, locate
from dashboard.auth import Right, person
from dashboard.auth.accounts import accounts, hashed, sign_in, sign_out
from dashboard.auth.passwords import problem
from dashboard.context import Context
from dashboard.desk.routes import Route, back, own_path
from loaders import desk
from schemas.database.audit import Actor
from schemas.database.desk import LOCAL

LONGEST_ADDRESS = 254


def _local_link(context: Context, key: str) -> flask.Response:
    """The one-time link that the start prints, where there are no accounts."""
    assert context.identity is not None  # noqa: S101  the application always has one
    language = context.settings.language
    if context.identity.use_link(flask.request, key):
        return _to(f"/{language}/")
    return back("link-used", to=href("sign-in", language))


def _sign_in(context: Context) -> flask.Response:
    """Whether there is no such account, it is disabled, or the password is wrong: one answer."""
    form = flask.request.form
    typed = desk.kept_form(form.get("email", ""))[:LONGEST_ADDRESS]
    address = "".join(letter for letter in typed if letter.isprintable())
    if not desk.begin_attempt(context.writer, address):
        return back("sign-in-wait")
    user = accounts().verified(address, form.get("password", ""))
    if user is None:
        desk.attempt_failed(context.writer, address)
        return back("sign-in-failed")
    sign_in(user)
    desk.attempt_succeeded(context.writer, user.email, Actor(user.email, user.role))
    if user.must_change:
        return back("choose-password")
    return _to(own_path(form.get("next", "")))


def _sign_out(context: Context) -> flask.Response:
    """Ends the session here and wherever a copy of it may be."""
    who = person()
    if who.name == LOCAL:
        assert context.identity is not None  # noqa: S101  the application always has one
        context.identity.end_local()
    elif who.name:
        desk.end_sessions(context.writer, who.name, who.actor)
    sign_out()
    return back("signed-out", to=href("sign-in", _language(context)))


def _password(context: Context) -> flask.Response:
    """Changes one's own password: the one before is asked for, and every session ends but this."""
    who, form = person(), flask.request.form
    if who.name in ("", LOCAL):
        return back("sign-in-first", to=href("sign-in", _language(context)))
    current, new = form.get("current", ""), form.get("new", "")
    wrong = problem(new) or _mistyped(current, new, form.get("again", ""))
    if wrong:
        return back(wrong)
    if not desk.begin_attempt(context.writer, who.name):
        return back("sign-in-wait")
    if accounts().verified(who.name, current) is None:
        desk.attempt_failed(context.writer, who.name)
        return back("password-wrong")
    desk.set_password(context.writer, who.name, hashed(new), who.actor, must_change=False)
    user = accounts().store.find_user(email=who.name)
    if user is None:
        return back("sign-in-first", to=href("sign-in", _language(context)))
    sign_in(user)
    desk.attempt_succeeded(context.writer, user.email, Actor(user.email, user.role))
    return back("password-changed")


def _mistyped(current: str, new: str, again: str) -> str:
    if new != again:
        return "password-differs"
    return "password-same" if new == current else ""


def _language(context: Context) -> str:
    """Of the page the form stood on."""
    located = locate(flask.request.form.get("back", "").partition("?")[0])
    return located.language if located else context.settings.language


def _to(address: str) -> flask.Response:
    response = flask.redirect(address, 303)
    assert isinstance(response, flask.Response)  # noqa: S101  werkzeug's annotation is wider
    return response


ROUTES = (
    Route("local-link", "/local/<key>", Right.OPEN, _local_link, "GET"),
    Route("sign-in", "/sign-in", Right.OPEN, _sign_in),
    Route("sign-out", "/sign-out", Right.OPEN, _sign_out),
    Route("password", "/password", Right.OPEN, _password),
)
