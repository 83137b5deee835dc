"""Signing in, and who is signed in."""

from collections.abc import Sequence
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.components import signing
from dashboard.context import Context, View
from schemas.database.desk import LOCAL

FILTERS = ()
QUERY = ("next",)


def title(view: View, context: Context) -> str:
    if view.person.is_known:
        return view.words("shell.account")
    return view.words("sign-in.choose" if view.person.name else "page.sign-in")


def lead(view: View, context: Context) -> str:
    if view.person.is_known or not _has_accounts(context):
        return ""
    return view.words("sign-in.choose.lead" if view.person.name else "sign-in.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    person, words = view.person, view.words
    here = view.link("sign-in", keep=False)
    if person.is_known:
        country = context.content.countries.get(person.country or "")
        is_local = person.name == LOCAL
        parts = [
            signing.who(words, person, country, is_local),
            *signing.sign_out_form(words, here),
        ]
        if is_local:
            return [*parts, html.P(words("sign-in.local.note"), className="small")]
        heading = html.H2(words("sign-in.change-password"))
        return [*parts, heading, *signing.password_form(words, here)]
    if person.name:
        return [*signing.password_form(words, here), *signing.sign_out_form(words, here)]
    if not _has_accounts(context):
        return [signing.without_accounts(words)]
    next_page = view.query.get("next", "")
    if next_page:
        here = f"{here}?{urlencode({'next': next_page})}"
    return signing.sign_in_form(words, here, next_page)


def _has_accounts(context: Context) -> bool:
    return context.identity is not None and context.identity.has_accounts()
