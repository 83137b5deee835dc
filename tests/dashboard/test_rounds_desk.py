"""Rounds: closed, opened, due; who has reported; templates and reminders to take away."""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from sqlalchemy import Engine, select, update

import loaders
from dashboard import create_app
from dashboard.queries import Source
from dashboard.queries.round_states import due_days, round_statuses
from dashboard.settings import Settings
from loaders import desk, publish
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Audit, RoundEvent
from schemas.database.engine import reader_engine
from schemas.database.models import DataVersion, Report, RoundState

ROUND = "dakar-2013"
DUE, TODAY = date(2013, 6, 30), date(2013, 7, 10)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of what does not depend on the database: starting an application takes seconds."""

ANALYST = Actor("analyst@example.org", "analyst")
ADMIN = Actor("admin@example.org", "admin")


@pytest.fixture
def app(database_url: str, content: Content) -> Iterator[Dash]:
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def log(engine: Engine) -> list[tuple[str, ...]]:
    query = select(Audit.actor, Audit.action, Audit.subject, Audit.before, Audit.after)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(Audit.id))]


# What is decided


def test_a_round_is_closed_and_opened_again_once(engine: Engine, content: Content) -> None:
    assert desk.close_round(engine, content, ROUND, ANALYST)
    assert not desk.close_round(engine, content, ROUND, ANALYST)
    with engine.connect() as connection:
        state = connection.execute(select(RoundState.round, RoundState.is_open)).all()
    assert [tuple(row) for row in state] == [(ROUND, False)]
    assert desk.open_round(engine, content, ROUND, ADMIN)
    assert not desk.open_round(engine, content, ROUND, ADMIN)
    assert log(engine) == [
        (ANALYST.name, "round.closed", ROUND, "open", "closed"),
        (ADMIN.name, "round.opened", ROUND, "closed", "open"),
    ]


def test_closing_keeps_provenance_and_due_day(engine: Engine, content: Content, given: Any) -> None:
    given.round(ROUND, "illustrative")
    desk.set_due_day(engine, content, ROUND, DUE, ANALYST)
    desk.close_round(engine, content, ROUND, ANALYST)
    (status,) = (s for s in statuses(engine, content) if s.round.code == ROUND)
    assert (status.is_open, status.provenance, status.due_on) == (False, "illustrative", DUE)


def test_the_last_due_day_counts_and_can_be_taken_back(engine: Engine, content: Content) -> None:
    assert desk.set_due_day(engine, content, ROUND, DUE, ANALYST)
    assert not desk.set_due_day(engine, content, ROUND, DUE, ANALYST)
    assert desk.set_due_day(engine, content, ROUND, None, ANALYST)
    assert due_days(Source(engine, ()), content)[ROUND] is None
    assert [row[1:] for row in log(engine)] == [
        ("round.due", ROUND, "", "2013-06-30"),
        ("round.due", ROUND, "2013-06-30", ""),
    ]
    with engine.connect() as connection:
        assert len(connection.execute(select(RoundEvent.id)).all()) == 2


def test_every_change_is_seen_by_all_readers(engine: Engine, content: Content) -> None:
    def number() -> int:
        with engine.connect() as connection:
            return connection.execute(select(DataVersion.number)).scalar() or 0

    before = number()
    desk.close_round(engine, content, ROUND, ANALYST)
    assert number() == before + 1


def test_an_unknown_round_is_refused(engine: Engine, content: Content) -> None:
    for change in (desk.close_round, desk.open_round):
        with pytest.raises(KeyError):
            change(engine, content, "nowhere", ANALYST)
    with pytest.raises(KeyError):
        desk.set_due_day(engine, content, "nowhere", DUE, ANALYST)


def test_drafts_of_a_closed_round_are_still_published(
    engine: Engine, content: Content, given: Any
) -> None:
    given.report("SEN", state="draft", answers="2")
    desk.close_round(engine, content, ROUND, ANALYST)
    assert publish(engine, f"SEN-{ROUND}-v1").state == "published"


def test_a_closed_round_refuses_a_workbook(engine: Engine, content: Content) -> None:
    book = loaders.template_workbook(engine, content, "SEN", ROUND)
    desk.close_round(engine, content, ROUND, ANALYST)
    result = loaders.load(book, "SEN.xlsx", content=content, engine=engine)
    assert result.outcome == "refused"
    assert "closed-round" in {finding.code for finding in result.findings}


# Who has reported


def statuses(engine: Engine, content: Content) -> Any:
    return round_statuses(Source(engine, ("PUB",)), content, TODAY)


def received(engine: Engine, report_id: int, day: date) -> None:
    with engine.begin() as connection:
        moment = datetime(day.year, day.month, day.day, 23, 59)
        connection.execute(update(Report).where(Report.id == report_id).values(stored_at=moment))


def test_who_has_reported_and_when_against_the_due_day(
    engine: Engine, content: Content, given: Any
) -> None:
    desk.set_due_day(engine, content, ROUND, DUE, ANALYST)
    received(engine, given.report("SEN", state="superseded"), date(2013, 6, 30))
    received(engine, given.report("SEN", version=2), date(2013, 7, 5))
    received(engine, given.report("MAR"), date(2013, 7, 1))
    received(engine, given.report("MLI", state="submitted"), date(2013, 7, 9))
    received(engine, given.report("FRA"), date(2013, 6, 1))
    received(engine, given.report("FRA", version=2, state="draft"), date(2013, 7, 9))
    (status,) = (s for s in statuses(engine, content) if s.round.code == ROUND)
    rows = {row.country: row for row in status.members}
    shown = {
        iso3: (row.status, row.report, row.state, row.received_on, row.days_after)
        for iso3, row in rows.items()
        if iso3 in ("SEN", "MAR", "MLI", "FRA", "GHA")
    }
    assert shown == {
        "SEN": ("published", f"SEN-{ROUND}-v2", "published", date(2013, 6, 30), 0),
        "MAR": ("published", f"MAR-{ROUND}-v1", "published", date(2013, 7, 1), 1),
        "MLI": ("received", f"MLI-{ROUND}-v1", "submitted", date(2013, 7, 9), 9),
        "FRA": ("published", f"FRA-{ROUND}-v2", "draft", date(2013, 6, 1), 0),
        "GHA": ("waiting", "", "", None, 10),
    }
    counts = (status.count("published"), status.count("received"), status.count("waiting"))
    assert counts == (3, 1, 53)
    assert status.late == 2


def test_without_a_due_day_nothing_is_late(engine: Engine, content: Content, given: Any) -> None:
    given.report("SEN")
    (status,) = (s for s in statuses(engine, content) if s.round.code == ROUND)
    assert {row.days_after for row in status.members} == {0}
    assert status.late == 0


def test_on_the_due_day_itself_nobody_is_late(engine: Engine, content: Content) -> None:
    desk.set_due_day(engine, content, ROUND, TODAY, ANALYST)
    (status,) = (s for s in statuses(engine, content) if s.round.code == ROUND)
    assert {row.days_after for row in status.members} == {0}


def test_countries_that_are_no_partners_stand_apart(
    engine: Engine, content: Content, given: Any
) -> None:
    outside = next(i for i in sorted(content.countries) if i not in content.partners(ROUND))
    given.report(outside)
    (status,) = (s for s in statuses(engine, content) if s.round.code == ROUND)
    assert [row.country for row in status.others] == [outside]
    assert len(status.members) == 57
    assert status.count("published") == 0


def test_the_samples_count_as_plain_sql_does(sample_database: Path, content: Content) -> None:
    engine = reader_engine(f"sqlite:///{sample_database}")
    found = {
        s.round.code: (len(s.members), s.count("published") + len(s.others))
        for s in round_statuses(Source(engine, ("PUB",)), content, TODAY)
    }
    with sqlite3.connect(sample_database) as db:
        query = "SELECT round, count(DISTINCT country) FROM report GROUP BY 1"
        counted = dict(db.execute(query).fetchall())
    assert {code: n for code, (_, n) in found.items()} == counted
    assert {code: n for code, (n, _) in found.items()} == {
        "madrid-2012": 57,
        "dakar-2013": 57,
        "rabat-2014": 58,
        "public-sources": 58,
    }


# Rights


POSTS = {
    f"/desk/rounds/{ROUND}/close": ("analyst", "admin", "local"),
    f"/desk/rounds/{ROUND}/open": ("admin", "local"),
    f"/desk/rounds/{ROUND}/due": ("analyst", "admin", "local"),
}
ROLES = (
    ("", None), ("reader", None), ("committee", None), ("focal-point", "SEN"),
    ("analyst", None), ("admin", None), ("local", None),
)  # fmt: skip


@ON_SQLITE
def test_who_may_decide_on_a_round(app: Dash, client_as: Any) -> None:
    for address, allowed in POSTS.items():
        for role, country in ROLES:
            answer = client_as(app, role, country).post(address, data={"due": "2013-06-30"})
            expected = 303 if role in allowed else (403 if role else 401)
            assert answer.status_code == expected, (address, role)


@ON_SQLITE
def test_who_may_take_templates_and_reminders(app: Dash, client_as: Any) -> None:
    one = f"/desk/rounds/{ROUND}/templates/SEN.xlsx"
    own = {("focal-point", "SEN"), ("analyst", None), ("admin", None), ("local", None)}
    for role, country in (*ROLES, ("focal-point", "MAR")):
        client = client_as(app, role, country)
        refused = 403 if role else 401
        status = client.get(one).status_code
        assert status == (200 if (role, country) in own else refused), (role, country)
        for name in ("templates.zip", "reminders.txt"):
            if role in ("analyst", "admin", "local"):
                continue
            assert client.get(f"/desk/rounds/{ROUND}/{name}").status_code == refused


@ON_SQLITE
def test_what_is_no_round_or_country_is_a_404(app: Dash, client_as: Any) -> None:
    client = client_as(app, "admin")
    assert client.post("/desk/rounds/nowhere/close").status_code == 404
    assert client.post("/desk/rounds/nowhere/due").status_code == 404
    for name in (
        "nowhere/templates.zip",
        f"{ROUND}/templates/XXX.xlsx",
        "nowhere/reminders.txt",
        "public-sources/reminders.txt",
    ):
        assert client.get(f"/desk/rounds/{name}").status_code == 404, name


@ON_SQLITE
def test_a_day_that_does_not_exist_changes_nothing(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    client = client_as(app, "analyst")
    answer = client.post(
        f"/desk/rounds/{ROUND}/due", data={"due": "2013-02-31", "back": "/en/rounds"}
    )
    assert answer.status_code == 303
    assert log(engine) == []
    assert "There is no such day" in client.get("/en/rounds").get_data(as_text=True)
