"""Turns measure rows into entries: level kept or given, permitted use, text to search."""

from collections.abc import Mapping

from loaders.entries import CleanReport, History, Row
from loaders.mapping.identifiers import TITLES
from loaders.mapping.placing import Entry, place
from schemas.country import folded
from schemas.database.models import Measure

NOT_REPORTED = "NR"
_SEARCHED = (*TITLES, "result", "lead", "partners", "donor", "comment")


def measure_entries(
    report: CleanReport, ids: Mapping[int, str], history: History, consent: str
) -> tuple[Entry, ...]:
    """One entry a row, without `counts_as`."""
    return tuple(
        _entry(row, ids[row.number], history, consent) for row in report.sheets.get("measures", ())
    )


def _entry(row: Row, measure_id: str, history: History, consent: str) -> Entry:
    entry = place(row, Measure, level="answer")
    return {
        **entry,
        "measure_id": measure_id,
        "answer": entry["answer"] or _kept(row, measure_id, history) or NOT_REPORTED,
        "consent": entry["consent"] or consent,
        "search_text": folded(" ".join([measure_id, *_words(entry)])),
    }


def _kept(row: Row, measure_id: str, history: History) -> str | None:
    """An unchanged or suspended measure keeps its level of the last published round."""
    if row.get("update_type") != "SAME" and row.get("flag") != "SUSP":
        return None
    known = history.previous_measures.get(measure_id)
    return known.answer if known else None


def _words(entry: Entry) -> list[str]:
    return [str(entry[key]) for key in _SEARCHED if entry[key]]
