"""Turns a table of the open data into CSV, JSON or a workbook, row by row."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dashboard.exhibits.stamp import stamp_of_snapshot
from dashboard.exports.csv import neutral
from dashboard.exports.open_rows import OpenData, Row
from dashboard.exports.open_tables import DATE, INTEGER, NUMBER, Field, OpenTable
from dashboard.exports.sheets import LONGEST, MADE
from schemas.reading import Text
from schemas.wording import Words

AT_A_TIME = 200
"""Rows written at once."""

WIDEST = 40
NARROWEST = 11
"""Characters a column of a workbook is wide."""


def csv_pieces(fields: Sequence[Field], rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 without a mark, lines ended by CR LF, heads first. A date is ISO, a moment has its
    zone, an object is JSON, what is absent is empty; a text that would begin like a formula has
    an apostrophe before it."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([one.name for one in fields])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_plain(row[one.name]) for one in fields])
        if number % AT_A_TIME == 0:
            yield _emptied(stream)
    yield _emptied(stream)


def _emptied(stream: StringIO) -> bytes:
    # Half of a pair of code units has no bytes.
    piece = stream.getvalue().encode("utf-8", "replace")
    stream.seek(0)
    stream.truncate()
    return piece


def _plain(value: Any) -> Any:
    said = json_value(value)
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, dict):
        return json.dumps(said, ensure_ascii=False, sort_keys=True) if said else ""
    if isinstance(said, str):
        return neutral(said.replace("\x00", "\ufffd"))
    return "" if said is None else said


def json_value(value: Any) -> Any:
    """The value as JSON has it; a moment, stored in universal time, says so."""
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}Z"
    return value.isoformat() if isinstance(value, date) else value


def json_pieces(data: OpenData, table: str, **more: Any) -> Iterator[bytes]:
    """An object: what the table is, whom it is for, how many rows are kept back, the fields with
    their words, and `rows` as objects, exactly as stored."""
    one = data.tables[table]
    head = {
        "table": table,
        "title": dict(one.title),
        **state_json(data),
        **more,
        "not_shown": data.not_shown(table),
        "fields": [field_json(field) for field in one.fields],
    }
    yield (_json(head)[:-1] + ', "rows": [').encode("utf-8", "replace")
    waiting: list[str] = []
    comma = ""
    for row in data.rows(table):
        waiting.append(_json({name: json_value(value) for name, value in row.items()}))
        if len(waiting) == AT_A_TIME:
            yield (comma + ",\n".join(waiting)).encode("utf-8", "replace")
            waiting, comma = [], ",\n"
    if waiting:
        yield (comma + ",\n".join(waiting)).encode("utf-8", "replace")
    yield b"]}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def state_json(data: OpenData) -> dict[str, Any]:
    """Whom the rows are for, and which round and snapshot they are limited to."""
    frozen = data.source.snapshot
    return {
        "audience": data.source.consents[-1],
        "round": data.round or None,
        "snapshot": frozen and {"code": frozen.code, "sha256": frozen.sha256},
    }


def field_json(field: Field) -> dict[str, Any]:
    """Name, type and words of a field, the places of the template it comes from, its codes."""
    return {
        "name": field.name,
        "type": field.type,
        "title": dict(field.title),
        "description": dict(field.help),
        "template": [
            {"template": one.template, "sheet": one.sheet, "column": one.key}
            for one in field.places
        ],
        "codes": [
            {"value": one.value, "label": dict(one.label)}
            | ({"framework": one.framework} if one.framework else {})
            for one in field.codes
        ],
    }


def xlsx_of(data: OpenData, table: str) -> bytes:
    """A workbook: the table, its fields, their codes, and what it is in every language. Rows
    go to disk as they are written; text is text, whatever it begins with."""
    stream = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    one = data.tables[table]
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": table, "created": MADE})
        cut = _sheet(book, table, one, data.rows(table))
        for about in ("fields", "codes"):
            if about != table:
                rows = (row for row in data.rows(about) if row["table"] == table)
                cut += _sheet(book, about, data.tables[about], rows)
        page = book.add_worksheet("about")
        page.set_column(0, 0, 100)
        for number, line in enumerate(about_lines(data, [table], cut)):
            page.write_string(number, 0, line)
    return stream.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, table: OpenTable, rows: Iterator[Row]) -> int:
    """Writes a sheet; how many texts had to be cut."""
    page: Worksheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    page.freeze_panes(1, 0)
    for place, field in enumerate(table.fields):
        wide = WIDEST if field.type == "string" and not field.codes else NARROWEST
        page.set_column(place, place, max(NARROWEST, min(wide, WIDEST), len(field.name) + 2))
        page.write_string(0, place, field.name, bold)
    cut = last = 0
    for last, row in enumerate(rows, start=1):
        for place, field in enumerate(table.fields):
            cut += _cell(page, last, place, field, row[field.name])
    page.autofilter(0, 0, last, len(table.fields) - 1)
    return cut


def _cell(page: Worksheet, row: int, place: int, field: Field, value: Any) -> int:
    """Writes one cell; 1 where its text was too long for one."""
    if value is None or value in ("", {}):
        return 0
    if isinstance(value, bool):
        page.write_boolean(row, place, value)
    elif field.type in (INTEGER, NUMBER) and isinstance(value, int | float):
        page.write_number(row, place, value)
    elif field.type == DATE and isinstance(value, date) and value.year >= FIRST_YEAR:
        page.write_datetime(row, place, datetime(value.year, value.month, value.day))
    else:
        said = _json(value) if isinstance(value, dict) else str(json_value(value))
        page.write_string(row, place, said[:LONGEST])
        return int(len(said) > LONGEST)
    return 0


FIRST_YEAR = 1900
"""Excel knows no day before it."""


def about_lines(data: OpenData, tables: list[str], cut: int = 0) -> list[str]:
    """What a file is, in every language: whose data, for whom, of when, what is not in it."""
    lines: list[str] = []
    for words in data.content.words.values():
        lines += [*_about(data, words, tables), *([words.count("data.about.cut", cut)] * bool(cut))]
        lines.append("")
    return lines[:-1]


def _about(data: OpenData, words: Words, tables: list[str]) -> list[str]:
    names = data.content.rounds
    known: Text | None = names[data.round].name if data.round in names else None
    frozen = data.source.snapshot
    state = words("data.about.live")
    if frozen is not None:
        stamp = stamp_of_snapshot(frozen, data.content, words)
        state = words("data.frozen", name=stamp.name, short=stamp.short)
    lines = [
        words("data.about.title", product=words("shell.product")),
        words(f"data.about.audience.{data.source.consents[-1]}"),
        words("data.about.round", name=words.text(known)) if known else words("data.about.rounds"),
        state,
        *_provenances(data, words),
    ]
    for table in tables:
        if hidden := data.not_shown(table):
            key = "data.about.emptied" if data.keeps_every_row(table) else "data.about.kept"
            name = words.text(data.tables[table].title)
            lines.append(words.count(key, hidden, table=name))
    return [*lines, words("data.kept.persons"), words("data.licence.text")]


def _provenances(data: OpenData, words: Words) -> list[str]:
    """A line for each round that holds something else than reports of countries."""
    return [
        f"{words.text(data.content.rounds[code].name)} – {words(f'provenance.{one.provenance}')}"
        for code, one in data.rounds.items()
        if one.reports and one.provenance != "reported" and code in data.content.rounds
    ]
