"""A server of its own, sent what is too large, too much or too slow: it says so and stays small."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = b"x" * 1_000_000
PART = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
MULTIPART = "Content-Type: multipart/form-data; boundary=b\r\n"


@dataclass
class Server:
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def memory(self) -> float:
        """The most it ever took, in MB."""
        said = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(said.split("VmHWM:")[1].split()[0]) / 1000

    def socket(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def send(self, method: str, path: str, headers: str = "", body: Iterable[bytes] = ()) -> str:
        """The status of the answer, read even when the server stops listening half way."""
        with self.socket() as connection:
            head = (
                f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
            )
            connection.sendall(head.encode())
            try:
                for piece in body:
                    connection.sendall(piece)
            except OSError:
                pass
            try:
                return connection.recv(100)[9:12].decode()
            except OSError:
                return "cut"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def server(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("large"), free_port()
    shutil.copy(migrated_sqlite, folder / "large.db")
    settings = {"DAKAR_DATABASE_URL": f"sqlite:///{folder / 'large.db'}", "DAKAR_PORT": str(port)}
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--no-browser", "--empty"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=log
        )
    made = Server(port, process, folder / "log")
    until = time.monotonic() + 60
    while True:
        try:
            assert made.send("GET", "/healthz") == "200"
            break
        except ConnectionRefusedError:
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.1)
    yield made
    process.terminate()
    process.wait(20)


def chunked(times: int) -> Iterator[bytes]:
    for _ in range(times):
        yield b"%x\r\n%s\r\n" % (len(MEGABYTE), MEGABYTE)
    yield b"0\r\n\r\n"


def sized(body: bytes) -> str:
    return f"Content-Length: {len(body)}\r\n"


MANY_PARTS = PART * 10_000 + b"--b--\r\n"
LONG_FORM = b"a=1&" * 500_000
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
JSON = "Content-Type: application/json\r\n"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_what_is_too_large_is_refused_and_kept_out_of_memory(server: Server) -> None:
    before = server.memory()
    whole = "Content-Length: 200000000\r\n"
    long_callback = b'{"output": "' + b"x" * 2_000_000 + b'"}'
    answers = {
        "200 MB file": server.send("POST", "/api/v1/uploads", MULTIPART + whole, [MEGABYTE] * 200),
        "200 MB callback": server.send(
            "POST", "/_dash-update-component", JSON + whole, [MEGABYTE] * 200
        ),
        "40 MB in chunks": server.send(
            "POST", "/api/v1/uploads", MULTIPART + "Transfer-Encoding: chunked\r\n", chunked(40)
        ),
        "15 MB in chunks": server.send(
            "POST", "/api/v1/uploads", MULTIPART + "Transfer-Encoding: chunked\r\n", chunked(15)
        ),
        "10,000 parts": server.send(
            "POST", "/desk/sign-in", MULTIPART + sized(MANY_PARTS), [MANY_PARTS]
        ),
        "2 MB form": server.send("POST", "/desk/sign-in", FORM + sized(LONG_FORM), [LONG_FORM]),
        "2 MB callback": server.send(
            "POST", "/_dash-update-component", JSON + sized(long_callback), [long_callback]
        ),
    }
    print(answers, f"memory {before:.0f} -> {server.memory():.0f} MB")
    # Where the server stops listening half way, its answer may be lost with the connection.
    heard = {name: answer for name, answer in answers.items() if "MB in" in name or "0 MB" in name}
    assert set(heard.values()) <= {"413", "cut"}
    assert {answers[name] for name in answers.keys() - heard.keys()} == {"413"}
    assert server.memory() - before < 50
    assert server.send("GET", "/healthz") == "200"


def test_many_that_say_nothing_take_no_place(server: Server) -> None:
    slow = [server.socket() for _ in range(200)]
    for one in slow:
        one.sendall(b"GET /fr/ HTTP/1.1\r\nHost: localhost\r\n")
    took = []
    for _ in range(20):
        began = time.perf_counter()
        assert server.send("GET", "/healthz") == "200"
        took.append(time.perf_counter() - began)
    print(f"beside 200 silent connections: {sorted(took)[18] * 1000:.0f} ms")
    for one in slow:
        one.close()
    assert sorted(took)[18] < 1


def test_the_log_of_a_real_server_is_json(server: Server) -> None:
    server.send("GET", "/fr/aide?q=canary")
    lines = [json.loads(line) for line in server.log.read_text("utf-8").splitlines()]
    assert {line["event"] for line in lines} <= {"request", "message"}
    assert any(line.get("page") == "help" for line in lines)
    assert "canary" not in server.log.read_text("utf-8")
