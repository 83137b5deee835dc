"""Turns measure entries into what counts: the answer of each in a mean, counts, a hash."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from loaders.entries import CleanReport, Row
from loaders.mapping.identifiers import TITLES
from loaders.mapping.placing import PRINTED_ONLY, Entry
from schemas.country import folded
from schemas.template import Shape, Template

OUT_OF_THE_MEAN = "-"
ABANDONED = "0"
AGGREGATED = (
    "objective",
    "theme",
    "roadmap_action",
    "answer",
    "counts_as",
    "status_word",
    "consent",
)
_NOT_GIVEN = PRINTED_ONLY | {"measure_id", "item_id", "ta_id"}
"""Columns whose values come from us, not from the country."""


def counting(measures: Sequence[Entry]) -> tuple[Entry, ...]:
    """The measures with `counts_as` (method.md section 1): a withdrawn one is out of the mean,
    an abandoned one counts 0 unless it names a live measure that replaces it."""
    names: set[str] = set()
    # Only an abandoned measure asks for the names of the others.
    if any(m["flag"] == "ABAN" for m in measures):
        live = [m for m in measures if m["flag"] != "ABAN" and m["update_type"] != "DROP"]
        names = {name for measure in live for name in _names(measure)}
    return tuple({**measure, "counts_as": _counts_as(measure, names)} for measure in measures)


def _counts_as(measure: Entry, live: set[str]) -> str:
    if measure["update_type"] == "DROP":
        return OUT_OF_THE_MEAN
    if measure["flag"] == "ABAN":
        replaced = folded(measure["replaced_by"] or "") in live
        return OUT_OF_THE_MEAN if replaced else ABANDONED
    return str(measure["answer"])


def _names(measure: Entry) -> set[str]:
    names = (measure["measure_id"], *(measure[key] for key in TITLES))
    return {folded(name) for name in names if name}


def aggregates(measures: Sequence[Entry]) -> tuple[Entry, ...]:
    """How many measures share the same codes: rows of table aggregate, "" for no code."""
    counts = Counter(tuple(m[key] or "" for key in AGGREGATED) for m in measures)
    return tuple({**dict(zip(AGGREGATED, k, strict=True)), "n": n} for k, n in counts.items())


def content_hash(report: CleanReport, template: Template) -> str:
    """SHA-256 of the values a country gave: the same for the same answers in another file,
    whatever the order of rows, whether the ids given by us are filled in, and whether a printed
    row without answers is still there."""
    printed = {s.code: s.identity for s in template.sheets.values() if s.shape is Shape.FIXED}
    sheets = {
        code: sorted(_canonical(row) for row in rows if _is_given(row, printed.get(code)))
        for code, rows in report.sheets.items()
    }
    text = json.dumps({code: rows for code, rows in sorted(sheets.items()) if rows})
    return hashlib.sha256(text.encode()).hexdigest()


def _is_given(row: Row, printed: str | None) -> bool:
    return printed is None or bool(row.values.keys() - _NOT_GIVEN - {printed})


def _canonical(row: Row) -> str:
    values = {k: v for k, v in row.values.items() if k not in _NOT_GIVEN}
    return _canonically.encode(values)


_canonically = json.JSONEncoder(sort_keys=True, default=str)
