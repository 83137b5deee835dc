"""Workbooks and reminders of a round, to take away; and the page that offers them."""

import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from dash import Dash
from lxml import html
from sqlalchemy import Engine, insert, select

import loaders
from dashboard import create_app
from dashboard.components.reminders import reminder, reminders_file, silent
from dashboard.queries import Source
from dashboard.queries.round_states import round_statuses
from dashboard.settings import Settings
from loaders import desk, template_name
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.models import Contact, Report

ROUND = "dakar-2013"
DUE, TODAY = date(2013, 6, 30), date(2013, 7, 10)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of what does not depend on the database: starting an application takes seconds."""

ANALYST = Actor("analyst@example.org", "analyst")


@pytest.fixture
def app(database_url: str, content: Content) -> Iterator[Dash]:
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def statuses(engine: Engine, content: Content) -> Any:
    return round_statuses(Source(engine, ("PUB",)), content, TODAY)


# Files


@ON_SQLITE
def test_one_click_gives_the_same_workbooks_as_the_command(
    app: Dash, client_as: Any, given: Any, content: Content, dakar: Any, database_url: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    given.report(
        "SEN",
        "madrid-2012",
        answers="2 3",
        measures=[{"objective": "1", "answer": "2", "title_fr": "Mesure ancienne"}],
    )
    answer = client_as(app, "analyst").get(f"/desk/rounds/{ROUND}/templates.zip")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={ROUND}.zip"
    page = zipfile.ZipFile(BytesIO(answer.data))
    assert page.testzip() is None
    assert page.namelist() == [template_name(i, ROUND) for i in content.partners(ROUND)]
    assert len(page.namelist()) == 57
    book = openpyxl.load_workbook(BytesIO(page.read(f"SEN-{ROUND}.xlsx")))
    texts = {c.value for row in book["03_MESURES_MEASURES"].iter_rows() for c in row}
    assert {"SEN-M0001", "Mesure ancienne"} <= texts
    read = loaders.preview(
        page.read(f"MAR-{ROUND}.xlsx"), "MAR.xlsx", content=content, engine=given.engine
    )
    assert (read.country, read.round) == ("MAR", ROUND)
    file = tmp_path / "all.zip"
    options = ("--all", "--round", ROUND, "-o", str(file), "--database", database_url)
    assert dakar("template", *options)[0] == 0
    command = zipfile.ZipFile(file)
    assert command.namelist() == page.namelist()
    for name in ("SEN", "MAR", "FRA"):
        path = template_name(name, ROUND)
        assert cells(command.read(path)) == cells(page.read(path))


def cells(book: bytes) -> dict[str, list[Any]]:
    """Every value but the moment of making."""
    sheets = openpyxl.load_workbook(BytesIO(book)).worksheets
    return {
        sheet.title: [[c.value for c in row] for row in sheet.iter_rows()]
        for sheet in sheets
        if sheet.title != "_meta"
    }


@ON_SQLITE
def test_the_zip_is_sent_while_it_is_made(
    app: Dash, client_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def slow(_engine: Any, _content: Any, iso3: str, _round: str) -> bytes:
        made.append(iso3)
        return iso3.encode()

    monkeypatch.setattr("dashboard.desk.rounds.template_workbook", slow)
    answer = client_as(app, "analyst").get(f"/desk/rounds/{ROUND}/templates.zip", buffered=False)
    first = next(iter(answer.response))
    assert first.startswith(b"PK")
    assert len(made) < 5
    answer.close()


# Reminders


def test_a_reminder_says_when_and_how_in_both_languages(engine: Engine, content: Content) -> None:
    desk.set_due_day(engine, content, ROUND, DUE, ANALYST)
    (status,) = (s for s in statuses(engine, content) if s.round.code == ROUND)
    french = reminder(content.words["fr"], content, status, "SEN", is_past=False)
    english = reminder(content.words["en"], content, status, "SEN", is_past=True)
    assert "Pays\u00a0: Sénégal" in french
    assert "au plus tard le 30 juin 2013" in french
    assert "Country: Senegal" in english
    assert "were expected by 30 June 2013" in english
    for text in (french, english):
        assert template_name("SEN", ROUND) in text
        assert "@" not in text


def test_a_closed_round_says_so_in_its_reminder(engine: Engine, content: Content) -> None:
    desk.close_round(engine, content, ROUND, ANALYST)
    (status,) = (s for s in statuses(engine, content) if s.round.code == ROUND)
    text = reminder(content.words["en"], content, status, "SEN", is_past=False)
    assert "has been closed" in text
    assert "expected" not in text


def test_only_silent_countries_are_reminded(engine: Engine, content: Content, given: Any) -> None:
    given.report("SEN")
    given.report("MAR", state="draft")
    with engine.begin() as connection:
        blank = {"sheet": "contacts", "row": 7, "cells": {}, "extra": {}}
        person = {"role": "NFP", "name": "Contact A", "email": "marker-7@example.org"}
        report = connection.execute(select(Report.id).limit(1)).scalar()
        connection.execute(insert(Contact).values(**blank, **person, report_id=report))
    (status,) = (s for s in statuses(engine, content) if s.round.code == ROUND)
    assert len(silent(status)) == 55
    assert not {"SEN", "MAR"} & set(silent(status))
    words = [content.words[language] for language in content.languages]
    text = reminders_file(words, content, status, is_past=False).decode("utf-8-sig")
    assert text.count("GHA · FR") == text.count("GHA · EN") == 1
    assert "SEN ·" not in text
    assert "@" not in text
    assert "the platform has sent nothing" in text
    assert "\n" not in text.replace("\r\n", "")


# The page


@ON_SQLITE
def test_the_page_offers_what_the_person_may_do(app: Dash, client_as: Any, given: Any) -> None:
    given.round(ROUND, is_open=False)
    address = f"/en/rounds?round={ROUND}"

    def actions(role: str) -> set[str]:
        text = client_as(app, role).get(address).get_data(as_text=True)
        (first,) = html.fromstring(text).xpath("//*[@id='first-view']")
        assert "The platform sends nothing" in first.text_content()
        return {one.rpartition("/")[2] for one in first.xpath(".//form/@action") if one}

    assert "open" in actions("admin")
    assert actions("analyst") & {"open", "close"} == set()
    assert client_as(app, "focal-point", "SEN").get(address).status_code == 403


@ON_SQLITE
def test_an_absent_report_is_worded_neutrally(app: Dash, client_as: Any, given: Any) -> None:
    given.report("SEN")
    for path, said in (
        ("/fr/cycles", "Aucun rapport reçu à ce jour"),
        ("/en/rounds", "No report received yet"),
    ):
        text = client_as(app, "analyst").get(f"{path}?round={ROUND}").get_data(as_text=True)
        (first,) = html.fromstring(text).xpath("//*[@id='first-view']")
        words = first.text_content().replace("\xa0", " ").lower()
        assert said.lower() in words
        for bad in ("failed", "failure", "missing", "manquant", "échec", "défaillant"):
            assert bad not in words
