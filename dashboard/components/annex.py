"""Renders the annex of the method: every finding set aside in a published report, and why."""

from dataclasses import replace

from dash.development.base_component import Component

from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.figures.names import Names
from dashboard.queries import Source
from dashboard.queries.reports import SetAside, set_aside_findings
from schemas.country import folded
from schemas.findings import Finding
from schemas.findings_text import message

HIDDEN = "…"
"""Stands for what a cell held: it may name a person, or be for the partners only."""

KEPT = frozenset(
    {"column", "columns", "list", "country", "round", "objective", "measure_id", "expected"}
)
"""Params of a finding that hold codes of ours, and nothing a country wrote."""


def overrides_annex(view: View, context: Context) -> list[Component]:
    """A table by country and round; a line of text while nothing is set aside."""
    names = Names(context.content, view.words, view.framework)
    rows = set_aside_findings(Source(context.reader, view.consents))
    ordered = sorted(rows, key=lambda one: (folded(names.country(one.country)), one.round))
    html = (
        environment()
        .get_template("annex.html")
        .render(
            words=view.words,
            rows=[
                (one, names.country(one.country), _sentence(one, view, context)) for one in ordered
            ],
            round_name=lambda code: view.words.text(context.content.rounds[code].name),
        )
    )
    return slot("annex", html, "annex")


def _sentence(one: SetAside, view: View, context: Context) -> str:
    said = message(without_values(one.finding), view.words, context.content)
    return f"{said.where} – {said.what}"


def without_values(finding: Finding) -> Finding:
    """The finding as everybody may read it."""
    params = {key: value for key, value in finding.params.items() if key in KEPT}
    return replace(finding, value=HIDDEN if finding.value else "", params=params)
