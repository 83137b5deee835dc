"""Measures the platform and its peers in the same minutes and prints the table of the figures.

    uv run --group dev python tests/benchmarks/compare.py [--only pages,server] [--quick]

The peers (plain Dash, Vizro, Streamlit, frictionless) get an environment of their own in the
working folder, which may be kept: what is there is not made again.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from measuring.browsing import PlaywrightError, chromium  # noqa: E402
from measuring.crowds import measure_crowds  # noqa: E402
from measuring.goals import SECTIONS  # noqa: E402
from measuring.packs import measure_packs, measure_start  # noqa: E402
from measuring.pages import measure_large, measure_pages, measure_room  # noqa: E402
from measuring.programs import PEERS, Work, make_environment  # noqa: E402
from measuring.scaling import measure_scale  # noqa: E402
from measuring.table import Measured, table  # noqa: E402
from measuring.workbooks import measure_workbooks  # noqa: E402

Found = Mapping[str, Measured | None]

MEASURING: Mapping[str, Callable[[Work], Found]] = {
    "start": measure_start,
    "workbooks": measure_workbooks,
    "pages": measure_pages,
    "room": measure_room,
    "large": measure_large,
    "server": measure_crowds,
    "scale": measure_scale,
    "pack": measure_packs,
}
FAILURES = (RuntimeError, OSError, ValueError, subprocess.SubprocessError, PlaywrightError)


def about() -> str:
    """When, on what machine, and which programs."""
    with chromium() as browser:
        seen = f"Chromium {browser.version.partition('.')[0]}"
    memory = psutil.virtual_memory().total / 2**30
    requirements = (PEERS / "requirements.txt").read_text("utf-8").splitlines()
    peers = ", ".join(line.replace("==", " ") for line in requirements if line[:1] not in "#")
    ours = ", ".join(f"{name} {version(name)}" for name in ("dash", "waitress", "sqlalchemy"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {psutil.cpu_count()} cores, {memory:.0f} GiB,"
        f" {platform.system()} {platform.machine()} · Python {platform.python_version()}, {seen},"
        f" {ours} · peers: {peers}"
    )


def measure(names: Sequence[str], work: Work) -> dict[str, Measured]:
    """A section that fails leaves its rows empty; the others go on."""
    found: dict[str, Measured] = {}
    for name in names:
        sys.stderr.write(f"{datetime.now(UTC):%H:%M:%S} {name}\n")
        try:
            figures = MEASURING[name](work)
        except FAILURES as problem:
            traceback.print_exception(problem)
            continue
        found |= {key: figure for key, figure in figures.items() if figure is not None}
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--work", type=Path, help="folder for databases, files and the peers")
    parser.add_argument("--only", default=",".join(MEASURING), help=", ".join(MEASURING))
    parser.add_argument("--quick", action="store_true", help="few repetitions, small databases")
    chosen = parser.parse_args(arguments)
    names = [name for name in chosen.only.split(",") if name]
    unknown = sorted(set(names) - set(MEASURING))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    folder = chosen.work or Path(tempfile.gettempdir()) / "dakar-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    work = Work(folder.resolve(), chosen.quick)
    make_environment(work)
    found = measure(names, work)
    goals = [goal for name in SECTIONS if name in names for goal in SECTIONS[name]]
    result = {key: asdict(figure) for key, figure in found.items()}
    (work.folder / "figures.json").write_text(json.dumps(result, indent=1), "utf-8")
    sys.stdout.write(f"{about()}\n\n{table(goals, found)}\n")
    return 0 if len(found) == len(goals) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
