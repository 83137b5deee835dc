"""All that is published, as files and over the read API, with its dictionary."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.api.data import kept_package
from dashboard.components.open_data import Offered, open_data_part
from dashboard.components.slot import slot
from dashboard.context import Context, View
from dashboard.exports.open_tables import open_tables
from dashboard.memo import BusyError
from dashboard.shell.view import source_for

FILTERS: tuple[str, ...] = ()


def title(view: View, context: Context) -> str:
    return view.words("page.data")


def lead(view: View, context: Context) -> str:
    return view.words("data.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    tables = tuple(open_tables(context.content).values())
    try:
        package = kept_package(context, source_for(view, context))
    except BusyError:
        package = None
    markup = open_data_part(view, context.content, Offered(tables, package))
    return slot("open-data", markup, "prose wide open-data")
