"""Turns an exhibit into the lines that travel with it: what it is, on what it stands."""

from dashboard.exhibits.base import BuiltExhibit
from schemas.wording import Words

REPORTED = "reported"


def mark(built: BuiltExhibit, words: Words) -> str:
    """The mark of data that countries did not report; "" for what they did."""
    return "" if built.provenance == REPORTED else words(f"provenance.{built.provenance}")


def imprint(built: BuiltExhibit, words: Words, filters: str = "") -> tuple[str, ...]:
    """Title, subtitle, mark and its meaning, coverage, what is kept back, filters, note, the
    country's own remark, source, the snapshot it is of; none is empty."""
    said = mark(built, words)
    meaning = f"{said}. {words(f'provenance.{built.provenance}.meaning')}" if said else ""
    lines = (
        built.title,
        built.subtitle,
        meaning,
        built.coverage,
        built.not_shown,
        filters,
        built.note,
        built.remark,
        built.source_line,
        built.stamp.line if built.stamp is not None else "",
    )
    return tuple(line for line in lines if line)
