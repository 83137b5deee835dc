"""A child reads for the server: same answers, and no file makes the server wait, fall or grow."""

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from loaders import child
from loaders.child import inside, read_in_child, warm_up, wire
from loaders.entries import Unreadable, Workbook
from loaders.workbook import read_workbook
from schemas.findings import Finding

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process limits")

ROW = (
    '<row r="1" hidden="1"><c r="A1" t="inlineStr"><is><t>é_xD83D_ \U0001f600</t></is></c>'
    '<c r="B1" s="1"><v>41528.5</v></c><c r="C1" t="b"><v>1</v></c><c r="D1"><v>0.1</v></c>'
    '<c r="E1" t="e"><v>#N/A</v></c><c r="F1"><f>A1</f></c></row>'
    '<row r="9999"><c r="A9999"><v>1</v></c></row>'
)
MERGED = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'


@pytest.fixture
def full(make_xlsx: Any) -> bytes:
    """Every kind of cell, and all a grid may say."""
    return make_xlsx(  # type: ignore[no-any-return]
        ROW,
        "",
        formats=["yyyy-mm-dd"],
        after=MERGED,
        properties={"dakar_country": "SEN"},
        settings='<workbookPr date1904="1"/>',
    )


@pytest.fixture
def no_spare() -> Iterator[None]:
    """A test that changes the program starts without a waiting child, and leaves none."""
    child._spare.close()
    yield
    child._spare.close()


def refusal(content: bytes, **limits: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Unreadable) as refused:
        read_in_child(content, "report.xlsx", **limits)
    finding = refused.value.finding
    assert finding.value == "report.xlsx"
    return finding.code, dict(finding.params)


def test_the_child_reads_what_the_parent_would(full: bytes) -> None:
    book = read_in_child(full, "report.xlsx")
    assert book == read_workbook(full, "report.xlsx")
    assert [f.code for f in book.remarks] == ["date-system-1904", "ignored-cells"]
    assert book.grids[0].hidden_rows == {1}


