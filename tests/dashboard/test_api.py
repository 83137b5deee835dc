"""The API: published data for everybody, uploads for those who may, one shape of error."""

import csv
import re
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine, text

from dashboard.api import register_api
from dashboard.api.answers import error
from dashboard.api.routes import ROUTES
from dashboard.auth import LOCAL_ADMIN, Person, guard
from dashboard.auth.person import STRANGER
from dashboard.context import Context
from dashboard.exhibits import EXHIBITS
from dashboard.settings import Settings
from loaders import template_workbook
from schemas.content import Content

FOREIGN = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def context(content: Content, engine: Engine, reader: Engine) -> Context:
    return Context(content, Settings(max_upload_mb=1), reader, engine)


@pytest.fixture
def client(context: Context) -> FlaskClient:
    """Reads as everybody does; sends workbooks as whoever sits at the server's machine."""
    server = Flask("api")
    server.secret_key = "test"
    server.config["MAX_CONTENT_LENGTH"] = 2 * 1024 * 1024
    server.config["TESTING"] = True

    def identify(request: Request) -> Person:
        sends = request.path.startswith("/api/v1/uploads")
        return LOCAL_ADMIN if sends and request.remote_addr == "127.0.0.1" else STRANGER

    guard(server, identify, lambda status, code: error(context, code, status))
    register_api(server, context)
    return server.test_client()


@pytest.fixture
def filled(given: Any, client: FlaskClient) -> FlaskClient:
    given.round("dakar-2013", "illustrative")
    given.data_version(7)
    given.report(
        "SEN",
        answers="4 3 2 1 0 NA NI C NR 4",
        measures=[
            {"title_fr": "=1+1", "objective": "1", "answer": "4", "theme": "data"},
            {"objective": "2", "answer": "1", "consent": "PART"},
        ],
    )
    given.report("FRA", answers="4 4 4 4 4 4 4 4 4 4", measures=[{"objective": "9"}])
    given.report("MAR", state="draft", answers="1")
    return client


def blank(context: Context, country: str = "SEN") -> bytes:
    return template_workbook(context.writer, context.content, country, "dakar-2013", blank=True)


