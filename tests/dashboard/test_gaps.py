"""What is awaited: kinds, roles, permitted use; counted a second time by hand and in plain SQL."""

import sqlite3
from collections import Counter
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlalchemy import Engine, func, insert, select

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.gaps import PAGE_SIZE, gap_list
from dashboard.filters import Filters
from dashboard.queries import Source
from dashboard.queries.gaps import FINDINGS, Gap, Gaps, gaps_of
from loaders import desk, follow_up_letter
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Override
from schemas.database.engine import reader_engine
from schemas.database.models import Report

ROUND = "dakar-2013"
TODAY = date(2013, 7, 10)
ALL = ("PUB", "PART", "SEC")
MEASURES, OBJECTIVES = "03_MESURES_MEASURES", "02_OBJECTIFS_OBJECTIVES"
ANALYST = Actor("analyst@example.org", "analyst")


def finding(code: str, cell: str = "", sheet: str = MEASURES, **params: str) -> dict[str, Any]:
    return {"code": code, "cell": cell, "sheet": sheet, "params": params}


def found(
    engine: Engine,
    content: Content,
    consents: tuple[str, ...] = ALL,
    sees: Any = lambda _iso3: True,
    contacts: Any = None,
) -> Gaps:
    source = Source(engine, consents)
    return gaps_of(source, content, ROUND, TODAY, sees=sees, contacts=contacts or {})


def of(gaps: Gaps, country: str) -> list[tuple[str, str, str, str, str]]:
    """Kind, code, measure or objective, cell, version; of one country."""
    return [
        (one.kind, one.code, one.measure or one.objective, one.cell, one.report)
        for one in gaps.rows
        if one.country == country
    ]


# Kinds


def test_each_kind_is_found_once_with_its_cell(
    engine: Engine, content: Content, given: Any
) -> None:
    given.report(
        "SEN", "madrid-2012", measures=[{"answer": "1"}, {"answer": "2", "objective": "4"}]
    )
    late = {"answer": "2", "end_planned": date(2013, 5, 31), "cells": {"end_planned": "Q7"}}
    given.report(
        "SEN",
        answers="2 NR 3",
        measures=[
            {**late, "sheet": MEASURES, "row": 7, "objective": "1"},
            {"answer": "4", "sheet": MEASURES, "row": 8, "objective": "2"},
        ],
        findings=[
            finding("reason-missing", "O8"),
            finding("fall-without-reason", "O7", before="3"),
            finding("completed-without-evidence", "T8"),
            finding("date-passed", "O9", "objectives", date="2013-04-30"),
            finding("measure-not-mentioned", measure_id="SEN-M0002"),
            finding("translation-pending", "E8"),
        ],
    )
    code = f"SEN-{ROUND}-v1"
    gaps = found(engine, content)
    assert of(gaps, "SEN") == [
        ("unanswered", "no-answer", "2", "7", code),
        ("reason", "reason-missing", "SEN-M0002", "O8", code),
        ("reason", "fall-without-reason", "SEN-M0001", "O7", code),
        ("evidence", "completed-without-evidence", "SEN-M0002", "T8", code),
        ("date", "date-passed", "", "O9", code),
        ("date", "planned-end-passed", "SEN-M0001", "Q7", code),
        ("not-mentioned", "measure-not-mentioned", "SEN-M0002", "", code),
    ]
    days = {one.code: one.since for one in gaps.rows if one.country == "SEN"}
    assert days["date-passed"] == date(2013, 4, 30)
    assert days["planned-end-passed"] == date(2013, 5, 31)
    assert days["reason-missing"] == date(2013, 9, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"answer": "4"},
        {"answer": "NA"},
        {"flag": "SUSP"},
        {"update_type": "DROP"},
        {"end_planned": date(2013, 6, 1)},
        {"end_planned": None},
    ],
)
def test_a_planned_end_is_no_gap_when_it_cannot_be(
    engine: Engine, content: Content, given: Any, changes: dict[str, Any]
) -> None:
    late = {"answer": "3", "end_planned": date(2013, 5, 1), **changes}
    given.report("SEN", measures=[late])
    assert of(found(engine, content), "SEN") == []


def test_every_partner_without_a_report_is_awaited(
    engine: Engine, content: Content, given: Any
) -> None:
    given.report("SEN", answers="2")
    awaited = [one for one in found(engine, content).rows if one.kind == "not-reported"]
    assert len(awaited) == 56
    assert {one.since for one in awaited} == {None}
    desk.set_due_day(engine, content, ROUND, date(2013, 6, 30), ANALYST)
    awaited = [one for one in found(engine, content).rows if one.kind == "not-reported"]
    assert {one.since for one in awaited} == {date(2013, 6, 30)}
    desk.set_due_day(engine, content, ROUND, TODAY, ANALYST)
    awaited = [one for one in found(engine, content).rows if one.kind == "not-reported"]
    assert {one.since for one in awaited} == {None}


