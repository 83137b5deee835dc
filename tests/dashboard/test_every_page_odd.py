"""Every page and exhibit of odd rounds: none fails, and each says something in both languages."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.addresses import PAGES, href
from dashboard.exhibits import EXHIBITS
from dashboard.settings import read_settings
from schemas.database.engine import writer_engine

VALUES = {
    "country": "SEN",
    "objective": "4",
    "pillar": "2",
    "theme": "border",
    "meeting": "session-4",
    "exhibit": "scorecard",
}
FILTERS = "round=dakar-2013&countries=SEN&objective=4&pillar=2&theme=border"
FILES = {"fr": "csv", "en": "xlsx"}
"""One kind of file in each language."""

WHOLE = "4 3 2 1 0 4 3 2 1 0"
STRANGE = '=1+1 "L\'été" <b>&amp;</b> 🛂 {n} %s \u202e${x}'


def empty(_given: Any) -> None:
    pass


def one_country(given: Any) -> None:
    given.report("SEN", answers=WHOLE)


def nothing_applies(given: Any) -> None:
    for round_ in ("madrid-2012", "dakar-2013"):
        given.report("SEN", round_, answers=" ".join(["NA"] * 10))


def none_and_many_measures(given: Any) -> None:
    given.report("MLI", answers=WHOLE)
    measures = [
        {"objective": str(n % 10 + 1), "answer": str(n % 5), "measure_id": f"SEN-M{n:04}"}
        for n in range(5000)
    ]
    given.report("SEN", answers=WHOLE, measures=measures)


def strange_names(given: Any) -> None:
    measures = [{"objective": "4", "answer": "3", "title_fr": STRANGE, "lead": STRANGE}]
    items = [{"item_id": STRANGE[:20], "kind": "CHAL", "title": STRANGE, "text": STRANGE,
              "objective": "4", "consent": "PUB"}]  # fmt: skip
    given.report("SEN", answers=WHOLE, measures=measures, items=items)


CASES = (empty, one_country, nothing_applies, none_and_many_measures, strange_names)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.__name__)
def client(
    request: pytest.FixtureRequest,
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    given_for: Callable[..., Any],
) -> Iterator[FlaskClient]:
    file = tmp_path_factory.mktemp("odd-pages") / "odd.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    request.param(given_for(engine))
    engine.dispose()
    app = create_app(read_settings({}, database_url=f"sqlite:///{file}"))
    yield app.server.test_client()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_fails(client: FlaskClient, language: str) -> None:
    asked = [page for page in PAGES if page.right == "read"]
    seen = {}
    for page in asked:
        values = {name: VALUES[name] for name in VALUES if f"<{name}>" in page.slugs[language]}
        answer = client.get(href(page.key, language, FILTERS, **values))
        text = answer.get_data(as_text=True)
        has_words = 'id="first-view"' in text and "<b>&amp;</b>" not in text
        seen[page.key] = (answer.status_code, has_words)
    assert seen == {page.key: (200, True) for page in asked}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_exhibit_fails(client: FlaskClient, language: str) -> None:
    seen = {}
    for code in EXHIBITS:
        address = f"/api/v1/exhibits/{code}"
        query = f"{FILTERS}&lang={language}"
        json = client.get(f"{address}.json?{query}")
        file = client.get(f"{address}.{FILES[language]}?{query}").status_code
        body = json.get_json()
        has_rows = bool(body.get("rows") or body.get("figures"))
        says = bool(body.get("title")) and (has_rows or bool(body.get("note")))
        seen[code] = (json.status_code, file, says)
    assert seen == dict.fromkeys(EXHIBITS, (200, 200, True))
