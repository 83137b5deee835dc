"""Personal data stay in the private pages: a marker put wherever a person can be named is sought
in every byte that anybody else is given.

Addresses are taken from the application itself, so that a new route is tried without being
listed here; a variable of its rule that has no value yet fails the test.
"""

import logging
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zipfile import ZipFile, is_zipfile

import openpyxl
import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

import loaders
from dashboard import create_app
from dashboard.addresses import PAGES, href
from dashboard.auth import Role
from dashboard.cli import run
from dashboard.cli.language import cli_words
from dashboard.exhibits.catalogue import EXHIBITS
from dashboard.exports.open_tables import open_tables
from dashboard.settings import read_settings
from loaders import desk
from schemas.content import Content, load_content
from schemas.database.audit import Actor, now
from schemas.database.desk import Layout, Override, Placement, Reply, Review, RoundEvent
from schemas.database.engine import writer_engine
from schemas.database.exchange import FollowUp, TargetCountry
from schemas.database.meeting import MeetingNote
from schemas.database.models import Report

pytestmark = pytest.mark.slow

MARK = "zqxprivate"
SOMEBODY = Actor(f"{MARK}-account@example.org", "analyst")
SEN, MAR = "SEN-dakar-2013-v2", "MAR-dakar-2013-v1"
ORIGIN = {"Origin": "http://localhost"}

TABLES = tuple(open_tables(load_content()))
"""Of the open data, every one."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "country": ("SEN", "MAR"), "iso3": ("SEN",), "objective": ("4",), "pillar": ("2", "T"),
    "exhibit": ("pillars", "measures"), "meeting": ("session-4",), "name": ("session-4",),
    "theme": ("data",), "table": TABLES, "report": (SEN,), "round": ("dakar-2013",),
    "code": (*EXHIBITS, "dakar-2013"), "identifier": ("{upload}",), "key": ("{contact}",),
    "path": ("fr/nulle-part", "xx"), "_": ("v1/nowhere",),
}  # fmt: skip
"""Values of the variables of our rules; `{upload}` and `{contact}` are made by the test."""

ANY = re.compile(r"<any\(([^)]*)\):(\w+)>")
"""A variable whose values its rule lists."""

STATIC = ("/assets/<path:filename>", "/_dash-component-suites/<string:package_name>/")
"""Files of the repository and of Dash, the same for everybody."""

QUERIES = ("", "country=SEN&round=dakar-2013")

OTHERS = [("", None), ("reader", None), ("committee", None), ("focal-point", "MAR")]
"""Who must never see a person of Senegal."""


@dataclass(frozen=True)
class World:
    app: Dash
    engine: Engine
    content: Content
    database: Path
    upload: str
    contact: str
    log: "Kept"


class Kept(logging.Handler):
    """Everything that is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter("%(name)s %(message)s").format(record))


@pytest.fixture(scope="module")
def world(sample_database: Path, tmp_path_factory: Any, content: Content) -> Iterator[World]:
    database = tmp_path_factory.mktemp("privacy") / "privacy.db"
    shutil.copy(sample_database, database)
    engine = writer_engine(f"sqlite:///{database}")
    book = marked_workbook(engine, content)
    stored = loaders.load(book, "SEN.xlsx", content=content, engine=engine, publish=True)
    assert (stored.report, stored.state) == (SEN, "published"), stored.findings
    assert any(MARK in finding.value for finding in stored.findings)
    tried = loaders.preview(book, "SEN.xlsx", content=content, engine=engine)
    upload = loaders.keep_upload(
        engine, "SEN.xlsx", book, loaders.Stated(None, None), tried, SOMEBODY.name
    )
    contact = _acts_of_the_desk(engine, content)
    log, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    settings = read_settings({}, database_url=f"sqlite:///{database}", secret_key="k" * 32)
    app = create_app(settings, content)
    yield World(app, engine, content, database, upload, contact, log)
    root.removeHandler(log)
    root.setLevel(before)
    context = app.server.extensions["dakar"]
    for one in (engine, context.reader, context.writer):
        one.dispose()


