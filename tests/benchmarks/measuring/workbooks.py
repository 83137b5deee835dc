"""57 workbooks of 200 measures, the same rules as a Table Schema, and ten errors put into one."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.numbers import list_currencies
from measuring.programs import PEERS, Run, Work, dakar, run
from measuring.table import Measured, paired
from openpyxl import load_workbook

from loaders.prefilling import Prefill
from loaders.samples.case import Case
from loaders.samples.fiction import fictional_report
from loaders.samples.measures import new_measure
from loaders.samples.parameters import read_parameters
from loaders.writer import filled_workbook
from schemas.content import Content, load_content
from schemas.template import Column, ColumnType, Need, Sheet, Template

ROUND = "dakar-2013"
MEASURES = 200
PLAIN_LEVELS = ("0", "1", "2", "3", "4")
TYPES = {ColumnType.DATE: "date", ColumnType.INTEGER: "integer", ColumnType.NUMBER: "number"}
SHEETS = ("objectives", "measures")
ASKED = {
    "objectives": ("objective", "level", "basis"),
    "measures": ("update_type", "mtype", "level", "lead"),
}
"""Columns that a Table Schema requires in each row; rules between cells it has no words for."""

BAD = (
    ("update_type", "nouveau peut-être"),
    ("mtype", None),
    ("objective", "Objectif 99"),
    ("level", "presque"),
    ("pace", "lentement mais bien"),
    ("start", "au printemps"),
    ("end_planned", "bientôt"),
    ("amount", "beaucoup"),
    ("lead", None),
    ("year", 1492),
)
"""What is put into ten cells, each in a row of its own; None empties the cell."""


def report_workbook(content: Content, iso3: str, measures: int) -> bytes:
    """A country's workbook as the samples have it, without errors, with so many measures."""
    case = Case(content, read_parameters(content), iso3, [ROUND], Prefill())
    sheets: dict[str, Any] = dict(fictional_report(case))
    sheets["measures"] = _measures(case, measures)
    sheets["id"][0]["n_measures_declared"] = measures
    return filled_workbook(content, iso3, ROUND, sheets)


def _measures(case: Case, count: int) -> list[dict[str, Any]]:
    patterns = [p for p in case.parameters.measures if case.answer(p["objective"]) in PLAIN_LEVELS]
    found: list[dict[str, Any]] = []
    for number in range(count):
        pattern, phase = patterns[number % len(patterns)], number // len(patterns) + 1
        titles = {key: f"{pattern[key]}, phase {phase}" for key in ("fr", "en")}
        found.append(dict(new_measure(case, {**pattern, **titles})))
    return found


def table_schemas(template: Template) -> dict[str, Any]:
    """Sheet -> {schema, header, comments} for peers/table_schema.py: what the template asks of
    each cell alone, as far as Table Schema can say it."""
    return {
        template.sheets[code].key: {
            "schema": {"fields": [_field(template, sheet, c) for c in sheet.columns]},
            "header": 0,
            "comments": list(range(1, FIRST_ROW)),
        }
        for code in SHEETS
        for sheet in [template.sheets[code]]
    }


FIRST_ROW = 7


