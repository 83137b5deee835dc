"""Open data: what is written out is what the database holds for an audience, traceable, exact in
JSON, harmless in spreadsheets, described field by field."""

import csv
import json
import re
import time
import warnings
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, insert, text

from dashboard.context import PUBLIC
from dashboard.exports.open_files import csv_pieces, json_pieces, xlsx_of
from dashboard.exports.open_package import Package, data_package, open_data
from dashboard.exports.open_tables import NAMES, UNSAID, open_tables
from dashboard.queries import Source
from loaders import stored_tables
from schemas.content import Content
from schemas.database.engine import reader_engine
from schemas.database.models import Measure

PARTNERS = ("PUB", "PART")
EVIL = '=HYPERLINK("http://evil.example")'
ODD = ["=1+1", "+SUM(A1)", "-2", "@x", " =1", "\t=1", "＝1", 'a"b;c,d', "é œ 🙂", "a\nb", EVIL]


@pytest.fixture(scope="module")
def samples(sample_database: Path) -> Iterator[Engine]:
    engine = reader_engine(f"sqlite:///{sample_database}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def package(samples: Engine, content: Content) -> Package:
    return data_package(Source(samples, PUBLIC), content)


def table_of(package: Package, name: str) -> list[dict[str, str]]:
    data = ZipFile(BytesIO(package.content)).read(f"{name}.csv").decode()
    return list(csv.DictReader(StringIO(data, newline="")))


def described(package: Package) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ZipFile(BytesIO(package.content)).read("datapackage.json"))
    return found


def json_of(source: Source, content: Content, name: str, round_code: str = "") -> dict[str, Any]:
    with open_data(source, content, round_code) as data:
        found: dict[str, Any] = json.loads(b"".join(json_pieces(data, name)))
    return found


# What is written is what is there

PUBLISHED = """
    FROM report JOIN {table} ON {table}.report_id = report.id
    WHERE report.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM report AS newer WHERE newer.country = report.country
        AND newer.round = report.round AND newer.state = 'published'
        AND newer.version > report.version)
"""

OWN_CONSENT = ("measure", "exchange_item", "assistance")


def kept_rows(engine: Engine, table: str, columns: str, audience: str = "'PUB'") -> list[Any]:
    owner = table if table in OWN_CONSENT else "report"
    where = f" AND {owner}.consent IN ({audience})"
    if table in ("objective_answer", "theme_answer"):
        where = ""
    query = f"SELECT {columns} {PUBLISHED.format(table=table)}{where}"
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.parametrize(
    ("name", "table", "own"),
    [
        ("measures", "measure", "measure_id, answer"),
        ("exchange_items", "exchange_item", "item_id, kind"),
        ("assistance", "assistance", "ta_id, direction"),
        ("profiles", "profile", "mp_status, im_interest"),
    ],
)
def test_the_package_holds_what_sql_finds(
    package: Package, samples: Engine, name: str, table: str, own: str
) -> None:
    columns = f"report.country, report.round, {own}, sheet, row"
    keys = [one.split(".")[-1].strip() for one in columns.split(",")]
    written = [tuple(row[key] for key in keys) for row in table_of(package, name)]
    kept = [
        tuple("" if v is None else str(v) for v in row)
        for row in kept_rows(samples, table, columns)
    ]
    assert sorted(written) == sorted(kept)
    assert kept


def test_answers_outside_the_audience_stand_as_confidential(
    package: Package, samples: Engine
) -> None:
    columns = "report.country, report.round, objective, report.consent, answer, reason"
    expected = [
        (*key, answer, reason or "") if consent == "PUB" else (*key, "C", "")
        for *key, consent, answer, reason in kept_rows(samples, "objective_answer", columns)
    ]
    keys = ("country", "round", "objective", "answer", "reason")
    written = [tuple(row[key] for key in keys) for row in table_of(package, "objective_answers")]
    assert sorted(written) == sorted(expected)
    hidden = [row for row in table_of(package, "reports") if row["consent"] != "PUB"]
    assert hidden
    assert {(row["institution"], row["summary"], row["sha256"]) for row in hidden} == {("", "", "")}


def test_pandas_reads_the_package_as_described(package: Package) -> None:
    archive = ZipFile(BytesIO(package.content))
    for one in described(package)["resources"]:
        frame = pd.read_csv(archive.open(one["path"]), dtype=str, keep_default_na=False)
        assert list(frame.columns) == [field["name"] for field in one["schema"]["fields"]]
        assert len(frame) == one["rows"], one["name"]


def test_every_row_of_a_report_leads_to_its_cells(package: Package) -> None:
    with_cells = 0
    for row in table_of(package, "measures"):
        country, round_code = row["country"], row["round"]
        assert re.fullmatch(rf"{country}-{round_code}-v\d+", row["report"])
        assert row["provenance"] in ("illustrative", "public-sources")
        cells = json.loads(row["cells"]) if row["cells"] else {}
        assert all(re.fullmatch(r"[A-Z]{1,3}\d+", place) for place in cells.values())
        assert set(cells) <= set(row)
        with_cells += bool(cells) and row["sheet"] != "" and row["row"] != ""
    assert with_cells > 1000


