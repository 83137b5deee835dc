"""The wizard for a country's own table: who may use it, what its forms keep, where they lead."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from xlsxwriter import Workbook

from dashboard import create_app
from dashboard.desk.foreign import choices_in, headers_in
from dashboard.settings import Settings
from loaders import read_upload, template_workbook
from schemas.content import Content
from schemas.database.models import Measure, Report

PAGE = "/fr/tableau-etranger"
ROWS = [
    ["Mesure", "Objectif", "État", "Responsable"],
    ["Accord de mobilité", "Objectif 1", "en cours", "Intérieur"],
    ["Guide des droits", "3", "achevé", "Justice"],
    ["Total", "", "", ""],
]


def written(rows: list[list[str]], title: str = "Suivi") -> bytes:
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(title)
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text)
    return stream.getvalue()


@pytest.fixture
def app(engine: Engine, database_url: str) -> Iterator[Dash]:
    made = create_app(Settings(database_url=database_url, secret_key="x" * 32))
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def send(client: FlaskClient, source: bytes, country: str = "SEN", **fields: str) -> Any:
    form = {"country": country, "round": "dakar-2013", "back": PAGE, **fields}
    form["file"] = (BytesIO(source), "propre.xlsx")  # type: ignore[assignment]
    return client.post("/desk/foreign", data=form, content_type="multipart/form-data")


def upload_in(answer: Any) -> str:
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"]).partition("upload=")[2]


def chosen(**more: str) -> dict[str, str]:
    return {
        "back": PAGE,
        "sheet.0": "Suivi",
        "header.0": "1",
        "table.0": "1 Suivi",
        "column.0.1": "title_fr",
        "column.0.2": "objective",
        "column.0.3": "level",
        "column.0.4": "lead",
        "said.0": "level en cours",
        "word.0": "2",
        "do": "next",
    } | more


def test_from_a_file_to_a_draft(
    app: Dash, engine: Engine, client_as: Callable[..., FlaskClient]
) -> None:
    client = client_as(app, "focal-point", "SEN")
    upload = upload_in(send(client, written(ROWS)))
    shown = client.get(f"{PAGE}?upload={upload}").get_data(as_text=True)
    assert "Accord de mobilité" in shown
    assert 'name="column.0.1"' in shown
    answer = client.post(f"/desk/foreign/{upload}", data=chosen())
    assert answer.headers["Location"] == f"{PAGE}?upload={upload}&step=3"
    preview = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Guide des droits" in preview
    stored = client.post(f"/desk/foreign/{upload}/store", data={"back": PAGE})
    assert stored.headers["Location"] == "/fr/rapports/SEN-dakar-2013-v1"
    with engine.connect() as connection:
        rows = connection.execute(
            select(Measure.title_fr, Measure.objective, Measure.answer).order_by(Measure.row)
        ).all()
        state = connection.execute(select(Report.state)).scalar()
    # "achevé" was not confirmed: nothing becomes a level by itself.
    assert [tuple(row) for row in rows] == [
        ("Accord de mobilité", "1", "2"),
        ("Guide des droits", "3", "NR"),
    ]
    assert state == "draft"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("role", "country", "status"),
    [("reader", None, 403), ("committee", None, 403), ("focal-point", "MLI", 403), ("", None, 401)],
)
def test_who_may_not_send_a_table(
    app: Dash,
    client_as: Callable[..., FlaskClient],
    role: str,
    country: str | None,
    status: int,
) -> None:
    assert send(client_as(app, role, country), written(ROWS)).status_code == status


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_focal_point_does_not_see_anothers_table(
    app: Dash, client_as: Callable[..., FlaskClient]
) -> None:
    upload = upload_in(send(client_as(app, "analyst"), written(ROWS)))
    for country in ("SEN", "MLI"):
        other = client_as(app, "focal-point", country)
        page = other.get(f"{PAGE}?upload={upload}").get_data(as_text=True)
        assert "Accord de mobilité" not in page
        assert other.post(f"/desk/foreign/{upload}", data=chosen()).status_code == 404
        assert other.post(f"/desk/foreign/{upload}/store", data={}).status_code == 404
    assert client_as(app, "admin").get(f"{PAGE}?upload={upload}").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_chosen_stays_when_something_is_missing(
    app: Dash, engine: Engine, client_as: Callable[..., FlaskClient]
) -> None:
    client = client_as(app, "analyst")
    upload = upload_in(send(client, written(ROWS)))
    for change, code in (
        ({"column.0.1": ""}, "no-title"),
        ({"column.0.4": "level"}, "twice"),
        ({"header.0": ""}, "no-table"),
    ):
        answer = client.post(f"/desk/foreign/{upload}", data=chosen(**change))
        assert answer.headers["Location"] == f"{PAGE}?upload={upload}"
        with client.session_transaction() as session:
            assert session["said"]["key"] == f"foreign.{code}"
        kept = read_upload(engine, upload)
        assert kept is not None and kept.stated.layout is not None
        if code != "no-table":
            assert kept.stated.layout["words"] == {"level": {"en cours": "2"}}
            assert kept.stated.layout["tables"][0]["columns"]["2"] == "objective"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_role_that_does_not_exist_changes_nothing(
    app: Dash, engine: Engine, client_as: Callable[..., FlaskClient]
) -> None:
    client = client_as(app, "analyst")
    upload = upload_in(send(client, written(ROWS)))
    before = read_upload(engine, upload)
    client.post(f"/desk/foreign/{upload}", data=chosen(**{"column.0.1": "password"}))
    assert read_upload(engine, upload) == before
    assert client.get(f"{PAGE}?upload={upload}").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_read_leads_back_with_its_reason(
    app: Dash, engine: Engine, content: Content, client_as: Callable[..., FlaskClient]
) -> None:
    client = client_as(app, "analyst")
    ours = template_workbook(engine, content, "SEN", "dakar-2013", blank=True)
    for source, code in ((b"no workbook", "unreadable"), (ours, "template")):
        answer = send(client, source)
        assert answer.headers["Location"] == f"{PAGE}?country=SEN&round=dakar-2013"
        with client.session_transaction() as session:
            assert session["said"]["key"] == f"foreign.{code}"
    assert send(client, b"", country="XXX").status_code == 303


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_letter_has_no_table_and_the_page_says_so(
    app: Dash, client_as: Callable[..., FlaskClient]
) -> None:
    client = client_as(app, "analyst")
    upload = upload_in(send(client, written([["Madame, Monsieur,"], ["Nos réponses suivent."]])))
    page = client.get(f"{PAGE}?upload={upload}").get_data(as_text=True)
    assert "Aucune ligne d’en-têtes" in page
    gone = client.get(f"{PAGE}?upload=00000000-0000-4000-8000-000000000000").get_data(as_text=True)
    assert "plus conservé" in gone


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_reads_a_table_like_the_last_one(
    app: Dash,
    database_url: str,
    tmp_path: Path,
    dakar: Callable[..., tuple[int, str, str]],
    client_as: Callable[..., FlaskClient],
) -> None:
    file = tmp_path / "suite.xlsx"
    file.write_bytes(written([*ROWS, ["Accord de retour", "4", "en cours", "Intérieur"]]))
    asked = ("check", str(file), "--country", "SEN", "--round", "dakar-2013", "--json")
    status, said, _ = dakar(*asked, "--database", database_url)
    assert (status, json.loads(said)["outcome"]) == (2, "refused")
    client = client_as(app, "analyst")
    upload = upload_in(send(client, written(ROWS)))
    client.post(f"/desk/foreign/{upload}", data=chosen())
    client.post(f"/desk/foreign/{upload}/store", data={"back": PAGE})
    status, said, _ = dakar(*asked, "--database", database_url)
    assert json.loads(said)["counts"]["measures"] == 3
    assert status == 1


def test_headers_as_a_person_types_them() -> None:
    assert list(headers_in("5-6, 23")) == [(5, 6), (23, 23)]
    assert list(headers_in(" 4 ; x; 7 – 8")) == [(4, 4), (7, 8)]
    assert list(headers_in("")) == []


def test_tables_with_the_same_columns_share_their_roles() -> None:
    choices = choices_in(
        chosen(**{"table.1": "3 Pilier 2", "as.1": "0", "kept.1.9": "1", "section.1.4": "7"})
    )
    assert choices.roles[("Pilier 2", 3)] == choices.roles[("Suivi", 1)]
    assert choices.kept == frozenset({("Pilier 2", 9)})
    assert choices.sections == {("Pilier 2", 4): "7"}
