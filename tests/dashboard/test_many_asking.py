"""Sixty people ask for the files of a meeting at once: few threads wait, one makes each file."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from dash import Dash
from werkzeug.test import TestResponse

from dashboard import create_app
from dashboard.api import meetings, projection
from dashboard.settings import read_settings

PACK = "/api/v1/meetings/session-4/pack.zip"
PROJECTOR = "/fr/projection/session-4"


@pytest.fixture
def app(sample_database: Path, tmp_path: Path) -> Dash:
    shutil.copy(sample_database, tmp_path / "many.db")
    url = f"sqlite:///{tmp_path / 'many.db'}"
    return create_app(read_settings({}, database_url=url, secret_key="test"))


class Slow:
    """Stands for what makes a file: counts, and waits to be let go."""

    def __init__(self) -> None:
        self.made, self.started, self.go = 0, Event(), Event()

    def __call__(self, *_: Any, **__: Any) -> bytes:
        self.made += 1
        self.started.set()
        assert self.go.wait(20)
        return b"file"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow()
    monkeypatch.setattr(meetings, "kit_of", lambda *_, **__: None)
    monkeypatch.setattr(meetings, "_written", lambda *_: (made(), "application/zip", "pack.zip"))
    monkeypatch.setattr(projection, "deck_of", lambda *_, **__: None)
    monkeypatch.setattr(projection, "html_of", made)
    yield made
    made.go.set()


def get(app: Dash, address: str, accept: str = "*/*") -> TestResponse:
    return app.server.test_client().get(address, headers={"Accept": accept})


@pytest.mark.parametrize("address", [PACK, PROJECTOR])
def test_sixty_ask_at_once_and_one_file_is_made(app: Dash, slow: Slow, address: str) -> None:
    with ThreadPoolExecutor(60) as pool:
        asked = [pool.submit(get, app, f"{address}?x={number}") for number in range(60)]
        assert slow.started.wait(20)
        page = get(app, "/fr/")
        slow.go.set()
        answers = [one.result(30) for one in asked]
    assert page.status_code == 200
    assert slow.made == 1
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert sum(answer.status_code == 200 for answer in answers) >= 1
    assert get(app, address).status_code == 200
    assert slow.made == 1


def test_who_cannot_wait_is_told_when_to_ask_again(app: Dash, slow: Slow) -> None:
    context = app.server.extensions["dakar"]
    context.files._most_waiting = 0
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(get, app, PACK)
        assert slow.started.wait(20)
        answer = get(app, f"{PACK}?annex=1&lang=en")
        page = get(app, f"{PACK}?annex=1&lang=fr", "text/html,*/*;q=0.8")
        slow.go.set()
        assert first.result(20).status_code == 200
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
    assert answer.json is not None
    assert answer.json["error"]["code"] == "waiting"
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert "Demandez de nouveau" in page.text
    assert f'href="{PACK}?annex=1&amp;lang=fr"' in page.text


ODD = (
    "lang=fr,en", "lang=FR,en,fr,xx", "lang=%20fr,en", "lang=fr,en&x=1&x=2", "lang=fr,en&annex=0",
    "lang=fr,en&audience=", "lang=fr,en&audience=pub", "lang=fr,en&snapshot=",
    "lang=fr,en&round=none&theme=7&q=%00", "lang=fr,en,%27%3B",
)  # fmt: skip


def test_odd_queries_make_no_new_file(app: Dash, slow: Slow) -> None:
    slow.go.set()
    for query in ODD:
        assert get(app, f"{PACK}?{query}").status_code == 200, query
    assert slow.made == 1
    for query in ("audience=x", "audience=SEC", "snapshot=none", "snapshot=%25%25%25%25%25%25%25"):
        assert get(app, f"{PACK}?{query}").status_code in (403, 404), query
    assert slow.made == 1
