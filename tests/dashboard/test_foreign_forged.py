"""Forged forms of the wizard for a country's own table: refused, and nothing of them is stored."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, insert, select, update
from xlsxwriter import Workbook

from dashboard import create_app
from dashboard.settings import Settings
from loaders import read_upload
from loaders.desk import foreign as desk_foreign
from loaders.workbook import read_workbook
from schemas.content import Content
from schemas.database.audit import now
from schemas.database.desk import Layout
from schemas.database.models import Measure, Report, Upload

PAGE = "/fr/tableau-etranger"
ROWS = [
    ["Mesure", "Objectif", "État", "Thème", "Type"],
    ["Accord de mobilité", "Objectif 1", "en cours", "Santé", "Accord"],
    ["Guide des droits", "", "achevé", "Frontières", "Loi"],
]
HOSTILE = "ZZZ<b>{x}"
FORGED = [
    {"said.0": "theme sante", "word.0": HOSTILE},
    {"said.0": "level en cours", "word.0": "<script>alert(1)</script>"},
    {"said.0": "level en cours", "word.0": "POL"},
    {"said.0": "mtype accord", "word.0": "4"},
    {"said.0": "consent sante", "word.0": "PUB"},
    {"objective.0": "99"},
    {"section.0.3": HOSTILE},
    {"column.0.1": "<b>"},
    {"column.0.2": "row_check"},
    {"consent": "ALL"},
]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(engine: Engine, database_url: str) -> Dash:
    return create_app(Settings(database_url=database_url, secret_key="x" * 32))


@pytest.fixture
def client(
    app: Dash, client_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """An analyst; files are read in this process, which is quicker."""

    def read(source: bytes, name: str, **_limits: int) -> Any:
        return read_workbook(source, name)

    monkeypatch.setattr(desk_foreign, "read_in_child", read)
    return client_as(app, "analyst")


def upload_of(client: FlaskClient) -> str:
    """The table sent: the id under which it is kept."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Suivi")
        for row, texts in enumerate(ROWS):
            sheet.write_row(row, 0, texts)
    sent = {"country": "SEN", "round": "dakar-2013", "back": PAGE}
    sent["file"] = (BytesIO(stream.getvalue()), "propre.xlsx")  # type: ignore[assignment]
    answer = client.post("/desk/foreign", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    return str(answer.headers["Location"]).partition("upload=")[2]


def form(**more: str) -> dict[str, str]:
    return {
        "back": PAGE,
        "sheet.0": "Suivi",
        "header.0": "1",
        "table.0": "1 Suivi",
        "column.0.1": "title_fr",
        "column.0.2": "objective",
        "column.0.3": "level",
        "column.0.4": "theme",
        "column.0.5": "mtype",
        "objective.0": "2",
        "said.0": "level en cours",
        "word.0": "2",
        "do": "next",
    } | more


def through(client: FlaskClient, upload: str, fields: dict[str, str]) -> list[int]:
    """The states of the answers of every step."""
    return [
        client.post(f"/desk/foreign/{upload}", data=fields).status_code,
        client.get(f"{PAGE}?upload={upload}").status_code,
        client.get(f"{PAGE}?upload={upload}&step=3").status_code,
        client.post(f"/desk/foreign/{upload}/store", data={"back": PAGE}).status_code,
    ]


def stray_codes(engine: Engine, content: Content) -> list[tuple[str, str]]:
    """Stored codes that stand in no list of the template."""
    template = content.template_of("dakar-2013")
    columns = {
        "mtype": Measure.mtype,
        "theme": Measure.theme,
        "objective": Measure.objective,
        "flag": Measure.flag,
        "answer": Measure.answer,
    }
    found = []
    with engine.connect() as connection:
        for name, column in columns.items():
            known = {code.casefold() for code in template.lists[name]} | {"nr"}
            codes = connection.execute(select(column).distinct()).scalars()
            found += [(name, code) for code in codes if code and code.casefold() not in known]
        consents = set(connection.execute(select(Report.consent)).scalars())
    return found + [("consent", c) for c in consents if c not in template.lists["consent"]]


@pytest.mark.parametrize("change", FORGED)
def test_a_forged_field_changes_nothing(
    client: FlaskClient, engine: Engine, content: Content, change: dict[str, str]
) -> None:
    upload = upload_of(client)
    before = read_upload(engine, upload)
    answer = client.post(f"/desk/foreign/{upload}", data=form(**change))
    assert answer.status_code == 303
    with client.session_transaction() as session:
        assert session["said"]["key"] == "foreign.not-kept"
    assert read_upload(engine, upload) == before
    assert through(client, upload, form(**change)) == [303, 200, 200, 303]
    assert stray_codes(engine, content) == []


@pytest.mark.parametrize(
    "change",
    [
        {"column.0.99": "amount"},
        {"column.0.0": "amount"},
        {"column.0.9999999": "lead"},
        {"said.1": "level nowhere\0in the file", "word.1": "2"},
        {"header.0": "0-2", "table.0": "0 Suivi"},
        {"header.0": "99999"},
        {"section.0.999": "3", "kept.0.0": "1", "table.7": "99999999999 Suivi"},
        {"table.0": f"{'9' * 5000} Suivi"},
    ],
)
def test_places_outside_the_file_are_left_aside(
    client: FlaskClient, engine: Engine, content: Content, change: dict[str, str]
) -> None:
    upload = upload_of(client)
    assert set(through(client, upload, form(**change))) <= {200, 303}
    kept = read_upload(engine, upload)
    assert kept is not None and kept.stated.layout is not None
    for table in kept.stated.layout["tables"]:
        assert set(table["columns"]) <= {"1", "2", "3", "4", "5"}
    assert "nowhere" not in str(kept.stated.layout["words"])


def test_a_layout_kept_before_a_change_of_the_lists_still_opens(
    client: FlaskClient, engine: Engine, content: Content
) -> None:
    """What is no longer known is dropped, and asked like what nobody said."""
    upload = upload_of(client)
    client.post(f"/desk/foreign/{upload}", data=form())
    with engine.begin() as connection:
        stated = connection.execute(select(Upload.stated).where(Upload.id == upload)).scalar_one()
        layout = stated["layout"]
        layout["words"] = {
            "theme": {"sante": HOSTILE},
            "level": {"en cours": "5"},
            "old": {"a": "b"},
        }
        layout["consent"] = "ALL"
        layout["tables"][0]["objective"] = "99"
        layout["tables"][0]["columns"]["5"] = "a-role-of-old"
        layout["tables"][0]["left_out"] = {"99": "a-reason-of-old"}
        connection.execute(update(Upload).where(Upload.id == upload).values(stated=stated))
    assert client.get(f"{PAGE}?upload={upload}").status_code == 200
    preview = client.get(f"{PAGE}?upload={upload}&step=3").get_data(as_text=True)
    assert "Accord de mobilité" in preview and "Type" in preview
    client.post(f"/desk/foreign/{upload}/store", data={"back": PAGE})
    with engine.connect() as connection:
        rows = connection.execute(
            select(Measure.objective, Measure.answer, Measure.theme, Measure.mtype)
        ).all()
        memory = connection.execute(select(Layout.mapping)).scalar_one()
    assert [tuple(row) for row in rows] == [("1", "NR", None, None), (None, "NR", None, None)]
    assert memory["words"] == {} and memory["objectives"] == {}


@pytest.mark.parametrize(
    "words", [{"theme": {"sante": HOSTILE}, "level": {"en cours": "5"}}, None, "none"]
)
def test_a_remembered_layout_is_believed_only_where_it_is_known(
    client: FlaskClient, engine: Engine, content: Content, words: Any
) -> None:
    mapping = {
        "headings": [["mesure", "objectif", "etat", "theme", "type"]],
        "columns": {"mesure": "title_fr", "etat": "level", "theme": "theme", "type": "<b>"},
        "words": words,
        "objectives": {"suivi": "99"},
        "filled_down": False,
    }
    row = {"country": "SEN", "fingerprint": "0" * 64, "mapping": mapping, "actor": "a"}
    with engine.begin() as connection:
        connection.execute(insert(Layout).values(**row, at=now()))
    upload = upload_of(client)
    kept = read_upload(engine, upload)
    assert kept is not None and kept.stated.layout is not None
    assert HOSTILE not in str(kept.stated.layout) and "<b>" not in str(kept.stated.layout)
    assert kept.stated.layout["tables"][0]["objective"] == ""
    assert through(client, upload, form()) == [303, 200, 200, 303]
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Measure)).scalar() == 2
    assert stray_codes(engine, content) == []


