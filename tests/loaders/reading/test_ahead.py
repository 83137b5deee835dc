"""Files are read before their turn comes: how many at once changes no answer and no order."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

import loaders
from loaders import Limits, child
from loaders.child.ahead import read_ahead
from loaders.entries import ReadFile, Unreadable, Workbook
from loaders.workbook import read_workbook

PROGRAM = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from loaders.child import tend
from loaders.workbook import read_workbook
def read(content, name):
    if name.startswith("hangs"):
        time.sleep(600)
    if name.startswith("breaks"):
        os.abort()
    return read_workbook(content, name)
tend(read)
"""


@pytest.fixture
def odd_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Children that hang at one name and break at another."""
    child._spare.close()
    monkeypatch.setattr(child, "_PROGRAM", PROGRAM)
    yield
    child._spare.close()


def absent() -> bytes:
    raise FileNotFoundError(2, "No such file")


def told(files: list[Any], at_once: int) -> list[Any]:
    """What becomes of each file: its cells, its finding, or why it cannot be opened."""
    told: list[Any] = []
    for wait in loaders.read_ahead(files, Limits(seconds=2), at_once):
        try:
            file = wait()
            told.append((file.source, file.read(file.source, "x").grids))
        except OSError as error:
            told.append(error.strerror)
        except Unreadable as refusal:
            told.append(refusal.finding)
    return told


def test_the_same_whatever_the_number_of_processes(odd_reader: None, make_xlsx: Any) -> None:
    books = [make_xlsx(f'<row r="1"><c r="A1"><v>{n}</v></c></row>') for n in range(4)]
    files: list[Any] = [(f"{n}.xlsx", lambda n=n: books[n]) for n in range(4)]
    files.insert(1, ("hangs.xlsx", lambda: books[0]))
    files.insert(2, ("damaged\x00.xlsx", lambda: b"PK\x03\x04"))
    files.insert(4, ("absent.xlsx", absent))
    files.insert(5, ("breaks.xlsx", lambda: books[0]))
    one, two, many = (told(files, at_once) for at_once in (1, 2, 5))
    assert one == two == many
    values = [o[1][0].rows[1][1].value if isinstance(o, tuple) else None for o in one]
    assert values == [0.0, None, None, 1.0, None, None, 2.0, 3.0]
    assert [(one[n].code, one[n].value) for n in (1, 2, 5)] == [
        ("too-large", "hangs.xlsx"),
        ("damaged", "damaged\ufffd.xlsx"),
        ("damaged", "breaks.xlsx"),
    ]
    assert one[4] == "No such file"


def test_no_more_files_are_open_than_are_read(make_xlsx: Any) -> None:
    """Memory: beside the file that is worked on, as many as are read at once."""
    content = make_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')
    opened: list[int] = []

    def take(number: int) -> bytes:
        opened.append(number)
        return content  # type: ignore[no-any-return]

    files = [(f"{n}.xlsx", lambda n=n: take(n)) for n in range(9)]
    for number, wait in enumerate(read_ahead(files, read_workbook, 2)):
        wait()
        assert max(opened) <= number + 2
    assert sorted(opened) == list(range(9))


def test_two_are_read_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=10)

    def read(_content: bytes, _name: str) -> Workbook:
        both.wait()
        return Workbook((), {})

    files = [(f"{n}.xlsx", lambda: b"") for n in range(2)]
    assert [wait() for wait in read_ahead(files, read, 2)] == [ReadFile(b"", Workbook((), {}))] * 2


def test_who_stops_early_leaves_nothing_waiting() -> None:
    opened: list[int] = []
    files = [(f"{n}.xlsx", lambda n=n: opened.append(n) or b"") for n in range(50)]
    begun = read_ahead(files, lambda _content, _name: Workbook((), {}), 2)
    next(begun)()
    begun.close()
    assert len(opened) <= 3
    assert not [t for t in threading.enumerate() if t.name.startswith("reading")]
