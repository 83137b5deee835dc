"""A framework is data: its workbook is written, read, checked, stored, with no line of code."""

import shutil
from io import BytesIO
from pathlib import Path

import openpyxl
from sqlalchemy import Engine, text

import loaders
from loaders.prefilling import prefill, template_workbook
from loaders.samples.parameters import read_parameters
from loaders.storage.history import read_history
from schemas.content import Content
from schemas.database.engine import writer_engine

ROUND = "essai-2016"
FOLLOWS = {"1": "1", "2": "3", "3": "5", "4": "4", "5": "4", "6": "8", "8": "10"}


def one(engine: Engine, statement: str, **values: object) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def test_six_reports_of_the_second_framework_are_stored(both_engine: Engine) -> None:
    rows = one(
        both_engine,
        "SELECT r.country, a.objective, a.answer FROM objective_answer a"
        " JOIN report r ON r.id = a.report_id"
        " WHERE r.round = 'essai-2016' AND r.country = 'FRA' ORDER BY a.row",
    )
    assert [answer for _, _, answer in rows] == ["4", "4", "4", "4", "NI", "3", "2", "4"]
    found = one(both_engine, "SELECT DISTINCT framework FROM report WHERE round = 'essai-2016'")
    assert found == [("essai",)]
    themes = one(
        both_engine,
        "SELECT DISTINCT t.theme FROM theme_answer t JOIN report r ON r.id = t.report_id"
        " WHERE r.round = 'essai-2016'",
    )
    assert themes == [("work",)]


def test_what_a_country_said_is_carried_along_follows_alone(
    both: Content, both_engine: Engine
) -> None:
    before = dict(
        one(
            both_engine,
            "SELECT a.objective, a.answer FROM objective_answer a JOIN report r"
            " ON r.id = a.report_id WHERE r.round = 'rabat-2014' AND r.country = 'ITA'",
        )
    )
    with both_engine.connect() as connection:
        known = prefill(connection, both, "ITA", "essai-2016")
        history = read_history(connection, "ITA", "essai-2016", both)
    carried = {own: before[earlier] for own, earlier in FOLLOWS.items()}
    assert history.previous_round == "rabat-2014"
    assert dict(history.previous_answers) == carried
    assert {o: a for o, a in carried.items() if a != "NR"} == dict(known.answers)
    objectives = dict(
        one(
            both_engine,
            "SELECT m.measure_id, m.objective FROM measure m JOIN report r ON r.id = m.report_id"
            " WHERE r.round = 'rabat-2014' AND r.country = 'ITA'"
            " AND coalesce(m.update_type, '') <> 'DROP'",
        )
    )
    # Two objectives continue the fourth: a person must say which; 2, 6, 7, 9 are continued by none.
    heirs = {"1": "1", "3": "2", "5": "3", "8": "6", "10": "8"}
    expected = {one: heirs.get(str(earlier)) for one, earlier in objectives.items()}
    assert {row["measure_id"]: row.get("objective") for row in known.rows["measures"]} == expected
    assert {m.measure_id: m.objective for m in history.previous_measures.values()} == expected


def test_the_workbook_of_a_country_holds_the_framework_of_its_round(
    both: Content, both_engine: Engine
) -> None:
    book = openpyxl.load_workbook(
        BytesIO(template_workbook(both_engine, both, "ITA", "essai-2016"))
    )
    sheet = book["02_OBJECTIFS_OBJECTIVES"]
    printed = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "Investissement" in printed
    assert "Améliorer la gestion des frontières" not in " ".join(map(str, printed))


def test_a_round_without_samples_leaves_those_of_the_others_alone(
    both: Content, migrated_sqlite: Path, tmp_path: Path
) -> None:
    file = tmp_path / "samples.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    few = read_parameters(both).numbers["reports"]
    assert ROUND not in few
    loaded = loaders.load_samples(engine, both)
    engine.dispose()
    assert set(loaded) == {*few, "public-sources"}