def send(client: FlaskClient, data: bytes, name: str = "SEN.xlsx", **form: str) -> Any:
    body = {**form, "file": (BytesIO(data), name)}
    answer = client.post("/api/v1/uploads", data=body, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()
    return answer


# reading


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_every_exhibit_has_every_file(filled: FlaskClient, kind: str) -> None:
    for code in EXHIBITS:
        answer = filled.get(f"/api/v1/exhibits/{code}.{kind}")
        assert answer.status_code == 200, code
        if kind == "json":
            assert (answer.json["code"], answer.json["provenance"]) == (code, "illustrative")
            assert answer.json["filters"]["round"] == "dakar-2013"
            continue
        name = f"{code}-dakar-2013.{kind}"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        marked = [text for text in first_column(kind, answer.data) if text.startswith("Données f")]
        assert marked, code


def first_column(kind: str, data: bytes) -> list[str]:
    if kind == "csv":
        return [row[0] for row in csv.reader(StringIO(data.decode("utf-8-sig"))) if row]
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [str(row[0].value) for row in sheet.iter_rows()]


def test_every_exhibit_stands_an_empty_database(client: FlaskClient) -> None:
    for code in EXHIBITS:
        for kind in ("json", "csv", "xlsx"):
            assert client.get(f"/api/v1/exhibits/{code}.{kind}").status_code == 200, code


def test_an_exhibit_heeds_filters_and_says_what_it_ignored(filled: FlaskClient) -> None:
    answer = filled.get("/api/v1/exhibits/scorecard.json?basis=measures&basis2=x&round=nowhere")
    assert answer.json["filters"]["basis"] == "measures"
    assert answer.json["ignored"] == [
        {"name": "basis2", "value": "x"},
        {"name": "round", "value": "nowhere"},
    ]
    narrowed = filled.get("/api/v1/exhibits/measures.csv?lang=en&q=nothing").data.decode()
    assert "View limited to" in narrowed


def test_the_catalogue_lists_what_can_be_fetched(filled: FlaskClient) -> None:
    listed = filled.get("/api/v1/exhibits").json["exhibits"]
    assert [one["code"] for one in listed] == list(EXHIBITS)
    assert filled.get(listed[0]["files"]["csv"]).status_code == 200


def test_measures_are_those_of_the_audience(filled: FlaskClient) -> None:
    answer = filled.get("/api/v1/measures?countries=SEN").json
    assert (answer["total"], answer["not_shown"], answer["provenance"]) == (1, 1, "illustrative")
    (row,) = answer["measures"]
    assert (row["report"], row["measure_id"], row["title_fr"], row["cells"]) == (
        "SEN-dakar-2013-v1",
        "SEN-M0001",
        "=1+1",
        {"title_fr": "D6"},
    )
    assert "id" not in row
    by_region = filled.get("/api/v1/measures?region=europe").json["measures"]
    by_pillar = filled.get("/api/v1/measures?pillar=3").json["measures"]
    assert [m["country"] for m in by_region] == [m["country"] for m in by_pillar] == ["FRA"]


def test_reports_are_the_published_ones(filled: FlaskClient) -> None:
    listed = filled.get("/api/v1/reports").json["reports"]
    assert [(one["report"], one["provenance"], one["measures"]) for one in listed] == [
        ("FRA-dakar-2013-v1", "illustrative", 1),
        ("SEN-dakar-2013-v1", "illustrative", 1),
    ]
    assert listed[0]["published_at"] == "2013-09-01T12:00:00Z"
    assert filled.get("/api/v1/reports?region=europe").json["reports"] == listed[:1]
    assert filled.get("/api/v1/reports?round=madrid-2012").json["reports"] == []


def test_rounds_tell_their_provenance_and_their_n(filled: FlaskClient) -> None:
    listed = {one["code"]: one for one in filled.get("/api/v1/rounds").json["rounds"]}
    dakar = listed["dakar-2013"]
    assert (dakar["provenance"], dakar["reports"], dakar["members"], dakar["members_on"]) == (
        "illustrative",
        2,
        57,
        "2013-06-01",
    )
    assert (listed["madrid-2012"]["provenance"], listed["madrid-2012"]["reports"]) == (
        "reported",
        0,
    )


def test_content_is_given_in_every_language(client: FlaskClient) -> None:
    framework = client.get("/api/v1/frameworks").json["frameworks"][0]
    assert (len(framework["objectives"]), len(framework["themes"]), len(framework["actions"])) == (
        10,
        3,
        13,
    )
    assert set(framework["objectives"][0]["label"]) == {"fr", "en"}
    listed = {one["iso3"]: one for one in client.get("/api/v1/countries").json["countries"]}
    assert listed["SEN"]["name"]["fr"] == "Sénégal"
    assert any(one["role"] == "partner" for one in listed["SEN"]["memberships"])


def test_an_answer_is_asked_again_only_when_something_changed(
    filled: FlaskClient, given: Any
) -> None:
    first = filled.get("/api/v1/measures")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert filled.get("/api/v1/measures", headers=tag).status_code == 304
    assert filled.get("/api/v1/measures?page=2", headers=tag).status_code == 200
    assert filled.get("/api/v1/measures?lang=en", headers=tag).status_code == 200
    given.data_version(8)
    assert filled.get("/api/v1/measures", headers=tag).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/",
        "/api/v2/rounds",
        "/api/v1/exhibits/none.json",
        "/api/v1/exhibits/scorecard.pdf",
        "/api/v1/uploads/a%0Ab/findings.csv",
    ],
)
def test_an_unknown_address_has_the_shape_of_an_error(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.json == {
        "error": {"code": "not-found", "message": "There is nothing at this address."}
    }


def test_the_health_of_the_database_is_told(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_a_fault_tells_nothing_of_the_inside(client: FlaskClient, context: Context) -> None:
    client.application.config["TESTING"] = False
    with context.writer.begin() as connection:
        connection.execute(text("DROP TABLE aggregate"))
        connection.execute(text("DROP TABLE measure"))
    answer = client.get("/api/v1/measures")
    assert answer.status_code in (500, 503)
    assert set(answer.json["error"]) == {"code", "message"}
    assert "measure" not in answer.json["error"]["message"].replace("mesure", "")


def test_the_description_names_every_route(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json?lang=en").json
    paths = {path.replace("{id}", "<uuid:identifier>") for path in described["paths"]}
    known = {
        re.sub(r"<any\((.*)\):kind>", r"{kind:\1}", str(rule).removeprefix("/api/v1"))
        for rule in client.application.url_map.iter_rules()
        if str(rule).startswith("/api/v1/")
    }
    expanded = set()
    for path in (re.sub(r"<(code|meeting|iso3|table)>", r"{\1}", path) for path in known):
        kinds = re.search(r"{kind:(.*)}", path)
        listed = kinds.group(1).split(", ") if kinds else [""]
        expanded |= {re.sub(r"{kind:.*}", kind, path) for kind in listed}
    assert paths == expanded
    assert len(described["paths"]) == len(ROUTES)


# uploads


def test_a_dry_run_stores_no_report(client: FlaskClient, context: Context) -> None:
    answer = send(client, blank(context), lang="en")
    assert answer.status_code == 201
    said = answer.json
    assert (said["country"], said["round"], said["country_name"]) == (
        "SEN",
        "dakar-2013",
        "Senegal",
    )
    assert said["counts"].keys() == {"error", "warning", "info", "measures", "objectives"}
    assert said["findings"][0].keys() == {"code", "severity", "sheet", "cell", "value", "message"}
    assert "report" not in said
    with context.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM report")).scalar() == 0


def test_a_dry_run_is_loaded_and_annotated_by_its_id(client: FlaskClient, context: Context) -> None:
    identifier = send(client, blank(context)).json["id"]
    annotated = client.get(f"/api/v1/uploads/{identifier}/annotated.xlsx")
    assert annotated.status_code == 200
    assert load_workbook(BytesIO(annotated.data)).sheetnames
    loaded = client.post(f"/api/v1/uploads/{identifier}/load", json={"publish": True})
    assert loaded.status_code == 201
    # A blank workbook has empty required cells: it stays a draft.
    assert (loaded.json["report"], loaded.json["state"]) == ("SEN-dakar-2013-v1", "draft")
    again = client.post(f"/api/v1/uploads/{identifier}/load").json
    assert again["findings"][0]["code"] == "already-stored"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"no workbook at all", 415, "not-a-workbook"),
        (b"\x00" * (1024 * 1024 + 1), 413, "too-large"),
        (b"", 415, "not-a-workbook"),
    ],
)
def test_a_refused_file_has_the_shape_of_a_dry_run(
    client: FlaskClient, data: bytes, status: int, code: str
) -> None:
    answer = send(client, data, "notes.txt")
    assert (answer.status_code, answer.json["outcome"]) == (status, "refused")
    assert [one["code"] for one in answer.json["findings"]] == [code]
    assert answer.json["can_annotate"] is False


