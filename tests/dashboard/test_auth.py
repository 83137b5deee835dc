"""Who may write: requests of this machine, made by one of our own pages or by a script."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from dashboard.auth import guard, is_local, is_own_page, may_change
from dashboard.settings import Settings

SETTINGS = Settings()


def request(
    headers: dict[str, str] | None = None,
    host: str = "127.0.0.1:8050",
    peer: str | None = "127.0.0.1",
) -> Request:
    builder = EnvironBuilder(path="/api/v1/uploads", method="POST", headers=headers or {})
    environ = builder.get_environ()
    environ.update({"HTTP_HOST": host, "REMOTE_ADDR": peer})
    return Request(environ)


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:8050", "localhost", "[::1]:8050"])
def test_a_request_of_this_machine_is_local(host: str) -> None:
    assert is_local(request(host=host), SETTINGS)


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example:8050"},
        {"host": "localhost.evil.example"},
        {"host": ""},
        {"host": "[::1"},
        {"peer": "192.0.2.7"},
        {"peer": None},
        {"headers": {"Forwarded": "for=192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"X-Forwarded-Proto": "https"}},
        {"headers": {"X-Real-IP": "192.0.2.7"}},
        {"headers": {"Via": "1.1 proxy"}},
    ],
)
def test_a_request_from_elsewhere_is_not(changes: dict[str, Any]) -> None:
    assert not is_local(request(**changes), SETTINGS)


@pytest.mark.parametrize("changed", [{"proxy": 1}, {"host": "192.0.2.1"}])
def test_settings_can_rule_out_local_access(changed: dict[str, Any]) -> None:
    assert not is_local(request(), replace(SETTINGS, **changed))


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({}, True),
        ({"Origin": "http://127.0.0.1:8050", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://127.0.0.1:8051", "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://127.0.0.1:8050"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
    ],
)
def test_another_sites_page_may_not_write(headers: dict[str, str], own: bool) -> None:
    assert is_own_page(request(headers)) is own
    assert may_change(request(headers), SETTINGS) is own


def test_a_route_added_later_is_closed() -> None:
    server = Flask("later")
    server.add_url_rule("/later", view_func=lambda: "changed", methods=["GET", "DELETE"])
    server.add_url_rule(
        "/_dash-update-component", "read", view_func=lambda: "read", methods=["POST"]
    )
    guard(server, SETTINGS, lambda: Response("refused", 403))
    client = server.test_client()
    foreign = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/later", environ_base=foreign).status_code == 200
    assert client.delete("/later", environ_base=foreign).status_code == 403
    assert client.delete("/later").status_code == 200
    assert client.post("/nothing", environ_base=foreign).status_code == 403
    assert client.post("/_dash-update-component", environ_base=foreign).status_code == 200