def marked_workbook(engine: Engine, content: Content) -> bytes:
    """Senegal's report with a marker in each cell that names a person."""
    book = openpyxl.load_workbook(
        BytesIO(loaders.stored_workbook(engine, content, "SEN-dakar-2013-v1"))
    )
    book.properties.creator = f"{MARK} creator"
    book["01_IDENTITE_ID"]["E15"] = f"{MARK} author"
    contacts = book["08_CONTACTS"]
    keys = {cell.value: cell.column for cell in contacts[2]}
    texts = {"email": f"{MARK} at example.org", "phone": f"+221 {MARK}", "replaces": f"{MARK} B"}
    for row in (7, 8):
        for key, text in {"name": f"{MARK} {row}", "function": f"{MARK} f", **texts}.items():
            contacts.cell(row, keys[key]).value = text
        contacts.cell(row, keys["consent"]).value = "Y" if row == 7 else "N"
    for sheet, key in (("04_THEMES", "contact"), ("07_PROFILS_IMAP", "im_contact")):
        _name_somebody(book[sheet], key)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _name_somebody(sheet: Any, key: str) -> None:
    """Into the column of a table sheet, or beside the question of a form sheet."""
    for row in sheet.iter_rows(max_row=40):
        for cell in row:
            if cell.value == key:
                place = (7, cell.column) if cell.row == 2 else (cell.row, 5)
                sheet.cell(*place).value = f"{MARK} 7"
                return
    raise AssertionError(f"{sheet.title} has no {key}")


def _acts_of_the_desk(engine: Engine, content: Content) -> str:
    """Somebody with a marked address has done everything that is written down with a name."""
    with engine.begin() as connection:
        report = (
            connection.execute(
                select(Report.id).where(Report.country == "SEN", Report.round == "dakar-2013")
            )
            .scalars()
            .all()[-1]
        )
        who = {"actor": SOMEBODY.name, "at": now()}
        rows: list[tuple[type, dict[str, Any]]] = [
            (Review, {"report_id": report, "before": "draft", "after": "submitted", "comment": ""}),
            (Override, {"report_id": report, "seq": 0, "reason": "Vu"}),
            (Reply, {"report_id": report, "text": "Réponse", "language": "fr"}),
            (RoundEvent, {"round": "rabat-2014", "is_open": True, "due_on": None}),
            (Layout, {"country": "SEN", "fingerprint": "f", "mapping": {}}),
            (MeetingNote, _said_in_the_room()),
            *(
                (FollowUp, {"country": "SEN", "ta_id": ta_id, "state": "examined", "note": MARK})
                for ta_id in ("SEN-T01", "SEN-T02")
            ),
            (
                TargetCountry,
                {
                    "round": "dakar-2013", "activity": "imap", "country": "SEN", "is_listed": True,
                },
            ),
            (
                Placement,
                {
                    "country": "SEN", "round": "dakar-2013", "measure_id": "SEN-M0001",
                    "title": "Titre", "decision": "accepted", "objective": "4", "suggested": {},
                },
            ),
        ]  # fmt: skip
        for table, values in rows:
            columns = set(table.__table__.columns.keys())  # type: ignore[attr-defined]
            defaults = {"role": "analyst"} if "role" in columns else {}
            connection.execute(insert(table).values(**defaults, **values, **who))
    analyst = desk.standing(content, "analyst", None)
    desk.add_account(engine, SOMEBODY.name, analyst, "-", SOMEBODY, must_change=False)
    for role, country in OTHERS[1:]:
        name, what = f"{role}-{country or ''}@example.org", desk.standing(content, role, country)
        desk.add_account(engine, name, what, "-", SOMEBODY, must_change=False)
    fields = {"role": "ALT", "name": f"{MARK} D", "email": f"{MARK}@example.org", "consent": "Y"}
    return desk.change_contact(engine, "SEN", fields, SOMEBODY)


