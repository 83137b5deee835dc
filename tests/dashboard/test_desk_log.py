"""What the audit log tells of files with names that were taken, and of what was refused."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from dash import Dash
from sqlalchemy import Engine, select

import loaders
from dashboard import create_app
from dashboard.settings import Settings
from loaders import storage
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.desk import Audit

ROUND = "dakar-2013"
REPORT = f"SEN-{ROUND}-v1"
ROWS: Any = {"contacts": [{"role": "NFP", "name": "Contact A", "institution": "Ministère"}]}
FILES = {
    f"/desk/rounds/{ROUND}/templates/SEN.xlsx": ("template", f"SEN-{ROUND}"),
    f"/desk/reports/{REPORT}/original": ("original", REPORT),
    f"/desk/reports/{REPORT}/template.xlsx": ("workbook", REPORT),
    f"/desk/reports/{REPORT}/annotated.xlsx": ("annotated", REPORT),
}
TEMPLATES = f"/desk/rounds/{ROUND}/templates.zip"
FORMS = {
    f"/desk/reports/{REPORT}/submit": REPORT,
    f"/desk/reports/{REPORT}/reply": REPORT,
}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(database_url: str, content: Content, engine: Engine) -> Iterator[Dash]:
    source = filled_workbook(content, "SEN", ROUND, ROWS)
    assert loaders.load(source, "SEN.xlsx", content=content, engine=engine).report == REPORT
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def log(engine: Engine, action: str) -> list[tuple[str, str, dict[str, Any]]]:
    query = select(Audit.actor, Audit.subject, Audit.detail).where(Audit.action == action)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(Audit.id))]


def test_a_file_with_names_is_written_down(
    app: Dash, client_as: Any, engine: Engine, content: Content
) -> None:
    assert all(
        {"audit.file.taken", "audit.refused"} <= words.keys for words in content.words.values()
    )
    client = client_as(app, "focal-point", "SEN")
    for address, (kind, subject) in FILES.items():
        assert client.get(address).status_code == 200, address
        expected = ("focal-point-SEN@example.org", subject, {"kind": kind})
        assert log(engine, "file.taken")[-1] == expected
    assert len(log(engine, "file.taken")) == len(FILES)


def test_the_templates_of_a_round_are_written_down_before_the_first_is_sent(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    client_as(app, "analyst").get(TEMPLATES, buffered=False).close()
    assert log(engine, "file.taken") == [("analyst-@example.org", ROUND, {"kind": "templates"})]


def test_what_is_not_handed_out_is_not_written_as_taken(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    client = client_as(app, "focal-point", "MLI")
    for address in (*FILES, TEMPLATES):
        assert client.get(address).status_code == 403
    assert client_as(app, "analyst").get("/desk/rounds/nowhere/templates.zip").status_code == 404
    assert log(engine, "file.taken") == []


def test_reaching_for_another_country_is_written_down(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    client = client_as(app, "focal-point", "MLI")
    asked = [(client.get, address, subject) for address, (_, subject) in FILES.items()]
    asked += [(client.post, address, subject) for address, subject in FORMS.items()]
    for ask, address, subject in asked:
        answer = ask(address)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "forbidden"), address
        actor, said, detail = log(engine, "refused")[-1]
        assert (actor, said) == ("focal-point-MLI@example.org", subject)
        assert detail["endpoint"].startswith("desk."), detail
    assert len(log(engine, "refused")) == len(asked)


def test_a_workbook_of_another_country_is_written_down(
    app: Dash, client_as: Any, engine: Engine, content: Content
) -> None:
    client = client_as(app, "focal-point", "MLI")
    own, other = (filled_workbook(content, iso3, ROUND, ROWS) for iso3 in ("MLI", "SEN"))
    for source in (own, other):
        client.post("/api/v1/uploads", data={"file": (BytesIO(source), "a.xlsx")})
    expected = ("focal-point-MLI@example.org", "SEN", {"endpoint": "api.upload"})
    assert log(engine, "refused") == [expected]
    form = {"country": "SEN", "round": ROUND, "file": (BytesIO(other), "a.xlsx")}
    assert client.post("/desk/foreign", data=form).status_code == 403
    assert log(engine, "refused")[1][1:] == ("SEN", {"endpoint": "desk.foreign.keep"})


@pytest.mark.parametrize(
    "code",
    [
        f"SEN-{ROUND}-v01",
        f"SEN-{ROUND}-v\u0661",
        f"SEN-{ROUND}-v{'9' * 30}",
        f"SEN-{ROUND}-v0",
        f"SEN-{ROUND}-v1\n",
        f"sen-{ROUND}-v1",
    ],
)
def test_a_report_has_one_spelling(app: Dash, client_as: Any, engine: Engine, code: str) -> None:
    client = client_as(app, "analyst")
    for address in ("original", "annotated.xlsx", "letter.docx"):
        assert client.get(f"/desk/reports/{quote(code)}/{address}").status_code == 404, address
    answer = client.post("/desk/mapping/apply", data={"report": code, "back": "/fr/rapports"})
    assert answer.status_code == 303
    with engine.connect() as connection:
        assert storage.find_report(connection, REPORT) is not None
        assert storage.find_report(connection, code) is None
