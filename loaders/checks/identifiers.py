"""Rules on identifiers: they are the program's, this country's, and each stands once."""

import re
from collections.abc import Iterator

from loaders.checks.case import Case
from schemas.findings import Finding
from schemas.template import Shape

_MEASURE_ID = re.compile(r"([A-Z]{3})-M[0-9]{4,}")


def foreign_measure_id(case: Case) -> Iterator[Finding]:
    """foreign-measure-id: a report updates measures of its own country."""
    for row in case.rows("measures"):
        owner = _MEASURE_ID.fullmatch(row.get("measure_id") or "")
        if owner and owner[1] != case.report.country and owner[1] in case.content.countries:
            country = case.report.country
            yield case.at(row, "foreign-measure-id", "measure_id", country=country)


def unknown_measure_id(case: Case) -> Iterator[Finding]:
    """unknown-measure-id: identifiers are given by the program, not made up."""
    foreign = {finding.cell for finding in foreign_measure_id(case)}
    for row in case.rows("measures"):
        given = row.get("measure_id")
        is_ours = given is None or given in case.known_ids
        if not is_ours and row.places.get("measure_id") not in foreign:
            country = case.report.country
            yield case.at(row, "unknown-measure-id", "measure_id", country=country)


def identifier_twice(case: Case) -> Iterator[Finding]:
    """identifier-twice: an identifier names one row only."""
    for code, sheet in case.template.sheets.items():
        if sheet.shape is not Shape.TABLE or sheet.identity is None:
            continue
        first: dict[str, str] = {}
        for row in case.rows(code):
            given = row.get(sheet.identity)
            if given is None:
                continue
            if given in first:
                yield case.at(row, "identifier-twice", sheet.identity, other=first[given])
            first.setdefault(given, row.places.get(sheet.identity, ""))


def measure_not_mentioned(case: Case) -> Iterator[Finding]:
    """measure-not-mentioned: a measure of the last round is asked about, never deleted."""
    if not case.has_sheet("measures"):
        return
    named = {row.get("measure_id") for row in case.rows("measures")}
    for measure_id in case.history.previous_measures:
        if measure_id not in named:
            yield case.on_sheet("measures", "measure-not-mentioned", measure_id=measure_id)
