"""Commands that prepare a database, check it, and serve from it."""

import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

Dakar = Callable[..., tuple[int, str, str]]


def test_an_empty_start_is_ready_the_second_time(dakar: Dakar, database: Path) -> None:
    status, out, _ = dakar("init", "--empty", language="en")
    assert status == 0
    assert out.startswith("An empty database is ready")
    assert database.is_file()
    assert dakar("init", language="en")[1].startswith("The database is ready")


def test_a_foreign_database_is_left_alone(dakar: Dakar, database: Path) -> None:
    database.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    before = database.read_bytes()
    status, _, err = dakar("init", "--empty")
    assert status == 2
    assert str(database) in err
    assert database.read_bytes() == before


def test_doctor_before_and_after_init(dakar: Dakar) -> None:
    status, out, _ = dakar("doctor", language="en")
    assert status == 1
    assert [line.split(" ")[0] for line in out.splitlines()] == ["In", "In", "In", "To"]
    dakar("init", "--empty")
    status, out, _ = dakar("doctor", language="en")
    assert status == 0
    assert [line.split(" ")[0] for line in out.splitlines()] == ["In"] * 7


@pytest.mark.slow
def test_samples_come_with_a_new_database_and_can_be_removed(
    dakar: Dakar, database: Path, sample_database: Path
) -> None:
    database.write_bytes(sample_database.read_bytes())
    assert dakar("init", language="en")[1].startswith("The database is ready")
    status, out, _ = dakar("samples", "remove", language="en")
    assert status == 0
    assert "sample reports deleted" in out
    assert dakar("samples", "remove", language="en")[1].startswith("0 sample reports deleted")


# serve


def test_a_port_in_use_is_named(dakar: Dakar, database: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        status, _, err = dakar("serve", "--empty", "--port", port, language="en")
    assert status == 2
    assert f"127.0.0.1:{port} is not available" in err
    assert not database.exists()


def test_serve_prepares_the_database_and_prints_the_address(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    database = tmp_path / "served.db"
    options = ["--port", str(port), "--no-browser", "--empty", "--lang", "en"]
    server = subprocess.Popen(
        [sys.executable, "app.py", *options, "--database", f"sqlite:///{database}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        said = [server.stdout.readline() if server.stdout else "" for _ in range(2)]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            assert answer.status == 200
    finally:
        server.terminate()
        server.communicate(timeout=20)
    assert said[0].startswith("An empty database is ready")
    assert said[1] == f"The platform is open: http://127.0.0.1:{port}\n"
