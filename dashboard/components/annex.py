"""Renders the annex of the method: every finding set aside in a published report, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dash.development.base_component import Component

from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.figures.names import Names
from dashboard.queries import Source
from dashboard.queries.report_lists import SetAside, set_aside_findings
from schemas.country import folded
from schemas.findings import Finding
from schemas.findings_groups import Group, group_message, grouped

HIDDEN = "…"
"""Stands for what a cell held: it may name a person, or be for the partners only."""

KEPT = frozenset(
    {"column", "columns", "list", "country", "round", "objective", "measure_id", "expected"}
)
"""Params of a finding that hold codes of ours, and nothing a country wrote."""


@dataclass(frozen=True)
class AnnexRow:
    """Findings of one version that say the same and were set aside for the same reason."""

    country: str
    first: SetAside
    sentence: str


def overrides_annex(view: View, context: Context) -> list[Component]:
    """A table by country and round; a line of text while nothing is set aside."""
    rows = set_aside_findings(Source(context.reader, view.consents, snapshot=view.snapshot))
    by_reason: dict[tuple[str, str], list[SetAside]] = {}
    for row in rows:
        by_reason.setdefault((row.report, row.reason), []).append(row)
    made = [one for alike in by_reason.values() for one in _rows(view, context, alike)]
    html = (
        environment()
        .get_template("annex.html")
        .render(
            words=view.words,
            rows=sorted(made, key=lambda one: (folded(one.country), one.first.round)),
            round_name=lambda code: view.words.text(context.content.rounds[code].name),
        )
    )
    return slot("annex", html, "annex")


def _rows(view: View, context: Context, alike: Sequence[SetAside]) -> list[AnnexRow]:
    names = Names(context.content, view.words, view.framework)
    bare = [without_values(one.finding) for one in alike]
    by_id = {id(finding): one for finding, one in zip(bare, alike, strict=True)}
    return [
        AnnexRow(names.country(alike[0].country), by_id[id(group.findings[0])], sentence)
        for group in grouped(bare)
        for sentence in (_sentence(group, view, context),)
    ]


def _sentence(group: Group, view: View, context: Context) -> str:
    """Where, and what was found; where that would quote the cell, the rule instead."""
    said = group_message(group, view.words, context.content)
    return f"{said.where} – {said.rule if HIDDEN in said.what else said.what}"


def without_values(finding: Finding) -> Finding:
    """The finding as everybody may read it."""
    params = {key: value for key, value in finding.params.items() if key in KEPT}
    return replace(finding, value=HIDDEN if finding.value else "", params=params)
