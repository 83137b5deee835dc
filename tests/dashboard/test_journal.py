"""What the log tells of requests, uploads and failures, and what it never holds."""

import io
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from dash import Dash
from sqlalchemy import update

import loaders
from dashboard import create_app, journal
from dashboard.settings import read_settings
from schemas.content import Content
from schemas.database.engine import writer_engine
from schemas.database.models import Report

CANARY = "Zebulon"
MAIL = "zebulon.canary@example.org"

Logged = Callable[[], list[dict[str, Any]]]


def app_of(database: Path, content: Content, **given: Any) -> Dash:
    settings = read_settings({}, database_url=f"sqlite:///{database}", secret_key="k" * 40, **given)
    return create_app(settings, content)


@pytest.fixture(scope="module")
def database(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("journal") / "journal.db"
    shutil.copy(sample_database, file)
    return file


@pytest.fixture(scope="module")
def app(database: Path, content: Content) -> Dash:
    return app_of(database, content)


@pytest.fixture(scope="module")
def behind(database: Path, content: Content) -> Dash:
    """Behind one proxy."""
    return app_of(database, content, proxy=1)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def root() -> Iterator[None]:
    logger = logging.getLogger()
    before = logger.handlers[:], logger.level
    yield
    logger.handlers[:], level = before
    logger.setLevel(level)


@pytest.fixture
def logged(root: None) -> Logged:
    """The lines since the test began, as they stand in the file."""
    stream = io.StringIO()
    journal.begin("DEBUG", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def shown(root: None) -> Screen:
    screen = Screen()
    journal.begin("INFO", screen)
    return screen


def of(lines: list[dict[str, Any]], event: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] == event]


def test_a_request_is_one_line(app: Dash, client_as: Any, logged: Logged) -> None:
    client = client_as(app, "analyst")
    answer = client.get(f"/fr/pays/SEN?q={CANARY}&round=dakar-2013", headers={"Referer": MAIL})
    (line,) = logged()
    assert line.pop("time").endswith("Z")
    assert line.pop("ms") >= 0
    assert line == {
        "level": "INFO",
        "event": "request",
        "request": answer.headers["X-Request-ID"],
        "method": "GET",
        "route": "/<path:path>",
        "page": "country",
        "status": 200,
        "bytes": len(answer.data),
        "role": "analyst",
        "client": "127.0.0.0",
    }


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", f"/nowhere/{CANARY}", (404, "/<path:path>", None)),
        ("GET", f"/api/v1/{CANARY}/x", (404, "/api/<path:_>", None)),
        ("GET", f"/api/v1/uploads/{CANARY}", (404, "/api/<path:_>", None)),
        ("POST", f"/desk/reports/{CANARY}/move", (401, "/desk/reports/<report>/move", None)),
        ("GET", f"/fr/pays/{CANARY}", (404, "/<path:path>", "country")),
        ("GET", "/healthz", (200, "/healthz", None)),
    ],
)
def test_the_route_stands_for_the_path(
    app: Dash, client_as: Any, logged: Logged, method: str, path: str, expected: Any
) -> None:
    client_as(app).open(path, method=method)
    (line,) = of(logged(), "request")
    assert (line["status"], line["route"], line["page"]) == expected
    assert (line["role"], line["client"]) == ("stranger", "192.0.2.0")


def test_what_a_line_holds_cannot_end_it(app: Dash, root: None) -> None:
    stream, screen = io.StringIO(), Screen()
    forged = "/fr/x%0d%0a%7b%22event%22:%22request%22%7d"
    for where in (stream, screen):
        journal.begin("DEBUG", where)
        app.server.test_client().open(
            forged, method="GET\r\nX", headers={"X-Request-ID": "a" * 9}, base_url="http://b%0d%0a"
        )
        logging.getLogger("library").warning("one\r\ntwo \x1b[2J%s", "\r\nthree")
    request, message = map(json.loads, stream.getvalue().splitlines())
    assert request["method"] == "other"
    assert message["message"] == "one\r\ntwo \x1b[2J…"
    assert len(screen.getvalue().splitlines()) == 2
    assert "\x1b" not in screen.getvalue()