def _said_in_the_room() -> dict[str, Any]:
    """A question that names somebody: what is noted in the room is not published."""
    note = desk.RoomNote("a" * 36, "3", "question", f"{MARK} F ?", "fr", country="SEN")
    return {**vars(note), "meeting": "session-4", "round": "dakar-2013", "removed": False}


def traces(data: bytes, name: str = "") -> list[str]:
    """The places in the bytes, archives opened, that hold the marker."""
    found = [name] if MARK.encode() in data.lower() else []
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            for entry in archive.namelist():
                found += traces(entry.encode() + archive.read(entry), f"{name}!{entry}")
    return found


def given_away(answers: Iterator[tuple[str, TestResponse]], figure: Any) -> list[str]:
    """The answers that hold the marker, in their head or in their body."""
    found, number = [], 0
    for asked, answer in answers:
        number += 1
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
        found += traces(head.encode() + b"\n", f"{asked} (headers)")
        found += traces(answer.get_data(), asked)
        assert answer.status_code < 500, asked
    figure(f"{number} answers, {len(found)} with a name")
    return found


def addresses(rule: Rule, world: World) -> Iterator[str]:
    """The rule with every value of its variables."""
    made = {"{upload}": world.upload, "{contact}": world.contact}
    names = sorted(rule.arguments)
    listed = {n: tuple(v.split(", ")) for v, n in ANY.findall(str(rule))}
    known = {**VALUES, **listed}
    unknown = [name for name in names if name not in known]
    assert not unknown, f"{rule}: give VALUES for {unknown}"
    for chosen in product(*(known[name] for name in names)):
        values = {n: made.get(v, v) for n, v in zip(names, chosen, strict=True)}
        with world.app.server.test_request_context():
            typed = {n: UUID(v) if "uuid:" + n in str(rule) else v for n, v in values.items()}
            built = rule.build(typed)
        if built is not None:
            yield built[1]


def routes(world: World) -> list[Rule]:
    rules = world.app.server.url_map.iter_rules()
    return [rule for rule in rules if not str(rule).startswith(STATIC)]


def page_addresses() -> Iterator[str]:
    for page, language in product(PAGES, ("fr", "en")):
        names = [part[1:-1] for part in page.slugs[language].split("/") if part.startswith("<")]
        for chosen in product(*(VALUES[name] for name in names)):
            yield href(page.key, language, **dict(zip(names, chosen, strict=True)))


def callback(client: FlaskClient, path: str, search: str) -> TestResponse:
    """The page as Dash asks for it."""
    where = {"id": "_pages_location"}
    inputs = [
        {**where, "property": "pathname", "value": path},
        {**where, "property": "search", "value": search},
    ]
    outputs = [
        {"id": "_pages_content", "property": "children"},
        {"id": "_pages_store", "property": "data"},
    ]
    payload = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": outputs,
        "inputs": inputs,
        "state": inputs,
        "changedPropIds": ["_pages_location.pathname"],
    }
    return client.post("/_dash-update-component", json=payload)


each_other = pytest.mark.parametrize(("role", "country"), OTHERS, ids=lambda v: v or "-")


@pytest.mark.plan("S10")
@each_other
def test_pages_name_nobody(
    world: World, client_as: Any, role: str, country: str | None, figure: Any
) -> None:
    client = client_as(world.app, role, country)

    def answers() -> Iterator[tuple[str, TestResponse]]:
        for path, query in product(page_addresses(), QUERIES):
            address = f"{path}?{query}" if query else path
            yield address, client.get(address)
            yield f"callback {address}", callback(client, path, f"?{query}" if query else "")

    assert given_away(answers(), figure) == []


@pytest.mark.plan("S10")
@each_other
def test_routes_give_nobody_away(
    world: World, client_as: Any, role: str, country: str | None, figure: Any
) -> None:
    client = client_as(world.app, role, country)

    def answers() -> Iterator[tuple[str, TestResponse]]:
        for rule in routes(world):
            for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
                for address in addresses(rule, world):
                    for query in QUERIES if "api/v1" in address else QUERIES[:1]:
                        asked = f"{address}?{query}" if query else address
                        yield f"{method} {asked}", client.open(asked, method=method, headers=ORIGIN)

    assert given_away(answers(), figure) == []


