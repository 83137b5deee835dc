"""What a page and a publication cost when there are a thousand times more measures."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from measuring.programs import HERE, ROOT, Work, seeded
from measuring.table import Measured, exponent

SIZES = (2_280, 22_800, 228_000, 2_280_000)
FEW = (2_280, 22_800)
OVERVIEW = """
import sys, time
from dashboard import create_app
from dashboard.settings import read_settings
app = create_app(read_settings({}, database_url=sys.argv[1], secret_key="benchmark"))
context, client = app.server.extensions["dakar"], app.server.test_client()
for repetition in range(int(sys.argv[2]) + 1):
    context.memo.forget()
    context.pages.forget()
    begun = time.process_time()
    answer = client.get("/en/")
    if answer.status_code != 200:
        raise SystemExit("no page")
    if repetition:
        print(time.process_time() - begun)
"""
PUBLISH = """
import sys, time
import loaders
from loaders.pipeline import run
from measuring.workbooks import report_workbook
from schemas.content import load_content
from schemas.database.engine import writer_engine
content, engine = load_content(), writer_engine(sys.argv[1])
for repetition in range(int(sys.argv[2]) + 1):
    source = report_workbook(content, "SEN", 40 + repetition)
    stored = run(source, f"{repetition}.xlsx", content=content, engine=engine, keep=True)
    begun = time.process_time()
    loaders.publish(engine, stored.report)
    if repetition:
        print(time.process_time() - begun)
"""


def _times(program: str, *words: object) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(HERE)))},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [float(line) for line in done.stdout.split()]


def measure_scale(work: Work) -> dict[str, Measured | None]:
    sizes = FEW if work.quick else SIZES
    files = [seeded(work, size) for size in sizes]
    overview = [median(_times(OVERVIEW, f"sqlite:///{file}", work.few(9, 3))) for file in files]
    small, large = (_publishing(work, file) for file in (files[0], files[-1]))
    return {
        "growth": Measured(exponent(sizes, overview), note=f"to {sizes[-1]:,} measures"),
        "overview-large": Measured(1000 * overview[-1]),
        "publishing": Measured(1000 * large, "few", 1000 * small, large / small),
    }


def _publishing(work: Work, file: Path) -> float:
    """Seconds to publish one report into a copy of the database."""
    copy = file.with_suffix(".copy")
    shutil.copyfile(file, copy)
    try:
        return median(_times(PUBLISH, f"sqlite:///{copy}", work.few(9, 3)))
    finally:
        for ending in ("", "-wal", "-shm"):
            Path(f"{copy}{ending}").unlink(missing_ok=True)
