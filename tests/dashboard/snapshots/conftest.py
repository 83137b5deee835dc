"""A snapshot with a version published since, and an application that knows it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dashboard import create_app
from dashboard.context import Snapshot
from dashboard.meetings.keeping import freeze
from dashboard.queries import Source
from dashboard.settings import Settings
from loaders import publish
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.engine import writer_engine
from schemas.database.models import CONSENTS

ANALYST = Actor("analyst@example.org", "analyst")
ROUND, MEETING = "dakar-2013", "session-4"
OLD, NEW = "Mesure d’alors", "Mesure de maintenant"


def freeze_of(engine: Engine, content: Content, audience: str, meeting: str = MEETING) -> Snapshot:
    consents = CONSENTS[: CONSENTS.index(audience) + 1]
    known = content.meetings[meeting]
    return freeze(Source(engine, consents), engine, content, known, ANALYST).snapshot


@pytest.fixture
def freeze_now(engine: Engine, content: Content) -> Callable[..., Snapshot]:
    """Freezes what is published for session 4, for an audience."""
    return lambda audience="PUB": freeze_of(engine, content, audience)


@pytest.fixture
def by_hand(engine: Engine) -> Callable[..., None]:
    """Changes the SQLite file as somebody without the program would."""

    def run(*statements: str) -> None:
        with closing(sqlite3.connect(engine.url.database or "")) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return run


def frozen_in(engine: Engine, content: Content, given: Any) -> Snapshot:
    """The old version said 1, the new one says 4."""
    given.round(ROUND)
    themes = [{"theme": "border", "answer": "1"}]
    old = [{"objective": "1", "answer": "1", "theme": "border", "title_fr": OLD}]
    new = [{"objective": "1", "answer": "4", "theme": "border", "title_fr": NEW}]
    given.report("SEN", answers="1 1 1 1 1 1 1 1 1 1", measures=old, themes=themes)
    snapshot = freeze_of(engine, content, "PUB")
    given.report("SEN", version=2, state="draft", answers="4 4 4 4 4 4 4 4 4 4", measures=new)
    publish(engine, f"SEN-{ROUND}-v2", ANALYST)
    return snapshot


@contextmanager
def running(database_url: str, content: Content) -> Iterator[Dash]:
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


@pytest.fixture
def frozen(engine: Engine, content: Content, given: Any) -> Snapshot:
    """A snapshot, and a version published since."""
    return frozen_in(engine, content, given)


@pytest.fixture
def app(database_url: str, content: Content, frozen: Snapshot) -> Iterator[Dash]:
    with running(database_url, content) as made:
        yield made


@pytest.fixture(scope="module")
def shown(
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    content: Content,
    given_for: Any,
) -> Iterator[tuple[Dash, Snapshot]]:
    """The same for tests that only read: one application, and the snapshot it knows."""
    file = Path(shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("shown") / "shown.db"))
    engine = writer_engine(f"sqlite:///{file}")
    snapshot = frozen_in(engine, content, given_for(engine))
    with running(f"sqlite:///{file}", content) as made:
        yield made, snapshot
    engine.dispose()


@pytest.fixture(scope="module")
def kept(shown: tuple[Dash, Snapshot]) -> Snapshot:
    return shown[1]


@pytest.fixture(scope="module")
def visitor(shown: tuple[Dash, Snapshot], client_as: Any) -> FlaskClient:
    made: FlaskClient = client_as(shown[0])
    return made


@pytest.fixture
def client(app: Dash, client_as: Any) -> FlaskClient:
    made: FlaskClient = client_as(app)
    return made


@pytest.fixture
def published(given: Any) -> None:
    """Two countries in the round, one of them in the round before as well."""
    given.round(ROUND, "illustrative")
    given.report(
        "SEN",
        answers="1 2 3 4",
        measures=[
            {"objective": "4", "answer": "2", "theme": "border", "roadmap_action": "R05"},
            {"objective": "4", "answer": "3", "consent": "PART"},
        ],
        themes=[{"theme": "border", "answer": "3"}],
    )
    given.report("MAR", answers="0 NI 4 1", measures=[{"objective": "4", "answer": "4"}])
    given.report("SEN", "madrid-2012", answers="0 0 0 0")


@pytest.fixture
def made(engine: Engine, content: Content, published: None) -> Callable[..., Snapshot]:
    """Freezes what is published, for a meeting (the default agenda of Madrid has three lines) and
    an audience; the snapshot."""
    return lambda audience="PUB", meeting="madrid-2013": freeze_of(
        engine, content, audience, meeting
    )
