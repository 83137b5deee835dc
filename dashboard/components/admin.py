"""Renders what the administrator sees: accounts, the audit log, settings, content files."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component
from sqlalchemy import make_url

from dashboard.auth import Role
from dashboard.components.attributes import aria
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import View
from dashboard.queries import AccountRow, AuditFilter, AuditPage, AuditRow
from dashboard.settings import Settings
from schemas.content import Content
from schemas.country import folded
from schemas.wording import Words

TABS = ("accounts", "audit", "backups", "settings", "content")

HIDDEN = "•" * 8
"""Stands for a value that is nobody's business."""


def tab_of(view: View) -> str:
    """The tab that the address asks for; accounts for any other."""
    asked = view.query.get("tab", "")
    return asked if asked in TABS else TABS[0]


def tabs(view: View, current: str) -> Component:
    here = view.link("admin", keep=False)
    links = [
        html.A(
            view.words(f"admin.tab.{tab}"),
            href=f"{here}?tab={tab}",
            **(aria(current="page") if tab == current else {}),
        )
        for tab in TABS
    ]
    return html.Nav(links, className="tabs", **aria(label=view.words("page.admin")))


def accounts_part(view: View, content: Content, rows: Sequence[AccountRow]) -> list[Component]:
    """Every account with what can be changed, and the form for a new one."""
    words, here = view.words, view.link("admin", keep=False)
    countries = _countries(words, content)
    shown = [
        {
            "account": row,
            "role": _role(words, content, row.role, row.country),
            "signed_in": words.time(row.signed_in_at) if row.signed_in_at else words("admin.never"),
            "is_own": row.email == view.person.name,
            "forms": [form_markup(form) for form in _changes(words, here, row, countries)],
        }
        for row in rows
    ]
    add = Form(
        "/desk/accounts/add",
        words("admin.add.submit"),
        (
            Field(
                "email",
                words("sign-in.email"),
                "email",
                required=True,
                attributes={"autocomplete": "off", "maxlength": "254"},
            ),
            *_standing(words, "" if rows else Role.ADMIN.value, "", countries),
        ),
        back=here,
    )
    template = environment().get_template("admin_accounts.html")
    return slot("accounts", template.render(words=words, rows=shown, add=form_markup(add)))


def audit_part(
    view: View, page: AuditPage, wanted: AuditFilter, actions: Sequence[str]
) -> list[Component]:
    """A page of the log, the form that narrows it, and the way to the file."""
    words, here = view.words, view.link("admin", keep=False)
    query = {"action": wanted.action, "actor": wanted.actor, "subject": wanted.subject}
    query = {name: value for name, value in query.items() if value}

    def at(number: int) -> str:
        return f"{here}?{urlencode({'tab': 'audit', **query, 'page': str(number)})}"

    known = sorted((action_word(words, code), code) for code in actions)
    template = environment().get_template("admin_audit.html")
    markup = template.render(
        words=words,
        here=here,
        wanted=wanted,
        actions=[(code, label) for label, code in known],
        page=page,
        lines=[_line(words, row) for row in page.rows],
        newer=at(page.page - 1),
        older=at(page.page + 1),
        file=f"/desk/audit.csv?{urlencode({**query, 'lang': words.language})}",
    )
    return slot("audit", markup)


def settings_part(view: View, settings: Settings) -> list[Component]:
    """Every setting as the server runs with it; passwords and keys are not shown."""
    values = {field.name: str(getattr(settings, field.name)) for field in fields(settings)}
    values["secret_key"] = HIDDEN
    values["hosts"] = ", ".join(settings.hosts)
    values["database_url"] = make_url(settings.database_url).render_as_string(hide_password=True)
    heads = ("admin.settings.name", "admin.settings.value")
    rows = [(f"DAKAR_{name.upper()}", value) for name, value in values.items()]
    return _facts(view.words, "settings", heads, rows)


