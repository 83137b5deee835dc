"""Turns a clean report into findings: one function a rule across cells, rows, sheets, rounds."""

from collections.abc import Callable, Iterator
from datetime import date

from loaders.checks import dates, identifiers, levels, limits, links, measures
from loaders.checks.case import Case
from loaders.entries import CleanReport, History
from loaders.order import in_order
from schemas.content import Content
from schemas.findings import Finding

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    dates.end_before_start,
    dates.date_passed,
    dates.date_in_future,
    levels.fall_without_reason,
    levels.level_jump,
    levels.own_level_differs,
    levels.unchanged_from_nothing,
    identifiers.foreign_measure_id,
    identifiers.unknown_measure_id,
    identifiers.identifier_twice,
    identifiers.measure_not_mentioned,
    measures.same_objective_twice,
    measures.no_objective,
    measures.translation_pending,
    measures.count_differs,
    measures.likely_duplicate,
    limits.too_many_priorities,
    limits.assistance_too_long,
    links.unknown_link,
    links.unknown_person,
    links.no_focal_point,
    links.support_without_request,
)
"""Every rule; what stands on one cell is said in this order."""


def check(
    report: CleanReport, content: Content, history: History, today: date
) -> tuple[Finding, ...]:
    """The findings of every rule, in the order of the file. None for a report of an unknown
    round, and none in a round to which nobody was asked to report."""
    one_round = content.rounds.get(report.round)
    if one_round is None or not one_round.asked:
        return ()
    case = Case(report, content, history, today, content.template_of(report.round))
    titles = [case.title(code) for code in case.template.sheets]
    return in_order((finding for rule in CHECKS for finding in rule(case)), titles)