def test_an_id_is_taken_from_a_proxy_only(
    app: Dash, behind: Dash, logged: Logged, root: None
) -> None:
    good, given = "0123456789abcdef", "X-Request-ID"
    for one, sent, is_kept in (
        (app, good, False),
        (behind, good, True),
        (behind, f"{good} {MAIL}", False),
        (behind, "a" * 65, False),
        (behind, "short", False),
    ):
        answer = one.server.test_client().get("/healthz", headers={given: sent})
        assert (answer.headers[given] == sent) is is_kept
        assert logged()[-1]["request"] == answer.headers[given]


FAILING = ("/fr/aide", "/en/help", "/fr/aide?x=1")


@pytest.mark.parametrize("path", FAILING)
def test_the_number_on_the_page_is_that_of_the_log(
    app: Dash, logged: Logged, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    from dashboard.pages import help as page

    def fail(*_: Any) -> None:
        try:
            int(f"{CANARY} {MAIL}")
        except ValueError as error:
            raise LookupError(CANARY) from error

    monkeypatch.setattr(page, "lead", fail)
    app.server.extensions["dakar"].pages.forget()
    answer = app.server.test_client().get(path)
    number = answer.headers["X-Request-ID"]
    words = {"fr": f"transmettez le numéro {number} ", "en": f"give the number {number} "}
    assert answer.status_code == 500
    assert words[path[1:3]] in answer.text
    failure, request = logged()
    assert (failure["event"], failure["level"], failure["request"]) == ("failure", "ERROR", number)
    assert (request["event"], request["level"], request["request"]) == ("request", "ERROR", number)
    assert [error["type"] for error in failure["errors"]] == ["LookupError", "ValueError"]
    assert failure["errors"][0]["at"][-1].endswith(" fail")
    assert CANARY not in json.dumps(failure)
    assert CANARY not in answer.text


def test_a_failing_form_speaks_the_language_of_its_reader(
    app: Dash, client_as: Any, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.desk import signing

    monkeypatch.setattr(signing.desk, "begin_attempt", lambda *_: 1 / 0)
    client = client_as(app)
    client.set_cookie("language", "en")
    answer = client.post("/desk/sign-in", data={"email": MAIL})
    assert f"give the number {of(logged(), 'failure')[0]['request']} " in answer.text
    assert MAIL not in json.dumps(logged())


def test_a_failing_answer_gives_its_number(
    app: Dash, client_as: Any, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.api import answers

    monkeypatch.setattr(answers, "data_version", lambda *_: 1 / 0)
    answer = client_as(app).get("/api/v1/exhibits/scorecard.csv?lang=en")
    assert answer.json["error"]["code"] == "failed"
    (failure,) = of(logged(), "failure")
    assert f"give the number {failure['request']} " in answer.json["error"]["message"]


@pytest.fixture(scope="module")
def workbook(database: Path, content: Content) -> bytes:
    """A country's report with the name of a person in its texts."""
    engine = writer_engine(f"sqlite:///{database}")
    source = loaders.stored_workbook(engine, content, "SEN-dakar-2013-v1")
    engine.dispose()
    book = openpyxl.load_workbook(io.BytesIO(source))
    texts = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=6):
            for cell in row:
                if isinstance(cell.value, str) and len(cell.value) > 40:
                    cell.value, texts = f"{CANARY} {MAIL} {cell.coordinate}", texts + 1
    assert texts > 10
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_is_told_by_codes_and_counts(
    app: Dash, client_as: Any, logged: Logged, workbook: bytes
) -> None:
    client = client_as(app, "analyst")
    file = (io.BytesIO(workbook), f"{CANARY} {MAIL}.xlsx")
    sent = client.post("/api/v1/uploads", data={"file": file, "country": CANARY})
    client.post("/api/v1/uploads", data={"file": (io.BytesIO(workbook), f"{CANARY}.xlsx")})
    load = client.post(f"/api/v1/uploads/{sent.json['id']}/load", json={"publish": True})
    assert load.json["report"] == "SEN-dakar-2013-v2"
    checked, _, loaded = (line for line in logged() if line["event"] in ("check", "load"))
    assert (checked["outcome"], checked["country"]) == (sent.json["outcome"], "SEN")
    assert loaded["request"] == load.headers["X-Request-ID"]
    told = ("outcome", "country", "round", "report", "state", "counts")
    assert {name: loaded[name] for name in told} == {name: load.json[name] for name in told}
    assert loaded["ms"] > 0
    lines = json.dumps(logged())
    assert (CANARY in lines, MAIL in lines, "canary" in lines) == (False, False, False)


def test_a_step_of_a_report_is_told(
    app: Dash, client_as: Any, logged: Logged, database: Path
) -> None:
    engine = writer_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(
            update(Report)
            .where(Report.country == "SEN", Report.round == "rabat-2014")
            .values(state="draft")
        )
    engine.dispose()
    client = client_as(app, "analyst")
    form = {"after": "needs-revision", "comment": f"{CANARY} {MAIL}", "back": "/fr/rapports"}
    answer = client.post("/desk/reports/SEN-rabat-2014-v1/move", data=form)
    assert answer.status_code == 303
    (line,) = of(logged(), "state")
    said = (line["report"], line["before"], line["after"])
    assert said == ("SEN-rabat-2014-v1", "draft", "needs-revision")
    assert CANARY not in json.dumps(logged())


def test_a_library_tells_no_values(logged: Logged) -> None:
    library = logging.getLogger("waitress")
    library.warning("Task queue depth is %d", 7)
    library.warning("%s failed for %s", 3, MAIL)
    library.info(f"Client disconnected while serving /fr/{CANARY} {CANARY}")
    try:
        int(CANARY)
    except ValueError:
        library.exception(f"Exception while serving /fr/{CANARY}")
    *said, failure = logged()
    assert [line["message"] for line in said] == [
        "Task queue depth is 7",
        "3 failed for …",
        "Client disconnected while serving …",
    ]
    assert "message" not in failure
    assert failure["errors"][0]["type"] == "ValueError"
    assert CANARY not in json.dumps(logged())


def test_a_text_is_no_code(app: Dash, logged: Logged) -> None:
    with app.server.test_request_context():
        journal.deed("load", report=f"{CANARY} is his name")
    assert logged()[0]["report"] == "?"


def test_at_a_terminal_only_what_matters_is_shown(
    app: Dash, shown: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.pages import help as page

    client = app.server.test_client()
    client.get("/healthz")
    assert shown.getvalue() == ""
    monkeypatch.setattr(page, "lead", lambda *_: 1 / 0)
    app.server.extensions["dakar"].pages.forget()
    number = client.get("/fr/aide").headers["X-Request-ID"]
    failure, place, request = shown.getvalue().splitlines()
    assert failure[8:].startswith(f" ERROR event=failure request={number}")
    assert place.startswith("  ZeroDivisionError: tests") or "<lambda>" in place
    assert "page=help status=500" in request


def test_a_thousand_malformed_callbacks_are_a_small_log(app: Dash, root: None) -> None:
    stream = io.StringIO()
    journal.begin("INFO", stream)
    client = app.server.test_client()
    for body in ({}, {"output": "x" * 5000}, {"output": [1]}, []) * 250:
        assert client.post("/_dash-update-component", json=body).status_code == 400
    assert len(stream.getvalue().splitlines()) == 1000
    assert len(stream.getvalue()) < 350_000


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("::1", "::"),
        ("unix", None),
        ("", None),
    ],
)
def test_an_address_is_cut_to_its_network(address: str, kept: str | None) -> None:
    assert journal.network(address) == kept
