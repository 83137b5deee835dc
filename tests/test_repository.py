"""What the repository says is true: pins, floors, words, documents, and nothing private in it."""

import re
import string
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from dashboard.settings import CHECKS
from schemas.content import Content
from schemas.findings import RULES

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")

FLOORS = {
    "dash": "4.4.1",
    "flask": "3.1.3",
    "werkzeug": "3.1",
    "openpyxl": "3.1.5",
    "defusedxml": "0.7.1",
    "flask-security": "5.9.0",
}
"""The first versions without a known hole that matters here."""


# Dependencies


def direct() -> list[Requirement]:
    groups = PROJECT["dependency-groups"].values()
    lines = [*PROJECT["project"]["dependencies"], *(line for group in groups for line in group)]
    return [Requirement(line) for line in lines]


def pins() -> dict[str, str]:
    """Name -> the pinned version for this interpreter."""
    lines = [Requirement(line) for line in PROJECT["tool"]["uv"]["constraint-dependencies"]]
    here = [line for line in lines if line.marker is None or line.marker.evaluate()]
    return {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in here}


def installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def needed() -> set[str]:
    """Names of everything the project and its tests need, directly or not, on this machine."""
    waiting = [(r.name, frozenset(r.extras)) for r in direct()]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen or installed(name) is None:
            continue
        seen.add((name, extras))
        for line in distribution(name).requires or ():
            found = Requirement(line)
            settings = [{"extra": extra} for extra in ("", *extras)]
            if found.marker is None or any(found.marker.evaluate(s) for s in settings):
                waiting.append((found.name, frozenset(found.extras)))
    return {canonicalize_name(name) for name, _ in seen}


def test_every_package_is_pinned_to_the_version_tested_here() -> None:
    """Run `python .ci/pin` after a change of dependencies."""
    pinned = pins()
    here = {name: installed(name) for name in needed()}
    assert {name: pinned.get(name) for name in here} == here


def test_every_direct_dependency_is_pinned() -> None:
    assert {canonicalize_name(r.name) for r in direct()} - set(pins()) == set()


@pytest.mark.parametrize("name", FLOORS)
def test_no_version_with_a_known_hole_is_allowed(name: str) -> None:
    floor = Version(FLOORS[name])
    declared = {canonicalize_name(r.name): r for r in direct()}
    if name in declared:
        lowest = [Version(s.version) for s in declared[name].specifier if s.operator == ">="]
        assert lowest, f"{name} has no lowest version"
        assert max(lowest) >= floor
    if name in pins():
        assert Version(pins()[name]) >= floor


# What a stranger must not find


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name]
    return [file for file in files if file.is_file() and "vendor" not in file.parts]


PRIVATE = {
    "machine path": r"(?<![\w.~/-])/(?:home|root|work|tmp|mnt|Users)/\w|\b[A-Z]:\\(?:Users|work)",
    "registry": r"pypi\.org|pythonhosted|registry\.npmjs|registry\.yarnpkg|/simple/?\"",
    "delivery network": r"jsdelivr|unpkg\.com|cdnjs|googleapis|gstatic|bootstrapcdn|cdn\.plot",
}


def strangers(text: str) -> list[str]:
    return [kind for kind, pattern in PRIVATE.items() if re.search(pattern, text)]


def test_a_private_word_is_seen() -> None:
    place = "/".join(["", "home", "someone", "x"])
    assert strangers(f"open('{place}')") == ["machine path"]
    assert strangers("https://example.org/home/page") == []


def test_no_machine_path_registry_or_delivery_network_in_any_file() -> None:
    allowed = {"test_repository.py", "test_assets.py"}
    found = {
        file.relative_to(ROOT).as_posix(): strangers(file.read_bytes().decode("utf-8", "ignore"))
        for file in tracked()
        if file.name not in allowed
    }
    assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_the_lock_file_stays_out() -> None:
    assert "uv.lock" not in {file.name for file in tracked()}


# Words


def params(texts: tuple[str, ...] | str) -> set[str]:
    parts = (texts,) if isinstance(texts, str) else texts
    return {name for text in parts for _, name, _, _ in string.Formatter().parse(text) if name}


def params_by_key(language: str) -> dict[str, set[str]]:
    found = {}
    for file in sorted((ROOT / "data" / "locales" / language).glob("*.po")):
        with file.open("rb") as stream:
            for message in read_po(stream, locale=language):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    found[key] = params(message.string)
    return found


def test_every_sentence_takes_the_same_params_in_every_language(content: Content) -> None:
    first, *others = content.languages
    expected = params_by_key(first)
    assert expected
    for other in others:
        assert params_by_key(other) == expected


def test_every_finding_has_its_words(content: Content) -> None:
    wanted = {f"finding.{code}.{part}" for code in RULES for part in ("what", "rule", "do")}
    missing = {lang: sorted(wanted - words.keys) for lang, words in content.words.items()}
    assert missing == {language: [] for language in content.languages}


# Documents


def test_the_readme_has_the_two_commands() -> None:
    assert "pip install uv && uv run app.py" in README
    assert "pip install uv && uv run --group dev pytest" in README


def test_the_checking_script_runs_the_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "\npip install uv && uv run --group dev pytest\n" in script


def test_every_setting_is_in_the_readme() -> None:
    assert [s for s in CHECKS if f"`DAKAR_{s.upper()}`" not in README] == []


def test_every_finding_code_is_in_the_readme() -> None:
    assert [code for code in RULES if f"`{code}`" not in README] == []


def test_every_command_is_in_the_readme() -> None:
    from dashboard.cli import commands

    assert commands()
    assert [name for name in commands() if f"`dakar {name}" not in README] == []
