"""Turns published data into a data package: CSV tables and their description, in a ZIP file."""

import csv
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pandas as pd

from dashboard.exports.csv import neutral
from dashboard.filters import Filters
from dashboard.queries import Source, declared, measures_page, theme_answers
from dashboard.queries.frames import reports, rounds

PAGE_SIZE = 500
"""Measures asked for at a time: they are never all in memory."""

ROUND = {"round": "string", "provenance": "string"}
TABLES: Mapping[str, Mapping[str, str]] = {
    "reports": ROUND
    | {
        "report": "string",
        "country": "string",
        "version": "integer",
        "published_at": "datetime",
        "language": "string",
        "institution": "string",
        "measures": "integer",
        "consent": "string",
    },
    "objectives": ROUND | {"country": "string", "objective": "string", "answer": "string"},
    "themes": ROUND
    | {
        "country": "string",
        "theme": "string",
        "answer": "string",
        "interest": "string",
        "took_part": "string",
    },
    "measures": ROUND
    | {
        "report": "string",
        "country": "string",
        "measure_id": "string",
        "title_fr": "string",
        "title_en": "string",
        "title_other": "string",
        "objective": "string",
        "objective_2": "string",
        "objective_3": "string",
        "placed_by": "string",
        "theme": "string",
        "roadmap_action": "string",
        "answer": "string",
        "counts_as": "string",
        "status_word": "string",
        "year": "integer",
        "start": "date",
        "end_planned": "date",
        "end_actual": "date",
        "result": "string",
        "evidence": "string",
        "amount": "number",
        "currency": "string",
        "consent": "string",
        "sheet": "string",
        "row": "integer",
    },
}
"""Table -> its columns and their types, in the words of the data package standard."""


def data_package(source: Source) -> bytes:
    """The ZIP file: one CSV a table (UTF-8, codes, fractions as they are) and datapackage.json.

    Every row bears the provenance of its round. Only what the audience may see is in it.
    """
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", json.dumps(_description(), indent=2))
        for name, columns in TABLES.items():
            archive.writestr(f"{name}.csv", _csv(columns, _rows(name, source)))
    return stream.getvalue()


def _description() -> dict[str, Any]:
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "format": "csv",
            "encoding": "utf-8",
            "schema": {"fields": [{"name": key, "type": kind} for key, kind in columns.items()]},
        }
        for name, columns in TABLES.items()
    ]
    return {"profile": "tabular-data-package", "name": "dakar-strategy", "resources": resources}


def _csv(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> str:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_plain(row[key]) for key in columns])
    return stream.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return neutral(value) if isinstance(value, str) else value


def _rows(table: str, source: Source) -> Iterator[dict[str, Any]]:
    for known in _records(rounds(source)):
        common = {"round": known["round"], "provenance": known["provenance"]}
        for row in _of_round(table, source, known["round"]):
            yield row | common


def _of_round(table: str, source: Source, code: str) -> Iterator[dict[str, Any]]:
    if table == "measures":
        yield from _measures(source, code)
        return
    ask = {"reports": reports, "objectives": declared, "themes": theme_answers}[table]
    yield from _records(ask(source, code))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _measures(source: Source, code: str) -> Iterator[dict[str, Any]]:
    filters = Filters(round=code)
    while True:
        page = measures_page(source, filters, PAGE_SIZE)
        for row in page.rows:
            yield {"report": row.report, "placed_by": row.placed_by, **vars(row)}
        if filters.page >= page.pages:
            return
        filters = replace(filters, page=filters.page + 1)
