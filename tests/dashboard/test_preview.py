"""What a dry run shows of the rows it read."""

import shutil
from datetime import date

import pytest

from dashboard.preview import preview_json
from loaders.pipeline import run
from loaders.writer import filled_workbook
from schemas.database.engine import writer_engine

MEASURE = {
    "update_type": "NEW",
    "title_fr": "Guichet unique",
    "mtype": "INS",
    "objective": "4",
    "level": "2",
    "start": date(2013, 4, 3),
    "countries": ("SEN", "MLI"),
    "amount": 1250.5,
    "currency": "EUR",
    "lead": "Ministère",
}


@pytest.fixture
def result(content, migrated_sqlite, tmp_path):
    shutil.copy(migrated_sqlite, tmp_path / "preview.db")
    engine = writer_engine(f"sqlite:///{tmp_path / 'preview.db'}")
    contact = {"role": "NFP", "name": "Nom Prénom", "email": "a@example.org"}
    sheets = {"measures": [MEASURE], "contacts": [contact]}
    source = filled_workbook(content, "SEN", "dakar-2013", sheets)
    yield run(source, "SEN.xlsx", content=content, engine=engine, keep=False)
    engine.dispose()


def test_values_are_shown_in_words(result, content):
    tables = preview_json(result, content.words["fr"], content)
    measures = next(
        t for t in tables if t["title"].endswith("1 ligne lue") and "Mesures" in t["title"]
    )
    shown = dict(zip(measures["columns"], measures["rows"][0], strict=True))
    assert shown["Intitulé FR"] == "Guichet unique"
    assert shown["Niveau de réalisation"] == "En cours"
    assert shown["Début"] == "3 avril 2013"
    assert "Sénégal et Mali" in shown.values()
    assert "1\u202f250,5" in shown.values()


def test_contacts_and_empty_columns_are_not_shown(result, content):
    tables = preview_json(result, content.words["en"], content)
    assert "example.org" not in str(tables)
    assert all(any(row[i] for row in t["rows"]) for t in tables for i in range(len(t["columns"])))


def test_a_stored_file_has_nothing_to_preview(result, content):
    assert (
        preview_json(type(result)(**{**vars(result), "rows": {}}), content.words["fr"], content)
        == []
    )
