"""Differences between versions: exact, empty between equals, never across provenances."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

import loaders
from loaders import desk, pipeline, storage
from loaders.desk.differences import difference, keyed
from loaders.storage import LastReport, NotAllowedError, RoundState, StoredReport
from loaders.workbook import read_workbook
from loaders.writer import filled_workbook
from schemas.changes import RowChange
from schemas.content import Content
from schemas.database.audit import now
from schemas.database.desk import Override
from schemas.database.engine import writer_engine

Rows = Mapping[str, tuple[Mapping[str, Any], ...]]

REPORT = StoredReport(1, "SEN", "dakar-2013", 1, "draft")
values = st.one_of(st.text(max_size=5), st.integers(0, 4), st.dates(date(2012, 1, 1)))
cells = st.dictionaries(st.sampled_from(["title_fr", "level", "lead", "start"]), values)
ids = st.lists(st.integers(1, 6), unique=True)


@st.composite
def reports(draw: st.DrawFn) -> Rows:
    measures = tuple({"measure_id": f"SEN-M{n:04}", **draw(cells)} for n in draw(ids))
    items = tuple({"item_id": f"SEN-K{n:03}", **draw(cells)} for n in draw(ids))
    people = tuple(
        {"role": "NFP", "name": draw(st.sampled_from("AB")), **draw(cells)} for _ in "12"
    )
    return {"id": (draw(cells),), "measures": measures, "exchange": items, "contacts": people}


def between(content: Content, was: Rows, now: Rows) -> tuple[RowChange, ...]:
    template = content.templates["progress-report-1"]
    return difference(LastReport(REPORT, was), LastReport(REPORT, now), template)


def applied(rows: Rows, changes: Sequence[RowChange], back: bool = False) -> dict[str, Any]:
    """The rows by key once the changes were made, or taken back."""
    state = {code: {k: dict(v) for k, v in keyed(code, rows[code]).items()} for code in rows}
    for change in changes:
        row = state[change.sheet].setdefault(change.row, {})
        for cell in change.cells:
            old, new = (cell.after, cell.before) if back else (cell.before, cell.after)
            assert row.get(cell.column) == old
            row[cell.column] = new
    return {
        code: {key: found for key, row in rows_.items() if (found := _filled(row))}
        for code, rows_ in state.items()
    }


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


@given(one=reports())
def test_a_version_does_not_differ_from_itself(content: Content, one: Rows) -> None:
    assert between(content, one, one) == ()


@given(was=reports(), now=reports())
def test_before_and_after_are_exact(content: Content, was: Rows, now: Rows) -> None:
    """The changes lead from one version to the other, and back."""
    changes = between(content, was, now)
    assert applied(was, changes) == applied(now, ())
    assert applied(now, changes, back=True) == applied(was, ())


def test_the_order_of_rows_is_no_difference(content: Content) -> None:
    rows = ({"measure_id": "SEN-M0001", "level": "1"}, {"measure_id": "SEN-M0002", "level": "2"})
    assert between(content, {"measures": rows}, {"measures": rows[::-1]}) == ()


def test_a_measure_withdrawn_before_is_not_missed(content: Content) -> None:
    was = {"measures": ({"measure_id": "M1", "update_type": "DROP"}, {"measure_id": "M2"})}
    changes = between(content, was, {"measures": ()})
    assert [(one.row, one.kind) for one in changes] == [("M1", "removed"), ("M2", "silent")]


def test_cells_come_in_the_order_of_the_sheet(content: Content) -> None:
    now = {"measures": ({"measure_id": "M1", "lead": "x", "level": "1", "title_fr": "y"},)}
    [change] = between(content, {}, now)
    assert [cell.column for cell in change.cells] == ["measure_id", "title_fr", "level", "lead"]


# In the database


def stored(engine: Engine, content: Content, round_code: str, **sheets: Any) -> str:
    source = filled_workbook(content, "SEN", round_code, sheets)
    result = loaders.load(source, "SEN.xlsx", content=content, engine=engine)
    assert result.report is not None
    return result.report


def publish(engine: Engine, report: str) -> None:
    """Whatever its findings."""
    with engine.begin() as connection:
        found = storage.find_report(connection, report) or 0
        findings = storage.stored_findings(connection, found)
        for seq in range(len(findings)):
            row = {"report_id": found, "seq": seq, "reason": "r", "actor": "x", "at": now()}
            connection.execute(insert(Override).values(**row))
        storage.publish(connection, found)


def test_versions_are_compared_with_the_one_before_first(engine: Engine, content: Content) -> None:
    earlier = stored(engine, content, "madrid-2012", measures=[{"title_fr": "a"}])
    draft = stored(engine, content, "madrid-2012", measures=[{"title_fr": "b"}])
    publish(engine, earlier)
    one, two, three = (
        stored(engine, content, "dakar-2013", measures=[{"title_fr": text}]) for text in "cde"
    )
    assert desk.compared_with(engine, content, two) == (one, three, earlier)
    assert desk.compared_with(engine, content, three) == (two, one, earlier)
    assert desk.compared_with(engine, content, draft) == (earlier,)
    found = desk.differences(engine, content, one, two)
    assert (found.before, found.after, found.round) == (one, two, "dakar-2013")
    assert {(c.sheet, c.row, c.kind) for c in found.rows} >= {("measures", "SEN-M0004", "added")}
    assert not desk.differences(engine, content, earlier, one).is_empty
    assert desk.differences(engine, content, two, two).is_empty


def test_provenances_and_countries_are_never_compared(engine: Engine, content: Content) -> None:
    with engine.begin() as connection:
        storage.set_round(connection, "madrid-2012", RoundState("illustrative"))
    sample = stored(engine, content, "madrid-2012", measures=[{"title_fr": "a"}])
    publish(engine, sample)
    own = stored(engine, content, "dakar-2013", measures=[{"title_fr": "a"}])
    assert desk.compared_with(engine, content, own) == ()
    with pytest.raises(NotAllowedError, match="provenance"):
        desk.differences(engine, content, sample, own)
    source = filled_workbook(content, "MLI", "dakar-2013", {"measures": [{"title_fr": "a"}]})
    other = loaders.load(source, "MLI.xlsx", content=content, engine=engine).report or ""
    with pytest.raises(NotAllowedError, match="provenance"):
        desk.differences(engine, content, other, own)
    for missing in ("SEN-dakar-2013-v9", "nonsense"):
        with pytest.raises(NotAllowedError, match="unknown"):
            desk.differences(engine, content, own, missing)


# Import - export - import


@pytest.fixture
def samples(sample_database: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(sample_database, tmp_path / "samples.db")
    engine = writer_engine(f"sqlite:///{tmp_path}/samples.db")
    yield engine
    engine.dispose()


def again(engine: Engine, content: Content, report: str) -> str:
    """The version written into the current template and loaded again: the next version."""
    source = loaders.stored_workbook(engine, content, report)
    result = pipeline.run(
        source, "again.xlsx", content=content, engine=engine, keep=True, read=read_workbook
    )
    assert result.report not in (None, report), result.findings
    return str(result.report)


@pytest.mark.parametrize(
    "report",
    [
        "SEN-dakar-2013-v1",
        "BEL-dakar-2013-v1",
        "CMR-madrid-2012-v1",
        "MLI-rabat-2014-v1",
        "AUT-public-sources-v1",
        "PRT-public-sources-v1",
        "ESP-public-sources-v1",
    ],
)
def test_a_full_report_comes_back_the_same(samples: Engine, content: Content, report: str) -> None:
    second = again(samples, content, report)
    found = desk.differences(samples, content, report, second)
    assert found.rows == ()
    with samples.connect() as connection:
        rows = storage.read_rows(connection, storage.find_report(connection, second) or 0, content)
    assert len(rows.rows["measures"]) > 0


ODD = (
    "=SUM(A1:A9)", "+221 33", "-1", "@cmd", "'entre apostrophes'", "l’été\nà Nouakchott",
    "tab\tici", " deux  espaces ", "a\u00a0b", "<b>&amp;</b>", "_x000D_", "مالي", "日本 🌍",
    "e\u0301t\u00e9", "zero\u200bwidth", "\u202etext", '"guillemets"', "1e5", "TRUE", "#N/A",
    "2013-05-31", "0012", "50 %", "a;b,c|d", "\\n", "{n}", "x" * 3000,
)  # fmt: skip


def test_odd_characters_come_back_the_same(engine: Engine, content: Content) -> None:
    measures = [{"title_fr": text, "lead": text, "objective": "1", "level": "2"} for text in ODD]
    items = [{"kind": "PRAC", "title": text, "text": text} for text in ODD]
    people = [{"role": "NFP", "name": text, "function": text, "consent": "Y"} for text in ODD]
    answers = [{"objective": "3", "answer": "2", "obstacle": "\n".join(ODD[:9])}]
    first = stored(
        engine,
        content,
        "dakar-2013",
        id=[{"summary": " / ".join(ODD[:12]), "consent": "PUB"}],
        measures=measures,
        exchange=items,
        objectives=answers,
        contacts=people,
    )
    second = again(engine, content, first)
    assert desk.differences(engine, content, first, second).rows == ()
    with engine.connect() as connection:
        found = storage.find_report(connection, second) or 0
        rows = storage.read_rows(connection, found, content).rows
    assert len(rows["measures"]) == len(ODD)
    assert [row["title_fr"] for row in rows["measures"]][:2] == ["=SUM(A1:A9)", "+221 33"]
