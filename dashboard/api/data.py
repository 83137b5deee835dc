"""Turns requests for open data into its files: a table, the whole package, its description."""

import json
from collections.abc import Callable
from typing import Any

import flask

from dashboard.api.answers import (
    CSV,
    JSON,
    XLSX,
    ZIP,
    download,
    error,
    ignored_names,
    unchanged_or,
)
from dashboard.api.files import Made, asked_source, sent
from dashboard.api.refused import busy
from dashboard.context import PUBLIC, Context
from dashboard.exports.open_files import csv_pieces, json_pieces, xlsx_of
from dashboard.exports.open_package import DESCRIPTOR, Package, data_package, described, open_data
from dashboard.exports.open_tables import open_tables
from dashboard.memo import BusyError
from dashboard.queries import Source, data_version

KINDS = {"csv": CSV, "xlsx": XLSX, "json": JSON}
HEEDED = ("round", "snapshot", "audience")
"""What an address may ask of these files."""


def add_data(api: flask.Blueprint, context: Context) -> None:
    """Adds the routes of open data; each answers 304 when nothing has changed."""

    def table(table: str, kind: str) -> flask.Response:
        if table not in open_tables(context.content):
            return error(context, "404", 404)
        return _answer(context, lambda source, code: _table(context, source, code, table, kind))

    def package() -> flask.Response:
        return _answer(context, lambda source, code: _package(context, source, code))

    def descriptor() -> flask.Response:
        return _answer(context, lambda source, code: _descriptor(context, source, code))

    kinds = ", ".join(KINDS)
    api.add_url_rule(f"/data/<table>.<any({kinds}):kind>", "data-table", table)
    api.add_url_rule("/data/package.zip", "data-package", package)
    api.add_url_rule(f"/data/{DESCRIPTOR}", "data-descriptor", descriptor)


def kept_package(context: Context, source: Source, round_code: str = "") -> Package:
    """The package as it is kept, else made now. Raises BusyError while too many wait."""
    key = ("open-data", *_state(context, source, round_code))
    return context.files.answer(
        key, lambda: data_package(source, context.content, round_code), lambda one: one.size
    )


def _state(context: Context, source: Source, round_code: str) -> tuple[object, ...]:
    """Everything that the files depend on."""
    frozen = source.snapshot
    return (
        source.consents,
        frozen.sha256 if frozen is not None else data_version(source),
        round_code,
        context.settings.database_url,
    )


def _answer(context: Context, make: Callable[[Source, str], flask.Response]) -> flask.Response:
    """What `make` answers for whose data and which round the address asks for. A file of another
    round than the one that is meant would mislead, so an unknown round is no address."""
    round_code = flask.request.args.get("round", "")
    if round_code not in ("", *context.content.rounds):
        return error(context, "404", 404)
    found = asked_source(context)
    if isinstance(found, flask.Response):
        return found
    source: Source = found
    state = _state(context, source, round_code)
    return unchanged_or(context, lambda: make(source, round_code), state)


def _table(
    context: Context, source: Source, round_code: str, table: str, kind: str
) -> flask.Response:
    def make() -> Made:
        with open_data(source, context.content, round_code) as data:
            if kind == "csv":
                made = b"".join(csv_pieces(data.tables[table].fields, data.rows(table)))
            elif kind == "json":
                made = b"".join(json_pieces(data, table))
            else:
                made = xlsx_of(data, table)
        return made, KINDS[kind], _name(source, round_code, table, kind)

    state = ("open-table", table, kind, *_state(context, source, round_code))
    answer = sent(context, state, make)
    if kind == "json" and answer.status_code == 200:
        # What is kept is the same for every address; what this one said in vain is not.
        said = json.dumps(ignored_names(HEEDED), ensure_ascii=False).encode("utf-8", "replace")
        answer.data = b'{"ignored": ' + said + b", " + answer.data[1:]
    return answer


def _package(context: Context, source: Source, round_code: str) -> flask.Response:
    try:
        content = kept_package(context, source, round_code).content
    except BusyError:
        return busy(context)
    return download(content, ZIP, _name(source, round_code, "data-package", "zip"))


def _descriptor(context: Context, source: Source, round_code: str) -> flask.Response:
    """The description of the package, its tables at their own addresses."""
    try:
        package = kept_package(context, source, round_code)
    except BusyError:
        return busy(context)
    query = flask.request.query_string.decode("utf-8", "replace")
    return flask.Response(described(package, query), mimetype=JSON)


def _name(source: Source, round_code: str, what: str, ending: str) -> str:
    """What the file is called: what it holds, of which state, for whom if not for everybody."""
    frozen = source.snapshot
    state = frozen.short if frozen is not None else ""
    audience = "" if source.consents == PUBLIC else source.consents[-1]
    return "-".join(one for one in (what, round_code, state, audience) if one) + f".{ending}"


def data_files(table: str) -> dict[str, Any]:
    """Kind -> address of a table's file."""
    return {kind: f"/api/v1/data/{table}.{kind}" for kind in KINDS}