def content_part(view: View, content: Content) -> list[Component]:
    """The files of data/ with what they hold. A text missing in a language stops the start, so
    none is missing here."""
    words = view.words
    rows = [
        (file.relative_to(content.folder).as_posix(), words(f"admin.content.{kind}"))
        for kind, files in _content_files(content.folder)
        for file in files
    ]
    rows += [
        (f"locales/{code}/*.po", words.count("admin.content.texts", len(content.words[code].keys)))
        for code in content.languages
    ]
    heads = ("admin.content.file", "admin.content.holds")
    explained = words("admin.content.missing", languages=words.listed(list(content.languages)))
    return [html.P(explained), *_facts(words, "content", heads, rows)]


def action_word(words: Words, code: str) -> str:
    """The action in words; its code while nobody has given it any."""
    key = f"audit.{code}"
    return words(key) if key in words.keys else code


def _facts(
    words: Words, name: str, heads: Sequence[str], rows: Sequence[tuple[str, str]]
) -> list[Component]:
    template = environment().get_template("admin_facts.html")
    markup = template.render(
        explained=words(f"admin.{name}.explained"), heads=[words(head) for head in heads], rows=rows
    )
    return slot(name, markup)


def _content_files(folder: Path) -> list[tuple[str, list[Path]]]:
    patterns = {
        "frameworks": "frameworks/*.toml",
        "templates": "templates/*.toml",
        "rounds": "rounds.toml",
        "meetings": "meetings.toml",
        "countries": "*.csv",
        "help": "help/*.md",
    }
    return [(kind, sorted(folder.glob(pattern))) for kind, pattern in patterns.items()]


def _changes(
    words: Words, here: str, row: AccountRow, countries: Sequence[tuple[str, str]]
) -> list[Form]:
    who = Field("email", kind="hidden", value=row.email)
    activate = "disable" if row.active else "enable"
    return [
        Form(
            "/desk/accounts/role",
            words("admin.role.submit"),
            (who, *_standing(words, row.role, row.country or "", countries)),
            back=here,
            look="inline quiet",
        ),
        Form(
            "/desk/accounts/password",
            words("admin.password.submit"),
            (who,),
            back=here,
            look="inline quiet",
            confirm=words("admin.password.confirm", email=row.email),
        ),
        Form(
            f"/desk/accounts/{activate}",
            words(f"admin.{activate}.submit"),
            (who,),
            back=here,
            look="inline quiet",
            confirm=words("admin.disable.confirm", email=row.email) if row.active else "",
        ),
    ]


def _standing(
    words: Words, role: str, country: str, countries: Sequence[tuple[str, str]]
) -> tuple[Field, Field]:
    roles = [(one.value, words(f"role.{one}")) for one in Role]
    return (
        Field("role", words("sign-in.role"), "choice", role, roles),
        Field("country", words("admin.country"), "choice", country, countries),
    )


def _countries(words: Words, content: Content) -> list[tuple[str, str]]:
    named = [(words.text(one.name), one.iso3) for one in content.countries.values()]
    named.sort(key=lambda pair: folded(pair[0]))
    return [("", words("admin.no-country")), *((iso3, name) for name, iso3 in named)]


def _role(words: Words, content: Content, role: str, country: str | None) -> str:
    known = content.countries.get(country or "")
    if known is None:
        return words(f"role.{role}")
    return words("sign-in.role-country", role=words(f"role.{role}"), country=words.text(known.name))


def _line(words: Words, row: AuditRow) -> dict[str, Any]:
    special = f"audit.actor.{row.actor}"
    is_named = row.actor and special not in words.keys
    return {
        "moment": f"{row.at.isoformat(timespec='seconds')}Z",
        "at": words.time(row.at),
        "actor": row.actor if is_named else words(special if row.actor else "audit.actor.nobody"),
        "role": words(f"role.{row.role}") if is_named and row.role else "",
        "action": action_word(words, row.action),
        "subject": row.subject,
        "change": " → ".join(_told(words, part) for part in (row.before, row.after) if part),
        "detail": ", ".join(
            f"{key}: {value}" for key, value in row.detail.items() if value is not None
        ),
    }


def _told(words: Words, value: str) -> str:
    """A state in the reader's words; any other value as it was written. The file keeps codes."""
    key = f"reports.state.{value}"
    return words(key) if key in words.keys else value
