"""Turns a foreign file into a `Workbook` in a process of its own, which limits may end.

A reader can hang or eat all memory on a file of a few kilobytes; the child bears it, the server
does not notice. Bytes go in on standard input, JSON comes back on standard output. One child a
file; the next one is already started and waits, so that a file costs no interpreter start.
"""

import atexit
import gc
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, TypeVar

from loaders.entries import Cell, Grid, Kind, Limits, Unreadable, Workbook
from schemas.findings import Finding

SECONDS = 10.0
MEMORY_MB = 512
AT_ONCE = 2
"""Children reading at the same time; further files wait for their turn."""

_ROOT = Path(__file__).resolve().parent.parent
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from loaders.marking import main; main()"
_OPEN_FILES = 64
_NICENESS = 10
_MEGABYTE = 1_000_000
_LIMIT_PASSED = {-getattr(signal, name, 0) for name in ("SIGKILL", "SIGXCPU")} - {0}
"""Exit codes of a child that the system ended for its memory or its time."""
_ARCHIVE = b"PK"
_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)

Reader = Callable[[bytes, str], Workbook]
Marker = Callable[[bytes, bytes], bytes]
"""Turns a file and a plan of remarks (JSON) into the file with them."""


def read_in_child(
    content: bytes, name: str, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB
) -> Workbook:
    """What `read_workbook` gives, read by a child within `seconds` and `memory_mb`.

    Raises Unreadable as `read_workbook` does; with too-large when the child passed a limit, and
    with damaged (detail `other`) when it ended without an answer.
    """
    return _asked(content, b"", name, seconds, memory_mb, lambda a: _workbook_of(json.loads(a)))


def mark_in_child(
    content: bytes,
    plan: Mapping[str, Any],
    *,
    seconds: float = SECONDS,
    memory_mb: int = MEMORY_MB,
) -> bytes:
    """What `marked` gives, made by a child within `seconds` and `memory_mb`; raises Unreadable
    as `read_in_child` does."""
    return _asked(content, _line(plan), "", seconds, memory_mb, _file_of)


def reader_within(limits: Limits | None) -> Callable[[bytes, str], Workbook]:
    """Reads files in children that the limits may end."""
    return partial(read_in_child, **asdict(limits or Limits()))


def marker_within(limits: Limits | None) -> Callable[[bytes, Mapping[str, Any]], bytes]:
    """Marks files, which are foreign too, in such children."""
    return partial(mark_in_child, **asdict(limits or Limits()))


