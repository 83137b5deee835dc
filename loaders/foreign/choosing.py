"""Turns what a person said of a proposed layout into the layout itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from loaders.entries import Workbook
from loaders.foreign.areas import Sheet
from loaders.foreign.headers import SEARCHED, Header, folded_headings, headers_at
from loaders.foreign.layout import ForeignLayout, TableLayout, has_title, roles_given_twice
from loaders.foreign.proposing import Proposal, Remembered, fingerprint_of

Place = tuple[str, int]
"""A sheet's title and a row: of a table's first header row, or of any other row."""


@dataclass(frozen=True)
class Choices:
    """`headers`: sheet -> its headers, none to leave it out. `roles`: table -> column -> role.
    `objectives`: table -> objective; `sections`: heading of rows -> objective. `kept` are rows
    that are read although they were taken for no measures. `words`: list -> folded word ->
    code."""

    headers: Mapping[str, Sequence[Header]] = field(default_factory=dict)
    roles: Mapping[Place, Mapping[int, str]] = field(default_factory=dict)
    objectives: Mapping[Place, str] = field(default_factory=dict)
    sections: Mapping[Place, str] = field(default_factory=dict)
    kept: frozenset[Place] = frozenset()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    consent: str = ""
    filled_down: bool = False


@dataclass(frozen=True)
class Problem:
    """Why a layout cannot be read yet: no-table, no-title or twice (`detail`: two columns)."""

    code: str
    sheet: str = ""
    detail: str = ""


def choices_of(layout: ForeignLayout) -> Choices:
    """What was chosen in a layout, so that a fresh proposal can be judged by it again."""
    headers: dict[str, list[Header]] = {}
    for table in layout.tables:
        headers.setdefault(table.sheet, []).append(table.header)
    return Choices(
        headers=headers,
        roles={_place(table): table.columns for table in layout.tables},
        objectives={_place(table): table.objective for table in layout.tables},
        sections={
            (table.sheet, row): objective
            for table in layout.tables
            for row, objective in table.sections.items()
        },
        words=layout.words,
        consent=layout.consent,
        filled_down=layout.filled_down,
    )


def chosen(proposal: Proposal, choices: Choices) -> ForeignLayout:
    """The proposed layout with the person's choices in it. What he did not speak of, the rows of
    a header he has just named, stays as proposed."""
    return ForeignLayout(
        tables=tuple(_table(look.layout, choices) for look in proposal.tables),
        words=choices.words,
        consent=choices.consent,
        filled_down=choices.filled_down,
    )


def _place(table: TableLayout) -> Place:
    return (table.sheet, table.header[0])


def _table(table: TableLayout, choices: Choices) -> TableLayout:
    place = _place(table)
    kept = {row for sheet, row in choices.kept if sheet == table.sheet}
    return replace(
        table,
        objective=choices.objectives.get(place, table.objective),
        sections={
            row: choices.sections.get((table.sheet, row), objective)
            for row, objective in table.sections.items()
        },
        left_out={row: reason for row, reason in table.left_out.items() if row not in kept},
    )


def problems_of(layout: ForeignLayout) -> tuple[Problem, ...]:
    """What has to be said before the table can be read."""
    if not layout.tables:
        return (Problem("no-table"),)
    found = [Problem("no-title", t.sheet) for t in layout.tables if not has_title(t)]
    for table in layout.tables:
        twice = roles_given_twice(table)
        found += [Problem("twice", table.sheet, f"{one}, {other}") for one, other in twice]
    return tuple(found)


# What the next file is read by


def remembered_json(remembered: Remembered) -> dict[str, Any]:
    """As the table `layout` keeps it; `remembered_from` is its inverse. The permitted use is
    not kept: a country states it for each report."""
    return {
        "headings": [sorted(one) for one in remembered.headings],
        "columns": dict(remembered.columns),
        "words": {name: dict(words) for name, words in remembered.words.items()},
        "objectives": dict(remembered.objectives),
        "filled_down": remembered.filled_down,
    }


def remembered_from(plain: Mapping[str, Any]) -> Remembered:
    """Raises AttributeError, KeyError, TypeError or ValueError for anything else."""
    return Remembered(
        headings=tuple(frozenset(one) for one in plain["headings"]),
        columns=dict(plain["columns"]),
        words={name: dict(words) for name, words in plain["words"].items()},
        objectives=dict(plain["objectives"]),
        filled_down=bool(plain["filled_down"]),
    )


def fitting(workbook: Workbook, candidates: Iterable[Remembered]) -> Remembered | None:
    """The first remembered layout one of whose tables is in the file, by its headings."""
    found: set[frozenset[str]] = set()
    for grid in workbook.grids:
        sheet = Sheet(grid)
        for row in list(sheet.rows)[:SEARCHED]:
            found.update(folded_headings(sheet, header) for header in headers_at(row))
    return next((one for one in candidates if found & set(one.headings)), None)


def fingerprint(remembered: Remembered) -> str:
    return fingerprint_of(remembered.headings)
