"""Turns what countries write on priority themes, and which objectives come first for them, into
rows of a whole round. Reports outside the audience give none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from dashboard.queries.source import Query, Source, columns_of, made
from schemas.database.models import ObjectiveAnswer, Report, ThemeAnswer


@dataclass(frozen=True)
class ThemeText:
    """A country's row on a theme: what was done, what is missing, the decision taken; None where
    it wrote nothing. `language` is the report's. `cells`: column -> its cell in the file."""

    country: str
    language: str | None
    theme: str
    done: str | None
    need: str | None
    decision: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class PriorityRow:
    """How high an objective stands for a country: a code of the list prio, None when unsaid."""

    country: str
    objective: str
    priority: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]


def theme_texts(source: Source, round_code: str) -> tuple[ThemeText, ...]:
    """The rows on themes of the reports inside the audience, by country (ISO3)."""
    return made(ThemeText, source.rows(_rows(source, ThemeText, ThemeAnswer, round_code)))


def priorities(source: Source, round_code: str) -> tuple[PriorityRow, ...]:
    """A row a country and objective of the reports inside the audience, by country (ISO3)."""
    return made(PriorityRow, source.rows(_rows(source, PriorityRow, ObjectiveAnswer, round_code)))


def _rows(
    source: Source, kind: type, table: type[ThemeAnswer | ObjectiveAnswer], round_code: str
) -> Query:
    return (
        select(Report.country, Report.language, *columns_of(kind, table))
        .join(Report, Report.id == table.report_id)
        .where(Report.round == round_code, source.published(), source.sees(Report.consent))
        .order_by(Report.country, table.row, table.id)
    )
