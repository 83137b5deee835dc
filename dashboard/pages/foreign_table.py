"""A country's own table becomes a report: its headings, what each holds, and a preview."""

from collections.abc import Sequence

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.api.uploads import limits_of
from dashboard.components import foreign
from dashboard.components.slot import slot
from dashboard.context import Context, View
from dashboard.desk.foreign import own_upload
from loaders import desk

FILTERS = ()
QUERY = ("upload", "step", "country")


def title(view: View, context: Context) -> str:
    return view.words("page.foreign-table")


def lead(view: View, context: Context) -> str:
    return "" if view.query.get("upload") else view.words("foreign.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return slot("foreign", _step(view, context))


def _step(view: View, context: Context) -> Markup:
    upload = view.query.get("upload", "")
    if not upload:
        return foreign.file_step(view, context)
    kept = own_upload(context, upload)
    if kept is None:
        return foreign.gone(view)
    limits = limits_of(context)
    try:
        if view.query.get("step") == "3":
            result = desk.foreign_preview(context.reader, context.content, kept, limits)
            return foreign.preview_step(view, context, kept, result)
        proposal, layout = desk.foreign_proposal(context.reader, context.content, kept, limits)
    except (desk.NotForeignError, ValueError):
        return foreign.unread(view)
    return foreign.columns_step(view, context, kept, proposal, layout)
