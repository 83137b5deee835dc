"""Renders the list of a round's reports: how many in each state, filters, one line a country."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from dashboard.addresses import href
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.figures.names import Names
from dashboard.queries.report_lists import Line

STATES = ("draft", "submitted", "needs-revision", "validated", "published", "superseded")
"""In the order a report goes through them."""


@dataclass(frozen=True)
class Listed:
    """A line of the list, and the other versions of the same report."""

    line: Line
    others: tuple[Line, ...]


@dataclass(frozen=True)
class ReportsList:
    """`lines` pass the filters `state` and `country`; `counts` are of the newest version of
    each country. `rounds` and `countries` can be chosen."""

    round: str
    state: str
    country: str
    lines: tuple[Listed, ...]
    counts: tuple[tuple[str, int], ...]
    rounds: tuple[str, ...]
    countries: tuple[str, ...]
    total: int


def reports_list(
    lines: Sequence[Line],
    names: Names,
    *,
    round_code: str,
    rounds: Sequence[str],
    state: str = "",
    country: str = "",
) -> ReportsList:
    """Without a state the newest version of each country; with one, every version in it."""
    by_country: dict[str, list[Line]] = {}
    for line in lines:
        by_country.setdefault(line.country, []).append(line)
    order = names.alphabetical(by_country)
    newest = Counter(by_country[iso3][0].state for iso3 in order)
    listed = [
        Listed(line, tuple(one for one in by_country[iso3] if one != line))
        for iso3 in order
        for line in (by_country[iso3] if state else by_country[iso3][:1])
        if state in ("", line.state) and country in ("", iso3)
    ]
    return ReportsList(
        round=round_code,
        state=state if state in STATES else "",
        country=country if country in by_country else "",
        lines=tuple(listed),
        counts=tuple((one, newest[one]) for one in STATES if newest[one]),
        rounds=tuple(rounds),
        countries=tuple(order),
        total=len(order),
    )


def reports_part(view: View, context: Context, shown: ReportsList) -> list[Component]:
    """The whole page, below its title."""

    def address(**changes: str) -> str:
        kept = {"round": shown.round, "state": shown.state, "countries": ()} | changes
        return href("reports", view.language, view.filters.query(**kept))

    html = (
        environment()
        .get_template("desk_reports.html")
        .render(
            words=view.words,
            names=Names(context.content, view.words, view.framework),
            shown=shown,
            here=href("reports", view.language),
            address=address,
            link=lambda code: href("report", view.language, report=code),
            round_name=lambda code: view.words.text(context.content.rounds[code].name),
            states=STATES,
            own=view.person.only_country is not None,
        )
    )
    return slot("reports", html, "reports-place")
