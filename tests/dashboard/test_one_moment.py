"""Reports are published while pages are read: no answer mixes two states of the data, and none is
older than what was published before it was asked for."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, pairwise
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from dash import Dash
from sqlalchemy import Engine, event

import loaders
from dashboard import create_app
from dashboard.queries import Source, data_version, one_moment
from dashboard.settings import read_settings
from schemas.content import Content
from schemas.database.engine import writer_engine

ROUND = "dakar-2013"
FIRST, THEN = "SEN", ("FRA", "MAR", "ITA", "MLI", "ESP")
ADDRESSES = (
    "/fr/",
    "/api/v1/reports",
    "/api/v1/exhibits/scorecard.json",
    "/api/v1/data/objective_answers.csv",
)
MEASURES = [{"objective": "1", "answer": "4"}, {"objective": "2", "answer": "2"}]
VARIES = re.compile(r'<script id="_dash-config".*?</script>|"published_at": "[^"]*"')
"""What differs from one process to another, and the moment of publication."""

Bodies = Mapping[str, str]
"""Address -> what it answers."""

GivenFor = Callable[[Engine], Any]


def fill(given_for: GivenFor, url: str) -> None:
    """One report is published, the others wait for it."""
    engine = writer_engine(url)
    given = given_for(engine)
    given.round(ROUND)
    for country in (FIRST, *THEN):
        given.report(country, state="validated", answers="4 3 NR 2", measures=MEASURES)
    engine.dispose()
    publish(url, FIRST)


def publish(url: str, country: str) -> None:
    engine = writer_engine(url)
    loaders.publish(engine, f"{country}-{ROUND}-v1")
    engine.dispose()


def app_of(url: str, content: Content) -> Dash:
    return create_app(read_settings({}, database_url=url, secret_key="test"), content)


def close(app: Dash) -> None:
    context = app.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def get(app: Dash, address: str) -> str:
    answer = app.server.test_client().get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return VARIES.sub("", answer.get_data(as_text=True))


def every(app: Dash) -> Bodies:
    return {address: get(app, address) for address in ADDRESSES}


@pytest.fixture(scope="module")
def states(
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    given_for: GivenFor,
    content: Content,
) -> list[Bodies]:
    """What is answered after each publication, while nothing else happens."""
    file = tmp_path_factory.mktemp("states") / "quiet.db"
    shutil.copy(migrated_sqlite, file)
    url = f"sqlite:///{file}"
    fill(given_for, url)
    app = app_of(url, content)
    found = [every(app)]
    for country in THEN:
        publish(url, country)
        found.append(every(app))
    close(app)
    for address in ADDRESSES:
        assert len({state[address] for state in found}) == len(found), f"{address} tells nothing"
    return found


def number_of(states: list[Bodies], address: str, body: str) -> int:
    """How many publications the answer shows; -1 for a mixture."""
    return next((n for n, state in enumerate(states) if state[address] == body), -1)


@pytest.fixture
def apps(database_url: str, given_for: GivenFor, content: Content) -> Iterator[list[Dash]]:
    """Two processes on one database: each has its own engines and keeps its own answers."""
    fill(given_for, database_url)
    made = [app_of(database_url, content), app_of(database_url, content)]
    yield made
    for app in made:
        close(app)


def test_every_answer_is_of_one_state_and_none_is_too_old(
    database_url: str, apps: list[Dash], states: list[Bodies]
) -> None:
    while_they_read(database_url, apps, states, THEN[:2])
    for number, country in enumerate(THEN[2:], start=2):
        between_two_questions(database_url, apps[number % 2], states, number, country)
    assert [every(app) for app in apps] == [states[-1], states[-1]]


def while_they_read(
    url: str, apps: list[Dash], states: list[Bodies], countries: tuple[str, ...]
) -> None:
    """Four read without end, two in each process; the next report is published when each has had
    an answer since the last one was."""
    over, published, answered = Event(), [0], [Event() for _ in range(4)]

    def read(number: int) -> list[tuple[int, int, int]]:
        """Publications there were before, that the answer shows, and there were afterwards."""
        seen = []
        for address in cycle(ADDRESSES[number:] + ADDRESSES[:number]):
            before = published[0]
            body = get(apps[number % 2], address)
            seen.append((before, number_of(states, address, body), published[0]))
            answered[number].set()
            if over.is_set():
                break
        return seen

    with ThreadPoolExecutor(len(answered)) as pool:
        readers = [pool.submit(read, number) for number in range(len(answered))]
        for number, country in enumerate(countries, start=1):
            for one in answered:
                assert one.wait(60)
                one.clear()
            publish(url, country)
            published[0] = number
        over.set()
    for reader in readers:
        seen = reader.result()
        assert all(shown != -1 for _, shown, _ in seen), "a mixture"
        # A publication is seen a moment before it is said to be over.
        assert all(before <= shown <= after + 1 for before, shown, after in seen), seen
        assert all(one[1] <= other[1] for one, other in pairwise(seen)), "it went back"


def between_two_questions(
    url: str, app: Dash, states: list[Bodies], number: int, country: str
) -> None:
    """A report is published after the third question of an answer: the answer does not know."""
    context = app.server.extensions["dakar"]
    address, asked = ADDRESSES[number % len(ADDRESSES)], [0]

    def publishes(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked[0] += statement.startswith("SELECT")
        if asked[0] == 3 and statement.startswith("SELECT"):
            publish(url, country)

    context.memo.forget()
    context.pages.forget()
    event.listen(context.reader, "after_cursor_execute", publishes)
    during = get(app, address)
    event.remove(context.reader, "after_cursor_execute", publishes)
    assert asked[0] > 3, "the answer asked nothing more"
    assert number_of(states, address, during) == number
    assert number_of(states, address, get(app, address)) == number + 1


def test_a_moment_ends_and_the_next_one_is_newer(
    database_url: str, reader: Engine, given_for: GivenFor
) -> None:
    fill(given_for, database_url)
    source = Source(reader, ("PUB",))
    with one_moment(reader):
        before = data_version(source)
        publish(database_url, THEN[0])
        with one_moment(reader):
            assert data_version(source) == before
    assert data_version(source) == before + 1
    assert reader.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_moment_without_a_question_holds_no_connection(reader: Engine) -> None:
    with one_moment(reader):
        assert reader.pool.checkedout() == 0  # type: ignore[attr-defined]
