"""How long the way in takes: reading, checking and storing the workbooks of 57 countries.

Run with `pytest --benchmark-enable tests/benchmarks`; without the option each body runs once.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest

from loaders.pipeline import run
from loaders.workbook import read_workbook
from loaders.writer import blank_workbook, filled_workbook
from schemas.content import Content
from schemas.database.engine import writer_engine

ROUND = "dakar-2013"
MEASURES = 40


def measure(number: int) -> dict[str, Any]:
    return {
        "update_type": "NEW",
        "title_fr": f"Programme pluriannuel numéro {number} de gestion concertée",
        "title_en": f"Multi-annual programme number {number} of concerted management",
        "mtype": "PRJ",
        "objective": str(number % 10 + 1),
        "level": str(number % 5),
        "lead": "Ministère chargé de l’intérieur",
        "evidence": f"https://example.org/{number}",
    }


@pytest.fixture(scope="module")
def workbooks(content: Content) -> dict[str, bytes]:
    """One workbook of 40 measures for each of the 57 partners."""
    rows = [measure(number) for number in range(MEASURES)]
    return {
        iso3: filled_workbook(content, iso3, ROUND, {"measures": rows})
        for iso3 in content.partners(ROUND)
    }


def test_read_57_workbooks(benchmark: Any, workbooks: dict[str, bytes]) -> None:
    def read_all() -> int:
        return sum(len(read_workbook(b, f"{iso3}.xlsx").grids) for iso3, b in workbooks.items())

    assert benchmark.pedantic(read_all, rounds=1) > 57 * 8


def test_load_57_workbooks(
    benchmark: Any,
    content: Content,
    workbooks: dict[str, bytes],
    migrated_sqlite: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / "load.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")

    def load_all() -> int:
        results = [
            run(source, f"{iso3}.xlsx", content=content, engine=engine, keep=True)
            for iso3, source in workbooks.items()
        ]
        return sum(result.measures for result in results)

    assert benchmark.pedantic(load_all, rounds=1) == 57 * MEASURES


def test_write_a_blank_workbook(benchmark: Any, content: Content) -> None:
    assert len(benchmark(blank_workbook, content, "SEN", ROUND)) > 10_000
