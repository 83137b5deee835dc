"""Focal points and contacts: personal data, for the secretariat alone."""

from collections.abc import Sequence
from datetime import date

from dash.development.base_component import Component

from dashboard.auth import Right
from dashboard.components.contacts import directory_of, directory_part, export_part
from dashboard.context import Context, View
from dashboard.figures.names import Names
from dashboard.queries.contacts import FOCAL_POINT, Network, networks
from dashboard.shell.view import source_of

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("page.focal-points")


def lead(view: View, context: Context) -> str:
    known = _networks(context)
    named = [one for one in known if FOCAL_POINT not in one.missing]
    return view.words.count("contacts.lead", len(named), total=view.words.number(len(known)))


def body(view: View, context: Context) -> Sequence[Component]:
    names = Names(context.content, view.words, view.framework)
    country = next(iter(view.filters.countries), "")
    directory = directory_of(_networks(context), names, country, view.filters.kind)
    parts = directory_part(view, names, directory)
    if view.person.may(Right.CONTACTS_EXPORT) and not directory.country:
        parts += export_part(view)
    return parts


def _networks(context: Context) -> tuple[Network, ...]:
    return networks(source_of(context), context.content, date.today())
