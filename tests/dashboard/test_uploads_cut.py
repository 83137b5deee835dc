"""A browser that is closed, or a line that is cut, in the middle of an upload: nothing is left."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import waitress
from flask import Flask
from sqlalchemy import Engine, select

from dashboard.api import register_api
from dashboard.api.answers import error
from dashboard.auth import Person, Role, guard
from dashboard.context import Context
from dashboard.settings import Settings
from loaders.writer import blank_workbook
from schemas.content import Content
from schemas.database.models import Report, Upload

UPLOADS = "/api/v1/uploads"
ANALYST = Person("analyst@example.org", Role.ANALYST)


@pytest.fixture
def server(content: Content, engine: Engine, reader: Engine) -> Flask:
    context = Context(content, Settings(), reader, engine)
    made = Flask("uploads")
    guard(made, lambda _request: ANALYST, lambda status, code: error(context, code, status))
    register_api(made, context)
    return made


@pytest.fixture
def address(server: Flask) -> Iterator[tuple[str, int]]:
    """The host and port of a real server."""
    served = waitress.create_server(server, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    yield "127.0.0.1", served.effective_port
    served.close()
    thread.join(10)


def multipart(data: bytes) -> tuple[bytes, bytes]:
    """The head and the body of a request that sends a workbook."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="SEN.xlsx"\r\n\r\n'
        + data
        + b"\r\n--x--\r\n"
    )
    head = (
        f"POST {UPLOADS} HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode(), body


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_cut_in_the_middle_leaves_nothing(
    address: tuple[str, int], content: Content, engine: Engine
) -> None:
    head, body = multipart(blank_workbook(content, "SEN", "dakar-2013"))
    with socket.create_connection(address) as line:
        line.sendall(head + body[: len(body) // 2])
    time.sleep(0.5)
    with engine.connect() as connection:
        assert connection.execute(select(Upload.id)).all() == []
    # The server goes on; a whole file leaves a dry run, and no report.
    with socket.create_connection(address) as line:
        line.sendall(head + body)
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 201")
    with engine.connect() as connection:
        assert len(connection.execute(select(Upload.id)).all()) == 1
        assert connection.execute(select(Report.id)).all() == []
