"""Turns published data into a data package: CSV tables and their description, in a ZIP file."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from dashboard.exports.open_files import about_lines, csv_pieces, json_value, state_json
from dashboard.exports.open_rows import OpenData, Row
from dashboard.exports.open_tables import OBJECT, Field, OpenTable, text
from dashboard.exports.pack import FIRST_DAY
from dashboard.queries import Source
from dashboard.queries.frames import rounds
from dashboard.queries.open_data import newest_publication, reading
from schemas.content import Content
from schemas.reading import Text

PROFILES = "https://datapackage.org/profiles/2.0"
"""The version of the Data Package standard that the description keeps."""

NAME = "progress-reports"
DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True)
class Part:
    """A table of the package, as it is in the ZIP file. `not_shown` rows are kept back, or, where
    `is_emptied`, are there without their content."""

    name: str
    rows: int
    bytes: int
    sha256: str
    not_shown: int
    is_emptied: bool = False


@dataclass(frozen=True)
class Package:
    """The ZIP file and what is known of it. `published_at` is the newest report's, or the moment
    a snapshot was made; None while there is none."""

    content: bytes
    descriptor: bytes
    parts: tuple[Part, ...]
    published_at: datetime | None
    sha256: str

    @property
    def size(self) -> int:
        return len(self.content) + len(self.descriptor)


@contextmanager
def open_data(source: Source, content: Content, round_code: str = "") -> Iterator[OpenData]:
    """What the source's audience may see, every table of the same moment."""
    states = rounds(source)  # before, for a connection that may write lets no other one in
    with reading(source) as connection:
        yield OpenData(source, content, connection, states, round_code)


def data_package(source: Source, content: Content, round_code: str = "") -> Package:
    """One CSV a table, datapackage.json, and README.txt in every language. The same data give
    the same bytes. Rows are written as they are read."""
    stream = BytesIO()
    with open_data(source, content, round_code) as data:
        made_at = newest_publication(source, data.connection, round_code)
        if source.snapshot is not None:
            made_at = source.snapshot.made_at
        with zipfile.ZipFile(stream, "w") as archive:
            parts = tuple(_written(archive, data, name) for name in data.tables)
            descriptor = _descriptor(data, parts, made_at)
            readme = "\r\n".join(about_lines(data, list(data.tables))) + "\r\n"
            for name, said in ((DESCRIPTOR, descriptor), ("README.txt", readme.encode())):
                archive.writestr(_entry(name), said, zipfile.ZIP_DEFLATED)
    zipped = stream.getvalue()
    return Package(zipped, descriptor, parts, made_at, hashlib.sha256(zipped).hexdigest())


def described(package: Package, query: str = "") -> bytes:
    """The description of a package whose tables are fetched one by one, where the description
    itself is; `query` is what both were asked with."""
    if not query:
        return package.descriptor
    made = json.loads(package.descriptor)
    for one in made["resources"]:
        one["path"] = f"{one['path']}?{query}"
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


class _Counted:
    """Rows, and how many of them have gone by."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.n = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.n += 1
            yield row


def _written(archive: zipfile.ZipFile, data: OpenData, name: str) -> Part:
    """Writes a table into the archive, counting and hashing what goes by."""
    digest, size, rows = hashlib.sha256(), 0, _Counted(data.rows(name))
    with archive.open(_entry(f"{name}.csv"), "w") as file:
        for piece in csv_pieces(data.tables[name].fields, rows):
            digest.update(piece)
            size += len(piece)
            file.write(piece)
    hidden = data.not_shown(name)
    return Part(name, rows.n, size, digest.hexdigest(), hidden, data.keeps_every_row(name))


def _descriptor(data: OpenData, parts: tuple[Part, ...], made_at: datetime | None) -> bytes:
    """The description as JSON. Words are in every language beside the first one's."""
    content = data.content
    kept = {table: n for table in data.tables if (n := data.not_shown(table))}
    described = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": NAME,
        **_words(text(content, "shell.product"), text(content, "data.licence.text")),
        **({"created": json_value(made_at)} if made_at else {}),
        **state_json(data),
        "languages": list(content.languages),
        "not_shown": kept,
        "resources": [_resource(data.tables[part.name], part) for part in parts],
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def _words(title: Text, description: Text) -> dict[str, Any]:
    """The standard has one language; the others stand beside it."""
    return {
        "title": next(iter(title.values())),
        "description": next(iter(description.values())),
        "titles": dict(title),
        "descriptions": dict(description),
    }


def _resource(table: OpenTable, part: Part) -> dict[str, Any]:
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": part.name,
        "type": "table",
        **_words(table.title, table.help),
        "path": f"{part.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": part.bytes,
        "hash": f"sha256:{part.sha256}",
        "rows": part.rows,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [_field(one) for one in table.fields],
        },
    }


def _field(one: Field) -> dict[str, Any]:
    """A field in the words of the standard; its codes are categories, where every code has one
    wording, else in the table of codes alone."""
    described: dict[str, Any] = {"name": one.name, "type": one.type, **_words(one.title, one.help)}
    if one.type == OBJECT:
        described["format"] = "default"
    if one.codes and not any(code.framework for code in one.codes):
        described["categories"] = [
            {"value": code.value, "label": " / ".join(dict.fromkeys(code.label.values()))}
            for code in one.codes
        ]
    if one.places:
        described["template"] = [
            {"template": place.template, "sheet": place.sheet, "column": place.key}
            for place in one.places
        ]
    return described


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, FIRST_DAY)
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
