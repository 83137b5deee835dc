"""Who may write: requests of this machine, made by one of our own pages or by a script."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from dashboard.auth import (
    LOCAL_ADMIN,
    Person,
    Right,
    Role,
    check_declared,
    declare,
    guard,
    is_local,
    is_own_page,
)
from dashboard.auth.guard import UndeclaredError
from dashboard.desk.routes import own_path
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


def closed_server(person: Person) -> Flask:
    """A server with two declared routes, asked by one person."""
    server = Flask("closed")
    server.secret_key = "test"
    server.add_url_rule("/later", "later", lambda: "changed", methods=["GET", "DELETE"])
    server.add_url_rule("/open", "open", lambda: "read")
    guard(server, lambda _: person, lambda status, code: Response(code, status))
    return server


def test_a_route_without_a_right_is_closed_to_everybody() -> None:
    for person, expected in ((LOCAL_ADMIN, 403), (Person(), 401)):
        client = closed_server(person).test_client()
        assert client.get("/later").status_code == expected
        assert client.delete("/later").status_code == expected
        assert client.get("/nowhere").status_code == 404


def test_a_right_opens_a_route_to_those_who_have_it() -> None:
    for person, expected in ((LOCAL_ADMIN, 200), (Person("a", Role.READER), 403), (Person(), 401)):
        server = closed_server(person)
        declare(server, {"later": Right.REVIEW})
        assert server.test_client().delete("/later").status_code == expected


def test_no_application_starts_with_an_undeclared_route() -> None:
    server = closed_server(Person())
    declare(server, {"later": Right.DESK, "static": Right.OPEN})
    with pytest.raises(UndeclaredError, match=r"^open$"):
        check_declared(server)
    declare(server, {"open": Right.OPEN})
    check_declared(server)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Authorization": "Bearer x"}, 200),
        ({"Authorization": "Bearer x", "Origin": "http://evil.example"}, 403),
    ],
)
def test_a_session_writes_from_our_own_pages_only(headers: dict[str, str], expected: int) -> None:
    server = closed_server(LOCAL_ADMIN)
    declare(server, {"later": Right.DESK})
    client = server.test_client()
    client.set_cookie("session", "anything")
    assert client.delete("/later", headers=headers).status_code == expected


ELSEWHERE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "http://evil.example", "https:evil.example", "HTTPS://evil.example", "http:/evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "evil.example",
    "@evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", "//[::1",
    " //evil.example", "/x\\..\\y",
    "//%65vil.example", "/\r\nLocation: http://evil.example", "/\u2028/evil.example",
)  # fmt: skip


@pytest.mark.plan("S12")
def test_nobody_is_sent_elsewhere(figure: Any) -> None:
    assert {address: own_path(address) for address in ELSEWHERE} == dict.fromkeys(ELSEWHERE, "/")
    figure(f"{len(ELSEWHERE)} foreign addresses")


@pytest.mark.parametrize("address", ["/", "/fr/", "/fr/pays/SEN?round=dakar-2013#measures"])
def test_our_own_addresses_stay(address: str) -> None:
    assert own_path(address) == address
