"""Every version of every report of a round, and its state."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components.desk_reports import ReportsList, reports_list, reports_part
from dashboard.context import Context, View
from dashboard.figures.names import Names
from dashboard.queries.report_lists import report_lines, rounds_with_versions
from dashboard.shell.view import source_of

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("page.reports")


def lead(view: View, context: Context) -> str:
    own = view.person.only_country
    country = context.content.countries.get(own or "")
    if country is not None:
        return view.words("reports.lead.own", country=view.words.text(country.name))
    return view.words("reports.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    return reports_part(view, context, _list(view, context))


def _list(view: View, context: Context) -> ReportsList:
    """A focal point sees the reports of his own country only."""
    source, only = source_of(context), view.person.only_country
    rounds = context.content.rounds.values()
    asked = sorted((one for one in rounds if one.asked), key=lambda one: one.period_to)
    others = [one.code for one in rounds if not one.asked]
    known = rounds_with_versions(source, only)
    codes = [*(one.code for one in reversed(asked)), *others]
    with_versions = [code for code in codes if code in known]
    chosen = view.filters.round or next(iter(with_versions or codes))
    return reports_list(
        report_lines(source, chosen, only),
        Names(context.content, view.words, view.framework),
        round_code=chosen,
        rounds=codes,
        state=view.filters.state,
        country=next(iter(view.filters.countries), ""),
    )
