"""Snapshots: made from what is published, the same ever after, and checked by hash and number."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select

from dashboard.cli.freezing import AUDIENCES
from dashboard.context import Snapshot
from dashboard.exhibits import EXHIBITS, build
from dashboard.exhibits.json import exhibit_json
from dashboard.filters import Filters
from dashboard.meetings import agenda_json, default_agenda, keeping
from dashboard.meetings.freezing import frozen
from dashboard.meetings.keeping import freeze, moment_of, state_of
from dashboard.queries import Source, country_report, rounds
from dashboard.queries.meetings import (
    frozen_exhibits,
    frozen_versions,
    newer_reports,
    snapshot_of,
    snapshots,
)
from loaders import desk, publish
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Reply
from schemas.database.models import CONSENTS, Aggregate, Measure, ObjectiveAnswer, Report

ROUND = "dakar-2013"
MEETING = "madrid-2013"
"""Its default agenda has three lines."""

ANALYST = Actor("analyst@example.org", "analyst")
PUBLIC = ("PUB",)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Made = Callable[..., Snapshot]


def held(engine: Engine, snapshot: Snapshot) -> Source:
    return Source(engine, snapshot.consents, snapshot=snapshot)


def everything(source: Source, content: Content) -> dict[str, Any]:
    """What every exhibit says of the round, its words included; and what the rounds are."""
    words = content.words["fr"]
    found: dict[str, Any] = {}
    for code, exhibit in EXHIBITS.items():
        one = ("SEN",) if exhibit.filters[:1] == ("countries",) else ()
        built = build(code, source, content, words, Filters(round=ROUND, countries=one))
        found[code] = exhibit_json(replace(built, stamp=None), Filters())
    frame = rounds(source)
    found["rounds"] = frame[["round", "provenance", "reports"]].to_dict("records")
    found["report"] = country_report(source, ROUND, "SEN")
    return found


# What is kept


def test_a_snapshot_names_every_published_version(engine: Engine, made: Made) -> None:
    snapshot = made()
    named = [one.report for one in frozen_versions(Source(engine, PUBLIC), snapshot)]
    assert named == [f"SEN-{ROUND}-v1", f"MAR-{ROUND}-v1", "SEN-madrid-2012-v1"]
    assert (snapshot.code, snapshot.round) == (f"{MEETING}-1", ROUND)
    assert snapshot.provenance == {ROUND: "illustrative"}
    assert snapshot.consents == PUBLIC


def test_a_snapshot_holds_the_agenda_in_both_languages(
    engine: Engine, content: Content, made: Made
) -> None:
    snapshot = made()
    meeting = content.meetings[MEETING]
    assert list(snapshot.agenda) == agenda_json(default_agenda(meeting))
    kept = frozen_exhibits(Source(engine, PUBLIC), snapshot)
    assert list(kept) == [(key, language) for key in "123" for language in content.languages]
    assert kept["1", "fr"]["code"] == "theme-answers"
    assert kept["1", "fr"]["title"] != kept["1", "en"]["title"]
    assert kept["1", "fr"]["filters"]["theme"] == "border"


def test_the_moment_shown_is_the_sessions_or_the_one_given(
    engine: Engine, content: Content, published: None
) -> None:
    source, session = Source(engine, PUBLIC), content.meetings["session-4"]
    short = replace(session, agenda=session.agenda[:1])
    first = freeze(source, engine, content, short, ANALYST)
    assert first.snapshot.shown_at == datetime(2013, 9, 12, 9)
    moment = datetime(2013, 9, 12, 14, 30)
    second = freeze(source, engine, content, short, ANALYST, moment)
    assert second.snapshot.shown_at == moment
    third = freeze(source, engine, content, content.meetings[MEETING], ANALYST)
    assert abs(third.snapshot.shown_at - datetime.now()) < timedelta(minutes=2)


@each(st.datetimes(min_value=datetime(1970, 1, 1)), st.sampled_from("T "))
def test_a_moment_is_read_as_forms_and_people_write_it(moment: datetime, between: str) -> None:
    minute = moment.replace(second=0, microsecond=0)
    text = minute.isoformat(sep=between, timespec="minutes")
    assert moment_of(f" {text} ") == minute


@pytest.mark.parametrize("text", ["soon", "2013-13-01 09:00", "2013-09-12T09:00+02:00", "9"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moment_of(text)
    assert moment_of("  ") is None


def test_a_snapshot_holds_no_more_than_its_audience(engine: Engine, made: Made) -> None:
    part, public = made("PART"), made("PUB")
    assert [one.code for one in snapshots(Source(engine, PUBLIC))] == [public.code]
    assert [one.code for one in snapshots(Source(engine, CONSENTS))] == [public.code, part.code]
    assert snapshot_of(Source(engine, PUBLIC), part.code) is None
    assert snapshot_of(Source(engine, PUBLIC), part.short) is None
    assert snapshot_of(Source(engine, ("PUB", "PART")), part.short) == part
    wide = country_report(held(engine, part), ROUND, "SEN")
    narrow = country_report(held(engine, public), ROUND, "SEN")
    assert wide is not None
    assert narrow is not None
    assert [len(one.measures) for one in (wide, narrow)] == [2, 1]
    assert part.sha256 != public.sha256


def test_an_empty_round_can_be_frozen(engine: Engine, content: Content) -> None:
    kept = freeze(Source(engine, PUBLIC), engine, content, content.meetings[MEETING], ANALYST)
    assert (kept.versions, kept.reports) == (0, 0)
    assert state_of(Source(engine, PUBLIC), content, kept.snapshot).is_same


def test_an_exhibit_that_is_not_there_any_more_is_left_out(
    engine: Engine, content: Content, published: None
) -> None:
    items = agenda_json(default_agenda(content.meetings[MEETING]))
    items[1]["exhibit"] = "gone"
    desk.save_agenda(engine, MEETING, items, ANALYST)
    source = Source(engine, PUBLIC)
    kept = freeze(source, engine, content, content.meetings[MEETING], ANALYST)
    assert {key for key, _ in frozen_exhibits(source, kept.snapshot)} == {"1", "3"}
    assert state_of(source, content, kept.snapshot).is_same


# The same ever after


def deeds(engine: Engine, given: Any, content: Content) -> dict[str, Callable[[], Any]]:
    """What may happen after a meeting."""
    code = f"SEN-{ROUND}-v1"

    def publish_another() -> None:
        given.report("SEN", version=2, state="draft", answers="4 4 4 4", measures=[])
        publish(engine, f"SEN-{ROUND}-v2", ANALYST)

    def restore() -> None:
        publish(engine, desk.restore(engine, code, ANALYST).code, ANALYST)

    def answer() -> None:
        later = datetime.now() + timedelta(days=1)
        row = {"report_id": 1, "text": "Non", "language": "fr", "at": later}
        with engine.begin() as connection:
            connection.execute(insert(Reply).values(actor="x", role="focal-point", **row))

    return {
        "another version": publish_another,
        "a new country": lambda: given.report("GHA", answers="4 4 4 4"),
        "a version restored": restore,
        "an answer": answer,
        "the round closed": lambda: desk.close_round(engine, content, ROUND, ANALYST),
        "another agenda": lambda: desk.save_agenda(engine, MEETING, [], ANALYST),
        "another snapshot": lambda: freeze(
            Source(engine, PUBLIC), engine, content, content.meetings[MEETING], ANALYST
        ),
    }


NEWER = {"another version": 1, "a version restored": 1, "a new country": 1, "an answer": 0}
"""Deeds that change what is published now, and how many reports are newer then."""

NAMES = tuple(deeds(None, None, None))  # type: ignore[arg-type]


def is_as_shown(engine: Engine, content: Content, snapshot: Snapshot, before: Any) -> None:
    assert everything(held(engine, snapshot), content) == before
    state = state_of(Source(engine, PUBLIC), content, snapshot)
    assert (state.named, state.stored, state.differing, state.is_intact) == (3, 3, (), True)
    assert snapshot_of(Source(engine, PUBLIC), snapshot.sha256[:9]) == snapshot


@ON_SQLITE
@pytest.mark.parametrize("deed", NAMES)
def test_a_snapshot_says_the_same_afterwards(
    engine: Engine, given: Any, content: Content, made: Made, deed: str
) -> None:
    source = Source(engine, PUBLIC)
    before, snapshot = everything(source, content), made()
    assert newer_reports(source, snapshot) == 0
    deeds(engine, given, content)[deed]()
    is_as_shown(engine, content, snapshot, before)
    assert (everything(source, content) != before) is (deed in NEWER)
    assert newer_reports(source, snapshot) == NEWER.get(deed, 0)


def test_a_snapshot_says_the_same_after_all_of_it(
    engine: Engine, given: Any, content: Content, made: Made
) -> None:
    source = Source(engine, PUBLIC)
    before, snapshot = everything(source, content), made()
    for deed in deeds(engine, given, content).values():
        deed()
    is_as_shown(engine, content, snapshot, before)
    assert everything(source, content) != before
    assert newer_reports(source, snapshot) == 2


def test_reports_of_another_round_are_not_newer(engine: Engine, given: Any, made: Made) -> None:
    snapshot = made()
    given.report("GHA", "rabat-2014", answers="4")
    assert newer_reports(Source(engine, PUBLIC), snapshot) == 0


# What is published while it is made


def test_a_snapshot_is_made_again_when_something_was_published(
    engine: Engine, given: Any, content: Content, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = frozen, []

    def slow(*arguments: Any) -> Any:
        found = real(*arguments)
        calls.append(found)
        if len(calls) == 1:
            given.report("GHA", answers="4")
            given.data_version(found.data_version + 1)
        return found

    monkeypatch.setattr(keeping, "frozen", slow)
    meeting = content.meetings[MEETING]
    kept = freeze(Source(engine, PUBLIC), engine, content, meeting, ANALYST)
    assert (len(calls), kept.reports, kept.versions) == (2, 3, 4)
    assert kept.snapshot.sha256 == calls[1].sha256


def test_it_is_given_up_when_reports_keep_coming(
    engine: Engine, given: Any, content: Content, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = frozen, []

    def slow(*arguments: Any) -> Any:
        found = real(*arguments)
        calls.append(found)
        given.data_version(found.data_version + 1)
        return found

    monkeypatch.setattr(keeping, "frozen", slow)
    with pytest.raises(desk.DataMovedError):
        freeze(Source(engine, PUBLIC), engine, content, content.meetings[MEETING], ANALYST)
    assert len(calls) == keeping.TRIES
    assert snapshots(Source(engine, PUBLIC)) == ()


# What happens by hand


def removed(engine: Engine, country: str) -> None:
    with engine.begin() as connection:
        own = select(Report.id).where(Report.country == country).scalar_subquery()
        for table in (Measure, ObjectiveAnswer, Aggregate):
            connection.execute(delete(table).where(table.report_id.in_(own)))
        connection.execute(delete(Report).where(Report.country == country))


def test_what_still_stands_of_a_snapshot_is_shown(
    engine: Engine, content: Content, made: Made
) -> None:
    snapshot = made()
    removed(engine, "MAR")
    state = state_of(Source(engine, PUBLIC), content, snapshot)
    assert (state.named, state.stored, state.gone, state.is_intact) == (3, 2, 1, True)
    assert "2" in state.differing
    assert not state.is_same
    assert country_report(held(engine, snapshot), ROUND, "SEN") is not None
    assert country_report(held(engine, snapshot), ROUND, "MAR") is None


def test_another_report_under_the_same_number_is_not_the_frozen_one(
    engine: Engine, given: Any, made: Made
) -> None:
    snapshot = made()
    removed(engine, "MAR")
    with engine.begin() as connection:
        connection.execute(
            insert(Report).values(
                id=2, country="MAR", round=ROUND, version=2, state="published", consent="PUB",
                framework="dakar", template="progress-report-1", content_hash="0",
                sha256=connection.execute(select(Report.sha256).limit(1)).scalar_one(),
                stored_at=datetime(2014, 1, 1), published_at=datetime(2014, 1, 1),
                extra={}, cells={},
            )
        )  # fmt: skip
    assert country_report(Source(engine, PUBLIC), ROUND, "MAR") is not None
    assert country_report(held(engine, snapshot), ROUND, "MAR") is None


@ON_SQLITE
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE snapshot SET shown_at = '2013-09-13 09:00:00.000000'",
        "UPDATE snapshot SET audience = 'PUB', round = 'madrid-2012'",
        "UPDATE snapshot_report SET sha256 = 'f' WHERE id = 1",
        "DELETE FROM snapshot_report WHERE id = 2",
        "UPDATE snapshot_exhibit SET exhibit = replace(exhibit, 'title', 'tilte') WHERE id = 1",
    ],
)
def test_a_row_changed_by_hand_is_noticed(
    engine: Engine, content: Content, made: Made, change: str
) -> None:
    snapshot = made()
    with closing(sqlite3.connect(engine.url.database or "")) as connection, connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(triggers).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
    changed = snapshot_of(Source(engine, CONSENTS), snapshot.code)
    assert changed is not None
    state = state_of(Source(engine, CONSENTS), content, changed)
    assert not state.is_intact
    assert not state.is_same


def test_the_commands_audiences_are_those_of_the_database() -> None:
    assert AUDIENCES == CONSENTS
