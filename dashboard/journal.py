"""Turns what the server does into lines of a log: codes, counts and ids, never what people wrote.

Each request is one line, each workbook read or stored another; what fails leaves the way through
the code without the values it carried. All lines of a request share its id, which goes back in a
header and stands on the page of a failure.
"""

import errno
import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from types import TracebackType
from typing import Any, TextIO

import flask
from flask import Flask

from dashboard.addresses import locate

LOG = logging.getLogger("dakar")
HEADER = "X-Request-ID"
LINE = "dakar.line"
"""Where the environment of a request keeps its line."""

WELL_FORMED = re.compile(r"[0-9A-Za-z-]{8,64}")
CODE = re.compile(r"[\w.:-]{0,80}", re.ASCII)
ADDRESS = re.compile(r"\S*[/\\@?=&]")
"""Where an address begins in what a library says: of a page, a person, a query."""

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
NETWORK = {4: 24, 6: 48}
"""Version of the protocol -> bits of an address that are kept: a network, not a person."""

MOST_ERRORS, MOST_FRAMES = 4, 20
"""How much of a failure is told: errors that led to one another, places in the code of each."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def begin(level: str, stream: TextIO | None = None) -> None:
    """Has every line of this process written to `stream` (standard error): one JSON object a
    line. To a terminal, in readable form, and requests that went well only at level DEBUG."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Readable() if stream.isatty() else Lines())
    if stream.isatty() and level != "DEBUG":
        handler.addFilter(_is_worth_a_look)
    logging.basicConfig(level=level, handlers=[handler], force=True)


def _is_worth_a_look(record: logging.LogRecord) -> bool:
    fields = getattr(record, "fields", {})
    return fields.get("event") != "request" or int(fields["status"]) >= 400


def install(server: Flask, proxies: int) -> None:
    """Writes one line a request. `proxies`: how many stand in front; the id that they give a
    request is kept, nobody else's."""
    server.wsgi_app = _journal(server.wsgi_app, proxies)  # type: ignore[method-assign,assignment]
    server.log_exception = _failed  # type: ignore[method-assign,assignment]

    @server.after_request
    def noted(response: flask.Response) -> flask.Response:
        rule, reader = flask.request.url_rule, flask.g.get("person")
        located = locate(flask.request.path) if rule is not None else None
        line = flask.request.environ.get(LINE, {})
        line["route"] = rule.rule if rule is not None else None
        line["page"] = located.key if located is not None else None
        line["role"] = (reader.role or "stranger") if reader is not None else None
        return response


def request_id() -> str:
    """The id of the request that is answered; "" outside of any."""
    if not flask.has_request_context():
        return ""
    return str(flask.request.environ.get(LINE, {}).get("request", ""))


def deed(
    event: str, began: float | None = None, **said: str | int | Mapping[str, int] | None
) -> None:
    """One line on something done: codes and counts; any other text is left out. `began`: when it
    did, by time.perf_counter()."""
    kept = {name: _code(value) if isinstance(value, str) else value for name, value in said.items()}
    if began is not None:
        kept["ms"] = _ms(began)
    _write(logging.INFO, {"event": event, "request": request_id(), **kept})


def failed(error: BaseException) -> None:
    """One line on a failure that was answered all the same."""
    _failed((type(error), error, error.__traceback__))


def _failed(raised: Raised) -> None:
    _write(logging.ERROR, {"event": "failure", "request": request_id()}, raised)


def _write(level: int, fields: Mapping[str, Any], raised: Raised | None = None) -> None:
    said = " ".join(f"{name}={value}" for name, value in fields.items() if value not in (None, ""))
    LOG.log(level, said.replace("%", "%%"), exc_info=raised, extra={"fields": fields})


def _journal(app: Wsgi, proxies: int) -> Wsgi:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.perf_counter()
        line = _line(environ, proxies)
        environ[LINE] = line

        def started(status: str, headers: list[tuple[str, str]], *raised: Any) -> Any:
            line["status"] = int(status[:3])
            line["bytes"] = next(
                (int(n) for name, n in headers if name.lower() == "content-length"), None
            )
            return start_response(status, [*headers, (HEADER, line["request"])], *raised)

        try:
            return app(environ, started)
        finally:
            line["ms"] = _ms(began)
            _write(logging.ERROR if line["status"] >= 500 else logging.INFO, line)

    return answer


