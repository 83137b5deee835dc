"""Turns the bytes of one file into an answer, inside a process that ends with the file.

The waiting process has all modules loaded and sees nothing of any file: for each one it makes a
copy of itself, which costs milliseconds where a new interpreter costs a tenth of a second. The
copy sets its own limits, reads the file, answers and ends.
"""

import gc
import json
import os
import struct
import sys
from collections.abc import Callable

from loaders.child import wire
from loaders.entries import Unreadable, Workbook
from schemas.findings import Finding

Reader = Callable[[bytes, str], Workbook]
Marker = Callable[[bytes, bytes], bytes]
"""Turns a file and a plan of remarks (JSON) into the file with them."""

HEAD = struct.Struct(">iI")
"""Before each answer: how its process ended (0, an exit code, or minus a signal), its length."""

ANSWERED, FULL, ALONE = 0, 3, 4
"""Exit codes of a copy: it read everything and answered; it answered, but may have left a part of
the file unread; nobody asks any more."""

_OPEN_FILES = 64
_NICENESS = 10
_MEGABYTE = 1_000_000


def tend(read: Reader, mark: Marker | None = None) -> None:
    """Waits for files and has each read by a copy of this process, one after the other, until
    nobody asks any more or a copy did not end well. Where the system cannot copy a process,
    this one reads one file itself, and ends."""
    gc.freeze()  # a collection in a copy has nothing to look through
    if not hasattr(os, "fork"):
        _answer(*serve(read, mark))
        return
    status = ANSWERED
    while status == ANSWERED:
        answers, errors = os.pipe(), os.pipe()
        copy = os.fork()
        if copy == 0:
            _as_copy(answers[1], errors[1], read, mark)
        os.close(answers[1])
        os.close(errors[1])
        with os.fdopen(answers[0], "rb") as told, os.fdopen(errors[0], "rb") as failed:
            answer = told.read()
            status = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
            _answer(status, answer if status in (ANSWERED, FULL) else failed.read())


def _answer(status: int, answer: bytes) -> None:
    if status != ALONE:
        sys.stdout.buffer.write(HEAD.pack(status, len(answer)))
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


def _as_copy(answers: int, errors: int, read: Reader, mark: Marker | None) -> None:
    """Reads one file, its outputs being these. Never returns."""
    os.dup2(answers, 1)
    os.dup2(errors, 2)
    status, answer = serve(read, mark)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(status)  # nothing is left to be tidied up


def serve(read: Reader, mark: Marker | None = None) -> tuple[int, bytes]:
    """Takes one file, reads it (or, with a plan, marks it) inside its limits: how it ended
    (ANSWERED, FULL or ALONE), and the answer."""
    line = sys.stdin.buffer.readline()
    if not line:
        return ALONE, b""
    request = json.loads(line)
    # One file, then this process ends: looking for garbage would only cost time.
    gc.disable()
    _limit(request["seconds"], request["memory_mb"])
    try:
        content = sys.stdin.buffer.read(request["size"])
        plan = sys.stdin.buffer.read(request.get("plan", 0))
        if mark is not None and plan:
            return ANSWERED, mark(content, plan)
        return ANSWERED, wire.workbook_line(read(content, request["name"]))
    except Unreadable as refusal:
        return ANSWERED, wire.refusal_line(refusal.finding)
    except MemoryError:
        limit = f"{request['memory_mb']} MB"
        finding = Finding("too-large", value=request["name"], params={"limit": limit})
        return FULL, wire.refusal_line(finding)


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
            sys.stderr.write(f"this system does not know limit {kind}\n")
