"""No person is named in a pack or a profile, whatever stands in the tables that name persons."""

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from sqlalchemy import create_engine, text

pytestmark = pytest.mark.slow

MARK = "zqxprivate"
NAMED = ("name", "function", "institution", "email", "phone")


def traces(data: bytes, name: str) -> list[str]:
    """Where the marker stands, archives opened and documents read."""
    found = [name] if MARK.encode() in data.lower() else []
    if data.startswith(b"%PDF"):
        command = ["pdftotext", "-", "-"]
        done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
        assert len(done.stdout) > 200, name
        found += [name] if MARK.encode() in done.stdout.lower() else []
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            for entry in archive.namelist():
                found += traces(archive.read(entry), f"{name}!{entry}")
    return found


@pytest.mark.plan("S10")
def test_packs_and_profiles_name_nobody(
    dakar: Callable[..., tuple[int, str, str]],
    sample_database: Path,
    database: Path,
    tmp_path: Path,
    debian_install: Callable[[str], None],
) -> None:
    if shutil.which("pdftotext") is None:
        debian_install("poppler-utils")
    shutil.copy(sample_database, database)
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        columns = {row[1] for row in connection.execute(text("PRAGMA table_info(contact)"))}
        marked = [name for name in NAMED if name in columns]
        assert {"name", "email"} <= set(marked)
        changes = ", ".join(f"{name} = :mark" for name in marked)
        connection.execute(text(f"UPDATE contact SET {changes}"), {"mark": MARK})  # noqa: S608
    engine.dispose()
    assert MARK.encode() in database.read_bytes()
    asked = {
        "pack.zip": ("pack", "--meeting", "session-4", "--lang", "fr,en"),
        "SEN.pdf": ("country", "--country", "SEN"),
        "SEN.pptx": ("country", "--country", "SEN"),
        "SEN.xlsx": ("country", "--country", "SEN"),
    }
    for name, arguments in asked.items():
        target = tmp_path / name
        assert dakar("export", *arguments, "-o", str(target))[0] == 0
        assert traces(target.read_bytes(), name) == []