def test_a_country_that_is_no_partner_has_no_gaps(
    engine: Engine, content: Content, given: Any
) -> None:
    outside = next(i for i in sorted(content.countries) if i not in content.partners(ROUND))
    given.report(outside, answers="NR NR")
    assert of(found(engine, content), outside) == []


def test_a_finding_set_aside_is_no_gap(engine: Engine, content: Content, given: Any) -> None:
    report = given.report("SEN", findings=[finding("reason-missing", "O8")])
    assert len(of(found(engine, content), "SEN")) == 1
    with engine.begin() as connection:
        row = {"reason": "Reçu par lettre", "actor": ANALYST.name, "at": datetime(2013, 7, 1)}
        connection.execute(insert(Override).values(report_id=report, seq=1, **row))
    assert of(found(engine, content), "SEN") == []


def test_only_the_absence_of_a_focal_point_is_told(
    engine: Engine, content: Content, given: Any
) -> None:
    given.report("SEN", answers="2")
    given.report("MAR", answers="2")
    contacts = {"SEN": ("NFP", "TH-DATA"), "MAR": ("TH-DATA",)}
    gaps = found(engine, content, contacts=contacts)
    assert of(gaps, "SEN") == [("contact", "no-focal-point", "", "", "")]
    assert of(gaps, "MAR") == []


# Who sees what


def test_unpublished_versions_count_for_those_who_see_them(
    engine: Engine, content: Content, given: Any
) -> None:
    given.report("SEN", answers="NR")
    given.report("SEN", version=2, state="draft", answers="NR NR NR")
    given.report("MAR", state="submitted", answers="NR NR")

    def counts(sees: Any) -> tuple[int, int, list[str]]:
        gaps = found(engine, content, sees=sees)
        of_mar = [one.code for one in gaps.rows if one.country == "MAR"]
        n = Counter(one.country for one in gaps.rows if one.kind == "unanswered")
        return n["SEN"], n["MAR"], of_mar

    assert counts(lambda _: False) == (1, 0, ["nothing-published"])
    assert counts(lambda iso3: iso3 == "SEN") == (3, 0, ["nothing-published"])
    assert counts(lambda _: True) == (3, 2, ["no-answer", "no-answer"])


def test_an_older_draft_does_not_replace_what_is_published(
    engine: Engine, content: Content, given: Any
) -> None:
    given.report("SEN", state="draft", answers="NR NR NR")
    given.report("SEN", version=2, answers="NR")
    assert len(of(found(engine, content), "SEN")) == 1


def test_gaps_heed_the_permitted_use(engine: Engine, content: Content, given: Any) -> None:
    given.report(
        "SEN",
        "madrid-2012",
        measures=[{"answer": "1"}, {"answer": "1"}, {"answer": "1", "consent": "SEC"}],
    )
    late = {"answer": "2", "end_planned": date(2013, 5, 1), "sheet": MEASURES}
    given.report(
        "SEN",
        measures=[
            {**late, "row": 7},
            {**late, "row": 8, "consent": "PART", "title_fr": "Réservée"},
        ],
        findings=[
            finding("reason-missing", "O7"),
            finding("reason-missing", "O8"),
            finding("measure-not-mentioned", measure_id="SEN-M0003"),
        ],
    )
    given.report("MAR", consent="SEC", answers="NR NR")
    public = found(engine, content, ("PUB",), sees=lambda _: False)
    assert [one[:3] for one in of(public, "SEN")] == [
        ("reason", "reason-missing", "SEN-M0001"),
        ("date", "planned-end-passed", "SEN-M0001"),
    ]
    assert of(public, "MAR") == []
    assert public.hidden == 5
    assert "Réservée" not in str(public)
    partners = found(engine, content, ("PUB", "PART"), sees=lambda _: False)
    assert (len(of(partners, "SEN")), partners.hidden) == (4, 3)
    assert found(engine, content).hidden == 0


# The list