# Whatever is sent

_KINDS = (
    *("sheet", "header", "table", "column", "objective", "section", "kept", "as", "said"),
    *("word", "consent", "filled_down", "do"),
)
_NUMBERS = ("0", "1", "2", "3", "4", "5", "7", "99", "x", "²", "9999999")
_NAMES = st.tuples(
    st.sampled_from(_KINDS), st.sampled_from(_NUMBERS), st.sampled_from(_NUMBERS)
).flatmap(lambda parts: st.sampled_from([".".join(parts[:length]) for length in (1, 2, 3)]))
_SAID = (
    *("", "Suivi", "1", "1-2", "1-3", "0", "99", "1 Suivi", "2 Suivi", "title_fr", "level"),
    *("theme", "mtype", "amount", "objective", "measure_id", "currency", "countries", "start"),
    *("status_word", "roadmap_action", "theme sante", "level en cours", "mtype accord", "SUSP"),
    *("NA", "NR", "POL", "DATA", "-", "PUB", "SEC", "words", "again", HOSTILE),
)
_TEXTS = st.one_of(st.sampled_from(_SAID), st.text(max_size=12))
_USUAL = st.sampled_from([*form(), "section.0.3", "said.1", "word.1", "consent", "objective.0"])
_FORMS = st.tuples(
    st.booleans(),
    st.dictionaries(st.one_of(_USUAL, _NAMES, st.text(max_size=8)), _TEXTS, max_size=6),
)


def test_no_form_fails_or_stores_a_code_outside_the_lists(
    client: FlaskClient, engine: Engine, content: Content
) -> None:
    @given(sent=_FORMS)
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def check(sent: tuple[bool, dict[str, str]]) -> None:
        is_usual, fields = sent
        fields = {k: v for k, v in fields.items() if k not in ("file", "country", "round")}
        upload = upload_of(client)
        found = through(client, upload, (form() if is_usual else {"back": PAGE}) | fields)
        assert max(found) < 500, (found, fields)
        assert stray_codes(engine, content) == []

    check()
