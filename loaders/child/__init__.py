"""Turns a foreign file into a `Workbook` in a process of its own, which limits may end.

A reader can hang or eat all memory on a file of a few kilobytes; the child bears it, the server
does not notice. Bytes go in on standard input, JSON comes back on standard output. One process a
file: the copy that a waiting child, which never sees a file, makes of itself (see `inside`).
"""

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer
from time import monotonic
from typing import Any, TypeVar

from loaders.child import wire
from loaders.child.inside import ANSWERED, FULL, HEAD, Marker, Reader, tend
from loaders.entries import Limits, Unreadable, Workbook
from schemas.findings import Finding

__all__ = [
    "AT_ONCE",
    "Marker",
    "Reader",
    "mark_in_child",
    "marker_within",
    "read_in_child",
    "reader_within",
    "tend",
    "warm_up",
]

SECONDS = 10.0
MEMORY_MB = 512
AT_ONCE = 2
"""Children reading at the same time; further files wait for their turn."""

_ROOT = Path(__file__).resolve().parent.parent.parent
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from loaders.marking import main; main()"
_LIMIT_PASSED = {-getattr(signal, name, 0) for name in ("SIGKILL", "SIGXCPU")} - {0}
"""Exit codes of a process that the system ended for its memory or its time."""
_ARCHIVE = b"PK"
_GROUP: Mapping[str, Any] = {"process_group": 0} if hasattr(os, "fork") else {}
"""A child and its copy are ended together."""
_Answer = TypeVar("_Answer")
_Child = subprocess.Popen[bytes]
_log = logging.getLogger(__name__)


def read_in_child(
    content: bytes, name: str, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB
) -> Workbook:
    """What `read_workbook` gives, read by a child within `seconds` and `memory_mb`.

    Raises Unreadable as `read_workbook` does; with too-large when the child passed a limit, and
    with damaged (detail `other`) when it ended without an answer.
    """
    return _asked(content, b"", name, seconds, memory_mb, wire.workbook_of)


def mark_in_child(
    content: bytes,
    plan: Mapping[str, Any],
    *,
    seconds: float = SECONDS,
    memory_mb: int = MEMORY_MB,
) -> bytes:
    """What `marked` gives, made by a child within `seconds` and `memory_mb`; raises Unreadable
    as `read_in_child` does."""
    return _asked(content, wire.line(plan), "", seconds, memory_mb, _file_of)


def reader_within(limits: Limits | None) -> Callable[[bytes, str], Workbook]:
    """Reads files in children that the limits may end."""
    return partial(read_in_child, **asdict(limits or Limits()))


def marker_within(limits: Limits | None) -> Callable[[bytes, Mapping[str, Any]], bytes]:
    """Marks files, which are foreign too, in such children."""
    return partial(mark_in_child, **asdict(limits or Limits()))


def warm_up() -> None:
    """Starts the child that the first file will use."""
    _spare.start()


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
        status, answer = _exchange(json.dumps(request).encode() + b"\n" + content + plan, seconds)
    if status is None:
        raise _refusal("too-large", name, limit=f"{seconds:g} s")
    if status in (ANSWERED, FULL):
        try:
            return understood(answer)
        except (ValueError, LookupError, TypeError) as error:
            answer += repr(error).encode()
    _log.warning("the reading child ended with %s: %s", status, answer[-2000:])
    if status in _LIMIT_PASSED:
        raise _refusal("too-large", name, limit=f"{memory_mb} MB, {seconds:g} s")
    raise _refusal("damaged", name, detail="other")


def _exchange(request: bytes, seconds: float) -> tuple[int | None, bytes]:
    """How the process ended that took the request, None when its time was over; its answer."""
    child = _spare.take()
    end = monotonic() + seconds
    watch = Timer(seconds, _kill, (child,))
    watch.daemon = True
    watch.start()
    status: int | None = None
    try:
        status, answer = _told(child, request)
    finally:
        watch.cancel()
        is_late = monotonic() >= end
        _spare.give_back(child, is_whole=status == ANSWERED and not is_late)
    return (None if is_late else status), answer


def _told(child: _Child, request: bytes) -> tuple[int, bytes]:
    assert child.stdin and child.stdout and child.stderr  # noqa: S101 - all are pipes
    try:
        child.stdin.write(request)
        child.stdin.flush()
    except OSError:
        # It ended before it had taken everything; how, it says itself.
        _log.debug("a child did not take its file")
    head = child.stdout.read(HEAD.size)
    if len(head) < HEAD.size:
        return child.wait(), child.stderr.read()
    status, size = HEAD.unpack(head)
    return status, child.stdout.read(size)


def _file_of(answer: bytes) -> bytes:
    if not answer.startswith(_ARCHIVE):
        wire.workbook_of(answer)
    return answer


class _Spare:
    """Keeps the started children of this process that wait for a file, and hands them out."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._children: list[_Child] = []
        self._owner = 0

    def start(self) -> None:
        """One child waits, at least."""
        with self._lock:
            if not self._waiting():
                self._children.append(_started())

    def take(self) -> _Child:
        with self._lock:
            return self._children.pop() if self._waiting() else _started()

    def give_back(self, child: _Child, is_whole: bool) -> None:
        """Keeps a child that may take another file; for any other one, a new one waits."""
        if not is_whole:
            _kill(child)
            _leave(child)
        with self._lock:
            if is_whole:
                self._children.append(child)
            elif not self._waiting():
                self._children.append(_started())

    def waiting(self) -> list[_Child]:
        with self._lock:
            return list(self._waiting())

    def close(self) -> None:
        """Ends the waiting children: they leave when their input closes."""
        with self._lock:
            for child in self._waiting():
                _leave(child)
            self._children = []

    def _waiting(self) -> list[_Child]:
        # A forked server process must not share the children of its parent.
        is_ours = self._owner == os.getpid()
        self._children = [c for c in self._children if is_ours and c.poll() is None]
        self._owner = os.getpid()
        return self._children


_spare = _Spare()
_turns = BoundedSemaphore(AT_ONCE)
atexit.register(_spare.close)


def _started() -> _Child:
    # Windows starts no program without its system folder; nothing else is handed down.
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program, no shell
        [sys.executable, "-I", "-S", "-B", "-c", _PROGRAM, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=kept,
        cwd=_ROOT,
        **_GROUP,
    )


def _kill(child: _Child) -> None:
    if child.poll() is not None:
        return
    if _GROUP:
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()


def _leave(child: _Child) -> None:
    """Closes all ways to a child and waits for its end."""
    try:
        child.communicate()
    except (OSError, ValueError):
        # What it has not taken is not sent any more.
        child.wait()


def _refusal(code: str, name: str, **params: Any) -> Unreadable:
    return Unreadable(Finding(code, value=name, params=params))
