"""What the comparison runs: an environment for the peers, programs with their cost, servers."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
PEERS = HERE / "peers"
PATIENCE = 180.0
"""Seconds that a server may take to answer."""


@dataclass(frozen=True)
class Work:
    """The folder of a run, and the Python of the peers' environment in it."""

    folder: Path
    quick: bool = False

    @property
    def python(self) -> Path:
        scripts = "Scripts" if sys.platform == "win32" else "bin"
        return self.folder / "peers" / scripts / "python"

    def few(self, many: int, few: int) -> int:
        """How often something is repeated."""
        return few if self.quick else many


def make_environment(work: Work) -> None:
    """An environment for the peers, made by uv once for each list of requirements."""
    wanted = (PEERS / "requirements.txt").read_text("utf-8")
    mark = work.folder / "peers" / "made-from.txt"
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    uv: Sequence[str] = ("uv",)
    subprocess.run(
        [*uv, "venv", "--quiet", "--clear", "--python", version, work.folder / "peers"], check=True
    )
    subprocess.run(
        [
            *uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            work.python,
            "-r",
            PEERS / "requirements.txt",
        ],
        check=True,
    )
    mark.write_text(wanted, "utf-8")


# One program to its end


@dataclass(frozen=True)
class Run:
    """`cpu` is of the program and of those it waited for, in seconds, as `wall`."""

    cpu: float
    wall: float
    status: int
    output: str


def run(command: Sequence[str | Path], log: Path, **environment: str) -> Run:
    """Runs a program of ours or of a peer; what it complains about goes to `log`. Raises
    RuntimeError when it is ended by a signal."""
    output = log.with_suffix(".out")
    begun = time.perf_counter()
    with log.open("wb") as errors, output.open("wb") as answers:
        program = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=answers,
            stderr=errors,
        )
        _, status, used = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if program.returncode < 0:
        raise RuntimeError(f"{command[0]} was ended by signal {-program.returncode}: see {log}")
    said = output.read_text("utf-8", errors="replace")
    return Run(used.ru_utime + used.ru_stime, wall, program.returncode, said)


def dakar(*words: str | Path) -> list[str | Path]:
    """Our own command, as `dakar` runs it."""
    return [sys.executable, "-m", "dashboard.cli", *words]


def seeded(work: Work, measures: int, rounds: int = 1) -> Path:
    """A database of ours with so many measures; made once."""
    file = work.folder / f"ours-{measures}-{rounds}.db"
    if not file.is_file():
        making = file.with_suffix(".making")
        making.unlink(missing_ok=True)
        command = [sys.executable, HERE / "seeding.py", f"sqlite:///{making}"]
        options = ["--measures", str(measures), "--rounds", str(rounds)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([*command, *options], cwd=ROOT, env=environment, check=True)
        making.rename(file)
    return file


# Servers


@dataclass(frozen=True)
class Site:
    """A page that is compared. `how` names the kind of its country control; `{port}` stands in
    the command for the port."""

    name: str
    command: Sequence[str | Path]
    how: str
    path: str = "/"
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Served:
    site: Site
    pid: int
    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return self.origin + self.site.path


def ours(database: Path) -> Site:
    command = dakar("serve", "--no-browser", "--port", "{port}", "--database")
    return Site("ours", [*command, f"sqlite:///{database}"], "select", "/en/?country=FRA")


def peers(work: Work, data: Path) -> list[Site]:
    """Plain Dash and Vizro behind gunicorn, as the documentation of Dash has it, and Streamlit."""
    workers = ("-w", "2", "--threads", "4", "-t", "300", "-b", "127.0.0.1:{port}", "--chdir", PEERS)
    gunicorn = (work.python, "-m", "gunicorn", *workers)
    quiet = ("--server.headless", "true", "--browser.gatherUsageStats", "false")
    address = ("--server.address", "127.0.0.1", "--server.port", "{port}")
    streamlit = (work.python, "-m", "streamlit", "run", PEERS / "streamlit_page.py")
    settings = {"REVIEW_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1"}
    return [
        Site("Dash", [*gunicorn, "plain_dash:server"], "dropdown", environment=settings),
        Site("Vizro", [*gunicorn, "vizro_page:server"], "vizro", environment=settings),
        Site("Streamlit", [*streamlit, *address, *quiet], "streamlit", environment=settings),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(site: Site, logs: Path) -> Iterator[Served]:
    """The site while it runs, as soon as it takes connections: nothing was asked of it yet."""
    port = free_port()
    with (logs / f"{site.name}.log").open("ab") as log:
        program = subprocess.Popen(
            [str(word).replace("{port}", str(port)) for word in site.command],
            cwd=ROOT,
            env={**os.environ, **site.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _listening(port, program, logs / f"{site.name}.log")
        yield Served(site, program.pid, port)
    finally:
        _end(program)


def _listening(port: int, program: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and program.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"a server did not start: see {log}")


def _end(program: "subprocess.Popen[bytes]") -> None:
    """Ends a server with all its processes: they have a session of their own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(program.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            program.wait(10)
            return


def _family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a server and its processes have used so far."""
    used = 0.0
    for process in _family(pid):
        with suppress(psutil.Error):
            times = process.cpu_times()
            used += times.user + times.system
            used += times.children_user + times.children_system
    return used


def memory_of(pid: int) -> float:
    """MiB of a server and its processes; what they share is counted once (PSS)."""
    held = 0
    for process in _family(pid):
        with suppress(psutil.Error):
            held += process.memory_full_info().pss
    return held / 2**20
