"""Turns a filled database of the platform into the flat one that the peers read: the same data."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

from schemas.content import DATA, load_content

MEASURES = """
    SELECT m.id, r.country AS iso3, m.objective, m.theme, m.title_fr, m.title_en, m.mtype,
        m.answer AS level, m.pace, m.start, m.end_planned, m.lead, m.partners, m.amount,
        m.currency, m.result
    FROM measure m JOIN report r ON r.id = m.report_id
    WHERE r.state = 'published' AND r.round = ?
"""
ANSWERS = """
    SELECT r.country AS iso3, a.objective, a.answer AS level
    FROM objective_answer a JOIN report r ON r.id = a.report_id
    WHERE r.state = 'published' AND r.round = ?
"""
TABLES = """
    CREATE TABLE measure (id INTEGER PRIMARY KEY, country, objective, pillar, theme, title_fr,
        title_en, type, level, pace, start, end_planned, lead, partners, amount, currency, result);
    CREATE TABLE answer (country, objective, level REAL, "order" INTEGER);
    CREATE TABLE tile (country, "column" INTEGER, "row" INTEGER);
"""


def flatten(source: Path, round_code: str, target: Path) -> Path:
    """`target` is written anew: what is published of one round, in English."""
    content = load_content()
    framework = content.framework_of(round_code)
    names = {iso3: content.countries[iso3].name["en"] for iso3 in content.partners(round_code)}
    pillar_of = {
        code: f"Pillar {objective.pillar}" for code, objective in framework.objectives.items()
    }
    order = {code: number for number, code in enumerate(framework.objectives)}
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as write:
        write.executescript(TABLES)
        write.executemany(
            "INSERT INTO measure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (id_, names[iso3], f"Objective {code}", pillar_of.get(code, "None"), *rest)
                for id_, iso3, code, *rest in read.execute(MEASURES, [round_code])
            ),
        )
        write.executemany(
            "INSERT INTO answer VALUES (?, ?, ?, ?)",
            (
                (names[iso3], f"Objective {code}", level if level.isdigit() else None, order[code])
                for iso3, code, level in read.execute(ANSWERS, [round_code])
            ),
        )
        write.executemany("INSERT INTO tile VALUES (?, ?, ?)", _tiles(names))
        write.commit()
    return target


def _tiles(names: dict[str, str]) -> list[tuple[str, int, int]]:
    with (DATA / "tiles.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["iso3"] in names]
    return [(names[row["iso3"]], int(row["column"]), int(row["row"])) for row in rows]
