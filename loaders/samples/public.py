"""Turns the list of measures found on public pages into one report a country, without levels."""

from collections.abc import Mapping, Sequence
from typing import Any

from loaders.samples.parameters import Row, read_table
from schemas.content import Content

Sheets = Mapping[str, Sequence[Mapping[str, Any]]]


def public_reports(content: Content) -> dict[str, Sheets]:
    """ISO3 -> the sheets of its workbook, in the order of the list. The page's own status word
    is kept, no level is derived from it."""
    by_country: dict[str, list[dict[str, Any]]] = {}
    for row in read_table(content.folder / "samples" / "public_measures.csv"):
        by_country.setdefault(row["iso3"], []).append(_measure(row))
    return {iso3: {"id": [_FORM], "measures": rows} for iso3, rows in by_country.items()}


_FORM: Mapping[str, Any] = {"consent": "PUB"}


def _measure(row: Row) -> dict[str, Any]:
    cells = {
        **_title(row["title"], row["lang"]),
        "objective": row["objective"],
        "objective_2": row["second_objective"],
        "theme": row["theme"],
        "roadmap_action": row["roadmap_action"],
        "status_word": row["status"],
        "year": int(row["year"]) if row["year"] else None,
        "evidence": row["source_url"],
        "comment": row["evidence_note"],
    }
    return {key: value for key, value in cells.items() if value}


def _title(title: str, language: str) -> dict[str, str]:
    if language in ("fr", "en"):
        return {f"title_{language}": title}
    return {"title_other": title, "lang_other": language.upper()}
