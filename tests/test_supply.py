"""What the program is made of: known versions and licences, nothing that runs what it reads."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib.metadata import PackageNotFoundError, metadata, version
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import openpyxl
import pytest
from defusedxml.common import EntitiesForbidden
from openpyxl.xml.functions import fromstring, iterparse
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from dashboard import create_app
from dashboard.settings import read_settings
from schemas.content import Content

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("schemas", "loaders", "dashboard")
Figure = Callable[[str], None]

FLOORS = {
    "dash": "4.4.1", "flask": "3.1.3", "werkzeug": "3.1.4", "openpyxl": "3.1.5",
    "defusedxml": "0.7.1", "flask-security": "5.9.0", "waitress": "3.0.2", "jinja2": "3.1.6",
    "dash-bootstrap-components": "2.0.4", "lxml": "5", "pillow": "11.3", "urllib3": "2.6",
    "requests": "2.32.4", "argon2-cffi": "25.1",
}  # fmt: skip
"""Below these a hole is known that matters here."""

FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|0BSD|Zope|Unlicense|MPL|Mozilla|LGPL"
)
"""Licences that ask no more than to be named, or for changes of the part itself (MPL, LGPL)."""

TESTS_ONLY = {"text-unidecode"}
"""Under the GPL or Artistic licence at one's choice; the tests need it, the program does not."""


def project() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    return found


def needed() -> set[str]:
    """What is installed of all that the program needs, by the requirements of each."""
    waiting = [Requirement(line) for line in project()["dependencies"]]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        is_here = one.marker is None or any(
            one.marker.evaluate({"extra": extra}) for extra in ("", *one.extras)
        )
        if name in seen or not is_here or not has(name):
            continue
        seen.add(name)
        waiting += [
            line
            for text in metadata(name).get_all("Requires-Dist") or ()
            if "extra" not in str((line := Requirement(text)).marker)
            or any(line.marker.evaluate({"extra": e}) for e in one.extras if line.marker)
        ]
    return seen