def test_the_same_data_give_the_same_bytes(
    package: Package, samples: Engine, content: Content
) -> None:
    again = data_package(Source(samples, PUBLIC), content)
    assert (again.content, again.sha256) == (package.content, sha256(package.content).hexdigest())
    with open_data(Source(samples, PUBLIC), content) as data:
        first = xlsx_of(data, "profiles")
    time.sleep(1.1)
    with open_data(Source(samples, PUBLIC), content) as data:
        assert xlsx_of(data, "profiles") == first


def test_the_package_is_made_in_time(samples: Engine, content: Content) -> None:
    begun = time.perf_counter()
    data_package(Source(samples, PUBLIC), content)
    assert time.perf_counter() - begun < 2.0 * 3  # two other processes may be at work


# The description


def test_the_description_keeps_the_standard(package: Package, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of its own dependencies
        from frictionless import Package as Frictionless

        ZipFile(BytesIO(package.content)).extractall(tmp_path)
        report = Frictionless(tmp_path / "datapackage.json").validate()
    assert report.valid, report.flatten(["name", "type", "note"])


def test_hashes_and_sizes_are_those_of_the_files(package: Package) -> None:
    archive = ZipFile(BytesIO(package.content))
    listed = described(package)["resources"]
    for one in listed:
        data = archive.read(one["path"])
        assert (one["bytes"], one["hash"]) == (len(data), f"sha256:{sha256(data).hexdigest()}")
    files = sorted([*(one["path"] for one in listed), "datapackage.json", "README.txt"])
    assert sorted(archive.namelist()) == files
    assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_the_dictionary_covers_every_field_in_every_language(
    package: Package, content: Content
) -> None:
    fields = {(row["table"], row["field"]): row for row in table_of(package, "fields")}
    written = {
        (one["name"], field["name"])
        for one in described(package)["resources"]
        for field in one["schema"]["fields"]
    }
    assert set(fields) == written
    for row in fields.values():
        for language in content.languages:
            assert row[f"title_{language}"], row
            assert row[f"description_{language}"], row


def test_the_dictionary_says_the_template_column_of_what_was_asked(content: Content) -> None:
    """A column that the template gains is in the open data without another line."""
    template = content.templates["progress-report-1"]
    tables = open_tables(content)
    for sheet, kept in stored_tables().items():
        made = tables[NAMES.get(sheet, sheet)]
        places = {place.key: field for field in made.fields for place in field.places}
        asked = {c.key for c in template.sheets[sheet].columns if c.is_input}
        personal = {"author_name", "contact", "im_contact"} | UNSAID
        assert asked - set(places) == asked & personal
        assert {place.sheet for f in places.values() for place in f.places} == {
            template.sheets[sheet].key
        }
        assert all(f.value is not None for f in places.values()), kept


def test_every_code_in_the_data_is_in_the_dictionary(package: Package) -> None:
    known: dict[tuple[str, str], set[str]] = {}
    for row in table_of(package, "codes"):
        known.setdefault((row["table"], row["field"]), set()).add(row["value"])
    for name in ("objective_answers", "measures", "theme_answers", "exchange_items", "profiles"):
        for row in table_of(package, name):
            for field, value in row.items():
                if value and (name, field) in known:
                    assert value in known[name, field], (name, field, value)


# What is kept back


def test_what_is_kept_back_is_counted(package: Package, samples: Engine) -> None:
    told = {(r["table"], r["round"]): int(r["not_shown"]) for r in table_of(package, "not_shown")}
    every = len(kept_rows(samples, "measure", "measure_id", "'PUB', 'PART', 'SEC'"))
    public = len(kept_rows(samples, "measure", "measure_id"))
    assert sum(n for (name, _), n in told.items() if name == "measures") == every - public > 0
    assert described(package)["not_shown"]["measures"] == every - public
    readme = ZipFile(BytesIO(package.content)).read("README.txt").decode()
    assert f"{every - public} rows not shown (permitted use)" in readme


def test_another_audience_gets_its_rows_and_is_told(samples: Engine, content: Content) -> None:
    made = data_package(Source(samples, PARTNERS), content)
    assert described(made)["audience"] == "PART"
    assert {row["consent"] for row in table_of(made, "measures")} == {"PUB", "PART"}
    readme = ZipFile(BytesIO(made.content)).read("README.txt").decode()
    assert "Not for publication" in readme
    assert "Ne pas publier" in readme


def test_one_round_holds_that_round_alone(samples: Engine, content: Content) -> None:
    made = data_package(Source(samples, PUBLIC), content, "madrid-2012")
    for name in ("reports", "objective_answers", "measures", "rounds", "not_shown"):
        assert {row["round"] for row in table_of(made, name)} == {"madrid-2012"}


# Hostile texts


def test_texts_are_harmless_in_sheets_and_exact_in_json(
    given: Any, reader: Engine, content: Content
) -> None:
    given.round("dakar-2013", "reported")
    measures = [{"title_fr": said, "objective": "1", "answer": "2"} for said in ODD]
    given.report("SEN", answers="4 3", measures=measures)
    source = Source(reader, PUBLIC)
    exact = json_of(source, content, "measures")
    assert [row["title_fr"] for row in exact["rows"]] == ODD
    with open_data(source, content) as data:
        fields = data.tables["measures"].fields
        written = b"".join(csv_pieces(fields, data.rows("measures"))).decode()
        book = xlsx_of(data, "measures")
    titles = [row["title_fr"] for row in csv.DictReader(StringIO(written, newline=""))]
    starts = ("=", "+", "-", "@", "\t", "\r", "＝")
    assert not [one for one in titles if one.lstrip(" ").startswith(starts)]
    assert [one.removeprefix("'") for one in titles] == ODD
    sheet = load_workbook(BytesIO(book))["measures"]
    heads = [cell.value for cell in sheet[1]]
    cells = [row[heads.index("title_fr")] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == ODD
    assert {cell.data_type for cell in cells} == {"s"}
    assert b"<f>" not in ZipFile(BytesIO(book)).read("xl/worksheets/sheet1.xml")
    assert "hyperlink" not in str(ZipFile(BytesIO(book)).namelist())


def test_a_text_that_no_cell_holds_is_cut_and_said(
    given: Any, reader: Engine, content: Content
) -> None:
    given.round("dakar-2013", "reported")
    given.report("SEN", measures=[{"title_fr": "é" * 100_000, "result": "a\x0bb\ud7ffc"}])
    source = Source(reader, PUBLIC)
    with open_data(source, content) as data:
        book = load_workbook(BytesIO(xlsx_of(data, "measures")))
    heads = [cell.value for cell in book["measures"][1]]
    value = book["measures"].cell(2, heads.index("title_fr") + 1).value
    assert isinstance(value, str)
    assert 30_000 < len(value) < 32_768
    lines = [row[0].value for row in book["about"].iter_rows()]
    assert [line for line in lines if line and "whole in the JSON" in str(line)]
    assert len(json_of(source, content, "measures")["rows"][0]["title_fr"]) == 100_000


def test_nothing_published_is_still_a_whole_package(reader: Engine, content: Content) -> None:
    made = data_package(Source(reader, PUBLIC), content)
    rows = {one.name: one.rows for one in made.parts}
    assert rows["measures"] == rows["reports"] == 0
    assert rows["countries"] == len(content.countries)
    assert made.published_at is None
    with open_data(Source(reader, PUBLIC), content) as data:
        assert load_workbook(BytesIO(xlsx_of(data, "measures")))["measures"].max_row == 1


def test_thousands_of_measures_are_written_in_time(
    given: Any, reader: Engine, engine: Engine, content: Content
) -> None:
    """On SQLite and PostgreSQL: the rows come one after the other, none is lost."""
    given.round("dakar-2013", "reported")
    report = given.report("SEN", answers="4", profile=[{"mp_status": "PUB"}])
    blank = {
        "report_id": report, "sheet": "03", "cells": {"title_fr": "D7"},
        "extra": {"placed": {"by": "secretariat"}},
        "answer": "2", "counts_as": "2", "consent": "PUB", "search_text": "",
    }  # fmt: skip
    rows = [
        {**blank, "row": n, "measure_id": f"SEN-M{n:04}", "title_fr": f"Mesure {n}"}
        for n in range(5000)
    ]
    with engine.begin() as connection:
        connection.execute(insert(Measure), rows)
    begun = time.perf_counter()
    made = data_package(Source(reader, PUBLIC), content)
    assert time.perf_counter() - begun < 15
    written = table_of(made, "measures")
    assert [row["measure_id"] for row in written] == [row["measure_id"] for row in rows]
    assert {row["placed_by"] for row in written} == {"secretariat"}
    assert [row["mp_status"] for row in table_of(made, "profiles")] == ["PUB"]
    assert made.published_at == datetime(2013, 9, 1, 12)


def test_what_names_a_person_is_in_no_table(given: Any, reader: Engine, content: Content) -> None:
    given.round("dakar-2013", "reported")
    secret = {"private": {"im_contact": "zq-person", "contact": "zq-person"}, "sample": "zq-person"}
    given.report(
        "SEN",
        measures=[{"title_fr": "Titre", "extra": secret, "cells": {"contact": "A1"}}],
        profile=[{"mp_status": "PUB", "extra": secret}],
        contacts=[{"name": "zq-person", "email": "zq-person@example.org"}],
    )
    made = data_package(Source(reader, ("PUB", "PART", "SEC")), content)
    archive = ZipFile(BytesIO(made.content))
    assert not [name for name in archive.namelist() if b"zq-person" in archive.read(name)]
    assert not [name for name in archive.namelist() if b"im_contact" in archive.read(name)]
