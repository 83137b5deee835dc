"""Turns the clean rows of a report into entries on pillar, objective and theme.

It validates nothing, invents nothing and applies no suggestion: what a country left empty
becomes "not reported", never a level.
"""

from collections.abc import Mapping
from typing import Any

from loaders.entries import CleanReport, Entries, History, Row
from loaders.mapping.continuing import continued
from loaders.mapping.counting import aggregates, content_hash, counting
from loaders.mapping.identifiers import Numbers, measure_ids, other_ids
from loaders.mapping.measures import measure_entries
from loaders.mapping.placing import Entry, absent, place, report_columns
from schemas.content import Content
from schemas.database.models import (
    Assistance,
    Contact,
    ExchangeItem,
    ObjectiveAnswer,
    Profile,
    ThemeAnswer,
)

__all__ = ["continued", "to_entries"]

NOT_REPORTED = "NR"
NARROWEST = "SEC"
"""The permitted use of a report that does not state any: nobody but the analysts."""


def to_entries(
    report: CleanReport, content: Content, history: History
) -> tuple[Entries, Mapping[int, str]]:
    """Entries for every table, and the ids given to measures without one, by row number."""
    form = report.form("id")
    consent = (form.get("consent") if form else None) or NARROWEST
    ids = measure_ids(report, history)
    measures = counting(measure_entries(report, ids, history, consent))
    tables: dict[str, tuple[Entry, ...]] = {
        "objective_answer": _objectives(report, content),
        "measure": measures,
        "theme_answer": _themes(report, content),
        "exchange_item": _exchange(report, history, consent),
        "assistance": _assistance(report, history, consent),
        "profile": tuple(place(row, Profile) for row in report.sheets.get("profiles", ())[:1]),
        "contact": tuple(place(row, Contact) for row in report.sheets.get("contacts", ())),
        "aggregate": aggregates(measures),
    }
    columns = {
        **report_columns(form),
        "country": report.country,
        "round": report.round,
        "framework": content.rounds[report.round].framework,
        "template": content.rounds[report.round].template,
        "consent": consent,
        "content_hash": content_hash(report, content.template_of(report.round)),
    }
    given = {
        row.number: ids[row.number]
        for row in report.sheets.get("measures", ())
        if row.get("measure_id") != ids[row.number] or "measure_id" not in row.places
    }
    return Entries(columns, tables), given


def _objectives(report: CleanReport, content: Content) -> tuple[Entry, ...]:
    """Ten rows, whatever the file holds: an objective without an answer is not reported."""
    framework = content.framework_of(report.round)
    rows = _first_by(report.sheets.get("objectives", ()), "objective")
    placed = []
    for code in framework.objectives:
        row = rows.get(code)
        entry = (
            place(row, ObjectiveAnswer, answer_reason="reason") if row else absent(ObjectiveAnswer)
        )
        placed.append({**entry, "objective": code, "answer": entry.get("answer") or NOT_REPORTED})
    return tuple(placed)


def _themes(report: CleanReport, content: Content) -> tuple[Entry, ...]:
    framework = content.framework_of(report.round)
    rows = _first_by(report.sheets.get("themes", ()), "theme")
    placed = []
    for code, theme in framework.themes.items():
        row = rows.get(theme.workbook_code.casefold())
        entry = place(row, ThemeAnswer) if row else absent(ThemeAnswer)
        placed.append({**entry, "theme": code, "answer": entry.get("answer") or NOT_REPORTED})
    return tuple(placed)


def _first_by(rows: tuple[Row, ...], key: str) -> dict[str, Row]:
    """Rows by their fixed code; of a code that came twice, the first."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(str(row.get(key) or "").casefold(), row)
    return found


def _exchange(report: CleanReport, history: History, consent: str) -> tuple[Entry, ...]:
    rows = report.sheets.get("exchange", ())
    numbers = Numbers(f"{report.country}-K", 3, history.item_ids)
    ids = other_ids(rows, "item_id", numbers, history.earlier_items)
    return tuple(
        _with_consent(place(row, ExchangeItem), consent) | {"item_id": ids[row.number]}
        for row in rows
    )


def _assistance(report: CleanReport, history: History, consent: str) -> tuple[Entry, ...]:
    """Requests are for the partners unless the row says otherwise, or the report is narrower."""
    rows = report.sheets.get("assistance", ())
    numbers = Numbers(f"{report.country}-T", 2, history.assistance_ids)
    ids = other_ids(rows, "ta_id", numbers, history.earlier_assistance)
    default = NARROWEST if consent == NARROWEST else "PART"
    return tuple(
        _with_consent(place(row, Assistance), default) | {"ta_id": ids[row.number]} for row in rows
    )


def _with_consent(entry: Entry, default: str) -> dict[str, Any]:
    return {**entry, "consent": entry.get("consent") or default}
