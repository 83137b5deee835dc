"""The structure keeps itself: budgets, layers, style and types are tests."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("schemas", "loaders", "dashboard")
FILE, FUNCTION, PAGE = 400, 60, 150
"""Lines a file, a function and a page may have; complexity is ruff's (C901)."""


def sources(*folders: str) -> list[Path]:
    found = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return [file for file in found if "__pycache__" not in file.parts]


def everything() -> list[Path]:
    return [ROOT / "app.py", *sources(*PACKAGES, "tests")]


def run(*command: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def names(files: Iterator[Path] | list[Path]) -> list[str]:
    return [file.relative_to(ROOT).as_posix() for file in files]


# Budgets


def lines(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_too_long() -> None:
    assert names([file for file in everything() if lines(file) > FILE]) == []


def test_no_function_is_too_long() -> None:
    long = [
        f"{names([file])[0]}:{node.name}"
        for file in everything()
        for node in functions(file)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > FUNCTION
    ]
    assert long == []


def test_no_page_is_too_long() -> None:
    assert names([file for file in sources("dashboard/pages") if lines(file) > PAGE]) == []


def test_every_module_says_what_it_does_in_a_sentence() -> None:
    silent = [
        file
        for file in everything()
        if not (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").strip()
    ]
    assert names(silent) == []


def test_test_files_have_unique_names_and_no_package() -> None:
    tests = [file.name for file in sources("tests") if file.name.startswith("test_")]
    assert sorted(tests) == sorted(set(tests))
    assert names(sorted((ROOT / "tests").rglob("__init__.py"))) == []


# Style and types


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["ruff", "format", "mypy"],
)
def test_tool_finds_nothing(command: tuple[str, ...]) -> None:
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


# Things that stand in one place only


def calls(file: Path) -> set[str]:
    """Last names of everything called in a file: `dcc.Graph(...)` gives Graph."""
    called = [
        n.func for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.Call)
    ]
    return {f.attr for f in called if isinstance(f, ast.Attribute)} | {
        f.id for f in called if isinstance(f, ast.Name)
    }


def keywords(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}


def test_graphs_come_from_one_factory() -> None:
    makers = names([file for file in sources("dashboard") if "Graph" in calls(file)])
    assert makers in ([], ["dashboard/components/graph.py"])


def test_no_component_that_runs_foreign_markup() -> None:
    dangerous = {"Markdown", "Iframe", "DangerouslySetInnerHTML"}
    assert names([file for file in sources("dashboard") if calls(file) & dangerous]) == []
    assert names([f for f in sources("dashboard") if "dangerously_allow_html" in keywords(f)]) == []


# Layers


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_nothing_imports_the_app() -> None:
    assert names([file for file in sources(*PACKAGES) if "app" in imported(file)]) == []


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    call = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", call, "--no-cache", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def test_imports_keep_every_contract() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pyc*"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [
        ("packages", "schemas/country.py", "import loaders"),
        ("packages", "loaders/__init__.py", "import dashboard"),
        ("dashboard", "dashboard/scores.py", "from dashboard import pages"),
        ("dashboard", "dashboard/strange.py", '"""A module of no layer."""'),
        ("loaders", "loaders/entries.py", "from loaders import workbook"),
        ("loaders", "loaders/strange.py", '"""A module of no layer."""'),
        ("schemas", "schemas/reading.py", "from schemas import framework"),
        ("schemas", "schemas/strange.py", '"""A module of no layer."""'),
        ("pages-are-light", "dashboard/pages/planted.py", "import pandas"),
        ("pages-are-light", "dashboard/pages/planted.py", "import sqlalchemy"),
        ("pages-are-light", "dashboard/pages/planted.py", "import plotly"),
        ("pages-are-light", "dashboard/pages/planted.py", "import openpyxl"),
        ("one-door", "dashboard/settings.py", "from loaders import workbook"),
        ("no-cycles", "schemas/reading.py", "from schemas import framework"),
    ],
)
def test_a_planted_violation_breaks_its_contract(
    copy: Path, contract: str, file: str, line: str
) -> None:
    planted = copy / file
    before = planted.read_text("utf-8") if planted.exists() else None
    planted.write_text(f"{before or ''}\n{line}\n", "utf-8")
    try:
        done = lint(copy, "--contract", contract)
    finally:
        if before is None:
            planted.unlink()
        else:
            planted.write_text(before, "utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout
