"""One exhibit, many renderings: page, JSON, CSV and Excel say the same of every number."""

import csv
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html

from dashboard import create_app
from dashboard.exhibits import EXHIBITS
from dashboard.settings import read_settings

PAGES = (
    "", "scorecard", "countries", "countries/SEN", "countries/SEN/4", "map", "measures",
    "pillar/2", "objective/4", "theme/border", "theme/data", "trend",
    "exhibit/change", "exhibit/exchange",
    "exhibit/thread", "exhibit/common-challenges",
    "exhibit/assistance", "exhibit/schedule", "exhibit/late-measures", "exhibit/self-assessment",
    "assistance", "profiles-imap", "compare?countries=SEN,MAR,FRA,GHA",
)  # fmt: skip
ASKED = set(EXHIBITS) - {"public-status"}
PUBLIC = {
    "key-figures", "public-status", "reporting-status", "countries", "country-measures",
    "objective-evidence", "measures", "objective-roadmap", "roadmap-matrix", "theme-measures",
}  # fmt: skip
CHECKED = ("number", "share", "level", "date")
"""Kinds of columns whose values are the same in JSON and in files; of others, files may hold
the words for a code."""


@pytest.fixture(scope="module")
def get(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    file = tmp_path_factory.mktemp("same-number") / "samples.db"
    shutil.copy(sample_database, file)
    with sqlite3.connect(file) as db:  # nobody listed target countries among the samples
        db.executemany(
            "INSERT INTO target_country (round, activity, country, is_listed, actor, at) "
            "VALUES (?, 'profile', 'SEN', 1, 'x', '2013-09-12 10:00:00.000000')",
            [("dakar-2013",), ("rabat-2014",)],
        )
    app = create_app(read_settings({}, database_url=f"sqlite:///{file}"))
    client = app.server.test_client()

    def answer(address: str) -> Any:
        found = client.get(address)
        assert found.status_code == 200, address
        return found

    return answer


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("round=dakar-2013", ASKED),
        ("round=rabat-2014&basis=measures&region=west-africa", ASKED),
        ("round=public-sources", PUBLIC),
    ],
    ids=["declared", "measures", "public"],
)
def test_every_exhibit_says_the_same_wherever_it_stands(
    get: Callable[[str], Any], query: str, expected: set[str]
) -> None:
    seen = set()
    for page in PAGES:
        address = f"/en/{page}{'&' if '?' in page else '?'}{query}"
        tree = html.fromstring(get(address).get_data(as_text=True))
        (first,) = tree.xpath("//*[@id='first-view']")
        for head in first.xpath(".//*[@data-exhibit]"):
            code = head.get("data-exhibit")
            links = head.xpath(".//a[contains(@href, '.csv?')]/@href")
            if code == "key-figures":
                links = [f"/api/v1/exhibits/key-figures.csv?{query}&lang=en"]
            if links:
                seen.add(code)
                expect_the_same(get, links[0], box_of(head))
    assert seen == expected


def box_of(head: Any) -> Any:
    """The whole box round an exhibit's head."""
    return next(one for one in head.iterancestors() if "exhibit-place" in one.get("class", ""))


def expect_the_same(get: Callable[[str], Any], address: str, box: Any) -> None:
    json = get(address.replace(".csv?", ".json?")).json
    lines = list(csv.reader(StringIO(get(address).data.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(BytesIO(get(address.replace(".csv?", ".xlsx?")).data)).active
    grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    # One table, two files: Excel has the imprint above it and headings of groups inside.
    heads = [column["label"] or column["title"] for column in json["columns"]]
    width = len(heads)
    groups = {group["label"] for group in json["groups"]}
    top = next(i for i, row in enumerate(grid) if row[:width] == heads)
    in_csv = [line[:width] for line in lines[1 : lines.index([])]]
    in_excel = [row for row in grid[top + 1 :] if row[0] not in groups][: len(in_csv)]
    assert [[plain(v) for v in row] for row in in_csv] == [
        [plain(v) for v in row[:width]] for row in in_excel
    ], address
    # Their numbers are those of the API, on every row the API gives.
    kinds = [column["kind"] for column in json["columns"]]
    given = [*json["rows"], *json["foot"]]
    in_files = in_csv[: len(json["rows"])] + in_csv[len(in_csv) - len(json["foot"]) :]
    for row, line in zip(given, in_files, strict=True):
        for kind, value, written in zip(kinds, row.values(), line, strict=True):
            if kind in CHECKED:
                assert plain(value) == plain(written), (address, row)
    expect_sentences(json, lines, grid, box)
    if json["figures"]:
        for one, shown in zip(json["figures"], box.find_class("figure"), strict=True):
            expect_text("share", one["value"], words_of(shown), shown)
        return
    shown_rows = box.xpath(".//table//tr[td and not(contains(@class, 'bands'))]")
    for row, line in zip(given, shown_rows, strict=True):
        for kind, value, cell in zip(kinds, row.values(), line, strict=True):
            expect_text(kind, value, words_of(cell), cell)


def expect_sentences(json: Any, lines: Any, grid: Any, box: Any) -> None:
    in_csv = {line[0].removeprefix("'") for line in lines if line}
    in_excel = {row[0] for row in grid}
    page = words_of(box)
    for key in ("title", "coverage", "not_shown", "source", "note"):
        sentence = json[key]
        if sentence:
            assert sentence in in_csv, key
            assert sentence in in_excel, key
            assert bool(json["figures"]) or " ".join(sentence.split()) in page, key
    for fact in json["facts"]:
        assert " ".join(fact["text"].split()) in page


def expect_text(kind: str, value: Any, text: str, cell: Any) -> None:
    """What a page shows of a value: a rounded number, a percentage, "n of N", a sign."""
    if kind == "level" and isinstance(value, str):
        assert f"look-{value}" in html.tostring(cell, encoding="unicode")
    elif kind in ("number", "share") and value is None:
        assert text == "" or text.startswith("–")
    elif kind in ("number", "share"):
        found = [int(n) for n in re.findall(r"\d+", text.replace(",", ""))]
        if "%" in text:
            assert found[0] == half_up(100 * value), text
        elif " of " in text:
            assert value in (found[0], pytest.approx(found[0] / found[1])), text
        else:
            assert found[0] == half_up(abs(value)), text


def half_up(value: float) -> int:
    return int(Decimal(str(round(value, 9))).quantize(Decimal(1), ROUND_HALF_UP))


def words_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def plain(value: Any) -> Any:
    """A value as any of the files may write it: blank, number, or text."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    try:
        return round(float(value), 9)
    except ValueError:
        return str(value).removeprefix("'")
