"""How a country's own table is read, as a person decided it; goes to JSON and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loaders.entries import column_letters

LEFT_OUT = ""
"""The role of a column that is not read; it is named in a finding."""

COLUMN_OF: Mapping[str, str] = {
    "title_fr": "title_fr",
    "title_en": "title_en",
    "title_pt": "title_other",
    "title_es": "title_other",
    "objective": "objective",
    "level": "level",
    "level_tick": "level",
    "start": "start",
    "end_planned": "end_planned",
    "end_actual": "end_actual",
    "year": "year",
    "lead": "lead",
    "partners": "partners",
    "countries": "countries",
    "donor": "donor",
    "amount": "amount",
    "currency": "currency",
    "result": "result",
    "evidence": "evidence",
    "theme": "theme",
    "mtype": "mtype",
    "roadmap_action": "roadmap_action",
    "reason": "reason",
    "comment": "comment",
    "measure_id": "measure_id",
    "status_word": "status_word",
}
"""What a column may be -> the column of the template's sheet of measures it becomes."""

TICKED = "level_tick"
"""A column whose heading is a status and in which a cell is ticked; there are several."""
TITLES = ("title_fr", "title_en", "title_pt", "title_es")
OTHER_LANGUAGE: Mapping[str, str] = {"title_pt": "PT", "title_es": "ES"}

WORD_LISTS = ("level", "mtype", "theme")
"""Columns whose distinct words a person gives a code."""

FLAGS = ("SUSP", "ABAN")
"""Words in a status column that are a flag of the measure, and no level."""

LEVELS = ("0", "1", "2", "3", "4", "NA", "NI", "C", *FLAGS)
CONSENTS = ("", "PUB", "PART", "SEC")

ROW_REASONS = ("total", "note", "section", "repeated", "numbers", "above")
"""Why a row is no measure: a sum, a note or signature, a heading of rows that names no
objective, the header again, the columns' numbers, a line above the table."""


@dataclass(frozen=True)
class TableLayout:
    """One table of one sheet. `header` is its first and last row of headings, `last` the last row
    that may hold a measure. `columns`: column number -> role. `objective` is that of the whole
    table, `sections`: row -> objective of the rows below it ("" for none). `left_out`: row -> why
    it is no measure. `currency` is that of amounts without one, as the heading says."""

    sheet: str
    header: tuple[int, int]
    last: int
    columns: Mapping[int, str]
    objective: str = ""
    sections: Mapping[int, str] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)
    currency: str = ""


@dataclass(frozen=True)
class ForeignLayout:
    """`words`: level, mtype, theme -> folded word -> code that a person confirmed. `consent` is
    the permitted use that the country stated, "" for none. With `filled_down` an empty objective
    cell means the one above it."""

    tables: tuple[TableLayout, ...]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    consent: str = ""
    filled_down: bool = False


def layout_json(layout: ForeignLayout) -> dict[str, Any]:
    """The layout as JSON values; `layout_of` is its inverse."""
    return {
        "tables": [_table_json(table) for table in layout.tables],
        "words": {name: dict(words) for name, words in layout.words.items()},
        "consent": layout.consent,
        "filled_down": layout.filled_down,
    }


def _table_json(table: TableLayout) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "header": list(table.header),
        "last": table.last,
        "columns": {str(column): role for column, role in table.columns.items()},
        "objective": table.objective,
        "sections": {str(row): objective for row, objective in table.sections.items()},
        "left_out": {str(row): reason for row, reason in table.left_out.items()},
        "currency": table.currency,
    }


def layout_of(plain: Mapping[str, Any]) -> ForeignLayout:
    """Raises ValueError for anything that is no layout. What it names may not be known, or no
    longer: `known_layout` says."""
    try:
        return ForeignLayout(
            tables=tuple(_table_of(table) for table in plain["tables"]),
            words={
                str(name): {str(word): str(code) for word, code in words.items()}
                for name, words in plain["words"].items()
            },
            consent=str(plain["consent"]),
            filled_down=bool(plain["filled_down"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a layout: {error!r}") from error


def _table_of(plain: Mapping[str, Any]) -> TableLayout:
    first, last = (int(row) for row in plain["header"])
    return TableLayout(
        sheet=str(plain["sheet"]),
        header=(first, last),
        last=int(plain["last"]),
        columns={int(column): str(role) for column, role in plain["columns"].items()},
        objective=str(plain["objective"]),
        sections={int(row): str(objective) for row, objective in plain["sections"].items()},
        left_out={int(row): str(reason) for row, reason in plain["left_out"].items()},
        currency=str(plain["currency"]),
    )


def roles_given_twice(table: TableLayout) -> tuple[tuple[str, str], ...]:
    """Pairs of columns (letters) that would fill the same cell of a measure."""
    first: dict[str, int] = {}
    twice = []
    roles = table.columns
    for column, role in sorted(table.columns.items()):
        if role == LEFT_OUT:
            continue
        target = COLUMN_OF[role]
        if target in first and not roles[first[target]] == role == TICKED:
            twice.append((column_letters(first[target]), column_letters(column)))
        first.setdefault(target, column)
    return tuple(twice)


def has_title(table: TableLayout) -> bool:
    return any(role in TITLES for role in table.columns.values())
