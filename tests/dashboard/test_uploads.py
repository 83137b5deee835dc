"""Uploads of many people: who sees and loads what, who is faster, sixty files."""

import csv
import threading
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from dashboard.api import register_api
from dashboard.api.answers import error
from dashboard.auth import Person, Right, Role, guard
from dashboard.auth.person import STRANGER
from dashboard.context import Context
from dashboard.settings import Settings
from loaders import stored_workbook
from loaders.writer import blank_workbook, filled_workbook
from schemas.content import Content
from schemas.database.engine import reader_engine
from schemas.database.models import Report, Upload
from schemas.findings import RULES
from schemas.layout import FIRST_DATA_ROW

ROUND = "dakar-2013"
FIRST_ROUND = "madrid-2012"
UPLOADS = "/api/v1/uploads"
MEASURES = "03_MESURES_MEASURES"
MEASURE_ID = 2
PEOPLE = {
    "analyst": Person("analyst@example.org", Role.ANALYST),
    "colleague": Person("colleague@example.org", Role.ANALYST),
    "admin": Person("admin@example.org", Role.ADMIN),
    "senegal": Person("senegal@example.org", Role.FOCAL_POINT, "SEN"),
    "dakar": Person("dakar@example.org", Role.FOCAL_POINT, "SEN"),
    "mali": Person("mali@example.org", Role.FOCAL_POINT, "MLI"),
    "committee": Person("committee@example.org", Role.COMMITTEE),
    "here": Person(extra=STRANGER.rights | {Right.CHECK}),
    "elsewhere": STRANGER,
}
"""`here` is a stranger at the server's machine."""

As = Callable[[str], FlaskClient]


@pytest.fixture
def context(content: Content, engine: Engine, reader: Engine) -> Context:
    return Context(content, Settings(max_upload_mb=1), reader, engine)


@pytest.fixture
def server(context: Context) -> Flask:
    made = Flask("uploads")
    made.secret_key = "test"
    made.config["TESTING"] = True

    def identify(request: Request) -> Person:
        return PEOPLE[request.headers.get("X-Person", "elsewhere")]

    guard(made, identify, lambda status, code: error(context, code, status))
    register_api(made, context)
    return made


@pytest.fixture
def by(server: Flask) -> As:
    def client(name: str) -> FlaskClient:
        made = server.test_client()
        made.environ_base["HTTP_X_PERSON"] = name
        return made

    return client


@pytest.fixture(scope="module")
def report(content: Content, sample_database: Path) -> bytes:
    """A report of Senegal without errors."""
    engine = reader_engine(f"sqlite:///{sample_database}")
    made = stored_workbook(engine, content, f"SEN-{FIRST_ROUND}-v1")
    engine.dispose()
    book = openpyxl.load_workbook(BytesIO(made))
    for row in range(FIRST_DATA_ROW, FIRST_DATA_ROW + 40):
        book[MEASURES].cell(row, MEASURE_ID).value = None  # given by a database of its own
    return saved(book)


def changed(source: bytes, **cells: str) -> bytes:
    """The workbook with other texts in its first measure."""
    book = openpyxl.load_workbook(BytesIO(source))
    sheet = book[MEASURES]
    keys = [cell.value for cell in sheet[2]]
    for key, value in cells.items():
        sheet.cell(FIRST_DATA_ROW, keys.index(key) + 1).value = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client: FlaskClient, data: bytes, name: str = "rapport.xlsx", **form: str) -> Any:
    body = {**form, "file": (BytesIO(data), name)}
    answer = client.post(UPLOADS, data=body, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()
    return answer


def said_by(client: FlaskClient, path: str) -> Any:
    return client.get(f"{UPLOADS}/{path}").json


def load(client: FlaskClient, identifier: str, publish: bool = False) -> Any:
    return client.post(f"{UPLOADS}/{identifier}/load", json={"publish": publish})


def error_of(answer: Any) -> str:
    return str(answer.json["error"]["code"])


def codes_of(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json["findings"]]


def reports(engine: Engine) -> list[tuple[str, int, str]]:
    query = select(Report.country, Report.version, Report.state).order_by(Report.id)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]  # type: ignore[misc]


# Whose upload it is


def test_an_upload_is_for_its_maker_and_for_reviewers(
    by: As, content: Content, engine: Engine
) -> None:
    source = blank_workbook(content, "SEN", ROUND)
    identifier = send(by("senegal"), source).json["id"]
    with engine.connect() as connection:
        assert connection.execute(select(Upload.actor)).scalars().all() == ["senegal@example.org"]
    paths = ("", "/annotated.xlsx", "/findings.csv")
    seen = {
        name: {by(name).get(f"{UPLOADS}/{identifier}{path}").status_code for path in paths}
        for name in PEOPLE
    }
    assert seen == {
        "senegal": {200},
        "analyst": {200},
        "colleague": {200},
        "admin": {200},
        "dakar": {404},
        "mali": {404},
        "committee": {403},
        "here": {404},
        "elsewhere": {401},
    }
    assert load(by("dakar"), identifier).status_code == 404
    refusal = {"places": [f"{MEASURES}!A1"]}
    assert by("mali").post(f"{UPLOADS}/{identifier}/refusals", json=refusal).status_code == 404