@pytest.mark.parametrize("content", [b"", b"pays;mesure", b"PK\x03\x04 cut"])
def test_the_child_refuses_what_the_parent_would(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_workbook(content, "report.xlsx")
    assert refusal(content) == (refused.value.finding.code, dict(refused.value.finding.params))


@posix_only
def test_each_file_has_a_process_of_its_own_and_a_child_waits(
    no_spare: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one file leaves behind in its process is not there for the next one."""
    program(
        monkeypatch,
        """import os
    from loaders.entries import Unreadable
    from schemas.findings import Finding
    seen = getattr(sys, "seen", "nothing")
    sys.seen = name
    said = {"detail": f"{os.getpid()} {os.getppid()} {seen}"}
    raise Unreadable(Finding("damaged", value=name, params=said))""",
    )
    warm_up()
    [waiting] = child._spare.waiting()
    first, second = (refusal(b"x")[1]["detail"].split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1:] == second[1:] == [str(waiting.pid), "nothing"]
    assert child._spare.waiting() == [waiting]


def test_a_child_that_died_while_waiting_is_replaced(full: bytes) -> None:
    warm_up()
    for waiting in child._spare.waiting():
        waiting.kill()
        waiting.communicate()
    assert read_in_child(full, "report.xlsx").properties == {"dakar_country": "SEN"}


def test_a_waiting_child_leaves_when_its_parent_does(no_spare: None) -> None:
    waiting = child._started()
    _, errors = waiting.communicate(timeout=10)
    assert (waiting.returncode, errors) == (0, b"")


@posix_only
def test_an_ended_reading_leaves_no_process_behind(
    no_spare: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(
        monkeypatch,
        """import time
    time.sleep(600)""",
    )
    child._spare.start()
    [waiting] = child._spare.waiting()
    assert refusal(b"x", seconds=0.5)[0] == "too-large"
    assert waiting.poll() is not None
    # Of the same group, and not ended yet.
    group = [told for p in Path("/proc").glob("[0-9]*/stat") if (told := _read(p)).strip()]
    assert [t for t in group if f" {waiting.pid} " in t and ") Z " not in t] == []


def test_files_at_the_same_time_are_all_answered(full: bytes) -> None:
    answers: list[Workbook] = []
    threads = [
        threading.Thread(target=lambda: answers.append(read_in_child(full, "report.xlsx")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)


# What may go wrong in a child


def program(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Puts another reading into the child; `read` has the file's bytes and its name."""
    source = f"""
import sys
sys.path.insert(0, sys.argv[1])
from loaders.child import tend
def read(content, name):
    {body}
tend(read)
"""
    monkeypatch.setattr(child, "_PROGRAM", source)


def test_a_reading_without_end_is_ended(no_spare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, "import time; time.sleep(600)")
    started = time.perf_counter()
    assert refusal(b"x", seconds=0.5) == ("too-large", {"limit": "0.5 s"})
    assert time.perf_counter() - started < 5


@posix_only
def test_a_busy_reading_is_ended_by_the_system(
    no_spare: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(monkeypatch, "\n    while True: pass")
    assert refusal(b"x", seconds=1.5)[0] == "too-large"


@posix_only
@pytest.mark.parametrize("body", ["x = bytearray(400_000_000)", "x = [bytes(100)] * 10**9"])
def test_a_reading_that_takes_all_memory_is_refused(
    no_spare: None, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    program(monkeypatch, body)
    assert refusal(b"x", memory_mb=200) == ("too-large", {"limit": "200 MB"})


@pytest.mark.parametrize(
    "body",
    [
        "raise KeyError(name)",
        "import os; os._exit(3)",
        "import os; os.abort()",
        "import sys; sys.exit(0)",
        "print('not an answer', flush=True); raise SystemExit(0)",
        "return None",
    ],
)
def test_a_reading_that_breaks_is_damage_for_the_user_and_a_line_for_us(
    no_spare: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    body: str,
) -> None:
    program(monkeypatch, body)
    assert refusal(b"x") == ("damaged", {"detail": "other"})
    assert "reading child" in caplog.text


@posix_only
def test_a_killed_child_is_a_limit_passed(no_spare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert refusal(b"x") == ("too-large", {"limit": "512 MB, 10 s"})


@posix_only
def test_the_child_may_not_write_and_sees_no_settings(
    no_spare: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("DAKAR_SECRET_KEY", "secret")
    target = tmp_path / "written"
    program(
        monkeypatch,
        f"""import os
    from loaders.entries import Unreadable
    from schemas.findings import Finding
    try:
        with open({str(target)!r}, "wb") as file:
            file.write(b"x")
        written = "yes"
    except OSError:
        written = "no"
    said = {{"detail": f"{{written}} {{sorted(os.environ)}} {{os.nice(0) >= 10}}"}}
    raise Unreadable(Finding("damaged", value=name, params=said))""",
    )
    code, params = refusal(b"x")
    assert code == "damaged"
    assert params["detail"].startswith("no ")
    assert "DAKAR" not in params["detail"]
    assert params["detail"].endswith("True")
    assert not target.exists() or target.stat().st_size == 0


def test_the_next_file_is_read_after_a_broken_one(
    no_spare: None, monkeypatch: pytest.MonkeyPatch, full: bytes
) -> None:
    with monkeypatch.context() as patched:
        program(patched, "import os; os.abort()")
        child._spare.start()
    assert refusal(full) == ("damaged", {"detail": "other"})
    assert read_in_child(full, "report.xlsx").grids


class _Stream:
    def __init__(self, content: bytes = b"") -> None:
        self.buffer = BytesIO(content)


def served(monkeypatch: pytest.MonkeyPatch, sent: bytes, read: child.Reader) -> tuple[int, bytes]:
    """What the child's side answers; it runs here, so without its limits."""
    monkeypatch.setattr(sys, "stdin", _Stream(sent))
    monkeypatch.setattr(inside, "_limit", lambda *_: None)
    try:
        return inside.serve(read)
    finally:
        gc.enable()


def test_the_child_answers_one_request(monkeypatch: pytest.MonkeyPatch, full: bytes) -> None:
    request = {"name": "a.xlsx", "size": len(full), "seconds": 10, "memory_mb": 512}
    sent = wire.line(request) + full
    status, answer = served(monkeypatch, sent, read_workbook)
    assert status == inside.ANSWERED
    assert wire.workbook_of(answer) == read_workbook(full, "a.xlsx")
    assert served(monkeypatch, b"", read_workbook) == (inside.ALONE, b"")


def test_where_no_process_is_copied_a_child_reads_one_file(
    monkeypatch: pytest.MonkeyPatch, full: bytes
) -> None:
    out = _Stream()
    request = {"name": "a.xlsx", "size": len(full), "seconds": 10, "memory_mb": 512}
    monkeypatch.setattr(sys, "stdin", _Stream(wire.line(request) + full))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(inside, "_limit", lambda *_: None)
    monkeypatch.delattr(os, "fork", raising=False)
    try:
        inside.tend(read_workbook)
    finally:
        gc.enable()
        gc.unfreeze()
    told = out.buffer.getvalue()
    answer = told[inside.HEAD.size :]
    assert inside.HEAD.unpack(told[: inside.HEAD.size]) == (inside.ANSWERED, len(answer))
    assert wire.workbook_of(answer) == read_workbook(full, "a.xlsx")


@pytest.mark.parametrize(
    ("error", "code", "ended"),
    [
        (Unreadable(Finding("macros", value="a.xlsx")), "macros", inside.ANSWERED),
        (MemoryError(), "too-large", inside.FULL),
    ],
)
def test_the_child_sends_refusals_as_findings(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: str, ended: int
) -> None:
    def read(content: bytes, name: str) -> Workbook:
        raise error

    request = {"name": "a.xlsx", "size": 0, "seconds": 10, "memory_mb": 512}
    status, told = served(monkeypatch, wire.line(request), read)
    answer = json.loads(told)
    assert status == ended
    assert (answer["refused"]["code"], answer["refused"]["value"]) == (code, "a.xlsx")


def test_findings_of_a_refusal_come_back_whole() -> None:
    finding = Finding("damaged", "S", "A1", "v", {"detail": "other"})
    with pytest.raises(Unreadable) as refused:
        wire.workbook_of(wire.refusal_line(finding))
    assert refused.value.finding == finding


# Light


def test_a_child_imports_no_library() -> None:
    """Its start is short, and there is little in it that a file could reach."""
    probe = (
        "import sys; sys.path.insert(0, sys.argv[1]); import loaders.workbook; "
        "print(sorted({m.split('.')[0] for m in sys.modules} - sys.stdlib_module_names))"
    )
    found = child.subprocess.run(
        [sys.executable, "-I", "-S", "-c", probe, str(child._ROOT)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() in ("['__main__', 'loaders', 'schemas']", "['loaders', 'schemas']")


@posix_only
def test_large_foreign_files_leave_the_server_as_it_was(make_xlsx: Any) -> None:
    """Files with 30,000 cells each: handles and memory of this process do not add up."""
    rows = "".join(
        f'<row r="{n}">' + f'<c t="inlineStr"><is><t>texte {n}</t></is></c>' * 20 + "</row>"
        for n in range(1, 1501)
    )
    content = make_xlsx(rows)
    read_in_child(content, "warm.xlsx")
    handles, resident = _handles(), _resident_mb()
    for _ in range(3):
        read_in_child(content, "report.xlsx")
    assert _handles() <= handles
    assert _resident_mb() - resident < 50


# What the machine says of this process


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:  # the process has ended meanwhile
        return ""


def _handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
