"""Tables that are none, or far too large; and that nothing filled is dropped without a word."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loaders.child import read_in_child
from loaders.entries import Cell, Grid, Kind, Stated, Workbook
from loaders.foreign import ForeignLayout, Known, Proposal, layout_json, problems_of, propose
from loaders.pipeline import Prepared, prepare
from loaders.workbook import LAST_ROW
from schemas.content import Content

Proposed = Callable[..., Proposal]
SECONDS = 10
"""What a file may take; a slow machine that does other work has half as much again."""


@pytest.mark.parametrize(
    "sheets",
    [
        {"Vide": []},
        {"Une cellule": [["Bonjour"]]},
        {"Un nombre": [[12]]},
        {"Données seules": [["Loi sur l'asile", "En cours", 2012], ["Accord", "Achevé", 2013]]},
        {"Lettre": [["Madame, Monsieur,"], ["Veuillez trouver ci-joint notre tableau."]]},
        {"Transposé": [["Mesure", "Loi"], ["Objectif", "3"], ["État", "En cours"]]},
    ],
)
def test_a_sheet_without_headings_is_said_to_have_none(
    proposed: Proposed, sheets: dict[str, Any]
) -> None:
    found = proposed(sheets)
    assert found.tables == ()
    assert [problem.code for problem in problems_of(found.layout)] == ["no-table"]


def test_three_hundred_columns(known: Known) -> None:
    header = {c: Cell(1, c, Kind.TEXT, f"Colonne {c}") for c in range(3, 301)}
    header |= {1: Cell(1, 1, Kind.TEXT, "Mesure"), 2: Cell(1, 2, Kind.TEXT, "Statut")}
    rows = {
        r: {c: Cell(r, c, Kind.TEXT, f"Valeur {r} {c}") for c in range(1, 301)}
        for r in range(2, 200)
    }
    start = time.perf_counter()
    found = propose(Workbook((Grid("Large", {1: header, **rows}),), {}), known)
    assert time.perf_counter() - start < SECONDS * 1.5
    roles = {c: role for c, role in found.layout.tables[0].columns.items() if role}
    assert roles == {1: "title_fr", 2: "level"}
    assert found.tables[0].measures == 198


def test_a_hundred_thousand_rows(write: Callable[..., bytes], known: Known) -> None:
    """The rows that are read make a table; the others are named by the reading itself."""
    rows = [["Mesure", "État"], *([f"Mesure {n}", "en cours"] for n in range(100_000))]
    source = write({"Long": rows})
    start = time.perf_counter()
    book = read_in_child(source, "long.xlsx", seconds=SECONDS * 2)
    found = propose(book, known)
    assert time.perf_counter() - start < SECONDS * 1.5
    assert found.tables[0].measures == LAST_ROW - 1
    assert [(finding.code, finding.cell) for finding in book.remarks] == [
        ("ignored-cells", f"A{LAST_ROW + 1}")
    ]


def test_a_layout_that_does_not_fit_the_file_is_refused(content: Content, known: Known) -> None:
    grid = Grid("A", {1: {1: Cell(1, 1, Kind.TEXT, "Mesure")}})
    for layout in (
        ForeignLayout(()),
        propose(Workbook((_table("B"),), {}), known).layout,
    ):
        stated = Stated("SEN", "dakar-2013", layout=layout_json(layout))
        book = Workbook((grid,), {})
        result = prepare(b"", "x", content, {}, stated=stated, read=lambda _a, _b, book=book: book)
        assert not isinstance(result, Prepared)
        assert [finding.code for finding in result.findings] == ["not-this-template"]


def _table(title: str) -> Grid:
    rows = {
        1: {1: Cell(1, 1, Kind.TEXT, "Mesure"), 2: Cell(1, 2, Kind.TEXT, "État")},
        2: {1: Cell(2, 1, Kind.TEXT, "Loi"), 2: Cell(2, 2, Kind.TEXT, "en cours")},
    }
    return Grid(title, rows)


# Nothing is dropped without a word

_WORDS = [
    "Mesure", "Objectif", "État", "Début", "Total", "Source : ministère", "Objectif 3", "Pilier 2",
    "En cours", "Loi sur l'asile", "12 mars 2013", "50 %", "1", "2", "x", "3 500 EUR", "Statut",
    "Institution responsable", "Fait à Dakar", "Garantir aux migrants et aux réfugiés le respect",
]  # fmt: skip
_CELL = st.one_of(st.none(), st.sampled_from(_WORDS), st.integers(0, 9999).map(float))
_ROWS = st.lists(st.lists(_CELL, min_size=1, max_size=6), min_size=1, max_size=14)
_ADDRESS = re.compile(r"[A-Z]{1,3}[0-9]+")


def test_every_filled_cell_is_read_or_named(known: Known, content: Content) -> None:
    @given(tables=st.lists(_ROWS, min_size=1, max_size=3), titled=st.booleans())
    @settings(max_examples=200)
    @example(
        tables=[
            [
                ["Mesure"],
                ["Mesure", "Objectif"],
                [None],
                ["Objectif", "Mesure"],
                [None, "Mesure"],
            ]
        ],
        titled=True,
    )
    def check(tables: list[list[list[Any]]], titled: bool) -> None:
        head = [["Mesure", "Objectif", "État"]] if titled else []
        grids = tuple(_grid(f"S{n}", [*head, *rows]) for n, rows in enumerate(tables))
        book = Workbook(grids, {})
        layout = propose(book, known).layout
        if problems_of(layout):
            return
        stated = Stated("SEN", "dakar-2013", layout=layout_json(layout))
        done = prepare(b"", "x.xlsx", content, {}, stated=stated, read=lambda _a, _b: book)
        assert isinstance(done, Prepared)
        assert [place for grid in grids for place in _unnamed(grid, done, layout)] == []

    check()


def _grid(title: str, rows: list[list[Any]]) -> Grid:
    cells: dict[int, dict[int, Cell]] = {}
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                kind = Kind.TEXT if isinstance(value, str) else Kind.NUMBER
                cells.setdefault(row, {})[column] = Cell(row, column, kind, value)
    return Grid(title, cells)


def _unnamed(grid: Grid, done: Prepared, layout: ForeignLayout) -> list[str]:
    """Filled cells below a header that no measure holds and no finding names."""
    findings = [f for f in done.findings if f.sheet == grid.title]
    if any(f.code == "sheet-not-read" for f in findings):
        return []
    read = {
        place
        for row in done.report.sheets["measures"]
        if row.title == grid.title
        for key, place in row.places.items()
        if key in row.values or key in row.faulty
    }
    named = {f.cell for f in findings}
    for finding in findings:
        named |= set(_ADDRESS.findall(str(finding.params.get("cells", ""))))
    rows = {n for f in findings if f.code == "rows-not-read" for n in _rows(f.params["rows"])}
    columns = {
        str(f.params["header"]).split(" ")[0] for f in findings if f.code == "column-not-read"
    }
    more = any("(+" in str(f.params.get("cells", "")) for f in findings)
    tables = [table for table in layout.tables if table.sheet == grid.title]
    heads = {n for t in tables for n in range(t.header[0], t.header[1] + 1)}
    left = []
    for number, cells in grid.rows.items():
        for cell in cells.values():
            letters = cell.address.rstrip("0123456789")
            is_named = cell.address in read | named or letters in columns or number in rows
            if not is_named and number not in heads and not more:
                left.append(cell.address)
    return left


def _rows(text: str) -> list[int]:
    found: list[int] = []
    for piece in text.split(", "):
        first, _, last = piece.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
