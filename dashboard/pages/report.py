"""One version of a report: its state, what changed, what was found, and what to do."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.auth import Right
from dashboard.components.desk_report import report_parts
from dashboard.components.reply import reply_section
from dashboard.context import Context, View
from dashboard.queries import version_of
from dashboard.queries.report_lists import report_facts
from dashboard.shell.parts import crumbs
from dashboard.shell.refusals import MissingError, RefusedError
from dashboard.shell.view import source_of

FILTERS = ()


def title(view: View, context: Context) -> str:
    """Raises MissingError, or RefusedError to a focal point for another country's report."""
    version = version_of(source_of(context), view.located.values["report"])
    content = context.content
    if version is None or version.round not in content.rounds:
        raise MissingError
    if not view.person.may(Right.DESK, version.country):
        raise RefusedError
    return view.words(
        "reports.title",
        country=view.words.text(content.countries[version.country].name),
        round=view.words.text(content.rounds[version.round].name),
        n=version.version,
    )


def lead(view: View, context: Context) -> str:
    return ""


def body(view: View, context: Context) -> Sequence[Component]:
    code = view.located.values["report"]
    version = version_of(source_of(context), code)
    if version is None:
        raise MissingError
    facts = report_facts(source_of(context), version.id)
    address = view.link("reports", keep=False) + f"?round={version.round}"
    return [
        crumbs((view.words("page.reports"), address), label=view.words("reports.crumbs")),
        *report_parts(view, context, facts),
        *reply_section(view, context, code),
    ]
