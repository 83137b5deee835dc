"""The one door: what commands and pages may ask of the loaders."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, update

import loaders
from loaders import Limits, Stated
from loaders.entries import Workbook
from loaders.storage import NotPublishableError
from loaders.storage.uploads import KEPT
from loaders.storage.versions import now
from loaders.workbook import read_workbook
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.models import Upload

TODAY = date(2013, 9, 12)


@pytest.fixture
def source(content: Content, reporting: Any) -> bytes:
    """The perfect report of Senegal as a workbook."""
    printed = ("country", "iso3", "round")
    rows = {
        code: [{k: v for k, v in row.values.items() if k not in printed} for row in rows]
        for code, rows in reporting.clean().sheets.items()
    }
    return filled_workbook(content, "SEN", "dakar-2013", rows)


def test_the_door_is_light() -> None:
    """A command that reads no workbook pays for none of the libraries that do."""
    heavy = ("sqlalchemy", "lxml", "openpyxl", "xlsxwriter", "pandas", "babel")
    code = f"import sys, loaders; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_preview_load_publish(
    engine: Engine, reader: Engine, content: Content, source: bytes
) -> None:
    """A file goes through the child that reads foreign files."""
    preview = loaders.preview(source, "SEN.xlsx", content=content, engine=reader, today=TODAY)
    assert (preview.outcome, preview.report) == ("clean", None)
    draft = loaders.load(source, "SEN.xlsx", content=content, engine=engine, today=TODAY)
    assert (draft.report, draft.state) == ("SEN-dakar-2013-v1", "draft")
    published = loaders.publish(engine, "SEN-dakar-2013-v1")
    assert (published.code, published.state) == ("SEN-dakar-2013-v1", "published")


@pytest.mark.parametrize("report", ["", "SEN", "SEN-dakar-2013-v2", "SEN-dakar-2013-vX"])
def test_what_does_not_exist_is_not_published(
    engine: Engine, content: Content, report: str
) -> None:
    with pytest.raises(NotPublishableError, match="unknown"):
        loaders.publish(engine, report)
    with pytest.raises(KeyError):
        loaders.stored_workbook(engine, content, report)


def test_workbooks_go_out(engine: Engine, content: Content, source: bytes) -> None:
    result = loaders.load(source, "SEN.xlsx", content=content, engine=engine, today=TODAY)
    assert result.report is not None
    for book in (
        loaders.template_workbook(engine, content, "SEN", "rabat-2014"),
        loaders.template_workbook(engine, content, "SEN", "rabat-2014", blank=True),
        loaders.stored_workbook(engine, content, result.report),
        loaders.annotated_workbook(source, result.findings, content, result.given_ids),
    ):
        assert book is not None
        assert book.startswith(b"PK")
    assert loaders.annotated_workbook(b"no workbook", (), content) is None


def test_limits_reach_the_child(
    engine: Engine, content: Content, source: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, int]] = []

    def read(content: bytes, name: str, **limits: int) -> Workbook:
        asked.append(limits)
        return read_workbook(content, name)

    monkeypatch.setattr("loaders.child.read_in_child", read)
    for limits in (None, Limits(seconds=3, memory_mb=99)):
        loaders.preview(source, "SEN.xlsx", content=content, engine=engine, limits=limits)
    assert asked == [{"seconds": 10, "memory_mb": 512}, {"seconds": 3, "memory_mb": 99}]


def test_a_dry_run_is_loaded_later(engine: Engine, content: Content, source: bytes) -> None:
    stated = Stated("SEN", "dakar-2013")
    preview = loaders.preview(source, "SEN.xlsx", content=content, engine=engine, today=TODAY)
    identifier = loaders.keep_upload(engine, "SEN.xlsx", source, stated, preview)
    kept = loaders.read_upload(engine, identifier)
    assert kept is not None
    # The rows are shown once, to whoever tries the file; only what was found is kept.
    assert preview.rows
    assert (kept.stated, kept.result) == (stated, replace(preview, rows={}))
    result = loaders.load_upload(engine, content, identifier, publish=True)
    assert result is not None
    assert result.state == "published"
    with engine.begin() as connection:
        connection.execute(update(Upload).values(made_at=now() - 2 * KEPT))
    assert loaders.load_upload(engine, content, identifier) is None
    assert loaders.forget_old_uploads(engine) == 1
