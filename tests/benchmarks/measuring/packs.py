"""The files of a meeting, in both languages, and what one more slide costs."""

import subprocess
import sys
import zipfile
from pathlib import Path
from statistics import median

from measuring.programs import ROOT, Work, dakar, run, seeded
from measuring.table import Measured, exponent

MEETING = "session-4"
MEASURES = 2_280
ANNEXES = (4, 8, 16, 32, 57)
"""Countries of an annex; each has two slides."""

DECKS = """
import sys, time
from dashboard.exports.pptx import pptx_of
from dashboard.meetings import deck_of
from dashboard.queries import Source
from schemas.content import load_content
from schemas.database.engine import reader_engine
content, source = load_content(), Source(reader_engine(sys.argv[1]), ("PUB",))
meeting = content.meetings[sys.argv[2]]
countries = content.partners(meeting.round)
for count in map(int, sys.argv[3:]):
    begun = time.process_time()
    for language in content.languages:
        deck = deck_of(
            source, content, content.words[language], meeting, items=(), annex=countries[:count]
        )
        pptx_of(deck, content)
    print(time.process_time() - begun)
"""


def measure_packs(work: Work) -> dict[str, Measured | None]:
    database = f"sqlite:///{seeded(work, MEASURES)}"
    target = work.folder / "pack.zip"
    command = [
        *dakar("export", "pack", "--meeting", MEETING),
        "--address",
        "http://127.0.0.1",
        "--database",
        database,
        "-o",
        target,
    ]
    used = []
    for _ in range(work.few(3, 1)):
        done = run(command, work.folder / "pack.log")
        if done.status:
            raise RuntimeError(f"dakar export pack ended with {done.status}")
        used.append(done.cpu)
    with zipfile.ZipFile(target) as pack:
        note = f"{len(pack.namelist())} files, {target.stat().st_size / 1e6:.1f} MB"
    return {"pack": Measured(median(used), note=note), "pack-growth": _growth(work, database)}


def _growth(work: Work, database: str) -> Measured:
    annexes = [str(count) for count in (ANNEXES[0], *ANNEXES)]  # the first only warms up
    done = subprocess.run(
        [sys.executable, "-c", DECKS, database, MEETING, *annexes],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    times = [float(line) for line in done.stdout.split()][1:]
    slides = [2 * count for count in ANNEXES]
    return Measured(exponent(slides, times), note=f"{slides[0]} to {slides[-1]} slides")


def measure_start(work: Work) -> dict[str, Measured | None]:
    times = [run(dakar("--help"), Path(work.folder / "h.log")).wall for _ in range(work.few(9, 3))]
    return {"help": Measured(min(times))}