def _asked(
    content: bytes,
    plan: bytes,
    name: str,
    seconds: float,
    memory_mb: int,
    understood: Callable[[bytes], _Answer],
) -> _Answer:
    """A child's answer to a file, and to a plan where there is one."""
    request = {
        "name": name,
        "size": len(content),
        "plan": len(plan),
        "seconds": seconds,
        "memory_mb": memory_mb,
    }
    with _turns:
        child = _spare.take()
        try:
            answer, errors = child.communicate(_line(request) + content + plan, timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            if child.stdin is not None:
                # What the child has not taken is not sent any more.
                child.stdin.close()
            child.communicate()
            raise _refusal("too-large", name, limit=f"{seconds:g} s") from None
    if child.returncode == 0:
        try:
            return understood(answer)
        except (ValueError, LookupError, TypeError) as error:
            errors += repr(error).encode()
    _log.warning("the reading child ended with %s: %s", child.returncode, errors[-2000:])
    if child.returncode in _LIMIT_PASSED:
        raise _refusal("too-large", name, limit=f"{memory_mb} MB, {seconds:g} s")
    raise _refusal("damaged", name, detail="other")


def _file_of(answer: bytes) -> bytes:
    if not answer.startswith(_ARCHIVE):
        _workbook_of(json.loads(answer))
    return answer


def warm_up() -> None:
    """Starts the child that the first file will use."""
    _spare.start()


def serve(read: Reader, mark: Marker | None = None) -> None:
    """The child's side: waits for one file, reads it (or, with a plan, marks it) inside the
    limits, answers, ends."""
    line = sys.stdin.buffer.readline()
    if not line:
        return
    request = json.loads(line)
    # One file, then this process ends: looking for garbage would only cost time.
    gc.disable()
    _limit(request["seconds"], request["memory_mb"])
    try:
        content = sys.stdin.buffer.read(request["size"])
        plan = sys.stdin.buffer.read(request.get("plan", 0))
        if mark is not None and plan:
            answer = mark(content, plan)
        else:
            answer = _line(_plain(read(content, request["name"])))
    except Unreadable as refusal:
        answer = _line({"refused": _plain_finding(refusal.finding)})
    except MemoryError:
        limit = f"{request['memory_mb']} MB"
        finding = Finding("too-large", value=request["name"], params={"limit": limit})
        answer = _line({"refused": _plain_finding(finding)})
    sys.stdout.buffer.write(answer)


class _Spare:
    """Keeps one started child of this process, and hands it out."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def start(self) -> None:
        with self._lock:
            self._renew()

    def take(self) -> "subprocess.Popen[bytes]":
        """A child that waits for a file; the next one is started behind it."""
        with self._lock:
            child = self._renew()
            self._child = None
            self._renew()
            return child

    def close(self) -> None:
        """Ends the waiting child: it leaves when its input closes."""
        with self._lock:
            if self._child is not None and self._owner == os.getpid():
                self._child.communicate()
            self._child = None

    def _renew(self) -> "subprocess.Popen[bytes]":
        # A forked server process must not share the child of its parent.
        is_ours = self._owner == os.getpid()
        if self._child is None or not is_ours or self._child.poll() is not None:
            self._child = _started()
            self._owner = os.getpid()
        return self._child


_spare = _Spare()
_turns = BoundedSemaphore(AT_ONCE)
atexit.register(_spare.close)


def _started() -> "subprocess.Popen[bytes]":
    # Windows starts no program without its system folder; nothing else is handed down.
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program, no shell
        [sys.executable, "-I", "-S", "-B", "-c", _PROGRAM, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=kept,
        cwd=_ROOT,
    )


def _limit(seconds: float, memory_mb: int) -> None:
    """Sets the limits of this process, where the system knows them. `memory_mb` bounds the
    memory in use; addresses may be twice as many, because not all of them are used."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(_NICENESS)
    whole = max(1, int(seconds))
    limits = {
        resource.RLIMIT_AS: 2 * memory_mb * _MEGABYTE,
        resource.RLIMIT_DATA: memory_mb * _MEGABYTE,
        resource.RLIMIT_CPU: whole,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        try:
            resource.setrlimit(kind, (limit, limit))
        except (OSError, ValueError):
            _log.warning("this system does not know limit %s", kind)


def _refusal(code: str, name: str, **params: Any) -> Unreadable:
    return Unreadable(Finding(code, value=name, params=params))


# The workbook as JSON: short rows, and the kinds by name


def _line(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _plain(workbook: Workbook) -> dict[str, Any]:
    return {
        "grids": [_plain_grid(grid) for grid in workbook.grids],
        "properties": dict(workbook.properties),
        "remarks": [_plain_finding(finding) for finding in workbook.remarks],
    }


def _plain_grid(grid: Grid) -> dict[str, Any]:
    return {
        "title": grid.title,
        "cells": [_plain_cell(cell) for row in grid.rows.values() for cell in row.values()],
        "hidden": sorted(grid.hidden_rows),
        "merged": grid.merged,
    }


def _plain_cell(cell: Cell) -> list[Any]:
    value = cell.value.isoformat() if isinstance(cell.value, datetime) else cell.value
    return [cell.row, cell.column, cell.kind.value, value, cell.number_format, cell.formula]


def _plain_finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "value": finding.value,
        "params": dict(finding.params),
    }


def _workbook_of(answer: Mapping[str, Any]) -> Workbook:
    if "refused" in answer:
        raise Unreadable(Finding(**answer["refused"]))
    grids = tuple(_grid_of(grid) for grid in answer["grids"])
    return Workbook(grids, answer["properties"], tuple(Finding(**f) for f in answer["remarks"]))


def _grid_of(plain: Mapping[str, Any]) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    for row, column, kind, value, number_format, formula in plain["cells"]:
        known = Kind(kind)
        read = datetime.fromisoformat(value) if known is Kind.DATE and value else value
        cell = Cell(row, column, known, read, number_format, formula)
        rows.setdefault(row, {})[column] = cell
    return Grid(plain["title"], rows, frozenset(plain["hidden"]), tuple(plain["merged"]))