def has(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def licence(name: str) -> str:
    about = metadata(name)
    classes = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    return about.get("License-Expression") or "; ".join(classes) or about.get("License") or ""


@pytest.mark.plan("S15")
def test_no_installed_version_has_a_known_hole(figure: Figure) -> None:
    here = {name: version(name) for name in FLOORS if has(name)}
    assert {n: v for n, v in here.items() if Version(v) < Version(FLOORS[n])} == {}
    figure(f"{len(here)} packages at or above their lowest version")


@pytest.mark.plan("S15")
def test_every_licence_is_known_and_free(figure: Figure) -> None:
    names = needed()
    unknown = {name: licence(name) for name in names if not FREE.search(licence(name))}
    assert {name: said for name, said in unknown.items() if name not in TESTS_ONLY} == {}
    assert names & TESTS_ONLY == set()
    figure(f"{len(names)} packages of the program, each with a free licence")
    assert len(names) > 40


@pytest.mark.plan("S15")
def test_every_locked_file_has_its_hash(figure: Figure) -> None:
    lock = ROOT / "uv.lock"
    if not lock.is_file():
        pytest.skip("no lock file yet: uv makes it at the first start")
    packages = tomllib.loads(lock.read_text("utf-8"))["package"]
    files = [file for one in packages for file in (*one.get("wheels", ()), one.get("sdist"))]
    found = [file for file in files if file]
    assert [f["url"] for f in found if not f.get("hash", "").startswith("sha256:")] == []
    figure(f"{len(packages)} packages, {len(found)} files with a hash")


@pytest.mark.plan("S15")
def test_no_vulnerability_is_published() -> None:
    """Only where the tool for it is installed: it asks a service. A skip is no pass."""
    if shutil.which("pip-audit") is None:
        pytest.skip("pip-audit is not installed: published vulnerabilities were not looked up")
    done = subprocess.run(
        ["pip-audit", "--strict", "--path", next(p for p in sys.path if "site-packages" in p)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


class Loaded(HTMLParser):
    """Collects what a document has a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "video") and said.get("src"):
            self.found.append(said["src"] or "")
        if tag == "link" and said.get("rel") not in ("alternate", None):
            self.found.append(said.get("href") or "")


@pytest.mark.plan("S15")
def test_a_page_loads_nothing_from_elsewhere(
    migrated_sqlite: Path, content: Content, tmp_path: Path, figure: Figure
) -> None:
    """Each thing it names is on this server, and what a style sheet names is as well."""
    shutil.copy(migrated_sqlite, tmp_path / "supply.db")
    url = f"sqlite:///{tmp_path / 'supply.db'}"
    client = create_app(read_settings({}, database_url=url, secret_key="k"), content).server
    asked = client.test_client()
    seen: set[str] = set()
    for path in ("/fr/", "/en/measures", "/fr/aide", "/en/sign-in", "/en/nowhere", "/fr/reunions"):
        document = Loaded()
        document.feed(asked.get(path).text)
        seen |= set(document.found)
    assert len(seen) > 5
    for address in set(seen):
        assert address.startswith("/") and not address.startswith("//"), address
        with asked.get(address) as answer:
            assert answer.status_code == 200, address
            if answer.mimetype == "text/css":
                inner = re.findall(r"""(?:url\(|@import)\s*["']?([^"')\s]+)""", answer.text)
                asks = {urljoin(address, one) for one in inner if not one.startswith("data:")}
                assert [one for one in asks if not one.startswith("/")] == []
                seen |= asks
    figure(f"{len(seen)} files, all of this server")


# What could run what it reads


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """(file, name of what is called, the call) of the whole program."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield file.relative_to(ROOT).as_posix(), ast.unparse(node.func), node


RUNNING = re.compile(
    r"(?:^|\.)(?:eval|exec|__import__|system|popen|spawn\w*|Unpickler|read_pickle|literal_column)$"
    r"|^(?:pickle|cPickle|marshal|shelve|dill|joblib|yaml|jsonpickle)\.(?:load|loads|open)$"
)
PROGRAMS = {"loaders/child/__init__.py", "schemas/database/backups/postgresql.py"}
"""Where another program is started: our own reader of workbooks, and PostgreSQL's own tools."""


@pytest.mark.plan("S16")
def test_nothing_runs_what_it_reads(figure: Figure) -> None:
    found = list(calls())
    assert [(file, name) for file, name, _ in found if RUNNING.search(name)] == []
    started = {file for file, name, _ in found if name.startswith("subprocess.")}
    assert started <= PROGRAMS
    shells = [file for file, _, call in found for k in call.keywords if k.arg == "shell"]
    assert shells == []
    figure(f"{len(found)} calls looked at, {len(started)} files start a program, none a shell")


@pytest.mark.plan("S16")
def test_workbooks_are_parsed_without_entities() -> None:
    assert openpyxl.DEFUSEDXML is True
    text = (
        b'<!DOCTYPE x [<!ENTITY a "known"><!ENTITY b SYSTEM "file:///etc/hostname">]><x>&a;&b;</x>'
    )
    assert fromstring(text).text is None
    with pytest.raises(EntitiesForbidden):
        list(iterparse(BytesIO(text)))


MADE = {
    "schemas/database/append_only.py",
    "schemas/database/engine.py",
    "schemas/database/backups/postgresql.py",
}
"""Where a statement is put together: of the names of our own tables, never of a value."""


@pytest.mark.plan("S14")
def test_no_statement_is_put_together_from_strings(figure: Figure) -> None:
    stated = re.compile(r"(?:^|\.)(?:exec_driver_sql|executescript)$|^(?:sa\.|sqlalchemy\.)?text$")
    built = [
        (file, call)
        for file, name, call in calls()
        if stated.search(name)
        and call.args
        and not isinstance(call.args[0], ast.Constant)
        and is_statement(call.args[0])
    ]
    assert {file for file, _ in built} <= MADE
    figure(f"{len(built)} statements made of names of tables, none of values")


def is_statement(said: ast.expr) -> bool:
    """Not a label or a size, which other functions called `text` take."""
    return isinstance(said, ast.JoinedStr | ast.BinOp) or ast.unparse(said) in ("query", "sql")


@pytest.mark.plan("S14", "S16")
def test_the_linter_of_security_finds_nothing(figure: Figure) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "S", "--no-cache", *PACKAGES]
    done = subprocess.run([*command, "app.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    waived = re.compile(r"#\s*noqa:.*?\b(S(?:[2356]\d\d))\b")
    found = [
        (file.relative_to(ROOT).as_posix(), rule)
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        for rule in waived.findall(file.read_text("utf-8"))
    ]
    kinds = sorted({rule for _, rule in found})
    figure(f"0 findings; {len(found)} set aside with a reason: {', '.join(kinds)}")
    assert {file for file, rule in found if rule == "S608"} <= MADE
