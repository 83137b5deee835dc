"""Turns the paths of a command line, files and folders, into the workbooks to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

WORKBOOK = ".xlsx"
LOCK = "~$"
"""How the names start of the files that Excel keeps beside open ones."""


@dataclass(frozen=True)
class Found:
    """A file to read. `target` is where its annotated copy goes, below the folder for them.
    `problem`: why there is nothing to read (missing, no-workbook), "" for none."""

    path: Path
    target: Path
    problem: str = ""

    def __str__(self) -> str:
        return self.path.name


def gathered(paths: Sequence[Path], besides: Path | None = None) -> list[Found]:
    """The files in the order given; of a folder, every workbook below it, by name. What lies in
    the folder `besides` was written by us and is left out. Each has a target of its own."""
    found = [one for path in paths for one in _of(path, besides)]
    taken: set[Path] = set()
    return [Found(one.path, _free(one.target, taken), one.problem) for one in found]


def _of(path: Path, besides: Path | None) -> Iterator[Found]:
    if not path.is_dir():
        yield Found(path, Path(path.name), "" if path.exists() else "missing")
        return
    below = [file for file in sorted(path.rglob("*")) if _is_workbook(file)]
    if besides is not None and besides.resolve() != path.resolve():
        ours = besides.resolve()
        below = [file for file in below if ours not in file.resolve().parents]
    if not below:
        yield Found(path, Path(path.name), "no-workbook")
    for file in below:
        yield Found(file, file.relative_to(path))


def _is_workbook(file: Path) -> bool:
    is_lock = file.name.startswith(LOCK)
    return file.suffix.lower() == WORKBOOK and not is_lock and not file.is_dir()


def _free(target: Path, taken: set[Path]) -> Path:
    """The target, or one beside it when another file of this run has it already."""
    free, number = target, 1
    while free in taken:
        number += 1
        free = target.with_stem(f"{target.stem}-{number}")
    taken.add(free)
    return free
