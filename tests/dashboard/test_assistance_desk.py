"""What becomes of needs and offers, and the lists of target countries: kept, dated, logged."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from dashboard.queries import Source, data_version
from dashboard.queries.assistance import Since, board_rows, follow_ups, known_since
from dashboard.queries.targets import targets
from loaders import desk
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Audit
from schemas.database.exchange import FollowUp, TargetCountry
from schemas.database.models import Report

ANALYST = Actor("analyst@example.org", "analyst")
EVERY = ("PUB", "PART", "SEC")
ROUND = "dakar-2013"
NEED = {"ta_id": "SEN-T01", "direction": "NEED", "title": "Atelier", "consent": "PUB"}


@dataclass(frozen=True)
class At:
    """As much of a snapshot as these queries look at."""

    made_at: datetime
    id: int = 1


def log(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        found = select(Audit.action, Audit.subject, Audit.before, Audit.after, Audit.detail)
        return [tuple(row) for row in connection.execute(found.order_by(Audit.id))]


def test_the_newest_state_counts_and_every_one_is_kept(given: Any, engine: Engine) -> None:
    given.data_version(1)
    given.report("SEN", assistance=[NEED])
    source = Source(engine, EVERY)
    assert desk.follow_up(engine, "SEN", "SEN-T01", "received", "", ANALYST) is False
    assert follow_ups(source) == {}
    assert desk.follow_up(engine, "SEN", "SEN-T01", "examined", " Appeler\r\nMme\x00 ", ANALYST)
    assert desk.follow_up(engine, "SEN", "SEN-T01", "accepted", "", ANALYST)
    (found,) = follow_ups(source).values()
    assert (found.state, found.note) == ("accepted", "")
    with engine.connect() as connection:
        rows = connection.execute(select(FollowUp.state, FollowUp.note).order_by(FollowUp.id)).all()
    assert [tuple(row) for row in rows] == [("examined", "Appeler\nMme"), ("accepted", "")]
    assert data_version(source) == 3
    followed = ("assistance.followed", "SEN-T01")
    assert log(engine) == [
        (*followed, "received", "examined", {"country": "SEN", "characters": 11}),
        (*followed, "examined", "accepted", {"country": "SEN", "characters": 0}),
    ]


def test_a_snapshot_has_what_was_said_before_it(given: Any, engine: Engine) -> None:
    given.report("SEN", assistance=[NEED])
    desk.follow_up(engine, "SEN", "SEN-T01", "examined", "", ANALYST)
    (first,) = follow_ups(Source(engine, EVERY)).values()
    desk.follow_up(engine, "SEN", "SEN-T01", "closed", "", ANALYST)
    then: Any = At(first.at)
    assert follow_ups(Source(engine, EVERY, snapshot=then)) == {("SEN", "SEN-T01"): first}
    before: Any = At(first.at - timedelta(seconds=1))
    assert follow_ups(Source(engine, EVERY, snapshot=before)) == {}


@pytest.mark.parametrize(
    ("country", "ta_id", "state", "note", "reason"),
    [
        ("SEN", "SEN-T09", "closed", "", "unknown"),
        ("MAR", "SEN-T01", "closed", "", "unknown"),
        ("MAR", "MAR-T01", "closed", "", "unknown"),
        ("SEN", "SEN-T01", "lost", "", "state"),
        ("SEN", "SEN-T01", "closed", "x" * (desk.LONGEST + 1), "too-long"),
    ],
)
def test_what_cannot_be_said_changes_nothing(
    given: Any, engine: Engine, country: str, ta_id: str, state: str, note: str, reason: str
) -> None:
    given.report("SEN", assistance=[NEED])
    given.report("MAR", state="draft", assistance=[{**NEED, "ta_id": "MAR-T01"}])
    with pytest.raises(desk.FollowUpError, match=f"^{reason}$"):
        desk.follow_up(engine, country, ta_id, state, note, ANALYST)
    assert follow_ups(Source(engine, EVERY)) == {}
    assert log(engine) == []


def test_a_request_is_as_old_as_the_first_report_that_named_it(given: Any, engine: Engine) -> None:
    """A correction and a later round do not make it younger; a draft does not make it older."""
    days = {}
    for day, (round_code, version, state, consent) in enumerate(
        (
            ("madrid-2012", 1, "draft", "PUB"),
            ("madrid-2012", 2, "published", "SEC"),
            ("dakar-2013", 1, "superseded", "PUB"),
            ("dakar-2013", 2, "published", "PUB"),
        ),
        start=1,
    ):
        row = {**NEED, "consent": consent}
        number = given.report("SEN", round_code, version, state=state, assistance=[row])
        at = datetime(2013, 1, day, 23, 59)
        published = None if state == "draft" else at
        with engine.begin() as connection:
            changed = update(Report).where(Report.id == number)
            connection.execute(changed.values(stored_at=at, published_at=published))
        days[day] = at
    public, whole = Source(engine, ("PUB",)), Source(engine, EVERY)
    subject = ("SEN", "SEN-T01")
    assert known_since(public) == {subject: Since(days[3].date(), ROUND)}
    assert known_since(whole) == {subject: Since(days[2].date(), "madrid-2012")}
    early: Any = At(days[2] - timedelta(hours=1))
    assert known_since(Source(engine, EVERY, snapshot=early)) == {}
    assert [one.stated_at for one in board_rows(public, ROUND)] == [days[4]]


# Target countries


def listed(engine: Engine, **snapshot: Any) -> list[tuple[str, str]]:
    found = targets(Source(engine, ("PUB",), **snapshot), ROUND)
    return [(one.activity, one.country) for one in found]


def test_a_list_holds_who_was_put_on_it_and_not_taken_off(
    given: Any, engine: Engine, content: Content
) -> None:
    given.data_version(1)
    shown = [("profile", "SEN"), ("profile", "MAR"), ("imap", "SEN")]

    def agree(shown: Any, listed: Any) -> tuple[int, int]:
        return desk.set_targets(engine, content, ROUND, shown, listed, ANALYST)

    assert agree(shown, shown[:2]) == (2, 0)
    assert listed(engine) == [("profile", "MAR"), ("profile", "SEN")]
    assert agree(shown, shown[:2]) == (0, 0)
    made: Any = At(targets(Source(engine, ("PUB",)), ROUND)[0].at)
    assert agree(shown[1:], shown[2:]) == (1, 1)
    assert listed(engine) == [("imap", "SEN"), ("profile", "SEN")]
    assert listed(engine, snapshot=made) == [("profile", "MAR"), ("profile", "SEN")]
    assert targets(Source(engine, ("PUB",)), "madrid-2012") == ()
    assert data_version(Source(engine, ("PUB",))) == 3
    assert [(row[0], row[1], row[4]) for row in log(engine)] == [
        ("targets.changed", ROUND, {"on": ["profile MAR", "profile SEN"], "off": []}),
        ("targets.changed", ROUND, {"on": ["imap SEN"], "off": ["profile MAR"]}),
    ]
    with engine.connect() as connection:
        assert len(connection.execute(select(TargetCountry.id)).all()) == 4


@pytest.mark.parametrize(
    ("round_code", "shown", "ticked"),
    [
        ("nowhere", [], []),
        (ROUND, [("profile", "DZA")], []),
        (ROUND, [("party", "SEN")], []),
        (ROUND, [("profile", "SEN")], [("profile", "MAR")]),
    ],
    ids=["round", "observer", "activity", "not shown"],
)
def test_a_list_takes_partners_of_its_round_only(
    engine: Engine, content: Content, round_code: str, shown: Any, ticked: Any
) -> None:
    with pytest.raises(KeyError):
        desk.set_targets(engine, content, round_code, shown, ticked, ANALYST)
    assert listed(engine) == []
