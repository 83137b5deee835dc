"""What attackers write into a report stays text on every page, in both languages."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.addresses import PAGES, href
from dashboard.exhibits import EXHIBITS

VALUES = {
    "country": "SEN", "objective": "4", "pillar": "2", "theme": "data", "meeting": "session-4",
    "exhibit": "measures", "report": "SEN-dakar-2013-v1",
}  # fmt: skip
FILTERS = "round=dakar-2013&country=SEN"
STARTS = re.compile(r"^(?:/(?!/)|#|\?|https?://|mailto:|data:(?:image|font)/|$)")
LINKS = frozenset({"href", "src", "action", "formaction", "data", "srcset", "poster", "xlink:href"})
FORBIDDEN = frozenset({"iframe", "object", "embed", "base", "applet", "math", "source"})
EVIL = re.compile(r"evil\.example|__xss")


class Watcher(HTMLParser):
    """Collects what a browser would run, load or be led to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags = 0
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        self.inside = tag if tag in ("script", "style") else ""
        if tag in FORBIDDEN:
            self.found.append(tag)
        for name, value in attrs:
            said = value or ""
            is_led = name in LINKS and (not STARTS.match(said) or EVIL.search(said))
            is_style = name == "style" and EVIL.search(said)
            if name.startswith("on") or name == "srcdoc" or is_led or is_style:
                self.found.append(f"{tag} {name}={said[:80]}")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and EVIL.search(data) and not _is_json(data):
            self.found.append(f"{self.inside}: {data[:80]}")


def _is_json(text: str) -> bool:
    """Data in a script element is data: it is no program."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def dangers(html: str) -> tuple[list[str], int]:
    """What is dangerous in it, and how many elements it has."""
    watcher = Watcher()
    watcher.feed(html)
    watcher.close()
    return watcher.found, watcher.tags


def test_the_watcher_sees_what_attacks_do(payloads: tuple[str, ...]) -> None:
    live = [one for one in payloads if one.startswith(("<script", "<img src=x", "<svg on", "<if"))]
    assert len(live) == 5
    assert all(dangers(one)[0] for one in live)
    assert dangers('<a href="javascript:x">')[0] == ["a href=javascript:x"]


@pytest.fixture(scope="module")
def client(hostile: Any) -> FlaskClient:
    """The administrator: he sees every page."""
    made: FlaskClient = hostile.app.server.test_client()
    token = hostile.app.server.extensions["dakar"].identity.token
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def addresses(language: str) -> Iterator[str]:
    for page in PAGES:
        values = {k: v for k, v in VALUES.items() if f"<{k}>" in page.slugs[language]}
        yield href(page.key, language, FILTERS, **values)
    for tab in ("audit", "content", "settings"):
        yield href("admin", language, f"tab={tab}")
    for code in EXHIBITS:
        yield href("exhibit", language, FILTERS, exhibit=code)


def callback(client: FlaskClient, address: str) -> Any:
    path, _, search = address.partition("?")
    where = [
        {"id": "_pages_location", "property": "pathname", "value": path},
        {"id": "_pages_location", "property": "search", "value": f"?{search}"},
    ]
    outputs = [
        {"id": "_pages_content", "property": "children"},
        {"id": "_pages_store", "property": "data"},
    ]
    asked = {"output": ".._pages_content.children..._pages_store.data..", "outputs": outputs,
             "inputs": where, "state": where, "changedPropIds": []}  # fmt: skip
    return client.post("/_dash-update-component", json=asked)


def components(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        if "namespace" in node:
            yield node["type"], node["props"]
        for value in node.values():
            yield from components(value)
    elif isinstance(node, list):
        for value in node:
            yield from components(value)


def dangers_of_dash(body: Any) -> list[str]:
    """In what Dash builds: links, frames, raw HTML; and in the HTML of our own slots."""
    found = []
    for kind, props in components(body):
        if kind in ("Markdown", "DangerouslySetInnerHTML", "Iframe"):
            found.append(kind)
        for name in (LINKS - {"data"}) & props.keys():
            if isinstance(props[name], str) and (
                not STARTS.match(props[name]) or EVIL.search(props[name])
            ):
                found.append(f"{kind} {name}={props[name][:80]}")
        name = props.get("id")
        if isinstance(name, dict) and name.get("type") == "html" and props.get("data"):
            found += dangers(props["data"])[0]
    return found


@pytest.mark.plan("S8")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_shows_attacks_as_text(
    hostile: Any, client: FlaskClient, payloads: tuple[str, ...], figure: Any, language: str
) -> None:
    found, elements, shown = {}, 0, 0
    for address in addresses(language):
        page = client.get(address)
        assert page.status_code == 200, address
        here, tags = dangers(page.text)
        here += dangers_of_dash(callback(client, address).json)
        elements += tags
        shown += "__xss" in page.text
        if here:
            found[address] = here
    count = len(list(addresses(language)))
    figure(
        f"{len(payloads)} attacks in {hostile.cells} cells, {count} pages twice, "
        f"{shown} of them showing some, {elements} elements, {len(found)} alive"
    )
    assert found == {}
    assert shown > 15


@pytest.mark.plan("S8")
def test_the_data_of_exhibits_shows_attacks_as_text(client: FlaskClient, figure: Any) -> None:
    found, asked = {}, 0
    for code in EXHIBITS:
        for ending in ("box", "json", "graph"):
            answer = client.get(f"/api/v1/exhibits/{code}.{ending}?{FILTERS}")
            asked += 1
            assert answer.status_code in (200, 404), (code, ending)
            assert answer.mimetype == "application/json"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            here = [one for text in strings(answer.json) for one in html_dangers(text, ending)]
            if here:
                found[code, ending] = here
    figure(f"{asked} answers")
    assert found == {}


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from strings(value)


def html_dangers(text: str, ending: str) -> list[str]:
    """A box is HTML for a page; in a chart, a text with markup would be drawn by plotly."""
    return dangers(text)[0] if ending == "box" and text.startswith("<") else []


@pytest.mark.plan("S8")
def test_files_of_html_show_attacks_as_text(client: FlaskClient, figure: Any) -> None:
    files = (
        "/api/v1/meetings/session-4/deck.html", "/fr/projection/session-4?annex=1",
        "/en/present/session-4",
    )  # fmt: skip
    sizes = []
    for address in files:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert dangers(answer.text)[0] == [], address
        assert "script-src 'sha256-" in answer.text or "sha256" in str(answer.headers)
        sizes.append(len(answer.data))
    figure(f"{len(files)} documents, {sum(sizes) / 1e6:.1f} MB")
