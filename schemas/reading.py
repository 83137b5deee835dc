"""Turns the TOML and CSV files of data/ into tables, collecting every content error."""

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ContentProblem:
    """One mistake in a content file: which file, which key, and why."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class ContentError(Exception):
    """The content files hold mistakes; `problems` lists all of them."""

    def __init__(self, problems: Sequence[ContentProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Problems:
    """Collects content problems, so that an editor sees all of them at once."""

    found: list[ContentProblem] = field(default_factory=list)

    def add(self, file: Path | str, key: str, reason: str) -> None:
        name = file.name if isinstance(file, Path) else file
        self.found.append(ContentProblem(name, key, reason))

    @contextmanager
    def reading(self, file: Path, key: str) -> Iterator[None]:
        """Turns a missing or malformed key met in the block into a problem."""
        try:
            yield
        except KeyError as error:
            self.add(file, key, f"missing key {error.args[0]!r}")
        except (TypeError, ValueError, AttributeError) as error:
            self.add(file, key, str(error))

    def stop_if_any(self) -> None:
        if self.found:
            raise ContentError(self.found)


def read_toml(file: Path, problems: Problems) -> dict[str, Any]:
    """The file's tables, or an empty dict and a problem."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.add(file, "-", str(error))
        return {}


def read_csv(file: Path, columns: Sequence[str], problems: Problems) -> list[dict[str, str]]:
    """The file's rows as dicts of text, or no rows and a problem when columns are missing."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                problems.add(file, ", ".join(missing), "column missing")
                return []
            return [{name: row[name] or "" for name in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.add(file, "-", str(error))
        return []


def optional_date(text: str) -> date | None:
    """An ISO date, or None for an empty text. Raises ValueError for anything else."""
    return date.fromisoformat(text) if text else None


Text = Mapping[str, str]
"""A text in several languages: language code -> words."""


def text_of(table: Mapping[str, Any], languages: Sequence[str]) -> dict[str, str]:
    """The language keys of a TOML table. Raises KeyError when a language is missing and
    ValueError when it has no words."""
    text = {language: str(table[language]) for language in languages}
    for language, words in text.items():
        if not words.strip():
            raise ValueError(f"no words for {language!r}")
    return text
