"""Storage: whole versions or nothing, published once, and never changed afterwards."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from loaders import storage
from loaders.entries import Entries, History, Result, Stated
from loaders.mapping import to_entries
from loaders.storage import NotPublishableError, RoundState, Source, StoredReport
from loaders.storage.rows import read_rows
from loaders.storage.uploads import KEPT
from loaders.storage.versions import TABLES, now
from schemas.content import Content
from schemas.database.models import (
    Aggregate,
    Base,
    DataVersion,
    File,
    FindingRow,
    Measure,
    Report,
    Upload,
)
from schemas.findings import Finding

Changes = Mapping[str, Any]
Load = Callable[..., StoredReport]


def source(text: str = "bytes") -> Source:
    return Source("SEN.xlsx", text.encode(), f"{text:0>64}")


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
        }


def states(engine: Engine) -> list[tuple[str, int, str]]:
    with engine.connect() as connection:
        query = select(Report.round, Report.version, Report.state).order_by(Report.id)
        return [tuple(row) for row in connection.execute(query)]


def data_version(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(DataVersion.number)).scalar_one()


@pytest.fixture
def entries_of(reporting: Any, content: Content) -> Callable[..., Entries]:
    """Entries of the perfect report with changes, in a round, with a history."""

    def entries(
        changes: Changes | None = None, round_code: str = "dakar-2013", history: Any = None
    ) -> Entries:
        report = replace(reporting.clean(changes or {}), round=round_code)
        return to_entries(report, content, history or History())[0]

    return entries


@pytest.fixture
def load(engine: Engine, entries_of: Any, content: Content) -> Load:
    """Stores the perfect report with changes, as the pipeline does, and perhaps publishes it."""

    def one(
        changes: Changes | None = None,
        round_code: str = "dakar-2013",
        text: str = "bytes",
        findings: tuple[Finding, ...] = (),
        publish: bool = False,
    ) -> StoredReport:
        with engine.begin() as connection:
            storage.hold(connection, "SEN", round_code)
            history = storage.read_history(connection, "SEN", round_code, content)
            entries = entries_of(changes, round_code, history)
            stored = storage.store(connection, entries, source(text), findings)
            return storage.publish(connection, stored.id) if publish else stored

    return one


def test_a_version_is_stored_whole(engine: Engine, load: Load) -> None:
    stored = load(findings=(Finding("interpreted", "02", "G8", "en cours", {"entry": "answer:2"}),))
    assert (stored.code, stored.state) == ("SEN-dakar-2013-v1", "draft")
    rows = counts(engine)
    assert {name: rows[name] for name in TABLES} == {
        "objective_answer": 10,
        "measure": 1,
        "theme_answer": 3,
        "exchange_item": 1,
        "assistance": 1,
        "profile": 1,
        "contact": 1,
        "aggregate": 1,
    }
    with engine.connect() as connection:
        assert connection.execute(select(File.content, File.size)).one() == (b"bytes", 5)
        assert storage.stored_findings(connection, stored.id) == (
            Finding("interpreted", "02", "G8", "en cours", {"entry": "answer:2"}),
        )


def test_a_failure_half_way_leaves_nothing(engine: Engine, entries_of: Any) -> None:
    before = counts(engine)
    entries = entries_of()
    broken = {**entries.tables, "aggregate": ({**entries.tables["aggregate"][0], "n": None},)}
    with pytest.raises(IntegrityError), engine.begin() as connection:
        storage.store(connection, Entries(entries.report, broken), source(), ())
    assert counts(engine) == before


def test_versions_count_up_and_stay(engine: Engine, load: Load) -> None:
    load(publish=True)
    before = data_version(engine)
    load({"measures.0.level": "3"}, text="more")
    assert states(engine) == [("dakar-2013", 1, "published"), ("dakar-2013", 2, "draft")]
    assert data_version(engine) == before
    load({"measures.0.level": "4"}, text="most", publish=True)
    assert [state for *_, state in states(engine)] == ["superseded", "draft", "published"]
    assert data_version(engine) == before + 1
    with engine.connect() as connection:
        answers = connection.execute(select(Measure.answer).order_by(Measure.id)).scalars().all()
    assert answers == ["2", "3", "4"]


def test_two_writers_make_no_double_version(
    engine: Engine, load: Load, entries_of: Any, content: Content
) -> None:
    """Eight files of one country at once: versions 1 to 8, none lost, none twice."""
    failures: list[SQLAlchemyError] = []

    def write(number: int) -> None:
        try:
            load({"id.0.summary": f"n° {number}"}, text=f"file {number}", publish=True)
        except SQLAlchemyError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [version for _, version, _ in states(engine)] == list(range(1, 9))
    assert [state for *_, state in states(engine)] == ["superseded"] * 7 + ["published"]
    assert data_version(engine) == 8


def test_the_same_bytes_are_recognised(engine: Engine, load: Load) -> None:
    stored = load()
    with engine.connect() as connection:
        assert storage.find_stored(connection, "SEN", "dakar-2013", source().sha256) == stored
        assert storage.find_stored(connection, "SEN", "madrid-2012", source().sha256) is None
        assert storage.find_stored(connection, "MLI", "dakar-2013", source().sha256) is None
    load(round_code="madrid-2012")
    assert counts(engine)["file"] == 1


# Publishing


def test_errors_are_not_published(engine: Engine, load: Load) -> None:
    stored = load(findings=(Finding("not-in-list"),))
    with pytest.raises(NotPublishableError, match="errors"), engine.begin() as connection:
        storage.publish(connection, stored.id)
    assert [state for *_, state in states(engine)] == ["draft"]


def test_warnings_are_published(load: Load) -> None:
    assert load(findings=(Finding("level-jump"),), publish=True).state == "published"


def test_publishing_is_for_newer_drafts(engine: Engine, load: Load) -> None:
    old = load()
    new = load({"measures.0.level": "3"}, text="new", publish=True)
    for report_id, reason in [(new.id, "state"), (old.id, "newer-version"), (99, "unknown")]:
        with pytest.raises(NotPublishableError, match=reason), engine.begin() as connection:
            storage.publish(connection, report_id)


# History


def test_history_of_a_first_report_is_empty(engine: Engine, content: Content) -> None:
    with engine.connect() as connection:
        assert storage.read_history(connection, "SEN", "dakar-2013", content) == History()


def test_history_is_of_the_last_published_round(
    engine: Engine, load: Load, content: Content
) -> None:
    load({"objectives.0.answer": "1"}, "madrid-2012", "a", publish=True)
    load({"objectives.0.answer": "3"}, "dakar-2013", "b", publish=True)
    load({"objectives.0.answer": "4"}, "dakar-2013", "c")
    with engine.connect() as connection:
        later = storage.read_history(connection, "SEN", "rabat-2014", content)
        same = storage.read_history(connection, "SEN", "dakar-2013", content)
        other = storage.read_history(connection, "MLI", "rabat-2014", content)
    assert (later.previous_round, later.previous_answers["1"]) == ("dakar-2013", "3")
    assert later.earlier_measures == {}
    assert (same.previous_round, same.previous_answers["1"]) == ("madrid-2012", "1")
    assert set(same.earlier_measures) == {"SEN-M0002"}
    assert same.earlier_measures["SEN-M0002"].title == "registre d etat civil informatise"
    assert same.last_content_hash is not None
    assert same.known_ids == {"SEN-M0001", "SEN-M0002"}
    assert same.earlier_items == {"SEN-K002": "actes non declares"}
    assert (other.previous_round, other.highest_number) == (None, 0)
    assert other.item_ids == {"SEN-K001", "SEN-K002"}


def test_blank_ids_are_found_again(engine: Engine, load: Load) -> None:
    """The same file with one more answer keeps its ids, although it names none."""
    load(text="a")
    load({"measures.0.level": "3"}, text="b")
    with engine.connect() as connection:
        for column in (Measure.measure_id, Base.metadata.tables["exchange_item"].c.item_id):
            assert len(set(connection.execute(select(column)).scalars())) == 1


def test_history_stays_within_one_provenance(engine: Engine, load: Load, content: Content) -> None:
    with engine.begin() as connection:
        storage.set_round(connection, "madrid-2012", RoundState("illustrative"))
    load({"objectives.0.answer": "1"}, "madrid-2012", publish=True)
    with engine.connect() as connection:
        history = storage.read_history(connection, "SEN", "dakar-2013", content)
        illustrative = storage.last_report(connection, "SEN", "dakar-2013", content)
    assert (history.previous_round, history.known_ids) == (None, frozenset())
    assert history.highest_number == 1
    assert illustrative is None


def test_withdrawn_measures_are_not_asked_for_again(
    engine: Engine, load: Load, content: Content
) -> None:
    load({"measures.0.update_type": "DROP"}, "madrid-2012", publish=True)
    with engine.connect() as connection:
        history = storage.read_history(connection, "SEN", "dakar-2013", content)
    assert history.previous_measures == {}


# Rounds, uploads, rows


def test_a_round_is_reported_and_open_until_told(engine: Engine) -> None:
    with engine.begin() as connection:
        assert storage.round_states(connection) == {}
        storage.set_round(connection, "dakar-2013", RoundState("illustrative", True))
        storage.set_round(connection, "dakar-2013", RoundState("illustrative", False))
        assert storage.round_states(connection) == {"dakar-2013": RoundState("illustrative", False)}
        assert storage.open_rounds(connection) == {"dakar-2013": False}


def test_an_upload_comes_back_for_thirty_days(engine: Engine) -> None:
    finding = Finding("not-in-list", "03", "L7", "fait", {"list": "answer", "entry": ""})
    result = Result(
        "x.xlsx", "ab", "draft", "SEN", "dakar-2013", "progress-report-1", (finding,), 3, 10,
        given_ids={7: "SEN-M0001"}, read_on=now().date(),
    )  # fmt: skip
    stated = Stated("SEN", None)
    with engine.begin() as connection:
        identifier = storage.keep_upload(connection, "x.xlsx", b"PK", stated, result)
        kept = storage.read_upload(connection, identifier)
        assert kept is not None
        assert (kept.name, kept.content, kept.stated, kept.result) == (
            "x.xlsx", b"PK", stated, result,
        )  # fmt: skip
        assert storage.forget_old_uploads(connection) == 0
        old = now() - KEPT - timedelta(minutes=1)
        connection.execute(update(Upload).values(made_at=old))
        assert storage.read_upload(connection, identifier) is None
        assert storage.forget_old_uploads(connection) == 1


@pytest.mark.parametrize("identifier", ["", "1", "../x", "00000000-0000-0000-0000-000000000000"])
def test_no_upload_has_another_id(engine: Engine, identifier: str) -> None:
    with engine.connect() as connection:
        assert storage.read_upload(connection, identifier) is None


def test_stored_rows_are_those_of_the_workbook(
    engine: Engine, load: Load, content: Content, reporting: Any
) -> None:
    changes = {
        "measures.0.theme": "BORDER",
        "measures.0.countries": "MLI; Niger",
        "id.0.validated_on": "2013-05-30",
        "id.0.consulted": "Douanes",
    }
    stored = load(changes)
    with engine.connect() as connection:
        rows = read_rows(connection, stored.id, content).rows
    clean = reporting.clean(changes)
    for code, sheet in clean.sheets.items():
        inputs = {c.key for c in content.template_of("dakar-2013").sheets[code].columns}
        given = {"measure_id", "item_id", "ta_id"}
        wanted = [{k: v for k, v in row.values.items() if k in inputs} for row in sheet]
        found = [{k: v for k, v in row.items() if k not in given} for row in rows[code]]
        if code in ("id", "assistance"):
            keep = {"country", "iso3", "round"}
            wanted = [{k: v for k, v in row.items() if k not in keep} for row in wanted]
        if code == "assistance":
            found = [{k: v for k, v in row.items() if k != "consent"} for row in found]
        if code in ("measures", "exchange"):
            found = [{k: v for k, v in row.items() if k != "consent"} for row in found]
        assert found == wanted, code


def test_removing_keeps_what_others_use(engine: Engine, load: Load) -> None:
    first = load(text="shared")
    second = load({"measures.0.level": "3"}, "madrid-2012", text="shared")
    third = load({"measures.0.level": "3"}, "rabat-2014", text="own")
    with engine.begin() as connection:
        storage.remove_reports(connection, [first.id, third.id])
        left = connection.execute(select(Report.id)).scalars().all()
        files = connection.execute(select(File.content)).scalars().all()
        findings = connection.execute(select(func.count()).select_from(FindingRow)).scalar()
        counted = connection.execute(select(Aggregate.report_id)).scalars().all()
    assert (left, files, findings, counted) == ([second.id], [b"shared"], 0, [second.id])


def test_nonsense_cannot_be_stored(engine: Engine, load: Load) -> None:
    stored = load()
    bad = {"report_id": stored.id, "objective": "1", "theme": "", "roadmap_action": ""}
    with engine.begin() as connection, pytest.raises(IntegrityError, match="ck_measure_answer"):
        connection.execute(update(Measure).values(answer="50 %"[:2]))
    with engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(Aggregate).values(**bad))
