"""Commands on many files: folders, what cannot be read, the line that sums up, the progress."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.cli.gathering import gathered
from loaders.writer import blank_workbook
from schemas.content import Content

ROOT = Path(__file__).resolve().parent.parent.parent

Dakar = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(content: Content, tmp_path: Path) -> Path:
    """Two workbooks, one of them in a folder below, two that are none, and what Excel leaves."""
    made = tmp_path / "reçus"
    (made / "afrique").mkdir(parents=True)
    (made / "FRA.xlsx").write_bytes(blank_workbook(content, "FRA", "dakar-2013"))
    (made / "afrique" / "SEN.XLSX").write_bytes(blank_workbook(content, "SEN", "dakar-2013"))
    (made / "afrique" / "vide.xlsx").write_bytes(b"")
    (made / "texte.xlsx").write_text("pays;niveau", "utf-8")
    (made / "~$FRA.xlsx").write_bytes(b"lock")
    (made / "lettre.docx").write_bytes(b"PK")
    return made


def test_a_folder_means_every_workbook_below_it(folder: Path) -> None:
    found = gathered([folder, folder / "FRA.xlsx"], besides=folder / "afrique")
    assert [(one.path.name, str(one.target)) for one in found] == [
        ("FRA.xlsx", "FRA.xlsx"),
        ("texte.xlsx", "texte.xlsx"),
        ("FRA.xlsx", "FRA-2.xlsx"),
    ]


def test_what_cannot_be_read_never_stops_the_others(
    dakar: Dakar, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    paths = ("absent.xlsx", str(tmp_path / "empty"), str(folder))
    status, out, err = dakar("check", *paths, language="en")
    assert status == 2
    assert "absent.xlsx is not there." in err
    assert "empty holds no .xlsx workbook." in err
    assert out.splitlines()[-1] == "6 files: 0 clean, 2 with errors, 4 refused."
    assert "\x1b" not in err


def test_json_stays_one_object_a_line(dakar: Dakar, folder: Path) -> None:
    status, out, err = dakar("load", "--json", str(folder), "absent.xlsx", language="en")
    answers = [json.loads(line) for line in out.splitlines()]
    assert [(one["file"], one["outcome"], one.get("report")) for one in answers] == [
        ("FRA.xlsx", "draft", "FRA-dakar-2013-v1"),
        ("SEN.XLSX", "draft", "SEN-dakar-2013-v1"),
        ("vide.xlsx", "refused", None),
        ("texte.xlsx", "refused", None),
    ]
    assert status == 2
    assert err.splitlines()[-1] == "5 files: 0 clean, 2 with errors, 3 refused."


def test_the_number_of_processes_changes_no_line(
    dakar: Dakar, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for number in (1, 2):
        monkeypatch.setattr("loaders.child.AT_ONCE", number)
        said.append(dakar("check", str(folder), "absent.xlsx", language="en"))
    assert said[0] == said[1]
    heads = [line for line in said[0][1].splitlines() if not line.startswith(" ")]
    assert [line.split(":")[0].split(" ")[0] for line in heads] == [
        "FRA.xlsx",
        "SEN.XLSX",
        "vide.xlsx",
        "texte.xlsx",
        "5",
    ]


def test_one_file_needs_no_sum(dakar: Dakar, folder: Path) -> None:
    assert "1 fichier" not in dakar("check", str(folder / "FRA.xlsx"))[1]


def test_annotated_copies_never_replace_what_was_received(dakar: Dakar, folder: Path) -> None:
    before = (folder / "FRA.xlsx").read_bytes()
    assert dakar("check", str(folder), "--annotate", str(folder))[0] == 2
    assert (folder / "FRA.xlsx").read_bytes() == before
    out = folder.parent / "out"
    dakar("check", str(folder), "--annotate", str(out))
    assert (out / "afrique" / "SEN.XLSX").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_a_terminal_sees_how_far_it_is(folder: Path, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "dashboard.cli", "check", str(folder), "--lang", "en"]
    address = f"sqlite:///{tmp_path / 'none.db'}"
    with subprocess.Popen(
        [*command, "--database", address], cwd=ROOT, stdout=subprocess.PIPE, stderr=slave
    ) as running:
        out = running.communicate(timeout=120)[0].decode()
    os.close(slave)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert "] 1/4 SEN.XLSX" in shown
    assert shown.endswith("\r\x1b[K")
    assert "\x1b" not in out
