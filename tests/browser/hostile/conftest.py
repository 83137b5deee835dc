"""Reports of three countries that hold an attack in every field a person can write into."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from sqlalchemy import Engine, insert, select, update

import loaders
from dashboard import create_app
from dashboard.settings import read_settings
from loaders import desk
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.audit import Actor, now
from schemas.database.desk import Override, Placement, Reply, Review
from schemas.database.engine import migrate, writer_engine
from schemas.database.exchange import ChallengeName, FollowUp
from schemas.database.meeting import AgendaRow, MeetingNote
from schemas.database.models import FindingRow, Report
from schemas.template import ColumnType, Need, Shape, Template

ATTACKS = json.loads((Path(__file__).parent / "attacks.json").read_text("utf-8"))
"""`markup`: each runs a script, loads a file from elsewhere or breaks out of where it stands, if
it is taken for anything but text; `formulas`: what a spreadsheet would work out or link."""

PAYLOADS = (*ATTACKS["markup"], *ATTACKS["formulas"])
IMAGE = "<img src=x onerror=window.__xss=1>"

ROUNDS = ("madrid-2012", "dakar-2013")
COUNTRIES = ("SEN", "MAR", "MLI")
SEN = "SEN-dakar-2013-v1"
FIXED: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "id": [{
        "period_from": date(2012, 6, 1), "period_to": date(2013, 5, 31), "report_type": "UPDATE",
        "report_lang": "FR", "validated": "N", "n_measures_declared": len(PAYLOADS),
        "consent": "PUB",
    }],
    "objectives": [
        {"objective": str(n), "answer": ("2", "NI")[n % 2], "pace": "ON", "priority": "2",
         "basis": "ADM", "next_date": date(2014, 3, 31)}
        for n in range(1, 11)
    ],
    "themes": [
        {"theme": theme, "answer": "1", "interest": "YES", "took_part": "Y"}
        for theme in ("DATA", "BORDER", "CRISIS")
    ],
    "profiles": [
        {"mp_status": "PUB", "mp_year": 2012, "mp_interest": "YES", "im_interest": "YES"}
    ],
}  # fmt: skip
LISTED: Mapping[str, Mapping[str, Any]] = {
    "measures": {"update_type": "NEW", "mtype": "LAW", "level": "2", "pace": "ON",
                 "end_planned": date(2014, 12, 31), "consent": "PUB"},
    "exchange": {"lang": "FR", "consent": "PUB", "present": "Y"},
    "assistance": {"domain": "DATA", "form": "TRAIN", "urgency": "M6", "days": 5, "lang": "FR",
                   "consent": "PUB"},
    "contacts": {"role": "NFP", "lang": "FR", "consent": "Y", "email": "x@example.org"},
}  # fmt: skip
KINDS = ("CHAL", "PRAC", "SOLU")


@dataclass(frozen=True)
class Hostile:
    """The platform with these reports; `cells` is how many of their texts are attacks."""

    app: Dash
    database: Path
    upload: str
    cells: int


def texts(template: Template, sheet: str) -> list[str]:
    """The columns of a sheet that a person writes a text into."""
    return [
        column.key
        for column in template.sheets[sheet].columns
        if column.type is ColumnType.TEXT and column.need is not Need.LOCKED
    ]


def rows_of(template: Template, sheet: str, first: int) -> list[dict[str, Any]]:
    """In a list one attack a row; elsewhere every field holds all of them, each another first."""
    keys = texts(template, sheet)
    if template.sheets[sheet].shape is Shape.TABLE:
        return [
            {**LISTED[sheet], **_coded(sheet, number), **dict.fromkeys(keys, one)}
            for number, one in enumerate(PAYLOADS)
        ]
    made = []
    for number, row in enumerate(FIXED[sheet]):
        start = (first + number * 7) % len(PAYLOADS)
        turned = "\n".join((*PAYLOADS[start:], *PAYLOADS[:start]))
        made.append({**row, **dict.fromkeys(keys, turned)})
    return made


def _coded(sheet: str, number: int) -> dict[str, Any]:
    objective = str(number % 10 + 1)
    if sheet == "measures":
        return {"objective": objective}
    if sheet == "exchange":
        return {"objective": objective, "kind": KINDS[number % len(KINDS)]}
    if sheet == "assistance":
        return {"objective": objective, "direction": ("NEED", "OFFER")[number % 2]}
    return {}


@pytest.fixture(scope="session")
def payloads() -> tuple[str, ...]:
    """Markup, scripts, formulas and links, each as a person could type it."""
    return PAYLOADS


@pytest.fixture(scope="session")
def hostile(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """The reports published, and everything typed at the desk an attack as well."""
    database = tmp_path_factory.mktemp("hostile") / "hostile.db"
    url = f"sqlite:///{database}"
    migrate(url)
    engine = writer_engine(url)
    cells = 0
    for first, (round_, country) in enumerate(
        ((ROUNDS[0], "SEN"), *((ROUNDS[1], c) for c in COUNTRIES))
    ):
        template = content.template_of(round_)
        sheets = {sheet: rows_of(template, sheet, first * 13) for sheet in template.sheets}
        cells += sum(len(rows) * len(texts(template, sheet)) for sheet, rows in sheets.items())
        file = filled_workbook(content, country, round_, sheets)
        made = loaders.load(file, NAME, content=content, engine=engine, publish=True)
        assert made.state == "published", [one for one in made.findings if one.severity == "error"]
    again = loaders.preview(file, NAME, content=content, engine=engine)
    upload = loaders.keep_upload(engine, NAME, file, loaders.Stated(), again, "local")
    _typed_at_the_desk(engine)
    app = create_app(read_settings({}, database_url=url, secret_key="k" * 32), content)
    yield Hostile(app, database, upload, cells)
    context = app.server.extensions["dakar"]
    for one in (engine, context.reader, context.writer):
        one.dispose()


NAME = "../../=1+1 <img src=x onerror=window.__xss=1>\u202e.xlsx"


def _typed_at_the_desk(engine: Engine) -> None:
    every = "\n".join(PAYLOADS)
    titles = dict.fromkeys(("fr", "en"), every)
    with engine.begin() as connection:
        report = connection.execute(
            select(Report.id).where(Report.country == "SEN", Report.round == ROUNDS[1])
        ).scalar_one()
        seq = connection.execute(
            select(FindingRow.seq).where(FindingRow.report_id == report).limit(1)
        ).scalar_one()
        connection.execute(update(FindingRow).values(value=IMAGE))
        who = {"actor": f"{IMAGE}@example.org", "at": now()}
        note = {"meeting": "session-4", "round": ROUNDS[1], "snapshot": "", "item": "1",
                "country": "SEN", "language": "fr", "removed": False}  # fmt: skip
        item = {"key": "1", "exhibit": "scorecard", "title": titles, "notes": titles}
        rows: list[tuple[type, dict[str, Any]]] = [
            (Review, {"report_id": report, "before": "draft", "after": "submitted",
                      "comment": every}),
            (Override, {"report_id": report, "seq": seq, "reason": every}),
            (Reply, {"report_id": report, "text": every, "language": "fr", "role": "analyst"}),
            (FollowUp, {"country": "SEN", "ta_id": "SEN-T01", "state": "examined", "note": every}),
            (ChallengeName, {"country": "SEN", "item_id": "SEN-X01", "names": titles}),
            (AgendaRow, {"meeting": "session-4", "items": [item]}),
            *((MeetingNote, {**note, "key": f"{n:036}", "kind": kind, "text": every})
              for n, kind in enumerate(("question", "conclusion"))),
            (Placement, {"country": "SEN", "round": ROUNDS[1], "measure_id": "SEN-M0001",
                         "title": every, "decision": "accepted", "objective": "4",
                         "suggested": {}}),
        ]  # fmt: skip
        for table, values in rows:
            connection.execute(insert(table).values(**values, **who))
    fields = {
        "role": "ALT",
        "name": every,
        "function": every,
        "email": "x@example.org",
        "consent": "Y",
    }
    desk.change_contact(engine, "SEN", fields, Actor("command", ""))
