"""Gives the measures of a country's own table, which has no identifiers, those they had before.

A row keeps the identifier of the measure that had its title, and its objective where the row
states one, in the country's earlier version of this round or in its last published report. It is
then an update (UPD) of what was reported in an earlier round; every other row is new (NEW), as it
is in a prefilled template. Nothing else is made up: no row is "unchanged", and a measure that the
table does not mention is asked about.
"""

from collections.abc import Mapping
from dataclasses import replace

from loaders.entries import CleanReport, History, KnownMeasure, Row
from loaders.mapping.identifiers import TITLES
from schemas.country import folded

MEASURES = "measures"
UPDATED = "UPD"


def continued(report: CleanReport, history: History) -> CleanReport:
    """The report with identifiers in its own table; any other report as it is."""
    rows = report.sheets.get(MEASURES, ())
    if not report.is_own_table or not rows:
        return report
    known = {**history.previous_measures, **history.earlier_measures}
    named = {row.get("measure_id") for row in rows}
    free = _by_title({key: one for key, one in known.items() if key not in named})
    made = tuple(_continued(row, free, history) for row in rows)
    return replace(report, sheets={**report.sheets, MEASURES: made})


def _by_title(known: Mapping[str, KnownMeasure]) -> dict[str, list[KnownMeasure]]:
    found: dict[str, list[KnownMeasure]] = {}
    for one in known.values():
        found.setdefault(one.title, []).append(one)
    return found


def _continued(row: Row, free: dict[str, list[KnownMeasure]], history: History) -> Row:
    values = dict(row.values)
    if values.get("measure_id") is None:
        measure = _same(row, free)
        if measure is not None:
            values["measure_id"] = measure.measure_id
    if values.get("measure_id") in history.previous_measures:
        values["update_type"] = UPDATED
    return replace(row, values=values)


def _same(row: Row, free: dict[str, list[KnownMeasure]]) -> KnownMeasure | None:
    """The measure of this title, taken out of those that are free. Of several, one of the row's
    objective; a row without objective takes none of several."""
    objective = row.get("objective")
    for key in TITLES:
        found = free.get(folded(str(row.get(key) or "")), []) if row.get(key) else []
        fitting = [one for one in found if objective in (None, one.objective)]
        if len(fitting) == 1 or (fitting and objective is not None):
            found.remove(fitting[0])
            return fitting[0]
    return None