def test_a_stranger_at_the_machine_sees_what_strangers_sent(by: As, content: Content) -> None:
    source = blank_workbook(content, "SEN", ROUND)
    identifier = send(by("here"), source).json["id"]
    assert by("here").get(f"{UPLOADS}/{identifier}").status_code == 200
    assert by("senegal").get(f"{UPLOADS}/{identifier}").status_code == 404
    assert load(by("here"), identifier).status_code == 401


def test_a_kept_dry_run_comes_back_as_it_was(by: As, content: Content) -> None:
    first = send(by("analyst"), blank_workbook(content, "SEN", ROUND), lang="en").json
    again = said_by(by("analyst"), f"{first['id']}?lang=en")
    assert again == first | {"preview": []}
    filled = filled_workbook(content, "SEN", ROUND, {"measures": [{"title_fr": "Guichet"}]})
    other = send(by("analyst"), filled, lang="en").json
    with_rows = said_by(by("analyst"), f"{other['id']}?lang=en&rows=1")
    assert with_rows == other
    assert with_rows["preview"]


# What a focal point may send


def test_a_focal_point_sends_his_own_country_only(by: As, content: Content, engine: Engine) -> None:
    source = blank_workbook(content, "MLI", ROUND)
    answer = send(by("senegal"), source, lang="en")
    said = answer.json
    assert (answer.status_code, said["outcome"]) == (422, "refused")
    (finding,) = said["findings"]
    assert finding["code"] == "country-not-allowed"
    assert "Your account may send files of one country only: Senegal." in finding["message"]
    again = load(by("senegal"), said["id"])
    assert (again.status_code, codes_of(again)[0]) == (422, "country-not-allowed")
    path = f"{UPLOADS}/{said['id']}/refusals"
    assert by("senegal").post(path, json={"places": []}).status_code == 422
    assert said_by(by("senegal"), f"{said['id']}?rows=1")["preview"] == []
    assert reports(engine) == []
    assert send(by("mali"), source).status_code == 201


def test_a_focal_point_stores_and_does_not_publish(by: As, report: bytes, engine: Engine) -> None:
    identifier = send(by("senegal"), report).json["id"]
    refused = load(by("senegal"), identifier, publish=True)
    assert (refused.status_code, error_of(refused)) == (403, "forbidden")
    assert reports(engine) == []
    stored = load(by("senegal"), identifier)
    assert (stored.status_code, stored.json["state"]) == (201, "draft")
    published = load(by("analyst"), identifier, publish=True)
    assert (published.status_code, published.json["state"]) == (201, "published")
    with engine.connect() as connection:
        log = connection.execute(text("SELECT action, actor FROM audit ORDER BY id")).all()
    assert [tuple(row) for row in log] == [
        ("refused", "senegal@example.org"),
        ("report.stored", "senegal@example.org"),
        ("report.published", "analyst@example.org"),
    ]


def test_another_workbook_may_be_the_countrys_own_table(by: As) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Mesure", "Objectif"])
    said = send(by("senegal"), saved(book), lang="en").json
    assert said["foreign_page"] == f"/en/foreign-table?upload={said['id']}"
    assert "foreign_page" not in send(by("here"), saved(book)).json
    assert "foreign_page" not in send(by("senegal"), b"").json


# What was found


def test_findings_come_in_groups_that_name_every_one(by: As, content: Content) -> None:
    said = send(by("analyst"), blank_workbook(content, "SEN", ROUND), lang="en").json
    groups = said["groups"]
    assert sorted(i for group in groups for i in group["findings"]) == list(
        range(len(said["findings"]))
    )
    largest = max(groups, key=lambda group: len(group["findings"]))
    assert (largest["code"], largest["title"]) == ("required-empty", "Required answer empty")
    assert ":" in largest["places"]
    assert largest["cells"] == f"{len(largest['findings'])} cells"


def test_every_code_has_a_short_name(content: Content) -> None:
    for words in content.words.values():
        assert [code for code in RULES if f"upload.code.{code}" not in words.keys] == []


