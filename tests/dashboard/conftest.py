"""Reports put straight into the tables, for tests of what is read from them; commands run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, select, update

from dashboard.auth import Person, Role
from dashboard.cli import run
from dashboard.cli.language import cli_words
from schemas.country import folded
from schemas.database.models import (
    Aggregate,
    Assistance,
    Base,
    Contact,
    DataVersion,
    ExchangeItem,
    File,
    FindingRow,
    Measure,
    ObjectiveAnswer,
    Profile,
    Report,
    RoundState,
    ThemeAnswer,
)

Dakar = Callable[..., tuple[int, str, str]]
ClientAs = Callable[..., FlaskClient]

NOON = datetime(2013, 9, 1, 12)
TABLES: Mapping[str, type[Base]] = {
    "objectives": ObjectiveAnswer,
    "themes": ThemeAnswer,
    "measures": Measure,
    "items": ExchangeItem,
    "assistance": Assistance,
    "profile": Profile,
    "contacts": Contact,
    "findings": FindingRow,
}
GROUPED = ("objective", "theme", "roadmap_action", "answer", "counts_as", "status_word", "consent")


@dataclass
class Given:
    """Fills the tables as a stored and published report would."""

    engine: Engine

    def round(self, code: str, provenance: str = "reported", is_open: bool = True) -> None:
        with self.engine.begin() as connection:
            connection.execute(
                insert(RoundState).values(round=code, provenance=provenance, is_open=is_open)
            )

    def data_version(self, number: int) -> None:
        with self.engine.begin() as connection:
            if connection.execute(select(DataVersion.number)).first() is None:
                connection.execute(insert(DataVersion).values(id=1, number=number))
            else:
                connection.execute(update(DataVersion).values(number=number))

    def report(
        self,
        country: str,
        round: str = "dakar-2013",
        version: int = 1,
        *,
        state: str = "published",
        consent: str = "PUB",
        answers: str = "",
        **tables: Sequence[Mapping[str, Any]],
    ) -> int:
        """Answers "4 3 NR ..." are those of objectives 1, 2, 3; other tables are given by rows."""
        content = f"{country}{round}{version}".encode()
        digest = sha256(content).hexdigest()
        objectives = [
            {"objective": str(number), "answer": answer, "cells": {"level": f"H{number + 5}"}}
            for number, answer in enumerate(answers.split(), start=1)
        ]
        with self.engine.begin() as connection:
            connection.execute(
                insert(File).values(
                    sha256=digest,
                    name=f"{country}.xlsx",
                    size=len(content),
                    content=content,
                    received_at=NOON,
                )
            )
            row = {"country": country, "round": round, "version": version, "state": state}
            row |= {"consent": consent, "sha256": digest, "content_hash": digest}
            inserted = connection.execute(insert(Report).values(_report(row)))
            report_id = inserted.inserted_primary_key[0]
            measures = [
                _measure(country, n, row) for n, row in enumerate(tables.pop("measures", ()), 1)
            ]
            filled = {"objectives": objectives, "measures": measures, **tables}
            for name, rows in filled.items():
                for number, row in enumerate(rows, start=1):
                    connection.execute(
                        insert(TABLES[name]).values(_sourced(name, number, row, report_id))
                    )
            for row in _aggregates(measures):
                connection.execute(insert(Aggregate).values(report_id=report_id, **row))
        return int(report_id)


def _report(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "framework": "dakar",
        "template": "progress-report-1",
        "language": "fr",
        "period_from": date(2012, 6, 1),
        "institution": f"Institution {row['country']}",
        "summary": f"Message {row['country']}",
        "stored_at": NOON,
        "published_at": NOON if row["state"] == "published" else None,
        "extra": {},
        "cells": {"summary": "C9"},
        **row,
    }


def _sourced(name: str, number: int, row: Mapping[str, Any], report_id: int) -> dict[str, Any]:
    if name == "findings":
        blank = {"seq": number, "sheet": "", "cell": "", "value": "", "params": {}}
    else:
        blank = {"sheet": name, "row": number + 5, "cells": {}, "extra": {}}
    return {**blank, **row, "report_id": report_id}


def _measure(country: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    measure_id = f"{country}-M{number:04}"
    full = {
        "measure_id": measure_id,
        "title_fr": f"Mesure {number}",
        "answer": "NR",
        "consent": "PUB",
        "cells": {"title_fr": f"D{number + 5}"},
        **row,
    }
    words = " ".join(str(full.get(key) or "") for key in ("title_fr", "title_en", "lead"))
    return {
        "counts_as": full["answer"],
        "search_text": folded(f"{measure_id} {words}"),
        **full,
    }


def _aggregates(measures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counted: dict[tuple[str, ...], int] = {}
    for measure in measures:
        key = tuple(measure.get(name) or "" for name in GROUPED)
        counted[key] = counted.get(key, 0) + 1
    return [dict(zip(GROUPED, key, strict=True), n=n) for key, n in counted.items()]


@pytest.fixture(scope="session")
def given_for() -> Callable[[Engine], Given]:
    """Puts reports into a database that several tests read."""
    return Given


@pytest.fixture
def given(engine: Engine) -> Given:
    """Puts reports into the tables of this test's database."""
    return Given(engine)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands of a test keep their database; not made yet."""
    file = tmp_path / "dakar.db"
    monkeypatch.setenv("DAKAR_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.chdir(tmp_path)
    return file


@pytest.fixture
def dakar(database: Path, capsys: pytest.CaptureFixture[str]) -> Dakar:
    """Runs a command: its exit status, standard output and standard error."""

    def call(*arguments: str, language: str = "fr") -> tuple[int, str, str]:
        status = run(list(arguments), cli_words(language))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


@pytest.fixture(scope="session")
def client_as() -> ClientAs:
    """A client of an app, signed in: client_as(app, "focal-point", "SEN"). Without a role, a
    stranger from elsewhere; "local" is the administrator of the server's machine."""

    def make(app: Dash, role: str = "", country: str | None = None) -> FlaskClient:
        identity = app.server.extensions["dakar"].identity
        client = app.server.test_client()
        if role == "local":
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {identity.token}"
        elif role:
            name = f"{role}-{country or ''}@example.org"
            known = getattr(identity, "test_people", {})
            known[name] = Person(name, Role(role), country)
            identity.test_people = known
            identity.account_of_token = lambda _engine, token: known.get(token)
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {name}"
        else:
            client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
        return client

    return make