def test_a_request_beyond_every_limit_is_told_so(client: FlaskClient) -> None:
    answer = send(client, b"\x00" * (3 * 1024 * 1024))
    assert (answer.status_code, answer.json["findings"][0]["code"]) == (413, "too-large")


def test_a_refusal_for_what_the_file_says_is_a_422(
    client: FlaskClient, context: Context, given: Any
) -> None:
    given.round("dakar-2013", is_open=False)
    answer = send(client, blank(context))
    assert (answer.status_code, answer.json["outcome"]) == (422, "refused")
    assert "closed-round" in [one["code"] for one in answer.json["findings"]]
    loaded = client.post(f"/api/v1/uploads/{answer.json['id']}/load")
    assert (loaded.status_code, loaded.json["outcome"]) == (422, "refused")


def test_a_file_name_cannot_leave_its_place(client: FlaskClient, context: Context) -> None:
    assert send(client, blank(context), r"..\..\x/../SEN.xlsx").json["file"] == "SEN.xlsx"


def test_an_annotated_file_keeps_the_letters_of_its_name(
    client: FlaskClient, context: Context
) -> None:
    identifier = send(client, blank(context), "Sénégal – été.xlsx").json["id"]
    annotated = client.get(f"/api/v1/uploads/{identifier}/annotated.xlsx")
    header = annotated.headers["Content-Disposition"]
    assert header.isascii()
    assert "filename*=UTF-8''S%C3%A9n%C3%A9gal%20%E2%80%93%20%C3%A9t%C3%A9-" in header


def test_a_request_without_a_file_is_understood_as_such(client: FlaskClient) -> None:
    answer = client.post("/api/v1/uploads", data={"round": "dakar-2013"})
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "no-file")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/uploads/7f0d2f43-6c0e-4a53-9d4f-0b6a8a0e0000/load",
        "/api/v1/uploads/not-an-id/load",
    ],
)
def test_an_unknown_upload_is_a_404(client: FlaskClient, path: str) -> None:
    assert client.post(path).status_code == 404
    assert client.get(path.replace("load", "annotated.xlsx")).status_code == 404


def test_a_stranger_reads_and_sends_nothing(client: FlaskClient, context: Context) -> None:
    identifier = send(client, blank(context)).json["id"]
    upload = f"/api/v1/uploads/{identifier}"
    refused = [
        client.post("/api/v1/uploads", environ_base=FOREIGN),
        client.post(f"{upload}/load", environ_base=FOREIGN),
        client.get(f"{upload}/annotated.xlsx", environ_base=FOREIGN),
    ]
    assert [answer.status_code for answer in refused] == [401] * 3
    assert refused[0].json["error"]["code"] == "sign-in"
    assert client.get("/api/v1/measures", environ_base=FOREIGN).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_sites_page_sends_nothing(
    client: FlaskClient, context: Context, headers: dict[str, str]
) -> None:
    identifier = send(client, blank(context)).json["id"]
    for path in ("/api/v1/uploads", f"/api/v1/uploads/{identifier}/load"):
        answer = client.post(path, headers=headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "foreign-page")
