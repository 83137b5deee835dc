"""Reports at the desk: what each role sees and may do with versions, page by page."""

import csv
import re
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine, select

from dashboard import create_app
from dashboard.settings import read_settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Override
from schemas.database.models import Report

ANALYST = Actor("analyst@example.org", "analyst")
REPORT = "SEN-dakar-2013-v2"
WHY = "Confirmé par le ministère, fichier à suivre."
ERROR = {"code": "not-in-list", "sheet": "03", "cell": "L7", "value": "fini",
         "params": {"column": "measures.level", "list": "answer", "entry": ""}}  # fmt: skip
SILENT = {"code": "measure-not-mentioned", "sheet": "03", "params": {"measure_id": "SEN-M0002"}}
PERSON = {"code": "email-shape", "sheet": "08", "cell": "F7", "value": "marker@@example.org",
          "params": {"column": "contacts.email"}}  # fmt: skip


@pytest.fixture
def engine(migrated_sqlite: Path, tmp_path: Path) -> Any:
    """Pages are tried on one kind of database; what they read is tested on both."""
    import shutil

    from schemas.database.engine import writer_engine

    file = tmp_path / "desk.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def app(engine: Engine, given: Any) -> Dash:
    measures = [
        {"title_fr": "Accord de mobilité", "objective": "4", "answer": "2"},
        {"title_fr": "Registre d’état civil", "objective": "4", "answer": "3"},
    ]
    given.report("SEN", version=1, answers="1 1 1 1", measures=measures)
    changed = [{**measures[0], "answer": "4"}]
    given.report(
        "SEN", version=2, state="draft", answers="1 1 1 2", measures=changed,
        findings=[dict(one, seq=seq) for seq, one in enumerate((ERROR, SILENT, PERSON))],
        contacts=[{"role": "NFP", "name": "Contact A", "email": "a@example.org"}],
    )  # fmt: skip
    given.report("MLI", version=1, state="submitted", answers="2")
    return create_app(read_settings({}, database_url=str(engine.url)))


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:400]
    return unescape(answer.get_data(as_text=True)).replace("\u00a0", " ")


def states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Report.state).order_by(Report.id)))


# Who sees what


def test_nobody_else_sees_what_is_not_published(app: Dash, client_as: Any) -> None:
    for role, status in (("", 401), ("reader", 403), ("committee", 403)):
        client = client_as(app, role)
        for path in ("/fr/rapports", f"/fr/rapports/{REPORT}", f"/en/reports/{REPORT}"):
            assert client.get(path).status_code == status
        for file in ("original", "findings.csv", "template.xlsx", "changes.xlsx"):
            assert client.get(f"/desk/reports/{REPORT}/{file}").status_code == status


def test_a_focal_point_sees_his_own_country_only(app: Dash, client_as: Any) -> None:
    own, other = client_as(app, "focal-point", "SEN"), client_as(app, "focal-point", "MLI")
    text = page(own, "/fr/rapports?round=dakar-2013")
    assert "Sénégal" in text and "MLI-dakar-2013" not in text
    assert "Mali" not in text.partition("<main")[2]
    assert "version 2" in page(own, f"/fr/rapports/{REPORT}")
    page(other, f"/fr/rapports/{REPORT}", 403)
    for file in ("original", "findings.csv", "template.xlsx", "changes.xlsx"):
        assert own.get(f"/desk/reports/{REPORT}/{file}").status_code == 200
        assert other.get(f"/desk/reports/{REPORT}/{file}").status_code == 403


@pytest.mark.parametrize("code", ["SEN-dakar-2013-v9", "SEN-nowhere-v1", "nonsense", "XXX-a-v1"])
def test_an_unknown_report_is_an_unknown_address(app: Dash, client_as: Any, code: str) -> None:
    client = client_as(app, "analyst")
    page(client, f"/fr/rapports/{code}", 404)
    assert client.get(f"/desk/reports/{code}/original").status_code == 404
    assert client.post(f"/desk/reports/{code}/move").status_code == 404


def test_what_nobody_may_do_is_refused(app: Dash, client_as: Any, engine: Engine) -> None:
    """Every route that changes something, as each role without the right."""
    before = states(engine)
    doing = ("submit", "move", "override", "withdraw-override", "restore")
    for role, country, allowed in (
        ("", None, ()),
        ("reader", None, ()),
        ("committee", None, ()),
        ("focal-point", "MLI", ()),
        ("focal-point", "SEN", ("submit",)),
    ):
        client = client_as(app, role, country)
        for what in set(doing) - set(allowed):
            form = {"after": "published", "seqs": "0", "reason": WHY}
            answer = client.post(f"/desk/reports/{REPORT}/{what}", data=form)
            assert answer.status_code in (401, 403), (role, what)
    assert states(engine) == before


# The list