def _field(template: Template, sheet: Sheet, column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    kind = TYPES.get(column.type, "any" if column.type is ColumnType.FORMULA else "string")
    if column.list and column.need is not Need.LOCKED:
        limits["enum"] = [entry.shown for entry in template.lists[column.list].values()]
    if column.type is ColumnType.CURRENCY:
        limits["enum"] = sorted(list_currencies())
    if column.type in (ColumnType.TEXT, ColumnType.LINK):
        limits["maxLength"] = column.max_length
    if column.type is ColumnType.IDENTIFIER:
        limits |= {"pattern": "[A-Z]{3}-M[0-9]{4,}", "unique": True}
    if kind == "date":
        limits |= {"minimum": "2000-01-01", "maximum": "2050-12-31"}
    if column.lowest is not None:
        limits |= {"minimum": column.lowest, "maximum": column.highest}
    if column.key in ASKED[sheet.code]:
        limits["required"] = True
    return {"name": column.key, "type": kind, "constraints": limits}


def with_errors(content: Content, source: bytes) -> tuple[bytes, frozenset[tuple[str, int, str]]]:
    """The workbook with ten bad cells in its measures, and where they are: sheet, row, column."""
    sheet = content.template_of(ROUND).sheets["measures"]
    keys = [column.key for column in sheet.columns]
    workbook = load_workbook(BytesIO(source))
    page, places = workbook[sheet.key], set()
    for row, (key, value) in enumerate(BAD, start=FIRST_ROW + 3):
        page.cell(row, keys.index(key) + 1).value = value
        places.add((sheet.key, row, key))
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue(), frozenset(places)


def _folder(work: Work, content: Content) -> Path:
    """The 57 workbooks; made once."""
    folder = work.folder / "workbooks"
    if not folder.is_dir():
        making = work.folder / "workbooks-making"
        making.mkdir(exist_ok=True)
        for iso3 in content.partners(ROUND):
            source = report_workbook(content, iso3, MEASURES)
            (making / f"{iso3}-{ROUND}.xlsx").write_bytes(source)
        making.rename(folder)
    return folder


def measure_workbooks(work: Work) -> dict[str, Measured | None]:
    content = load_content()
    folder = _folder(work, content)
    schemas = work.folder / "table-schemas.json"
    schemas.write_text(json.dumps(table_schemas(content.template_of(ROUND))), "utf-8")
    files = sorted(folder.glob("*.xlsx"))
    ours, theirs = [], []
    for _ in range(work.few(5, 2)):
        theirs.append(_theirs(work, schemas, files).cpu)
        ours.append(_ours(work, folder).cpu)
    bad = work.folder / f"SEN-{ROUND}.xlsx"
    source, places = with_errors(content, (folder / bad.name).read_bytes())
    bad.write_bytes(source)
    found_there = _found_there(_theirs(work, schemas, [bad]).output)
    found_here = _found_here(content, run([*dakar("check", "--json"), bad], work.folder / "c.log"))
    load = Measured(min(ours), "frictionless", min(theirs), paired(ours, theirs))
    note = f"frictionless: {len(places - found_there)}"
    return {"load": load, "missed": Measured(len(places - found_here), note=note)}


def _theirs(work: Work, schemas: Path, files: Sequence[Path]) -> Run:
    program = [work.python, PEERS / "table_schema.py", schemas, *files]
    return run(program, work.folder / "frictionless.log")


def _ours(work: Work, folder: Path) -> Run:
    """Into a new database each time, which is made before."""
    database = work.folder / "loaded.db"
    for ending in ("", "-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
    address = ["--database", f"sqlite:///{database}"]
    run([*dakar("init", "--empty"), *address], work.folder / "init.log")
    done = run([*dakar("load", *address), folder], work.folder / "load.log")
    if done.status:
        raise RuntimeError(f"dakar load ended with {done.status}: {done.output[-300:]}")
    return done


def _found_there(output: str) -> set[tuple[str, int, str]]:
    errors = [json.loads(line) for line in output.splitlines() if line.startswith("[")]
    return {(sheet, row, field) for _, sheet, row, field in errors}


def _found_here(content: Content, done: Run) -> set[tuple[str, int, str]]:
    """From the sheet and the cell of each finding."""
    keys = [c.key for c in content.template_of(ROUND).sheets["measures"].columns]
    (line,) = done.output.splitlines()
    found = set()
    for finding in json.loads(line)["findings"]:
        letters = finding["cell"].rstrip("0123456789")
        row = finding["cell"].removeprefix(letters)
        column = 0
        for letter in letters:
            column = 26 * column + ord(letter) - ord("A") + 1
        if row and 0 < column <= len(keys):
            found.add((finding["sheet"], int(row), keys[column - 1]))
    return found