@pytest.mark.plan("S10")
def test_the_log_names_nobody(world: World, client_as: Any) -> None:
    """Not even when something fails in the middle of writing a contact."""
    analyst = client_as(world.app, "analyst")
    form = {"role": "ALT", "name": f"{MARK} E", "email": f"{MARK}e@example.org", "consent": "Y"}
    with _no_contact_can_be_written(world.engine):
        answer = analyst.post("/desk/contacts/SEN", data=form, headers=ORIGIN)
    assert answer.status_code == 500
    assert traces(answer.get_data()) == []
    analyst.post("/desk/contacts/SEN", data=form, headers=ORIGIN)
    analyst.get("/fr/points-focaux?country=SEN")
    analyst.post("/desk/sign-in", data={"email": SOMEBODY.name, "password": MARK}, headers=ORIGIN)
    client_as(world.app).get(f"/fr/{quote('nulle-part')}")
    assert world.log.lines
    assert [line for line in world.log.lines if MARK in line.lower()] == []


@contextmanager
def _no_contact_can_be_written(engine: Engine) -> Iterator[None]:
    stop = "CREATE TRIGGER stop BEFORE INSERT ON contact_entry BEGIN SELECT RAISE(ABORT, 'no'); END"
    with engine.begin() as connection:
        connection.exec_driver_sql(stop)
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER stop")


@pytest.mark.plan("S10")
def test_files_made_by_commands_name_nobody(world: World, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("DAKAR_DATABASE_URL", f"sqlite:///{world.database}")
    target = tmp_path / "data.zip"
    assert run(["export", "data", "-o", str(target)], cli_words("fr")) == 0
    assert traces(target.read_bytes(), "data.zip") == []


def test_another_countrys_files_name_nobody(world: World, client_as: Any) -> None:
    engine, content = world.engine, world.content
    assert traces(loaders.template_workbook(engine, content, "MAR", "rabat-2014")) == []
    analyst = client_as(world.app, "analyst")
    book = loaders.stored_workbook(engine, content, MAR)
    sent = {"file": (BytesIO(book), "MAR.xlsx")}
    answer = analyst.post("/api/v1/uploads", data=sent, headers=ORIGIN)
    annotated = analyst.get(f"/api/v1/uploads/{answer.json['id']}/annotated.xlsx")
    assert annotated.status_code == 200
    assert traces(annotated.get_data()) == []
    assert traces(analyst.get(f"/desk/reports/{MAR}/annotated.xlsx").get_data()) == []


def test_a_countrys_own_files_name_its_contacts(world: World) -> None:
    """The other half of the rule: otherwise the tests above could pass for want of a marker."""
    template = loaders.template_workbook(world.engine, world.content, "SEN", "rabat-2014")
    assert "!xl/sharedStrings.xml" in traces(template)
    kept = loaders.read_upload(world.engine, world.upload)
    assert kept is not None
    assert traces(kept.content)


def test_the_prefilled_workbook_is_for_its_own_country_and_the_desk(
    world: World, client_as: Any
) -> None:
    address = "/desk/rounds/rabat-2014/templates/SEN.xlsx"
    for role, country in (("focal-point", "SEN"), ("analyst", None), ("admin", None)):
        answer = client_as(world.app, role, country).get(address)
        assert (answer.status_code, bool(traces(answer.get_data()))) == (200, True), role
    for role, country in OTHERS:
        answer = client_as(world.app, role, country).get(address)
        assert answer.status_code in (401, 403), role


def test_the_private_page_is_the_one_that_names_them(world: World, client_as: Any) -> None:
    for role in Role:
        client = client_as(world.app, role, "SEN" if role is Role.FOCAL_POINT else None)
        page = client.get("/fr/points-focaux?country=SEN")
        may = role in (Role.ANALYST, Role.ADMIN)
        assert (page.status_code, bool(traces(page.get_data()))) == (200 if may else 403, may)