def test_the_list_is_alphabetical_with_counts_and_filters(app: Dash, client_as: Any) -> None:
    client = client_as(app, "analyst")
    text = page(client, "/en/reports?round=dakar-2013")
    assert text.index("MLI-dakar-2013-v1") < text.index(f"{REPORT}")
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", text, re.DOTALL)
    assert len(rows) == 2, text[:20000]
    assert "Draft" in rows[1] and ">1</td>" in rows[1] and "v1" in rows[1]
    only = page(client, "/en/reports?round=dakar-2013&state=published")
    assert "SEN-dakar-2013-v1" in only and "MLI-dakar-2013-v1" not in only
    mali = page(client, "/en/reports?round=dakar-2013&country=MLI")
    assert "MLI-dakar-2013-v1" in mali and REPORT not in mali
    empty = page(client, "/en/reports?round=madrid-2012")
    assert "No version matches these filters." in empty
    assert "No version matches" in page(client, "/en/reports?round=dakar-2013&state=nonsense")


# One version


def test_a_version_tells_what_changed(app: Dash, client_as: Any) -> None:
    text = page(client_as(app, "analyst"), f"/fr/rapports/{REPORT}?against=SEN-dakar-2013-v1")
    assert (
        "Objectif 4 : Préparation → En cours ; une mesure achevée ; une n’est plus mentionnée"
        in text
    )
    assert "À demander au pays : une mesure du dernier cycle n’est plus mentionnée" in text
    assert "SEN-M0002" in text and "Registre d’état civil" in text
    assert "a@example.org" not in text and "Contact A" not in text


def test_a_version_without_a_past_says_so(app: Dash, client_as: Any) -> None:
    text = page(
        client_as(app, "analyst"), "/en/reports/MLI-dakar-2013-v1?against=SEN-dakar-2013-v1"
    )
    assert "there is nothing to compare it with" in text


def test_actions_are_those_of_the_person(app: Dash, client_as: Any) -> None:
    focal = page(client_as(app, "focal-point", "SEN"), f"/en/reports/{REPORT}?tab=findings")
    analyst = page(client_as(app, "analyst"), f"/en/reports/{REPORT}?tab=findings")
    assert f"{REPORT}/submit" in focal and f"{REPORT}/submit" in analyst
    for what in ("move", "override"):
        assert f"{REPORT}/{what}" not in focal
        assert f"{REPORT}/{what}" in analyst
    assert "1 error is left" in analyst
    files = page(client_as(app, "focal-point", "SEN"), f"/en/reports/{REPORT}?tab=files")
    assert "annotated.xlsx" in files and "letter.docx" not in files
    assert "letter.docx" in page(client_as(app, "analyst"), f"/en/reports/{REPORT}?tab=files")
    versions = page(client_as(app, "analyst"), f"/en/reports/{REPORT}?tab=versions")
    assert "SEN-dakar-2013-v1/restore" in versions


def post(client: FlaskClient, what: str, report: str = REPORT, **form: str) -> Any:
    back = {"back": f"/fr/rapports/{report}"}
    return client.post(f"/desk/reports/{report}/{what}", data={**back, **form})


def test_from_error_to_publication(
    app: Dash, client_as: Any, engine: Engine, content: Content
) -> None:
    focal, analyst = client_as(app, "focal-point", "SEN"), client_as(app, "analyst")
    assert post(focal, "submit", seen="draft").status_code == 303
    blocked = post(analyst, "move", after="published", seen="submitted")
    assert blocked.status_code == 422
    assert "Il reste des erreurs" in blocked.get_data(as_text=True)
    short = post(analyst, "override", seqs="0", reason="trop court")
    assert short.status_code == 422
    assert "trop court</textarea>" in short.get_data(as_text=True)
    assert post(analyst, "override", seqs="0", reason=WHY).headers["Location"].startswith("/fr/")
    assert WHY in page(analyst, f"/fr/rapports/{REPORT}?tab=findings")
    assert "analyst-@example.org" in page(analyst, f"/fr/rapports/{REPORT}?tab=findings")
    assert "analyst-@" not in page(focal, f"/fr/rapports/{REPORT}?tab=findings")
    assert post(analyst, "withdraw-override", seqs="0").status_code == 303
    assert post(analyst, "withdraw-override", seqs="0").status_code == 422
    assert post(analyst, "override", seqs="0 2", reason=WHY).status_code == 303
    form = {"after": "published", "seen": "submitted", "instead_of": "SEN-dakar-2013-v1"}
    assert post(analyst, "move", **form).status_code == 303
    assert states(engine) == ["superseded", "published", "submitted"]
    text = page(analyst, f"/fr/rapports/{REPORT}")
    assert f"Version {REPORT} publiée" in page(analyst, f"/fr/rapports/{REPORT}")
    assert "ne change plus" in text


