"""The whole run: a file becomes a published report, a draft, or a clear refusal."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from loaders import storage
from loaders.entries import Cell, Kind, Result, Stated, Unreadable, Workbook
from loaders.pipeline import run
from loaders.prefilling import prefill, stored_workbook, template_workbook
from loaders.workbook import read_workbook
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.models import Base, Measure, ObjectiveAnswer, Report
from schemas.findings import Finding

TODAY = date(2013, 9, 12)
Rows = dict[str, list[dict[str, Any]]]
Write = Callable[..., bytes]
Run = Callable[..., Result]


@pytest.fixture
def rows(reporting: Any) -> Rows:
    """The perfect report as codes, by sheet and column."""
    sheets = reporting.clean().sheets
    printed = ("country", "iso3", "round")
    return {
        code: [{k: v for k, v in row.values.items() if k not in printed} for row in rows]
        for code, rows in sheets.items()
    }


@pytest.fixture
def write(content: Content, rows: Rows) -> Write:
    """The perfect report, with changes of single cells, as the bytes of a workbook."""

    def workbook(
        changes: Mapping[str, Any] | None = None,
        country: str = "SEN",
        round_code: str = "dakar-2013",
    ) -> bytes:
        for path, value in (changes or {}).items():
            sheet, number, key = path.split(".")
            rows[sheet][int(number)][key] = value
        return filled_workbook(content, country, round_code, rows)

    return workbook


@pytest.fixture
def load(engine: Engine, content: Content) -> Run:
    def one(source: bytes, **how: Any) -> Result:
        how = {"keep": True, "publish": True, "today": TODAY, "engine": engine, **how}
        return run(source, "SEN.xlsx", content=content, **how)

    return one


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
            if name != "data_version"
        )


def codes(result: Result) -> list[str]:
    return [finding.code for finding in result.findings]


def test_a_perfect_file_is_published_without_a_finding(load: Run, write: Write) -> None:
    result = load(write())
    assert result.findings == ()
    assert (result.outcome, result.report, result.version, result.state) == (
        "clean",
        "SEN-dakar-2013-v1",
        1,
        "published",
    )
    assert (result.country, result.round, result.template) == (
        "SEN",
        "dakar-2013",
        "progress-report-1",
    )
    assert (result.measures, result.objectives) == (1, 10)
    assert dict(result.given_ids) == {7: "SEN-M0001"}


def test_characters_that_no_database_keeps_are_shown_as_such(
    engine: Engine, content: Content, write: Write
) -> None:
    def read(source: bytes, name: str) -> Workbook:
        book = read_workbook(source, name)
        grids = {grid.title: grid for grid in book.grids}
        measures = grids["03_MESURES_MEASURES"]
        header = Cell(3, 40, Kind.TEXT, "Mine\x00\ud800")
        rows = {**measures.rows, 3: {**measures.rows[3], 40: header}}
        grids[measures.title] = replace(measures, rows=rows)
        return replace(book, grids=tuple(grids.values()))

    result = run(write(), "caf\udce9.xlsx", content=content, engine=engine, keep=True, read=read)
    (finding,) = result.findings
    assert (finding.code, finding.value) == ("ignored-column", "Mine\ufffd\ufffd")
    assert finding.params == {"header": "Mine\ufffd\ufffd"}
    assert result.file == "caf\ufffd.xlsx"
    with engine.connect() as connection:
        assert storage.stored_findings(connection, 1) == (finding,)


def test_a_preview_is_the_same_run_without_storing(
    engine: Engine, reader: Engine, load: Run, write: Write
) -> None:
    source = write({"measures.0.level": "4"})
    preview = load(source, keep=False, engine=reader)
    assert stored(engine) == 0
    loaded = load(source)
    assert codes(preview) == codes(loaded) != []
    assert replace(loaded, report=None, version=None, state=None) == replace(preview, rows={})


@pytest.mark.parametrize("source", [b"", b"no workbook", b"PK\x03\x04 cut off"])
def test_what_is_no_workbook_is_refused(engine: Engine, load: Run, source: bytes) -> None:
    result = load(source)
    assert result.outcome == "refused"
    assert len(result.findings) == 1
    assert (result.country, result.report) == (None, None)
    assert stored(engine) == 0


def test_a_reader_may_be_given(engine: Engine, load: Run) -> None:
    def read(content: bytes, name: str) -> Workbook:
        raise Unreadable(Finding("encrypted", value=name))

    result = load(b"x", read=read)
    assert result.findings == (Finding("encrypted", value="SEN.xlsx"),)


def test_a_closed_round_takes_nothing(engine: Engine, load: Run, write: Write) -> None:
    with engine.begin() as connection:
        storage.set_round(connection, "dakar-2013", storage.RoundState(is_open=False))
    before = stored(engine)
    result = load(write())
    assert (result.outcome, codes(result)) == ("refused", ["closed-round"])
    assert (result.country, result.round) == ("SEN", "dakar-2013")
    assert stored(engine) == before


def test_what_is_stated_never_overrides_the_file(load: Run, write: Write) -> None:
    result = load(write(), stated=Stated("MLI", "dakar-2013"))
    assert (result.country, result.state) == ("SEN", "published")


def test_a_draft_with_errors_stays_a_draft(engine: Engine, load: Run, write: Write) -> None:
    result = load(write({"objectives.2.answer": None}))
    assert (result.outcome, result.state) == ("draft", "draft")
    assert "required-empty" in codes(result)
    with engine.connect() as connection:
        query = select(ObjectiveAnswer.objective, ObjectiveAnswer.answer)
        answers = {row.objective: row.answer for row in connection.execute(query)}
    assert (answers["3"], answers["4"], len(answers)) == ("NR", "2", 10)


def test_the_same_bytes_again_store_nothing(engine: Engine, load: Run, write: Write) -> None:
    source = write({"objectives.2.answer": None})
    first = load(source)
    before = stored(engine)
    again = load(source)
    assert stored(engine) == before
    assert again.findings[0] == Finding("already-stored", params={"report": "SEN-dakar-2013-v1"})
    assert again.findings[1:] == first.findings
    keys = ("outcome", "version", "state", "measures", "objectives", "given_ids")
    assert [getattr(again, key) for key in keys] == [getattr(first, key) for key in keys]


def test_a_stored_clean_draft_can_be_published_later(load: Run, write: Write) -> None:
    source = write()
    assert load(source, publish=False).state == "draft"
    assert load(source).state == "published"
    load(write({"id.0.summary": "Autre"}))
    assert load(source).state == "superseded"


def test_an_old_draft_is_not_published_over_a_newer_report(load: Run, write: Write) -> None:
    old = write()
    load(old, publish=False)
    load(write({"id.0.summary": "Autre"}))
    assert load(old).state == "draft"


def test_the_same_answers_in_another_file_are_named(load: Run, rows: Rows, write: Write) -> None:
    rows["measures"].append({**rows["measures"][0], "title_fr": "Loi", "objective": "4"})
    load(write({"id.0.n_measures_declared": 2}))
    rows["measures"].reverse()
    result = load(write())
    assert codes(result) == ["same-content"]
    assert (result.version, result.state) == (2, "published")


def test_a_failure_at_the_end_leaves_nothing(
    engine: Engine, load: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(storage, "publish", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        load(write())
    assert stored(engine) == 0


KILLED = """
import os, signal, sys
from loaders import storage
from loaders.pipeline import run
from schemas.content import load_content
from schemas.database.engine import writer_engine

