"""Dates, pace and own levels, worked out a second time: plain SQL and fractions."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event

from dashboard.exhibits import build
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content, load_content

ENDS = {"madrid-2012": "2012-05-31", "dakar-2013": "2013-05-31", "rabat-2014": "2014-05-31"}
"""The last day of each period, which is long past."""

LATEST = """
    report r WHERE r.round = :round AND r.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM report n WHERE n.round = r.round AND n.country = r.country
        AND n.state = 'published' AND n.version > r.version)
"""
DATED = f"""
    SELECT r.country, coalesce(m.objective, '') AS objective, coalesce(m.theme, '') AS theme,
           m.consent = 'PUB' AS shown, m.answer, coalesce(m.pace, '') AS pace,
           m.start, m.end_planned, m.end_actual, coalesce(m.flag, '-') AS flag,
           coalesce(m.update_type, '') AS change, coalesce(m.objective_2, '') AS second,
           coalesce(m.objective_3, '') AS third
    FROM measure m JOIN (SELECT r.id, r.country FROM {LATEST}) r ON r.id = m.report_id
"""  # noqa: S608 - our own text


def is_late(view: Any, row: Any) -> bool:
    return (
        row["answer"] in ("0", "1", "2", "3")
        and row["end_planned"] is not None
        and row["end_planned"] <= ENDS[view.round]
        and row["flag"] == "-"
        and row["change"] != "DROP"
    )


@pytest.mark.parametrize("code", ["", "4"])
def test_planned_ends_that_have_passed(view: Any, get: Any, code: str) -> None:
    rows = [r for r in view.rows(DATED) if is_late(view, r) and code in ("", r["objective"])]
    shown = [row for row in rows if row["shown"]]
    answer = get("late-measures", objective=code, **view.query)
    heads = view.numbers(answer["title"])
    assert heads[0] == len(shown)
    assert len({row["country"] for row in shown}) in heads
    assert view.kept_back(answer) == len(rows) - len(shown)
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == len(shown)
    if not answer["page"]:
        assert Counter(row["own"] for row in answer["rows"]) == Counter(
            row["pace"] or None for row in shown
        )
        assert {row["proposed"] for row in answer["rows"]} <= {"OFF"}
        assert all(row["planned"] <= ENDS[view.round] for row in answer["rows"])


@pytest.mark.parametrize("code", ["", "7"])
def test_the_schedule(view: Any, get: Any, code: str) -> None:
    rows = [
        row
        for row in view.rows(DATED)
        if code in ("", row["objective"], row["second"], row["third"])
    ]
    shown = [row for row in rows if row["shown"]]
    dated = sum(any(row[day] for day in ("start", "end_planned", "end_actual")) for row in shown)
    answer = get("schedule", objective=code, **view.query)
    assert view.numbers(answer["title"]) == [len(shown), dated]
    assert view.kept_back(answer) == len(rows) - len(shown)
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == len(shown)
    assert len(answer["rows"]) == min(50, len(shown))


def test_own_levels_beside_measures(view: Any, get: Any) -> None:
    declared = {**view.declared}
    found: dict[tuple[str, str], list[int]] = {}
    for row in view.measures:
        if row["counts"] in view.levels:
            key = (row["country"], row["objective"])
            found.setdefault(key, []).append(25 * int(row["counts"]))
    gaps = {
        key: 25 * int(declared[key]) - Fraction(sum(points), len(points))
        for key, points in found.items()
        if declared.get(key) in view.levels
    }
    flagged = {key: gap for key, gap in gaps.items() if abs(gap) >= 50}
    answer = get("self-assessment", **view.query)
    assert view.numbers(answer["title"]) == [len(flagged), len(gaps)]
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == len(flagged)
    for row in answer["rows"]:
        (iso3,) = view.by_country([row])
        key = (iso3, row["objective"].split(".")[0])
        assert row["gap"] == view.near(flagged[key])


# What may stand in a country's file


@pytest.fixture(scope="module")
def hard(
    sample_database: Path,
    tmp_path_factory: pytest.TempPathFactory,
    counted: Callable[[sqlite3.Connection], None],
) -> Path:
    """One country without dates, one with ends before starts, one that answers NA throughout,
    and one with 5,000 measures more."""
    file = tmp_path_factory.mktemp("pace") / "samples.db"
    shutil.copy(sample_database, file)
    with sqlite3.connect(file) as db:
        found = db.execute("SELECT country, id FROM report WHERE round = 'rabat-2014'").fetchall()
        reports = dict(found)
        last = {}
        for iso3 in reports:
            last[iso3] = db.execute(
                "SELECT count(*) FROM measure WHERE consent = 'PUB' AND report_id = ?",
                (reports[iso3],),
            ).fetchone()[0]
        fits = [iso3 for iso3 in sorted(reports) if last[iso3] >= 4]
        none, turned, na, many = fits[:4]
        for change, iso3 in (
            ("start = NULL, end_planned = NULL, end_actual = NULL", none),
            ("start = '2014-03-01', end_planned = '2013-03-01', end_actual = NULL", turned),
            ("answer = 'NA', counts_as = 'NA', pace = NULL", na),
        ):
            sql = f"UPDATE measure SET {change} WHERE report_id = ?"  # noqa: S608
            db.execute(sql, (reports[iso3],))
        columns = [c[1] for c in db.execute("PRAGMA table_info(measure)") if c[1] != "id"]
        picked = ", ".join("?||n" if c == "measure_id" else c for c in columns)
        names = ", ".join(columns)
        sql = f"""
            WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 5000)
            INSERT INTO measure ({names}) SELECT {picked} FROM k,
            (SELECT * FROM measure WHERE report_id = ? AND consent = 'PUB' LIMIT 1)
        """  # noqa: S608 - our own text
        db.execute(sql, (f"{many}-X", reports[many]))
        counted(db)
    (file.parent / "who.txt").write_text(" ".join((none, turned, na, many)))
    return file


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture
def ask(hard: Path, content: Content) -> Callable[..., Any]:
    """(code, filters) -> the exhibit and how many statements it took."""
    engine = create_engine(f"sqlite:///{hard}")
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))

    def answer(code: str, **filters: Any) -> Any:
        seen.clear()
        asked = Filters(round="rabat-2014", **filters)
        return build(code, Source(engine, ("PUB",)), content, content.words["en"], asked), len(seen)

    return answer


def test_odd_dates_are_told_and_not_dropped(hard: Path, ask: Callable[..., Any]) -> None:
    none, turned, na, _ = (hard.parent / "who.txt").read_text().split()
    for code in ("schedule", "country-measures"):
        built, _ = ask(code, countries=(none,))
        assert built.chart is None
        assert built.table.rows
    built, _ = ask("schedule", countries=(none,))
    assert built.note.startswith(f"No dates, so not in the chart: {len(built.table.rows)} measures")
    built, _ = ask("schedule", countries=(turned,))
    assert built.chart is None
    assert f"to be checked: {len(built.table.rows)} measures" in built.note
    for code in ("late-measures", "self-assessment"):
        built, _ = ask(code, countries=(na,))
        assert built.table.rows == ()
        assert built.chart is None
        assert built.note


@pytest.mark.parametrize("code", ["schedule", "country-measures", "late-measures"])
def test_five_thousand_measures_take_no_more_statements(
    hard: Path, ask: Callable[..., Any], code: str
) -> None:
    *_, na, many = (hard.parent / "who.txt").read_text().split()
    _, few = ask(code, countries=(na,))
    large, more = ask(code, countries=(many,))
    assert more == few
    assert len(large.table.rows) <= 50
    if code != "late-measures":
        assert large.table.pager.total > 5000
        assert large.chart is not None and len(large.chart.categories) <= 50
    second, _ = ask(code, countries=(many,), page=2)
    assert code == "late-measures" or second.table.rows != large.table.rows
