"""Accounts, the audit log, and the settings."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components import admin, backups
from dashboard.context import Context, View
from dashboard.queries import AuditFilter, accounts, audit_actions, audit_page

FILTERS = ()
QUERY = ("action", "actor", "subject")


def title(view: View, context: Context) -> str:
    return view.words("page.admin")


def lead(view: View, context: Context) -> str:
    return view.words(f"admin.{admin.tab_of(view)}.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    tab = admin.tab_of(view)
    return [admin.tabs(view, tab), *PARTS[tab](view, context)]


def _accounts(view: View, context: Context) -> Sequence[Component]:
    return admin.accounts_part(view, context.content, accounts(context.reader))


def _audit(view: View, context: Context) -> Sequence[Component]:
    query = view.query
    wanted = AuditFilter(*(query.get(name, "") for name in ("action", "actor", "subject")))
    number = query.get("page", "")
    page = int(number) if number.isdecimal() and len(number) < 7 else 1
    found = audit_page(context.reader, wanted, page)
    return admin.audit_part(view, found, wanted, audit_actions(context.reader))


def _settings(view: View, context: Context) -> Sequence[Component]:
    return admin.settings_part(view, context.settings)


def _content(view: View, context: Context) -> Sequence[Component]:
    return admin.content_part(view, context.content)


def _backups(view: View, context: Context) -> Sequence[Component]:
    return backups.part(view, context.settings.backups_folder)


PARTS = {
    "accounts": _accounts,
    "audit": _audit,
    "backups": _backups,
    "settings": _settings,
    "content": _content,
}