def _line(environ: Mapping[str, Any], proxies: int) -> dict[str, Any]:
    """A line before the request is answered; a server that gives up answers 500."""
    given = environ.get("HTTP_X_REQUEST_ID", "") if proxies else ""
    method = environ.get("REQUEST_METHOD", "")
    return {
        "event": "request",
        "request": given if WELL_FORMED.fullmatch(given) else secrets.token_hex(6),
        "method": method if method in METHODS else "other",
        "route": None,
        "page": None,
        "status": 500,
        "ms": 0,
        "bytes": None,
        "role": None,
        "client": network(environ.get("REMOTE_ADDR", "")),
    }


def network(address: str) -> str | None:
    """The network of an address, as it is written down; None for no address."""
    try:
        known = ip_address(address)
    except ValueError:
        return None
    mapped = getattr(known, "ipv4_mapped", None) or known
    whole = ip_network(f"{mapped}/{NETWORK[mapped.version]}", strict=False)
    return str(whole.network_address)


def _ms(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


def _code(text: str) -> str:
    return text if CODE.fullmatch(text) else "?"


class Lines(logging.Formatter):
    """One JSON object a line: nothing in it can end the line or begin another."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_said(record), default=str)


class Readable(logging.Formatter):
    """The same for a person at a terminal; the places of a failure stand below."""

    def format(self, record: logging.LogRecord) -> str:
        said = _said(record)
        errors, clock = said.pop("errors", []), said.pop("time")[11:19]
        level = said.pop("level")
        facts = [f"{name}={value}" for name, value in said.items() if value not in (None, "")]
        below = [f"  {error['type']}: " + " < ".join(reversed(error["at"])) for error in errors]
        lines = [" ".join([clock, level, *facts]), *below]
        return "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in lines)


def _said(record: logging.LogRecord) -> dict[str, Any]:
    moment = datetime.fromtimestamp(record.created, UTC)
    said: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
    }
    fields = getattr(record, "fields", None)
    said |= fields if fields is not None else _of_a_library(record)
    if record.exc_info and record.exc_info[1] is not None:
        said["errors"] = list(_errors(record.exc_info[1]))
    return said


def _of_a_library(record: logging.LogRecord) -> dict[str, Any]:
    """What a library says, without the values it puts in: they may be anybody's. Numbers stay.
    Beside a failure even its sentence is left out: it may be made of an address."""
    said = {"event": "message", "request": request_id(), "logger": record.name}
    if record.exc_info:
        return said
    return {**said, "message": _without_values(record)}


def _without_values(record: logging.LogRecord) -> str:
    arguments = record.args if isinstance(record.args, tuple) else ()
    kept = tuple(one if isinstance(one, int | float) else "…" for one in arguments)
    try:
        said = str(record.msg) % kept
    except (TypeError, ValueError):
        said = str(record.msg)
    beginning = ADDRESS.split(said, maxsplit=1)[0]
    return said if beginning == said else f"{beginning}…"


def _errors(error: BaseException) -> Iterator[dict[str, Any]]:
    """The failure, then what led to it: kinds, codes of the system or database, places."""
    current: BaseException | None = error
    for _ in range(MOST_ERRORS):
        if current is None:
            return
        yield {"type": _kind(current), "at": list(_places(current.__traceback__))[-MOST_FRAMES:]}
        behind = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or behind


def _kind(error: BaseException) -> str:
    kind = type(error)
    codes = (
        getattr(error, "sqlite_errorname", None),
        getattr(error, "sqlstate", None),
        errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None,
    )
    names = [f"{kind.__module__}.{kind.__qualname__}", *(code for code in codes if code)]
    return " ".join(str(name) for name in names).removeprefix("builtins.")


def _places(at: TracebackType | None) -> Iterator[str]:
    """Module, line and function, from where the request came in to where it failed."""
    while at is not None:
        code = at.tb_frame.f_code
        module = at.tb_frame.f_globals.get("__name__", "?")
        yield f"{module}:{at.tb_lineno} {code.co_name}"
        at = at.tb_next