storage.publish = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
with open(sys.argv[2], "rb") as stream:
    source = stream.read()
engine = writer_engine(sys.argv[1])
run(source, "SEN.xlsx", content=load_content(), engine=engine, keep=True, publish=True)
"""


def test_a_killed_writer_leaves_nothing(
    engine: Engine, database_url: str, load: Run, write: Write, tmp_path: Path
) -> None:
    """The process dies when every row is written and nothing is committed."""
    file = tmp_path / "SEN.xlsx"
    file.write_bytes(write())
    done = subprocess.run([sys.executable, "-c", KILLED, database_url, str(file)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert stored(engine) == 0
    assert load(write()).state == "published"


@pytest.mark.parametrize(("conflicts", "raised"), [(2, False), (3, True)])
def test_a_conflict_is_tried_again(
    engine: Engine,
    load: Run,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    conflicts: int,
    raised: bool,
) -> None:
    store = storage.store
    calls = []

    def conflicting(*given: Any) -> storage.StoredReport:
        calls.append(1)
        stored_report = store(*given)
        if len(calls) <= conflicts:
            raise IntegrityError("INSERT", {}, Exception("somebody was faster"))
        return stored_report

    monkeypatch.setattr(storage, "store", conflicting)
    if raised:
        with pytest.raises(IntegrityError):
            load(write())
        assert stored(engine) == 0
    else:
        assert load(write()).version == 1
    assert len(calls) == 3


def test_two_writers_of_the_same_file_store_it_once(
    engine: Engine, load: Run, write: Write
) -> None:
    source = write()
    results: list[Result] = []
    threads = [threading.Thread(target=lambda: results.append(load(source))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.report for result in results] == ["SEN-dakar-2013-v1"] * 4
    assert sorted(len(result.findings) for result in results) == [0, 1, 1, 1]
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Report)).scalar() == 1


# From one round to the next


@pytest.fixture
def filled(content: Content, rows: Rows) -> Write:
    def one(code: str, **sheets: Any) -> bytes:
        return filled_workbook(content, "SEN", code, {**rows, **sheets})

    return one


def test_an_unchanged_measure_keeps_its_level(
    engine: Engine, load: Run, write: Write, filled: Write
) -> None:
    assert load(write(round_code="madrid-2012")).state == "published"
    same = {"measure_id": "SEN-M0001", "update_type": "SAME", "title_fr": "Registre"}
    result = load(filled("dakar-2013", measures=[same]))
    assert result.state == "published"
    with engine.connect() as connection:
        query = select(Measure.measure_id, Measure.answer).order_by(Measure.id)
        assert connection.execute(query).all() == [("SEN-M0001", "2"), ("SEN-M0001", "2")]


def test_the_next_workbook_opens_with_the_last_report(
    engine: Engine, load: Run, write: Write, content: Content
) -> None:
    load(write({"contacts.0.consent": "N"}, round_code="madrid-2012"))
    with engine.connect() as connection:
        known = prefill(connection, content, "SEN", "dakar-2013")
    assert known.last_report == "SEN-madrid-2012-v1"
    assert known.answers == {str(n): "2" for n in range(1, 11)}
    assert [row["measure_id"] for row in known.rows["measures"]] == ["SEN-M0001"]
    assert known.rows["contacts"] == []
    assert "period_from" not in known.rows["id"][0]
    with engine.connect() as connection:
        assert prefill(connection, content, "MLI", "dakar-2013").rows == {}


def test_a_template_is_prefilled_or_blank(
    engine: Engine, load: Run, write: Write, content: Content
) -> None:
    load(write(round_code="madrid-2012"))
    for blank in (False, True):
        source = template_workbook(engine, content, "SEN", "dakar-2013", blank=blank)
        result = load(source, keep=False)
        assert (result.country, result.round, result.outcome) == ("SEN", "dakar-2013", "draft")
        cells = {
            cell.value
            for grid in read_workbook(source, "SEN.xlsx").grids
            for row in grid.rows.values()
            for cell in row.values()
        }
        assert ("SEN-M0001" in cells) is not blank
    with pytest.raises(KeyError):
        template_workbook(engine, content, "XXX", "dakar-2013")
    with pytest.raises(KeyError):
        template_workbook(engine, content, "SEN", "nowhere-1999")


def test_what_is_exported_is_what_was_imported(
    engine: Engine, load: Run, write: Write, content: Content
) -> None:
    changes = {
        "measures.0.theme": "BORDER",
        "measures.0.countries": ("MLI", "NER"),
        "measures.0.amount": 1250.5,
        "measures.0.currency": "EUR",
        "measures.0.comment": "Ligne 1\nLigne 2 = « +221 »",
        "id.0.validated": "Y",
        "id.0.validated_by": "Directeur",
        "id.0.validated_on": date(2013, 5, 30),
        "themes.1.contact": "Point focal",
    }
    load(write(changes))
    with engine.connect() as connection:
        report_id = connection.execute(select(Report.id)).scalar_one()
    again = load(stored_workbook(engine, content, report_id))
    assert again.outcome == "clean"
    with engine.connect() as connection:
        hashes = connection.execute(select(Measure.search_text, Measure.measure_id)).all()
    assert len(set(hashes)) == 1
