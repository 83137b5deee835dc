"""Renders signing in, who is signed in, and the choice of a password: plain forms."""

from dash import html
from dash.development.base_component import Component

from dashboard.auth import Person
from dashboard.auth.passwords import LONGEST, SHORTEST
from dashboard.components.form import Field, Form, form_part
from schemas.country import Country
from schemas.wording import Words


def sign_in_form(words: Words, here: str, next_page: str) -> list[Component]:
    form = Form(
        action="/desk/sign-in",
        submit=words("sign-in.submit"),
        back=here,
        fields=(
            Field(
                "email",
                words("sign-in.email"),
                "email",
                required=True,
                attributes={"autocomplete": "username", "maxlength": "254", "autofocus": ""},
            ),
            _secret("password", words("sign-in.password"), "current-password"),
            Field("next", kind="hidden", value=next_page),
        ),
    )
    return [*form_part("sign-in", form), html.P(words("sign-in.lost"), className="small")]


def password_form(words: Words, here: str) -> list[Component]:
    form = Form(
        action="/desk/password",
        submit=words("sign-in.change-password"),
        back=here,
        fields=(
            _secret("current", words("sign-in.current"), "current-password"),
            _secret("new", words("sign-in.new"), "new-password", words("sign-in.new.help")),
            _secret("again", words("sign-in.again"), "new-password"),
        ),
    )
    return [*form_part("password", form)]


def sign_out_form(words: Words, here: str) -> list[Component]:
    form = Form("/desk/sign-out", words("sign-in.sign-out"), back=here, look="inline quiet")
    return [*form_part("sign-out", form)]


def who(words: Words, person: Person, country: Country | None, is_local: bool) -> Component:
    """Who is signed in, as what, and what that allows, in plain words."""
    role = words(f"role.{person.role}") if person.role else ""
    if country is not None:
        role = words("sign-in.role-country", role=role, country=words.text(country.name))
    facts = [
        (words("sign-in.as"), words("sign-in.local") if is_local else person.name),
        (words("sign-in.role"), role),
        (words("sign-in.may"), words(f"role.{person.role}.may")),
    ]
    rows = [part for label, text in facts for part in (html.Dt(label), html.Dd(text))]
    return html.Dl(rows, className="facts")


def without_accounts(words: Words) -> Component:
    """How the first account comes about, and how to work without one."""
    steps = [html.Li(words(f"sign-in.no-accounts.{n}")) for n in (1, 2)]
    return html.Div([html.P(words("sign-in.no-accounts")), html.Ul(steps)], className="prose")


def _secret(name: str, label: str, purpose: str, explained: str = "") -> Field:
    attributes = {"autocomplete": purpose, "maxlength": str(LONGEST)}
    if purpose == "new-password":
        attributes["minlength"] = str(SHORTEST)
    return Field(name, label, "password", help=explained, required=True, attributes=attributes)