def test_the_list_is_alphabetical_narrowed_and_cut(engine: Engine, content: Content) -> None:
    rows = [Gap("SEN", "date", "date-passed", objective=str(n % 10 + 1)) for n in range(PAGE_SIZE)]
    rows += [
        Gap("DEU", "contact", "no-focal-point"),
        Gap("DEU", "not-reported", "nothing-received"),
    ]
    gaps = Gaps(tuple(rows), 3)

    def shown(whole: bool = False, **filters: Any) -> Any:
        asked = Filters(round=ROUND, **filters)
        ask = Ask("gaps", Source(engine, ALL), content, content.words["fr"], asked)
        return gap_list(ask, gaps, TODAY, lambda _: True, whole=whole)

    first = shown()
    assert [row[0].text for row in first.built.table.rows[:3]] == [
        "Allemagne",
        "Allemagne",
        "Sénégal",
    ]
    assert [row[1].text for row in first.built.table.rows[:2]] == [
        "Rapport attendu",
        "Contact à nommer",
    ]
    assert (len(first.built.table.rows), first.built.table.pager.pages) == (PAGE_SIZE, 2)
    assert len(shown(page=2).built.table.rows) == 2
    assert len(shown(whole=True).built.table.rows) == PAGE_SIZE + 2
    assert len(shown(kind="contact").built.table.rows) == 1
    assert dict(shown(kind="contact").figures)["date"] == PAGE_SIZE
    assert len(shown(countries=("DEU",)).built.table.rows) == 2
    assert shown(region="west-africa").built.title.startswith("100")
    assert "3 points ne sont pas montrés" in shown().built.coverage


def test_the_samples_give_what_plain_sql_counts(sample_database: Path, content: Content) -> None:
    engine = reader_engine(f"sqlite:///{sample_database}")
    for code in ("madrid-2012", "dakar-2013", "rabat-2014"):
        gaps = gaps_of(Source(engine, ALL), content, code, TODAY, sees=lambda _: False, contacts={})
        members = content.partners(code)
        with sqlite3.connect(sample_database) as db:
            marks = ",".join("?" * len(members))
            published = f"FROM report r WHERE r.round = ? AND r.state = 'published' AND r.country IN ({marks})"  # noqa: E501
            where = (code, *members)
            (reported,) = db.execute(f"SELECT count(*) {published}", where).fetchone()
            findings = dict(
                db.execute(
                    "SELECT f.code, count(*) FROM finding f JOIN report r ON r.id = f.report_id"  # noqa: S608
                    f" WHERE r.id IN (SELECT r.id {published}) GROUP BY 1",
                    where,
                ).fetchall()
            )
            (passed,) = db.execute(
                "SELECT count(*) FROM measure m JOIN report r ON r.id = m.report_id"  # noqa: S608
                f" WHERE r.id IN (SELECT r.id {published}) AND m.end_planned <= min(r.period_to, ?)"
                " AND m.answer IN ('0', '1', '2', '3') AND coalesce(m.flag, '-') = '-'"
                " AND coalesce(m.update_type, '') <> 'DROP'",
                (*where, TODAY.isoformat()),
            ).fetchone()
        counted = Counter(one.code for one in gaps.rows)
        assert counted["nothing-published"] == len(members) - reported
        assert counted["planned-end-passed"] == passed
        for one in FINDINGS:
            assert counted[one] == findings.get(one, 0), one


def numbered(*findings: dict[str, Any]) -> list[dict[str, Any]]:
    """As they are stored: counted from 0."""
    return [{**one, "seq": seq} for seq, one in enumerate(findings)]


def test_the_letter_asks_for_the_same(engine: Engine, content: Content, given: Any) -> None:
    """One letter a language: each silent measure, open objective and cell stands in each."""
    titles = [{"answer": "1", "title_fr": f"Mesure ancienne {n}"} for n in range(3)]
    given.report("SEN", "madrid-2012", measures=titles)
    given.report(
        "SEN",
        answers="NR 2 NR",
        findings=numbered(
            finding("completed-without-evidence", "T18"),
            finding("reason-missing", "O19"),
            finding("measure-not-mentioned", measure_id="SEN-M0002"),
            finding("measure-not-mentioned", measure_id="SEN-M0003"),
        ),
    )
    with engine.begin() as connection:
        aside = {"reason": "Reçu", "actor": ANALYST.name, "at": datetime(2013, 7, 1), "seq": 1}
        report = connection.execute(select(func.max(Report.id))).scalar()
        connection.execute(insert(Override).values(report_id=report, **aside))
    code = f"SEN-{ROUND}-v1"
    letter = docx.Document(BytesIO(follow_up_letter(engine, content, code, today=TODAY)))
    rows = [[cell.text for cell in row.cells] for t in letter.tables for row in t.rows]
    gaps = [one for one in found(engine, content).rows if one.report == code]
    by_kind = Counter(one.kind for one in gaps)
    assert by_kind == {"unanswered": 2, "evidence": 1, "not-mentioned": 2}
    languages = len(content.words)
    for gap in gaps:
        own = gap.measure or gap.objective if gap.kind != "evidence" else gap.cell
        named = [row for row in rows if own == row[0] or own in row[0].split()]
        assert len(named) == languages, gap
    silent = [row for row in rows if row[0].startswith("SEN-M")]
    assert len(silent) == languages * by_kind["not-mentioned"]
    assert not any("O19" in row[0] for row in rows)
