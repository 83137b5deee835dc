"""A country's own table from its bytes to a stored draft, its annotated file, and the next one."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select

from loaders import Limits, Stated, annotated_workbook, desk, read_upload
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Audit, Layout
from schemas.database.models import Measure, ObjectiveAnswer, Report

ANALYST = Actor("analyst@example.org", "analyst")
LIMITS = Limits(20, 512)
ASKED = Stated("SEN", "dakar-2013")
HEAD = ["Mesure", "Objectif", "État", "Responsable", "Fin prévue"]
TABLE = {
    "Pilier 1": [
        HEAD,
        ["Accord de mobilité", "Objectif 1", "en cours", "Intérieur", "2014-12-31"],
        ["Guide des droits", "", "achevé", "", "2013-01-31"],
    ],
    "Pilier 2": [
        HEAD,
        ["Poste frontière", 4, "en panne", "Police", "2014-06-30"],
    ],
}


@pytest.fixture
def keep(engine: Engine, content: Content, write: Callable[..., bytes]) -> Callable[..., str]:
    usual = write(TABLE)

    def one(sheets: object = None, stated: Stated = ASKED) -> str:
        source = usual if sheets is None else write(sheets)
        return desk.keep_foreign(
            engine, content, "own.xlsx", source, stated, actor=ANALYST, limits=LIMITS
        )

    return one


@pytest.fixture
def store(engine: Engine, content: Content) -> Callable[[str], object]:
    """Stores a kept table; with `accept` every proposal for a word is confirmed first."""

    def one(identifier: str, accept: bool = True):  # type: ignore[no-untyped-def]
        kept = read_upload(engine, identifier)
        proposal, _ = desk.foreign_proposal(engine, content, kept, LIMITS)
        choices = desk.ForeignChoices(
            headers={table.layout.sheet: [table.layout.header] for table in proposal.tables}
        )
        problems = desk.choose_layout(
            engine, content, kept, choices, accept_words=accept, limits=LIMITS
        )
        assert problems == ()
        kept = read_upload(engine, identifier)
        return desk.store_foreign(engine, content, kept, actor=ANALYST, limits=LIMITS)

    return one


def test_a_table_becomes_a_draft_with_its_own_cells(
    engine: Engine, content: Content, keep: Callable[..., str], store: Callable[..., object]
) -> None:
    result = store(keep())
    assert (result.outcome, result.report, result.state) == ("draft", "SEN-dakar-2013-v1", "draft")
    assert (result.measures, result.objectives) == (3, 0)
    with engine.connect() as connection:
        measures = connection.execute(
            select(
                Measure.measure_id,
                Measure.title_fr,
                Measure.objective,
                Measure.answer,
                Measure.update_type,
                Measure.sheet,
                Measure.cells,
            ).order_by(Measure.row)
        ).all()
        assert [tuple(row)[:6] for row in measures] == [
            ("SEN-M0001", "Accord de mobilité", "1", "2", "NEW", "Pilier 1"),
            ("SEN-M0002", "Guide des droits", None, "4", "NEW", "Pilier 1"),
            ("SEN-M0003", "Poste frontière", "4", "NR", "NEW", "Pilier 2"),
        ]
        assert [row.cells["title_fr"] for row in measures] == ["A2", "A3", "A2"]
        answers = connection.execute(select(ObjectiveAnswer.answer)).scalars().all()
        assert answers == ["NR"] * 10
        consent = connection.execute(select(Report.consent)).scalar()
        assert consent == "SEC"
        audit = connection.execute(select(Audit.action, Audit.actor)).all()
    assert [tuple(row) for row in audit] == [
        ("report.stored", ANALYST.name),
        ("layout.kept", ANALYST.name),
    ]
    found = [(f.sheet, f.cell, f.code) for f in result.findings if f.code != "interpreted"]
    assert found == [
        ("", "", "foreign-table"),
        ("Pilier 1", "B3", "no-objective"),
        ("Pilier 1", "D3", "required-empty"),
        ("Pilier 2", "C2", "not-in-list"),
    ]


def test_the_annotated_file_is_the_countrys_own(
    engine: Engine,
    content: Content,
    write: Callable[..., bytes],
    keep: Callable[..., str],
    store: Callable[..., object],
) -> None:
    result = store(keep())
    source = write(TABLE)
    marked = annotated_workbook(source, result.findings, content, result.given_ids)
    assert marked is not None
    book, before = load_workbook(BytesIO(marked)), load_workbook(BytesIO(source))
    assert book.sheetnames[1:] == before.sheetnames
    assert "en panne" in book["Pilier 2"]["C2"].comment.text
    assert book["Pilier 1"]["D3"].comment is not None
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                assert book[sheet.title][cell.coordinate].value == cell.value
    remarks = book[book.sheetnames[0]]
    links = {cell.hyperlink.location for row in remarks for cell in row if cell.hyperlink}
    assert {"'Pilier 1'!A2", "'Pilier 1'!A3", "'Pilier 2'!A2"} <= links


def test_the_next_table_is_read_as_the_last_one_was(
    engine: Engine, content: Content, keep: Callable[..., str], store: Callable[..., object]
) -> None:
    store(keep())
    moved = {
        "Feuille": [
            ["Deuxième rapport"],
            [],
            ["Fin prévue", "Mesure", "Objectif", "État", "Responsable"],
            ["2014-12-31", "Accord de mobilité", "", "achevé", "Intérieur"],
            ["2015-12-31", "Registre des naissances", 6, "en cours", "Justice"],
        ]
    }
    kept = read_upload(engine, keep(moved))
    assert kept is not None
    proposal, layout = desk.foreign_proposal(engine, content, kept, LIMITS)
    assert proposal.is_known
    assert {c.guess.reason for c in proposal.tables[0].columns} == {"remembered"}
    assert layout.words["level"]["acheve"] == "4"
    result = desk.store_foreign(engine, content, kept, actor=ANALYST, limits=LIMITS)
    with engine.connect() as connection:
        rows = connection.execute(
            select(Measure.measure_id, Measure.title_fr, Measure.answer)
            .join(Report, Report.id == Measure.report_id)
            .where(Report.version == 2)
            .order_by(Measure.row)
        ).all()
        kept_layouts = connection.execute(select(Layout.country)).scalars().all()
    # The same title keeps its identifier although the row names no objective any more.
    assert [tuple(row) for row in rows] == [
        ("SEN-M0001", "Accord de mobilité", "4"),
        ("SEN-M0004", "Registre des naissances", "2"),
    ]
    assert result.version == 2
    assert kept_layouts == ["SEN"]


def test_another_country_does_not_see_the_layout(
    engine: Engine, content: Content, keep: Callable[..., str], store: Callable[..., object]
) -> None:
    store(keep())
    kept = read_upload(engine, keep(stated=Stated("MLI", "dakar-2013")))
    assert kept is not None
    proposal, layout = desk.foreign_proposal(engine, content, kept, LIMITS)
    assert not proposal.is_known
    assert dict(layout.words) == {}


def test_the_same_bytes_read_otherwise_are_another_version(
    engine: Engine, content: Content, keep: Callable[..., str], store: Callable[..., object]
) -> None:
    assert store(keep(), accept=False).version == 1
    again = store(keep(), accept=True)
    assert (again.version, [f.code for f in again.findings if f.code == "already-stored"]) == (
        2,
        [],
    )
    same = store(keep(), accept=True)
    assert (same.version, same.findings[0].code) == (2, "already-stored")


def test_our_template_and_no_workbook_are_refused(
    engine: Engine, content: Content, keep: Callable[..., str]
) -> None:
    from loaders import template_workbook

    ours = template_workbook(engine, content, "SEN", "dakar-2013", blank=True)
    for source, reason in ((ours, "template"), (b"no workbook", "unreadable")):
        with pytest.raises(desk.NotForeignError) as refusal:
            desk.keep_foreign(
                engine, content, "x.xlsx", source, ASKED, actor=ANALYST, limits=LIMITS
            )
        assert refusal.value.reason == reason


def test_a_remembered_layout_is_stated_for_a_file_of_the_command(
    engine: Engine,
    content: Content,
    write: Callable[..., bytes],
    keep: Callable[..., str],
    store: Callable[..., object],
) -> None:
    source = write(TABLE)

    def stated() -> Stated:
        return desk.remembered_stated(engine, content, source, "own.xlsx", ASKED, LIMITS)

    assert stated() == ASKED
    store(keep())
    assert stated().layout is not None