def test_who_was_faster_is_said_and_the_comment_kept(
    app: Dash, client_as: Any, engine: Engine, content: Content
) -> None:
    analyst = client_as(app, "analyst")
    desk.move(engine, content, REPORT, "submitted", ANALYST)
    form = {"after": "needs-revision", "seen": "draft", "comment": "Préciser l’objectif 4"}
    answer = post(analyst, "move", **form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert ANALYST.name in text and "Préciser l’objectif 4</textarea>" in text
    assert 'name="seen" value="submitted"' in text
    again = {**form, "seen": "submitted"}
    assert post(analyst, "move", **again).status_code == 303
    assert "Préciser l’objectif 4" in page(
        client_as(app, "focal-point", "SEN"), f"/fr/rapports/{REPORT}"
    )
    assert ANALYST.name not in page(client_as(app, "focal-point", "SEN"), f"/fr/rapports/{REPORT}")


def test_nonsense_in_a_form_changes_nothing(app: Dash, client_as: Any, engine: Engine) -> None:
    analyst, before = client_as(app, "analyst"), states(engine)
    for what, form in (
        ("move", {}),
        ("move", {"after": "superseded"}),
        ("move", {"after": "../x", "comment": "<b>x</b>"}),
        ("override", {"seqs": "x; 0", "reason": WHY}),
        ("override", {"seqs": "-1", "reason": WHY}),
        ("override", {"seqs": "٣", "reason": WHY}),
        ("withdraw-override", {}),
    ):
        answer = post(analyst, what, **form)
        assert answer.status_code in (409, 422), (what, form)
        assert "<b>x</b>" not in answer.get_data(as_text=True)
    assert states(engine) == before
    with engine.connect() as connection:
        assert connection.execute(select(Override.id)).first() is None


def test_restoring_leads_to_the_new_version(app: Dash, client_as: Any, engine: Engine) -> None:
    analyst = client_as(app, "analyst")
    answer = post(analyst, "restore", "SEN-dakar-2013-v1")
    assert answer.headers["Location"] == "/fr/rapports/SEN-dakar-2013-v3"
    text = page(analyst, "/fr/rapports/SEN-dakar-2013-v3")
    assert "copie de SEN-dakar-2013-v1" in text and "Repris de" in text


# Files


def test_the_original_is_kept_never_shown(app: Dash, client_as: Any) -> None:
    answer = client_as(app, "focal-point", "SEN").get(f"/desk/reports/{REPORT}/original")
    assert answer.data == b"SENdakar-20132"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.mimetype == "application/octet-stream"


def test_findings_are_a_table(app: Dash, client_as: Any) -> None:
    analyst = client_as(app, "analyst")
    post(analyst, "override", seqs="0", reason="=1+1 est une formule")
    answer = analyst.get(f"/desk/reports/{REPORT}/findings.csv?lang=en")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert rows[0][:4] == ["Severity", "Code", "Sheet", "Cell"]
    assert rows[1][:5] == ["error", "not-in-list", "03", "L7", "fini"]
    assert rows[1][6] == "'=1+1 est une formule"


def test_changes_are_a_workbook_without_personal_data(app: Dash, client_as: Any) -> None:
    own, other = client_as(app, "focal-point", "SEN"), client_as(app, "focal-point", "MLI")
    address = f"/desk/reports/{REPORT}/changes.xlsx?against=SEN-dakar-2013-v1&lang=en"
    assert other.get(address).status_code == 403
    book = load_workbook(BytesIO(own.get(address).data))
    said, fields = (list(sheet.iter_rows(values_only=True)) for sheet in book)
    assert said[0] == ("SEN-dakar-2013-v1 → SEN-dakar-2013-v2",)
    assert any("one measure completed" in str(row[0]) for row in said)
    assert ("Measures and initiatives", "SEN-M0001 · Accord de mobilité", "changed",
            "Level of completion", "Under way", "Completed") in fields  # fmt: skip
    everything = str(said) + str(fields)
    assert "Contact A" not in everything and "a@example.org" not in everything
    alone = own.get("/desk/reports/SEN-dakar-2013-v1/changes.xlsx?against=nonsense")
    assert alone.status_code == 200


# The method's annex


def test_the_method_prints_reasons_of_published_versions(
    app: Dash, client_as: Any, engine: Engine, content: Content
) -> None:
    stranger: FlaskClient = client_as(app, "")
    assert "Aucun constat n’est levé" in page(stranger, "/fr/methode")
    desk.override(engine, REPORT, [0, 2], WHY, ANALYST)
    assert WHY not in page(stranger, "/fr/methode")
    desk.move(engine, content, REPORT, "published", ANALYST)
    text = page(stranger, "/fr/methode")
    assert WHY in text and "not-in-list" in text and "L7" in text and "Sénégal" in text
    for hidden in (ANALYST.name, "fini", "marker@@"):
        assert hidden not in text.partition("Annexe : constats levés")[2]
    given = desk.restore(engine, "SEN-dakar-2013-v1", ANALYST)
    desk.move(engine, content, given.code, "published", ANALYST)
    assert WHY not in page(stranger, "/fr/methode")
