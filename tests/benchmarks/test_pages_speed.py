"""How long a page takes at the server: its document, and the callback that draws it again."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from dashboard import create_app
from dashboard.addresses import PAGES, href
from dashboard.settings import read_settings

READ = [page for page in PAGES if page.right == "read"]
"""What everybody may read; pages of the desk are made at each request."""
VALUES = {
    "country": "SEN", "objective": "4", "pillar": "2", "theme": "border", "exhibit": "pillars",
    "meeting": "session-4",
}  # fmt: skip


def path_of(page: Any) -> str:
    names = [name for name in VALUES if f"<{name}>" in page.slugs["fr"]]
    return href(page.key, "fr", **{name: VALUES[name] for name in names})


@pytest.fixture(scope="module")
def client(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("speed") / "speed.db"
    shutil.copy(sample_database, file)
    settings = read_settings({}, database_url=f"sqlite:///{file}", secret_key="test")
    app = create_app(settings)
    return app.server.test_client()


@pytest.mark.parametrize("page", READ, ids=lambda page: page.key)
def test_a_document(benchmark: Any, client: Any, page: Any) -> None:
    path = path_of(page)
    assert benchmark(lambda: client.get(path).status_code) == 200


@pytest.mark.parametrize("page", READ, ids=lambda page: page.key)
def test_a_callback(benchmark: Any, client: Any, page: Any) -> None:
    where = {"id": "_pages_location"}
    state = [
        {**where, "property": "pathname", "value": path_of(page)},
        {**where, "property": "search", "value": "?region=west-africa"},
    ]
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": state,
        "state": state,
        "changedPropIds": ["_pages_location.search"],
    }
    answer = benchmark(lambda: client.post("/_dash-update-component", json=body).status_code)
    assert answer == 200


@pytest.mark.parametrize("path", ["/fr/", "/fr/tableau", "/fr/pays/SEN"])
def test_a_document_never_asked_for_before(benchmark: Any, client: Any, path: str) -> None:
    """Without the memo: the cost of the queries, the sums and the drawing."""
    context = client.application.extensions["dakar"]

    def fresh() -> None:
        context.memo.forget()
        context.pages.forget()

    def ask() -> int:
        return int(client.get(path).status_code)

    assert benchmark.pedantic(ask, setup=fresh, rounds=10) == 200