def test_a_reading_is_refused_and_the_kept_result_replaced(
    by: As, report: bytes, engine: Engine
) -> None:
    first: Any = send(by("analyst"), changed(report, level="en cours"), lang="en").json
    assert first["outcome"] == "clean"
    reading = next(one for one in first["readings"] if one["written"] == "en cours")
    assert (reading["refused"], reading["read"]) == (False, "2 · En cours / Under way")
    path = f"{UPLOADS}/{first['id']}/refusals"
    answer: Any = by("analyst").post(path, json={"places": [reading["place"]]})
    assert (answer.status_code, answer.json["outcome"]) == (201, "draft")
    kept = said_by(by("analyst"), first["id"])
    assert [one["place"] for one in kept["readings"] if one["refused"]] == [reading["place"]]
    assert load(by("analyst"), first["id"], publish=True).json["state"] == "draft"
    late = by("analyst").post(path, json={"places": []})
    assert (late.status_code, error_of(late)) == (409, "stored-already")
    with engine.connect() as connection:
        answers = text("SELECT answer FROM measure ORDER BY row LIMIT 1")
        assert connection.execute(answers).scalar() == "NR"


@pytest.mark.parametrize("said", [None, [], {"places": "A1"}, {"places": [1]}])
def test_refusals_are_a_list_of_places(by: As, content: Content, said: Any) -> None:
    identifier = send(by("analyst"), blank_workbook(content, "SEN", ROUND)).json["id"]
    answer = by("analyst").post(f"{UPLOADS}/{identifier}/refusals", json=said)
    assert (answer.status_code, error_of(answer)) == (400, "no-places")


def test_findings_as_csv_run_nothing(by: As, content: Content) -> None:
    measure = {"title_fr": "Guichet", "level": "=1+1"}
    source = filled_workbook(content, "SEN", ROUND, {"measures": [measure]})
    identifier = send(by("analyst"), source, "Sénégal.xlsx").json["id"]
    answer = by("analyst").get(f"{UPLOADS}/{identifier}/findings.csv?lang=en")
    assert "S%C3%A9n%C3%A9gal-findings.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0].keys() == {"Severity", "Code", "Sheet", "Cell", "Value read", "Finding"}
    assert "'=1+1" in {row["Value read"] for row in rows}


# Two at once


def test_who_publishes_second_is_told_and_loses_nothing(
    by: As, report: bytes, engine: Engine
) -> None:
    mine = send(by("analyst"), report).json["id"]
    other = changed(report, title_fr="Autre titre")
    theirs = send(by("colleague"), other).json["id"]
    assert load(by("colleague"), theirs, publish=True).status_code == 201
    answer = load(by("analyst"), mine, publish=True)
    said = answer.json
    assert (answer.status_code, said["report"], said["state"]) == (
        409,
        f"SEN-{FIRST_ROUND}-v2",
        "draft",
    )
    assert said["error"]["code"] == "newer-version"
    assert f"SEN-{FIRST_ROUND}-v1 (colleague@example.org)" in said["error"]["message"]
    assert reports(engine) == [("SEN", 1, "published"), ("SEN", 2, "draft")]
    # Once he has seen it, a new dry run knows of it, and he may publish his own.
    again = send(by("analyst"), report).json["id"]
    assert load(by("analyst"), again, publish=True).json["state"] == "published"
    assert reports(engine) == [("SEN", 1, "superseded"), ("SEN", 2, "published")]


def test_of_two_at_the_same_moment_exactly_one_wins(by: As, report: bytes, engine: Engine) -> None:
    sources = {"analyst": report, "colleague": changed(report, title_fr="Autre titre")}
    kept = {name: send(by(name), source).json["id"] for name, source in sources.items()}
    together = threading.Barrier(2)
    answers: list[tuple[int, str]] = []

    def run(name: str) -> None:
        client = by(name)
        together.wait()
        answer = load(client, kept[name], publish=True)
        answers.append((answer.status_code, answer.json["state"]))

    threads = [threading.Thread(target=run, args=(name,)) for name in kept]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [(201, "published"), (409, "draft")]
    assert sorted(row[1:] for row in reports(engine)) in (
        [(1, "draft"), (2, "published")],
        [(1, "published"), (2, "draft")],
    )


# Many


BROKEN: tuple[Callable[[bytes], bytes], ...] = (
    lambda source: source[: len(source) // 2],
    lambda _: b"",
    lambda _: b"pays;niveau\nSEN;4\n",
    lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    lambda source: source[:100] + b"\xff" * 400 + source[500:],
)
"""Ways in which a workbook arrives: cut, empty, another kind, an old format, damaged."""


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_sixty_files_the_twenty_broken_ones_are_explained(
    by: As, content: Content, engine: Engine
) -> None:
    partners = content.partners(ROUND)
    client, outcomes = by("analyst"), []
    for number in range(60):
        country = partners[number % len(partners)]
        source = blank_workbook(content, country, ROUND)
        if number % 3 == 2:
            source = BROKEN[number // 3 % len(BROKEN)](source)
        said = send(client, source, f"{country}.xlsx").json
        errors = [one for one in said["findings"] if one["severity"] == "error"]
        assert errors, country
        assert all(one["message"] for one in errors)
        outcomes.append(said["outcome"])
        load(client, said["id"])
    assert (outcomes.count("draft"), outcomes.count("refused")) == (40, 20)
    assert len(reports(engine)) == 40
